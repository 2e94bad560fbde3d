"""What a letter's context promises before anything is printed."""

import json
from datetime import UTC, date, datetime

import pytest
from pydantic import ValidationError

from tthc_engine.documents import samples as letters
from tthc_engine.documents.render import UnknownTemplate, view
from tthc_engine.documents.samples import at
from tthc_engine.documents.words import day_in_words, instant_in_words, signing_instant, working_time
from tthc_engine.domain.letter_parts import Authority, LetterHead, Signatory, SignsFor, form_head
from tthc_engine.domain.letters import HandOver, letter_context, numbered
from tthc_engine.domain.regime import Certainty, Form, LetterKind

EVERY_KIND = sorted(letters.every_letter())


def said(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize("kind", EVERY_KIND)
def test_a_stored_letter_comes_back_as_it_was(kind: str) -> None:
    letter = letters.every_letter()[kind]
    stored = letter.model_dump_json()
    assert letter_context(stored) == letter
    assert letter_context(json.loads(stored)) == letter


def test_days_under_ten_and_the_first_two_months_carry_a_zero() -> None:
    assert said(day_in_words(date(2026, 2, 5))) == "ngày 05 tháng 02 năm 2026"
    assert said(day_in_words(date(2026, 3, 15))) == "ngày 15 tháng 3 năm 2026"
    assert said(day_in_words(date(2026, 11, 20))) == "ngày 20 tháng 11 năm 2026"


def test_an_instant_is_said_in_the_offices_time_wherever_it_was_stored() -> None:
    stored = datetime(2026, 2, 4, 17, 30, tzinfo=UTC)
    assert said(instant_in_words(stored)) == "00 giờ 30 phút, ngày 05 tháng 02 năm 2026"
    assert signing_instant(stored) == "05/02/2026 00:30:00 +07:00"


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(0, "0 phút"), (50, "50 phút"), (180, "3 giờ"), (450, "1 ngày"), (693, "1 ngày 4 giờ 3 phút")],
)
def test_working_time_is_said_in_the_offices_own_days(minutes: int, words: str) -> None:
    assert working_time(minutes, 450) == words


def test_each_authority_stands_before_the_title_it_borrows() -> None:
    def lines(title: str, *signs_for: tuple[Authority, str]) -> tuple[str, ...]:
        return Signatory(title=title, signs_for=tuple(SignsFor(authority=a, of=of) for a, of in signs_for)).lines

    assert lines("Hiệu trưởng") == ("HIỆU TRƯỞNG",)
    assert lines("Phó Hiệu trưởng", (Authority.KT, "Hiệu trưởng")) == ("KT. HIỆU TRƯỞNG", "PHÓ HIỆU TRƯỞNG")
    assert lines("Chủ tịch", (Authority.TM, "Ủy ban nhân dân")) == ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH")
    assert lines("Chánh Văn phòng", (Authority.TL, "Chủ tịch")) == ("TL. CHỦ TỊCH", "CHÁNH VĂN PHÒNG")
    assert lines("Trưởng phòng", (Authority.TUQ, "Giám đốc")) == ("TUQ. GIÁM ĐỐC", "TRƯỞNG PHÒNG")
    assert lines("", (Authority.Q, "Hiệu trưởng")) == ("Q. HIỆU TRƯỞNG",)
    assert letters.VICE_CHAIR.lines == ("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH")


def test_nobody_signs_without_a_title() -> None:
    with pytest.raises(ValidationError, match="title"):
        Signatory(name="Nguyễn Quang Minh")


def test_the_forms_title_number_and_paper_come_from_the_regime() -> None:
    form = Form(
        kind=LetterKind.APOLOGY,
        title="Phiếu xin lỗi và hẹn lại ngày trả kết quả",
        number="Mẫu số 04",
        symbol="PXL",
        paper="A5",
        valid_from=date(2018, 6, 21),
        citation="Thông tư số 01/2018/TT-VPCP",
        certainty=Certainty.TEXT,
    )
    head = form_head(form, agency="UBND xã", place="Suối Ngần", symbol="PXL-UBND", letter_date=date(2025, 3, 5))
    assert (head.title, head.form_number, head.paper, head.symbol) == (form.title, "Mẫu số 04", "A5", "PXL-UBND")


def test_an_apology_names_one_new_date_or_says_why_there_is_none() -> None:
    with pytest.raises(ValidationError, match="give one of"):
        letters.apology(new_appointment=None)
    with pytest.raises(ValidationError, match="give one of"):
        letters.apology(released_at=at("2026-11-19T10:00:00"))


