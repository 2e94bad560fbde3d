"""Giám sát: what is late, what falls due, who owes what, who holds how much."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import urlencode

from tthc_engine.bootstrap import App
from tthc_engine.domain.calendar import CalendarNotPublished, WorkingCalendar
from tthc_engine.domain.obligations import ObligationKind
from tthc_engine.domain.procedure import Role
from tthc_engine.store import alerts, dossier_counts, dossiers, obligations, offices, people
from tthc_engine.store.alerts import AlertLine
from tthc_engine.store.dossier_counts import OpenGroup
from tthc_engine.store.dossiers import Filter
from tthc_engine.store.obligations import OwedLine
from tthc_engine.store.people import Person, Scope
from tthc_engine.store.sql import Session
from tthc_engine.web import wording
from tthc_engine.web.access import Officer
from tthc_engine.web.messages import Messages
from tthc_engine.web.pages.lists import ListRow, list_rows
from tthc_engine.web.pages.lost_time import Lost, lost_time, why_late
from tthc_engine.web.pages.marks import Mark, obligation_mark, short_remaining
from tthc_engine.web.pages.plan_owed import PlanOwed, plan_owed
from tthc_engine.web.pages.trend import Trend, aims, trend
from tthc_engine.work import feedback
from tthc_engine.work.feedback import Seen

LATE_SHOWN = 50
"""Late dossiers on the board itself; the figure above opens the whole list."""
DEBTS_SHOWN = 60
LOADS_SHOWN = 20
"""People, and units, by what they hold: a commune whole, of a province those with the most."""
UNASSIGNED = Filter(open_only=True, step_role=Role.HANDLER.value, unassigned=True)
"""At a handler's step and given to nobody by name."""
DAYS = 5
"""Working days that the strip of coming due dates shows."""


@dataclass(frozen=True, slots=True)
class Day:
    on: date
    name: str
    due: int
    unanswered: int
    today: bool


@dataclass(frozen=True, slots=True)
class Debt:
    line: OwedLine
    mark: Mark
    who: str
    state: str
    late: bool
    to_judge: bool


@dataclass(frozen=True, slots=True)
class LoadRow:
    who: str
    open: int
    share: int
    """Percent of the largest load."""
    remark: str
    late: bool
    address: str
    """The list behind the figure."""


@dataclass(frozen=True, slots=True)
class Loads:
    rows: tuple[LoadRow, ...]
    more: int = 0
    """How many have less and are not shown."""


@dataclass(frozen=True, slots=True)
class Board:
    open: int
    overdue: int
    elsewhere: int
    """Past their date in another system, which handles them."""
    today: int
    week: int
    apologies: int
    explanations: int
    slow: int
    late_rows: tuple[ListRow, ...]
    days: tuple[Day, ...]
    debts: tuple[Debt, ...]
    loads: Loads
    alerts: tuple[AlertLine, ...]
    unassigned: int
    why: Mapping[str, str]
    """By dossier, of what is late now."""
    units: Loads
    lost: Lost
    trend: Trend
    plans: tuple[PlanOwed, ...]
    reflections: tuple[Seen, ...]
    """Open reflections of citizens, the late first."""


def board(
    app: App, session: Session, scope: Scope, officer: Officer, at: datetime, _: Messages, *, every_load: bool = False
) -> Board:
    """Judged by the calendar of the officer's own unit; each dossier by its own. `every_load`: nobody is left out."""
    calendar = own_calendar(app, session, officer)
    groups = dossier_counts.open_groups(session, scope, at)
    whole, elsewhere = dossier_counts.sums(groups), dossier_counts.followed_late(groups)
    late = list_rows(app, session, dossiers.overdue(session, scope, at, limit=LATE_SHOWN), at, _)
    days = _days(session, scope, calendar, at, _)
    owed = obligations.owed(session, scope, limit=DEBTS_SHOWN)
    kinds = obligations.count_owed(session, scope)
    return Board(
        open=whole.open,
        overdue=whole.overdue - elsewhere,
        elsewhere=elsewhere,
        today=next((one.due for one in days if one.today), 0),
        week=sum(one.due for one in days),
        apologies=kinds.get(ObligationKind.APOLOGY, 0),
        explanations=kinds.get(ObligationKind.EXPLANATION, 0),
        slow=whole.step_late,
        late_rows=tuple(late),
        days=days,
        debts=_debts(app, session, owed, calendar, at, _),
        loads=_loads(session, groups, _, shown=None if every_load else LOADS_SHOWN),
        alerts=tuple(alerts.unread(session, scope, officer.actor, limit=30)),
        unassigned=sum(one.open for one in groups if one.role == UNASSIGNED.step_role and one.person is None),
        why=why_late(app, session, late, at, _),
        units=_units(session, groups, _, shown=None if every_load else LOADS_SHOWN),
        lost=lost_time(app, session, scope, calendar, at, _),
        trend=trend(session, scope, aims(session, officer.actor.unit, wording.local(at).date()), at, _),
        plans=tuple(plan_owed(app, session, scope, at, _)),
        reflections=tuple(feedback.listed(app, session, scope, ended=False, at=at)),
    )


