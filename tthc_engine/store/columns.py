"""How an instant and a day stand in a column: text that sorts, reads and compares the same in both databases."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Dialect, String
from sqlalchemy.types import TypeDecorator

FAR = "9999-12-31T00:00:00.000000Z"
"""Sorts after every real instant: no date known."""


@lru_cache(maxsize=4096)
def instant_text(at: datetime) -> str:
    """`2026-11-16T00:30:00.000000Z`; raises ValueError for an instant without a zone."""
    if at.tzinfo is None:
        raise ValueError("an instant has a zone")
    return f"{at.astimezone(UTC).isoformat(timespec='microseconds')[:-6]}Z"


def instant_or_none(at: datetime | None) -> str | None:
    return None if at is None else instant_text(at)


def instant_of(text: str) -> datetime:
    return datetime.fromisoformat(text)


def known_instant(text: str | None) -> datetime | None:
    """The instant behind a nullable column."""
    return None if text is None else datetime.fromisoformat(text)


def differing(stands: Mapping[str, Any], row: Mapping[str, Any]) -> dict[str, Any]:
    """Of `row`, the columns that are not as they stand: an index of a column that is not named is not touched."""
    return {name: value for name, value in row.items() if stands[name] != value}


class Instant(TypeDecorator[datetime]):
    """An aware datetime, stored in UTC to the microsecond."""

    impl = String(27)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        return instant_or_none(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        return known_instant(value)


class Day(TypeDecorator[date]):
    """A date of the office's calendar, as ISO text."""

    impl = String(10)
    cache_ok = True

    def process_bind_param(self, value: date | None, dialect: Dialect) -> str | None:
        return None if value is None else value.isoformat()

    def process_result_value(self, value: Any, dialect: Dialect) -> date | None:
        return None if value is None else date.fromisoformat(value)
