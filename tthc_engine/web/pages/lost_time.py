"""Where working time went: over all late dossiers by step and unit, and for one of them in a line."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import urlencode

from tthc_engine.bootstrap import App
from tthc_engine.domain.calendar import WorkingCalendar
from tthc_engine.domain.spent import responsible, where_time_went
from tthc_engine.store import offices, watching
from tthc_engine.store.people import Scope
from tthc_engine.store.sql import Session
from tthc_engine.web import wording
from tthc_engine.web.messages import Messages
from tthc_engine.web.pages.lists import ListRow

LOOKS_BACK = timedelta(days=92)
"""A quarter: long enough to be no accident, short enough to be about today's people."""


@dataclass(frozen=True, slots=True)
class LostRow:
    step: str
    unit: str
    span: str
    share: int
    """Percent of all time lost."""
    dossiers: frozenset[str]
    address: str


@dataclass(frozen=True, slots=True)
class Lost:
    rows: tuple[LostRow, ...]
    dossiers: int


def lost_time(app: App, session: Session, scope: Scope, calendar: WorkingCalendar, at: datetime, _: Messages) -> Lost:
    """Working time beyond the plan, by step and unit, the most first; the applicant's own time is not in it."""
    stays = watching.stays_beyond(session, scope, since=at - LOOKS_BACK, at=at)
    minutes: dict[tuple[str, str], int] = {}
    held: dict[tuple[str, str], set[str]] = {}
    names: dict[tuple[str, date, str], str] = {}
    for one in stays:
        stayed = (one.procedure, one.in_force_from, one.step)
        if stayed not in names:
            step = app.engine.rulebook.declarations.version(session, one.procedure, one.in_force_from).step(one.step)
            names[stayed] = step.name if step else one.step
        key = (names[stayed], one.unit)
        minutes[key] = minutes.get(key, 0) + one.minutes
        held.setdefault(key, set()).add(one.dossier_id)
    units = {one.id: one.name for one in offices.units(session)}
    total = sum(minutes.values()) or 1
    rows = [
        LostRow(
            step=name,
            unit=units.get(unit, unit),
            span=wording.short_span(_, lost, day_minutes=calendar.ordinary_day),
            share=round(100 * lost / total),
            dossiers=frozenset(held[name, unit]),
            address="/giam-sat/danh-sach?" + urlencode({"xem": "mat-thoi-gian", "buoc": name, "don_vi": unit}),
        )
        for (name, unit), lost in sorted(minutes.items(), key=_most_first)
    ]
    return Lost(tuple(rows), len({one.dossier_id for one in stays}))


def _most_first(one: tuple[tuple[str, str], int]) -> tuple[int, tuple[str, str]]:
    return -one[1], one[0]


def why_late(app: App, session: Session, rows: Iterable[ListRow], at: datetime, _: Messages) -> dict[str, str]:
    """Of each late dossier: what was explained or declared, else the step that took longest beyond its plan."""
    return {row.line.id: _why(app, session, row.line.id, at, _) for row in rows}


def _why(app: App, session: Session, dossier_id: str, at: datetime, _: Messages) -> str:
    dossier, rules = app.engine.dossier(session, dossier_id)
    given = dossier.explanation
    if given is not None and not given.returned and given.reason_code in rules.reasons:
        return rules.reasons[given.reason_code].wording
    if dossier.delay_declared:
        return dossier.delay_declared
    most = responsible(where_time_went(dossier, rules, at))
    step = rules.procedure.step(most.step) if most is not None else None
    if most is None or step is None:
        return _("board.why_unknown")
    beyond = most.minutes - (most.planned_minutes or 0)
    return _(
        "board.why_step", step=step.name, span=wording.short_span(_, beyond, day_minutes=rules.calendar.ordinary_day)
    )
