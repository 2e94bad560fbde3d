"""Our log as OCEL 2.0 in JSON: events, and the dossiers, officers, units, procedures and letters they touch.

Events are written as they are read. Dossiers and letters wait in a temporary file until the events are out; officers,
units, procedures and types are few and wait in memory.
"""

import json
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import IO, Any, BinaryIO

from tthc_engine.exchange.logs.activities import ACTING, APPLICANT, DETAILS
from tthc_engine.exchange.logs.source import COLUMNS, Told
from tthc_engine.exchange.logs.trace import Event, Value

_TYPES = {"string": "string", "date": "time", "int": "integer", "boolean": "boolean"}
_ALWAYS = "1970-01-01T00:00:00.000Z"
"""OCEL dates the values of objects; ours are told once, as they are now."""

_DOSSIER, _PERSON, _UNIT, _PROCEDURE, _LETTER = "dossier", "person", "unit", "procedure", "letter"
_OBJECT_TYPES = {
    _DOSSIER: {name: _TYPES[kind] for name, kind in COLUMNS.items()},
    _PERSON: {},
    _UNIT: {},
    _PROCEDURE: {"name": "string"},
    _LETTER: {"letter_kind": "string"},
}
_EVENT_ATTRIBUTES = {
    "lifecycle": "string",
    **{name: _TYPES[kind] for name, kind in {**ACTING, **DETAILS}.items()},
}


def write(dossiers: Iterable[Told], out: BinaryIO) -> None:
    """Write the whole log to `out`. Every object that is referred to is in it."""
    with tempfile.TemporaryFile() as waiting:
        log = _Log(out, waiting)
        log.open()
        for one in dossiers:
            log.add(one)
        log.close()


class _Log:
    def __init__(self, out: BinaryIO, waiting: IO[bytes]) -> None:
        self._out = out
        self._waiting = waiting
        self._shared: dict[str, dict[str, Any]] = {}
        """Objects of more than one dossier."""
        self._activities: dict[str, None] = {}
        self._events = 0

    def open(self) -> None:
        types = [{"name": name, "attributes": _named(of)} for name, of in _OBJECT_TYPES.items()]
        self._out.write(b'{"objectTypes": ' + _json(types) + b',\n"events": [\n')

    def add(self, one: Told) -> None:
        name = _key(_DOSSIER, one.name)
        letters: dict[str, dict[str, Any]] = {}
        procedure = self._add_dossier(name, one)
        for position, event in enumerate(one.events):
            related = self._related(name, event, letters)
            # An object that no event touches is invisible to most tools: registration names the procedure.
            self._add_event(event, [*related, (procedure, "procedure")] if position == 0 else related)
        for letter in letters.values():
            self._wait(letter)

    def close(self) -> None:
        self._out.write(b'],\n"objects": [\n')
        first = True
        for line in self._objects():
            self._out.write(line if first else b",\n" + line)
            first = False
        types = [{"name": name, "attributes": _named(_EVENT_ATTRIBUTES)} for name in self._activities]
        self._out.write(b'\n],\n"eventTypes": ' + _json(types) + b"}\n")

    def _add_event(self, event: Event, related: list[tuple[str, str]]) -> None:
        self._activities.setdefault(event.activity)
        self._events += 1
        said = {"lifecycle": event.transition or "", **event.attributes}
        written = {
            "id": f"event:{self._events}",
            "type": event.activity,
            "time": _utc(event.at),
            "attributes": [{"name": name, "value": _told(value)} for name, value in said.items()],
            "relationships": _relations(related),
        }
        self._out.write((b",\n" if self._events > 1 else b"") + _json(written))

    def _related(self, dossier: str, event: Event, letters: dict[str, dict[str, Any]]) -> list[tuple[str, str]]:
        """The objects that one event touches, and how; officers, units and letters are noted on the way."""
        known = event.attributes
        related = [(dossier, "dossier")]
        if event.resource is not None and event.resource != APPLICANT:
            related.append((self._share(_PERSON, event.resource), "by"))
        if "stands_for" in known:
            related.append((self._share(_PERSON, str(known["stands_for"])), "stands for"))
        if "unit" in known:
            related.append((self._share(_UNIT, str(known["unit"])), "in"))
        if "letter" in known:
            key = f"{_key(_LETTER, dossier)}.{known['letter']}"
            letter = letters.setdefault(key, _object(key, _LETTER, {}, [(dossier, "of")]))
            if "letter_kind" in known:
                letter["attributes"] = _dated({"letter_kind": known["letter_kind"]})
            related.append((key, "letter"))
        return related

    def _add_dossier(self, key: str, one: Told) -> str:
        """Note the dossier; the key of its procedure."""
        code = str(one.attributes["procedure"])
        procedure = self._share(_PROCEDURE, code, name=one.attributes.get("procedure_name", code))
        related = [
            (procedure, "procedure"),
            (self._share(_UNIT, str(one.attributes["unit"])), "received by"),
            (self._share(_UNIT, str(one.attributes["decided_by"])), "decided by"),
        ]
        self._wait(_object(key, _DOSSIER, one.attributes, related))
        return procedure

    def _share(self, kind: str, whose: str, /, **said: Value) -> str:
        key = _key(kind, whose)
        self._shared.setdefault(key, _object(key, kind, said, []))
        return key

    def _wait(self, one: dict[str, Any]) -> None:
        self._waiting.write(_json(one) + b"\n")

    def _objects(self) -> Iterator[bytes]:
        self._waiting.seek(0)
        for line in self._waiting:
            yield line.rstrip(b"\n")
        for one in self._shared.values():
            yield _json(one)


def _key(kind: str, name: str) -> str:
    """Unique among all objects, whatever their type."""
    return f"{kind}:{name}"


def _object(key: str, kind: str, said: Mapping[str, Value], related: list[tuple[str, str]]) -> dict[str, Any]:
    return {"id": key, "type": kind, "attributes": _dated(said), "relationships": _relations(related)}


def _dated(said: Mapping[str, Value]) -> list[dict[str, Any]]:
    return [{"name": name, "time": _ALWAYS, "value": _told(value)} for name, value in said.items()]


def _relations(related: Iterable[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"objectId": key, "qualifier": how} for key, how in related]


def _named(of: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"name": name, "type": kind} for name, kind in of.items()]


def _told(value: Value) -> str | int | float | bool:
    return _utc(value) if isinstance(value, datetime) else value


def _utc(at: datetime) -> str:
    return f"{at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec='milliseconds')}Z"


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()
