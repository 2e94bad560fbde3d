"""Any event log: XES, OCEL (JSON, versions 1 and 2) or CSV, plain or gzipped, told by its content."""

import csv
import gzip
import io
import json
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from tthc_engine.exchange.logs import names, reading
from tthc_engine.exchange.logs.reading import UNNAMED, NotAnEventLog, Read
from tthc_engine.exchange.logs.trace import Event, Trace, Value

LARGEST = 1 << 30
"""Bytes of an unpacked JSON or CSV file: these are read whole, unlike XES."""
_DELIMITERS = ",;\t|"


def opened(path: Path, *, object_type: str = "", read: Read | None = None) -> Iterator[Trace]:
    """Every trace of the log. `object_type` says what an OCEL is told by; the type most events touch where empty.

    Raises NotAnEventLog where it is none of the three; OSError where it cannot be read.
    """
    head = _head(path)
    if head.startswith("<"):
        yield from reading.traces(path, read=read)
        return
    text = _text(path)
    if read is not None:
        read(path.stat().st_size)
    yield from _from_ocel(text, object_type) if head.startswith("{") else _from_table(text)


def _head(path: Path) -> str:
    with path.open("rb") as file:
        begin = file.read(4096)
    if begin[:2] == b"\x1f\x8b":
        try:
            begin = zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(begin, 4096)
        except zlib.error as error:
            raise NotAnEventLog(f"{path.name}: the gzip file is damaged ({error}).") from error
    if begin[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return begin.decode("utf-16", "ignore").lstrip()
    return begin.decode("utf-8-sig", "ignore").lstrip()


def _text(path: Path) -> str:
    with path.open("rb") as file:
        packed = file.read(2) == b"\x1f\x8b"
        file.seek(0)
        try:
            raw = gzip.GzipFile(fileobj=file).read(LARGEST + 1) if packed else file.read(LARGEST + 1)
        except (gzip.BadGzipFile, EOFError, zlib.error) as error:
            raise NotAnEventLog(f"{path.name}: the gzip file is damaged ({error}).") from error
    if len(raw) > LARGEST:
        raise NotAnEventLog(
            f"{path.name} is larger than {LARGEST >> 20} MB; write it as XES, which is read as a stream."
        )
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def _from_table(text: str) -> Iterator[Trace]:
    """A CSV with a head line: one line an event."""
    first = text.partition("\n")[0]
    delimiter = max(_DELIMITERS, key=first.count)
    rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter)
    heads = {names.plain(one): one for one in rows.fieldnames or ()}
    case, activity, at = (_column(heads, among) for among in (names.CASE, names.ACTIVITY, names.TIME))
    if case is None or activity is None or at is None:
        raise NotAnEventLog(
            f"Not XES, not OCEL, and no table of events: the head line {first[:80]!r} names no case, activity and time."
        )
    resource, transition = _column(heads, names.RESOURCE), _column(heads, names.TRANSITION)
    cases: dict[str, list[Event]] = {}
    about: dict[str, dict[str, Value]] = {}
    without_time: Counter[str] = Counter()
    for row in rows:
        name = row[case] or ""
        mine = cases.setdefault(name, [])
        known: dict[str, Value] = {head: value for head, value in row.items() if head and value}
        if name not in about:
            about[name] = {head[5:]: _guessed(str(value)) for head, value in known.items() if head.startswith("case:")}
        try:
            instant = names.instant(row[at] or "")
        except ValueError:
            without_time[name] += 1
            continue
        mine.append(
            Event(
                activity=row[activity] or UNNAMED,
                at=instant,
                resource=(row[resource] or None) if resource else None,
                transition=(row[transition] or None) if transition else None,
                attributes=known,
            )
        )
    for name, events in cases.items():
        yield Trace(name, about[name], tuple(events), without_time[name])


def _column(heads: Mapping[str, str], among: tuple[str, ...]) -> str | None:
    return next((heads[name] for name in among if name in heads), None)


