"""A case of an event log, as any system wrote it: its attributes and its events in the order of the file."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

Value = str | int | float | bool | datetime
"""A naive datetime never occurs: a timestamp without a zone is read as UTC."""

Attributes = Mapping[str, Value]

MICROSECOND = timedelta(microseconds=1)
SECOND_US = 1_000_000
DAY_US = 86_400 * SECOND_US
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Event:
    activity: str
    """`concept:name`."""
    at: datetime
    """`time:timestamp`, aware, with the offset that the log wrote."""
    resource: str | None
    """`org:resource`; None: nobody is named."""
    transition: str | None
    """`lifecycle:transition`; None: not said."""
    attributes: Attributes


@dataclass(frozen=True, slots=True)
class Trace:
    name: str
    """`concept:name`; empty where the log names no case."""
    attributes: Attributes
    events: tuple[Event, ...]
    without_time: int = 0
    """Events that were left out because nobody can tell when they happened."""


def utc_us(at: datetime) -> int:
    """Microseconds of elapsed time since 1970: what instants are compared by."""
    return _microseconds(at - _EPOCH)


def wall_us(at: datetime) -> int:
    """Microseconds on the clock that hung on the wall: what office hours are counted by."""
    return _microseconds(at.replace(tzinfo=UTC) - _EPOCH)


def _microseconds(since: timedelta) -> int:
    # Whole numbers throughout: a float of seconds loses the last microsecond.
    return since.days * DAY_US + since.seconds * SECOND_US + since.microseconds
