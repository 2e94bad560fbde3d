"""A critical second reading of clock and decisions: to the minute, in unusual orders, without anybody's name."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.builders import hanoi
from tthc_engine.catalogue import digest, packaged
from tthc_engine.catalogue.reasons import delay_reasons
from tthc_engine.domain import timing
from tthc_engine.domain.commands import CheckClock
from tthc_engine.domain.decide import decide, permitted
from tthc_engine.domain.dossier import Dossier
from tthc_engine.domain.errors import ExtensionNotAllowed
from tthc_engine.domain.events import AnyEvent
from tthc_engine.domain.fold import replay
from tthc_engine.domain.next_check import next_check
from tthc_engine.domain.people import THE_CLOCK, Actor
from tthc_engine.domain.procedure import Role
from tthc_engine.domain.promise import derivation
from tthc_engine.domain.requests import command
from tthc_engine.domain.rules import Allotted, Office, Rules, Window
from tthc_engine.domain.spent import where_time_went

LAW = packaged()


class Desk:
    """One dossier in one office; every line says when, who and what."""

    def __init__(self, code: str, on: str, *, office: str = "vn-a", windows: tuple[Window, ...] = ()) -> None:
        day = hanoi(f"{on} 00:00").date()
        procedure = LAW.in_force(code, day)
        self.rules = Rules(
            procedure=procedure,
            regime=LAW.regime_on(day),
            calendar=LAW.office_calendar(office),
            digest=digest(procedure),
            office=Office(unit="office", windows=windows),
            reasons=delay_reasons(),
            allotted=Allotted(reference="H99-1", secret="S", letter_number="01"),
        )
        self.past: list[AnyEvent] = []

    @property
    def dossier(self) -> Dossier:
        found = replay(self.past)
        assert found is not None
        return found

    def does(self, wall: str, role: str, word: str, **arguments: Any) -> list[AnyEvent]:
        by = Actor(person=role, roles=frozenset({Role(role)}), unit="office")
        asked = command(word, arguments, by=by, dossier="1", procedure=self.rules.procedure, instant=hanoi)
        events = decide(replay(self.past), asked, self.rules, at=hanoi(wall))
        self.past += events
        return events

    def tick(self, at: datetime) -> list[str]:
        events = decide(self.dossier, CheckClock(dossier="1", by=THE_CLOCK), self.rules, at=at)
        self.past += events
        return [event.kind for event in events]

    def spent(self, wall: str) -> int:
        return sum(one.minutes for one in where_time_went(self.dossier, self.rules, hanoi(wall)))

    def worked(self, since: str, until: str) -> int:
        return self.rules.calendar.between(hanoi(since), hanoi(until))


@pytest.mark.parametrize(
    ("office", "told", "limit"),
    [
        ("vn-a", "2026-06-15 08:30", "2026-06-15 10:30"),
        ("vn-b", "2026-06-12 17:00", "2026-06-15 10:00"),
        ("vn-c", "2026-06-12 16:00", "2026-06-15 09:00"),
        ("vn-d", "2026-06-15 08:00", "2026-06-15 10:00"),
        ("vn-sat", "2026-06-13 08:30", "2026-06-13 10:30"),
        ("vn-sat-desk", "2026-06-15 08:30", "2026-06-15 10:30"),
    ],
)
def test_an_online_dossier_of_friday_ten_is_escalated_after_six_working_hours(office: str, told: str, limit: str):
    desk = Desk("2.002854", "2026-06-12", office=office)
    desk.does("2026-06-12 10:00", "applicant", "submit", channel="online")
    (owed,) = desk.dossier.obligations
    assert owed.until == hanoi(limit)
    assert next_check(desk.dossier, desk.rules) == hanoi(told)
    assert desk.tick(hanoi(told) - timedelta(minutes=1)) == []
    assert desk.tick(hanoi(told)) == ["answer_escalated"]
    assert desk.tick(hanoi(limit)) == []


def test_the_clock_speaks_at_these_minutes_and_at_no_other():
    """Every quarter of an hour over nine days, and the minute after each limit."""
    desk = Desk("2.002854", "2026-06-01")
    desk.does("2026-06-01 09:00", "desk", "accept")
    at, heard = hanoi("2026-06-01 09:00"), {}
    for _ in range(9 * 24 * 60):
        at += timedelta(minutes=1)
        if at.minute % 15 < 2 and (kinds := desk.tick(at)):
            heard[f"{at:%d/%m %H:%M}"] = kinds
    assert heard == {
        "04/06 09:01": ["step_ran_late"],  # three working days for the appraisal
        "05/06 07:30": ["lateness_asked"],
        "05/06 17:01": ["question_unanswered"],
        "08/06 17:01": ["deadline_breached"],
    }


def test_where_the_time_went_adds_up_with_a_supplement_asked_when_it_was_overdue():
    desk = Desk("2.002854", "2026-06-01")
    desk.does("2026-06-01 09:00", "desk", "accept")
    desk.does("2026-06-09 08:00", "supervisor", "override", reason="Giấy tờ giả")
    desk.does("2026-06-09 09:00", "handler", "request_supplement", items=["application"], reason="Đơn giả")
    assert desk.spent("2026-06-10 09:00") == desk.worked("2026-06-01 09:00", "2026-06-10 09:00") == 7 * 450
    desk.does("2026-06-11 09:00", "desk", "receive_supplement")
    desk.does("2026-06-11 10:00", "handler", "complete")
    desk.does("2026-06-11 10:30", "approver", "send_back", to_step="appraise", reason="Thiếu")
    spent = where_time_went(desk.dossier, desk.rules, hanoi("2026-06-11 11:30"))
    assert [one.minutes for one in spent if one.by_applicant] == [900]
    assert sum(one.minutes for one in spent) == desk.worked("2026-06-01 09:00", "2026-06-11 11:30")


def test_where_the_time_went_adds_up_when_the_applicant_stops_it_overdue():
    desk = Desk("2.002854", "2026-06-01")
    desk.does("2026-06-01 09:00", "desk", "accept")
    desk.does("2026-06-09 08:30", "applicant", "stop", reason="Thôi")
    assert desk.spent("2026-06-20 08:00") == desk.worked("2026-06-01 09:00", "2026-06-09 08:30")


def test_time_at_the_desk_before_acceptance_is_nobodys():
    desk = Desk("2.002854", "2026-06-01")
    desk.does("2026-06-01 09:00", "desk", "submit")
    desk.does("2026-06-01 09:10", "desk", "request_supplement", items=["application"], reason="Chưa ký")
    desk.does("2026-06-05 09:00", "desk", "accept")
    assert desk.spent("2026-06-08 09:00") == 450


def test_sent_back_inside_the_intake_window_no_time_has_passed_yet():
    window = Window(
        procedure="1.001622", opens=hanoi("2026-08-17 00:00").date(), closes=hanoi("2026-09-09 00:00").date()
    )
    desk = Desk("1.001622", "2026-08-19", windows=(window,))
    desk.does("2026-08-19 09:00", "desk", "accept")
    desk.does("2026-08-20 09:00", "handler", "complete")
    desk.does("2026-08-21 09:00", "handler", "complete")
    desk.does("2026-08-24 09:00", "approver", "send_back", to_step="list", reason="Thiếu một cháu")
    assert [record.minutes for record in desk.dossier.steps] == [0, 0, 0, 0]


@pytest.mark.parametrize("until", ["2026-12-08 17:00", "2026-11-20 11:30"])
def test_an_extended_dossier_says_why_its_date_is_the_extended_one(until: str):
    desk = Desk("1.004889", "2026-10-05")
    desk.does("2026-10-05 08:30", "desk", "accept")
    desk.does("2026-10-26 09:00", "handler", "extend", until=until, reason="Xác minh", legal_basis="TT 13/2021")
    why = derivation(desk.dossier, desk.rules)
    assert why.due == timing.due_at(desk.dossier, desk.rules) == hanoi(until)
    words = "\n".join(why.in_words())
    assert "gia hạn" in words
    assert f"{hanoi(until):%d/%m/%Y}" in words


def test_where_no_date_is_known_an_extension_is_refused_before_anybody_fills_in_a_form():
    desk = Desk("1.004889", "2028-12-18")
    desk.does("2028-12-18 08:00", "desk", "accept")
    handler = Actor(person="handler", roles=frozenset({Role.HANDLER}), unit="office")
    refusal = permitted(desk.dossier, "extend", handler, desk.rules, at=hanoi("2028-12-18 09:00"))
    assert isinstance(refusal, ExtensionNotAllowed)


def test_on_the_last_day_any_calendar_knows_the_desk_still_receives():
    desk = Desk("2.002854", "2028-12-29")
    desk.does("2028-12-29 16:30", "desk", "accept")
    assert desk.dossier.appointment is None
    assert desk.dossier.status == 2


def test_no_event_lies_before_the_dossiers_last():
    desk = Desk("2.002854", "2026-06-01")
    desk.does("2026-06-01 09:00", "desk", "accept")
    desk.does("2026-06-01 08:00", "handler", "complete")
    desk.does("2026-05-20 08:00", "approver", "approve")
    assert [event.at for event in desk.past] == [hanoi("2026-06-01 09:00")] * 5


def test_a_dossier_whose_names_were_purged_lives_on_and_ends_late_as_ever():
    desk = Desk("2.002854", "2026-06-01")
    desk.does("2026-06-01 09:00", "desk", "submit")
    desk.does("2026-06-01 09:30", "desk", "accept")
    held = [event for event in desk.past if hasattr(event, "personal")]
    desk.past = [event.model_copy(update={"personal": None}) if event in held else event for event in desk.past]
    desk.does("2026-06-02 09:00", "handler", "complete")
    desk.does("2026-06-09 09:00", "approver", "release_result")
    desk.does("2026-06-09 10:00", "desk", "return_result")
    assert desk.dossier.personal is None
    assert desk.dossier.status == 10
    assert len(derivation(desk.dossier, desk.rules).in_words()) > 3


def test_what_is_owed_for_a_late_phase_is_the_same_folded_at_once_or_event_by_event():
    desk = Desk("1.000280", "2026-02-25")
    desk.does("2026-02-25 09:00", "desk", "accept")
    start = {"phase": "external_assessment", "started_at": "2026-03-02 09:00", "document": "12"}
    desk.does("2026-03-02 10:00", "handler", "record_start", **start)
    desk.tick(hanoi("2026-05-05 08:00"))
    start = {"phase": "recognition", "started_at": "2026-05-06 07:45", "document": "13"}
    desk.does("2026-05-06 08:00", "handler", "record_start", **start)
    step_by_step: Dossier | None = None
    for event in desk.past:
        step_by_step = replay([event], step_by_step)
    assert step_by_step == desk.dossier
    assert {one.kind.value for one in desk.dossier.obligations if one.is_open} == {
        "apology",
        "onestop_notice",
        "explanation",
    }
    assert desk.dossier.epoch == 2


def test_an_extension_gives_the_step_no_second_lateness_of_its_own():
    """The dossier has more time; the step had what it had, and was told of once."""
    desk = Desk("1.004889", "2026-10-05")
    desk.does("2026-10-05 08:30", "desk", "accept")
    assert desk.tick(hanoi("2026-10-27 08:31")) == ["step_ran_late"]
    desk.does("2026-10-27 09:00", "handler", "extend", until="2026-12-08 17:00", reason="Xác minh", legal_basis="TT")
    assert desk.tick(hanoi("2026-10-28 09:00")) == []
    assert next_check(desk.dossier, desk.rules) == hanoi("2026-12-07 07:30")
