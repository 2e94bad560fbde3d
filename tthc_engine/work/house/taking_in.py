"""An export taken in from a page: kept until it was taken in or given up, a day at most, with the result to fetch."""

import re
import secrets
from collections.abc import Callable
from pathlib import Path

from tthc_engine.bootstrap import App
from tthc_engine.exchange.dossiers import results
from tthc_engine.exchange.dossiers.results import Rows
from tthc_engine.exchange.dossiers.table import opened
from tthc_engine.exchange.dossiers.unreadable import UnreadableTable
from tthc_engine.work import for_a_day, importing
from tthc_engine.work.importing import Asked, Done, Summary

LARGEST_FILE = 2_000_000
"""Bytes from a page: about ten thousand lines, while the officer waits. Larger ones are for `tthc import dossiers`."""
UNPACKED = 40
_KEY = re.compile(r"[0-9a-f]{32}\.(xlsx|csv)")


def keep(app: App, name: str, content: bytes) -> str:
    """The file in the data folder under a key of its own; older ones go after a day. Raises UnreadableTable."""
    if len(content) > LARGEST_FILE:
        raise UnreadableTable("too_large", file=name)
    ending = "xlsx" if content.startswith(b"PK") else "csv"
    key = f"{secrets.token_hex(16)}.{ending}"
    (for_a_day.folder(app, for_a_day.SENT) / key).write_bytes(content)
    return key


def give_up(app: App, key: str) -> None:
    """The file is not taken in: it goes at once, with what was said of it. Nothing where it is gone already."""
    for path in (kept(app, key), result_of(app, key)):
        if path is not None:
            path.unlink(missing_ok=True)


def is_finished(app: App, key: str) -> bool:
    """Whether the file was taken in, and so is gone, while its result can still be fetched."""
    return kept(app, key) is None and result_of(app, key) is not None


def kept(app: App, key: str) -> Path | None:
    """The file of that key; None where it is none, or gone."""
    path = _folder(app) / key
    return path if _KEY.fullmatch(key) and path.is_file() else None


def result_of(app: App, key: str) -> Path | None:
    path = _folder(app) / f"{key}.ket-qua.csv"
    return path if _KEY.fullmatch(key) and path.is_file() else None


def take(
    app: App,
    key: str,
    asked: Asked,
    *,
    name: str,
    sheet: str,
    told: Callable[[Done, Rows], None],
    begin: Callable[[Rows], None],
) -> Summary:
    """Look at a kept file, or take it in; taken in to its end it is kept no longer. Raises UnreadableTable."""
    path = kept(app, key)
    if path is None:
        raise UnreadableTable("missing", file=name, why="…")
    with (
        opened(path, named={}, largest=LARGEST_FILE * UNPACKED) as reading,
        results.written(path.with_name(f"{key}.ket-qua.csv"), sheet=sheet) as rows,
    ):
        begin(rows)
        summary = importing.run(app, reading, asked, at=app.now(), told=lambda one: told(one, rows), file=name)
    if not asked.dry_run:
        path.unlink(missing_ok=True)
    return summary


def _folder(app: App) -> Path:
    return app.settings.data_dir / for_a_day.SENT
