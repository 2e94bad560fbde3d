"""Object-centric logs (OCEL 1 and 2, in JSON) as cases: each object of one type, with the events that touch it."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tthc_engine.exchange.logs import names
from tthc_engine.exchange.logs.reading import UNNAMED, NotAnEventLog
from tthc_engine.exchange.logs.trace import Event, Trace, Value

PEOPLE = ("person", "resource", "employee", "user")
"""Types of objects that are somebody who acts."""


@dataclass(frozen=True, slots=True)
class Told:
    """One event with the keys of the objects that it touches."""

    activity: str
    time: str
    objects: tuple[str, ...]
    attributes: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Thing:
    """One object: its type and what is known of it."""

    kind: str
    attributes: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class ObjectLog:
    events: list[Told]
    things: dict[str, Thing]


def cases(log: ObjectLog, object_type: str = "") -> Iterator[Trace]:
    """Each object of `object_type` as a case; empty: of the type that most events touch. Raises NotAnEventLog."""
    types = {key: one.kind for key, one in log.things.items()}
    touched: Counter[str] = Counter()
    for one in log.events:
        touched.update({types[key] for key in one.objects if key in types})
    if not touched:
        raise NotAnEventLog("No event of the object-centric log touches an object.")
    wanted = object_type or max(touched, key=lambda kind: (touched[kind], sum(one == kind for one in types.values())))
    if wanted not in touched:
        raise NotAnEventLog(f"No events of the type {wanted!r}; there are: {', '.join(sorted(touched))}.")
    found: dict[str, list[Event]] = {key: [] for key, kind in types.items() if kind == wanted}
    without_time: Counter[str] = Counter()
    for one in log.events:
        mine = [key for key in dict.fromkeys(one.objects) if key in found]
        try:
            instant = names.instant(one.time)
        except ValueError:
            without_time.update(mine)
            continue
        for key in mine:
            found[key].append(_event(one, instant, types))
    for key, events in found.items():
        yield Trace(key.removeprefix(f"{wanted}:"), log.things[key].attributes, tuple(events), without_time[key])


def _event(one: Told, instant: datetime, types: Mapping[str, str]) -> Event:
    people = [key for key in one.objects if types.get(key, "").lower() in PEOPLE]
    resource = names.found(one.attributes, names.RESOURCE)
    if resource is None and people:
        resource = people[0].partition(":")[2] or people[0]
    transition = names.found(one.attributes, ("lifecycle:transition", "lifecycle", "transition"))
    return Event(
        activity=one.activity or UNNAMED,
        at=instant,
        resource=None if resource is None else str(resource),
        transition=str(transition) if transition else None,
        attributes=one.attributes,
    )


def from_json(text: str) -> ObjectLog:
    """OCEL 2.0, or 1.0 by its prefixes. Raises NotAnEventLog."""
    try:
        log = json.loads(text)
    except json.JSONDecodeError as error:
        raise NotAnEventLog(f"Line {error.lineno}: {error.msg}.") from error
    except RecursionError as error:
        raise NotAnEventLog("The JSON is nested too deep.") from error
    try:
        return _second(log) if "events" in log else _first(log)
    except KeyError as error:
        raise NotAnEventLog(f"Not an event log: {error} is missing.") from error
    except (TypeError, AttributeError) as error:
        raise NotAnEventLog(f"Not an event log: {error}.") from error


def guessed(text: str) -> Value:
    """A date where it is one, so that due dates of cases can be compared."""
    try:
        return names.instant(text)
    except ValueError:
        return text


def _second(log: Mapping[str, Any]) -> ObjectLog:
    events = [
        Told(
            activity=str(one["type"]),
            time=str(one["time"]),
            objects=tuple(to["objectId"] for to in one.get("relationships", ())),
            attributes={of["name"]: of["value"] for of in one.get("attributes", ())},
        )
        for one in log["events"]
    ]
    things = {
        one["id"]: Thing(one["type"], {of["name"]: guessed(str(of["value"])) for of in one.get("attributes", ())})
        for one in log["objects"]
    }
    return ObjectLog(events, things)


def _first(log: Mapping[str, Any]) -> ObjectLog:
    events = [
        Told(
            activity=str(one["ocel:activity"]),
            time=str(one["ocel:timestamp"]),
            objects=tuple(one.get("ocel:omap", ())),
            attributes=dict(one.get("ocel:vmap", {})),
        )
        for one in log["ocel:events"].values()
    ]
    things = {
        key: Thing(one["ocel:type"], {name: guessed(str(of)) for name, of in one.get("ocel:ovmap", {}).items()})
        for key, one in log["ocel:objects"].items()
    }
    return ObjectLog(events, things)
