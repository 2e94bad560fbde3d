"""Rows of dossiers for lists: what remains, what to do, in which group."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from tthc_engine.bootstrap import App
from tthc_engine.domain.calendar import WorkingCalendar
from tthc_engine.domain.standing import Standing
from tthc_engine.store import people
from tthc_engine.store.dossiers import DossierLine
from tthc_engine.store.sql import Session
from tthc_engine.web.messages import Messages
from tthc_engine.web.pages.marks import Mark, edge_of, short_remaining, standing_mark, step_mark


@dataclass(frozen=True, slots=True)
class ListRow:
    line: DossierLine
    mark: Mark
    step_late: str
    """`chậm 2 giờ`; empty when the step keeps its own limit."""
    remaining: str
    edge: str
    """`e-late`, `e-today` or nothing."""
    holder: str
    standing: Standing

    @property
    def key(self) -> str:
        return self.line.reference or self.line.id


def list_rows(app: App, session: Session, lines: Iterable[DossierLine], at: datetime, _: Messages) -> list[ListRow]:
    """Each line with its standing in words, judged by its own calendar."""
    listed = list(lines)
    names = people.names(session, {one.assignee for one in listed if one.assignee})
    calendars: dict[str, WorkingCalendar] = {}
    for version in {one.calendar for one in listed}:
        calendars[version] = app.engine.rulebook.declarations.calendar(session, version)
    return [_row(one, calendars[one.calendar], {key: p.name for key, p in names.items()}, at, _) for one in listed]


def _row(line: DossierLine, calendar: WorkingCalendar, names: dict[str, str], at: datetime, _: Messages) -> ListRow:
    standing = line.standing(at)
    mark, late = standing_mark(line, at, _), step_mark(line, at, _)
    step_late = ""
    if late is not None and line.step_due is not None:
        step_late = _("time.slow", span=short_remaining(at, line.step_due, _, calendar=calendar))
        if standing is Standing.ON_TIME:
            mark = late
    remaining = "–"
    if line.is_open and line.due_at is not None:
        remaining = short_remaining(line.due_at, at, _, calendar=calendar)
    holder = names.get(line.assignee, line.assignee) if line.assignee else ""
    if not holder and line.step_role:
        holder = _(f"role.{line.step_role}")
    return ListRow(line, mark, step_late, remaining, edge_of(line, standing, at), holder, standing)
