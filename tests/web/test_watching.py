"""The supervisor's day: every figure opens its list, what is late has a reason, and a unit is reminded in writing."""

import io
import re
from datetime import date, timedelta
from hashlib import sha256

import pytest
from docx import Document

from tests.builders import hanoi
from tests.web.office import Browser, WebOffice, words
from tthc_engine.domain import commands as c
from tthc_engine.domain.procedure import Role
from tthc_engine.store import dossiers, people
from tthc_engine.store.people import Person, Position
from tthc_engine.web.pages.board import LOADS_SHOWN

DUE = "2026-06-08 17:00"


@pytest.fixture
def late(office: WebOffice) -> str:
    """One dossier a day late at the handler's step, one due later; the code of the late one."""
    office.do(
        c.Assign(dossier=(late := office.accepted("2026-06-01 08:20")).dossier_id, by=office.actor("minh"), to="hung"),
        "2026-06-01 08:40",
    )
    office.accepted("2026-06-04 08:20", owner="Tẩn Gia Hân", number="099316004127")
    office.do(c.CheckClock(dossier=late.dossier_id, by=office.actor("quan")), "2026-06-08 17:30")
    office.clock_shows("2026-06-09 17:30")
    return late.dossier.reference


def total(browser: Browser, address: str) -> int:
    found = re.search(r"(\d+) hồ sơ", words(browser.see(address)))
    return int(found[1]) if found else 0


def test_every_figure_of_the_board_opens_as_many_dossiers_as_it_says(office: WebOffice, late: str):
    supervisor = office.sign_in("quan")
    page = supervisor.see("/giam-sat").text
    figures = re.findall(r'<dd[^>]*><a href="([^"]+)">(\d+)<', page)
    figures += re.findall(r'class="two n"><a href="([^"]+)">(\d+)<', page)
    figures += re.findall(
        r'<a href="(/giam-sat/danh-sach\?xem=khoi-luong[^"]*)">[^<]*</a></th><td class="num">(\d+)', page
    )
    assert {what.partition("xem=")[2].partition("&")[0] for what, _ in figures} >= {
        "dang-giai-quyet", "qua-han", "no-xin-loi", "no-giai-trinh", "chua-phan-cong", "khoi-luong", "den-han-ngay"
    }  # fmt: skip
    for address, number in figures:
        assert total(supervisor, address.replace("&amp;", "&")) == int(number), address


def test_who_holds_the_least_of_a_large_office_is_shown_on_demand(office: WebOffice):
    others = [f"can-bo-{number:02d}" for number in range(LOADS_SHOWN + 2)]
    with office.app.transaction() as session:
        for key in others:
            people.put_person(session, Person(id=key, name=f"Cán bộ {key[-2:]}"))
            post = Position(person=key, role=Role.HANDLER, unit=office.actor("hung").unit, valid_from=date(2026, 1, 1))
            people.put_position(session, post, by="admin", at=hanoi("2026-01-05 08:00"))
    for number, key in enumerate(others):
        held = office.accepted(f"2026-06-01 08:{number:02d}", number=f"0993160041{number:02d}")
        office.do(c.Assign(dossier=held.dossier_id, by=office.actor("minh"), to=key), "2026-06-01 09:00")
    office.clock_shows("2026-06-02 09:00")
    supervisor = office.sign_in("quan")
    first, everybody = supervisor.see("/giam-sat"), supervisor.see("/giam-sat?khoi_luong=het")
    assert sum(f"nguoi={key}" in first.text for key in others) == LOADS_SHOWN
    assert "Còn 2 dòng nữa" in words(first) and 'href="/giam-sat?khoi_luong=het"' in first.text
    assert all(f"nguoi={key}" in everybody.text for key in others) and "dòng nữa" not in words(everybody)


def test_what_is_late_says_which_step_took_the_time_until_somebody_explains(office: WebOffice, late: str):
    supervisor = office.sign_in("quan")
    assert re.search("Bước “Kiểm tra.*” vượt kế hoạch 3 ngày", words(supervisor.see("/giam-sat")))
    office.sign_in("hung").order(late, "explain", reason_code="R02", reason="Chờ trường cũ xác nhận")
    assert "Cơ quan, đơn vị được lấy ý kiến trả lời chậm" in words(supervisor.see("/giam-sat"))
    sent_back = supervisor.see("/giam-sat").text
    assert f'href="/ho-so/{late}/lenh/return_explanation"' in sent_back
    assert f'href="/ho-so/{late}/lenh/approve_explanation"' in office.sign_in("minh").see("/giam-sat").text


def test_lost_time_is_told_by_step_and_leads_to_its_dossiers(office: WebOffice, late: str):
    office.sign_in("hung").order(late, "complete")
    supervisor = office.sign_in("quan")
    page = supervisor.see("/giam-sat").text
    address = re.search(r'href="(/giam-sat/danh-sach\?xem=mat-thoi-gian[^"]*)"', page)
    assert address is not None
    assert "100 %" in words(supervisor.see("/giam-sat"))
    assert late in supervisor.see(address[1].replace("&amp;", "&")).text


