"""A unit adopts a plan, is measured by its own dossiers, and enters what lies outside them."""

import io
import re

import pytest
from docx import Document

from tests.web.office import WebOffice, words
from tests.web.test_feedback import does, page_of, sent
from tests.web.test_publicity import TYPED as POSTING
from tests.web.test_survey import ALL_WELL, SLOW, address, handed_over
from tthc_engine.domain import commands as c
from tthc_engine.web.access import LANGUAGE_COOKIE

NEW = "/ke-hoach/moi"
PLAN = "/ke-hoach/school/so-gddt-bac-giang/2026"


@pytest.fixture
def planned(office: WebOffice) -> WebOffice:
    """The supervisor adopts five targets, one task and a monthly duty for 2026."""
    office.clock_shows("2026-06-30 16:00")
    typed = {
        "mau": "so-gddt-bac-giang",
        "nam": "2026",
        "giu": ["on_time", "apologised", "explained", "satisfied", "remote", "video", "monthly_report"],
        "muc_on_time": "95",
    }
    answer = office.sign_in("quan").send(NEW, typed, page=f"{NEW}?mau=so-gddt-bac-giang")
    assert (answer.status_code, answer.headers["location"]) == (303, PLAN)
    return office


def row(page: str, key: str) -> str:
    found = re.search(rf'<tr id="{key}">(.*?)</tr>', page, re.S)
    assert found, f"no row {key}"
    text = re.sub(r"<details.*?</details>", " ", found[1], flags=re.S)
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


def finish(office: WebOffice, received: str, released: str, number: str) -> str:
    dossier = office.accepted(received, number=number).dossier_id
    office.do(c.CheckClock(dossier=dossier, by=office.actor("quan")), released)
    for person, command in (("hung", c.Complete), ("minh", c.Approve), ("minh", c.ReleaseResult)):
        office.do(command(dossier=dossier, by=office.actor(person)), released)
    return dossier


def test_with_no_dossier_nothing_is_met(planned: WebOffice):
    page = planned.sign_in("quan").see(PLAN).text
    for key in ("on_time", "apologised", "satisfied"):
        assert "Chưa có số liệu" in row(page, key) and "—" in row(page, key)


def test_the_board_measures_itself_by_the_plan_until_the_office_sets_targets_of_its_own(planned: WebOffice):
    finish(planned, "2026-06-01 09:00", "2026-06-03 09:00", "099316001234")
    finish(planned, "2026-06-01 10:00", "2026-06-10 09:00", "099316001235")
    supervisor = planned.sign_in("quan")
    assert "50,0 / > 95 % Không đạt" in words(supervisor.see("/giam-sat"))
    supervisor.client.cookies.set(LANGUAGE_COOKIE, "en")
    assert "50.0 / > 95%" in words(supervisor.see("/giam-sat"))
    supervisor.client.cookies.set(LANGUAGE_COOKIE, "vi")
    supervisor.send("/giam-sat/chi-tieu", {"in_time": "40", "early": ""}, page="/giam-sat")
    assert "50,0 / ≥ 40 % Đạt" in words(supervisor.see("/giam-sat"))


def test_targets_follow_the_dossiers_as_they_are_settled(planned: WebOffice):
    finish(planned, "2026-06-01 09:00", "2026-06-03 09:00", "099316001234")
    late = finish(planned, "2026-06-01 10:00", "2026-06-10 09:00", "099316001235")
    page = planned.sign_in("quan").see(PLAN).text
    assert "50 % (1/2)" in row(page, "on_time") and "Có nguy cơ không đạt" in row(page, "on_time")
    assert "0 % (0/1)" in row(page, "apologised")
    assert "0 % (0/2)" in row(page, "remote"), "nobody came online"
    planned.do(c.IssueApology(dossier=late, by=planned.actor("minh"), reason="Phải xác minh"), "2026-06-10 10:00")
    assert "100 % (1/1)" in row(planned.sign_in("quan").see(PLAN).text, "apologised")
    planned.clock_shows("2027-01-04 08:00")
    assert "Không đạt" in row(planned.sign_in("quan").see(PLAN).text, "on_time")


def test_a_figure_from_outside_needs_its_source_and_what_was_typed_stays(planned: WebOffice):
    clerk = planned.sign_in("sen")
    refused = clerk.send(PLAN, {"ve": "satisfied", "so_dat": "45", "tong_so": "50"})
    assert refused.status_code == 422 and "Nêu nguồn số liệu" in words(refused) and 'value="45"' in refused.text
    typed = {"ve": "satisfied", "so_dat": "45", "tong_so": "50", "minh_chung": "Phiếu khảo sát tháng 6"}
    assert clerk.send(PLAN, typed).status_code == 303
    told = row(clerk.see(PLAN).text, "satisfied")
    assert "90 % (45/50)" in told and "Đạt" in told and "Vàng Thị Sen nhập" in told
    assert clerk.send(PLAN, {**typed, "tong_so": "0"}).status_code == 422


