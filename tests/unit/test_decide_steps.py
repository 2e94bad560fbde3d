"""What is frozen when a step is left."""

from datetime import date, datetime

from tthc_engine.catalogue import digest, packaged
from tthc_engine.domain import commands as c
from tthc_engine.domain import events as e
from tthc_engine.domain.decide import decide, permitted
from tthc_engine.domain.errors import NotYourStep
from tthc_engine.domain.fold import replay
from tthc_engine.domain.people import Actor
from tthc_engine.domain.procedure import Role
from tthc_engine.domain.requests import registration
from tthc_engine.domain.rules import Office, Rules, Window

LAW = packaged()
CALENDAR = LAW.office_calendar("vn-a")
DESK_AND_APPROVER = (Role.DESK, Role.APPROVER)


def test_a_step_left_before_the_intake_window_closed_is_neither_early_nor_late():
    at = datetime(2026, 9, 8, 9, tzinfo=CALENDAR.zone)
    procedure = LAW.in_force("2.002770", at.date())
    window = Window(procedure="2.002770", opens=date(2026, 9, 7), closes=date(2026, 9, 22))
    rules = Rules(
        procedure=procedure,
        regime=LAW.regime_on(at.date()),
        calendar=CALENDAR,
        digest=digest(procedure),
        office=Office(unit="school", windows=(window,)),
    )
    desk = Actor(person="sen", roles=frozenset({Role.DESK}), unit="school")
    events = decide(None, c.Accept(dossier="1", by=desk, registration=registration(procedure, {})), rules, at=at)
    (left,) = [event for event in events if isinstance(event, e.StepCompleted)]
    assert (left.step, left.planned, left.difference, left.minutes) == ("intake", None, None, 0)


def test_what_was_given_to_one_handler_another_does_not_act_on():
    at = datetime(2026, 6, 1, 9, tzinfo=CALENDAR.zone)
    procedure = LAW.in_force("2.002854", at.date())
    rules = Rules(
        procedure=procedure,
        regime=LAW.regime_on(at.date()),
        calendar=CALENDAR,
        digest=digest(procedure),
        office=Office(unit="school"),
    )
    desk, approver = (Actor(person=role.value, roles=frozenset({role}), unit="school") for role in DESK_AND_APPROVER)
    phuc, anh = (Actor(person=name, roles=frozenset({Role.HANDLER}), unit="school") for name in ("phuc", "anh"))
    for_phuc = Actor(person="anh", roles=frozenset({Role.HANDLER}), unit="school", stands_for="phuc")
    log = decide(None, c.Accept(dossier="1", by=desk, registration=registration(procedure, {})), rules, at=at)
    log += decide(replay(log), c.Assign(dossier="1", by=approver, to="phuc"), rules, at=at)
    for word in ("request_supplement", "declare_delay", "complete"):
        assert isinstance(permitted(replay(log), word, anh, rules, at=at), NotYourStep)
        assert permitted(replay(log), word, phuc, rules, at=at) is None
        assert permitted(replay(log), word, for_phuc, rules, at=at) is None
