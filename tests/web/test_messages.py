"""Both languages say everything, and what they say is the officials' own word."""

import re
from decimal import Decimal

import pytest
from markupsafe import escape

from tests.builders import hanoi
from tthc_engine.catalogue import packaged
from tthc_engine.domain.derivation import derive
from tthc_engine.domain.derivation_phrases import VIETNAMESE
from tthc_engine.domain.errors import NotYourRole, SupplementTooLate
from tthc_engine.domain.people import Actor
from tthc_engine.domain.procedure import Role
from tthc_engine.domain.time_limit import Counting, Phase, Term, Unit
from tthc_engine.reports.made import NAMES
from tthc_engine.reports.rating.tables import WORDS
from tthc_engine.reports.review.report import STATES
from tthc_engine.web import wording
from tthc_engine.web.messages import messages, problems
from tthc_engine.web.spoken import spoken

VI, EN = messages("vi"), messages("en")
DAY = 450


def test_every_language_says_everything_with_the_same_facts():
    assert problems() == []


def test_an_unknown_language_is_read_as_vietnamese():
    assert messages("xx").language == "vi"


def test_an_open_dossier_is_within_its_limit_and_only_a_closed_one_on_time():
    assert VI("standing.on_time") == "Trong hạn"
    assert VI("standing.closed_on_time") == "Đúng hạn"


def test_an_unknown_key_is_a_mistake_not_an_empty_place():
    with pytest.raises(KeyError):
        VI("no.such.key")


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        (0, "0 phút"),
        (20, "20 phút"),
        (60, "1 giờ"),
        (115, "1 giờ 55"),
        (445, "7 giờ 25"),
        (450, "1 ngày"),
        (865, "1 ngày 6 giờ 55"),
    ],
)
def test_working_time_is_said_in_days_of_the_office(minutes: int, said: str):
    assert wording.span(VI, minutes, day_minutes=DAY) == said


@pytest.mark.parametrize(
    ("minutes", "said"), [(450, "1 ngày"), (865, "1 ngày 6 giờ"), (1350, "3 ngày"), (100, "1 giờ 40")]
)
def test_a_narrow_column_rounds_to_what_matters(minutes: int, said: str):
    assert wording.short_span(VI, minutes, day_minutes=DAY) == said


def test_a_refusal_fills_in_instants_as_the_office_writes_them():
    no = SupplementTooLate(until=hanoi("2026-06-04 17:00"))
    assert wording.refusal(VI, no).startswith("Chỉ được yêu cầu bổ sung đến 17:00 ngày 04/06/2026")


def test_roles_are_called_by_their_titles():
    actor = Actor(person="x", roles=frozenset({Role.SUPERVISOR, Role.DESK}), unit="u")
    assert wording.role_names(VI, actor.roles) == "Cán bộ tiếp nhận và trả kết quả, Kiểm soát TTHC"


def test_a_refusal_names_every_role_by_its_title():
    no = NotYourRole(command="reassign", allowed="approver, supervisor")
    assert wording.refusal(VI, no) == (
        f"“{VI('command.reassign')}” thuộc thẩm quyền của: {VI('role.approver')}, {VI('role.supervisor')}."
    )


def test_amounts_are_written_as_the_law_writes_them():
    assert wording.vnd(VI, 1_500_000) == "1.500.000 đồng"


def test_a_vietnamese_name_in_an_english_sentence_is_spoken_in_vietnamese_and_nothing_is_markup_by_chance():
    facts = {"who": "Vũ Ngọc Anh", "when": "<16/11/2026>"}
    said = EN.marked("list.printed", **facts)
    assert '<span lang="vi">Vũ Ngọc Anh</span>' in said
    assert "&lt;16/11/2026&gt;" in said
    assert EN.marked("list.printed", who=said, when="x").count("<span") == 1, "what is marked is not marked again"
    assert "<span" not in VI.marked("list.printed", **facts)
    assert VI.marked("list.printed", **facts) == escape(VI("list.printed", **facts))


