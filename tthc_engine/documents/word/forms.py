"""Every form as a Word template: what stands where, in the order of the circulars' blanks, as the PDF has it."""

from collections.abc import Callable
from functools import cache

from tthc_engine.documents.word.page import (
    CELL,
    CELL_CENTER,
    CENTERED,
    FIELD,
    HEADING,
    Page,
    fill,
    repeated,
    write,
)


def _receipt(paper: str) -> Page:
    page = Page(paper, loose=3, cell=12)
    page.letterhead()
    page.title()
    page.basis()
    page.beside_code(
        "fields[:3]",
        lines=("Mã hồ sơ: ", "{%p if copy_for %}", "{{ copy_for }}", "{%p endif %}"),
    )
    beside = page.doc.tables[-1].cell(0, 0).paragraphs
    beside[0].add_run("{{ head.code }}").bold = True
    beside[2].runs[0].italic = True
    page.fields("fields[3:]")
    page.say("{{ papers_title }}", FIELD, keep=True)
    # The electronic column stands only where an electronic paper came in.
    page.tag("{%p if papers.columns|length > 5 %}")
    page.rows((7, 45, 12, 12, 12, 12), "papers.columns", "papers.rows", center=(0, 2, 3, 4, 5))
    page.tag("{%p else %}")
    page.rows((7, 57, 12, 12, 12), "papers.columns", "papers.rows", center=(0, 2, 3, 4))
    page.tag("{%p endif %}")
    page.gap(4)
    page.fields("facts")
    page.tag("{%p if lookup %}")
    page.tag("{%p for label, value in lookup %}")
    box = page.say("{{ label }}: ", FIELD, keep=True)
    box.add_run("{{ value }}").bold = True
    page.tag("{%p endfor %}")
    page.tag("{%p endif %}")
    page.signed("signatures[0]", "signatures[1]")
    return page


def _supplement_request(paper: str) -> Page:
    page = Page(paper, loose=5)
    page.letterhead()
    page.title()
    page.basis()
    page.beside_code("fields[:3]")
    page.fields("fields[3:]")
    page.say("{{ items_title }}", FIELD, keep=True)
    page.tag("{%p for item in items %}")
    page.say("{{ item }}")
    page.tag("{%p endfor %}")
    page.prose("reason", last=False)
    page.tag("{%p for note in notes %}")
    page.say("{{ note }}")
    page.tag("{%p endfor %}")
    page.tag("{%p if contact %}")
    page.say("{{ contact }}", keep=True)
    page.tag("{%p endif %}")
    page.signed("recipients", "signature")
    return page


def _refusal(paper: str) -> Page:
    page = Page(paper, loose=5)
    page.letterhead()
    page.title()
    page.basis()
    page.fields("fields")
    page.say("{{ verdict }}", keep=True)
    page.prose("reasons")
    page.tag("{%p if contact %}")
    page.say("{{ contact }}", keep=True)
    page.tag("{%p endif %}")
    page.tag("{%p if submitter %}")
    page.signed("submitter", "signature")
    page.recipients()
    page.tag("{%p else %}")
    page.signed("recipients", "signature")
    page.tag("{%p endif %}")
    return page


def _letter(paper: str) -> Page:
    """The letters in sentences: apology, notices, requests between bodies."""
    page = Page(paper, size=14, loose=7)
    page.letterhead()
    page.title(about="head.subtitle")
    page.addressee()
    page.basis()
    page.prose("paragraphs")
    page.signed("recipients", "signature")
    return page


def _explanation_report(paper: str) -> Page:
    page = Page(paper, loose=4)
    page.letterhead()
    page.title(about="head.subtitle")
    page.addressee()
    page.basis()
    page.say("{{ dossier_title }}", HEADING, keep=True)
    page.fields("fields")
    page.say("{{ spent_title }}", HEADING, keep=True)
    table = page.rows((6, 31, 14, 14, 12, 11, 12), "spent.columns", "spent.rows", center=(0, 2, 3, 4, 5, 6))
    total = table.add_row().cells  # type: ignore[no-untyped-call]
    total[0].merge(total[3])
    fill(total[0], "{{ spent.sum }}", CELL).runs[0].bold = True
    for position in range(3):
        fill(total[4 + position], f"{{{{ spent.total[{position}] }}}}", CELL_CENTER).runs[0].bold = True
    page.tag("{%p if applicant %}")
    page.say("{{ applicant_title }}", keep=True)
    page.tag("{%p for line in applicant %}")
    page.say("{{ line }}")
    page.tag("{%p endfor %}")
    page.tag("{%p endif %}")
    page.say("{{ cause_title }}", HEADING, keep=True)
    page.prose("cause", last=False)
    page.say("{{ remedy_title }}", HEADING, keep=True)
    page.prose("remedy")
    page.tag("{%p if signature %}")
    page.signed("author", "signature")
    page.recipients()
    page.tag("{%p else %}")
    page.signed("recipients", "author")
    page.tag("{%p endif %}")
    return page


