"""A Word template under construction: the page of NĐ 30/2020/NĐ-CP, its styles, and the blocks that letters share.

What is written here are docxtpl tags (`{{ … }}`, `{%p … %}` around paragraphs, `{%tr … %}` around rows), so an office
that takes a template as the beginning of its own finds every place by name.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import docx
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Length, Mm, Pt, RGBColor
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

FONT = "Times New Roman"
_SMALL = 0.76
"""A5 letters are set in three quarters of the decree's sizes, as their PDF is."""
_PAPERS = {"a4": (210.0, 297.0), "a5": (148.0, 210.0)}
_CENTER, _LEFT, _RIGHT, _JUSTIFY = (
    WD_ALIGN_PARAGRAPH.CENTER,
    WD_ALIGN_PARAGRAPH.LEFT,
    WD_ALIGN_PARAGRAPH.RIGHT,
    WD_ALIGN_PARAGRAPH.JUSTIFY,
)


@dataclass(frozen=True, slots=True)
class Style:
    """A paragraph style of the templates; sizes in points before an A5 page makes them smaller."""

    name: str
    size: float
    align: WD_ALIGN_PARAGRAPH = _LEFT
    bold: bool = False
    italic: bool = False
    indent_mm: float = 0
    before: float = 0
    after: float = 0


BODY = "Nội dung"
FIELD = "Mục ghi"
CENTERED = "Giữa trang"
TITLE = "Tên văn bản"
ABOUT = "Trích yếu"
AGENCY = "Tên cơ quan"
MOTTO = "Quốc hiệu"
HEADING = "Đề mục"
CELL = "Ô bảng"
CELL_CENTER = "Ô bảng giữa"
SIGNATURE = "Chữ ký"
STAMP = "Chữ ký số"
RECIPIENTS = "Nơi nhận"
PAGE_FOOT = "Chân trang"


def _styles(body: float, loose: float, cell: float) -> tuple[Style, ...]:
    return (
        Style(BODY, body, _JUSTIFY, indent_mm=10, after=loose),
        Style(FIELD, body, _LEFT, after=loose),
        Style(CENTERED, body, _CENTER, after=loose),
        Style(TITLE, 14, _CENTER, bold=True, before=14, after=2),
        Style(ABOUT, 14, _CENTER, bold=True, after=2),
        Style(AGENCY, 12, _CENTER),
        Style(MOTTO, 13, _CENTER),
        Style(HEADING, body, _LEFT, bold=True, before=8, after=4),
        Style(CELL, cell),
        Style(CELL_CENTER, cell, _CENTER),
        Style(SIGNATURE, body, _CENTER, bold=True),
        Style(STAMP, 9.5),
        Style(RECIPIENTS, 11),
        Style(PAGE_FOOT, 9.5, _CENTER),
    )


