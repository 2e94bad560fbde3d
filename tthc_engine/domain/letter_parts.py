"""The parts all letters share: clean text, who signs in whose right, the head, the dossier and whom we speak to."""

import unicodedata
from datetime import date
from enum import StrEnum
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, model_validator

from tthc_engine.domain.regime import Form


def _printable(text: str) -> str:
    """NFC, so that stacked Vietnamese marks are one glyph, and nothing invisible that could reorder or cut a line."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\t", " "))
    if text.isprintable():
        return text
    return "".join(c for c in text if c == "\n" or unicodedata.category(c) not in ("Cc", "Cf"))


def _one_line(text: str) -> str:
    return " ".join(_printable(text.replace("\n", " ")).split())


def _paragraphs(text: str) -> str:
    return "\n".join(filter(None, (" ".join(line.split()) for line in _printable(text).split("\n"))))


Line = Annotated[str, AfterValidator(_one_line)]
"""One line of print: a typed line break or tabulator becomes a space."""
Prose = Annotated[str, AfterValidator(_paragraphs)]
"""Paragraphs, one a line."""
Filled = Annotated[Line, Field(min_length=1)]
TemplateName = Annotated[str, Field(pattern=r"^[a-z_]+@[1-9][0-9]*$")]
"""Kind and version, "receipt@1": which text and layout the letter was decided for."""
Minutes = Annotated[int, Field(ge=0)]
"""Working minutes."""


class LetterPart(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Authority(StrEnum):
    """In whose right somebody signs (NĐ 30/2020/NĐ-CP, Điều 13 and Phụ lục I)."""

    TM = "TM"
    """On behalf of a body that decides together."""
    Q = "Q"
    """Acting head (quyền)."""
    KT = "KT"
    """A deputy in place of the head."""
    TL = "TL"
    """By order of the head."""
    TUQ = "TUQ"
    """By the head's written authorisation."""


class SignsFor(LetterPart):
    authority: Authority
    of: Filled
    """The body or the title after the abbreviation: "Ủy ban nhân dân", "Hiệu trưởng"."""


class Signatory(LetterPart):
    """One signature block: authority lines, the signer's title, room for the seal, the full name."""

    name: Line = ""
    """Empty: the name is written by hand (an applicant at the desk)."""
    title: Line = ""
    """The real title (chức vụ), or the role the form prints ("Người tiếp nhận hồ sơ")."""
    signs_for: tuple[SignsFor, ...] = ()
    """In printed order: (TM, "Ủy ban nhân dân"), (KT, "Chủ tịch"). An acting head: (Q, "Hiệu trưởng"), no title."""
    signed_at: AwareDatetime | None = None
    """When it was signed electronically; None leaves room for pen and seal."""
    signed_agency: Line = ""

    @model_validator(mode="after")
    def _says_in_what_capacity(self) -> Self:
        if not self.title and not (self.signs_for and self.signs_for[-1].authority is Authority.Q):
            raise ValueError("a signature names the signer's title; only an acting head (Q.) has it in the authority")
        return self

    @property
    def lines(self) -> tuple[str, ...]:
        above = tuple(f"{one.authority}. {one.of.upper()}" for one in self.signs_for)
        return (*above, self.title.upper()) if self.title else above


class LetterHead(LetterPart):
    """What every letter carries around its text."""

    agency_parent: Line = ""
    agency: Filled
    onestop: Line = ""
    """The one-stop desk's own name; the slips given at the desk are issued by it."""
    place: Filled
    number: int | None = Field(default=None, ge=1)
    """None until the clerk numbers it: printed as a blank before the symbol."""
    number_typed: Line = ""
    """The number as the agency's e-office gave it, where it is no plain number: "1245/UBND-VX" or "12a"."""
    symbol: Line = ""
    """After the number: "PXL-THTHCSSN". A paper with neither number nor symbol (a book) prints no such line."""
    letter_date: date
    title: Filled
    form_number: Line = ""
    """ "Mẫu số 04"; empty for papers that no circular prescribes."""
    citation: Line = ""
    """The circular that prescribes the form."""
    paper: Literal["A4", "A5"] = "A4"
    legal_basis: tuple[Line, ...] = ()
    """Printed as "Căn cứ …": a unit that applies the rules voluntarily cites its own decision here."""
    dossier_code: Line = ""
    qr: Line = ""
    """What the square code says; empty: the dossier code."""
    word_template: Line = ""
    """Hash of the office's own Word template that was in use when the letter was decided; empty: the software's."""
    demo: bool = False
    """Invented data: the letter says "DỮ LIỆU MINH HỌA" on every page."""


def form_head(form: Form, **rest: Any) -> LetterHead:
    """A head on the official form: title, number, citation and paper are the form's, `symbol` unless given."""
    given: dict[str, Any] = {
        "title": form.title,
        "form_number": form.number,
        "citation": form.citation,
        "paper": form.paper,
        "symbol": form.symbol,
    }
    return LetterHead.model_validate(given | rest)


class Addressee(LetterPart):
    """Whom the letter speaks to. The machine never guesses ông or bà from a name."""

    name: Filled
    address_as: Line = "ông (bà)"
    """How sentences call them: "ông", "bà", "quý cơ quan"."""
    salutation: Line = "Ông (bà)"
    """Before the name after "Kính gửi:"; empty for a body."""
    note: Line = ""
    """After the name: "cha của học sinh Lường Bảo Ngọc"."""


class Contact(LetterPart):
    person: Line = ""
    """With title: "bà Vàng Thị Sen, văn thư (bộ phận tiếp nhận)"."""
    phone: Line = ""
    website: Line = ""


class Subject(LetterPart):
    """The dossier as its letters name it: who, where, and what is asked."""

    owner: Filled
    """Chủ hồ sơ: the person or body whose matter it is, often a child."""
    submitter: Line = ""
    """Người nộp hồ sơ, where another person hands it in."""
    relation: Line = ""
    """The submitter's relation to the owner: "cha"."""
    address: Line = ""
    phone: Line = ""
    email: Line = ""
    id_number: Line = ""
    procedure: Filled
    procedure_code: Line = ""
    case: Line = ""
    """The declared case in words: "từ tỉnh khác chuyển đến"."""
