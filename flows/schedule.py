"""The only timetable: when the machine asks whether something is due. What is due, the database knows."""

import json
import logging
import os
import secrets
import socket
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from threading import Event, Lock
from time import monotonic
from typing import Protocol

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

from flows.recorded import Perform
from tthc_engine import heap, tracing
from tthc_engine.bootstrap import App
from tthc_engine.store import machine, meta, sweeps
from tthc_engine.work import alerting, backup, deliver, invariants, nightly, reporting, sweep
from tthc_engine.work.guard import Guard, Halt, fenced
from tthc_engine.work.report import Report

log = logging.getLogger(__name__)

LEASE = "timetable"
# A process that dies is followed by another after this time; much longer than the longest pause between two ticks.
TERM = timedelta(seconds=90)
# What failed is tried again when something else is due, or after this time: not on every tick for ever.
REST_SECONDS = 900.0


class DueWork(Protocol):
    def __call__(self, app: App, at: datetime, *, known: frozenset[str]) -> bool:
        """Whether anything besides `known`, which failed a moment ago, is due: a cheap read."""


class Act(Protocol):
    def __call__(self, app: App, at: datetime, *, guard: Guard) -> Report: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    name: str
    """The name of its flow and of its heartbeat."""
    every: timedelta
    due: DueWork
    act: Act
    beats: str = ""
    """The heartbeat of having nothing left to do; the sweep's feeds the dead-man's switch."""

    def rested(self, app: App, at: datetime) -> None:
        """Asked, and nothing was due."""
        if self.beats:
            with app.transaction() as session:
                machine.beat(session, self.beats, at=at)


JOBS = (
    Job(name="clock-sweep", every=timedelta(minutes=1), due=sweep.is_due, act=sweep.sweep, beats=sweeps.COMPLETE),
    Job(name="alert-round", every=timedelta(minutes=1), due=alerting.is_due, act=alerting.alert),
    Job(name="outbox-delivery", every=timedelta(seconds=15), due=deliver.is_due, act=deliver.deliver),
    Job(name="nightly-check", every=timedelta(minutes=5), due=nightly.is_due, act=nightly.recheck),
    Job(name="standing-invariants", every=timedelta(minutes=5), due=invariants.is_due, act=invariants.look),
    Job(name="daily-backup", every=timedelta(minutes=10), due=backup.is_due, act=backup.back_up),
    Job(name="period-closing", every=timedelta(minutes=10), due=reporting.is_due, act=reporting.close_ended),
)
# In the demo a click moves the clock by days, and somebody is watching.
DEMO_JOBS = tuple(replace(job, every=min(job.every, timedelta(seconds=3))) for job in JOBS)


class Timetable:
    """Ticks in threads of this process while it holds the lease; several processes may have one, and one acts.

    `perform` does the work (recorded by Prefect, or inline). Ticks keep no state that matters: a missed one is made
    good by the next, and a process that was away for three days finds everything once.
    """

    def __init__(self, app: App, perform: Perform, *, jobs: tuple[Job, ...] = JOBS) -> None:
        self.app = app
        self.perform = perform
        self.jobs = jobs
        self.holder = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"
        self._stopping = Event()
        self._failures = {job.name: _Failures() for job in jobs}
        self._scheduler = BackgroundScheduler(
            timezone=UTC,
            executors={"default": ThreadPoolExecutor(len(jobs))},
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )

    def start(self) -> None:
        """Tick at once, then each job in its own time; returns immediately."""
        for job in self.jobs:
            seconds = job.every.total_seconds()
            self._scheduler.add_job(self.tick, "interval", args=[job], id=job.name, seconds=seconds)
            self._scheduler.add_job(self.tick, args=[job], id=f"{job.name} at start")
        self._scheduler.start()

    def stop(self) -> None:
        """End after the dossier or letter in hand, and let another process tick at once."""
        self._stopping.set()
        if self._scheduler.running:
            self._scheduler.shutdown(wait=True)
        with self.app.transaction() as session:
            machine.release(session, LEASE, holder=self.holder, at=self.app.now())

    def tick(self, job: Job) -> None:
        """Ask whether `job` is due; only then does anything run. Never raises: the next tick must come."""
        failures = self._failures[job.name]
        # The tick at start and the first of the interval may meet.
        if self._stopping.is_set() or not failures.lock.acquire(blocking=False):
            return
        try:
            self._tick(job, failures)
        except Halt:
            log.info("action=tick job=%s outcome=halted", job.name)
        except Exception:
            log.exception("action=tick job=%s", job.name)
        finally:
            failures.lock.release()

    def _tick(self, job: Job, failures: "_Failures") -> None:
        with tracing.span("tick", job=job.name) as told:
            self._asked(job, failures, told)

    def _asked(self, job: Job, failures: "_Failures", told: tracing.Span) -> None:
        at = self.app.now()
        with self.app.transaction() as session:
            lease = machine.hold(session, LEASE, holder=self.holder, at=at, term=TERM)
            if lease is None:
                return
            machine.beat(session, job.name, at=at, holder=self.holder)
        if not job.due(self.app, at, known=failures.resting()):
            job.rested(self.app, at)
            told.tell(due=False)
            return
        guard = fenced(LEASE, lease.fence, stopping=self._stopping)
        report = self.perform(job.name, lambda moment: job.act(self.app, moment, guard=guard), at=at)
        told.tell(due=True, failed=len(report.failed))
        heap.give_back()
        if failures.remember(report.failed):
            with self.app.transaction() as session:
                meta.put(session, f"{job.name}.failed", json.dumps(dict(report.failed), ensure_ascii=False))


class _Failures:
    """What failed at the last run of one job, so that it is not run for that alone on every tick."""

    def __init__(self) -> None:
        self.lock = Lock()
        self._last: dict[str, str] | None = None
        self._until = 0.0

    def resting(self) -> frozenset[str]:
        return frozenset(self._last or {}) if monotonic() < self._until else frozenset()

    def remember(self, failed: Mapping[str, str]) -> bool:
        """Whether it is news."""
        self._until = monotonic() + REST_SECONDS
        news = self._last != dict(failed)
        self._last = dict(failed)
        return news
