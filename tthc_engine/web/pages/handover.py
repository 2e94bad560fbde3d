"""Hand-over lists: what left the desk on a day, by who takes it; each group signs for its own sheet."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from tthc_engine.bootstrap import App
from tthc_engine.domain.calendar import HANOI
from tthc_engine.domain.commands import PaperState
from tthc_engine.store import dossiers, offices, people
from tthc_engine.store.dossiers import DossierLine
from tthc_engine.store.people import Scope
from tthc_engine.store.sql import Session
from tthc_engine.web.messages import Messages

RECEIVED, RESULTS = "tiep-nhan", "ket-qua"


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedRow:
    line: DossierLine
    papers: int
    """How many papers of the checklist are in it."""
    owed: bool
    """It goes to another unit, and nobody noted yet that it went."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    taker: str
    elsewhere: bool
    """Another unit's: handing it over is an act of its own, with a limit."""
    rows: tuple[HandedRow, ...]


def groups(app: App, session: Session, scope: Scope, *, unit: str, on: date, kind: str, _: Messages) -> Sequence[Group]:
    """The lists of one day: dossiers received (by who handles them) or results returned (one list)."""
    lines = [one for one in _of_day(session, scope, on, kind) if one.receiving_unit == unit]
    names = people.names(session, {one.assignee for one in lines if one.assignee})
    taken: dict[tuple[bool, str], list[HandedRow]] = {}
    for line in lines:
        elsewhere = kind == RECEIVED and line.competent_unit != unit
        taker = _("handover.results") if kind == RESULTS else ""
        if elsewhere:
            node = offices.unit(session, line.competent_unit)
            taker = node.name if node is not None else line.competent_unit
        elif not taker:
            person = names.get(line.assignee) if line.assignee else None
            taker = person.name if person else _(f"role.{line.step_role}") if line.step_role else _("handover.done")
        taken.setdefault((elsewhere, taker), []).append(_row(app, session, line, elsewhere=elsewhere))
    return [
        Group(taker=taker, elsewhere=elsewhere, rows=tuple(rows)) for (elsewhere, taker), rows in sorted(taken.items())
    ]


def _of_day(session: Session, scope: Scope, on: date, kind: str) -> list[DossierLine]:
    begins = datetime.combine(on, time(), HANOI)
    ends = begins + timedelta(days=1)
    if kind == RESULTS:
        chosen = dossiers.Filter(status=10, returned_from=begins, returned_until=ends)
        return dossiers.everything(session, scope, chosen)
    chosen = dossiers.Filter(received_from=begins, received_until=ends)
    return [one for one in dossiers.everything(session, scope, chosen) if one.reference]


def _row(app: App, session: Session, line: DossierLine, *, elsewhere: bool) -> HandedRow:
    dossier, _ = app.engine.dossier(session, line.id)
    present = sum(one.copies for one in dossier.papers if one.state is PaperState.PRESENT)
    return HandedRow(line=line, papers=present, owed=elsewhere and dossier.handed_over_at is None and line.is_open)
