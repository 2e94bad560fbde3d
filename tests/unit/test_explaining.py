"""The draft of an explanation: where the time went by step, by other body and by stop, and who answers for it."""

from datetime import datetime
from pathlib import Path

from tests.builders import hanoi
from tthc_engine.catalogue import digest, load_procedure, packaged
from tthc_engine.catalogue.reasons import delay_reasons
from tthc_engine.domain import events as e
from tthc_engine.domain.decide import decide
from tthc_engine.domain.fold import replay
from tthc_engine.domain.people import Actor
from tthc_engine.domain.procedure import Role
from tthc_engine.domain.requests import command
from tthc_engine.domain.rules import Office, Rules
from tthc_engine.domain.spent import beside_the_steps, responsible, where_time_went

LAW = packaged()
THREE_BODIES = Path(__file__).parent.parent / "data" / "declarations" / "9.900001.yaml"


def told(*lines: tuple[str, str, str, dict[str, object]], procedure: str = "") -> tuple[list[e.AnyEvent], Rules]:
    declared = LAW.in_force(procedure, hanoi("2026-06-01 09:00").date()) if procedure else load_procedure(THREE_BODIES)
    rules = Rules(
        procedure=declared,
        regime=LAW.regime_on(hanoi("2026-06-01 09:00").date()),
        calendar=LAW.office_calendar("vn-a"),
        digest=digest(declared),
        office=Office(unit="school"),
        reasons=delay_reasons(),
    )
    past: list[e.AnyEvent] = []
    for wall, role, word, arguments in lines:
        by = Actor(person=role, roles=frozenset({Role(role)}), unit="school")
        asked = command(word, arguments, by=by, dossier="1", procedure=declared, instant=_instant)
        past += decide(replay(past), asked, rules, at=hanoi(wall))
    return past, rules


def _instant(given: object) -> datetime:
    return hanoi(str(given))


def test_a_body_that_took_longest_beyond_its_limit_answers_for_the_delay():
    past, _ = told(
        ("2026-06-01 09:00", "desk", "accept", {"channel": "online"}),
        ("2026-06-02 09:00", "handler", "return_part", {"body": "police", "answer": "Đúng"}),
        ("2026-06-03 09:00", "handler", "return_part", {"body": "tax", "answer": "Không nợ"}),
        ("2026-06-12 08:00", "handler", "explain", {"reason_code": "R06", "reason": "Trạm y tế chậm"}),
    )
    explained = next(event for event in past if isinstance(event, e.DelayExplained))
    assert explained.responsible == "Trạm y tế xã"
    used = {one.body: (one.minutes, one.planned_minutes) for one in explained.beside}
    assert used["Công an xã"] == (450, 150 + 210 + 3 * 450)
    assert used["Trạm y tế xã"] == (150 + 210 + 8 * 450 + 30, 150 + 210 + 4 * 450)
    assert all(not one.body for one in explained.spent), "the steps alone add up to the period"


def test_time_that_a_storm_took_stands_apart_and_is_nobodys():
    past, _ = told(
        ("2026-06-01 09:00", "desk", "accept", {}),
        (
            "2026-06-02 08:00",
            "supervisor",
            "suspend",
            {"from": "2026-06-03 07:30", "until": "2026-06-04 17:00", "act": "12/QĐ-UBND", "reason": "Bão"},
        ),
        ("2026-06-11 08:00", "handler", "explain", {"reason_code": "R06", "reason": "Chậm"}),
        procedure="2.002854",
    )
    explained = next(event for event in past if isinstance(event, e.DelayExplained))
    (storm,) = explained.beside
    assert (storm.stop, storm.minutes) == ("12/QĐ-UBND; Bão", 900)
    assert explained.responsible == "school"
    dossier = replay(past)
    assert dossier is not None
    assert dossier.explanation is not None
    assert dossier.explanation.responsible == "school"


def test_nobody_answers_where_nobody_went_beyond_a_plan():
    past, rules = told(("2026-06-01 09:00", "desk", "accept", {}), procedure="2.002854")
    dossier = replay(past)
    assert dossier is not None
    at = hanoi("2026-06-01 10:00")
    assert responsible(where_time_went(dossier, rules, at)) is None
    assert beside_the_steps(dossier, rules, at) == ()
