"""A message goes to the applicant in the language and by the way they chose, and never by one they did not agree to."""

import pytest

from tests.builders import hanoi
from tests.integration.an_office import SCHOOL, accept, an_office, at
from tests.integration.gateway import gateway
from tthc_engine.store import outbox, purging, wishes
from tthc_engine.store.wishes import Wish
from tthc_engine.work.deliver import deliver

pytestmark = pytest.mark.integration


def wishing(office, dossier, **said):
    with office.transaction() as session:
        wishes.wish_for(session, dossier, Wish(**said), unit=SCHOOL, by="sen", at=at("2026-06-01 09:01"))


def only(office):
    with office.read() as session:
        (row,) = outbox.latest(session)
        return row, outbox.attempts(session, row.key)


def test_english_where_it_was_chosen(tmp_path):
    office = an_office(tmp_path)
    wishing(office, accept(office, "2026-06-01 09:00").dossier_id, language="en")
    assert deliver(office, at("2026-06-01 09:02")).delivered == 1
    _, (attempt,) = only(office)
    assert attempt.template == "en/receipt"


def test_the_chosen_way_comes_first_and_the_others_after_it(tmp_path):
    with gateway() as door:
        office = an_office(tmp_path, sms_url=door.url)
        wishing(office, accept(office, "2026-06-01 09:00").dossier_id, way="sms")
        assert deliver(office, at("2026-06-01 09:02")).delivered == 1
    assert len(door.taken) == 1 and list(office.settings.mail_folder.glob("*.eml")) == []


def test_without_consent_nothing_goes_through_a_private_company(tmp_path):
    with gateway() as door:
        office = an_office(tmp_path, sms_url=door.url)
        wishing(office, accept(office, "2026-06-01 09:00", email="").dossier_id, said="no")
        assert deliver(office, at("2026-06-01 09:02")).without_address == 1
    assert not door.asked and only(office)[0].state == "no_address"


def test_who_wants_paper_gets_paper_and_the_desk_sees_it(tmp_path):
    office = an_office(tmp_path)
    wishing(office, accept(office, "2026-06-01 09:00").dossier_id, way="paper")
    deliver(office, at("2026-06-01 09:02"))
    assert only(office)[0].state == "on_paper" and list(office.settings.mail_folder.glob("*.eml")) == []


def test_a_consent_is_on_record_with_who_took_it_and_goes_with_the_personal_data(tmp_path):
    office = an_office(tmp_path)
    dossier = accept(office, "2026-06-01 09:00").dossier_id
    wishing(office, dossier, way="sms", said="yes")
    wishing(office, dossier, way="mail", said="no")
    with office.read() as session:
        kept = session.rows(
            "SELECT by_person, payload FROM office_event WHERE kind = 'wish_recorded' ORDER BY position"
        )
    assert [row[0] for row in kept] == ["sen", "sen"] and '"said": "no"' in kept[1][1]
    with office.transaction() as session:
        purging.purge(session, dossier, by="admin", at=hanoi("2026-07-01 09:00"))
        assert wishes.wish(session, dossier) == Wish()


def test_a_way_that_there_is_none_of_is_refused(tmp_path):
    office = an_office(tmp_path)
    with pytest.raises(ValueError, match="fax"):
        wishing(office, accept(office, "2026-06-01 09:00").dossier_id, way="fax")