class Page:
    """One template being built. `size`, `loose` and `cell` are points: of the text, between paragraphs, in tables."""

    def __init__(
        self,
        paper: str,
        *,
        size: float = 13,
        loose: float = 6,
        cell: float = 11,
        wide: bool = False,
        margins: tuple[float, float, float, float] = (20, 20, 30, 18),
    ) -> None:
        self.small = paper == "a5"
        self.doc: Document = docx.Document()
        self._set_page(paper, wide, (11, 12, 16, 11) if self.small else margins)
        for style in _styles(size, loose, cell):
            self._add_style(style)
        self._furniture()
        body = self.doc.element.body
        for block in list(body):
            if block.tag != qn("w:sectPr"):
                body.remove(block)

    def scaled(self, points: float) -> Length:
        return Pt(points * _SMALL if self.small else points)

    # -- blocks --------------------------------------------------------------------------------------------------------

    def say(self, text: str, style: str = BODY, *, keep: bool = False) -> Paragraph:
        """A paragraph; `keep`: never on another page than what follows."""
        paragraph = self.doc.add_paragraph(text, style=style)
        paragraph.paragraph_format.keep_with_next = keep or None
        return paragraph

    def tag(self, text: str) -> None:
        """A paragraph that only steers: `{%p if … %}`."""
        self.doc.add_paragraph(text, style=FIELD)

    def fields(self, expression: str) -> None:
        self.tag(f"{{%p for label, value in {expression} %}}")
        self.say("{{ label }}: {{ value }}", FIELD)
        self.tag("{%p endfor %}")

    def prose(self, expression: str, *, last: bool = True) -> None:
        """Paragraphs with bold runs; the last one goes with the signature that follows."""
        self.tag(f"{{%p for paragraph in {expression} %}}")
        if last:
            self.tag("{%p if loop.last %}")
            self.say("{{r paragraph }}", keep=True)
            self.tag("{%p else %}")
            self.say("{{r paragraph }}")
            self.tag("{%p endif %}")
        else:
            self.say("{{r paragraph }}")
        self.tag("{%p endfor %}")

    def basis(self) -> None:
        self.tag("{%p for line in head.basis %}")
        self.say("{{ line }}").runs[0].italic = True
        self.tag("{%p endfor %}")

    def grid(self, widths: Sequence[float], *, rows: int = 1, ruled: bool = False) -> Table:
        """A table of these widths, in shares of the room between the margins."""
        table: Table = self.doc.add_table(rows=rows, cols=len(widths))
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        table.autofit = False
        if ruled:
            table.style = "Table Grid"
            _cell_margins(table, across=60, along=40)
        section = self.doc.sections[0]
        room = section.page_width - section.left_margin - section.right_margin  # type: ignore[operator]
        total = sum(widths)
        for column, share in zip(table.columns, widths, strict=True):
            column.width = Length(int(room * share / total))
            for cell in column.cells:
                cell.width = column.width
                if ruled:
                    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
        for row in table.rows:
            _row_flag(row, "w:cantSplit")
        return table

    def letterhead(self) -> None:
        table = self.grid((41, 59), rows=2)
        left, right = table.rows[0].cells
        fill(left, "{%p for line in head.above %}", AGENCY)
        write(left, "{{ line }}", AGENCY)
        write(left, "{%p endfor %}", AGENCY)
        issuer = write(left, "{{ head.issuer }}", AGENCY)
        issuer.runs[0].bold = True
        self._rule(left, 0.35)
        nation = fill(right, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", AGENCY)
        nation.runs[0].bold = True
        motto = write(right, "Độc lập - Tự do - Hạnh phúc", MOTTO)
        motto.runs[0].bold = True
        self._rule(right, 0.62)
        number, place = table.rows[1].cells
        fill(number, "{% if head.number %}Số: {{ head.number }}{% endif %}", MOTTO)
        fill(place, "{{ head.place_date }}", MOTTO).runs[0].italic = True

    def title(self, *, about: str = "") -> None:
        self.say("{{ head.title }}", TITLE, keep=True)
        if about:
            self.tag(f"{{%p if {about} %}}")
            self.say(f"{{{{ {about} }}}}", ABOUT, keep=True)
            self.tag("{%p endif %}")
        self.doc.paragraphs[-1].paragraph_format.space_after = self.scaled(10)

    def addressee(self) -> None:
        self.say("{{ to }}", CENTERED)

    def beside_code(self, fill_left: str, *, lines: Sequence[str] = ()) -> None:
        """The square code of the dossier beside its first fields; `lines` are paragraphs above them."""
        table = self.grid((80, 20))
        _cell_margins(table, across=0, along=0)
        left, right = table.rows[0].cells
        first, *more = (*lines, f"{{%p for label, value in {fill_left} %}}")
        fill(left, first, FIELD)
        for line in (*more, "{{ label }}: {{ value }}", "{%p endfor %}"):
            write(left, line, FIELD)
        fill(right, "{{ qr }}", CELL_CENTER)

    def rows(
        self, widths: Sequence[float], heads: str, cells: str, *, center: Sequence[int] = (), count: int = 0
    ) -> Table:
        """A ruled table: heads that stand on each page, then one row for each of `cells`, never torn."""
        table = self.grid(widths, rows=4, ruled=True)
        columns = count or len(widths)
        for position in range(columns):
            fill(table.cell(0, position), f"{{{{ {heads}[{position}] }}}}", CELL_CENTER).runs[0].bold = True
            style = CELL_CENTER if position in center else CELL
            fill(table.cell(2, position), f"{{{{ row[{position}] }}}}", style)
        repeated(table.rows[0])
        fill(table.cell(1, 0), f"{{%tr for row in {cells} %}}", CELL)
        fill(table.cell(3, 0), "{%tr endfor %}", CELL)
        return table

    def gap(self, points: float) -> None:
        """Empty room that goes with what follows."""
        gap = self.say("", FIELD, keep=True).paragraph_format
        gap.line_spacing, gap.space_after = self.scaled(points), Pt(0)

    def signed(self, left: str, right: str) -> None:
        """Two blocks that stay on one page; each is `recipients`, the name of a signature, or empty."""
        self.gap(8)
        cells = self.grid((1, 1)).rows[0].cells
        for cell, what in zip(cells, (left, right), strict=True):
            if what == "recipients":
                self.recipients(cell)
            elif what:
                self.signature(cell, what)

    def signature(self, cell: _Cell, name: str) -> None:
        fill(cell, f"{{%p for line in {name}.lines %}}", SIGNATURE)
        write(cell, "{{ line }}", SIGNATURE)
        write(cell, "{%p endfor %}", SIGNATURE)
        write(cell, f"{{%p if {name}.stamp %}}", SIGNATURE)
        write(cell, f"{{%p for line in {name}.stamp %}}", STAMP)
        stamp = write(cell, "{{ line }}", STAMP)
        stamp.runs[0].font.color.rgb = RGBColor(0x1B, 0x4F, 0x8F)
        stamp.paragraph_format.left_indent = Mm(9 if self.small else 12)
        write(cell, "{%p endfor %}", STAMP)
        write(cell, "{%p else %}", SIGNATURE)
        # Room for pen and seal.
        write(cell, "", SIGNATURE).paragraph_format.space_after = self.scaled(38)
        write(cell, "{%p endif %}", SIGNATURE)
        write(cell, f"{{{{ {name}.name }}}}", SIGNATURE).paragraph_format.space_before = self.scaled(6)

    def recipients(self, cell: _Cell | None = None) -> None:
        where: Any = cell if cell is not None else self.doc
        if cell is not None:
            fill(cell, "{%p if recipients %}", RECIPIENTS)
        else:
            self.tag("{%p if recipients %}")
        label = where.add_paragraph("Nơi nhận:", style=RECIPIENTS)
        label.runs[0].bold = label.runs[0].italic = True
        label.runs[0].font.size = self.scaled(12)
        for line in ("{%p for line in recipients %}", "{{ line }}", "{%p endfor %}", "{%p endif %}"):
            where.add_paragraph(line, style=RECIPIENTS)
        if cell is not None:
            write(cell, "", RECIPIENTS)

    def bytes(self) -> bytes:
        out = BytesIO()
        self.doc.save(out)
        return out.getvalue()

    # -- the page itself -----------------------------------------------------------------------------------------------

    def _set_page(self, paper: str, wide: bool, margins: tuple[float, float, float, float]) -> None:
        section = self.doc.sections[0]
        width, height = _PAPERS[paper]
        section.orientation = WD_ORIENT.LANDSCAPE if wide else WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = (Mm(height), Mm(width)) if wide else (Mm(width), Mm(height))
        top, bottom, left, right = margins
        section.top_margin, section.bottom_margin = Mm(top), Mm(bottom)
        section.left_margin, section.right_margin = Mm(left), Mm(right)
        section.header_distance = section.footer_distance = Mm(8)
        section.different_first_page_header_footer = True

    def _add_style(self, wanted: Style) -> None:
        style = self.doc.styles.add_style(wanted.name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = None
        style.quick_style = True
        font = style.font
        font.name, font.size, font.bold, font.italic = FONT, self.scaled(wanted.size), wanted.bold, wanted.italic
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for script in ("w:eastAsia", "w:cs"):
            fonts.set(qn(script), FONT)
        shape = style.paragraph_format
        shape.alignment = wanted.align
        shape.first_line_indent = Mm(wanted.indent_mm * (_SMALL if self.small else 1))
        shape.space_before, shape.space_after = self.scaled(wanted.before), self.scaled(wanted.after)
        shape.line_spacing_rule = WD_LINE_SPACING.SINGLE
        shape.widow_control = True

    def _furniture(self) -> None:
        """The page number stands in the upper margin from the second page on; the form's name at every foot."""
        section = self.doc.sections[0]
        number = section.header.paragraphs[0]
        number.style = self.doc.styles[CENTERED]
        _page_number(number)
        for footer in (section.footer, section.first_page_footer):
            line = footer.paragraphs[0]
            line.style = self.doc.styles[PAGE_FOOT]
            line.add_run("{{ foot.demo }}").bold = True
            line.add_run("{{ foot.rest }}").font.color.rgb = RGBColor(0x59, 0x59, 0x59)
        properties = self.doc.core_properties
        properties.title, properties.author = "{{ head.title }}", "{{ head.agency }}"
        properties.comments, properties.last_modified_by = "", ""

    def _rule(self, cell: _Cell, share: float) -> None:
        """A short line under a centred name, as wide as `share` of its cell."""
        line = write(cell, "", AGENCY)
        side = int((cell.width or 0) * (1 - share) / 2)
        line.paragraph_format.left_indent = line.paragraph_format.right_indent = Length(side)
        line.paragraph_format.line_spacing = Pt(3)
        line.paragraph_format.space_after = self.scaled(8)
        borders = OxmlElement("w:pBdr")
        under = OxmlElement("w:bottom")
        for name, value in (("w:val", "single"), ("w:sz", "5"), ("w:space", "0"), ("w:color", "000000")):
            under.set(qn(name), value)
        borders.append(under)
        line._p.get_or_add_pPr().append(borders)


def fill(cell: _Cell, text: str, style: str) -> Paragraph:
    """The cell's first paragraph."""
    paragraph: Paragraph = cell.paragraphs[0]
    paragraph.style = style
    paragraph.add_run(text)
    return paragraph


def write(cell: _Cell, text: str, style: str) -> Paragraph:
    """One more paragraph in the cell."""
    paragraph: Paragraph = cell.add_paragraph(text, style=style)
    return paragraph


def repeated(row: Any) -> None:
    """The row is a head that stands on each page."""
    _row_flag(row, "w:tblHeader")


def _row_flag(row: Any, name: str) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement(name))


def _cell_margins(table: Table, *, across: int, along: int) -> None:
    """Between a cell's border and its text, in twentieths of a point."""
    margins = OxmlElement("w:tblCellMar")
    for side, width in (("top", along), ("left", across), ("bottom", along), ("right", across)):
        edge = OxmlElement(f"w:{side}")
        edge.set(qn("w:w"), str(width))
        edge.set(qn("w:type"), "dxa")
        margins.append(edge)
    table._tbl.tblPr.append(margins)


def _page_number(paragraph: Paragraph) -> None:
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        run = paragraph.add_run()
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark = OxmlElement("w:instrText")
            mark.text = text
        run._r.append(mark)
