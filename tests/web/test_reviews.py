"""The year's review: the most frequent first, a shorter limit tried on past dossiers, its cost, its overlay."""

import io
import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
import yaml
from docx import Document

from tests.databases import environment
from tests.web.office import Browser, WebOffice, words
from tests.web.test_plans import NEW, finish, row
from tthc_engine.catalogue.overlays import load_overlay, longer
from tthc_engine.catalogue.review import Share
from tthc_engine.reports.review.choosing import wanted
from tthc_engine.store import offices

SLUG = "school_transfer"
PAGE = f"/ra-soat/2027/{SLUG}"
COST = {
    "truoc_gio_prepare": "2",
    "truoc_dv_prepare": "20000",
    "truoc_gio_submit": "1,5",
    "sau_gio_prepare": "1",
    "sau_dv_prepare": "5000",
    "sau_gio_submit": "0,5",
    "thu_nhap": "50000",
    "so_lan": "1",
    "doi_tuong": "100",
    "truoc_phi": "0",
    "sau_phi": "0",
}
TYPED = {"muc_0_0_0": "3", "muc_1_0_0": "5", "ly_do": "Dữ liệu học bạ đã có sẵn", "trang_thai": "registered", **COST}
DECIDED = {**TYPED, "trang_thai": "adopted", "quyet_dinh": "QĐ 88/QĐ-UBND ngày 20/12/2026", "ap_dung": "01/02/2027"}


@pytest.fixture
def year(office: WebOffice) -> WebOffice:
    """Four dossiers of 2026: received on a Monday, settled on the 2nd, 3rd, 4th working day after it, and late."""
    for number, released in enumerate(("2026-06-03", "2026-06-04", "2026-06-05", "2026-06-10")):
        finish(office, f"2026-06-01 {9 + number:02d}:00", f"{released} 10:00", f"09931600123{number}")
    office.clock_shows("2027-01-05 08:00")
    return office


def kept(browser: Browser, typed: dict[str, str]) -> int:
    return browser.send(PAGE, typed).status_code


def tthc(office: WebOffice, *arguments: str) -> str:
    """`tthc review` in a process of its own, on the same office; what it printed."""
    around = {**os.environ, **environment(office.app.settings.data_dir), "TTHC_DEMO": "1", "PYTHONUTF8": "1"}
    asked = [sys.executable, "-m", "tthc_engine.cli.main", "review", *arguments]
    done = subprocess.run(asked, env=around, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_as_many_as_the_plan_asks_for_and_the_most_frequent_first(year: WebOffice):
    page = words(year.sign_in("quan").see("/ra-soat?nam=2027"))
    assert "35-45 %" in page and page.index("Chuyển trường") > 0 and "nên đăng ký" in page
    assert wanted(100, Share(low=35, high=45)) == (35, 45) and wanted(9, Share(low=35, high=45)) == (4, 4)
    assert wanted(1, Share(low=35, high=45)) == (1, 1), "no whole number lies inside: the first that reaches it"


def test_the_new_limit_is_tried_on_every_dossier_of_the_year_by_the_clock(year: WebOffice):
    head = year.sign_in("quan")
    assert kept(head, TYPED) == 303
    page = words(head.see(PAGE))
    # Three working days end on Thursday the 4th at 17:00: the 5th and the 10th would have been late, the 10th was.
    assert (
        "2 trong 4 hồ sơ đã có kết quả (từ 06/01/2026 đến 05/01/2027) sẽ quá hạn (theo thời hạn hiện hành: 1)" in page
    )
    assert kept(head, {**TYPED, "muc_0_0_0": "4"}) == 303
    assert "1 trong 4 hồ sơ" in words(head.see(PAGE))


def test_the_cost_is_hours_and_services_and_fees_times_a_year(year: WebOffice):
    head = year.sign_in("quan")
    kept(head, TYPED)
    page = words(head.see(PAGE))
    # Before: (2 + 1,5) x 50.000 + 20.000 = 195.000; after: (1 + 0,5) x 50.000 + 5.000 = 80.000; a hundred a year.
    assert "19.500.000 đồng" in page and "8.000.000 đồng" in page and "11.500.000 đồng" in page
    assert "Cắt giảm chi phí 59 %" in page, "115.000 of 195.000"
    assert "Cắt giảm thời gian 37,5 %" in page, "of 40 % and 37,5 % the lesser"


def test_the_proposal_is_a_word_file_that_shows_how_each_figure_is_made(year: WebOffice):
    head = year.sign_in("quan")
    kept(head, TYPED)
    made = Document(io.BytesIO(head.client.get("/ra-soat/2027/tep.docx").content))
    said = "\n".join(one.text for one in made.paragraphs)
    assert "Lợi ích phương án đơn giản hóa" in said and "Dữ liệu học bạ đã có sẵn" in said
    assert "x 1 lần x 100 đối tượng" in said and "Thông tư 02/2017/TT-VPCP" in said
    cells = [cell.text for table in made.tables for line in table.rows for cell in line.cells]
    assert "2/4 (hiện hành: 1)" in cells
    assert head.client.get("/ra-soat/2027/tep.xlsx").status_code == 200


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("muc_0_0_0", "6", "không quá 5"),
        ("muc_0_0_0", "0", "lớn hơn 0"),
        ("truoc_gio_prepare", "-1", "không được âm"),
        ("doi_tuong", "nhiều", "không phải là số"),
        ("trang_thai", "adopted", "Nêu số, ngày quyết định"),
    ],
)
def test_what_cannot_be_is_refused_and_what_was_typed_stays(year: WebOffice, name: str, text: str, said: str):
    refused = year.sign_in("quan").send(PAGE, {**TYPED, name: text})
    assert refused.status_code == 422 and said in words(refused)
    assert 'value="Dữ liệu học bạ đã có sẵn"' in refused.text


