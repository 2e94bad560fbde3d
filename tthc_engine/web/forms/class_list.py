"""A class handed in together, pasted or as a workbook: rows read, each judged by itself, nothing guessed.

Columns are found by their heading, in any order; without a heading they are name, birth, number, who hands in,
relation, telephone, address, how the person was made sure of, how the fee was paid and its receipt. A row that cannot
be registered says why beside its number; the others are not held up.
"""

import io
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from tthc_engine.catalogue import fold
from tthc_engine.domain.commands import IdentityCheck, Party, Payway
from tthc_engine.domain.identifiers import doubts
from tthc_engine.web.forms import intake
from tthc_engine.web.forms.limits import plain
from tthc_engine.web.forms.typed import Typed
from tthc_engine.web.messages import Messages
from tthc_engine.work.lists import Named

COLUMNS = (
    "name",
    "born_on",
    "identifier",
    "submitter",
    "relation",
    "phone",
    "address",
    "checked",
    "paid",
    "money_receipt",
)
_HEADINGS = {
    "name": ("ho va ten", "ho ten", "ten hoc sinh", "hoc sinh", "chu ho so"),
    "born_on": ("ngay sinh", "sinh ngay", "ngay thang nam sinh"),
    "identifier": ("so dinh danh", "cccd", "can cuoc", "ma dinh danh", "so dinh danh ca nhan", "so cccd"),
    "submitter": ("nguoi nop", "phu huynh", "cha me", "nguoi nop ho so"),
    "relation": ("quan he",),
    "phone": ("dien thoai", "so dien thoai", "sdt"),
    "address": ("dia chi", "noi cu tru", "noi o"),
    "checked": ("doi chieu", "da doi chieu", "xac thuc danh tinh"),
    "paid": ("le phi", "phi le phi", "thu phi", "hinh thuc nop"),
    "money_receipt": ("bien lai", "so bien lai"),
}
MOST_ROWS, MOST_COLUMNS = 500, 30
LARGEST_FILE = 2_000_000
"""Bytes of a workbook as sent; and its parts together may not unpack to more than twenty times as much."""
_UNPACKED = 20


