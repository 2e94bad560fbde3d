"""Closed reports go to whom the timetable names: filed once, each to each addressee once, and their fate is known."""

from email import message_from_bytes, policy
from hashlib import sha256
from pathlib import Path

import pytest

from notifications.channels.folder import Folder
from tests.builders import LONG_AGO, AnOffice, an_app, hanoi
from tests.integration.test_reports import finish
from tthc_engine.reports import closing, made
from tthc_engine.reports.made import Wanted
from tthc_engine.reports.periods import period
from tthc_engine.reports.sending import timetable
from tthc_engine.store import offices, people, sending
from tthc_engine.store.offices import Unit
from tthc_engine.store.people import Person
from tthc_engine.work import reporting
from tthc_engine.work import sending as work
from tthc_engine.work.deliver import deliver

pytestmark = pytest.mark.integration
CLOSING = hanoi("2026-06-15 00:01")
ABROAD = "Văn phòng Sở"


@pytest.fixture
def school(tmp_path: Path) -> AnOffice:
    app = an_app(tmp_path)
    commune = AnOffice(app, "commune", code="H99.58")
    office = AnOffice(app, "school", parent="commune")
    with app.transaction() as session:
        supervisor = Person(id="commune.supervisor", name="Bà Sùng", email="sung@example.org")
        people.put_person(session, supervisor)
        sending.add_addressee(
            session, "school", name=ABROAD, email="vp@example.org", by="x", at=hanoi("2026-05-01 08:00")
        )
    assert commune.unit == "commune"
    finish(office, office.accept("2026-06-01 09:00").dossier_id, "2026-06-05 15:00")
    return office


def sendings(office: AnOffice) -> dict[tuple[str, str, int, str], sending.Sending]:
    with office.app.read() as session:
        return {(one.form, one.period, one.number, one.to_name): one for one in sending.sent_by(session, "school")}


def test_an_ended_period_goes_up_and_out_once_with_its_files_and_hashes(school: AnOffice, tmp_path: Path):
    done = reporting.close_ended(school.app, CLOSING)
    assert not done.failed
    mine = sendings(school)
    assert {(form, name) for form, _, _, name in mine} == {
        (form, name) for form in ("ii06a", "late", "answered_for") for name in (ABROAD, "Đơn vị commune")
    }
    assert not reporting.is_due(school.app, hanoi("2026-06-15 00:02"))
    assert reporting.close_ended(school.app, hanoi("2026-06-15 00:03")).sent == ()
    post = Folder(tmp_path / "post", sender="Một cửa <mc@example.org>")
    delivered = deliver(school.app, hanoi("2026-06-15 00:05"), channel=post)
    # Four to the department, four to the commune's supervisor, and two of the dossier to the parent.
    assert (delivered.delivered, delivered.failed) == (10, {})
    quarter = sendings(school)["ii06a", "quarter:2026-2", 1, ABROAD]
    assert (quarter.state, quarter.delivered_at) == ("sent", hanoi("2026-06-15 00:05"))
    mails = [message_from_bytes(one.read_bytes(), policy=policy.default) for one in (tmp_path / "post").rglob("*.eml")]
    (mail,) = [one for one in mails if "vp@" in str(one["To"]) and "Quý II" in str(one["Subject"])]
    enclosed = {part.get_filename(): part.get_content() for part in mail.iter_attachments()}
    with school.app.read() as session:
        kept = {one.ending: one for one in sending.files(session, quarter.closed_id)}
        (frozen,) = closing.closed(session, "school", "ii06a", "quarter:2026-2")
    assert {name.rpartition(".")[2]: sha256(body).hexdigest() for name, body in enclosed.items()} == {
        ending: one.sha256 for ending, one in kept.items()
    }
    assert set(kept) == set(timetable().files)
    assert frozen.sha256 in mail.get_body().get_content()
    (to_commune,) = [one for one in mails if "sung@" in str(one["To"]) and "Quý II" in str(one["Subject"])]
    assert "/bao-cao/gui-nhan" in to_commune.get_body().get_content()
    assert list(to_commune.iter_attachments()) == []


def test_the_unit_above_confirms_once_what_lies_in_its_box_and_nobody_else_can(school: AnOffice):
    reporting.close_ended(school.app, CLOSING)
    with school.app.transaction() as session:
        (one, *_) = sending.sent_to(session, "commune")
        assert one.state == "in_box"
        assert not sending.receive(session, "school", one.key, by="school.director", at=hanoi("2026-06-15 08:00"))
        assert sending.receive(session, "commune", one.key, by="commune.supervisor", at=hanoi("2026-06-15 08:00"))
        assert sending.receive(session, "commune", one.key, by="commune.director", at=hanoi("2026-06-16 08:00"))
        (again,) = [each for each in sending.sent_to(session, "commune") if each.key == one.key]
    assert (again.state, again.received_by, again.received_at) == (
        "received",
        "commune.supervisor",
        hanoi("2026-06-15 08:00"),
    )


