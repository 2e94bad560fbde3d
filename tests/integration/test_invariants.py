"""What must always hold between the rows: each broken on purpose, and found by name with the dossier."""

from contextlib import suppress

import pytest

from tests.builders import hanoi
from tests.integration.told import staffed, swept
from tthc_engine.domain import commands as c
from tthc_engine.store import standing_checks
from tthc_engine.work.alarms import alarms
from tthc_engine.work.invariants import INVARIANTS, is_due, look

pytestmark = pytest.mark.integration

AT = hanoi("2026-06-09 10:00")
BROKEN = {
    "explanation_owed": "DELETE FROM obligation WHERE kind = 'explanation'",
    "apology_owed": "DELETE FROM obligation WHERE kind = 'apology'",
    "apology_has_cause": "DELETE FROM obligation WHERE kind = 'apology'",
    "one_letter_an_obligation": (
        "INSERT INTO letter (id, dossier_id, letter, kind, unit, symbol, number, issued_at, context, state, sha256)"
        " SELECT id || 'x', dossier_id, letter || 'x', kind, unit, symbol, '', issued_at, context, state, sha256"
        " FROM letter WHERE kind = 'apology'"
    ),
    "one_number_a_letter": (
        "INSERT INTO letter (id, dossier_id, letter, kind, unit, symbol, number, issued_at, context, state, sha256)"
        " SELECT id || 'x', dossier_id, letter || 'x', 'refusal', unit, 'XL', '7', issued_at, context, state, sha256"
        " FROM letter"
    ),
    "breach_noticed": "UPDATE dossier SET breached_at = NULL, next_check_at = NULL",
    "received_is_open_or_closed": "DELETE FROM dossier",
    "somebody_was_told": "DELETE FROM notice WHERE kind = 'deadline_breached'",
}


class Undo(Exception):
    """So that the next test finds the office whole."""


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """One overdue dossier, its apology issued, the explanation still owed."""
    office = staffed(tmp_path_factory.mktemp("office"))
    dossier = office.accept("2026-06-01 09:00").dossier_id
    for wall in ("2026-06-05 07:30", "2026-06-08 17:01"):
        swept(office, wall)
    apology = c.IssueApology(
        dossier=dossier,
        by=office.officer("approver"),
        new_appointment=hanoi("2026-06-11 17:00"),
        reason="Chờ trường cũ xác minh",
    )
    office.do(apology, "2026-06-09 08:00")
    return office


def test_everything_holds_in_an_office_that_was_left_alone_and_is_looked_at_each_hour(office):
    assert is_due(office.app, AT)
    assert look(office.app, AT).failed == {}
    assert not is_due(office.app, hanoi("2026-06-09 10:59")) and is_due(office.app, hanoi("2026-06-09 11:00"))
    assert "invariant_broken" not in [one.name for one in alarms(office.app, AT)]
    assert set(BROKEN) == set(INVARIANTS)


@pytest.mark.parametrize("name", sorted(BROKEN))
def test_a_broken_one_is_found_and_names_its_dossier(office, name):
    with suppress(Undo), office.app.transaction() as session:
        session.run(BROKEN[name])
        found = standing_checks.look(session, name, INVARIANTS[name], at=AT)
        raise Undo
    assert found.broken >= 1 and found.examples


def test_a_broken_one_is_an_alarm_until_it_holds_again(office):
    with office.app.transaction() as session:
        standing_checks.keep(
            session, standing_checks.Looked(name="apology_owed", at=AT, broken=2, examples=("H99-1", "H99-2"))
        )
    (alarm,) = [one for one in alarms(office.app, AT) if one.name == "invariant_broken"]
    assert alarm.facts == {"kinds": 1, "dossiers": "H99-1"}
    look(office.app, AT)
    assert "invariant_broken" not in [one.name for one in alarms(office.app, AT)]
