"""The report pages in process: what is shown, what a figure leads to, who may look, and what odd input gets."""

import asyncio
import re
from collections.abc import Iterator
from io import BytesIO

import html5lib
import httpx
import openpyxl
import pytest
from docx import Document
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from tests.builders import AnOffice, an_app
from tests.integration.test_reports import ask_for_papers, finish
from tthc_engine.domain.procedure import Role
from tthc_engine.reports import made
from tthc_engine.store import people
from tthc_engine.store.people import Account
from tthc_engine.web.app import create_app

pytestmark = [pytest.mark.integration, pytest.mark.web]

JUNE = "ky=calendar_month:2026-6"
PASSWORD = "mot-cua-2026"


class Visitor:
    """Somebody's browser; every page it is given must be correct HTML."""

    def __init__(self, office: AnOffice, username: str = "") -> None:
        self.runner = asyncio.Runner()
        transport = httpx.ASGITransport(app=create_app(office.app))
        self.client = httpx.AsyncClient(transport=transport, base_url="http://office.test")
        if username:
            token = re.search(r'name="form_token" value="([^"]+)"', self.get("/dang-nhap").text)
            assert token
            typed = {"form_token": token[1], "ten": username, "mat_khau": PASSWORD}
            assert self.runner.run(self.client.post("/dang-nhap", data=typed)).status_code == 303

    def get(self, path: str) -> httpx.Response:
        return self.runner.run(self.client.get(path))

    def post(self, path: str, seen_on: str, **typed: str) -> httpx.Response:
        """Send the form that stands on `seen_on`."""
        token = re.search(r'name="form_token" value="([^"]+)"', self.get(seen_on).text)
        assert token
        return self.runner.run(self.client.post(path, data={"form_token": token[1], **typed}))

    def page(self, path: str, *, status: int = 200) -> str:
        answer = self.get(path)
        assert answer.status_code == status, answer.text
        html5lib.HTMLParser(strict=True).parse(answer.text)
        return answer.text


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> AnOffice:
    one = AnOffice(an_app(tmp_path_factory.mktemp("office")))
    AnOffice(one.app, "other", code="H97")
    # Cheap on purpose: how strong passwords are kept is not what these pages are about.
    hashed = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1),)).hash(PASSWORD)
    with one.app.transaction() as session:
        for role in (Role.SUPERVISOR, Role.HANDLER):
            account = Account(
                username=role.value, person=f"school.{role.value}", password_hash=hashed, active=True, demo=False
            )
            people.put_account(session, account)
    for released in ("2026-06-05 16:00", "2026-06-09 08:00"):
        finish(one, one.accept("2026-06-01 09:00").dossier_id, released)
    ask_for_papers(one, one.accept("2026-06-01 10:00").dossier_id, "2026-06-02 09:00")
    return one


@pytest.fixture
def supervisor(office: AnOffice) -> Iterator[Visitor]:
    visitor = Visitor(office, "supervisor")
    yield visitor
    visitor.runner.close()


def figures(text: str) -> list[list[str]]:
    """The body and foot of the form's table, as text."""
    table = text[text.index("<tbody>") : text.index("</tfoot>")]
    return [
        [re.sub(r"<[^>]+>", "", cell).strip() for cell in re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row, re.S)]
        for row in re.findall(r"<tr>(.*?)</tr>", table, re.S)
    ]


def test_the_form_stands_on_the_page_with_its_thirteen_columns(supervisor: Visitor):
    text = supervisor.page(f"/bao-cao?{JUNE}")
    assert "Biểu số II.06a/VPCP/KSTT" in text and "(3)=(4)+(5)+(6)" in text
    (row, total) = figures(text)
    assert row[1] == "Giáo dục và Đào tạo thuộc hệ thống giáo dục quốc dân"
    assert row[2:] == total[2:] == ["3", "0", "3", "0", "2", "1", "0", "1", "1", "1", "0"]
    assert "Tỷ lệ giải quyết trước hạn và đúng hạn: <b>50,0 %</b>" in text


def test_the_filters_keep_what_was_chosen(supervisor: Visitor):
    text = supervisor.page("/bao-cao?ky=calendar_month:2024-6&dong=unit&so-voi=rescheduled")
    assert re.findall(r'<option value="([^"]+)" selected>', text) == [
        "school",
        "calendar_month:2024-6",
        "unit",
        "rescheduled",
    ]


