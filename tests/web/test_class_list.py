"""A class handed in together: 180 rows, one list, errors by row, nothing twice."""

import io
import re
from datetime import date
from typing import Any

import pytest
from docx import Document
from openpyxl import Workbook

from tests.web.office import Browser, WebOffice, words
from tests.web.test_desk import desk, everything
from tthc_engine.domain.commands import IdentityCheck, Payway
from tthc_engine.store.people import EVERYTHING
from tthc_engine.web.forms.class_list import pasted, read, workbook
from tthc_engine.web.messages import messages
from tthc_engine.work import lists

__all__ = ["desk"]
PAGE = "/tiep-nhan/danh-sach?thu-tuc=2.002854"
TODAY = date(2026, 6, 1)
VI = messages("vi")
HEAD = "STT\tHọ và tên\tNgày sinh\tSố định danh\tPhụ huynh\tĐiện thoại"


def rows(text: str) -> list[Any]:
    return read(pasted(text), VI, today=TODAY)


def a_class(size: int) -> str:
    lines = [
        f"{n}\tHọc sinh {n}\t03/09/2016\t0993160{n:05d}\tPhụ huynh {n}\t0123 000 {n:03d}" for n in range(1, size + 1)
    ]
    return "\n".join([HEAD, *lines])


def form(text: str, **more: str) -> dict[str, str]:
    return {
        "procedure": "2.002854",
        "case": "same_province",
        "title": "Lớp 5A",
        "rows": text,
        "has.application": "1",
        "has.results_summary": "1",
        "action": "accept",
        **more,
    }


def test_columns_are_found_by_their_heading_in_any_order():
    found = rows("Ngày sinh;Họ và tên học sinh;CCCD\n03/09/2016;Tẩn Gia Hân;099316004127")
    owner = found[0].named.owner
    assert (owner.name, owner.born_on, owner.identifier) == ("Tẩn Gia Hân", date(2016, 9, 3), "099316004127")
    assert found[0].errors == ()


def test_without_a_heading_the_columns_stand_in_their_order_and_a_numbering_is_no_name():
    for text in ("Tẩn Gia Hân\t03/09/2016\t099316004127", "1\tTẩn Gia Hân\t03/09/2016\t099316004127"):
        assert rows(text)[0].named.owner.name == "Tẩn Gia Hân"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("2\t\t03/09/2016\t099316004128", "chưa nhập"),
        ("2\tLò A\t31/02/2016\t099316004128", "không phải là ngày có thật"),
        ("2\tLò A\t03/09/2036\t099316004128", "03/09/2036"),
        ("2\tLò A\t03/09/2016\t099316004127", "số định danh đã có ở dòng 2"),
    ],
)
def test_what_is_wrong_is_said_in_its_row_and_nowhere_else(line: str, said: str):
    found = rows(f"{HEAD}\n1\tTẩn Gia Hân\t03/09/2016\t099316004127\n{line}")
    assert found[0].errors == ()
    assert found[1].number == 3
    assert said in " ".join(found[1].errors)


def test_a_workbook_is_read_as_it_was_typed_with_its_dates_and_lost_zeros():
    book = Workbook()
    sheet = book.active
    sheet.append(["Họ và tên", "Ngày sinh", "Số định danh"])
    sheet.append(["Tẩn Gia Hân", date(2016, 9, 3), 99316004127])
    made = io.BytesIO()
    book.save(made)
    owner = read(workbook(made.getvalue()), VI, today=TODAY)[0].named.owner
    assert (owner.born_on, owner.identifier) == (date(2016, 9, 3), "099316004127")