def test_a_task_is_done_with_its_product_and_a_duty_with_its_proof(planned: WebOffice):
    head = planned.sign_in("quan")
    assert head.send(PLAN, {"ve": "video", "tinh_trang": "done"}).status_code == 422
    done = {"ve": "video", "tinh_trang": "done", "minh_chung": "https://truong.example.org/video"}
    assert head.send(PLAN, done).status_code == 303
    page = head.see(PLAN).text
    assert "Đã hoàn thành" in row(page, "video") and "truong.example.org" in row(page, "video")
    assert "31/01/2026 Trước ngày lập kế hoạch" in words(head.see(PLAN)), "January was over when the plan was adopted"
    assert head.send(PLAN, {"ve": "monthly_report", "ngay": "2026-01-31", "minh_chung": "12/BC"}).status_code == 303
    assert "12/BC" in words(head.see(PLAN)), "what was of before may still be entered"
    assert head.send(PLAN, {"ve": "monthly_report", "ngay": "2026-01-30", "minh_chung": "12/BC"}).status_code == 422


def test_a_monthly_duty_stands_once_with_what_is_late_and_what_comes_next_above_everything(planned: WebOffice):
    planned.clock_shows("2026-09-02 08:00")
    head = planned.sign_in("quan")
    told = words(head.see(PLAN))
    ahead = told.split("Việc trước mắt")[1].split("Tỷ lệ trên không hồ sơ nào")[0]
    assert ahead.index("31/07/2026 Quá thời gian") < ahead.index("31/08/2026 Quá thời gian")
    assert "30/09/2026 Chưa đến thời gian" in ahead and "31/12/2026" not in ahead, "and not the whole year"
    below = told.split("Chế độ báo cáo, công khai")[1]
    assert below.count("Báo cáo kết quả, khó khăn, vướng mắc về Văn phòng Sở") == 4, (
        "June to August are late, then comes September"
    )
    for month in ("2026-06-30", "2026-07-31", "2026-08-31"):
        assert (
            head.send(PLAN, {"ve": "monthly_report", "ngay": month, "minh_chung": f"{month[5:7]}/BC"}).status_code
            == 303
        )
    told = words(head.see(PLAN))
    assert told.split("Chế độ báo cáo, công khai")[1].count("Báo cáo kết quả, khó khăn, vướng mắc") == 1
    assert "Các kỳ khác (11, đã thực hiện 3)" in told
    year = head.client.get(f"{PLAN}/bao-cao.csv?ky=2026").text
    assert "Đã thực hiện 3/12 kỳ; trước ngày lập kế hoạch: 5 kỳ; chưa đến thời gian: 4 kỳ" in year
    assert "06/BC; 07/BC; 08/BC" in year and "12 kỳ, hằng tháng" in year
    planned.clock_shows("2026-10-01 08:00")
    assert "quá thời gian: 30/09/2026" in planned.sign_in("quan").client.get(f"{PLAN}/bao-cao.csv?ky=2026").text


def test_the_report_of_the_plan_is_a_word_file_with_difficulties(planned: WebOffice):
    clerk = planned.sign_in("sen")
    clerk.send(
        PLAN,
        {
            "ve": "satisfied",
            "so_dat": "40",
            "tong_so": "50",
            "minh_chung": "Khảo sát",
            "kho_khan": "Ít người trả lời",
        },
    )
    file = clerk.client.get(f"{PLAN}/bao-cao.docx")
    told = "\n".join(
        cell.text for table in Document(io.BytesIO(file.content)).tables for r in table.rows for cell in r.cells
    )
    assert (
        "Ít người trả lời" in told and "80 % (40/50)" in told and "trên 90 %" not in told and "từ 90 % trở lên" in told
    )
    before = clerk.client.get(f"{PLAN}/bao-cao.csv?den=2026-06-29").text
    assert "80 %" not in before, "a report of yesterday knows nothing of today"
    assert clerk.client.get(f"{PLAN}/bao-cao.docx?den=2030-01-01").status_code == 422


def test_another_unit_s_plan_is_not_there_and_who_may_not_set_one_does_not(planned: WebOffice):
    planned.sign_in("so").see(PLAN, status=404)
    planned.sign_in("hung").see(NEW, status=403)
    assert "Kế hoạch" in words(planned.sign_in("hung").see("/ke-hoach"))


