"""Two units in one dossier: where it was handed in nobody handles it, and each numbers its own letters."""

import pytest

from tests.builders import hanoi
from tests.unit.test_review_decisions import Desk
from tthc_engine.domain import commands as c
from tthc_engine.domain.decide import decide, permitted
from tthc_engine.domain.errors import NotYourUnit
from tthc_engine.domain.people import Actor
from tthc_engine.domain.procedure import Role


def somebody(role: Role, unit: str) -> Actor:
    return Actor(person="ai", roles=frozenset({role}), unit=unit)


@pytest.fixture
def desk() -> Desk:
    """Received at `office`, decided at `so`."""
    desk = Desk("2.002854", "2026-06-01")
    desk.does("2026-06-01 09:00", "desk", "accept", competent_unit="so")
    return desk


@pytest.mark.parametrize(
    "word", ["suspend", "resume", "override", "assign", "reassign", "return_explanation", "move_version"]
)
def test_the_supervisor_where_it_was_handed_in_does_not_step_into_the_handling(desk: Desk, word: str):
    at = hanoi("2026-06-02 09:00")
    there = permitted(desk.dossier, word, somebody(Role.SUPERVISOR, "office"), desk.rules, at=at)
    assert isinstance(there, NotYourUnit)
    here = permitted(desk.dossier, word, somebody(Role.SUPERVISOR, "so"), desk.rules, at=at)
    assert not isinstance(here, NotYourUnit)


def test_each_unit_numbers_the_letters_of_its_own_register(desk: Desk):
    by = somebody(Role.APPROVER, "so")
    refused = c.Refuse(dossier="1", by=by, reason="Không đủ điều kiện")
    desk.past += decide(desk.dossier, refused, desk.rules, at=hanoi("2026-06-02 09:00"))
    at = hanoi("2026-06-02 10:00")

    def numbered(letter: str, unit: str) -> list[str]:
        command = c.NumberLetter(dossier="1", by=somebody(Role.CLERK, unit), letter=letter)
        return [event.kind for event in decide(desk.dossier, command, desk.rules, at=at)]

    receipt, refusal = (one.letter for one in desk.dossier.letters)
    assert numbered(receipt, "office") == numbered(refusal, "so") == ["letter_numbered"]
    for letter, unit in ((receipt, "so"), (refusal, "office")):
        with pytest.raises(NotYourUnit):
            numbered(letter, unit)


def test_the_notice_to_the_one_stop_names_the_date_that_was_proposed(desk: Desk):
    proposed = hanoi("2026-06-12 17:00")
    by = somebody(Role.HANDLER, "so")
    declared = c.DeclareDelay(dossier="1", by=by, reason="Chờ xác minh", new_date=proposed)
    desk.past += decide(desk.dossier, declared, desk.rules, at=hanoi("2026-06-04 09:00"))
    assert desk.dossier.delay_until == proposed
