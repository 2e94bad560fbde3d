"""Reading XES (IEEE 1849) as a stream: one trace is in memory, never the log.

Logs come from strangers. A document type is refused before any entity is defined, so nothing can expand; depth, the
length of one element and the size of one trace are bounded; references to other files are never followed.
"""

import gzip
import zlib
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import BinaryIO
from xml.parsers import expat

from tthc_engine.domain.errors import TthcError
from tthc_engine.exchange.logs import names
from tthc_engine.exchange.logs.trace import Event, Trace, Value

CHUNK = 1 << 16
LONGEST_ELEMENT = 1 << 23
"""Bytes between two tags."""
DEEPEST = 64
MOST_EVENTS = 200_000
"""In one trace."""
MOST_ATTRIBUTES = 10_000
"""Of one trace or event."""

UNNAMED = "UNKNOWN"
"""What an event is called that has no name, as the standard's own example does."""
_OF_OBJECTS = frozenset({"object-types", "event-types", "objects", "events"})
"""Children of the root that only an object-centric log has."""
_GZIP_MAGIC = b"\x1f\x8b"
_LOG, _TRACE, _ATTRIBUTE_OR_EVENT, _ATTRIBUTE = 1, 2, 3, 4
"""Depths of elements: log > trace > event > attribute. Attributes of attributes are passed over."""

Read = Callable[[int], None]
"""Told how many bytes of the file were read so far, as they lie on the disk."""


class NotAnEventLog(TthcError):
    """The file is not XES, is damaged, or asks for more than a log needs. The message says where."""


class ObjectCentric(Exception):
    """The document is an object-centric log, whose root is called `log` as well."""


def traces(path: Path, *, read: Read | None = None) -> Iterator[Trace]:
    """Every trace of an XES file, plain or gzipped (told by its content, not by its name), in the order of the file.

    Raises NotAnEventLog at the first thing that is wrong, with its line; ObjectCentric before the first trace where it
    is an object-centric log; OSError where the file cannot be read.
    """
    with path.open("rb") as file:
        packed = file.read(len(_GZIP_MAGIC)) == _GZIP_MAGIC
        file.seek(0)
        if not packed:
            yield from _parsed(file, lambda: file.tell(), read)
            return
        try:
            with gzip.GzipFile(fileobj=file) as unpacked:
                yield from _parsed(unpacked, lambda: file.tell(), read)
        except (gzip.BadGzipFile, EOFError, zlib.error) as error:
            raise NotAnEventLog(f"{path.name}: the gzip file is damaged ({error}).") from error


def _parsed(stream: "BinaryIO | gzip.GzipFile", position: Callable[[], int], read: Read | None) -> Iterator[Trace]:
    reader = _Reader()
    fed = 0
    while chunk := stream.read(CHUNK):
        fed += len(chunk)
        reader.feed(chunk, last=False, fed=fed)
        if read is not None:
            read(position())
        yield from reader.taken()
    reader.feed(b"", last=True, fed=fed)
    yield from reader.taken()


class _Reader:
    """The state between two tags."""

    def __init__(self) -> None:
        self._parser = expat.ParserCreate()
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.StartDoctypeDeclHandler = self._refuse_doctype
        self._depth = 0
        self._trace: dict[str, Value] | None = None
        self._event: dict[str, Value] | None = None
        self._events: list[Event] = []
        self._without_time = 0
        self._done: list[Trace] = []

    def feed(self, chunk: bytes, *, last: bool, fed: int) -> None:
        try:
            self._parser.Parse(chunk, last)
        except expat.ExpatError as error:
            raise NotAnEventLog(f"Line {error.lineno}: {expat.errors.messages[error.code]}.") from error
        except (LookupError, ValueError) as error:
            raise self._wrong(f"the encoding cannot be read ({error})") from error
        if fed - self._parser.CurrentByteIndex > LONGEST_ELEMENT:
            raise self._wrong(f"an element is longer than {LONGEST_ELEMENT} bytes")

    def taken(self) -> list[Trace]:
        """The traces that were finished since the last call."""
        done, self._done = self._done, []
        return done

    def _start(self, tag: str, said: dict[str, str]) -> None:
        self._depth += 1
        name = tag.rpartition(":")[2]
        match self._depth:
            case 1 if name != "log":
                raise self._wrong(f"the document is <{tag}>, not an XES <log>")
            case 2 if name in _OF_OBJECTS:
                raise ObjectCentric
            case 2 if name == "trace":
                self._trace, self._events, self._without_time = {}, [], 0
            case 3 if self._trace is not None and name == "event":
                self._event = {}
            case 3 if self._trace is not None:
                self._keep(self._trace, name, said)
            case 4 if self._event is not None:
                self._keep(self._event, name, said)
            case depth if depth > DEEPEST:
                raise self._wrong(f"elements lie deeper than {DEEPEST}")

    def _end(self, _: str) -> None:
        if self._depth == _ATTRIBUTE_OR_EVENT and self._event is not None:
            self._take_event(self._event)
            self._event = None
            if len(self._events) > MOST_EVENTS:
                raise self._wrong(f"a trace has more than {MOST_EVENTS} events")
        elif self._depth == _TRACE and self._trace is not None:
            name = names.found(self._trace, ("concept:name", *names.CASE, "id", "name"))
            made = Trace("" if name is None else str(name), self._trace, tuple(self._events), self._without_time)
            self._done.append(made)
            self._trace = None
        self._depth -= 1

    def _keep(self, where: dict[str, Value], kind: str, said: dict[str, str]) -> None:
        key, text = said.get("key"), said.get("value")
        if key is None or text is None:
            return  # a list or a container has no value of its own
        if len(where) >= MOST_ATTRIBUTES:
            raise self._wrong(f"more than {MOST_ATTRIBUTES} attributes in one place")
        try:
            where[key] = _value(kind, text)
        except ValueError:
            # Kept as it was written: one odd value must not cost the rest of the log.
            where[key] = text

    def _take_event(self, attributes: dict[str, Value]) -> None:
        """An event without an instant has no place in an order: it is counted and left out."""
        at = attributes.get("time:timestamp")
        if not isinstance(at, datetime):
            at = _as_instant(names.found(attributes, names.TIME))
        if at is None:
            self._without_time += 1
            return
        activity = names.found(attributes, names.ACTIVITY)
        self._events.append(
            Event(
                activity=UNNAMED if activity is None else str(activity),
                at=at,
                resource=_text(attributes, names.RESOURCE[:2]),
                transition=_text(attributes, names.TRANSITION[:3]),
                attributes=attributes,
            )
        )

    def _refuse_doctype(self, *_: object) -> None:
        raise self._wrong("a document type is not taken: a log needs no entities")

    def _wrong(self, what: str) -> NotAnEventLog:
        return NotAnEventLog(f"Line {self._parser.CurrentLineNumber}: {what}.")


def _text(attributes: dict[str, Value], among: tuple[str, ...]) -> str | None:
    found = names.found(attributes, among)
    return None if found is None else str(found)


def _as_instant(value: Value | None) -> datetime | None:
    if isinstance(value, datetime):
        return value
    try:
        return names.instant(str(value)) if value is not None else None
    except ValueError:
        return None


def _value(kind: str, text: str) -> Value:
    match kind:
        case "date":
            return names.instant(text)
        case "int":
            return int(text)
        case "float":
            return float(text)
        case "boolean":
            return text.strip().lower() in ("true", "1")
        case _:
            return text