def test_adopted_again_it_is_a_further_version_and_figures_stay(planned: WebOffice):
    head = planned.sign_in("quan")
    head.send(PLAN, {"ve": "satisfied", "so_dat": "45", "tong_so": "50", "minh_chung": "Phiếu"})
    typed = {"mau": "so-gddt-bac-giang", "nam": "2026", "giu": ["satisfied"], "muc_satisfied": "92,5"}
    head.send(NEW, typed, page=f"{NEW}?mau=so-gddt-bac-giang")
    page = head.see(PLAN).text
    assert "Bản thứ 2" in page and "từ 92,5 % trở lên" in row(page, "satisfied")
    assert "90 % (45/50)" in row(page, "satisfied") and 'id="on_time"' not in page


@pytest.mark.parametrize(("name", "text"), [("nam", "20"), ("muc_satisfied", "chín mươi"), ("muc_satisfied", "120")])
def test_a_plan_that_cannot_be_is_refused_with_what_was_typed(office: WebOffice, name: str, text: str):
    office.clock_shows("2026-06-30 16:00")
    typed = {"mau": "so-gddt-bac-giang", "nam": "2026", "giu": ["satisfied"], name: text}
    refused = office.sign_in("quan").send(NEW, typed, page=f"{NEW}?mau=so-gddt-bac-giang")
    assert refused.status_code == 422 and f'value="{text}"' in refused.text


def test_the_adopted_plan_is_called_by_its_own_year_and_a_duty_keeps_what_was_typed(planned: WebOffice):
    head = planned.sign_in("quan")
    assert "năm 2026" in words(head.see("/ke-hoach")) and "2024" not in words(head.see("/ke-hoach"))
    typed = {"ve": "monthly_report", "ngay": "2026-02-28", "kho_khan": "Chờ số liệu của trường"}
    refused = head.send(PLAN, typed)
    assert refused.status_code == 422 and refused.text.count('value="Chờ số liệu của trường"') == 1


def test_what_parents_said_what_they_reported_and_what_hangs_on_the_board_count_by_themselves(office: WebOffice):
    office.clock_shows("2026-06-01 09:00")
    head = office.sign_in("quan")
    for slug, kept in (
        ("phong-gddt-lao-cai", ["satisfied", "public_onestop", "feedback"]),
        ("truong-tieu-hoc-thanh-cao", ["feedback"]),
    ):
        head.send(NEW, {"mau": slug, "nam": "2026", "giu": kept}, page=f"{NEW}?mau={slug}")
    lao_cai, thanh_cao = (f"/ke-hoach/school/{one}/2026" for one in ("phong-gddt-lao-cai", "truong-tieu-hoc-thanh-cao"))
    assert "Chưa có số liệu" in row(head.see(lao_cai).text, "satisfied"), "nobody was asked"
    for number, said in (("099316001234", ALL_WELL), ("099316001235", SLOW)):
        office.visitor().send(address(office, handed_over(office, number=number)), said)
    code, _ = sent(office)
    sent(office, noi_dung="Bảng niêm yết đặt quá cao, người dân không đọc được phí và giấy tờ phải nộp.")
    page = head.see(lao_cai).text
    assert "50 % (1/2)" in row(page, "satisfied") and "0 % (0/2)" in row(page, "feedback")
    does(office.sign_in("sen"), page_of(office.sign_in("sen"), code), "reject", loi="Không rõ nội dung.")
    assert "50 % (1/2)" in row(head.see(lao_cai).text, "feedback"), "one of two was classified"
    assert "50 % (1/2)" in row(head.see(thanh_cao).text, "feedback"), "and so concluded"
    assert " 0 % (0/" in row(head.see(lao_cai).text, "public_onestop")
    assert office.sign_in("sen").send("/niem-yet", POSTING).status_code == 303
    assert "(1/" in row(head.see(lao_cai).text, "public_onestop")


def adopts(office: WebOffice, slug: str, kept: list[str]) -> str:
    office.clock_shows("2026-06-30 16:00")
    answer = office.sign_in("quan").send(NEW, {"mau": slug, "nam": "2026", "giu": kept}, page=f"{NEW}?mau={slug}")
    assert answer.status_code == 303, words(answer)
    return f"/ke-hoach/school/{slug}/2026"