def test_a_correction_is_sent_as_well_and_the_first_bytes_stay(school: AnOffice):
    reporting.close_ended(school.app, CLOSING)
    wanted = Wanted(key="ii06a", unit="school", period=period("quarter:2026-2"), at=hanoi("2026-06-16 08:00"))
    with school.app.transaction() as session:
        before = sending.files(session, sending.sent_by(session, "school")[0].closed_id)
        table = made.make(school.app.engine, session, wanted)
        # By procedure instead of by field: other lines.
        closing.close(session, wanted, table, by="school.director", reason="Theo thủ tục")
    assert reporting.is_due(school.app, hanoi("2026-06-16 08:01"))
    sent = reporting.close_ended(school.app, hanoi("2026-06-16 08:01")).sent
    assert sorted(key.rpartition(":")[0] for key in sent) == [
        "report:school:ii06a:quarter:2026-2:2:mail",
        "report:school:ii06a:quarter:2026-2:2:unit",
    ]
    with school.app.read() as session:
        assert sending.files(session, sendings(school)["ii06a", "quarter:2026-2", 1, ABROAD].closed_id)
        assert {one.sha256 for one in before}
    numbers = {number for form, span, number, _ in sendings(school) if (form, span) == ("ii06a", "quarter:2026-2")}
    assert numbers == {1, 2}


def test_who_is_entered_after_the_closing_gets_the_next_report_and_who_ended_none(school: AnOffice):
    reporting.close_ended(school.app, CLOSING)
    with school.app.transaction() as session:
        sending.add_addressee(
            session, "school", name="Muộn", email="muon@example.org", by="x", at=hanoi("2026-06-16 08:00")
        )
        (first, *_) = sending.addressees(session, "school", hanoi("2026-06-16 08:00"))
        assert not sending.end_addressee(session, "commune", first.id, at=hanoi("2026-06-16 08:00"))
        for one in sending.addressees(session, "school", hanoi("2026-06-16 08:00")):
            if one.name == ABROAD:
                assert sending.end_addressee(session, "school", one.id, at=hanoi("2026-06-16 08:00"))
    assert not reporting.is_due(school.app, hanoi("2026-06-16 08:01"))
    reporting.close_ended(school.app, hanoi("2026-07-15 00:01"))
    july = {name for form, span, _, name in sendings(school) if span == "reporting_month:2026-7"}
    assert july == {"Muộn", "Đơn vị commune"}


def test_a_unit_that_does_not_stand_above_gets_them_in_its_box_and_one_named_twice_gets_them_once(school: AnOffice):
    neighbour = AnOffice(school.app, "province", code="H99")
    then = hanoi("2026-06-01 08:00")
    with school.app.transaction() as session:
        for key in (neighbour.unit, "commune", "school"):
            sending.add_addressee(session, "school", name=key, to_unit=key, by="x", at=then)
        offices.put_unit(
            session, Unit(id="shut", code="H99.1", name="Không có văn phòng", valid_from=LONG_AGO), by="x", at=then
        )
        sending.add_addressee(session, "school", name="shut", to_unit="shut", by="x", at=then)
    done = reporting.close_ended(school.app, CLOSING)
    assert not done.failed
    mine = sendings(school)
    assert {name for form, _, _, name in mine if form == "ii06a"} == {ABROAD, "Đơn vị commune", "Đơn vị province"}
    assert len(done.sent) == len(mine) == len(set(done.sent))
    with school.app.read() as session:
        box = sending.sent_to(session, "province")
    assert {(one.unit, one.state) for one in box} == {("school", "in_box")}
    assert not reporting.is_due(school.app, hanoi("2026-06-15 00:02"))


def test_a_report_closed_long_ago_is_not_sent_by_itself(school: AnOffice):
    wanted = Wanted(key="ii06a", unit="school", period=period("quarter:2026-2"), at=CLOSING)
    with school.app.transaction() as session:
        closing.close(session, wanted, made.make(school.app.engine, session, wanted), by="school.director")
        late = hanoi("2026-08-20 08:00")
        assert [way.name for _, way in work.open_ways(session, CLOSING)] == ["Đơn vị commune", ABROAD]
        assert list(work.open_ways(session, late)) == []


def test_an_address_that_is_none_is_a_failure_on_the_page(school: AnOffice, tmp_path: Path):
    with school.app.transaction() as session:
        sending.add_addressee(
            session, "school", name="Hỏng", email="không phải thư", by="x", at=hanoi("2026-05-01 08:00")
        )
    reporting.close_ended(school.app, CLOSING)
    deliver(school.app, hanoi("2026-06-15 00:05"), channel=Folder(tmp_path / "post", sender="mc@example.org"))
    assert sendings(school)["late", "reporting_month:2026-6", 1, "Hỏng"].state == "failed"
    assert sendings(school)["late", "reporting_month:2026-6", 1, ABROAD].state == "sent"
    with school.app.read() as session:
        assert sending.sent_by(session, "commune") == [], "nobody stands above it, and nobody was entered"


def test_every_report_of_the_timetable_is_closed_by_itself():
    for kind, reports in timetable().kinds.items():
        assert set(reports) <= set(closing.automatic()[kind])
