"""Which font the letters are set in: Times or its metric twin, if it really has every Vietnamese letter.

Installed is not enough: Liberation Serif 1 (the `fonts-liberation` of Debian 12) lacks Ắ, ộ, ữ and ninety more, which
the typesetter would borrow letter by letter from another font. So each candidate sets the whole alphabet once.
"""

import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path

import typst

OWN_FONT = "Libertinus Serif"
"""Comes inside typst, has all Vietnamese letters, is not of Times's widths."""

TIMES = ("Times New Roman", "Liberation Serif", "Tinos", "TeX Gyre Termes", "Nimbus Roman")
"""The decree's font and those of the same widths, best first (NĐ 30/2020/NĐ-CP, Phụ lục I: Times New Roman)."""

_TONES = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
_VOWELS = "aăâeêioôơuưy"
ALPHABET = "".join(unicodedata.normalize("NFC", vowel + tone) for vowel in _VOWELS for tone in _TONES) + "đ"

_PROBE = """#set text(font: (sys.inputs.family, sys.inputs.own))
#let all = sys.inputs.letters + upper(sys.inputs.letters)
#all #strong(all) #emph(all) #strong(emph(all))"""

_BASE_FONT = re.compile(rb"/BaseFont */(?:[A-Z]{6}\+)?([A-Za-z0-9-]+?)(?:-Identity-H)?[\s/>]")


@dataclass(frozen=True, slots=True)
class LetterFont:
    family: str
    fonts: typst.Fonts
    """Only the folder of that family and typst's own fonts: nothing else on the machine changes a letter."""


def used_in(pdf: bytes) -> tuple[str, ...]:
    """The names of the faces that a PDF by typst carries, as they stand in it: `LiberationSerif-Bold`."""
    return tuple(sorted({name.decode() for name in _BASE_FONT.findall(pdf)}))


def choose(installed: typst.Fonts) -> LetterFont:
    """The first of `TIMES` that is installed and complete, else typst's own font."""
    faces = installed.fonts()
    for family in TIMES:
        folders = {Path(face.path).parent for face in faces if face.family == family and face.path}
        # The highest name first, so that liberation2 comes before liberation.
        for folder in sorted(folders, reverse=True):
            fonts = typst.Fonts(include_system_fonts=False, font_paths=[folder])
            if _is_complete(family, fonts):
                return LetterFont(family, fonts)
    return LetterFont(OWN_FONT, typst.Fonts(include_system_fonts=False))


def _is_complete(family: str, fonts: typst.Fonts) -> bool:
    inputs = {"family": family, "own": OWN_FONT, "letters": ALPHABET}
    pdf = typst.compile(_PROBE.encode(), format="pdf", font_paths=fonts, sys_inputs=inputs)
    used = used_in(pdf)
    own = OWN_FONT.replace(" ", "")
    return bool(used) and not any(name.startswith(own) for name in used)
