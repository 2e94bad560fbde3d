"""The list behind each figure of the board."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from tthc_engine.bootstrap import App
from tthc_engine.catalogue.reasons import delay_reasons
from tthc_engine.domain.calendar import HANOI
from tthc_engine.domain.obligations import ObligationKind
from tthc_engine.store import dossiers, offices, people, watching
from tthc_engine.store.dossiers import Filter, Page
from tthc_engine.store.people import Scope
from tthc_engine.store.sql import Session
from tthc_engine.web import wording
from tthc_engine.web.access import Officer
from tthc_engine.web.messages import Messages
from tthc_engine.web.pages.board import DAYS, UNASSIGNED, own_calendar
from tthc_engine.web.pages.lost_time import lost_dossiers

OPEN = Filter(open_only=True)
A_YEAR = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address of a list names; every field may be empty."""

    what: str
    day: date | None = None
    person: str = ""
    role: str = ""
    unit: str = ""
    step: str = ""


@dataclass(frozen=True, slots=True)
class Watched:
    title: str
    found: Page
    said: Mapping[str, str]
    """What somebody wrote, by dossier; empty where the list is of another kind."""


@dataclass(frozen=True, slots=True)
class _Here:
    """Who asks, when and about what."""

    app: App
    session: Session
    scope: Scope
    officer: Officer
    at: datetime
    says: Messages


Chosen = tuple[Filter, Mapping[str, str]]


def watched(
    app: App, session: Session, officer: Officer, asked: Asked, at: datetime, _: Messages, *, page: int, after: str = ""
) -> Watched | None:
    """The list that `asked` names; None for one that does not exist."""
    if asked.what not in LISTS:
        return None
    scope = people.scope_of(session, officer.actor)
    chosen, said = LISTS[asked.what](_Here(app, session, scope, officer, at, _), asked)
    return Watched(_title(session, asked, _), dossiers.listing(session, scope, chosen, page=page, after=after), said)


def _title(session: Session, asked: Asked, _: Messages) -> str:
    title = _(f"watch.{asked.what.replace('-', '_')}")
    person = people.person(session, asked.person) if asked.person else None
    unit = offices.unit(session, asked.unit) if asked.unit else None
    more = (
        person.name if person else "",
        _(f"role.{asked.role}") if asked.role and _.has(f"role.{asked.role}") else "",
        asked.step,
        unit.name if unit else "",
        wording.day(asked.day) if asked.day else "",
    )
    return " · ".join(filter(None, (title, *more)))


def _plain(chosen: Filter) -> Callable[[_Here, Asked], Chosen]:
    def made(_here: _Here, _asked: Asked) -> Chosen:
        return chosen, {}

    return made


def _overdue(here: _Here, _: Asked) -> Chosen:
    return Filter(open_only=True, overdue_at=here.at), {}


def _elsewhere(here: _Here, _: Asked) -> Chosen:
    return Filter(open_only=True, followed_late_at=here.at), {}


def _slow(here: _Here, _: Asked) -> Chosen:
    return Filter(open_only=True, step_late_at=here.at), {}


def _day(here: _Here, asked: Asked) -> Chosen:
    on = asked.day or wording.local(here.at).date()
    return _between(on, on + timedelta(days=1)), {}


def _week(here: _Here, _: Asked) -> Chosen:
    """Today and the working days the board shows."""
    calendar = own_calendar(here.app, here.session, here.officer)
    day = last = wording.local(here.at).date()
    shown = 0
    while shown < DAYS:
        if calendar.is_working_day(day):
            shown, last = shown + 1, day
        day += timedelta(days=1)
    return _between(wording.local(here.at).date(), last + timedelta(days=1)), {}


def _between(first: date, after: date) -> Filter:
    since, until = (datetime(one.year, one.month, one.day, tzinfo=HANOI) for one in (first, after))
    return Filter(open_only=True, due_from=since, due_until=until)


def _load(_: _Here, asked: Asked) -> Chosen:
    chosen = replace(OPEN, step_unit=asked.unit or None)
    if asked.person:
        return replace(chosen, assignee=asked.person), {}
    if asked.role:
        return replace(chosen, step_role=asked.role, unassigned=True), {}
    return chosen, {}


def _lost(here: _Here, asked: Asked) -> Chosen:
    ids = lost_dossiers(here.app, here.session, here.scope, here.at, step=asked.step, unit=asked.unit)
    return Filter(ids=ids), {}


def _unrecorded(here: _Here, _: Asked) -> Chosen:
    """Explained by an official reason that needs the result as evidence: solved, and recorded late."""
    reasons = offices.delay_reasons(here.session) or delay_reasons()
    codes = [one.code for one in reasons.values() if one.needs_evidence]
    return _told(here, watching.explained(here.session, here.scope, codes, since=here.at - A_YEAR))


def _told(here: _Here, found: list[watching.Told]) -> Chosen:
    names = people.names(here.session, {one.by for one in found})
    said = {}
    for one in found:
        who = names[one.by].name if one.by in names else one.by
        said[one.dossier_id] = f"{wording.short_instant(one.at)} · {who}: {one.text}"
    return Filter(ids=frozenset(said)), said


LISTS: Mapping[str, Callable[[_Here, Asked], Chosen]] = {
    "dang-giai-quyet": _plain(OPEN),
    "qua-han": _overdue,
    "qua-hen-noi-khac": _elsewhere,
    "den-han-ngay": _day,
    "trong-tuan": _week,
    "cham-tien-do": _slow,
    "chua-phan-cong": _plain(UNASSIGNED),
    "no-xin-loi": _plain(Filter(owing=ObligationKind.APOLOGY)),
    "no-giai-trinh": _plain(Filter(owing=ObligationKind.EXPLANATION)),
    "khoi-luong": _load,
    "mat-thoi-gian": _lost,
    "xong-chua-ghi": _unrecorded,
}
"""By the word in the address."""
