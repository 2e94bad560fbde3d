"""Two people at one dossier: they see each other, the second to act loses nothing, and notes stay in the house."""

from tests.builders import hanoi
from tests.web.office import Browser, WebOffice, hidden_fields, words
from tthc_engine.store import notes, purging
from tthc_engine.web.forms.typed import TOKEN


def here(browser: Browser, ref: str, **more: str) -> dict[str, object]:
    token = hidden_fields(browser.client.get("/tai-khoan").text, "")[TOKEN]
    answer = browser.client.post(f"/ho-so/{ref}/dang-mo", data={TOKEN: token, **more})
    return answer.json() if answer.content else {}


def test_whoever_opens_a_dossier_sees_who_has_it_open(office: WebOffice):
    ref = office.accepted("2026-06-01 08:20").dossier.reference
    first, second = office.sign_in("hung"), office.sign_in("anh")
    assert "đang mở hồ sơ này" not in words(first.see(f"/ho-so/{ref}"))
    assert "Trần Văn Hùng đang mở hồ sơ này" in words(second.see(f"/ho-so/{ref}"))
    assert here(first, ref)["here"] == ["Vũ Ngọc Anh đang mở hồ sơ này"]
    here(second, ref, roi="1")
    assert here(first, ref)["here"] == [], "who left is gone at once"


def test_after_minutes_without_a_sign_nobody_is_said_to_be_there(office: WebOffice):
    ref = office.accepted("2026-06-01 08:20").dossier.reference
    office.sign_in("anh").see(f"/ho-so/{ref}")
    office.clock_shows("2026-06-01 09:04")
    assert "đang mở hồ sơ này" not in words(office.sign_in("hung").see(f"/ho-so/{ref}"))
    with office.app.read() as session:
        assert session.value("SELECT count(*) FROM presence") == 1, "older signs are deleted, not kept"


def test_an_open_page_learns_that_the_dossier_changed(office: WebOffice):
    handled = office.accepted("2026-06-01 08:20")
    ref, seen = handled.dossier.reference, str(handled.dossier.version)
    handler = office.sign_in("hung")
    assert here(handler, ref, version=seen)["changed"] == ""
    office.sign_in("anh").order(ref, "complete")
    assert "vừa có thay đổi" in str(here(handler, ref, version=seen)["changed"])


def test_a_lost_race_tells_who_when_and_what_and_keeps_what_was_typed(office: WebOffice):
    ref = office.accepted("2026-06-01 08:20").dossier.reference
    slow, quick = office.sign_in("minh"), office.sign_in("quan")
    path = f"/ho-so/{ref}/lenh/reassign"
    office.sign_in("minh").order(ref, "assign", to="hung")
    hidden = hidden_fields(slow.see(path).text, path)
    office.clock_shows("2026-06-01 09:12")
    quick.order(ref, "reassign", to="anh", reason="Anh Hùng đi tập huấn")
    lost = slow.client.post(path, data={**hidden, "to": "anh", "reason": "Chia lại việc trong tổ"})
    assert lost.status_code == 409
    said = words(lost)
    assert "Lúc 09:12, Đỗ Hồng Quân đã thao tác trên hồ sơ này" in said
    assert "Anh Hùng đi tập huấn" in said, "what changed since the page was opened"
    assert "Chia lại việc trong tổ" in lost.text
    again = hidden_fields(lost.text, path)
    assert slow.client.post(path, data={**again, "to": "hung", "reason": "Chia lại việc trong tổ"}).status_code == 303


def test_a_note_is_for_colleagues_and_its_writer_alone_takes_it_back(office: WebOffice):
    ref = office.accepted("2026-06-01 08:20").dossier.reference
    handler, other = office.sign_in("hung"), office.sign_in("anh")
    path = f"/ho-so/{ref}/ghi-chu"
    written = handler.send(path, {"note": "Đã gọi phụ huynh, hẹn chiều mai"}, page=f"/ho-so/{ref}")
    assert written.status_code == 303
    page = other.see(f"/ho-so/{ref}")
    assert "Đã gọi phụ huynh, hẹn chiều mai" in words(page)
    assert 'name="bo"' not in page.text, "a colleague's note is not mine to remove"
    assert "Đã gọi phụ huynh" not in office.sign_in("so").client.get(f"/ho-so/{ref}").text, "another office"
    mine = handler.see(f"/ho-so/{ref}").text
    note = mine.split('name="bo" value="')[1].split('"')[0]
    handler.send(path, {"bo": note, "note": ""}, page=f"/ho-so/{ref}")
    assert "Đã gọi phụ huynh" not in other.see(f"/ho-so/{ref}").text


def test_the_applicant_never_reads_a_note_and_a_purge_removes_it(office: WebOffice):
    handled = office.accepted("2026-06-01 08:20")
    ref = handled.dossier.reference
    office.sign_in("hung").send(
        f"/ho-so/{ref}/ghi-chu", {"note": "Nghi học bạ bị sửa, cần hỏi trường cũ"}, page=f"/ho-so/{ref}"
    )
    assert handled.dossier.personal is not None
    citizen = office.visitor()
    citizen.send("/tra-cuu", {"ma": ref, "bi_mat": handled.dossier.personal.secret}, page="/tra-cuu")
    found = citizen.client.get("/tra-cuu/ket-qua")
    assert found.status_code == 200
    assert "Nghi học bạ" not in found.text
    with office.app.transaction() as session:
        purging.purge(session, handled.dossier_id, by="long", at=hanoi("2026-06-02 08:00"))
        assert notes.of_dossier(session, handled.dossier_id) == []