def test_what_a_task_recorded_is_the_target_s_figure_with_its_evidence_and_nobody_types_it_again(office: WebOffice):
    plan = adopts(
        office,
        "truong-tieu-hoc-thanh-cao",
        ["trained", "data_trained", "communication_weekly", "conclusions", "training", "communicate", "inspect"],
    )
    head = office.sign_in("quan")
    page = head.see(plan).text
    assert "Chưa có số liệu" in row(page, "trained") and "Tập huấn diễn ra ngoài hồ sơ" in row(page, "trained")
    for part, proof in (("12", "Đợt 1"), ("17", "Đợt 2")):
        typed = {"ve": "training", "tinh_trang": "doing", "so_dat": part, "tong_so": "20", "minh_chung": proof}
        assert head.send(plan, typed).status_code == 303
    times = {"ve": "communicate", "tinh_trang": "doing", "so_dat": "39", "minh_chung": "Sổ tuyên truyền"}
    head.send(plan, times)
    told = row(head.see(plan).text, "trained")
    assert (
        "85 % (17/20)" in told and "Từ nhiệm vụ: Đào tạo, bồi dưỡng" in told and "Đợt 2" in told and "Đợt 1" not in told
    )
    assert "Chưa có số liệu" in row(head.see(plan).text, "data_trained"), "another figure than the staff's"
    # 39 times in the 181 days to the end of June.
    assert "1,5" in row(head.see(plan).text, "communication_weekly")
    found = {"ve": "inspect", "viec": "ton_tai", "kho_khan": "Chưa niêm yết phí", "tai_kiem_ngay": "15/07/2026"}
    assert head.send(plan, {**found, "minh_chung": "Biên bản 1"}).status_code == 303
    assert "0 % (0/1)" in row(head.see(plan).text, "conclusions")
    entered = {"ve": "trained", "so_dat": "18", "tong_so": "20", "minh_chung": "Danh sách của Phòng"}
    head.send(plan, entered)
    assert "90 % (18/20)" in row(head.see(plan).text, "trained"), "what a person enters replaces it"
    file = head.client.get(f"{plan}/bao-cao.csv").text
    assert "Từ nhiệm vụ: Tuyên truyền" in file and "Sổ tuyên truyền" in file


def test_a_unit_says_itself_which_task_a_target_is_taken_from(office: WebOffice):
    office.clock_shows("2026-06-30 16:00")
    head = office.sign_in("quan")
    slug = "truong-tieu-hoc-thanh-cao"
    kept = {"mau": slug, "nam": "2026", "giu": ["trained", "data_trained", "training"]}
    typed = {**kept, "tu_trained": "", "tu_data_trained": "training"}
    assert head.send(NEW, typed, page=f"{NEW}?mau={slug}").status_code == 303
    plan = f"/ke-hoach/school/{slug}/2026"
    done = {"ve": "training", "tinh_trang": "doing", "so_dat": "7", "tong_so": "20", "minh_chung": "Danh sách"}
    head.send(plan, done)
    page = head.see(plan).text
    assert "35 % (7/20)" in row(page, "data_trained") and "Chưa có số liệu" in row(page, "trained")
    refused = head.send(NEW, {**kept, "tu_trained": "no_task"}, page=f"{NEW}?mau={slug}")
    assert refused.status_code == 422
    gone = {**typed, "giu": ["data_trained"]}
    assert head.send(NEW, gone, page=f"{NEW}?mau={slug}").status_code == 303, "a task that is not kept feeds nothing"
    assert "Chưa có số liệu" in row(head.see(plan).text, "data_trained")


def test_what_declarations_and_the_log_carry_is_counted_with_the_list_behind_it(office: WebOffice):
    lao_cai = adopts(office, "phong-gddt-lao-cai", ["electronic_transfer", "at_onestop", "workflows"])
    muong_vi = adopts(office, "truong-mam-non-muong-vi", ["payment_enabled", "on_time"])
    head = office.sign_in("quan")
    page = head.see(lao_cai).text
    assert "100 %" in row(page, "at_onestop") and " 0 % (0/" in row(page, "workflows"), "no version names its approval"
    assert "Chưa có số liệu" in row(page, "electronic_transfer"), "nothing was sent to another body"
    assert " 0 % (0/" in row(head.see(muong_vi).text, "payment_enabled")
    listed = words(head.see(f"{lao_cai}/chi-tieu/workflows"))
    assert "Chưa đạt" in listed and "2.002854" in listed
    in_time = finish(office, "2026-06-01 09:00", "2026-06-03 09:00", "099316001234")
    late = finish(office, "2026-06-01 10:00", "2026-06-10 09:00", "099316001235")
    with office.app.read() as session:
        codes = [session.value("SELECT reference FROM dossier WHERE id = ?", (one,)) for one in (late, in_time)]
    behind = head.see(f"{muong_vi}/chi-tieu/on_time").text
    assert 0 < behind.index(f"/ho-so/{codes[0]}") < behind.index(f"/ho-so/{codes[1]}"), "what is missed stands first"
    assert "50 % (1/2)" in behind
    head.see(f"{muong_vi}/chi-tieu/nothing", status=404)
    head.see(f"{lao_cai}/chi-tieu/on_time", status=404)
    office.sign_in("so").see(f"{muong_vi}/chi-tieu/on_time", status=404)
