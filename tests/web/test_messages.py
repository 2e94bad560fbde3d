"""Both languages say everything, and what they say is the officials' own word."""

import pytest

from tests.builders import hanoi
from tthc_engine.domain.errors import NotYourRole, SupplementTooLate
from tthc_engine.domain.people import Actor
from tthc_engine.domain.procedure import Role
from tthc_engine.web import wording
from tthc_engine.web.messages import messages, problems

VI = messages("vi")
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
    assert wording.vnd(1_500_000) == "1.500.000 đồng"