def test_every_figure_leads_to_as_many_dossiers(supervisor: Visitor):
    text = supervisor.page(f"/bao-cao?{JUNE}&dong=procedure")
    links = re.findall(r'<a href="(/bao-cao/ho-so\?[^"]+)">(\d+)</a>', text)
    assert len(links) >= 12
    for link, number in links:
        listed = supervisor.page(link.replace("&amp;", "&"))
        assert listed.count("<tr><td>") == int(number), link


def test_a_note_leads_to_its_dossiers_and_they_open(supervisor: Visitor):
    text = supervisor.page(f"/bao-cao?{JUNE}")
    (link,) = re.findall(r'href="(/bao-cao/ho-so\?[^"]*cot=waiting[^"]*)"', text)
    listed = supervisor.page(link.replace("&amp;", "&"))
    (dossier,) = re.findall(r'<a href="(/ho-so/[^"]+)"><span class="code">', listed)
    assert supervisor.get(dossier).status_code == 200


def test_the_register_shows_its_book_and_both_reports_come_as_files(supervisor: Visitor):
    text = supervisor.page(f"/bao-cao/so-theo-doi?{JUNE}")
    assert "SỔ THEO DÕI HỒ SƠ" in text and "Lường Bảo Ngọc" in text
    for path in ("/bao-cao/ii-06a.xlsx", "/bao-cao/so-theo-doi.xlsx"):
        answer = supervisor.get(f"{path}?{JUNE}")
        assert answer.headers["content-disposition"].endswith('_school_2026-06-01_2026-06-30.xlsx"')
        assert openpyxl.load_workbook(BytesIO(answer.content)).active
    for path in ("/bao-cao/ii-06a.csv", "/bao-cao/so-theo-doi.csv"):
        assert supervisor.get(f"{path}?{JUNE}").content.startswith(b"\xef\xbb\xbf")
    assert supervisor.get(f"/bao-cao/so-theo-doi.pdf?{JUNE}").content.startswith(b"%PDF")
    written = Document(BytesIO(supervisor.get(f"/bao-cao/so-theo-doi.docx?{JUNE}").content))
    assert any(cell.text == "Lường Bảo Ngọc" for table in written.tables for cell in table.rows[-1].cells)


@pytest.mark.parametrize("path", ["/bao-cao", "/bao-cao/so-theo-doi"])
def test_two_dates_go_before_a_ready_period(supervisor: Visitor, path: str):
    text = supervisor.page(f"{path}?ky=quarter:2026-1&tu=01/06/2026&den=15/06/2026")
    assert "01/06/2026" in text and "15/06/2026" in text


@pytest.mark.parametrize(
    "query",
    ["ky=quarter:2026-9", "ky=x", "tu=02/06/2026&den=01/06/2026", "tu=31/02/2026&den=01/06/2026", "tu=2026-06-01"],
)
def test_an_odd_period_is_refused_in_words_and_the_page_stays_usable(supervisor: Visitor, query: str):
    text = supervisor.page(f"/bao-cao?{query}", status=422)
    assert "Kỳ báo cáo không hợp lệ" in text
    for typed in re.findall(r"\d\d/\d\d/\d{4}", query):
        assert f'value="{typed}"' in text, "what was typed stays"


def test_a_book_across_two_years_is_refused(supervisor: Visitor):
    assert "Sổ theo dõi hồ sơ mở theo từng năm" in supervisor.page("/bao-cao/so-theo-doi?ky=quarter:2026-1", status=422)


@pytest.mark.parametrize(
    "path",
    [
        "/bao-cao?don-vi=other",
        "/bao-cao?don-vi=x",
        "/bao-cao/ho-so?cot=2",
        "/bao-cao/ho-so?cot=x",
        "/bao-cao/ii-06a.exe",
    ],
)
def test_what_is_not_there_or_not_yours_is_not_found(supervisor: Visitor, path: str):
    supervisor.page(path, status=404)


def test_handlers_and_strangers_read_no_reports(office: AnOffice):
    assert Visitor(office).get("/bao-cao").status_code == 303
    Visitor(office, "handler").page("/bao-cao", status=403)


def test_the_page_speaks_english_and_the_form_stays_vietnamese(supervisor: Visitor):
    supervisor.client.cookies.set("tthc-lang", "en")
    text = supervisor.page(f"/bao-cao?{JUNE}")
    assert "Reporting unit" in text and "Lĩnh vực (hoặc đơn vị) giải quyết" in text


