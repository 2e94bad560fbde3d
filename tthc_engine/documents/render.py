"""From a letter's context to its PDF: the same context, software and fonts give the same bytes."""

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, time
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

import typst

from tthc_engine.documents import prose, sheets, slips
from tthc_engine.documents.fonts import choose, used_in
from tthc_engine.documents.view import View, qr_svg
from tthc_engine.domain.errors import TthcError
from tthc_engine.domain.letters import LetterContext, letter_context

_HERE = Path(__file__).parent
TEMPLATES = _HERE / "templates"

_VIEWS: dict[str, Callable[[Any], View]] = {
    "receipt@1": slips.receipt,
    "supplement_request@1": slips.supplement_request,
    "refusal@1": slips.refusal,
    "tracking_sheet@1": sheets.tracking_sheet,
    "handover@1": sheets.handover,
    "apology@1": prose.apology,
    "onestop_notice@1": prose.onestop_notice,
    "appointment_notice@1": prose.appointment_notice,
    "stop_notice@1": prose.stop_notice,
    "consultation_request@1": prose.consultation_request,
    "explanation_report@1": prose.explanation_report,
    "reminder@1": prose.reminder,
    "register@1": sheets.register,
    "class_list@1": sheets.class_list,
    "result_list@1": sheets.result_list,
}
"""Words and layout of each version. A new wording gets a new number, so that stored contexts keep theirs."""


class UnknownTemplate(TthcError):
    """The stored letter names a template that this software does not have (it is older than the letter)."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """A letter as it is filed: the bytes, and what shaped them."""

    pdf: bytes
    template: str
    template_sha256: str
    """Over the template, its parts and the words around the data."""
    fonts: tuple[str, ...]
    """The faces in the file, by their own names."""
    software: str


def view(context: LetterContext) -> View:
    """The words of the letter as JSON values, before any layout; raises UnknownTemplate."""
    try:
        words = _VIEWS[context.template]
    except KeyError:
        raise UnknownTemplate(f"no template {context.template}; known: {', '.join(sorted(_VIEWS))}") from None
    return words(context)


class Typesetter:
    """One typst compiler with its fonts loaded once; threads take turns."""

    def __init__(self, fonts: typst.Fonts | None = None) -> None:
        font = choose(fonts or typst.Fonts())
        self.font = font.family
        self._compiler = typst.Compiler(root=TEMPLATES, font_paths=font.fonts)
        self._turn = threading.Lock()

    def render(self, context: LetterContext | dict[str, Any]) -> Rendered:
        """The letter as PDF, dated at its own date; raises pydantic.ValidationError or UnknownTemplate."""
        letter = letter_context(context) if isinstance(context, dict) else context
        said = view(letter)
        data = json.dumps(
            said | {"font": self.font, "qr": qr_svg(said.get("qr", ""))}, ensure_ascii=False, sort_keys=True
        )
        dated = datetime.combine(letter.head.letter_date, time(), tzinfo=UTC)
        with self._turn:
            pdf = self._compiler.compile(
                TEMPLATES / f"{letter.template}.typ",
                format="pdf",
                sys_inputs={"letter": data},
                timestamp=dated,
            )
        if not isinstance(pdf, bytes):
            raise TypeError("typst gave no PDF")
        return Rendered(
            pdf=pdf,
            template=letter.template,
            template_sha256=_shape(letter.template),
            fonts=used_in(pdf),
            software=f"typst {version('typst')}",
        )


@cache
def _shape(template: str) -> str:
    files = (TEMPLATES / f"{template}.typ", TEMPLATES / "parts@1.typ", *sorted(_HERE.glob("*.py")))
    return sha256(b"\0".join(file.read_bytes() for file in files)).hexdigest()


@cache
def _default() -> Typesetter:
    return Typesetter()


@cache
def _aside() -> Typesetter:
    return Typesetter()


def render(context: LetterContext | dict[str, Any], *, aside: bool = False) -> Rendered:
    """Render with the machine's fonts; the compiler is built at the first letter (about 0.1 s) and kept.

    `aside`: with a second compiler, for what takes so long that a receipt must not wait for it.
    """
    return (_aside() if aside else _default()).render(context)
