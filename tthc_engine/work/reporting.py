"""Reports that close by themselves when their period is over: filed with their hash, for a person to check and sign.

Which reports, and for which kinds of period, is data (procedures/indicators/closing.yaml). What was closed is never
written again; a person's correction stands beside it.
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
from tthc_engine.work.guard import Guard, Halt, by_hand
from tthc_engine.work.report import why

BY = "clock"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportingReport:
    closed: tuple[tuple[str, str, str, str], ...] = ()
    """(unit, report, period, hash)."""
    failed: dict[str, str] = field(default_factory=dict)

    def in_words(self) -> str:
        return f"closed={len(self.closed)} failed={len(self.failed)}"

    def as_json(self) -> dict[str, Any]:
        return {"closed": [list(one) for one in self.closed], "failed": dict(self.failed)}


def is_due(app: App, at: datetime, *, known: frozenset[str] = frozenset()) -> bool:
    """Whether the last period of some kind is over and a report of it is not closed yet."""
    with app.read() as session:
        return any(_name(one) not in known for one in _open(session, at))


def close_ended(app: App, at: datetime, *, guard: Guard = by_hand) -> ReportingReport:
    """Close what is over, a report a transaction; one that fails never stops the others."""
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
    return ReportingReport(closed=tuple(done), failed=failed)


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
