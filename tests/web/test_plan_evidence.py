"""Tasks outside dossiers: their state, figure and evidence, files too; what an inspection found, and its mending."""

import io
from datetime import timedelta
from random import Random

import pytest
from PIL import Image

from tests.builders import hanoi
from tests.web.office import Browser, WebOffice, words
from tests.web.test_desk_scans import a_pdf, a_pdf_that_runs
from tests.web.test_plan_reminders import at_the_hour, bell
from tests.web.test_plans import NEW, row
from tthc_engine.store import scan_files
from tthc_engine.work.scans import tidy

PLAN = "/ke-hoach/school/truong-tieu-hoc-thanh-cao/2026"
FINDING = {
    "ve": "inspect",
    "viec": "ton_tai",
    "kho_khan": "Chưa niêm yết địa chỉ nhận phản ánh",
    "minh_chung": "Biên bản 03/BB-KT",
    "tai_kiem_ngay": "19/06/2026",
}


@pytest.fixture
def planned(office: WebOffice) -> WebOffice:
    office.clock_shows("2026-06-01 08:00")
    typed = {"mau": "truong-tieu-hoc-thanh-cao", "nam": "2026", "giu": ["training", "inspect", "iso", "monthly_report"]}
    assert office.sign_in("quan").send(NEW, typed, page=f"{NEW}?mau={typed['mau']}").status_code == 303
    return office


def hands_in(browser: Browser, typed: dict[str, str], *contents: bytes) -> int:
    token = browser.client.get(PLAN).text.split('name="form_token" value="')[1].split('"')[0]
    files = [("tep", ("bang-chung.exe", one)) for one in contents]
    return browser.client.post(PLAN, data={"form_token": token, **typed}, files=files).status_code


def test_a_training_has_its_state_its_figure_and_its_evidence(planned: WebOffice):
    head = planned.sign_in("quan")
    typed = {"ve": "training", "tinh_trang": "doing", "so_dat": "12", "tong_so": "15", "minh_chung": "Danh sách lớp"}
    assert head.send(PLAN, typed).status_code == 303
    told = row(head.see(PLAN).text, "training")
    assert "Đang thực hiện" in told and "12/15 Danh sách lớp" in told and "Tập huấn, bồi dưỡng" in told
    assert head.send(PLAN, {**typed, "so_dat": "16"}).status_code == 422


def test_a_file_handed_in_is_opened_under_safe_headers_by_who_sees_the_plan_and_by_nobody_else(planned: WebOffice):
    clerk = planned.sign_in("sen")
    content = a_pdf()
    assert hands_in(clerk, {"ve": "iso", "tinh_trang": "done"}, content) == 303, "a file is evidence enough"
    address = f"{PLAN}/minh-chung/{scan_files.name_of(content)}"
    assert f'href="{address}"' in planned.sign_in("hung").see(PLAN).text
    opened = planned.sign_in("hung").client.get(address)
    assert opened.content == content and opened.headers["content-type"] == "application/pdf"
    assert (
        opened.headers["x-content-type-options"] == "nosniff"
        and "default-src 'none'" in opened.headers["content-security-policy"]
    )
    planned.sign_in("so").see(address, status=404)
    planned.sign_in("sen").see(address.replace("truong-tieu-hoc-thanh-cao", "so-gddt-bac-giang"), status=404)
    planned.sign_in("sen").see(f"{PLAN}/minh-chung/{'a' * 64}", status=404)


def test_photographed_minutes_of_several_megabytes_are_taken(planned: WebOffice):
    photographed = io.BytesIO()
    Image.frombytes("RGB", (1000, 1000), Random(7).randbytes(3_000_000)).save(photographed, "PNG")
    assert len(photographed.getvalue()) > 2_000_000
    assert hands_in(planned.sign_in("sen"), {"ve": "iso", "tinh_trang": "done"}, photographed.getvalue()) == 303


def test_a_file_that_runs_is_refused_and_the_good_one_beside_it_is_not_asked_for_twice(planned: WebOffice):
    clerk = planned.sign_in("sen")
    token = clerk.client.get(PLAN).text.split('name="form_token" value="')[1].split('"')[0]
    typed = {"form_token": token, "ve": "iso", "tinh_trang": "done"}
    files = [("tep", ("mot.pdf", a_pdf())), ("tep", ("hai.pdf", a_pdf_that_runs()))]
    refused = clerk.client.post(PLAN, data=typed, files=files)
    assert refused.status_code == 422 and "Đã nhận 1 tệp" in words(refused)
    kept = refused.text.split('name="tep_giu" value="')[1].split('"')[0]
    assert hands_in(clerk, {"ve": "iso", "tinh_trang": "done", "tep_giu": kept}) == 303
    assert f"{PLAN}/minh-chung/{kept}" in clerk.see(PLAN).text
    assert hands_in(planned.sign_in("quan"), {"ve": "training", "tinh_trang": "done", "tep_giu": kept}) == 422, (
        "a hash alone is nobody's evidence: who brought it hands it in"
    )


def test_evidence_stays_when_loose_scans_are_given_up(planned: WebOffice):
    content = a_pdf()
    assert hands_in(planned.sign_in("sen"), {"ve": "iso", "tinh_trang": "done"}, content) == 303
    tidy(planned.app, hanoi("2026-06-01 08:00") + timedelta(days=90))
    assert planned.sign_in("sen").client.get(f"{PLAN}/minh-chung/{scan_files.name_of(content)}").status_code == 200


def test_a_finding_is_looked_at_again_on_its_day_until_it_is_mended(planned: WebOffice):
    head = planned.sign_in("quan")
    without = {**FINDING, "tai_kiem_ngay": ""}
    refused = head.send(PLAN, without)
    assert refused.status_code == 422 and "Ghi ngày tái kiểm tra" in words(refused)
    assert 'value="Chưa niêm yết địa chỉ nhận phản ánh"' in refused.text
    assert head.send(PLAN, FINDING).status_code == 303
    assert at_the_hour(planned, "2026-06-18 07:30") >= 1
    assert "Tái kiểm tra: Chưa niêm yết địa chỉ nhận phản ánh (19/06/2026)" in bell(planned, "huong")
    planned.clock_shows("2026-06-22 08:00")
    page = planned.sign_in("quan").see(PLAN)
    number = page.text.split('name="ton_tai" value="')[1].split('"')[0]
    assert "19/06/2026 Quá thời gian" in words(page)
    again = {"ve": "inspect", "viec": "tai_kiem_tra", "ton_tai": number, "minh_chung": "Biên bản 04/BB-KT"}
    head = planned.sign_in("quan")
    assert head.send(PLAN, {**again, "ket_qua": "not_fixed"}).status_code == 422, "not mended needs a further day"
    assert head.send(PLAN, {**again, "ket_qua": "not_fixed", "tai_kiem_ngay": "30/06/2026"}).status_code == 303
    assert "30/06/2026" in words(head.see(PLAN)) and "Chưa khắc phục" in words(head.see(PLAN))
    assert head.send(PLAN, {**again, "ket_qua": "fixed"}).status_code == 303
    assert "Đã khắc phục" in words(head.see(PLAN)) and "Tái kiểm tra:" not in bell(planned, "huong")


@pytest.mark.parametrize(
    "typed",
    [{**FINDING, "ve": "training"}, {"ve": "inspect", "viec": "tai_kiem_tra", "ton_tai": "999", "ket_qua": "fixed"}],
)
def test_a_finding_belongs_to_an_inspection_and_a_mending_to_a_finding(planned: WebOffice, typed: dict[str, str]):
    assert planned.sign_in("quan").send(PLAN, typed).status_code == 422
