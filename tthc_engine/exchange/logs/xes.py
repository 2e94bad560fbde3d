"""Our log as XES (IEEE 1849-2016): one trace a dossier, written as it is read."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import lru_cache
from typing import BinaryIO
from xml.sax.saxutils import quoteattr

from tthc_engine.exchange.logs.source import Told, hanoi_text
from tthc_engine.exchange.logs.trace import Event, Value

_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_EXTENSIONS = {
    "Concept": ("concept", "http://www.xes-standard.org/concept.xesext"),
    "Lifecycle": ("lifecycle", "http://www.xes-standard.org/lifecycle.xesext"),
    "Organizational": ("org", "http://www.xes-standard.org/org.xesext"),
    "Time": ("time", "http://www.xes-standard.org/time.xesext"),
}
_GLOBAL = """\
  <global scope="trace">
    <string key="concept:name" value=""/>
  </global>
  <global scope="event">
    <string key="concept:name" value=""/>
    <date key="time:timestamp" value="1970-01-01T00:00:00.000+00:00"/>
    <string key="lifecycle:transition" value="complete"/>
    <string key="org:resource" value=""/>
  </global>
  <classifier name="Activity" keys="concept:name"/>
  <classifier name="Activity and transition" keys="concept:name lifecycle:transition"/>
  <classifier name="Resource" keys="org:resource"/>
"""


def write(dossiers: Iterable[Told], out: BinaryIO, *, mark: str = "") -> None:
    """Write the whole log to `out`. `mark` says what kind of data it is (the demo's is invented)."""
    out.write(b'<?xml version="1.0" encoding="UTF-8"?>\n')
    out.write(b'<log xes.version="1849-2016" xes.features="" xmlns="http://www.xes-standard.org/">\n')
    for name, (prefix, address) in _EXTENSIONS.items():
        out.write(f'  <extension name="{name}" prefix="{prefix}" uri="{address}"/>\n'.encode())
    out.write(_GLOBAL.encode())
    if mark:
        out.write(_line(2, "data", mark))
    for one in dossiers:
        _trace(one, out)
    out.write(b"</log>\n")


def _trace(one: Told, out: BinaryIO) -> None:
    out.write(b"  <trace>\n")
    out.write(_line(4, "concept:name", one.name))
    out.writelines(_lines(4, one.attributes))
    for event in one.events:
        out.write(b"    <event>\n")
        out.writelines(_lines(6, _standard(event)))
        out.writelines(_lines(6, event.attributes))
        out.write(b"    </event>\n")
    out.write(b"  </trace>\n")


def _standard(event: Event) -> dict[str, Value]:
    """The keys that every tool knows."""
    said: dict[str, Value | None] = {
        "concept:name": event.activity,
        "time:timestamp": event.at,
        "lifecycle:transition": event.transition,
        "org:resource": event.resource,
        "org:role": event.attributes.get("role"),
        "org:group": event.attributes.get("unit"),
    }
    return {key: value for key, value in said.items() if value is not None}


def _lines(indent: int, attributes: Mapping[str, Value]) -> list[bytes]:
    return [_line(indent, key, value) for key, value in attributes.items()]


def _line(indent: int, key: str, value: Value) -> bytes:
    kind, text = _typed(value)
    return f"{_begun(indent, kind, key)}{_quoted(text)}/>\n".encode()


@lru_cache(maxsize=1024)
def _begun(indent: int, kind: str, key: str) -> str:
    # A log has some dozens of keys and a hundred thousand attributes.
    return f"{' ' * indent}<{kind} key={quoteattr(key)} value="


def _typed(value: Value) -> tuple[str, str]:
    match value:
        case datetime():
            return "date", hanoi_text(value)
        case bool():
            return "boolean", "true" if value else "false"
        case int():
            return "int", str(value)
        case float():
            return "float", repr(value)
        case _:
            return "string", value


def _quoted(text: str) -> str:
    # A key typed with a stray control character must not make the whole log unreadable.
    return quoteattr(_NOT_IN_XML.sub("\ufffd", text))
