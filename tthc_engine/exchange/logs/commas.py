"""Our log as CSV: one line an event, or one line a dossier; UTF-8 with a mark, so that Excel shows Vietnamese."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import BinaryIO

from tthc_engine.exchange.logs.activities import ACTING, DETAILS
from tthc_engine.exchange.logs.source import COLUMNS, Told, hanoi_text
from tthc_engine.exchange.logs.trace import Value

EVENT_HEAD = ("case", "activity", "timestamp", "resource", "transition", *ACTING, *DETAILS)
DOSSIER_HEAD = ("case", *COLUMNS, "events")

# A spreadsheet runs a cell that begins like this as a formula.
_FORMULAS = ("=", "+", "-", "@", "\t", "\r")

Cell = Value | None


def write_events(dossiers: Iterable[Told], out: BinaryIO) -> None:
    """One head line, one line an event: what process mining tools call a CSV log."""
    _write(EVENT_HEAD, (line for one in dossiers for line in event_lines(one)), out)


def write_dossiers(dossiers: Iterable[Told], out: BinaryIO) -> None:
    """One head line, one line a dossier."""
    _write(DOSSIER_HEAD, (dossier_line(one) for one in dossiers), out)


def event_lines(one: Told) -> Iterator[tuple[Cell, ...]]:
    """The dossier's events by the columns of `EVENT_HEAD`."""
    for event in one.events:
        known = _columns((*ACTING, *DETAILS), event.attributes)
        yield (one.name, event.activity, event.at, event.resource, event.transition, *known)


def dossier_line(one: Told) -> tuple[Cell, ...]:
    """The dossier by the columns of `DOSSIER_HEAD`."""
    return (one.name, *_columns(COLUMNS, one.attributes), len(one.events))


def _columns(names: Iterable[str], attributes: Mapping[str, Value]) -> Iterator[Cell]:
    return (attributes.get(name) for name in names)


def _write(head: tuple[str, ...], lines: Iterable[tuple[Cell, ...]], out: BinaryIO) -> None:
    text = io.TextIOWrapper(out, encoding="utf-8-sig", newline="")
    try:
        table = csv.writer(text, lineterminator="\r\n")
        table.writerow(head)
        for line in lines:
            table.writerow([_shown(cell) for cell in line])
    finally:
        # The caller's file stays open.
        text.detach()


def _shown(cell: Cell) -> str | int | float:
    match cell:
        case None:
            return ""
        case datetime():
            return hanoi_text(cell)
        case bool():
            return "true" if cell else "false"
        case str():
            return f"'{cell}" if cell.startswith(_FORMULAS) else cell
        case _:
            return cell