def _tracking_sheet(paper: str) -> Page:
    page = Page(paper, loose=4)
    page.letterhead()
    page.title()
    page.beside_code("fields")
    # Two tables that touch are one to Word, and its heads would not stand on each page.
    page.gap(4)
    table = page.rows((24, 40, 18, 18), "columns", "rows", center=(2,))
    who, when, result, note = table.rows[2].cells
    for cell in (who, when, result, note):
        cell.paragraphs[0].clear()
    who.paragraphs[0].add_run("{%p for line in row.who %}")
    for text in ("{{ line }}", "{%p endfor %}"):
        write(who, text, CELL)
    when.paragraphs[0].add_run("{{ row.when }}")
    for position, hand in enumerate(("giver", "receiver")):
        line = write(when, f"{{{{ hands[{position}] }}}} ", CELL)
        line.runs[0].bold = True
        line.add_run(f"{{{{ row.{hand} }}}}")
        line.paragraph_format.space_before = page.scaled(6)
    result.paragraphs[0].add_run("{%p for line in row.result %}")
    for text in ("{{ line }}", "{%p endfor %}"):
        write(result, text, CELL_CENTER)
    write(result, "", CELL_CENTER)
    note.paragraphs[0].add_run("{{ row.note }}")
    return page


def _handover(paper: str) -> Page:
    page = Page(paper, loose=5, wide=True)
    page.letterhead()
    page.title()
    page.basis()
    page.fields("fields")
    page.tag("{%p if results %}")
    page.rows((4, 20, 18, 14, 19, 9, 8, 8), "columns", "rows", center=(0, 1))
    page.tag("{%p else %}")
    page.rows((4, 20, 16, 28, 10, 11, 11), "columns", "rows", center=(0, 1, 5))
    page.tag("{%p endif %}")
    page.gap(4)
    page.say("{{ total }}", FIELD, keep=True)
    page.signed("signatures[0]", "signatures[1]")
    return page


def _register(paper: str) -> Page:
    page = Page(paper, loose=3, cell=9.5, wide=True, margins=(20, 15, 15, 12))
    page.letterhead()
    page.title(about="book")
    page.say("{{ pages }}", CENTERED).runs[0].italic = True
    page.basis()
    widths = (4, 14.5, 12, 5.5, 9, 10, 9, 7.5, 8, 7.5, 7, 6.5, 6.5)
    table = page.rows(widths, "columns", "rows", center=(0, 3, 7, 8, 9))
    # The five columns about receiving and returning stand under one head.
    top = table.add_row()  # type: ignore[no-untyped-call]
    table._tbl.remove(top._tr)
    table.rows[0]._tr.addprevious(top._tr)
    cells = table.rows[0].cells
    group = cells[7].merge(cells[11])
    fill(group, "{{ group }}", CELL_CENTER).runs[0].bold = True
    for position in (*range(7), 12):
        upper, lower = table.cell(0, position), table.cell(1, position)
        text = lower.paragraphs[0].text
        lower.paragraphs[0].clear()
        merged = upper.merge(lower)
        merged.paragraphs[0].style = CELL_CENTER
        merged.paragraphs[0].add_run(text).bold = True
    repeated(table.rows[0])
    page.gap(4)
    page.say("{{ total }}", FIELD, keep=True)
    page.signed("", "signature")
    return page


def _class_list(paper: str) -> Page:
    page = Page(paper, loose=4)
    page.letterhead()
    page.title()
    page.basis()
    page.fields("fields")
    page.rows((6, 27, 18, 14.5, 9, 14.5, 11), "columns", "rows", center=(0, 1, 3, 4))
    page.gap(4)
    page.say("{{ total }}", FIELD, keep=True)
    page.signed("signatures[0]", "signatures[1]")
    return page


def _result_list(paper: str) -> Page:
    page = Page(paper, loose=4)
    page.letterhead()
    page.title()
    page.say("{{ about }}", CENTERED).runs[0].italic = True
    page.basis()
    page.fields("fields")
    page.rows((6, 27, 16, 14.5, 16, 11, 9.5), "columns", "rows", center=(0, 1, 3))
    page.gap(4)
    page.say("{{ total }}", FIELD, keep=True)
    page.signed("recipients", "signature")
    return page


def _result(paper: str) -> Page:
    page = Page(paper, size=14, loose=7)
    page.letterhead()
    page.title(about="about")
    page.prose("paragraphs")
    page.tag("{%p if rows %}")
    page.rows((7, 38, 35, 20), "columns", "rows", center=(0, 3))
    page.tag("{%p endif %}")
    page.signed("recipients", "signature")
    return page


_FORMS: dict[str, Callable[[str], Page]] = {
    "receipt@1": _receipt,
    "supplement_request@1": _supplement_request,
    "refusal@1": _refusal,
    "apology@1": _letter,
    "onestop_notice@1": _letter,
    "appointment_notice@1": _letter,
    "stop_notice@1": _letter,
    "consultation_request@1": _letter,
    "reminder@1": _letter,
    "explanation_report@1": _explanation_report,
    "tracking_sheet@1": _tracking_sheet,
    "handover@1": _handover,
    "register@1": _register,
    "class_list@1": _class_list,
    "result_list@1": _result_list,
    "result@1": _result,
}
"""The Word counterpart of each version of words and layout in `render`."""


@cache
def blank(template: str, paper: str) -> bytes:
    """The template of that version on that paper ("a4" or "a5"), built once and kept. Raises KeyError."""
    return _FORMS[template](paper).bytes()
