"""Who may speak for a body that is late with its part of an inter-agency dossier."""

import pytest

from tests.builders import hanoi
from tests.unit.test_review_decisions import Desk
from tthc_engine.domain import commands as c
from tthc_engine.domain.decide import decide
from tthc_engine.domain.errors import NotYourUnit, TextMissing, UnknownComponent
from tthc_engine.domain.people import Actor
from tthc_engine.domain.procedure import Role
from tthc_engine.domain.rules import Office, Place

LATE = hanoi("2026-06-16 08:00")


@pytest.fixture
def desk() -> Desk:
    """A birth whose health card the social insurance office makes, in this system; it is late."""
    desk = Desk("2.001023", "2026-06-01")
    places = {"social_insurance": Place(unit="bhxh"), "civil_status": Place(unit="hotich")}
    object.__setattr__(desk.rules, "office", Office(unit="office", bodies=places))
    desk.does("2026-06-01 09:00", "desk", "accept")
    desk.does("2026-06-01 15:00", "handler", "return_part", body="civil_status", answer="Đã đăng ký")
    assert "part_ran_late" in desk.tick(LATE)
    return desk


def told_by(desk: Desk, unit: str, *, document: str = "") -> list[str]:
    command = c.ExplainPart(
        dossier="1",
        by=Actor(person="ai", roles=frozenset({Role.HANDLER}), unit=unit),
        body="social_insurance",
        reason="Hệ thống gián đoạn",
        new_date=hanoi("2026-06-18 17:00"),
        document=document,
    )
    return [event.kind for event in decide(desk.dossier, command, desk.rules, at=LATE)]


def test_the_body_itself_writes_and_its_letter_is_issued(desk: Desk):
    assert told_by(desk, "bhxh") == ["part_explained", "letter_issued"]


def test_the_lead_body_enters_the_paper_that_came_and_never_writes_in_the_others_name(desk: Desk):
    with pytest.raises(TextMissing):
        told_by(desk, "office")
    assert told_by(desk, "office", document="12/BHXH ngày 16/06/2026") == ["part_explained"]


def test_a_body_does_not_speak_for_another_one(desk: Desk):
    with pytest.raises(NotYourUnit):
        told_by(desk, "hotich", document="12/BHXH ngày 16/06/2026")


def test_a_paper_that_no_list_knows_is_not_demanded():
    desk = Desk("2.002854", "2026-06-01")
    desk.does("2026-06-01 09:00", "desk", "accept")
    by = Actor(person="hung", roles=frozenset({Role.HANDLER}), unit="office")
    asked = c.RequestSupplement(dossier="1", by=by, items=(c.Item(component="ho_chieu"),), reason="Thiếu")
    with pytest.raises(UnknownComponent):
        decide(desk.dossier, asked, desk.rules, at=hanoi("2026-06-02 09:00"))
