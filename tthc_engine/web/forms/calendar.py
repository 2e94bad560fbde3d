"""The forms in which a decision about working days is typed: single days, or a whole year's text."""

import re
from datetime import date

from tthc_engine.catalogue.decisions import CalendarDecision, year_in_text
from tthc_engine.catalogue.files import minutes
from tthc_engine.domain.errors import DeclarationError
from tthc_engine.domain.office import LocalDay
from tthc_engine.web.forms.typed import Typed, blank

EVERYWHERE = "*"
"""The choice of every office that the officer may see."""
_APART = re.compile(r"[;,\s]+")


def single_days(typed: Typed) -> CalendarDecision | None:
    """Days off, worked and shut; None and errors beside the fields where they cannot be understood."""
    act = typed.required("so", typed.says("calendar.act"))
    reason = typed.required("ly_do", typed.says("calendar.reason"))
    off, worked, shut = (_days(typed, name) for name in ("nghi", "lam_bu", "dong_cua"))
    between = _between(typed)
    if not (off or worked or shut or typed.errors):
        typed.wrong("nghi", typed.says("refusal.NoDayNamed"))
    if typed.errors:
        return None
    closures = tuple(LocalDay(on=day, reason=reason, decision=act, between=between) for day in shut)
    return CalendarDecision(act=act, reason=reason, days_off=off, make_up_days=worked, closures=closures)


def whole_year(typed: Typed) -> CalendarDecision | None:
    """A year in the form of its file; None and the lines that are wrong where it contradicts itself."""
    act = typed.required("so", typed.says("calendar.act"))
    text = typed.values.get("nam", "").replace("\r\n", "\n")
    try:
        year = year_in_text(text, typed.says("calendar.year_text"))
    except DeclarationError as error:
        typed.wrong("nam", "\n".join(str(one) for one in error.problems))
        return None
    return None if typed.errors else CalendarDecision(act=act, year=year)


def _days(typed: Typed, name: str) -> tuple[date, ...]:
    """Any number of days, apart by commas or spaces."""
    found = []
    for text in filter(None, _APART.split(typed.text(name))):
        one = blank(typed.says, day=text)
        day = one.day("day")
        if day is None:
            typed.wrong(name, one.errors["day"])
        else:
            found.append(day)
    return tuple(found)


def _between(typed: Typed) -> tuple[int, int] | None:
    """The hours of a closure as `07:30-11:30`; None for the whole day."""
    text = typed.text("gio").replace(" ", "").replace("–", "-")
    if not text:
        return None
    try:
        return minutes(text)
    except ValueError:
        typed.wrong("gio", typed.says("calendar.not_hours", text=text))
        return None
