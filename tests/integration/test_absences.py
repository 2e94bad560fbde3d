"""Who does the work of somebody absent: for some days, through a chain, or all of it at once."""

from datetime import date
from pathlib import Path

import pytest

from tests.builders import AnOffice, an_app, hanoi
from tthc_engine.domain.commands import Assign, Complete
from tthc_engine.domain.errors import EndNotLater, NotYourRole, ReasonMissing, UnknownPerson
from tthc_engine.domain.procedure import Role
from tthc_engine.store import people
from tthc_engine.work.absences import pass_queue_on, substitute

pytestmark = pytest.mark.integration
MONDAY = "2026-06-01 09:00"


@pytest.fixture
def office(tmp_path: Path) -> AnOffice:
    office = AnOffice(an_app(tmp_path))
    with office.app.transaction() as session:
        for name in ("anh", "binh", "chi"):
            office.employ(session, name, Role.HANDLER)
    return office


def away(office: AnOffice, person: str, instead: str, since: str, until: str) -> None:
    substitute(
        office.app,
        office.officer(Role.SUPERVISOR),
        person=person,
        instead=instead,
        since=date.fromisoformat(since),
        until=date.fromisoformat(until),
        reason="Nghỉ phép",
        at=hanoi(MONDAY),
    )


def stands_for(office: AnOffice, person: str, wall: str) -> list[str | None]:
    with office.app.read() as session:
        return [one.stands_for for one in people.substitute_actors(session, person, hanoi(wall))]


def test_a_substitution_begins_and_ends_by_itself_on_its_days(office: AnOffice):
    away(office, "anh", "binh", "2026-06-03", "2026-06-05")
    assert stands_for(office, "binh", "2026-06-02 23:59") == []
    assert stands_for(office, "binh", "2026-06-03 00:00") == ["anh"]
    assert stands_for(office, "binh", "2026-06-05 23:59") == ["anh"]
    assert stands_for(office, "binh", "2026-06-06 00:00") == []


def test_whoever_stands_in_for_a_stand_in_does_both_their_work(office: AnOffice):
    away(office, "anh", "binh", "2026-06-01", "2026-06-12")
    away(office, "binh", "chi", "2026-06-03", "2026-06-04")
    assert stands_for(office, "chi", "2026-06-02 09:00") == []
    assert stands_for(office, "chi", "2026-06-03 09:00") == ["binh", "anh"]
    assert stands_for(office, "chi", "2026-06-05 09:00") == []
    assert stands_for(office, "binh", "2026-06-05 09:00") == ["anh"]


def test_two_who_stand_in_for_each_other_go_round_once(office: AnOffice):
    away(office, "anh", "binh", "2026-06-01", "2026-06-05")
    away(office, "binh", "anh", "2026-06-01", "2026-06-05")
    assert stands_for(office, "anh", MONDAY) == ["binh"]
    assert stands_for(office, "binh", MONDAY) == ["anh"]


def test_the_log_says_who_acted_for_whom_at_the_end_of_a_chain(office: AnOffice):
    dossier = office.accept(MONDAY).dossier_id
    office.do(Assign(dossier=dossier, by=office.officer(Role.APPROVER), to="anh"), "2026-06-01 10:00")
    away(office, "anh", "binh", "2026-06-02", "2026-06-12")
    away(office, "binh", "chi", "2026-06-02", "2026-06-12")
    with office.app.read() as session:
        actors = people.substitute_actors(session, "chi", hanoi("2026-06-02 09:00"))
    for_anh = next(one for one in actors if one.stands_for == "anh")
    done = office.do(Complete(dossier=dossier, by=for_anh), "2026-06-02 09:00")
    assert (done.events[-1].by, done.events[-1].stands_for) == ("chi", "anh")


def test_only_the_supervisor_decides_it_for_known_people_with_a_reason_and_an_end(office: AnOffice):
    days = {"since": date(2026, 6, 1), "until": date(2026, 6, 5), "at": hanoi(MONDAY)}
    supervisor = office.officer(Role.SUPERVISOR)
    with pytest.raises(NotYourRole):
        substitute(office.app, office.officer(Role.HANDLER), person="anh", instead="binh", reason="Nghỉ", **days)
    with pytest.raises(UnknownPerson):
        substitute(office.app, supervisor, person="anh", instead="ai-do", reason="Nghỉ", **days)
    with pytest.raises(UnknownPerson):
        substitute(office.app, supervisor, person="anh", instead="anh", reason="Nghỉ", **days)
    with pytest.raises(ReasonMissing):
        substitute(office.app, supervisor, person="anh", instead="binh", reason=" ", **days)
    with pytest.raises(EndNotLater):
        substitute(
            office.app, supervisor, person="anh", instead="binh", reason="Nghỉ", **(days | {"until": date(2026, 5, 31)})
        )


def test_the_whole_queue_of_somebody_absent_goes_to_another_each_dossier_by_itself(office: AnOffice):
    mine = [office.accept(f"2026-06-01 09:{minute:02d}").dossier_id for minute in range(3)]
    for dossier in mine:
        office.do(Assign(dossier=dossier, by=office.officer(Role.APPROVER), to="anh"), "2026-06-01 10:00")
    other = office.accept("2026-06-01 09:30").dossier_id
    passed = pass_queue_on(
        office.app,
        office.officer(Role.SUPERVISOR),
        person="anh",
        to="binh",
        reason="Nghỉ ốm",
        at=hanoi("2026-06-02 08:00"),
    )
    assert sorted(one.dossier_id for one in passed) == sorted(mine)
    assert [one.refused for one in passed] == [None] * 3
    with office.app.read() as session:
        assert {office.app.engine.dossier(session, one)[0].assignee for one in mine} == {"binh"}
        assert office.app.engine.dossier(session, other)[0].assignee is None