def _guessed(text: str) -> Value:
    """A date where it is one, so that due dates of cases can be compared."""
    try:
        return names.instant(text)
    except ValueError:
        return text


def _from_ocel(text: str, object_type: str) -> Iterator[Trace]:
    """An object-centric log flattened: each object of one type is a case, with the events that touch it."""
    try:
        log = json.loads(text)
    except json.JSONDecodeError as error:
        raise NotAnEventLog(f"Line {error.lineno}: {error.msg}.") from error
    events, objects = _second(log) if "events" in log else _first(log)
    types = {key: kind for key, (kind, _) in objects.items()}
    touched: Counter[str] = Counter()
    for one in events:
        touched.update({types[key] for key in one["objects"] if key in types})
    if not touched:
        raise NotAnEventLog("No event of the object-centric log touches an object.")
    wanted = object_type or max(touched, key=lambda kind: (touched[kind], sum(one == kind for one in types.values())))
    if wanted not in touched:
        raise NotAnEventLog(f"No events of the type {wanted!r}; there are: {', '.join(sorted(touched))}.")
    cases: dict[str, list[Event]] = {key: [] for key, kind in types.items() if kind == wanted}
    without_time: Counter[str] = Counter()
    for one in events:
        for key in dict.fromkeys(one["objects"]):
            if key not in cases:
                continue
            try:
                instant = names.instant(str(one["time"]))
            except ValueError:
                without_time[key] += 1
                continue
            cases[key].append(_event(one, instant, types))
    for key, mine in cases.items():
        yield Trace(key.removeprefix(f"{wanted}:"), objects[key][1], tuple(mine), without_time[key])


def _event(one: Mapping[str, Any], instant: Any, types: Mapping[str, str]) -> Event:
    known: dict[str, Value] = one["attributes"]
    people = [key for key in one["objects"] if types.get(key, "").lower() in ("person", "resource", "employee", "user")]
    resource = names.found(known, names.RESOURCE) or (people[0].partition(":")[2] or people[0] if people else None)
    transition = names.found(known, ("lifecycle:transition", "lifecycle", "transition"))
    return Event(
        activity=str(one["activity"]) or UNNAMED,
        at=instant,
        resource=None if resource is None else str(resource),
        transition=str(transition) if transition else None,
        attributes=known,
    )


_Log = tuple[list[dict[str, Any]], dict[str, tuple[str, dict[str, Value]]]]


def _second(log: Mapping[str, Any]) -> _Log:
    """OCEL 2.0."""
    try:
        events = [
            {
                "activity": one["type"],
                "time": one["time"],
                "objects": [to["objectId"] for to in one.get("relationships", ())],
                "attributes": {of["name"]: of["value"] for of in one.get("attributes", ())},
            }
            for one in log["events"]
        ]
        objects = {
            one["id"]: (one["type"], {of["name"]: _guessed(str(of["value"])) for of in one.get("attributes", ())})
            for one in log["objects"]
        }
    except (KeyError, TypeError) as error:
        raise NotAnEventLog(f"Not an object-centric log: {error} is missing.") from error
    return events, objects


def _first(log: Mapping[str, Any]) -> _Log:
    """OCEL 1.0."""
    try:
        events = [
            {
                "activity": one["ocel:activity"],
                "time": one["ocel:timestamp"],
                "objects": list(one.get("ocel:omap", ())),
                "attributes": dict(one.get("ocel:vmap", {})),
            }
            for one in log["ocel:events"].values()
        ]
        objects = {
            key: (one["ocel:type"], {name: _guessed(str(of)) for name, of in one.get("ocel:ovmap", {}).items()})
            for key, one in log["ocel:objects"].items()
        }
    except (KeyError, TypeError, AttributeError) as error:
        raise NotAnEventLog(f"Not an event log: {error} is missing.") from error
    return events, objects
