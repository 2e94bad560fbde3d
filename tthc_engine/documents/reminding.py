"""Văn bản đôn đốc: one letter to one unit about everything it has late, as a Word file that the office can still edit.

Layout by Nghị định 30/2020/NĐ-CP, Phụ lục I: agency and motto side by side, number and date, the table, the signature.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from docx import Document
from docx.document import Document as Doc
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Length, Mm, Pt
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

FONT = "Times New Roman"
CENTER = WD_ALIGN_PARAGRAPH.CENTER


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One late dossier; the applicant is not named: the code finds them."""

    reference: str
    procedure: str
    due: str
    how_late: str
    holder: str
    owed: str
    """What is owed for it, in words; empty: nothing but the dossier itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminder:
    agency: str
    agency_parent: str
    number: str
    """With its symbol: `05/ĐĐ-UBND`."""
    place: str
    on: date
    to: str
    answer_by: str
    """Until when the unit reports, in words."""
    request: str
    """What is asked beside the usual; may be empty."""
    items: tuple[Item, ...]
    signer_title: str
    signer: str
    demo: bool = False


def reminder(letter: Reminder) -> bytes:
    """The file's bytes."""
    made = Document()
    _sheet(made)
    _head(made, letter)
    _line(made, f"Kính gửi: {letter.to}", bold=True, align=CENTER, before=10, after=8)
    late = len(letter.items)
    _body(
        made,
        f"Qua theo dõi việc giải quyết thủ tục hành chính, đến ngày {letter.on:%d/%m/%Y}, {letter.to} còn {late:02d} hồ"
        " sơ quá thời hạn giải quyết hoặc chưa thực hiện đủ các nghĩa vụ do chậm giải quyết, theo danh sách sau:",
    )
    _items(made, letter.items)
    _body(made, f"Đề nghị {letter.to}:", before=8)
    _body(made, "1. Tập trung giải quyết ngay các hồ sơ nêu trên; không để phát sinh thêm hồ sơ quá hạn.")
    _body(
        made,
        "2. Hoàn thành báo cáo giải trình và văn bản xin lỗi tổ chức, cá nhân đối với các hồ sơ còn nợ theo quy định"
        " của Chính phủ về thực hiện thủ tục hành chính theo cơ chế một cửa, một cửa liên thông.",
    )
    _body(made, f"3. Báo cáo kết quả bằng văn bản trước {letter.answer_by}.")
    if letter.request:
        _body(made, letter.request)
    _body(made, f"Đề nghị {letter.to} khẩn trương thực hiện./.")
    _foot(made, letter)
    if letter.demo:
        _line(made, "DỮ LIỆU MINH HỌA, KHÔNG CÓ GIÁ TRỊ PHÁP LÝ", align=CENTER, size=9, before=12)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def _sheet(made: Doc) -> None:
    section = made.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin = section.bottom_margin = Mm(20)
    section.left_margin, section.right_margin = Mm(30), Mm(18)
    style = made.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(14)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
    made.core_properties.title = "Văn bản đôn đốc"
    made.core_properties.language = "vi-VN"