def own_calendar(app: App, session: Session, officer: Officer) -> WorkingCalendar:
    """The officer's own office's; a unit without an office looks by the first office under it."""
    under = sorted(offices.below(session, officer.actor.unit))
    for unit in (officer.actor.unit, *under):
        office = offices.office(session, unit)
        if office is not None:
            return app.engine.rulebook.declarations.calendar(session, office.calendar)
    return app.catalogue.office_calendar("vn-a")


def _days(session: Session, scope: Scope, calendar: WorkingCalendar, at: datetime, _: Messages) -> tuple[Day, ...]:
    """Today and the working days that follow, with how many fall due on each."""
    today = wording.local(at).date()
    found: list[date] = []
    day = today
    try:
        while len(found) < DAYS:
            if calendar.is_working_day(day):
                found.append(day)
            day += timedelta(days=1)
    except CalendarNotPublished:
        pass
    asked = dossier_counts.due_owing(session, scope, ObligationKind.LATENESS_QUESTION)
    days = []
    for on in found:
        first = datetime.combine(on, datetime.min.time(), calendar.zone)
        (due,) = dossier_counts.count_due(session, scope, [first, first + timedelta(days=1)])
        waiting = sum(first < one <= first + timedelta(days=1) for one in asked)
        name = f"{_(f'weekday_short.{on.weekday()}')} {on:%d/%m}"
        days.append(Day(on, name, due, waiting, on == today))
    return tuple(days)


def _debts(
    app: App, session: Session, owed: list[OwedLine], calendar: WorkingCalendar, at: datetime, _: Messages
) -> tuple[Debt, ...]:
    named = people.names(session, {one.person for one in owed if one.person})
    return tuple(
        Debt(
            line=one,
            mark=obligation_mark(one.kind, _, until=one.until, at=at),
            who=_debtor(session, one, named, at, _),
            state=short_remaining(one.until, at, _, calendar=calendar) if one.until else "–",
            late=one.late(at),
            to_judge=one.kind == ObligationKind.EXPLANATION and _given(app, session, one),
        )
        for one in owed
    )


def _given(app: App, session: Session, one: OwedLine) -> bool:
    """Whether the explanation is written and waits to be approved or sent back."""
    dossier, _ = app.engine.dossier(session, one.dossier_id)
    given = dossier.explanation
    return given is not None and not given.returned and given.approved_by is None


def _debtor(session: Session, one: OwedLine, named: dict[str, Person], at: datetime, _: Messages) -> str:
    """The person by name: whose step it is, else the only holder of the role; else the role."""
    if one.person and one.person in named:
        return named[one.person].name
    holders = people.holders(session, one.unit, Role(one.owed_by), at)
    if len(holders) == 1:
        who = holders[0]
        return f"{who.name}, {who.title}" if who.title else who.name
    return _(f"role.{one.owed_by}")


def _loads(session: Session, groups: Sequence[OpenGroup], _: Messages, *, shown: int | None) -> Loads:
    held = dossier_counts.loads(groups)
    named = people.names(session, {one.person for one in held[:shown] if one.person})
    most = max((one.open for one in held), default=1)
    rows = []
    for one in held[:shown]:
        who = named[one.person].name if one.person in named else _("board.unassigned", role=_(f"role.{one.role}"))
        remarks = [_("board.load_overdue", n=one.overdue)] if one.overdue else []
        remarks += [_("board.load_soon", n=one.due_soon)] if one.due_soon else []
        wanted = {"nguoi": one.person} if one.person else {"vai": one.role}
        address = "/giam-sat/danh-sach?" + urlencode({"xem": "khoi-luong", **wanted})
        rows.append(LoadRow(who, one.open, round(100 * one.open / most), ", ".join(remarks), one.overdue > 0, address))
    return Loads(tuple(rows), len(held) - len(rows))


def _units(session: Session, groups: Sequence[OpenGroup], _: Messages, *, shown: int | None) -> Loads:
    """Open steps by unit; empty where there is only one, which the figures above already tell."""
    held = dossier_counts.unit_loads(groups)
    if len(held) < 2:
        return Loads(())
    names = {one.id: one.name for one in offices.units(session)}
    most = max((one.open for one in held), default=1)
    rows = tuple(
        LoadRow(
            names.get(one.unit, one.unit),
            one.open,
            round(100 * one.open / most),
            _("board.load_overdue", n=one.overdue) if one.overdue else "",
            one.overdue > 0,
            "/giam-sat/danh-sach?" + urlencode({"xem": "khoi-luong", "don_vi": one.unit}),
        )
        for one in held[:shown]
    )
    return Loads(rows, len(held) - len(rows))
