"""Closed dossiers past their period: listed, destroyed by one act, and remembered without a name."""

import json
from datetime import date

import pytest

from tests.builders import AnOffice, an_app, hanoi
from tthc_engine.catalogue.retention import Retention, check_retention, retention
from tthc_engine.domain.commands import StopDossier
from tthc_engine.domain.procedure import Role
from tthc_engine.engine.rebuilding import check
from tthc_engine.store import dossiers
from tthc_engine.store.people import EVERYTHING
from tthc_engine.store.proof import verify
from tthc_engine.store.purging import Act
from tthc_engine.work.retention import CannotDestroy, destroy, past_period

pytestmark = pytest.mark.integration

PERIODS = Retention(checked_on=date(2026, 11, 27), assumption="of this test", default_years=10, by_procedure={})
LATER = hanoi("2037-03-01 09:00")
ACT = Act(number="12/QĐ-UBND", on=date(2037, 2, 27))
CLERK = "school.clerk"


@pytest.fixture
def office(tmp_path):
    made = AnOffice(an_app(tmp_path / "data"))
    for dossier in ("closed", "open"):
        made.accept("2026-06-01 09:00", dossier=dossier)
    made.do(StopDossier(dossier="closed", by=made.officer(Role.DESK), reason="Gia đình xin rút"), "2026-06-02 09:00")
    return made


def listed(office, *, on: date, periods: Retention = PERIODS) -> list[str]:
    with office.app.read() as session:
        return [one.dossier for one in past_period(session, periods, on=on)]


def test_only_closed_dossiers_are_listed_and_from_the_first_day_after_their_years(office):
    assert listed(office, on=date(2036, 12, 31)) == []
    assert listed(office, on=date(2037, 1, 1)) == ["closed"]
    kept = {"2.002854": {"years": None, "why": "for ever"}}
    for_ever = Retention.model_validate(PERIODS.model_dump() | {"by_procedure": kept})
    assert listed(office, on=date(2999, 1, 1), periods=for_ever) == []


def test_one_act_takes_the_names_and_leaves_a_tombstone_that_proves(office):
    with office.app.read() as session:
        found = past_period(session, PERIODS, on=date(2037, 3, 1))
    done = destroy(office.app, found, ACT, by=CLERK, at=LATER)
    assert done.dossiers == 1
    assert listed(office, on=date(2037, 3, 1)) == []
    with office.app.read() as session:
        line = dossiers.by_id(session, EVERYTHING, "closed")
        assert (line.owner, line.reference) == ("", found[0].reference)
        assert dossiers.by_id(session, EVERYTHING, "open").owner == "Lường Bảo Ngọc"
        assert verify(session).holds and check(session, office.app.engine.rulebook).differences == []
        [tombstone] = session.rows("SELECT by_person, payload FROM office_event WHERE kind = 'personal_purged'")
    assert tombstone[0] == CLERK
    assert json.loads(tombstone[1]) == {"dossier": "closed", "act": "12/QĐ-UBND", "act_on": "2037-02-27"}


@pytest.mark.parametrize(
    ("act", "by", "why"),
    [
        (Act(number=" ", on=date(2037, 2, 27)), CLERK, "number is missing"),
        (Act(number="12", on=date(2037, 3, 2)), CLERK, "still to come"),
        (Act(number="12", on=date(2036, 12, 31)), CLERK, "still to be kept"),
        (ACT, "nobody", "Nobody here"),
    ],
)
def test_without_a_decision_that_may_nothing_is_destroyed(office, act, by, why):
    with office.app.read() as session:
        found = past_period(session, PERIODS, on=date(2037, 3, 1))
    with pytest.raises(CannotDestroy, match=why):
        destroy(office.app, found, act, by=by, at=LATER)
    assert listed(office, on=date(2037, 3, 1)) == ["closed"]


def test_the_parameters_that_came_with_us_say_that_they_are_assumed_and_a_broken_file_is_named(tmp_path):
    assert retention().default_years and "Luật Lưu trữ" in retention().assumption
    (tmp_path / "retention").mkdir()
    (tmp_path / "retention" / "house.yaml").write_text("default_years: 0\n", encoding="utf-8")
    assert check_retention(tmp_path) and not check_retention(tmp_path / "elsewhere")
