"""Reports that close by themselves when their period is over, filed with their hash, and go to whom it is said.

Which reports, and for which kinds of period, is data (procedures/indicators/closing.yaml); to whom, too
(sending.yaml). What was closed is never written again; a person's correction stands beside it and is sent as well.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tthc_engine.bootstrap import App
from tthc_engine.domain.calendar import HANOI
from tthc_engine.reports import closing, made, periods
from tthc_engine.reports.form06a import RowsBy
from tthc_engine.reports.made import Wanted
from tthc_engine.store import offices
from tthc_engine.store.sql import Session
from tthc_engine.work import sending
from tthc_engine.work.guard import Guard, Halt, by_hand
from tthc_engine.work.report import why

BY = "clock"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportingReport:
    closed: tuple[tuple[str, str, str, str], ...] = ()
    """(unit, report, period, hash)."""
    sent: tuple[str, ...] = ()
    """Keys of the sendings."""
    failed: dict[str, str] = field(default_factory=dict)

    def in_words(self) -> str:
        return f"closed={len(self.closed)} sent={len(self.sent)} failed={len(self.failed)}"

    def as_json(self) -> dict[str, Any]:
        return {
            "closed": [list(one) for one in self.closed],
            "sent": list(self.sent),
            "failed": dict(self.failed),
        }


def is_due(app: App, at: datetime, *, known: frozenset[str] = frozenset()) -> bool:
    """Whether a report of a period that is over is not closed yet, or a closed one has not gone to everybody."""
    with app.read() as session:
        if any(_name(one) not in known for one in _open(session, at)):
            return True
        return any(way.key not in known for _, way in sending.open_ways(session, at))


def close_ended(app: App, at: datetime, *, guard: Guard = by_hand) -> ReportingReport:
    """Close what is over and send what is closed, each in its own transaction; one that fails stops no other."""
    with app.read() as session:
        waiting = list(_open(session, at))
    done: list[tuple[str, str, str, str]] = []
    failed: dict[str, str] = {}
    for wanted in waiting:
        try:
            with app.transaction() as session:
                guard(session)
                table = made.make(app.engine, session, wanted)
                closed = closing.close(session, wanted, table, by=BY)
            done.append((wanted.unit, wanted.key, wanted.period.written, closed.sha256))
        except Halt:
            break
        except closing.ClosingRefused:
            # Somebody closed it in this minute.
            continue
        except Exception as error:
            failed[_name(wanted)] = why(error)
    sent = _send(app, at, failed, guard)
    return ReportingReport(closed=tuple(done), sent=sent, failed=failed)


def _send(app: App, at: datetime, failed: dict[str, str], guard: Guard) -> tuple[str, ...]:
    with app.read() as session:
        waiting = list(sending.open_ways(session, at))
    sent: list[str] = []
    for one, way in waiting:
        try:
            if sending.send_one(app, one, way, at, guard=guard):
                sent.append(way.key)
        except Halt:
            break
        except Exception as error:
            failed[way.key] = why(error)
    return tuple(sent)


def _open(session: Session, at: datetime) -> Iterator[Wanted]:
    """Reports of the last ended period of each kind that no office has closed yet."""
    today = at.astimezone(HANOI).date()
    known = {tuple(row) for row in session.rows("SELECT unit, form, period FROM closed_report")}
    first = session.value("SELECT MIN(at) FROM event")
    if first is None:
        return
    for kind, reports in closing.automatic().items():
        ended = periods.before(periods.kind(kind).holding(today))
        if datetime.fromisoformat(first) >= ended.until:
            continue
        for office in offices.offices(session):
            for key in reports:
                if (office.unit.id, key, ended.written) not in known:
                    yield Wanted(key=key, unit=office.unit.id, period=ended, at=at, rows_by=RowsBy.FIELD)


def _name(wanted: Wanted) -> str:
    return f"{wanted.unit} {wanted.key} {wanted.period.written}"
