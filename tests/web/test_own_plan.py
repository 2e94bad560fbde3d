"""A unit writes its own plan: its head, its own people, what it keeps, what it adds; and changes it again."""

import re

import pytest

from tests.web.office import WebOffice, words
from tests.web.test_plan_reminders import at_the_hour, bell
from tests.web.test_plans import NEW, row

SLUG = "truong-tieu-hoc-thanh-cao"
PAGE = f"{NEW}?mau={SLUG}&nam=2026"
PLAN = f"/ke-hoach/school/{SLUG}/2026"
TYPED = {
    "mau": SLUG,
    "nam": "2026",
    "ten": "Kế hoạch cải cách hành chính Trường Suối Ngần",
    "so_ke_hoach": "12/KH-SN",
    "ngay_ban_hanh": "05/01/2026",
    "can_cu": "Kế hoạch của UBND xã Nậm Sen",
    "giu": ["early", "training", "report_q2", "send_plan"],
    "muc_early": "40",
    "ai_head_clerk_vai": "clerk",
    "ai_head_clerk_nguoi": "anh",
    "ai_head_clerk_nay": "Giáo viên kiêm nhiệm",
    "nv1_noi_dung": "Thi tìm hiểu cải cách hành chính",
    "nv1_loai": "communication",
    "nv1_san_pham": "Kế hoạch; Ảnh",
    "nv1_phoi_hop": "Công đoàn",
    "nv1_tu": "01/05/2026",
    "nv1_den": "29/05/2026",
    "chu_nv1": "moi",
    "ai_moi_ten": "Tổ văn phòng",
    "ai_moi_vai": "handler",
    "ai_moi_nguoi": "hung",
    "cd1_noi_dung": "Báo cáo UBND xã",
    "cd1_chu_ky": "quarterly",
    "chu_cd1": "head_clerk",
    "ct1_chi_so": "on_time_rate",
    "ct1_op": ">=",
    "ct1_muc": "97",
    "chu_ct1": "head",
}


@pytest.fixture
def written(office: WebOffice) -> WebOffice:
    office.clock_shows("2026-05-04 08:00")
    answer = office.sign_in("quan").send(NEW, TYPED, page=PAGE)
    assert (answer.status_code, answer.headers["location"]) == (303, PLAN)
    return office


def test_the_plan_has_its_own_head_lines_and_people(written: WebOffice):
    page = written.sign_in("quan").see(PLAN)
    assert "Kế hoạch cải cách hành chính Trường Suối Ngần" in words(page) and "12/KH-SN" in words(page)
    assert "từ 40 % trở lên" in row(page.text, "early") and "từ 97 % trở lên" in row(page.text, "own_target_1")
    task = row(page.text, "own_task_1")
    assert "Thi tìm hiểu" in task and "Kế hoạch; Ảnh" in task and "Tổ văn phòng" in task and "Công đoàn" in task
    assert "Giáo viên kiêm nhiệm Văn thư Vũ Ngọc Anh" in words(page), "whom the unit named, beside the role of 2024"
    duty = re.search(r'<tr id="own_duty_1">(.*?)</tr>', page.text, re.S)
    assert duty and "Báo cáo UBND xã" in duty[1]
    assert all(day in duty[1] for day in ("31/03/2026", "30/06/2026", "30/09/2026", "31/12/2026")), "four quarters"


def test_the_person_that_was_named_is_the_one_who_is_reminded(written: WebOffice):
    assert at_the_hour(written, "2026-05-29 08:00") == 2
    assert "Thi tìm hiểu cải cách hành chính" in bell(written, "hung")
    assert "Báo cáo cải cách hành chính quý II" in bell(written, "anh")
    assert "quý II" not in bell(written, "sen"), "the clerk's role was given to somebody else by name"


def test_changed_again_it_begins_with_what_the_unit_wrote_and_offers_what_it_left_out(written: WebOffice):
    head = written.sign_in("quan")
    page = head.see(PAGE).text
    assert 'value="Giáo viên kiêm nhiệm"' in page and 'value="12/KH-SN"' in page
    kept = [key for key in ("early", "own_task_1", "iso") if f'value="{key}" checked' in page]
    assert kept == ["early", "own_task_1"] and 'value="iso"' in page
    head.send(
        NEW,
        {"mau": SLUG, "nam": "2026", "giu": ["early", "own_task_1", "iso"], "han_own_task_1": "30/06/2026"},
        page=PAGE,
    )
    page = head.see(PLAN)
    assert "Bản thứ 2" in words(page) and "30/06/2026" in row(page.text, "own_task_1")
    assert 'id="iso"' in page.text and 'id="own_duty_1"' not in page.text and "Vũ Ngọc Anh" in words(page)


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("ai_head_vai", "king", "king"),
        ("ai_head_nguoi", "la", "la"),
        ("nv1_den", "01/03/2026", "trong năm 2026"),
        ("chu_nv1", "nobody", "nobody"),
        ("ct1_muc", "nhiều", "không phải là số"),
        ("ngay_ban_hanh", "hôm qua", "hôm qua"),
    ],
)
def test_what_cannot_be_is_refused_and_what_was_typed_stays(office: WebOffice, name: str, text: str, said: str):
    office.clock_shows("2026-05-04 08:00")
    refused = office.sign_in("quan").send(NEW, {**TYPED, name: text}, page=PAGE)
    assert refused.status_code == 422 and said in words(refused)
    assert 'value="Thi tìm hiểu cải cách hành chính"' in refused.text


def test_what_became_of_the_bodies_of_2024_is_shown_beside_the_plan(written: WebOffice):
    page = words(written.sign_in("quan").see(PLAN))
    assert "Phòng Giáo dục và Đào tạo cấp huyện" in page and "không tổ chức cấp huyện" in page
