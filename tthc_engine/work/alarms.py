"""What the people who keep the house must hear of: derived from rows, so that a dead process is noticed as well."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from tthc_engine.bootstrap import App
from tthc_engine.catalogue.telling import telling
from tthc_engine.store import machine, standing_checks, sweeps
from tthc_engine.store.columns import instant_text
from tthc_engine.store.sql import Session
from tthc_engine.work import backup

# Several missed ticks, not one slow one.
SILENCE = telling().silence
# A night and the morning after it, when a school's machine is switched on again.
NIGHT_AND_MORNING = timedelta(hours=36)
STUCK_POST = timedelta(days=1)
STILL_NEWS = timedelta(days=14)


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """One thing that is wrong; its words are in the catalogue under `alarm.<name>`, filled from `facts`."""

    name: str
    facts: Mapping[str, Any] = field(default_factory=dict)


def alarms(app: App, at: datetime) -> list[Alarm]:
    """What is wrong with the machine itself at `at`; the gravest first. A few indexed reads.

    `no_heartbeat {last}`: the timetable stands still. `no_complete_sweep {last}`: it ticks, and no sweep gets through.
    `invariant_broken {kinds, dossiers}`: rows contradict each other. `sweep_behind {dossiers, since}`: dossiers are
    due, nobody looks.
    `lists_differ {differences, day}`: rows are not what the log says. `night_failed {failed, day}`, `no_certificate
    {last}`: the nightly look at every dossier failed for some, or was not made. `post_failed {messages}`: letters that
    will not arrive by mail. `post_stuck {messages, since}`. `no_backup {last}`.
    """
    with app.read() as session:
        return [
            *_heartbeat(session, at),
            *_incomplete(session, at),
            *_invariants(session),
            *_behind(session, at),
            *_certificate(session, at),
            *_post(session, at),
            *(_backup(session, at) if app.settings.backup_daily else ()),
        ]


def _heartbeat(session: Session, at: datetime) -> list[Alarm]:
    last = machine.heartbeat(session, "clock-sweep")
    return [] if last is not None and at - last <= SILENCE else [Alarm(name="no_heartbeat", facts={"last": last})]


def _incomplete(session: Session, at: datetime) -> list[Alarm]:
    """The dead-man's switch; where nothing ticks at all, that alone is said."""
    last = machine.heartbeat(session, sweeps.COMPLETE)
    if last is None or at - last <= SILENCE or _heartbeat(session, at):
        return []
    return [Alarm(name="no_complete_sweep", facts={"last": last})]


def _invariants(session: Session) -> list[Alarm]:
    broken = [one for one in standing_checks.all_of(session) if one.broken]
    facts = {"kinds": len(broken), "dossiers": ", ".join(one.examples[0] for one in broken)}
    return [Alarm(name="invariant_broken", facts=facts)] if broken else []


def _behind(session: Session, at: datetime) -> list[Alarm]:
    row = session.row(
        "SELECT COUNT(*), MIN(next_check_at) FROM dossier WHERE is_open AND next_check_at <= ?",
        (instant_text(at - SILENCE),),
    )
    if row is None or not row[0]:
        return []
    return [Alarm(name="sweep_behind", facts={"dossiers": row[0], "since": datetime.fromisoformat(row[1])})]


def _certificate(session: Session, at: datetime) -> list[Alarm]:
    last = machine.last_certificate(session)
    found = []
    if last is not None and last.differences:
        found.append(Alarm(name="lists_differ", facts={"differences": last.differences, "day": last.day}))
    if last is not None and last.failed:
        found.append(Alarm(name="night_failed", facts={"failed": len(last.failed), "day": last.day}))
    if last is None or at - last.at > NIGHT_AND_MORNING:
        found.append(Alarm(name="no_certificate", facts={"last": last.at if last else None}))
    return found


def _post(session: Session, at: datetime) -> list[Alarm]:
    found = []
    failed = session.value(
        "SELECT COUNT(*) FROM outbox WHERE state = 'failed' AND created_at > ?", (instant_text(at - STILL_NEWS),)
    )
    if failed:
        found.append(Alarm(name="post_failed", facts={"messages": failed}))
    row = session.row(
        "SELECT COUNT(*), MIN(created_at) FROM outbox WHERE state = 'waiting' AND attempts > 0 AND created_at <= ?",
        (instant_text(at - STUCK_POST),),
    )
    if row is not None and row[0]:
        found.append(Alarm(name="post_stuck", facts={"messages": row[0], "since": datetime.fromisoformat(row[1])}))
    return found


def _backup(session: Session, at: datetime) -> list[Alarm]:
    last = backup.last(session)
    fresh = last is not None and at - last <= NIGHT_AND_MORNING
    return [] if fresh else [Alarm(name="no_backup", facts={"last": last})]
