"""National procedure sheets (bản công bố thủ tục) as they are published: one JSON object a line, often incomplete.

Any key may be missing, null or of another type than expected: a sheet is read as far as it can be, never refused for
what it lacks.
"""

import gzip
import html
import json
import re
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tthc_engine.domain.errors import DeclarationError, Problem
from tthc_engine.domain.procedure import Channel
from tthc_engine.exchange.sheets.lengths import plain

_CHANNELS = {
    "trực tiếp": Channel.DIRECT,
    "trực tuyến": Channel.ONLINE,
    "dịch vụ bưu chính": Channel.POSTAL,
    "bưu chính": Channel.POSTAL,
    "bưu điện": Channel.POSTAL,
    "bcci": Channel.POSTAL,
}
_BREAKS = re.compile(r"<(?:br ?/?|/(?:p|div|li|tr|h\d))>", re.IGNORECASE)
_TAGS = re.compile(
    r"</?(?:p|br|b|i|u|em|strong|span|div|ul|ol|li|table|thead|tbody|tr|t[dh]|a|font|h\d|su[bp])(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_GZIP = b"\x1f\x8b"
_NOTHING = frozenset({"", "n/a", "na", "null", "none", "-", "không có thông tin", "không có", "chưa có thông tin"})


@dataclass(frozen=True, slots=True)
class Way:
    """One row of "cách thức thực hiện": a channel with its time, its fee and what is printed beside them."""

    channel: Channel | None
    """None: a channel whose name is not one of the three."""
    named: str
    time: str
    fee: str
    note: str


@dataclass(frozen=True, slots=True)
class Paper:
    name: str
    originals: str
    copies: str


@dataclass(frozen=True, slots=True)
class Basis:
    title: str
    number: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """Texts as printed; empty where the sheet says nothing."""

    code: str
    name: str
    field: str
    decision: str
    level: str
    audience: str
    competent_body: str
    performing_body: str
    sequence: str
    conditions: str
    ways: tuple[Way, ...]
    papers: tuple[Paper, ...]
    bases: tuple[Basis, ...]
    results: tuple[str, ...]


def read_sheets(path: Path) -> Iterator[Sheet]:
    """The sheets of a `.jsonl` or `.jsonl.gz` file, in order.

    Raises DeclarationError for a file that is cut off or no text, and naming a line that is no JSON.
    """
    raw = path.read_bytes()
    try:
        text = (gzip.decompress(raw) if raw.startswith(_GZIP) else raw).decode("utf-8-sig")
    except (OSError, EOFError, zlib.error) as error:
        raise _not_a_sheet(path, 0, f"no whole gzip file ({error})") from error
    except UnicodeDecodeError as error:
        raise _not_a_sheet(path, 0, f"no UTF-8 text ({error.reason})") from error
    for line, written in enumerate(text.split("\n"), start=1):
        if not written.strip():
            continue
        try:
            data = json.loads(written)
        except (json.JSONDecodeError, RecursionError) as error:
            raise _not_a_sheet(path, line, str(error)) from error
        if not isinstance(data, dict):
            raise _not_a_sheet(path, line, "not an object")
        yield sheet(data)


def sheet(data: Mapping[str, Any]) -> Sheet:
    """One sheet from its JSON object."""
    return Sheet(
        code=_text(data, "code"),
        name=" ".join(_text(data, "name").split()),
        field=_text(data, "field"),
        decision=_text(data, "decision"),
        level=_text(data, "level"),
        audience=_text(data, "audience"),
        competent_body=_text(data, "competent_body"),
        performing_body=_text(data, "performing_body"),
        sequence=_text(data, "sequence"),
        conditions=_text(data, "conditions"),
        ways=tuple(way for row in _rows(data, "channels") for way in _ways(row)),
        papers=tuple(
            Paper(_text(row, "name"), _text(row, "originals"), _text(row, "copies"))
            for row in _rows(data, "components")
            if _text(row, "name")
        ),
        bases=tuple(Basis(_text(row, "title"), _text(row, "number")) for row in _rows(data, "legal_basis")),
        results=tuple(_without_markup(str(one)).strip() for one in _list(data, "results") if one),
    )


def says_nothing(text: str) -> bool:
    """Whether a cell is empty, "N/A" or another way of leaving it open."""
    return plain(text).strip(" .").lower() in _NOTHING


def _not_a_sheet(path: Path, line: int, what: str) -> DeclarationError:
    return DeclarationError(
        [Problem(file=path.name, line=line, what=f"no sheet: {what}", advice="one JSON object a line")]
    )


def _text(data: Mapping[str, Any], key: str) -> str:
    value = data.get(key)
    if isinstance(value, list):
        value = ", ".join(str(one) for one in value if one is not None)
    text = "" if value is None or isinstance(value, dict) else _without_markup(str(value)).strip()
    return "" if says_nothing(text) else text


def _without_markup(text: str) -> str:
    """Some portals export cells as HTML; a "<" of a sentence ("< 5 triệu") stays."""
    if "<" not in text and "&" not in text:
        return text
    return html.unescape(_TAGS.sub("", _BREAKS.sub("\n", text)))


def _list(data: Mapping[str, Any], key: str) -> list[Any]:
    value = data.get(key)
    return value if isinstance(value, list) else []


def _rows(data: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    return [row for row in _list(data, key) if isinstance(row, dict)]


def _ways(row: Mapping[str, Any]) -> Iterator[Way]:
    """One for each channel that the row names ("Trực tiếp hoặc trực tuyến" is two)."""
    named = _text(row, "channel")
    known = plain(named).lower()
    channels: dict[Channel | None, None] = dict.fromkeys(one for words, one in _CHANNELS.items() if words in known)
    for channel in channels or {None: None}:
        yield Way(channel, named, _text(row, "time"), _text(row, "fee"), _text(row, "note"))
