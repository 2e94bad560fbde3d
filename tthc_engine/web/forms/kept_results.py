"""Results that are still valid, as they are typed, pasted or sent as a workbook: each line judged by itself."""

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from tthc_engine.catalogue import fold
from tthc_engine.domain.kept_result import KeptResult
from tthc_engine.web.forms.class_list import LARGEST_FILE, UnreadableList, digits, pasted, workbook
from tthc_engine.web.forms.limits import plain
from tthc_engine.web.forms.typed import Typed
from tthc_engine.web.messages import Messages

SHORTEST_KIND = 8
"""Letters: a kind is looked for in the names of papers, and a short word would be found in all of them."""
COLUMNS = ("loai", "so", "ngay", "nguoi", "dinh_danh", "noi_cap", "tu", "den")
"""In the order in which lines without a heading have them."""
_HEADINGS: Mapping[str, tuple[str, ...]] = {
    "loai": ("loai giay to", "loai", "ten ket qua", "ket qua"),
    "so": ("so ky hieu", "so hieu", "so", "so vao so"),
    "ngay": ("ngay cap", "ngay ky", "ngay"),
    "nguoi": ("nguoi duoc cap", "ho va ten", "ho ten", "chu so huu"),
    "dinh_danh": ("so dinh danh", "cccd", "can cuoc", "ma dinh danh"),
    "noi_cap": ("co quan cap", "noi cap"),
    "tu": ("hieu luc tu", "tu ngay"),
    "den": ("hieu luc den", "den ngay", "het han"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    number: int
    """The line as the officer sees it."""
    cells: tuple[str, ...]
    result: KeptResult | None
    errors: tuple[str, ...] = ()


def one(typed: Typed, today: date) -> KeptResult | None:
    """What was typed; None with what is wrong beside its field."""
    _ = typed.says
    kind = typed.required("loai", _("kept.kind"))
    number = typed.required("so", _("kept.number"))
    holder = typed.required("nguoi", _("kept.holder"))
    typed.required("ngay", _("kept.issued_on"))
    issued, since, until = (typed.day(name) for name in ("ngay", "tu", "den"))
    if kind and len(kind) < SHORTEST_KIND:
        typed.wrong("loai", _("kept.kind_short", n=SHORTEST_KIND))
    if issued is not None and issued > today:
        typed.wrong("ngay", _("form.day_in_future", text=typed.text("ngay")))
    begins = since or issued
    if until is not None and begins is not None and until < begins:
        typed.wrong("den", _("kept.ends_first"))
    if typed.errors or issued is None or begins is None:
        return None
    return KeptResult(
        kind=kind,
        number=number,
        issued_on=issued,
        holder=holder,
        identifier=digits(typed.text("dinh_danh")),
        issuer=typed.text("noi_cap"),
        valid_from=begins,
        valid_until=until,
    )


def cells_of(typed: Typed) -> list[list[str]]:
    """The lines that were pasted, or those of the file. Raises UnreadableList."""
    for file in typed.files.get("danh_sach", []):
        content = file.file.read(LARGEST_FILE + 1)
        if content:
            return cells_in(file.filename or "", content)
    return pasted(typed.text("rows"))


def cells_in(name: str, content: bytes) -> list[list[str]]:
    """The lines of a CSV, or of a workbook. Raises UnreadableList."""
    return _csv(content) if name.lower().endswith((".csv", ".txt")) else workbook(content)


def rows(cells: Sequence[Sequence[str]], _: Messages, *, today: date) -> list[Row]:
    """Every line that says something, with its result or with what is wrong."""
    order, begins = _columns(cells)
    found = []
    for number, cell in enumerate(cells, start=1):
        if number <= begins or not any(text.strip() for text in cell):
            continue
        values = {name: plain(name, cell[at]).strip() if at < len(cell) else "" for name, at in order.items()}
        typed = Typed(_, values)
        result = one(typed, today)
        told = tuple(values.get(name, "") for name in COLUMNS)
        found.append(Row(number=number, cells=told, result=result, errors=tuple(typed.errors.values())))
    return found


def _csv(content: bytes) -> list[list[str]]:
    if len(content) > LARGEST_FILE:
        raise UnreadableList("class_list.too_large")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableList("class_list.no_workbook") from error
    mark = max(",;\t", key=text.partition("\n")[0].count)
    return [[cell.strip() for cell in line] for line in csv.reader(io.StringIO(text), delimiter=mark)]


def _columns(cells: Sequence[Sequence[str]]) -> tuple[dict[str, int], int]:
    """Where each column stands, and how many lines the heading ends at."""
    for number, row in enumerate(cells[:20], start=1):
        heads = [" ".join(re.sub(r"[^a-z ]", " ", fold(cell)).split()) for cell in row]
        found = {
            name: at
            for name, words in _HEADINGS.items()
            for at, head in reversed(list(enumerate(heads)))
            if head in words
        }
        if {"loai", "so", "nguoi"} <= found.keys():
            return found, number
    return {name: at for at, name in enumerate(COLUMNS)}, 0
