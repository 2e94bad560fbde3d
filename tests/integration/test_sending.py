"""A statement nobody waits for happens in its place, or its transaction does not happen; on both databases alike."""

from datetime import timedelta

import pytest
import sqlalchemy

from tests.builders import AnOffice, an_app
from tthc_engine.domain.commands import Assign
from tthc_engine.domain.errors import StaleDossier
from tthc_engine.store import facts, log, meta
from tthc_engine.store.log import Judged

pytestmark = pytest.mark.integration

ROW = {"unit": "school", "series": "thử", "period": "2026", "value": 1}
"""A row of the counters, which refuse a second one with the same key."""


@pytest.fixture
def office(tmp_path):
    return AnOffice(an_app(tmp_path))


def stands(office, series="thử"):
    with office.app.read() as session:
        return session.value("SELECT value FROM counter WHERE series = ?", (series,)) or 0


def together(office, *rows):
    """Write these in one transaction, waiting for none of them."""
    with office.app.transaction() as session:
        for row in rows:
            session.insert("counter", row)


def test_what_was_sent_is_read_by_the_next_question(office):
    with office.app.transaction() as session:
        session.insert("counter", ROW)
        session.change("counter", {"value": 7}, where={"series": "thử"})
        assert session.value("SELECT value FROM counter WHERE series = ?", ("thử",)) == 7
        session.change("counter", {"value": 8}, where={"series": "thử"})
        found = session.execute(sqlalchemy.text("SELECT value FROM counter WHERE series = 'thử'")).scalar_one()
        assert found == 8
    assert stands(office) == 8


def test_the_last_thing_sent_is_there_when_the_transaction_ends(office):
    with office.app.transaction() as session:
        session.insert("counter", ROW)
    assert stands(office) == 1


def test_a_transaction_with_a_refused_statement_leaves_nothing(office):
    with pytest.raises(Exception, match=r"(?i)unique"):
        together(office, ROW | {"series": "khác"}, ROW, ROW)
    assert (stands(office), stands(office, "khác")) == (0, 0)
    with office.app.transaction() as session:
        session.insert("counter", ROW)
    assert stands(office) == 1


def attempted(session, *rows):
    with session.attempt():
        for row in rows:
            session.insert("counter", row)


def test_an_attempt_takes_its_own_refused_statement_with_it_and_nothing_before_it(office):
    with office.app.transaction() as session:
        session.insert("counter", ROW)
        with pytest.raises(Exception, match=r"(?i)unique"):
            attempted(session, ROW | {"series": "khác"}, ROW)
        session.change("counter", {"value": 3}, where={"series": "thử"})
    assert (stands(office), stands(office, "khác")) == (3, 0)


def interrupted(office):
    with office.app.transaction() as session:
        session.insert("counter", ROW)
        raise ZeroDivisionError


def test_what_was_sent_before_an_error_of_our_own_is_forgotten(office):
    with pytest.raises(ZeroDivisionError):
        interrupted(office)
    assert stands(office) == 0
    with office.app.transaction() as session:
        meta.set_clock_offset(session, timedelta(0))
    assert stands(office) == 0


def test_a_writer_who_did_not_wait_for_the_dossier_is_told_that_somebody_acted_first(office):
    handled = office.accept("2026-06-01 09:00")
    with office.app.read() as session:
        first = log.load(session, handled.dossier_id)
    head = log.Head(first[-1].seq - 1, first[-2].hash)
    with pytest.raises(StaleDossier), office.app.transaction() as session:
        log.append(session, handled.dossier_id, [first[-1].event], after=head, judged=Judged("", "", ""))
    with office.app.read() as session:
        assert [one.hash for one in log.load(session, handled.dossier_id)] == [one.hash for one in first]


def test_facts_are_right_after_a_rebuild_that_this_process_did_not_see(office):
    handled = office.accept("2026-06-01 09:00")
    with office.app.transaction() as session:
        columns = "known_from, known_until, dossier_id, accepted_at"
        before = session.rows(f"SELECT {columns} FROM fact WHERE dossier_id = ?", (handled.dossier_id,))
        # Somebody else's process wrote the row anew, known since another instant.
        session.run(
            "UPDATE fact SET known_from = ? WHERE dossier_id = ?", ("2026-06-01T01:59:00.000000Z", before[0][2])
        )
    approver, handler = office.officer("approver"), office.officer("handler")
    office.do(Assign(dossier=handled.dossier_id, by=approver, to=handler.person), "2026-06-02 09:00")
    with office.app.read() as session:
        now = session.rows("SELECT known_from, known_until FROM fact WHERE dossier_id = ?", (handled.dossier_id,))
    assert now == [("2026-06-01T01:59:00.000000Z", facts.FAR)]
