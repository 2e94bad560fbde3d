"""Lists of many dossiers on one paper: the register, a group taken in together, results released by one decision."""

from datetime import date
from typing import Literal, Self

from pydantic import AwareDatetime, Field, model_validator

from tthc_engine.domain.letter_parts import Filled, LetterPart, Line, Signatory, TemplateName
from tthc_engine.domain.letters.frame import Letter
from tthc_engine.domain.regime import LetterKind


class RegisterLine(LetterPart):
    """One line of the book, in the order of the form's columns."""

    number: int = Field(ge=1)
    code: Filled
    procedure: Filled
    sets: int = Field(default=1, ge=1)
    applicant: Filled
    contact: Line = ""
    """Address and telephone."""
    authority: Filled
    """Cơ quan chủ trì giải quyết."""
    received_at: AwareDatetime
    appointment: AwareDatetime | None = None
    new_appointment: AwareDatetime | None = None
    due_rule: Line = ""
    """The rule in words where no date could be named."""
    returned_at: AwareDatetime | None = None
    receive_result: Line = ""
    """Phương thức nhận kết quả."""
    received_by: Line = ""
    """Ký nhận: who took the result."""
    note: Line = ""


class Register(Letter):
    """Sổ theo dõi hồ sơ: a new book each year, from number 1 (Mẫu 06 TT 01/2018, Mẫu 07 TT 03/2025)."""

    kind: Literal[LetterKind.REGISTER] = LetterKind.REGISTER
    template: TemplateName = "register@1"
    year: int
    book: Line = "01"
    """Quyển số."""
    first_on: date
    last_on: date
    rows: tuple[RegisterLine, ...] = ()
    keeper: Signatory

    @model_validator(mode="after")
    def _is_one_book(self) -> Self:
        if not self.first_on.year == self.last_on.year == self.year or self.last_on < self.first_on:
            raise ValueError("a book is of one year")
        return self


class ListedDossier(LetterPart):
    code: Filled
    owner: Filled
    born_on: date | None = None
    group: Line = ""
    """The class or unit within the group: "Lớp 6A"."""
    papers: Line = ""
    note: Line = ""


class ClassList(Letter):
    """Danh sách hồ sơ tiếp nhận: N dossiers of one procedure handed in together, on one paper with one receipt."""

    kind: Literal[LetterKind.CLASS_LIST] = LetterKind.CLASS_LIST
    template: TemplateName = "class_list@1"
    submitter: Filled
    """Who handed them in, as delegate or head of the group."""
    relation: Line = ""
    procedure: Filled
    procedure_code: Line = ""
    received_at: AwareDatetime
    appointment: AwareDatetime | None = None
    due_rule: Line = ""
    dossiers: tuple[ListedDossier, ...] = Field(min_length=1)
    submitter_signature: Signatory = Signatory(title="Người nộp hồ sơ")
    officer: Signatory

    @model_validator(mode="after")
    def _promises_a_date_or_says_the_rule(self) -> Self:
        if self.appointment is None and not self.due_rule:
            raise ValueError("a list without an appointment prints the rule in words: give `due_rule`")
        return self


class ListedResult(LetterPart):
    code: Filled
    owner: Filled
    born_on: date | None = None
    result: Filled
    """Granted, with the amount or the content; or refused."""
    note: Line = ""


class ResultList(Letter):
    """Danh sách kết quả: the dossiers that one decision released, printed as its annex and for the handing out."""

    kind: Literal[LetterKind.RESULT_LIST] = LetterKind.RESULT_LIST
    template: TemplateName = "result_list@1"
    procedure: Filled
    procedure_code: Line = ""
    decision: Filled
    """ "Quyết định số 25/QĐ-UBND"."""
    decided_on: date
    released_at: AwareDatetime
    results: tuple[ListedResult, ...] = Field(min_length=1)
    signatory: Signatory
    recipients: tuple[Line, ...] = ("Bộ phận Một cửa (để trả kết quả)", "Lưu: VT, hồ sơ")