@pytest.mark.parametrize(
    ("page", "heard"),
    [
        # Alone in its element, among other words of a line, and beside an icon where one text must stay one.
        ("<p><b>Lò Thị Hương</b></p>", '<p><b lang="vi">Lò Thị Hương</b></p>'),
        ("<p>Held by: Lò Thị Hương (head)</p>", '<p>Held by: <span lang="vi">Lò Thị Hương</span> (head)</p>'),
        ('<a class="btn"><svg/> Trình</a>', '<a class="btn"><svg/> <span lang="vi">Trình</span></a>'),
        ("<option value=1>Trình</option>", '<option value=1 lang="vi">Trình</option>'),
        ('<td lang="vi">Trình <b>ký</b></td><td>ok</td>', '<td lang="vi">Trình <b>ký</b></td><td>ok</td>'),
        ("<head><title>Trình</title></head>", "<head><title>Trình</title></head>"),
        ("<script>'ký'</script><br><p>Plain</p>", "<script>'ký'</script><br><p>Plain</p>"),
    ],
)
def test_what_no_template_marked_is_marked_in_the_finished_page(page: str, heard: str):
    assert spoken(page) == heard


@pytest.mark.parametrize(("n", "said"), [(0, "0 dossiers"), (1, "1 dossier"), (2, "2 dossiers"), (21, "21 dossiers")])
def test_english_tells_one_from_many(n: int, said: str):
    assert EN("list.total", n=n) == said
    assert VI("list.total", n=n) == f"{n} hồ sơ"


def test_the_verb_follows_the_number_and_a_limit_written_with_two_digits_is_one_as_well():
    assert EN("class_list.rows_wrong", n=1) == "1 row needs mending. Nothing was accepted."
    assert EN("derivation.months", n="01") == "01 month"


def test_no_english_message_puts_a_bare_number_before_many():
    """`{n} dossiers` would say "1 dossiers": the two forms stand together, `{n|dossier|dossiers}`."""
    counted = r"\{(?:n|days|rows|pages|all|done|count|months|hours|open|moved|messages|failed|received|points)\}"
    units = r"(?!s\b)(?:[a-z]+ ){0,1}[a-z]{3,}s\b"
    bare = re.compile(rf"{counted} {units}")
    allowed = re.compile(r"\} (?:is|was|has|less|this)\b|of \{")
    found = {key: text for key, text in EN.texts.items() if bare.search(text) and not allowed.search(text)}
    assert found == {}


def test_a_derivation_is_stored_in_the_words_of_the_vietnamese_catalogue():
    """The domain keeps its phrases; a page takes them from the catalogue. Nobody may mend only one of them."""
    assert {f"derivation.{key}": text for key, text in VIETNAMESE.items()} == {
        key: text for key, text in VI.texts.items() if key.startswith("derivation.")
    }


def test_what_reports_print_and_what_pages_call_it_is_one_in_vietnamese():
    said = {key: VI(f"report_name.{key}") for key in NAMES} | {key: VI(f"monthly.figure_{key}") for key in WORDS}
    assert said == {**NAMES, **WORDS}
    assert {one: VI(f"review.state_{one.value}") for one in STATES} == STATES


def test_a_date_says_in_english_why_it_is_that_date():
    calendar = packaged().office_calendar("vn-a")
    five = Phase(terms=(Term(amount=Decimal(5), unit=Unit.WORKING_DAYS),))
    found = derive((five,), {"main": hanoi("2026-08-28 09:00")}, calendar, counting=Counting.NEXT_DAY)
    said = found.in_words(wording.derivation_say(EN))
    assert "Friday, 28/08/2026: Day of receipt, does not count." in said
    assert any(one.endswith("Sunday, 30/08/2026: does not count · Weekly rest.") for one in said)
    assert said[-2].startswith("Due: 17:00 ")
    assert found.in_words() == found.in_words(wording.derivation_say(VI)) == found.to_json()["words"]