def test_a_class_of_180_becomes_180_dossiers_and_one_printed_list(desk: Browser, office: WebOffice):
    sent = desk.send("/tiep-nhan/danh-sach", form(a_class(180), key="class"), page=PAGE)
    assert sent.status_code == 303, words(sent)[:600]
    again = desk.send("/tiep-nhan/danh-sach", form(a_class(180), key="class"), page=PAGE)
    assert again.headers["location"] == sent.headers["location"]
    lines = everything(office)
    assert len(lines) == 180
    assert len({one.reference for one in lines}) == 180
    page = words(desk.see(sent.headers["location"]))
    assert "Lớp 5A" in page
    assert "180 hồ sơ" in page
    assert "Học sinh 180" in page
    assert "08/06/2026 17:00" in page
    links = re.findall(r'href="(/danh-sach-ho-so/[^"]+)"', desk.see(sent.headers["location"]).text)
    assert [one.rpartition("/")[2] for one in links] == ["tiep-nhan.pdf", "tiep-nhan.docx"], "no result yet"
    assert desk.client.get(links[0]).content.startswith(b"%PDF")
    listed = Document(io.BytesIO(desk.client.get(links[1]).content))
    assert any(cell.text == "Học sinh 180" for table in listed.tables for cell in table.rows[-1].cells)
    assert office.sign_in("la").client.get(links[0]).status_code == 404
    assert "Lớp 5A" in words(desk.see(PAGE))
    office.sign_in("la").see(sent.headers["location"], status=404)


def test_one_wrong_row_registers_nothing_and_keeps_the_list(desk: Browser, office: WebOffice):
    text = a_class(3) + "\n4\tLò A\t31/02/2016\t099316009999"
    page = desk.send("/tiep-nhan/danh-sach", form(text), page=PAGE)
    assert page.status_code == 422
    assert "1 dòng cần sửa. Chưa tiếp nhận hồ sơ nào." in words(page)
    assert "bad-row" in page.text
    assert "Học sinh 3" in page.text
    assert everything(office) == []


@pytest.mark.parametrize("content", [b"no workbook", b"PK\x03\x04 broken", b""])
def test_a_file_that_is_no_workbook_is_refused_in_words(desk: Browser, content: bytes):
    token = desk.client.get(PAGE).text.split('name="form_token" value="')[1].split('"')[0]
    data = {**form("", action="check"), "form_token": token}
    page = desk.client.post("/tiep-nhan/danh-sach", data=data, files={"file": ("lop.xlsx", content)})
    assert page.status_code == 422
    assert "không phải là bảng tính Excel" in words(page)


def test_a_list_without_a_name_is_asked_for_one(desk: Browser, office: WebOffice):
    page = desk.send("/tiep-nhan/danh-sach", form(a_class(2), title=""), page=PAGE)
    assert page.status_code == 422
    assert "Tên danh sách: chưa nhập" in words(page)
    assert everything(office) == []


def test_what_the_indicators_count_may_stand_in_a_row_and_is_seen_on_its_dossier(office: WebOffice):
    officer, page = office.sign_in("sen"), "/tiep-nhan/danh-sach"
    heads = "Họ và tên\tSố định danh\tNgười nộp\tĐối chiếu\tLệ phí\tBiên lai"
    lines = [
        "Giàng Minh Khang\t099316001234\tGiàng A Páo\tx\ttiền mặt\tBL-01",
        "Tẩn Gia Hân\t099316001235\t\tCSDL\t\t",
        "Lò Văn Inh\t099316001236\t\tkhông rõ\t\t",
    ]
    typed = {"procedure": "2.002854", "case": "same_province", "channel": "direct", "title": "Lớp 5A"}
    typed |= {"has.application": "1", "has.results_summary": "1", "action": "accept"}
    wrong = officer.send(page, {**typed, "rows": "\n".join([heads, *lines])}, page=f"{page}?thu-tuc=2.002854")
    assert wrong.status_code == 422 and "không rõ" in words(wrong)
    done = officer.send(page, {**typed, "rows": "\n".join([heads, *lines[:2]])}, page=f"{page}?thu-tuc=2.002854")
    assert done.status_code == 303
    with office.app.read() as session:
        found = lists.members(session, EVERYTHING, done.headers["location"].rpartition("/")[2])
        first, second = (office.app.engine.dossier(session, one.id)[0] for one in found)
    assert (first.submitter_checked, first.owner_checked) == (IdentityCheck.SEEN, None)
    assert (first.paid, second.paid) == (Payway.CASH, None)
    assert (second.submitter_checked, second.owner_checked) == (None, IdentityCheck.DATABASE)
    assert "Đã đối chiếu giấy tờ có ảnh" in words(officer.see(f"/ho-so/{first.reference}"))
