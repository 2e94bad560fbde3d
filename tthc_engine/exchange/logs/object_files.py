"""Object-centric logs in XML, an element in memory at a time, and in SQLite, opened for reading alone.

They come from strangers as XES does: no document type, no depth, no element without an end; of a database only the
tables that the standard names are asked, and nothing that it defines itself is trusted.
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import IO
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from tthc_engine.exchange.logs.object_logs import ObjectLog, Thing, Told, guessed
from tthc_engine.exchange.logs.reading import CHUNK, DEEPEST, LONGEST_ELEMENT, NotAnEventLog
from tthc_engine.exchange.logs.trace import Value

_ONE = 3
"""Depth of one event or object: log > events > event."""


def from_xml(stream: IO[bytes]) -> ObjectLog:
    """OCEL 2.0 in XML, or 1.0, whose attributes are elements of their own. Raises NotAnEventLog."""
    log = ObjectLog([], {})
    for one in _Elements().of(stream):
        said = _old(one) if one.get("id") is None else None
        if one.tag == "event":
            log.events.append(_old_event(said) if said is not None else _event(one))
        elif one.tag == "object":
            key, thing = _old_thing(said) if said is not None else (one.get("id", ""), _thing(one))
            log.things[key] = thing
    return log


class _Elements:
    """Each element at the depth of events and objects, as it ends."""

    def __init__(self) -> None:
        self._parser = expat.ParserCreate()
        self._parser.StartElementHandler, self._parser.EndElementHandler = self._start, self._end
        self._parser.CharacterDataHandler, self._parser.StartDoctypeDeclHandler = self._text, self._refuse
        self._depth = 0
        self._done: list[Element] = []
        self._builder: TreeBuilder | None = None

    def of(self, stream: IO[bytes]) -> Iterator[Element]:
        fed = 0
        try:
            while chunk := stream.read(CHUNK):
                fed += len(chunk)
                self._parser.Parse(chunk, False)
                if fed - self._parser.CurrentByteIndex > LONGEST_ELEMENT:
                    raise NotAnEventLog(f"An element is longer than {LONGEST_ELEMENT} bytes.")
                yield from self._done
                self._done.clear()
            self._parser.Parse(b"", True)
        except expat.ExpatError as error:
            raise NotAnEventLog(f"Line {error.lineno}: {expat.errors.messages[error.code]}.") from error
        yield from self._done

    def _start(self, tag: str, said: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > DEEPEST:
            raise NotAnEventLog(f"Line {self._parser.CurrentLineNumber}: elements lie deeper than {DEEPEST}.")
        if self._depth == _ONE:
            self._builder = TreeBuilder()
        if self._builder is not None:
            self._builder.start(tag.rpartition(":")[2], said)

    def _end(self, tag: str) -> None:
        if self._builder is not None:
            self._builder.end(tag.rpartition(":")[2])
            if self._depth == _ONE:
                self._done.append(self._builder.close())
                self._builder = None
        self._depth -= 1

    def _text(self, said: str) -> None:
        if self._builder is not None:
            self._builder.data(said)

    def _refuse(self, *_: object) -> None:
        raise NotAnEventLog("A document type is not taken: a log needs no entities.")


def _event(one: Element) -> Told:
    return Told(
        activity=one.get("type", ""), time=one.get("time", ""), objects=_touched(one), attributes=_attributes(one)
    )


def _thing(one: Element) -> Thing:
    return Thing(one.get("type", ""), {name: guessed(str(value)) for name, value in _attributes(one).items()})


def _touched(one: Element) -> tuple[str, ...]:
    """`<objects><relationship object-id="..."/>`; some tools call the element `object`."""
    related = [each.get("object-id") for each in one.iterfind("objects/*")]
    return tuple(key for key in related if key)


def _attributes(one: Element) -> dict[str, Value]:
    return {each.get("name", ""): each.text or "" for each in one.iterfind("attributes/attribute")}


def _old(one: Element) -> dict[str, Element]:
    """OCEL 1.0: every attribute is an element with a key."""
    return {each.get("key", ""): each for each in one}


def _old_event(said: dict[str, Element]) -> Told:
    return Told(
        activity=_old_text(said, "activity"),
        time=_old_text(said, "timestamp"),
        objects=tuple(each.get("value", "") for each in said.get("omap", ())),
        attributes={each.get("key", ""): each.get("value", "") for each in said.get("vmap", ())},
    )


def _old_thing(said: dict[str, Element]) -> tuple[str, Thing]:
    known: dict[str, Value] = {each.get("key", ""): guessed(each.get("value", "")) for each in said.get("ovmap", ())}
    return _old_text(said, "id"), Thing(_old_text(said, "type"), known)


def _old_text(said: dict[str, Element], key: str) -> str:
    return said[key].get("value", "") if key in said else ""


def from_sqlite(path: Path) -> ObjectLog:
    """OCEL 2.0 in SQLite. Raises NotAnEventLog."""
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)) as base:
            base.execute("PRAGMA trusted_schema = OFF")
            return _from_tables(base)
    except sqlite3.Error as error:
        raise NotAnEventLog(f"No object-centric log in this database: {error}.") from error


def _from_tables(base: sqlite3.Connection) -> ObjectLog:
    touched: dict[str, list[str]] = {}
    for event, thing in base.execute("SELECT ocel_event_id, ocel_object_id FROM event_object ORDER BY rowid"):
        touched.setdefault(str(event), []).append(str(thing))
    events = []
    for kind, key, known in _typed(base, "event", lambda _: True):
        at = str(known.pop("ocel_time", "") or "")
        told = {name: value for name, value in known.items() if value is not None}
        events.append(Told(kind, at, tuple(touched.get(key, ())), told))
    things = {str(key): Thing(str(kind), {}) for key, kind in base.execute("SELECT ocel_id, ocel_type FROM object")}
    # What an object was at first: a row that changes one field names it.
    for kind, key, known in _typed(base, "object", lambda row: row.get("ocel_changed_field") is None):
        told = {
            name: guessed(str(value))
            for name, value in known.items()
            if value is not None and not name.startswith("ocel_")
        }
        things[key] = Thing(kind, told)
    return ObjectLog(events, things)


def _typed(
    base: sqlite3.Connection, what: str, taken: Callable[[dict[str, Value]], bool]
) -> Iterator[tuple[str, str, dict[str, Value]]]:
    """Every row of the tables that the map of types names: its type, its key and its columns."""
    for kind, mapped in base.execute(f"SELECT ocel_type, ocel_type_map FROM {what}_map_type").fetchall():
        name = f"{what}_{mapped}".replace('"', '""')
        rows = base.execute(f'SELECT * FROM "{name}"')
        columns = [one[0] for one in rows.description]
        for row in rows:
            known = dict(zip(columns, row, strict=True))
            if taken(known):
                yield str(kind), str(known.pop("ocel_id")), known
