"""The forms of the house: an office's facts and hours, a newcomer, a role, read as typed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from string import Formatter
from typing import Any

from tthc_engine.catalogue.files import minutes
from tthc_engine.domain.office import OfficeFacts, Sessions
from tthc_engine.domain.procedure import Role
from tthc_engine.store.people import Person, Position
from tthc_engine.web.forms.typed import Typed, blank
from tthc_engine.web.messages import Messages
from tthc_engine.work.house.staff import HELD

TEXTS = (
    *("agency", "agency_parent", "onestop", "place", "province", "address", "phone", "website"),
    *("symbol_suffix", "explanation_to", "head_title", "code_pattern"),
)
"""Facts of one line, in the order of the form."""
NEEDED = frozenset({"agency", "place", "head_title"})
LISTS = ("own_rules", "online_procedures")
"""Facts of several lines, one entry a line."""
DAYS = range(7)
CODE_PARTS = frozenset({"authority", "date", "counter"})
SHORTEST_PASSWORD = 10


def facts_typed(facts: OfficeFacts, _: Messages) -> Typed:
    """The form filled in with what the office says now."""
    values = {name: str(getattr(facts, name)) for name in TEXTS}
    return blank(_, **values, **{name: "\n".join(getattr(facts, name)) for name in LISTS})


def facts(typed: Typed) -> dict[str, Any] | None:
    """What was typed of an office's facts; None and errors beside the fields where it cannot be."""
    for name in NEEDED:
        typed.required(name, typed.says(f"house.{name}"))
    _check_pattern(typed)
    said: dict[str, Any] = {name: typed.text(name) for name in TEXTS}
    for name in LISTS:
        said[name] = tuple(line.strip() for line in typed.values.get(name, "").splitlines() if line.strip())
    return None if typed.errors else said


def _check_pattern(typed: Typed) -> None:
    """A code pattern that gives two dossiers one code, or cannot be read, is never kept."""
    pattern = typed.text("code_pattern")
    if not pattern:
        return
    try:
        odd = {name for _, name, _, _ in Formatter().parse(pattern) if name} - CODE_PARTS
        first, second = (pattern.format(authority="H99", date=date(2026, 11, 16), counter=n) for n in (1, 2))
    except (KeyError, ValueError, IndexError, AttributeError):
        odd, first, second = {pattern}, "", ""
    if odd or first == second:
        typed.wrong("code_pattern", typed.says("house.pattern_wrong"))


def week_typed(facts_: OfficeFacts, _: Messages) -> Typed:
    values = {f"day{day}": written(facts_.week[day]) for day in DAYS}
    receives = facts_.receive_only or ((),) * 7
    return blank(_, **values, **{f"receive{day}": written(receives[day]) for day in DAYS})


def written(sessions: Sessions) -> str:
    """`07:30-11:30, 13:30-17:00`."""
    return ", ".join("-".join(f"{minute // 60:02d}:{minute % 60:02d}" for minute in session) for session in sessions)


@dataclass(frozen=True, slots=True)
class Week:
    counted: tuple[Sessions, ...]
    receive_only: tuple[Sessions, ...]


def week(typed: Typed) -> Week | None:
    """Seven days of hours; None and errors where one cannot be read, overlaps, or the whole week is empty."""
    counted = tuple(_sessions(typed, f"day{day}") for day in DAYS)
    receives = tuple(_sessions(typed, f"receive{day}") for day in DAYS)
    if not any(counted):
        typed.wrong("day0", typed.says("house.week_empty"))
    if typed.errors:
        return None
    return Week(counted, receives if any(receives) else ())


def _sessions(typed: Typed, name: str) -> Sessions:
    found: list[tuple[int, int]] = []
    for part in filter(None, (one.strip() for one in typed.text(name).replace("–", "-").split(","))):
        try:
            session = minutes(part.replace(" ", ""))
        except ValueError:
            typed.wrong(name, typed.says("calendar.not_hours", text=part))
            return ()
        if found and session[0] < found[-1][1]:
            typed.wrong(name, typed.says("house.hours_overlap", text=part))
        found.append(session)
    return tuple(found)


def person(typed: Typed, key: str) -> Person:
    name = typed.required("name", typed.says("house.person_name"))
    return Person(id=key, name=name, title=typed.text("title"), email=typed.email("email"), phone=typed.text("phone"))


def password(typed: Typed, username: str) -> str:
    """Long enough and not the user's name."""
    new = typed.values.get("mat_khau", "")
    if len(new) < SHORTEST_PASSWORD:
        typed.wrong("mat_khau", typed.says("password.short", n=SHORTEST_PASSWORD))
    elif username and username in new.casefold():
        typed.wrong("mat_khau", typed.says("password.has_name"))
    return new


def roles(typed: Typed) -> tuple[Role, ...]:
    chosen = [role for role in HELD if role.value in typed.all_of("roles")]
    if not chosen:
        typed.wrong("roles", typed.says("house.no_role"))
    return tuple(chosen)


def post(typed: Typed, key: str, units: Sequence[str]) -> Position | None:
    """A role in a unit, with its days; None and errors where something is missing."""
    typed.offered("role", [role.value for role in HELD])
    typed.offered("unit", units)
    since, until = typed.day("since"), typed.day("until")
    for name, label in (("role", "account.roles"), ("unit", "account.unit"), ("since", "house.since")):
        typed.required(name, typed.says(label))
    if typed.errors or since is None:
        return None
    authority, of = typed.text("sign_by"), typed.text("sign_of")
    signs = ((authority, of),) if authority and of else ()
    return Position(
        person=key,
        role=Role(typed.text("role")),
        unit=typed.text("unit"),
        valid_from=since,
        valid_until=until,
        signs=signs,
    )