@pytest.mark.parametrize("key", list(made.NAMES))
def test_every_report_stands_on_its_page_and_comes_in_four_kinds_of_file(supervisor: Visitor, key: str):
    text = supervisor.page(f"/bao-cao/bieu/{key}?{JUNE}")
    assert made.NAMES[key] in text
    for ending, begins in (("xlsx", b"PK"), ("docx", b"PK"), ("pdf", b"%PDF"), ("csv", b"\xef\xbb\xbf")):
        answer = supervisor.get(f"/bao-cao/bieu/{key}/tep.{ending}?{JUNE}")
        assert answer.content.startswith(begins)
    for link, number in re.findall(r'<a href="(/bao-cao/bieu/[^"]+/ho-so\?[^"]+)">(\d+)</a>', text):
        listed = supervisor.page(link.replace("&amp;", "&"))
        assert listed.count("<tr><td") == int(number), link


@pytest.mark.parametrize(
    "path",
    [
        "/bao-cao/bieu/khong-co",
        "/bao-cao/bieu/late/tep.doc",
        "/bao-cao/bieu/late/ho-so?cot=x",
        "/bao-cao/bieu/late?don-vi=other",
    ],
)
def test_no_report_that_is_not_there_or_not_yours(supervisor: Visitor, path: str):
    supervisor.page(path, status=404)


def test_charts_and_the_flow_stand_beside_their_tables_and_say_the_same(supervisor: Visitor):
    text = supervisor.page(f"/bao-cao/bieu-do?{JUNE}")
    assert text.count('<svg class="chart"') == text.count('class="tbl chart-table"') == 4
    assert "<title>06/26, Tiếp nhận: 3</title>" in text
    assert "<title>đến 5 ngày, Hồ sơ có kết quả: 1</title>" in text
    told = re.search(r'<th scope="row">06/26</th><td class="num">(\d+)</td><td class="num">(\d+)</td>', text)
    assert told and told.groups() == ("3", "2")
    text = supervisor.page(f"/bao-cao/luong?{JUNE}")
    assert 'class="way"' in text and "2 hồ sơ" in text
    assert "Theo bước" in text and "Theo đơn vị" in text and "Theo cán bộ" in text
    assert "Không phát sinh hồ sơ" in supervisor.page("/bao-cao/luong?ky=calendar_month:2024-6")


def test_another_choice_of_lines_is_no_difference_from_the_closed_form(supervisor: Visitor):
    page = f"/bao-cao/bieu/ii06a?{JUNE}&dong=field"
    assert supervisor.post(page.replace("ii06a?", "ii06a/chot?"), page).status_code == 303
    assert "giống bản đã chốt" in supervisor.page(f"/bao-cao/bieu/ii06a?{JUNE}&dong=procedure")


def test_a_period_is_closed_on_the_page_and_a_figure_entered_makes_a_correction(supervisor: Visitor):
    page = f"/bao-cao/bieu/service_index?{JUNE}"
    assert supervisor.post(f"/bao-cao/bieu/service_index/chot?{JUNE}", page).status_code == 303
    text = supervisor.page(page)
    assert "SHA-256" in text and "giống bản đã chốt" in text
    for ending, begins in (("pdf", b"%PDF"), ("docx", b"PK")):
        kept = supervisor.get(f"/bao-cao/bieu/service_index/ban-chot/1.{ending}?{JUNE}")
        assert kept.content.startswith(begins)
    supervisor.page(f"/bao-cao/bieu/service_index/ban-chot/9.pdf?{JUNE}", status=404)
    entered = {"chi_so": "766.5.2", "dat": "5", "tong": "4", "nguon": "Cổng DVCQG"}
    refused = supervisor.post(f"/bao-cao/bieu/service_index/so-lieu?{JUNE}", page, **entered)
    assert refused.status_code == 422
    assert "Số đạt không được lớn hơn tổng số" in refused.text and 'value="Cổng DVCQG"' in refused.text
    assert (
        supervisor.post(f"/bao-cao/bieu/service_index/so-lieu?{JUNE}", page, **entered | {"dat": "3"}).status_code
        == 303
    )
    text = supervisor.page(page)
    assert "khác bản đã chốt" in text and "Nhập tay, nguồn: Cổng DVCQG" in text
    assert "phải ghi rõ lý do" in supervisor.post(f"/bao-cao/bieu/service_index/chot?{JUNE}", page).text
    again = supervisor.post(f"/bao-cao/bieu/service_index/chot?{JUNE}", page, ly_do="Bổ sung số liệu PAKN")
    assert again.status_code == 303
    assert "Đính chính: Bổ sung số liệu PAKN" in supervisor.page(page)