class UnreadableList(Exception):
    """The file is no workbook, or far too large; `key` names the sentence."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    number: int
    """The line as the officer sees it, headings and empty lines counted."""
    named: Named
    born_text: str
    errors: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    """Said, never in the way."""


def pasted(text: str) -> list[list[str]]:
    """Cells of what was copied out of a spreadsheet or typed: tabs, else semicolons between them."""
    lines = text.replace("\r\n", "\n").split("\n")
    mark = "\t" if "\t" in text else ";"
    return [[cell.strip() for cell in line.split(mark)] for line in lines]


def workbook(content: bytes) -> list[list[str]]:
    """Cells of the first sheet that has any. Raises UnreadableList."""
    if len(content) > LARGEST_FILE:
        raise UnreadableList("class_list.too_large")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(part.file_size for part in packed.infolist()) > LARGEST_FILE * _UNPACKED:
                raise UnreadableList("class_list.too_large")
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        for sheet in book.worksheets:
            rows = [
                [_cell(value) for value in row]
                for row in sheet.iter_rows(values_only=True, max_row=MOST_ROWS + 50, max_col=MOST_COLUMNS)
            ]
            if any(any(row) for row in rows):
                return rows
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, OSError) as error:
        raise UnreadableList("class_list.no_workbook") from error
    return []


def read(cells: Sequence[Sequence[str]], _: Messages, *, today: date) -> list[Row]:
    """The rows that name somebody, each with what is wrong with it."""
    order, begins = _columns(cells)
    found = []
    for number, row in enumerate(cells, start=1):
        if number <= begins or not any(cell.strip() for cell in row):
            continue
        values = {name: plain(name, row[at]).strip() if at < len(row) else "" for name, at in order.items()}
        found.append(_row(number, values, _, today=today))
    return _told_twice(found, _)


def as_text(rows: Iterable[Sequence[str]]) -> str:
    """Cells as a text that can be corrected in the form and sent again."""
    return "\n".join("\t".join(row).rstrip() for row in rows)


def _cell(value: object) -> str:
    match value:
        case None:
            return ""
        case datetime() | date():
            return f"{value:%d/%m/%Y}"
        case float() if value.is_integer():
            return str(int(value))
        case _:
            return " ".join(str(value).split())


def _columns(cells: Sequence[Sequence[str]]) -> tuple[dict[str, int], int]:
    """Where each column stands, and how many lines the heading ends at."""
    for number, row in enumerate(cells[:20], start=1):
        heads = [re.sub(r"[^a-z ]", "", fold(cell)).strip() for cell in row]
        found = {
            name: at
            for name, words in _HEADINGS.items()
            for at, head in reversed(list(enumerate(heads)))
            if head in words or any(head.startswith(word) for word in words)
        }
        if "name" in found and (len(found) > 1 or len(row) == 1):
            return found, number
    first = next((row for row in cells if any(row)), [])
    numbered = len(first) > 1 and first[0].strip(".").isdigit() and len(first[0]) < len("1000")
    return {name: at + numbered for at, name in enumerate(COLUMNS)}, 0


def _row(number: int, values: dict[str, str], _: Messages, *, today: date) -> Row:
    typed = Typed(_, values)
    errors = []
    if not values.get("name"):
        errors.append(_("form.missing", field=_("desk.owner_name")))
    born_on = typed.day("born_on")
    errors += [typed.errors["born_on"]] if "born_on" in typed.errors else []
    if born_on is not None and born_on > today:
        errors.append(_("form.day_in_future", text=values["born_on"]))
    identifier = digits(values.get("identifier", ""))
    relation = _relation(values.get("relation", ""))
    if relation is None:
        errors.append(_("form.not_offered", text=values["relation"]))
    owner = Party(name=values.get("name", ""), identifier=identifier, born_on=born_on)
    phone, address = values.get("phone", ""), values.get("address", "")
    submitter = Party(name=values["submitter"], phone=phone, address=address) if values.get("submitter") else None
    if submitter is None:
        owner = replace(owner, phone=phone, address=address)
    ticks = {name: _ticked(name, values.get(name, "")) for name in _TICKS}
    errors += [_("form.not_offered", text=values[name]) for name, one in ticks.items() if one is None]
    named = Named(
        owner=owner,
        submitter=submitter,
        relation=(relation or "parent") if submitter else "",
        checked=IdentityCheck(ticks["checked"]) if ticks["checked"] else None,
        paid=Payway(ticks["paid"]) if ticks["paid"] else None,
        money_receipt=values.get("money_receipt", ""),
    )
    said = tuple(_(f"doubt.{one.value}", digits=len(identifier)) for one in doubts(identifier, born_on=born_on))
    return Row(number=number, named=named, born_text=values.get("born_on", ""), errors=tuple(errors), doubts=said)


def digits(text: str) -> str:
    """A number as it is; a spreadsheet that took it for an amount has dropped its leading zero."""
    number = re.sub(r"[\s.'’]", "", text)
    return f"0{number}" if re.fullmatch(r"\d{11}", number) else number


_TICKS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "checked": {
        IdentityCheck.SEEN.value: ("x", "v", "co", "da doi chieu", "giay to"),
        IdentityCheck.CARD.value: ("the", "can cuoc", "the can cuoc", "qr"),
        IdentityCheck.DATABASE.value: ("csdl", "vneid", "csdl dan cu"),
    },
    "paid": {
        Payway.CASH.value: ("x", "v", "tien mat", "da thu"),
        Payway.TRANSFER.value: ("chuyen khoan", "ck", "qr", "ma qr"),
        Payway.PORTAL.value: ("cong", "cong dvc", "cong dich vu cong"),
    },
}
"""What may stand in the columns that an indicator counts, and what it means."""


def _ticked(name: str, text: str) -> str | None:
    """The meaning of a cell; empty where nothing is said, None where nobody knows it."""
    wanted = fold(text).strip()
    if not wanted:
        return ""
    return next((key for key, words in _TICKS[name].items() if wanted in words or wanted == key), None)


def _relation(text: str) -> str | None:
    """The relation by its key or the words of the screen; empty where nothing is said, None where nobody knows it."""
    wanted = fold(text).strip()
    if not wanted:
        return ""
    words = {"cha": "parent", "me": "parent", "bo": "parent", "cha me": "parent", "phu huynh": "parent"}
    words |= {"giam ho": "guardian", "nguoi giam ho": "guardian"}
    return words.get(wanted) or next((one for one in intake.RELATIONS if one == wanted), None)


def _told_twice(rows: list[Row], _: Messages) -> list[Row]:
    """A number that stands in two rows is one of them too many: the later one says so."""
    seen: dict[str, int] = {}
    made = []
    for row in rows:
        number = row.named.owner.identifier
        if number and number in seen:
            row = replace(row, errors=(*row.errors, _("class_list.twice", row=seen[number])))
        seen.setdefault(number, row.number)
        made.append(row)
    return made
