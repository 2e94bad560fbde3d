"""What a process remembers of the rows it wrote is believed only as long as nobody else can have written them."""

import pytest

from tests.builders import AnOffice, an_app, facts, hanoi
from tthc_engine.bootstrap import build
from tthc_engine.domain.commands import Approve, Assign, Complete, ReleaseResult, ReturnResult
from tthc_engine.engine import rebuilding
from tthc_engine.store import hours, purging

pytestmark = pytest.mark.integration

BY_HAND = "sửa tay"


@pytest.fixture
def office(tmp_path):
    return AnOffice(an_app(tmp_path))


def handed_out(office, dossier):
    return office.do(Assign(dossier=dossier, by=office.officer("approver"), to="school.handler"), "2026-06-01 10:00")


def handed_out_in_vain(office, dossier):
    assign = Assign(dossier=dossier, by=office.officer("approver"), to="school.handler")
    with office.app.transaction() as session:
        office.app.engine.handle(session, assign, at=hanoi("2026-06-01 10:00"))
        raise ZeroDivisionError


def done(office, dossier):
    return office.do(Complete(dossier=dossier, by=office.officer("handler")), "2026-06-01 11:00")


def written_by_hand(office, column):
    with office.app.transaction() as session:
        session.run(f"UPDATE dossier SET {column} = ?", (BY_HAND,))


def as_it_lies(office, column):
    with office.app.read() as session:
        return session.value(f"SELECT {column} FROM dossier")


def differences(office):
    with office.app.read() as session:
        return rebuilding.check(session, office.app.engine.rulebook).differences


def test_a_command_writes_only_what_it_changed_and_a_rebuild_the_whole_row(office):
    dossier = office.accept("2026-06-01 09:00").dossier_id
    written_by_hand(office, "owner")
    handed_out(office, dossier)
    assert as_it_lies(office, "owner") == BY_HAND
    assert as_it_lies(office, "assignee") == "school.handler"
    assert differences(office) == [f"dossier {dossier} differs in owner"]
    with office.app.transaction() as session:
        rebuilding.rebuild(session, office.app.engine.rulebook)
    assert differences(office) == []


def test_a_look_of_another_process_that_found_nothing_to_do_is_followed_by_the_next_command(office):
    dossier = office.accept("2026-06-01 09:00").dossier_id
    written_by_hand(office, "next_check_at")
    handed_out(office, dossier)
    assert differences(office) == []


def test_once_a_fact_of_the_office_has_changed_the_whole_row_is_written(office):
    dossier = office.accept("2026-06-01 09:00").dossier_id
    written_by_hand(office, "owner")
    with office.app.transaction() as session:
        named = facts("Trường TH và THCS Suối Ngần mới")
        hours.open_office(session, office.app.catalogue, "school", named, by="admin", at=hanoi("2026-06-01 09:30"))
    handed_out(office, dossier)
    assert as_it_lies(office, "owner") != BY_HAND
    assert differences(office) == []


def test_after_another_process_acted_the_whole_row_is_written(office):
    other = build(office.app.settings)
    dossier = office.accept("2026-06-01 09:00").dossier_id
    other_desk = AnOffice.__new__(AnOffice)
    other_desk.app, other_desk.unit = other, "school"
    handed_out(other_desk, dossier)
    written_by_hand(office, "owner")
    done(office, dossier)
    assert as_it_lies(office, "owner") != BY_HAND
    office.do(Approve(dossier=dossier, by=office.officer("approver")), "2026-06-01 13:30")
    other_desk.do(ReleaseResult(dossier=dossier, by=office.officer("approver")), "2026-06-01 14:00")
    office.do(ReturnResult(dossier=dossier, by=office.officer("desk"), received_by="Lường Văn Hoà"), "2026-06-01 15:00")
    assert differences(office) == []
    other.database.dispose()


def test_a_row_without_its_people_stays_without_them(office):
    dossier = office.accept("2026-06-01 09:00").dossier_id
    with office.app.transaction() as session:
        purging.purge(session, dossier, by="admin", at=hanoi("2026-06-01 09:30"))
        office.app.engine.project(session, dossier)
    handed_out(office, dossier)
    assert as_it_lies(office, "owner") == ""
    assert differences(office) == []


def test_a_command_whose_transaction_failed_is_not_taken_for_written(office):
    dossier = office.accept("2026-06-01 09:00").dossier_id
    with pytest.raises(ZeroDivisionError):
        handed_out_in_vain(office, dossier)
    assert as_it_lies(office, "assignee") is None
    handed_out(office, dossier)
    done(office, dossier)
    assert differences(office) == []
