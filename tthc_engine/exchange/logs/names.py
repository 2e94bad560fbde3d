"""Under which names logs of other systems keep what we need: the standard's first, then what is met in practice."""

from collections.abc import Iterable, Mapping
from datetime import MAXYEAR, MINYEAR, UTC, datetime, timedelta

from tthc_engine.exchange.logs.trace import Value

CASE = ("case", "case id", "caseid", "case:concept:name", "case name", "case number", "trace", "mã hồ sơ", "dossier")
ACTIVITY = (
    "concept:name",
    "activity",
    "activity name",
    "event",
    "event name",
    "task",
    "operation",
    "action",
    "công việc",
)
TIME = (
    *("time:timestamp", "timestamp", "complete timestamp", "time", "completetime", "complete time", "end timestamp"),
    *("end time", "completed", "finished", "date", "datetime", "start timestamp", "start time", "thời điểm"),
)
RESOURCE = (
    "org:resource",
    "resource",
    "user",
    "originator",
    "actor",
    "performer",
    "employee",
    "org:role",
    "người xử lý",
)
TRANSITION = ("lifecycle:transition", "transition", "lifecycle", "event type", "eventtype", "status")

_FORMATS = (
    *("%Y/%m/%d %H:%M:%S.%f", "%Y/%m/%d %H:%M:%S", "%Y/%m/%d %H:%M", "%Y/%m/%d"),
    *("%d/%m/%Y %H:%M:%S", "%d/%m/%Y %H:%M", "%d/%m/%Y", "%d-%m-%Y %H:%M:%S", "%d-%m-%Y %H:%M", "%d-%m-%Y"),
    *("%d.%m.%Y %H:%M:%S", "%d.%m.%Y %H:%M", "%d.%m.%Y", "%Y-%m-%d %H:%M:%S%z", "%Y-%m-%d %H:%M:%S %z"),
    *("%d/%m/%Y %I:%M:%S %p", "%d/%m/%Y %I:%M %p", "%Y-%m-%d %I:%M:%S %p", "%Y%m%d%H%M%S"),
)
"""Where both readings are possible the day comes first, as in Viet Nam."""


def plain(name: str) -> str:
    """A column's name without case, underscores and spaces around it."""
    return " ".join(name.replace("_", " ").replace("-", " ").lower().split())


def found(known: Mapping[str, Value], names: Iterable[str]) -> Value | None:
    """The first of `names` that is there, whatever its case; None where none is."""
    for name in names:
        if name in known:
            return known[name]
    by_plain = {plain(name): value for name, value in known.items()}
    return next((by_plain[name] for name in names if name in by_plain), None)


def instant(text: str) -> datetime:
    """A date as some system wrote it; without a zone it is UTC. Raises ValueError."""
    text = text.strip()
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        read = _other(text)
    if not MINYEAR < read.year < MAXYEAR:
        raise ValueError("an instant that other zones cannot show")
    return read if read.tzinfo is not None else read.replace(tzinfo=UTC)


_SINCE_1970 = {10: 1, 13: 1_000}
"""Digits of a plain number that counts seconds, or milliseconds, since 1970: of the years 2001 to 2286."""


def _other(text: str) -> datetime:
    if text.isascii() and text.isdecimal() and len(text) in _SINCE_1970:
        return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=int(text) / _SINCE_1970[len(text)])
    for pattern in _FORMATS:
        try:
            return datetime.strptime(text, pattern)  # noqa: DTZ007
        except ValueError:
            continue
    raise ValueError(f"{text[:40]!r} is no date")
