"""A report's table as PDF and as an editable Word file, in the layout of NĐ 30/2020/NĐ-CP, from one set of words.

`said` is the table in words (`reports.table.said`): the two documents can only differ in what their formats can do.
"""

import json
import threading
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from io import BytesIO
from typing import Any

import docx
import typst
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from tthc_engine.documents.fonts import TIMES, choose
from tthc_engine.documents.render import TEMPLATES

Said = Mapping[str, Any]
_NATION = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")
_NOTHING = "Không phát sinh hồ sơ trong kỳ."
_SHEET = (Mm(297), Mm(210))
_TURN = threading.Lock()


def pdf(said: Said, *, dated: datetime) -> bytes:
    """The table as PDF; the same words, software and fonts give the same bytes."""
    compiler, family = _typesetter()
    with _TURN:
        made = compiler.compile(
            TEMPLATES / "table@1.typ",
            format="pdf",
            sys_inputs={"report": json.dumps({**said, "font": family}, ensure_ascii=False, sort_keys=True)},
            timestamp=dated.astimezone(UTC).replace(microsecond=0),
        )
    if not isinstance(made, bytes):
        raise TypeError("typst gave no PDF")
    return made


@cache
def _typesetter() -> tuple[typst.Compiler, str]:
    font = choose(typst.Fonts())
    return typst.Compiler(root=TEMPLATES, font_paths=font.fonts), font.family


def word(said: Said, *, dated: datetime) -> bytes:
    """The table as DOCX: a real table with repeated head, that an office may go on writing in."""
    made = docx.Document()
    _page(made, said, dated)
    _letterhead(made, said)
    if said["number"]:
        _line(made, said["number"], bold=True)
    _line(made, said["title"], bold=True, size=13, middle=True, above=8)
    _line(made, said["period"], italic=True, middle=True, below=6)
    _table(made, said)
    if not said["lines"]:
        _line(made, _NOTHING, italic=True)
    for section in said.get("sections", ()):
        _line(made, section["title"], bold=True, above=8)
        for paragraph in section["paragraphs"]:
            _line(made, paragraph, above=2)
    if said["notes"]:
        _line(made, "Ghi chú:", bold=True, size=11, above=6)
    for note in (*said["notes"], said["known"]):
        _line(made, f"- {note}", size=11)
    # Signatures do not stand alone on a page.
    made.paragraphs[-1].paragraph_format.keep_with_next = True
    _signs(made, said)
    out = BytesIO()
    made.save(out)
    return out.getvalue()


def _page(made: Document, said: Said, dated: datetime) -> None:
    section = made.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = _SHEET
    section.top_margin, section.bottom_margin = Mm(18), Mm(16)
    section.left_margin, section.right_margin = Mm(18), Mm(14)
    style = made.styles["Normal"]
    style.font.name, style.font.size = TIMES[0], Pt(12)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), TIMES[0])
    made.core_properties.title = said["title"]
    made.core_properties.author = said["agency"]
    made.core_properties.created = made.core_properties.modified = dated.astimezone(UTC).replace(tzinfo=None)
    footer = section.footer.paragraphs[0]
    footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = footer.add_run(f"{said['mark']} · Trang " if said["mark"] else "Trang ")
    run.font.size = Pt(9)
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        _field(footer.add_run(), kind, text)


def _field(run: Any, kind: str, text: str) -> None:
    """One piece of a field that Word fills in itself."""
    run.font.size = Pt(9)
    if kind:
        piece = OxmlElement("w:fldChar")
        piece.set(qn("w:fldCharType"), kind)
    else:
        piece = OxmlElement("w:instrText")
        piece.text = text
    run._r.append(piece)


def _letterhead(made: Document, said: Said) -> None:
    grid = made.add_table(rows=1, cols=2)
    left, right = grid.rows[0].cells
    grid.autofit = False
    for cell, width in ((left, Mm(112)), (right, Mm(150))):
        cell.width = width
    first = left.paragraphs[0]
    if said["receiver"]:
        _words(first, said["receiver"].upper(), size=12, middle=True)
        first = left.add_paragraph()
    _words(first, said["agency"].upper(), bold=True, size=12, middle=True)
    _words(left.add_paragraph(), "_______", size=8, middle=True)
    _words(right.paragraphs[0], _NATION[0], bold=True, size=12, middle=True)
    _words(right.add_paragraph(), _NATION[1], bold=True, size=12, middle=True)
    _words(right.add_paragraph(), "_______________", size=8, middle=True)
    dated = f"…………, ngày …… tháng …… năm {said['year']}"
    _words(right.add_paragraph(), dated, italic=True, size=12, middle=True)


def _table(made: Document, said: Said) -> None:
    columns, head = len(said["widths"]), said["head_lines"]
    size = 8 if columns > 15 else 9 if columns > 9 else 10
    rows = [*said["lines"], *([said["total"]] if said["total"] else [])]
    grid = made.add_table(rows=head + len(rows), cols=columns, style="Table Grid")
    grid.autofit = False
    room = (_SHEET[0] - Mm(32)) / sum(said["widths"])
    for column, width in zip(grid.columns, said["widths"], strict=True):
        column.width = int(room * width)
    for one in said["head"]:
        cell = grid.cell(one["line"], one["column"])
        last = grid.cell(one["line"] + one["lines"] - 1, one["column"] + one["columns"] - 1)
        merged = cell.merge(last) if last is not cell else cell
        code = one["text"].startswith("(")
        _words(merged.paragraphs[0], one["text"], bold=not code, italic=code, size=7 if code else size, middle=True)
    for number, row in enumerate(grid.rows):
        # No row is torn by a page's end.
        for flag in ("w:cantSplit", *(("w:tblHeader",) if number < head else ())):
            said_so = OxmlElement(flag)
            said_so.set(qn("w:val"), "true")
            row._tr.get_or_add_trPr().append(said_so)
    # One look at the table's cells: asking for them one by one grows with the square of their number.
    cells = grid._cells
    for number, values in enumerate(rows, start=head):
        bold = bool(said["total"]) and number == head + len(rows) - 1
        for at, text in enumerate(values):
            paragraph = cells[number * columns + at].paragraphs[0]
            _words(paragraph, text, bold=bold, size=size, right=said["right"][at])


def _signs(made: Document, said: Said) -> None:
    made.add_paragraph().paragraph_format.keep_with_next = True
    grid = made.add_table(rows=1, cols=len(said["signs"]))
    for cell, (who, how) in zip(grid.rows[0].cells, said["signs"], strict=True):
        _words(cell.paragraphs[0], who, bold=True, size=12, middle=True)
        _words(cell.add_paragraph(), how, italic=True, size=12, middle=True)


def _line(made: Document, text: str, *, above: int = 0, below: int = 0, **look: Any) -> None:
    paragraph = made.add_paragraph()
    paragraph.paragraph_format.space_before = Pt(above)
    _words(paragraph, text, **look)
    paragraph.paragraph_format.space_after = Pt(below)


def _words(
    paragraph: Any,
    text: str,
    *,
    bold: bool = False,
    italic: bool = False,
    size: int = 12,
    middle: bool = False,
    right: bool = False,
) -> None:
    run = paragraph.add_run(text)
    run.bold, run.italic, run.font.size = bold, italic, Pt(size)
    paragraph.paragraph_format.space_after = Pt(0)
    if middle or right:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER if middle else WD_ALIGN_PARAGRAPH.RIGHT
