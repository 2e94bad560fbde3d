"""The portal's fields as a file that another program reads: JSON as the service takes it, a workbook, or CSV.

Written as the dossiers come, in bounded memory; each file appears whole or not at all.
"""

import csv
import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

import xlsxwriter

from tthc_engine.catalogue.portal import Portal
from tthc_engine.exchange.dossiers.portal import LISTS, PROGRESS, Record
from tthc_engine.exchange.dossiers.results import Commas, Sheet

SERVICE = "DongBoHoSoMC"
KINDS = (".json", ".xlsx", ".csv")
Put = Callable[[Record], None]


@dataclass(slots=True)
class Wrote:
    taken: int = 0
    steps: int = 0
    refused: int = 0


def write(records: Iterable[Record], path: Path, portal: Portal, *, refused: Callable[[Record], None]) -> Wrote:
    """Write what the portal would take to `path`, by its ending one of `KINDS`; `refused` hears of the rest."""
    wrote = Wrote()
    with _writer(path, portal) as put:
        for one in records:
            if one.problems:
                wrote.refused += 1
                refused(one)
                continue
            put(one)
            wrote.taken += 1
            wrote.steps += len(one.lists[PROGRESS])
    return wrote


@contextmanager
def _writer(path: Path, portal: Portal) -> Iterator[Put]:
    match path.suffix.lower():
        case ".json":
            with _whole(path) as [out]:
                yield from _json(out)
        case ".xlsx":
            yield from _workbook(path, portal)
        case _:
            with _whole(path, path.with_name(f"{path.stem}.tien-do.csv")) as [out, steps]:
                yield from _commas(out, steps, portal)


@contextmanager
def _whole(*paths: Path) -> Iterator[list[TextIO]]:
    """Text files under other names until everything is written."""
    drafts = [path.with_name(f".{path.name}.part") for path in paths]
    try:
        with ExitStack() as stack:
            bom = "utf-8" if paths[0].suffix.lower() == ".json" else "utf-8-sig"
            yield [stack.enter_context(one.open("w", encoding=bom, newline="")) for one in drafts]
        for draft, path in zip(drafts, paths, strict=True):
            draft.replace(path)
    finally:
        for draft in drafts:
            draft.unlink(missing_ok=True)


def _json(out: TextIO) -> Iterator[Put]:
    out.write(f'{{"service": "{SERVICE}", "isUpdating": true, "data": [')
    begun = False

    def put(one: Record) -> None:
        nonlocal begun
        out.write(",\n" if begun else "\n")
        begun = True
        json.dump({**one.fields, **one.lists}, out, ensure_ascii=False)

    yield put
    out.write("\n]}\n")


def _commas(out: TextIO, steps: TextIO, portal: Portal) -> Iterator[Put]:
    dossiers, progress = Commas(csv.writer(out)), Commas(csv.writer(steps))
    names = [one.name for one in portal.fields]
    dossiers.add(names)
    progress.add(["MaHoSo", *LISTS[PROGRESS]])

    def put(one: Record) -> None:
        dossiers.add([one.fields[name] for name in names])
        for line in one.lists[PROGRESS]:
            progress.add([one.reference, *(line[name] for name in LISTS[PROGRESS])])

    yield put


def _workbook(path: Path, portal: Portal) -> Iterator[Put]:
    draft = path.with_name(f".{path.name}.part")
    names = [one.name for one in portal.fields]
    try:
        with xlsxwriter.Workbook(draft, {"constant_memory": True}) as workbook:
            dossiers = Sheet(workbook, SERVICE)
            dossiers.add(names)
            lists = {name: Sheet(workbook, name) for name in LISTS}
            for name, sheet in lists.items():
                sheet.add(["MaHoSo", *LISTS[name]])

            def put(one: Record) -> None:
                dossiers.add([one.fields[name] for name in names])
                for name, sheet in lists.items():
                    for line in one.lists[name]:
                        sheet.add([one.reference, *(line[field] for field in LISTS[name])])

            yield put
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
