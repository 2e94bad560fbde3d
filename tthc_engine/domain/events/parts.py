"""Other bodies do their part of an inter-agency dossier (liên thông)."""

from typing import Literal

from pydantic import AwareDatetime

from tthc_engine.domain.happened import Happened


class PartSent(Happened):
    """One body got its work; in an electronic dossier all bodies at once, on paper one after the other."""

    kind: Literal["part_sent"] = "part_sent"
    number: int
    """1, 2 … within the dossier."""
    step: str
    body: str
    """Key in the declaration."""
    name: str
    to_unit: str = ""
    """The body's own unit where it works in this system."""
    calendar: str = ""
    """Version of that unit's calendar; empty: the dossier's own."""
    until: AwareDatetime | None = None
    """As it was said when it was sent; None while nobody can know it."""
    reason: str = ""
    """Why it was sent again; empty for the first time."""


class PartReturned(Happened):
    """One body's work is back. What was planned and the signed difference are frozen here."""

    kind: Literal["part_returned"] = "part_returned"
    number: int
    body: str
    name: str = ""
    answer: str
    planned: AwareDatetime | None = None
    minutes: int
    """Working minutes of the body's own office from sending to return."""
    difference: int | None = None
    """Signed working minutes of the body's own office against the plan: above 0 is late."""


class PartRanLate(Happened):
    """The body's own limit passed; the dossier itself may still be in time."""

    kind: Literal["part_ran_late"] = "part_ran_late"
    number: int
    body: str
    name: str = ""
    planned: AwareDatetime


class PartExplained(Happened):
    """The late body wrote to the one-stop: why, an apology, and its new date (Điều 12 khoản 5)."""

    kind: Literal["part_explained"] = "part_explained"
    number: int
    body: str
    name: str = ""
    reason: str
    new_date: AwareDatetime
    document: str = ""