def test_a_unit_is_reminded_in_writing_about_what_was_ticked(office: WebOffice, late: str):
    supervisor = office.sign_in("quan")
    page = supervisor.see("/giam-sat/don-doc")
    assert late in page.text
    form = {"chon": late, "answer_by": "17:00 ngày 11/06/2026", "signer": "huong", "request": "Rà soát lại việc chờ."}
    sent = supervisor.send("/giam-sat/don-doc", form)
    key = sent.headers["location"].partition("moi=")[2]
    assert "1 hồ sơ" in words(supervisor.see("/giam-sat/don-doc"))
    file = supervisor.client.get(f"/giam-sat/don-doc/{key}.docx")
    made = Document(io.BytesIO(file.content))
    cells = [cell.text for table in made.tables for row in table.rows for cell in row.cells]
    said = " ".join([*cells, *(one.text for one in made.paragraphs)])
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in said
    assert "Số: 01/ĐĐ" in said and "01/ĐĐ" in words(supervisor.see("/giam-sat/don-doc"))
    assert supervisor.client.get(f"/giam-sat/don-doc/{key}.docx").content == file.content
    with office.app.read() as session:
        told = session.value("SELECT payload FROM office_event WHERE kind = 'reminder_written'")
    assert sha256(file.content).hexdigest() in told
    again = supervisor.send("/giam-sat/don-doc", form)
    other = supervisor.client.get(f"/giam-sat/don-doc/{again.headers['location'].partition('moi=')[2]}.docx")
    assert "Số: 02/ĐĐ" in " ".join(
        cell.text for row in Document(io.BytesIO(other.content)).tables[0].rows for cell in row.cells
    )
    assert late in cells
    assert "quá 1 ngày" in cells
    assert "Lò Thị Hương" in said
    assert "trước 17:00 ngày 11/06/2026" in said
    assert "Giàng Minh Khang" not in said, "the code finds the applicant"
    assert office.sign_in("hung").client.get("/giam-sat/don-doc").status_code == 403


def test_a_reminder_without_dossiers_is_asked_again_and_keeps_its_words(office: WebOffice, late: str):
    supervisor = office.sign_in("quan")
    answer = supervisor.send("/giam-sat/don-doc", {"don_vi": "school", "answer_by": "thứ Sáu", "request": "Gấp"})
    assert answer.status_code == 422
    assert "Chọn ít nhất một hồ sơ" in words(answer)
    assert "thứ Sáu" in answer.text


def test_late_requests_and_work_recorded_late_have_lists_with_the_reasons(office: WebOffice, late: str):
    supervisor, handler = office.sign_in("quan"), office.sign_in("hung")
    given = handler.order(
        late, "explain", reason_code="R16", reason="Đã trả, quên bấm", result_number="12/QĐ", result_on="05/06/2026"
    )
    assert given.status_code == 303, words(given)
    assert "Đã trả, quên bấm (12/QĐ 2026-06-05)" in words(supervisor.see("/giam-sat/danh-sach?xem=xong-chua-ghi"))
    supervisor.order(late, "override", reason="Phát hiện giấy tờ không hợp lệ khi thẩm định")
    assert handler.order(late, "request_supplement", items="results_summary", reason="Mờ").status_code == 303
    page = supervisor.see("/bo-sung-ngoai-quy-dinh")
    assert "Phát hiện giấy tờ không hợp lệ" in words(page)
    assert f'href="/ho-so/{late}"' in page.text


def test_the_office_sets_its_targets_and_sees_them_missed(office: WebOffice, late: str):
    supervisor = office.sign_in("quan")
    assert "Chưa có số liệu" in words(supervisor.see("/giam-sat"))
    office.sign_in("hung").order(late, "complete")
    office.sign_in("minh").order(late, "approve")
    office.sign_in("minh").order(late, "release_result")
    assert supervisor.send("/giam-sat/chi-tieu", {"in_time": "90", "early": ""}, page="/giam-sat").status_code == 303
    page = words(supervisor.see("/giam-sat"))
    assert "0,0 / ≥ 90 %" in page
    assert "Không đạt" in page
    assert "06/2026 1 0,0 1" in page
    refused = supervisor.send("/giam-sat/chi-tieu", {"in_time": "900"}, page="/giam-sat")
    assert "chưa được lưu" in words(supervisor.see(refused.headers["location"]))


def test_the_week_s_sheet_is_one_page_for_the_briefing(office: WebOffice, late: str):
    page = words(office.sign_in("huong").see("/giam-sat/tuan"))
    assert "tuần 08/06/2026 – 14/06/2026" in page
    assert late in page


def test_the_wall_shows_codes_and_no_names_and_its_old_address_dies(office: WebOffice, late: str):
    supervisor = office.sign_in("quan")
    path = _wall(supervisor)
    shown = office.visitor().see(path)
    assert late in shown.text.replace("<span>", "").replace("</span>", "")
    for name in ("Giàng", "Khang", "Tẩn", "Trần Văn Hùng"):
        assert name not in shown.text
    _wall(supervisor)
    assert office.visitor().client.get(path).status_code == 404
    assert office.visitor().client.get("/bang/school/anything").status_code == 404


def _wall(supervisor: Browser) -> str:
    made = supervisor.send("/giam-sat/man-hinh", {}, page="/giam-sat")
    found = re.search(r'href="http://[^/]+(/bang/[^"]+)"', made.text)
    assert found is not None
    return found[1]


def test_another_office_sees_nothing_of_it(office: WebOffice, late: str):
    with office.app.read() as session:
        line = dossiers.by_reference(session, people.EVERYTHING, late)
    assert line is not None
    assert line.due_at is not None
    assert line.due_at + timedelta(days=1) < office.app.now()
    assert late not in office.sign_in("la").client.get("/giam-sat/danh-sach?xem=qua-han").text
