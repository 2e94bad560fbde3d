"""Where working time went: over all late dossiers by step and unit, and for one of them in a line."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import urlencode

from tthc_engine.bootstrap import App
from tthc_engine.domain.calendar import WorkingCalendar
from tthc_engine.domain.spent import responsible, where_time_went
from tthc_engine.engine import figures
from tthc_engine.store import offices, period_figures, watching
from tthc_engine.store.people import Scope
from tthc_engine.store.period_figures import Settled, midnight
from tthc_engine.store.sql import Session
from tthc_engine.web import wording
from tthc_engine.web.messages import Messages
from tthc_engine.web.pages.lists import ListRow

SHOWN = 8
MONTHS_BACK = 3
"""Whole months before the present one: long enough to be no accident, short enough to be about today's people."""


@dataclass(frozen=True, slots=True)
class LostRow:
    step: str
    unit: str
    span: str
    share: int
    """Percent of all time lost."""
    address: str


@dataclass(frozen=True, slots=True)
class Lost:
    rows: tuple[LostRow, ...]
    dossiers: int


def lost_time(app: App, session: Session, scope: Scope, calendar: WorkingCalendar, at: datetime, _: Messages) -> Lost:
    """Working time beyond the plan, by step and unit, the most first; the applicant's own time is not in it."""
    since, after = _looked_at(at)
    periods, gaps = Settled.known(session, since, after).split(since, after)
    minutes = period_figures.lost(session, scope, periods)
    late = set[str]()
    stays = [stay for gap in gaps for stay in watching.stays_ended(session, scope, since=gap[0], until=gap[1])]
    for name, one in figures.named(session, app.engine.rulebook, [*stays, *watching.stays_open(session, scope, at=at)]):
        key = (name, one.unit)
        minutes[key] = minutes.get(key, 0) + one.minutes
        late.add(one.dossier_id)
    units = {one.id: one.name for one in offices.units(session)}
    total = sum(minutes.values()) or 1
    rows = [
        LostRow(
            step=name,
            unit=units.get(unit, unit),
            span=wording.short_span(_, lost, day_minutes=calendar.ordinary_day),
            share=round(100 * lost / total),
            address="/giam-sat/danh-sach?" + urlencode({"xem": "mat-thoi-gian", "buoc": name, "don_vi": unit}),
        )
        for (name, unit), lost in sorted(minutes.items(), key=_most_first)[:SHOWN]
    ]
    return Lost(tuple(rows), len(late) + period_figures.late(session, scope, periods))


def lost_dossiers(app: App, session: Session, scope: Scope, at: datetime, *, step: str, unit: str) -> frozenset[str]:
    """The dossiers behind one row: late ones that stayed beyond their plan in that step of that unit."""
    since, after = map(midnight, _looked_at(at))
    stays = watching.stays_ended(session, scope, since=since, until=after, unit=unit)
    stays += watching.stays_open(session, scope, at=at, unit=unit)
    return frozenset(one.dossier_id for name, one in figures.named(session, app.engine.rulebook, stays) if name == step)


def _looked_at(at: datetime) -> tuple[date, date]:
    """The first day and the one after the last."""
    today = wording.local(at).date()
    since = today.replace(day=1)
    for _ in range(MONTHS_BACK):
        since = (since - timedelta(days=1)).replace(day=1)
    return since, today + timedelta(days=1)


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
