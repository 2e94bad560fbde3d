"""What several `tthc people` commands ask: a day as it is typed, and what somebody holds today."""

from collections.abc import Iterable
from datetime import date

from tthc_engine.cli.init import WrongOffice
from tthc_engine.store import people
from tthc_engine.store.people import Position
from tthc_engine.store.sql import Session

DAY = "YYYY-MM-DD"


def posts_of(session: Session, key: str, found: Iterable[Position]) -> list[Position]:
    """What somebody holds today. Raises WrongOffice for nobody, and for somebody who holds nothing."""
    held = list(found)
    if not held:
        known = people.person(session, key) is not None
        raise WrongOffice(f"{key} holds no position today." if known else f"There is no person {key}.")
    return held


def a_day(text: str) -> date:
    """A day as it is typed here. Raises WrongOffice."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise WrongOffice(f"{text!r} is not a day; write {DAY}.") from error
