"""The flows that Prefect's workers run, each a thin shell over one job of the timetable.

Imported by workers only: nothing else of ours pays for importing Prefect. A run whose job has nothing to do says so and
ends; what two workers find at once is done once, because the database decides.
"""

from datetime import datetime
from typing import Any

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.states import Completed

from flows.labels import closing, label
from flows.schedule import JOBS
from tthc_engine import bootstrap, tracing
from tthc_engine.bootstrap import App
from tthc_engine.store import machine
from tthc_engine.work.guard import by_hand

NOTHING_DUE = "Nothing due"


def _do(name: str, at: datetime | None) -> "State[Any]":
    app = bootstrap.app()
    with tracing.span("tick", job=name) as told:
        return _asked(app, name, at, told)


def _asked(app: App, name: str, at: datetime | None, told: tracing.Span) -> "State[Any]":
    moment = at or app.now()
    job = next(one for one in JOBS if one.name == name)
    with app.transaction() as session:
        machine.beat(session, name, at=moment, holder="prefect")
    if not job.due(app, moment, known=frozenset()):
        job.rested(app, moment)
        told.tell(due=False)
        return Completed(name=NOTHING_DUE, message="nothing due")
    report = job.act(app, moment, guard=by_hand)
    told.tell(due=True, failed=len(report.failed))
    label(name, moment, report)
    return closing(report)


@flow(name="clock-sweep", retries=0, persist_result=False)
def clock_sweep(at: datetime | None = None) -> "State[Any]":
    """The clock acts on every dossier that is due."""
    return _do("clock-sweep", at)


@flow(name="alert-round", retries=0, persist_result=False)
def alert_round(at: datetime | None = None) -> "State[Any]":
    """Officers are told by name of what alerts them."""
    return _do("alert-round", at)


@flow(name="outbox-delivery", retries=0, persist_result=False)
def outbox_delivery(at: datetime | None = None) -> "State[Any]":
    """Letters are filed and messages sent."""
    return _do("outbox-delivery", at)


@flow(name="nightly-check", retries=0, persist_result=False)
def nightly_check(at: datetime | None = None) -> "State[Any]":
    """Every open dossier is recomputed and certified."""
    return _do("nightly-check", at)


@flow(name="standing-invariants", retries=0, persist_result=False)
def standing_invariants(at: datetime | None = None) -> "State[Any]":
    """What must always hold is looked at."""
    return _do("standing-invariants", at)


@flow(name="daily-backup", retries=0, persist_result=False)
def daily_backup(at: datetime | None = None) -> "State[Any]":
    """The daily copy, where the database is one file."""
    return _do("daily-backup", at)


@flow(name="period-closing", retries=0, persist_result=False)
def period_closing(at: datetime | None = None) -> "State[Any]":
    """Reports of a period that is over are closed with their hash."""
    return _do("period-closing", at)
