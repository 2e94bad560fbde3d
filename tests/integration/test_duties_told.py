"""What an office owes besides the result is told upwards when its own limit passes, also when the dossier is closed."""

from pathlib import Path

import pytest

from tests.builders import hanoi
from tests.integration.told import staffed, told, told_of
from tthc_engine.domain import commands as c
from tthc_engine.domain.procedure import Role
from tthc_engine.store.offices import Unit, put_unit

pytestmark = pytest.mark.integration


def kinds(office, role: Role) -> list[str]:
    return [one.kind for one in told_of(office, f"school.{role.value}") if one.kind.startswith("owed.")]


def test_a_correction_past_its_three_working_days_climbs_to_the_director(tmp_path: Path):
    office = staffed(tmp_path)
    dossier = office.accept("2026-06-01 09:00").dossier_id
    office.do(c.Complete(dossier=dossier, by=office.officer(Role.HANDLER)), "2026-06-02 09:00")
    office.do(c.ReleaseResult(dossier=dossier, by=office.officer(Role.APPROVER)), "2026-06-02 10:00")
    office.do(c.CorrectResult(dossier=dossier, by=office.officer(Role.HANDLER), reason="Sai tên"), "2026-06-03 08:00")
    told(office, "2026-06-08 16:30")
    assert kinds(office, Role.SUPERVISOR) == []
    told(office, "2026-06-09 16:30")
    assert "owed.correction" in kinds(office, Role.SUPERVISOR)
    told(office, "2026-06-11 09:00")
    assert "owed.correction" in kinds(office, Role.DIRECTOR)
    office.do(c.ReleaseResult(dossier=dossier, by=office.officer(Role.APPROVER)), "2026-06-11 10:00")
    before = kinds(office, Role.DIRECTOR)
    told(office, "2026-06-15 09:00")
    assert kinds(office, Role.DIRECTOR) == before


def test_papers_that_were_not_passed_on_within_a_working_day_are_told_to_the_supervisor(tmp_path: Path):
    office = staffed(tmp_path)
    with office.app.transaction() as session:
        elsewhere = Unit(id="commune", code="H99.58", name="UBND xã", valid_from=hanoi("2020-01-01 00:00").date())
        put_unit(session, elsewhere, by="admin", at=hanoi("2026-01-01 08:00"))
    office.accept("2026-06-01 09:00", competent_unit="commune")
    told(office, "2026-06-02 16:59")
    assert kinds(office, Role.DESK) == []
    told(office, "2026-06-03 08:00")
    assert kinds(office, Role.DESK) == ["owed.handover"]
    told(office, "2026-06-03 16:00")
    assert "owed.handover" in kinds(office, Role.SUPERVISOR)


def test_an_explanation_that_nobody_gives_climbs_though_the_result_is_out(tmp_path: Path):
    office = staffed(tmp_path)
    dossier = office.accept("2026-06-01 09:00").dossier_id
    office.do(c.Complete(dossier=dossier, by=office.officer(Role.HANDLER)), "2026-06-09 08:00")
    office.do(c.ReleaseResult(dossier=dossier, by=office.officer(Role.APPROVER)), "2026-06-09 08:10")
    told(office, "2026-06-10 16:59")
    assert "owed.explanation" not in kinds(office, Role.DIRECTOR)
    told(office, "2026-06-12 09:00")
    assert "owed.explanation" in kinds(office, Role.SUPERVISOR)
    assert "owed.explanation" in kinds(office, Role.DIRECTOR)
