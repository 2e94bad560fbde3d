"""Which column of an export is which: by the headings that the provincial systems print, however they are spelled."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tthc_engine.catalogue import fold
from tthc_engine.exchange.dossiers.unreadable import UnreadableTable

HEADINGS: Mapping[str, tuple[str, ...]] = {
    "reference": ("ma ho so", "so ho so", "so bien nhan", "ma so ho so", "so tiep nhan", "mahoso"),
    "code": ("ma tthc", "ma thu tuc", "ma thu tuc hanh chinh", "ma so tthc", "matthc"),
    "procedure_name": ("ten tthc", "ten thu tuc", "ten thu tuc hanh chinh", "thu tuc hanh chinh", "thu tuc", "tentthc"),
    "status": ("trang thai", "trang thai ho so", "tinh trang", "tinh trang ho so", "trangthaihoso"),
    "submitted_at": ("ngay nop", "ngay nop ho so", "thoi gian nop", "thoi diem nop", "ngaynophoso"),
    "received_at": (
        *("ngay tiep nhan", "ngay nhan", "ngay gio tiep nhan", "thoi gian tiep nhan", "thoi diem tiep nhan"),
        *("ngay tiep nhan ho so", "ngay nhan ho so", "ngaytiepnhan"),
    ),
    "appointment": (
        *("ngay hen tra", "ngay hen tra ket qua", "hen tra", "ngay hen", "thoi gian hen tra", "han giai quyet"),
        *("han xu ly", "han tra ket qua", "ngay hen tra kq", "ngayhentra"),
    ),
    "ended_at": (
        *("ngay ket thuc xu ly", "ngay co ket qua", "ngay hoan thanh", "ngay xu ly xong", "ngay ket thuc"),
        *("thoi gian ket thuc", "ngay giai quyet xong", "ngay giai quyet", "ngay tu choi", "ngayketthucxuly"),
    ),
    "returned_at": (
        "ngay tra",
        "ngay tra ket qua",
        "ngay tra kq",
        "thoi gian tra ket qua",
        "ngay tra thuc te",
        "ngaytra",
    ),
    "channel": ("hinh thuc nop", "kenh tiep nhan", "hinh thuc tiep nhan", "kenh nop", "kenhthuchien"),
    "unit": ("don vi xu ly", "co quan giai quyet", "don vi giai quyet", "co quan xu ly", "donvixuly", "don vi thu ly"),
    "receiving_unit": ("noi nop ho so", "don vi tiep nhan", "noi tiep nhan", "co quan tiep nhan", "noinophoso"),
    "owner": ("chu ho so", "ten chu ho so", "ho ten chu ho so", "to chuc ca nhan", "chuhoso"),
    "owner_identifier": (
        *("so giay to chu ho so", "so cccd", "so dinh danh", "so dinh danh chu ho so", "cccd", "so giay to"),
        "sogiaytochuhoso",
    ),
    "submitter": ("nguoi nop", "nguoi nop ho so", "ho ten nguoi nop", "ten nguoi nop"),
    "phone": ("so dien thoai", "dien thoai", "sdt", "sodienthoai"),
    "address": ("dia chi", "dia chi chu ho so", "dia chi nguoi nop"),
    "content": ("trich yeu", "trich yeu ho so", "noi dung", "noi dung yeu cau", "trichyeuhoso"),
}
"""Folded: small letters, no diacritics, nothing but letters, digits and single spaces."""
SEARCHED_LINES = 30
"""A title, the unit's name and the period stand above the heading line."""
ASKED: tuple[tuple[str, ...], ...] = (("reference",), ("code", "procedure_name"), ("status",), ("received_at",))
"""One of each must be there."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Where each field stands in a line, from 0, and which line named them, from 1."""

    where: Mapping[str, int]
    line: int


def plain(heading: object) -> str:
    """A heading as it is looked for: "Ngày hẹn trả (dd/mm/yyyy)" is "ngay hen tra"."""
    text = re.sub(r"\([^)]*\)", " ", fold(str(heading if heading is not None else "")))
    return " ".join(re.sub(r"[^a-z0-9]+", " ", text).split())


_FIELDS = {heading: field for field, headings in HEADINGS.items() for heading in headings}


def fields_of(cells: Sequence[object], named: Mapping[str, str]) -> dict[str, int]:
    """The fields that this line names; the first of two columns with one meaning counts.

    `named`: field to heading, as the office's own mapping has it; it stands over what is known.
    """
    own = {plain(heading): field for field, heading in named.items()}
    found: dict[str, int] = {}
    for at, cell in enumerate(cells):
        heading = plain(cell)
        field = own.get(heading) or (None if _FIELDS.get(heading) in named else _FIELDS.get(heading))
        if field is not None:
            found.setdefault(field, at)
    return found


def heading_line(lines: Sequence[tuple[int, Sequence[object]]], named: Mapping[str, str]) -> Columns:
    """The heading line among the first ones. Raises UnreadableTable, which says what is missing."""
    best: tuple[dict[str, int], int] = ({}, 0)
    for number, cells in lines:
        found = fields_of(cells, named)
        if len(found) > len(best[0]):
            best = (found, number)
    where, line = best
    missing = [fields[0] for fields in ASKED if not any(one in where for one in fields)]
    if missing:
        raise UnreadableTable("columns", missing=missing)
    return Columns(where, line)


def known_mapping(named: Mapping[str, object]) -> dict[str, str]:
    """An office's mapping, field to heading, checked. Raises UnreadableTable for a field that does not exist."""
    unknown = sorted(str(one) for one in named if one not in HEADINGS)
    wrong = sorted(str(one) for one, heading in named.items() if not isinstance(heading, str))
    if unknown or wrong:
        raise UnreadableTable("mapping", unknown=unknown or wrong, known=sorted(HEADINGS))
    return {str(field): str(heading) for field, heading in named.items()}
