"""Any event log: XES, OCEL (JSON, XML or SQLite) or CSV, plain or gzipped, told by its content."""

import csv
import gzip
import io
import tempfile
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, cast

from tthc_engine.exchange.logs import names, object_files, object_logs, reading
from tthc_engine.exchange.logs.reading import UNNAMED, NotAnEventLog, Read
from tthc_engine.exchange.logs.trace import Event, Trace, Value

LARGEST = 1 << 30
"""Bytes of an unpacked JSON or CSV file: these are read whole, unlike XES."""
_DELIMITERS = ",;\t|"
_GZIP, _UTF16, _SQLITE = b"\x1f\x8b", (b"\xff\xfe", b"\xfe\xff"), "SQLite format 3"


def opened(path: Path, *, object_type: str = "", read: Read | None = None) -> Iterator[Trace]:
    """Every trace of the log. `object_type` says what an OCEL is told by; the type most events touch where empty.

    Raises NotAnEventLog where it is none of the three; OSError where it cannot be read.
    """
    head = _head(path)
    if head.startswith("<"):
        try:
            yield from reading.traces(path, read=read)
        except reading.ObjectCentric:
            with _unpacked(path) as stream:
                log = object_files.from_xml(stream)
            yield from object_logs.cases(log, object_type)
    elif head.startswith(_SQLITE):
        yield from object_logs.cases(_from_database(path), object_type)
    elif head.startswith("{"):
        yield from object_logs.cases(object_logs.from_json(_text(path)), object_type)
    else:
        _check_is_text(path, head)
        yield from _from_table(_text(path))
    if read is not None:
        read(path.stat().st_size)


def _from_database(path: Path) -> object_logs.ObjectLog:
    """A gzipped database is unpacked beside the work: SQLite reads files alone."""
    with path.open("rb") as file:
        if file.read(2) != _GZIP:
            return object_files.from_sqlite(path)
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / "log.sqlite"
        plain.write_bytes(_bytes(path))
        return object_files.from_sqlite(plain)


def _check_is_text(path: Path, head: str) -> None:
    """Raises NotAnEventLog for what is plainly something else, in words that say what to do."""
    if head.startswith("PK"):
        raise NotAnEventLog(f"{path.name} is a workbook or an archive: save the sheet as CSV, or unpack it.")
    if not head.strip():
        raise NotAnEventLog(f"{path.name} is empty.")
    if "\0" in head:
        raise NotAnEventLog(f"{path.name} is not text: XES, OCEL (JSON, XML, SQLite) and CSV are read.")


@contextmanager
def _unpacked(path: Path) -> Iterator[IO[bytes]]:
    with path.open("rb") as file:
        packed = file.read(2) == _GZIP
        file.seek(0)
        try:
            yield cast(IO[bytes], gzip.GzipFile(fileobj=file) if packed else file)
        except (gzip.BadGzipFile, EOFError, zlib.error) as error:
            raise NotAnEventLog(f"{path.name}: the gzip file is damaged ({error}).") from error


def _head(path: Path) -> str:
    with path.open("rb") as file:
        begin = file.read(4096)
    if begin[:2] == _GZIP:
        try:
            begin = zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(begin, 4096)
        except zlib.error as error:
            raise NotAnEventLog(f"{path.name}: the gzip file is damaged ({error}).") from error
    if begin[:2] in _UTF16:
        return begin.decode("utf-16", "ignore").lstrip()
    return begin.decode("utf-8-sig", "ignore").lstrip()


def _text(path: Path) -> str:
    raw = _bytes(path)
    if raw[:2] in _UTF16:
        return raw.decode("utf-16", "replace")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def _bytes(path: Path) -> bytes:
    with _unpacked(path) as stream:
        raw = stream.read(LARGEST + 1)
    if len(raw) > LARGEST:
        raise NotAnEventLog(
            f"{path.name} is larger than {LARGEST >> 20} MB; write it as XES, which is read as a stream."
        )
    return raw


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
            about[name] = {
                head[5:]: object_logs.guessed(str(value)) for head, value in known.items() if head.startswith("case:")
            }
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