def test_a_notice_before_the_apology_says_which_date_is_proposed() -> None:
    said = str(view(letters.onestop_notice(new_appointment=None, proposed=at("2026-11-20T17:00:00"))))
    assert "Thời gian đề nghị gia hạn trả kết quả" in said
    assert "gia hạn" not in str(view(letters.onestop_notice()))


def test_an_apology_cannot_promise_an_earlier_date() -> None:
    with pytest.raises(ValidationError, match="after the first appointment"):
        letters.apology(new_appointment=at("2026-11-18T17:00:00"))


def test_a_receipt_without_a_date_must_say_the_rule() -> None:
    with pytest.raises(ValidationError, match="due_rule"):
        letters.receipt(appointment=None)


def test_the_tracking_sheet_is_a_chain_of_hands() -> None:
    with pytest.raises(ValidationError, match="passed it on"):
        letters.tracking_sheet(rows=(HandOver(giver="Một cửa", receiver="Giáo vụ"), HandOver(giver="VP", receiver="X")))


def test_the_clerk_gives_number_and_day_of_issue_and_nothing_else_changes() -> None:
    draft = letters.apology(head=letters.apology().head.model_copy(update={"number": None}))
    issued = numbered(draft, "7", on=date(2026, 11, 17))
    assert (issued.head.number, issued.head.letter_date) == (7, date(2026, 11, 17))
    assert issued.model_copy(update={"head": draft.head}) == draft


def test_names_arrive_composed_on_one_line_and_without_invisible_characters() -> None:
    decomposed = "Nguye\u0302\u0303n\tVa\u0306n\n\u202eA\u200b"
    head = LetterHead(agency=decomposed, place="x", symbol="PXL", letter_date=date(2026, 1, 1), title="T")
    assert head.agency == "Nguyễn Văn A"


def test_a_letter_of_a_newer_version_is_refused_by_name() -> None:
    with pytest.raises(UnknownTemplate, match="apology@9"):
        view(letters.apology(template="apology@9"))


@pytest.mark.parametrize("template", ["../../etc/passwd@1", "apology", "receipt@1", "apology@1.typ"])
def test_a_letter_wears_only_a_template_of_its_own_kind(template: str) -> None:
    with pytest.raises(ValidationError):
        letters.apology(template=template)


def paragraphs_of(letter: object) -> str:
    runs = [run for paragraph in view(letter)["paragraphs"] for run in paragraph]  # type: ignore[arg-type]
    return said(" ".join(run["b"] if isinstance(run, dict) else run for run in runs))


def test_before_the_due_instant_the_delay_is_expected_and_after_it_a_fact() -> None:
    assert "dự kiến không trả kết quả đúng" in paragraphs_of(letters.apology(written_at=at("2026-11-18T17:00:00")))
    assert "chưa trả kết quả đúng" in paragraphs_of(letters.apology(written_at=at("2026-11-18T17:01:00")))


def test_a_second_broken_date_is_apologised_for_without_a_third() -> None:
    letter = letters.apology(new_appointment=None, broken_appointment=at("2026-11-20T17:00:00"))
    assert "không hẹn thêm ngày" in paragraphs_of(letter)
    assert "sẽ trả kết quả vào" not in paragraphs_of(letter)
    assert view(letter)["head"]["subtitle"] == ""


def test_a_late_result_is_apologised_for_without_a_new_date() -> None:
    letter = letters.apology(new_appointment=None, released_at=at("2026-11-19T10:15:00"))
    assert "đến 10 giờ 15 phút, ngày 19 tháng 11 năm 2026, hồ sơ mới có kết quả" in paragraphs_of(letter)
    assert "hẹn lại" not in paragraphs_of(letter)


def test_the_two_regimes_titles_keep_their_halves() -> None:
    new = view(letters.apology())["head"]
    assert (new["title"], new["subtitle"]) == ("VĂN BẢN XIN LỖI", "và đề nghị gia hạn thời gian giải quyết")
    old = letters.apology(head=letters.head("Phiếu xin lỗi và hẹn lại ngày trả kết quả", "PXL"))
    assert view(old)["head"]["subtitle"] == "và hẹn lại ngày trả kết quả"


def test_a_provisional_date_says_so_on_the_receipt() -> None:
    facts = dict(view(letters.receipt(provisional="lịch nghỉ năm 2027 chưa được công bố"))["facts"])
    assert facts["Thời gian trả kết quả giải quyết hồ sơ"].endswith("(tạm tính: lịch nghỉ năm 2027 chưa được công bố)")


def test_the_explanation_says_what_each_step_took_over_its_limit() -> None:
    rows = view(letters.explanation_report())["spent"]["rows"]
    assert [row[-1] for row in rows] == ["sớm 2 giờ 55 phút", "chậm 1 ngày 7 giờ 28 phút", "đúng thời hạn"]
