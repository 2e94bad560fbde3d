"""The page of reports sent and received: how far each got, and whom a unit sends to by mail."""

from datetime import date

from tests.builders import hanoi
from tests.web.office import WebOffice, words
from tthc_engine.domain.procedure import Role
from tthc_engine.store import offices, people, sending
from tthc_engine.store.people import Position
from tthc_engine.work import reporting

HERE = "/bao-cao/gui-nhan"


def closed(office: WebOffice) -> None:
    """The school's month is over, and the school reports to the commune."""
    office.accepted("2026-06-01 09:00")
    with office.app.transaction() as session:
        school = offices.unit(session, "school")
        session.run("UPDATE unit SET parent = 'commune' WHERE id = 'school'")
        assert school is not None
    done = reporting.close_ended(office.app, hanoi("2026-06-15 00:01"))
    assert not done.failed
    office.clock_shows("2026-06-15 08:00")


def test_whoever_is_added_gets_the_next_report_and_a_wrong_address_stays_on_the_form(office: WebOffice):
    office.clock_shows("2026-06-01 08:00")
    supervisor = office.sign_in("quan")
    wrong = supervisor.send(f"{HERE}/noi-nhan", {"ten": "Văn phòng Sở", "thu": "không có"}, page=HERE)
    assert wrong.status_code == 422
    assert "Địa chỉ thư điện tử không đúng" in words(wrong) and 'value="Văn phòng Sở"' in wrong.text
    supervisor.send(f"{HERE}/noi-nhan", {"ten": "Văn phòng Sở", "thu": "vp@example.org"}, page=HERE)
    closed(office)
    said = words(supervisor.see(HERE))
    assert "Biểu II.06a Quý II năm 2026 Văn phòng Sở" in said
    assert "Đang chờ gửi" in said
    form = words(supervisor.see("/bao-cao/bieu/ii06a?ky=quarter:2026-2"))
    assert "→ Văn phòng Sở: Đang chờ gửi" in form and "→ UBND xã Nậm Sen: Đã vào hộp báo cáo" in form
    supervisor.send(f"{HERE}/noi-nhan", {"bo": "1"}, page=HERE)
    assert "Chưa có nơi nhận nào" in words(supervisor.see(HERE))
    assert supervisor.send(f"{HERE}/noi-nhan", {"bo": "99"}, page=HERE).status_code == 404


def test_a_unit_of_this_system_is_chosen_instead_of_an_address_and_only_once(office: WebOffice):
    office.clock_shows("2026-06-01 08:00")
    supervisor = office.sign_in("quan")
    chosen = {"don_vi": "commune", "bo": ""}
    assert "UBND xã Nậm Sen" in words(supervisor.see(HERE))
    assert supervisor.send(f"{HERE}/noi-nhan", chosen, page=HERE).headers["location"].endswith("da=report_addressee")
    assert "UBND xã Nậm Sen Hộp báo cáo trong hệ thống" in words(supervisor.see(HERE))
    again = supervisor.send(f"{HERE}/noi-nhan", chosen, page=HERE)
    assert again.status_code == 422 and "đã có trong nơi nhận" in words(again)
    for nowhere in ("school", "no-such-unit"):
        assert supervisor.send(f"{HERE}/noi-nhan", {"don_vi": nowhere, "bo": ""}, page=HERE).status_code == 404
    office.accepted("2026-06-01 09:00")
    assert not reporting.close_ended(office.app, hanoi("2026-06-15 00:01")).failed
    office.clock_shows("2026-06-15 08:00")
    assert "Biểu II.06a Quý II năm 2026 Trường Suối Ngần" in words(office.sign_in("la").see(HERE))
    assert "Đã vào hộp báo cáo, chưa xác nhận" in words(supervisor.see(HERE))


def test_the_unit_above_reads_the_filed_bytes_and_confirms_and_others_see_nothing(office: WebOffice):
    closed(office)
    above = office.sign_in("la")
    said = words(above.see(HERE))
    assert "Trường Suối Ngần" in said and "Xác nhận đã nhận" not in said, "the desk reads, and does not confirm"
    with office.app.read() as session:
        (one, *_) = sending.sent_to(session, "commune")
        kept = {each.ending: each.body for each in sending.files(session, one.closed_id)}
        other = max(each.closed_id for each in sending.sent_to(session, "commune")) + 1
    assert above.see(f"{HERE}/{one.closed_id}.pdf").content == kept["pdf"]
    above.see(f"{HERE}/{other}.pdf", status=404)
    above.see(f"{HERE}/{one.closed_id}.exe", status=404)
    with office.app.transaction() as session:
        session.run("UPDATE report_sending SET to_unit = 'nowhere'")
    above.see(f"{HERE}/{one.closed_id}.pdf", status=404)
    mine = office.sign_in("quan")
    assert mine.see(f"{HERE}/{one.closed_id}.docx").content == kept["docx"]


def test_the_clerk_above_confirms_with_one_button_and_the_sender_sees_when_and_by_whom(office: WebOffice):
    closed(office)
    with office.app.transaction() as session:
        post = Position(person="la", role=Role.CLERK, unit="commune", valid_from=date(2020, 1, 1))
        people.put_position(session, post, by="admin", at=hanoi("2026-06-01 08:00"))
        (one, *_) = sending.sent_to(session, "commune")
    clerk = office.sign_in("la")
    assert "Xác nhận đã nhận" in words(clerk.see(HERE))
    clerk.send(f"{HERE}/nhan", {"ma": one.key}, page=HERE)
    assert clerk.send(f"{HERE}/nhan", {"ma": "report:x"}, page=HERE).status_code == 404
    said = words(office.sign_in("quan").see(HERE))
    assert "Đã nhận" in said and "· Quàng Thị La" in said