def test_only_heads_and_supervisors_change_a_review_that_everybody_reads(year: WebOffice):
    assert year.sign_in("hung").send(PAGE, TYPED).status_code == 403
    year.sign_in("hung").see(PAGE)
    year.sign_in("quan").see("/ra-soat/2027/no_such", status=404)


def test_an_adopted_cut_is_an_overlay_without_typing_it_again(year: WebOffice, tmp_path: Path):
    head = year.sign_in("quan")
    kept(head, TYPED)
    head.see(f"{PAGE}/quyet-dinh.yaml", status=409)
    kept(head, DECIDED)
    assert "Cơ quan chưa ghi tỉnh" in words(head.see(PAGE))
    with year.app.transaction() as session:
        office = offices.office(session, "school")
        assert office is not None
        facts = office.facts.model_copy(update={"province": "tinh_gia_dinh"})
        at = year.app.now()
        offices.put_office(session, "school", facts, calendar=office.calendar, by="long", at=at)
    text = head.client.get(f"{PAGE}/quyet-dinh.yaml").text
    path = tmp_path / "2027-02-01.yaml"
    path.write_text(text, encoding="utf-8")
    overlay = load_overlay(path)
    assert overlay is not None and overlay.decision == "QĐ 88/QĐ-UBND ngày 20/12/2026"
    law = year.app.catalogue.in_force(SLUG, date(2027, 1, 5))
    assert list(longer(overlay, law)) == []
    tthc(year, "overlay", str(tmp_path), "--unit", "school", "--year", "2027")
    written = tmp_path / "tinh_gia_dinh" / SLUG / "2027-02-01.yaml"
    assert yaml.safe_load(written.read_text("utf-8"))["limits"] == yaml.safe_load(text)["limits"]


def test_the_command_counts_what_the_page_counts(year: WebOffice):
    kept(year.sign_in("quan"), TYPED)
    asked = ["--unit", "school", "--year", "2027", "--json"]
    told = json.loads(tthc(year, "effect", *asked))
    assert told == {"2.002854": {"settled": 4, "late_now": 1, "late_then": 2}}
    listed = json.loads(tthc(year, "list", *asked))
    assert listed[0]["code"] == "2.002854" and listed[0]["received"] == 4 and listed[0]["wanted"]


def test_the_plan_s_shares_count_by_themselves(year: WebOffice):
    head = year.sign_in("quan")
    kept_targets = ["cut_share", "cut_time"]
    plan = "/ke-hoach/school/phong-gddt-lao-cai/2027"
    head.send(
        NEW, {"mau": "phong-gddt-lao-cai", "nam": "2027", "giu": kept_targets}, page=f"{NEW}?mau=phong-gddt-lao-cai"
    )
    page = head.see(plan).text
    assert "Chưa có số liệu" in row(page, "cut_time"), "nothing was cut: no mean of nothing"
    assert " 0 % (0/" in row(page, "cut_share") and "Có nguy cơ" in row(page, "cut_share")
    kept(head, DECIDED)
    page = head.see(plan).text
    assert "37,5 %" in row(page, "cut_time") and "(1/" in row(page, "cut_share")
