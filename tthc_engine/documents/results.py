"""Results drafted from a template: one for each dossier, or one decision with a list for many.

The words are ours and only a beginning: whoever handles the dossier edits them before anybody signs.
"""

import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import cache

import typst
import yaml

from tthc_engine.documents.fonts import choose
from tthc_engine.documents.render import TEMPLATES
from tthc_engine.documents.view import View, head_view, paragraphs, recipients_view, signature_view
from tthc_engine.domain.letter_parts import LetterHead, Signatory

TEMPLATE = "result@1"
MARKS: Mapping[str, str] = {
    "owner": "{chủ hồ sơ}",
    "procedure": "{tên thủ tục}",
    "reference": "{mã hồ sơ}",
    "agency": "{cơ quan}",
}
"""What stands in a template for a fact, in the words of whoever edits it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A kind of result: its name on the paper, its symbol, and what is drafted in it."""

    key: str
    """Of one that came with the software its name; of an office's own template its id, which names the version."""
    title: str
    symbol: str
    one: str
    """Text for one dossier; the MARKS in it are filled with the dossier's facts."""
    many: str
    word: bytes | None = None
    """The office's Word template, from which each draft gets a Word file beside its PDF."""


def _packaged() -> dict[str, Form]:
    said = yaml.safe_load((TEMPLATES / "results.yaml").read_text("utf-8"))
    return {
        key: Form(key=key, title=one["title"], symbol=one["symbol"], one=one["one"].rstrip(), many=one["many"].rstrip())
        for key, one in said.items()
    }


FORMS: Mapping[str, Form] = _packaged()
"""What came with the software; an office's own templates stand beside it (`work.result_templates`)."""


@dataclass(frozen=True, slots=True)
class Decided:
    """One dossier in a list."""

    reference: str
    owner: str
    received: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    form: Form
    about: str
    """After the title: "Về việc …"."""
    text: str
    agency: str
    agency_parent: str
    symbol_suffix: str
    place: str
    on: date
    dossiers: tuple[Decided, ...]
    signatory: Signatory
    demo: bool


def filled(text: str, **facts: str) -> str:
    """The text with every mark replaced by its fact; a name that holds a brace is put in, never read as a mark."""
    found = text
    for name, mark in MARKS.items():
        found = found.replace(mark, f"\x00{name}\x00")
    for name, fact in facts.items():
        found = found.replace(f"\x00{name}\x00", fact)
    return found


def draft(one: Draft) -> bytes:
    """The draft as PDF: the number is left open, the same facts give the same bytes."""
    return _press().print(view(one), one.on)


def view(one: Draft) -> View:
    """What any template of a result gets, the PDF's and a Word file's."""
    form = one.form
    head = LetterHead(
        agency_parent=one.agency_parent,
        agency=one.agency,
        place=one.place,
        symbol="-".join(filter(None, (form.symbol, one.symbol_suffix))),
        letter_date=one.on,
        title=form.title,
        dossier_code=one.dossiers[0].reference if len(one.dossiers) == 1 else "",
        demo=one.demo,
    )
    many = len(one.dossiers) > 1
    return {
        "head": head_view(head, from_desk=False),
        "about": one.about,
        "to": "",
        "qr": "",
        "paragraphs": paragraphs(one.text),
        "last": "",
        "columns": ["TT", "Mã hồ sơ", "Chủ hồ sơ", "Ngày nhận"] if many else [],
        "rows": [[str(n), each.reference, each.owner, each.received] for n, each in enumerate(one.dossiers, 1)]
        if many
        else [],
        "recipients": recipients_view(["Như trên", "Lưu: VT, hồ sơ"]),
        "signature": signature_view(one.signatory),
    }


class _Press:
    """One typst compiler; threads take turns."""

    def __init__(self) -> None:
        font = choose(typst.Fonts())
        self._font = font.family
        self._compiler = typst.Compiler(root=TEMPLATES, font_paths=font.fonts)
        self._turn = threading.Lock()

    def print(self, view: Mapping[str, object], on: date) -> bytes:
        data = json.dumps({**view, "font": self._font}, ensure_ascii=False, sort_keys=True)
        with self._turn:
            pdf = self._compiler.compile(
                TEMPLATES / f"{TEMPLATE}.typ",
                format="pdf",
                sys_inputs={"letter": data},
                timestamp=datetime.combine(on, time(), tzinfo=UTC),
            )
        if not isinstance(pdf, bytes):
            raise TypeError("typst gave no PDF")
        return pdf


@cache
def _press() -> _Press:
    return _Press()