def _head(made: Doc, letter: Reminder) -> None:
    table = made.add_table(rows=2, cols=2)
    _widths(table, (Mm(64), Mm(98)))
    left, right = table.rows[0].cells
    if letter.agency_parent:
        _in(left, letter.agency_parent.upper(), size=12)
    _in(left, letter.agency.upper(), size=12, bold=True, rule=True)
    _in(right, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", size=12, bold=True)
    _in(right, "Độc lập - Tự do - Hạnh phúc", size=13, bold=True, rule=True)
    left, right = table.rows[1].cells
    _in(left, f"Số: {letter.number}", size=13)
    _in(left, "V/v đôn đốc giải quyết hồ sơ thủ tục hành chính quá hạn", size=12)
    _in(
        right, f"{letter.place}, ngày {letter.on:%d} tháng {_month(letter.on)} năm {letter.on:%Y}", size=13, italic=True
    )


def _widths(table: Table, widths: Sequence[Length]) -> None:
    """Word reads the cells' widths, other programs those of the columns."""
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
        for cell in column.cells:
            cell.width = width


def _month(on: date) -> str:
    """Days below ten and the months January and February are written with a zero (NĐ 30/2020)."""
    return f"{on:%m}" if on.month < 3 else str(on.month)


def _items(made: Doc, items: Sequence[Item]) -> None:
    table = made.add_table(rows=1, cols=6)
    table.style = "Table Grid"
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    widths = (Mm(9), Mm(41), Mm(40), Mm(22), Mm(18), Mm(32))
    _widths(table, widths)
    heads = ("TT", "Mã hồ sơ", "Thủ tục", "Hạn giải quyết", "Quá hạn", "Đang ở; còn nợ")
    _row(table.rows[0].cells, heads, widths, bold=True)
    _repeat_head(table)
    for number, one in enumerate(items, start=1):
        holder = "; ".join(filter(None, (one.holder, one.owed)))
        texts = (str(number), one.reference, one.procedure, one.due, one.how_late, holder)
        _row(table.add_row().cells, texts, widths)


def _row(cells: Sequence[_Cell], texts: Sequence[str], widths: Sequence[Length], *, bold: bool = False) -> None:
    for cell, text, width in zip(cells, texts, widths, strict=True):
        cell.width = width
        said = cell.paragraphs[0].add_run(text)
        said.font.size, said.bold = Pt(10.5), bold


def _repeat_head(table: Table) -> None:
    """The first row stands on every page that the table reaches."""
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    table.rows[0]._tr.get_or_add_trPr().append(mark)


def _foot(made: Doc, letter: Reminder) -> None:
    table = made.add_table(rows=1, cols=2)
    left, right = table.rows[0].cells
    _in(left, "Nơi nhận:", size=12, bold=True, italic=True, align=WD_ALIGN_PARAGRAPH.LEFT)
    for line in ("- Như trên;", "- Lưu: VT."):
        _in(left, line, size=11, align=WD_ALIGN_PARAGRAPH.LEFT)
    _in(right, letter.signer_title.upper(), size=13, bold=True)
    for _ in range(4):
        _in(right, "", size=13)
    _in(right, letter.signer, size=14, bold=True)


def _in(
    cell: _Cell,
    text: str,
    *,
    size: float,
    bold: bool = False,
    italic: bool = False,
    rule: bool = False,
    align: WD_ALIGN_PARAGRAPH = CENTER,
) -> None:
    first = cell.paragraphs[0]
    place = first if not first.text and len(cell.paragraphs) == 1 and not first.runs else cell.add_paragraph()
    _say(place, text, size=size, bold=bold, italic=italic)
    place.alignment = align
    place.paragraph_format.space_after = Pt(0)
    if rule:
        under = cell.add_paragraph()
        under.alignment = CENTER
        _say(under, "_" * 12, size=8)
        under.paragraph_format.space_after = Pt(2)


def _line(
    made: Doc,
    text: str,
    *,
    bold: bool = False,
    align: WD_ALIGN_PARAGRAPH | None = None,
    size: float = 14,
    before: float = 0,
    after: float = 4,
) -> Paragraph:
    place = made.add_paragraph()
    _say(place, text, size=size, bold=bold)
    if align is not None:
        place.alignment = align
    place.paragraph_format.space_before, place.paragraph_format.space_after = Pt(before), Pt(after)
    return place


def _body(made: Doc, text: str, *, before: float = 0) -> None:
    place = _line(made, text, align=WD_ALIGN_PARAGRAPH.JUSTIFY, before=before)
    place.paragraph_format.first_line_indent = Mm(10)


def _say(place: Paragraph, text: str, *, size: float, bold: bool = False, italic: bool = False) -> None:
    run = place.add_run(text)
    run.font.size, run.bold, run.italic = Pt(size), bold, italic
