"""Two offices that must not see each other, and the supervisor above who sees both."""

import pytest

from tests.builders import AnOffice, an_app, hanoi
from tthc_engine.domain.commands import CheckClock, IssueApology
from tthc_engine.domain.people import THE_CLOCK
from tthc_engine.store import alerts, dossier_counts, dossiers, letters, obligations, people
from tthc_engine.store.dossiers import Filter
from tthc_engine.store.people import EVERYTHING, Scope

pytestmark = pytest.mark.integration
AT = hanoi("2026-06-10 09:00")


@pytest.fixture
def town(tmp_path):
    """A commune with two schools, each with one overdue dossier."""
    app = an_app(tmp_path)
    commune = AnOffice(app, "commune", code="H99.58")
    north = AnOffice(app, "north", code="H99.58.01", parent="commune")
    south = AnOffice(app, "south", code="H99.58.02", parent="commune")
    for school in (north, south):
        dossier = school.accept("2026-06-01 09:00", dossier=f"of-{school.unit}").dossier_id
        school.do(CheckClock(dossier=dossier, by=THE_CLOCK), "2026-06-10 08:00")
    return app, commune, north, south


def questions(session, scope: Scope, office: AnOffice):
    """Every way to ask the store for dossiers, each giving the ids it shows."""
    handler, supervisor = office.officer("handler"), office.officer("supervisor")
    return {
        "inbox": [one.id for one in dossiers.inbox(session, scope, handler, AT)],
        "listing": [one.id for one in dossiers.listing(session, scope, Filter()).lines],
        "everything": [one.id for one in dossiers.everything(session, scope, Filter())],
        "search": [one.id for one in dossiers.search(session, scope, "luong bao ngoc")],
        "overdue": [one.id for one in dossiers.overdue(session, scope, AT)],
        "open_due": [one.id for one in dossiers.open_due(session, scope, until=AT)],
        "owed": sorted({one.dossier_id for one in obligations.owed(session, scope)}),
        "owed_by": sorted({one.dossier_id for one in obligations.owed_by(session, scope, handler)}),
        "alerts": [one.dossier_id for one in alerts.unread(session, scope, supervisor)],
        "letters": [one.dossier_id for one in letters.of_dossier(session, scope, f"of-{office.unit}")],
    }


def test_each_school_sees_its_own_dossier_and_nothing_of_the_other(town):
    app, _, north, south = town
    with app.read() as session:
        for office in (north, south):
            for question, answer in questions(session, office.scope, office).items():
                assert answer == [f"of-{office.unit}"], question


def test_a_school_that_asks_for_the_others_dossier_by_name_gets_nothing(town):
    app, _, north, south = town
    with app.read() as session:
        line = dossiers.by_id(session, EVERYTHING, "of-south")
        assert dossiers.by_id(session, north.scope, "of-south") is None
        assert dossiers.by_reference(session, north.scope, line.reference) is None
        assert dossiers.by_reference(session, south.scope, line.reference) == line
        assert letters.of_dossier(session, north.scope, "of-south") == []
        assert letters.letter(session, north.scope, "of-south.1") is None
        assert obligations.of_dossier(session, north.scope, "of-south") == []
        assert dossier_counts.sums(dossier_counts.open_groups(session, north.scope, AT)).open == 1
        assert (
            sum(load.open for load in dossier_counts.loads(dossier_counts.open_groups(session, north.scope, AT))) == 1
        )


def test_whoever_sees_no_unit_sees_nothing(town):
    app, _, north, _ = town
    with app.read() as session:
        assert not any(questions(session, Scope(frozenset()), north).values())


def test_the_supervisor_above_sees_both_and_a_handler_above_only_their_own_unit(town):
    app, commune, _, _ = town
    with app.read() as session:
        above = people.scope_of(session, commune.officer("supervisor"))
        beside = people.scope_of(session, commune.officer("handler"))
        assert above.units == {"commune", "north", "south"}
        assert beside.units == {"commune"}
        found = dossiers.listing(session, above, Filter())
        told = alerts.unread(session, above, commune.officer("supervisor"))
    assert {one.id for one in found.lines} == {"of-north", "of-south"}
    assert {one.dossier_id for one in told} == {"of-north", "of-south"}


def test_a_director_above_is_told_of_the_second_broken_promise_and_owes_the_last_apology(town):
    app, commune, north, _ = town
    apology = IssueApology(
        dossier="of-north",
        by=north.officer("approver"),
        new_appointment=hanoi("2026-06-12 17:00"),
        reason="Phải xác minh thêm",
    )
    north.do(apology, "2026-06-10 09:00")
    north.do(CheckClock(dossier="of-north", by=THE_CLOCK), "2026-06-15 08:00")
    director = commune.officer("director")
    with app.read() as session:
        scope = people.scope_of(session, director)
        owed = obligations.owed_by(session, scope, director)
        told = {one.kind for one in alerts.unread(session, scope, director)}
    assert [(one.dossier_id, one.kind, one.epoch) for one in owed] == [("of-north", "apology", "1.2")]
    assert "appointment_broken" in told


def test_a_reader_marks_their_own_alerts_not_their_colleagues(town):
    app, _, north, _ = town
    reader, colleague = north.officer("supervisor"), north.officer("supervisor", person="north.colleague")
    with app.transaction() as session:
        alerts.mark_read(session, reader, "of-north", at=AT)
    with app.read() as session:
        assert alerts.unread(session, north.scope, reader) == []
        assert [one.kind for one in alerts.unread(session, north.scope, colleague)] == ["deadline_breached"]
