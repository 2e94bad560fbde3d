"""The desk: from the procedure's name to the printed receipt."""

import re
from typing import Any

import pytest

from tests.web.office import Browser, WebOffice, words
from tthc_engine.store import dossiers, letters
from tthc_engine.store.people import EVERYTHING

COMPLETE: dict[str, Any] = {
    "action": "accept",
    "procedure": "2.002854",
    "case": "same_province",
    "channel": "direct",
    "owner_name": "Tẩn Gia Hân",
    "owner_born_on": "03/09/2016",
    "owner_identifier": "099316004127",
    "relation": "parent",
    "submitter_name": "Tẩn Thị Mẩy",
    "submitter_identifier": "099189002216",
    "phone": "0123 046 115",
    "address": "Bản Nậm Pung",
    "paper.application": "present",
    "paper.results_summary": "present",
}
FORM = "/tiep-nhan?thu-tuc=2.002854"


def typed(**changed: Any) -> dict[str, Any]:
    return {**COMPLETE, **changed}


def everything(office: WebOffice) -> list[dossiers.DossierLine]:
    with office.app.read() as session:
        return dossiers.everything(session, EVERYTHING, dossiers.Filter())


@pytest.fixture
def desk(office: WebOffice) -> Browser:
    return office.sign_in("sen")


def test_a_procedure_is_found_without_diacritics_and_by_its_code(desk: Browser):
    for words_typed in ("chuyen truong", "Chuyển trường", "2.002854", "chuyển  TRƯỜNG"):
        found = desk.see(f"/tiep-nhan/thu-tuc?q={words_typed}", accept="application/json").json()["found"]
        assert found[0]["code"] == "2.002854", words_typed


def test_without_a_script_the_search_button_lists_what_matches(desk: Browser):
    page = desk.send("/tiep-nhan", {"action": "search", "procedure_words": "van bang"})
    assert page.status_code == 200
    assert "Cấp bản sao văn bằng" in words(page)
    assert "Chuyển trường và tiếp nhận" not in words(page)


def test_the_promised_date_stands_beside_the_form_with_its_reasons(desk: Browser):
    page = words(desk.see(FORM))
    assert "08/06/2026 17:00 thứ Hai" in page, "five working days after Monday the first"
    assert "Ngày tiếp nhận, không tính" in page
    assert "Nghỉ hằng tuần" in page


def test_another_case_has_another_date_live_and_by_the_button(desk: Browser):
    live = desk.send("/tiep-nhan/ngay-hen", typed(case="other_province"), page=FORM)
    assert "11/06/2026" in words(live)
    plain = desk.send("/tiep-nhan", typed(case="other_province", action="preview"), page=FORM)
    assert "11/06/2026" in words(plain)
    assert 'value="Tẩn Gia Hân"' in plain.text, "what was typed stays"


def test_a_complete_dossier_is_accepted_and_its_receipt_printed(desk: Browser, office: WebOffice):
    sent = desk.send("/tiep-nhan", typed(), page=FORM)
    assert sent.status_code == 303, words(sent)
    page = desk.see(sent.headers["location"])
    said = words(page)
    assert "H99.58.04-20260601-0001" in said
    assert "08/06/2026 17:00 thứ Hai" in said
    assert re.search(r"Mã tra cứu [2-9A-Z]{4}-[2-9A-Z]{4}", said)
    assert "<svg" in page.text
    paper = desk.see("/ho-so/H99.58.04-20260601-0001/van-ban/1.pdf")
    assert paper.content.startswith(b"%PDF")
    again = desk.see("/ho-so/H99.58.04-20260601-0001/van-ban/1.pdf")
    assert again.content == paper.content, "rendered once, served again"
    with office.app.read() as session:
        kept = letters.of_dossier(session, EVERYTHING, everything(office)[0].id)
    assert [one.filed for one in kept] == [True]


def test_a_double_click_registers_one_dossier(desk: Browser, office: WebOffice):
    hidden = {"form_token": _token(desk), "key": "one-form", **typed()}
    first = desk.client.post("/tiep-nhan", data=hidden)
    second = desk.client.post("/tiep-nhan", data=hidden)
    assert first.headers["location"] == second.headers["location"]
    assert len(everything(office)) == 1


def test_papers_received_this_morning_may_be_entered_later(desk: Browser, office: WebOffice):
    desk.send("/tiep-nhan", typed(received_at="29/05/2026 16:30"), page=FORM)
    assert everything(office)[0].reference == "H99.58.04-20260529-0001"
    assert "05/06/2026 17:00" in words(desk.see("/ho-so/H99.58.04-20260529-0001"))


def test_a_receipt_in_the_future_is_refused_and_nothing_typed_is_lost(desk: Browser, office: WebOffice):
    page = desk.send("/tiep-nhan", typed(received_at="02/06/2026 08:00"), page=FORM)
    assert page.status_code == 422
    assert "sau thời điểm hiện tại" in words(page)
    assert 'value="Tẩn Thị Mẩy"' in page.text
    assert 'value="02/06/2026 08:00"' in page.text
    assert everything(office) == []


def test_an_impossible_date_of_birth_is_said_beside_its_field(desk: Browser, office: WebOffice):
    page = desk.send("/tiep-nhan", typed(owner_born_on="31/02/2016"), page=FORM)
    assert page.status_code == 422
    assert "“31/02/2016” không phải là ngày có thật" in words(page)
    assert 'id="e-owner_born_on"' in page.text
    assert everything(office) == []


def test_an_owner_without_a_name_is_not_registered(desk: Browser, office: WebOffice):
    page = desk.send("/tiep-nhan", typed(owner_name="  "), page=FORM)
    assert page.status_code == 422
    assert "Họ và tên chủ hồ sơ: chưa nhập" in words(page)
    assert everything(office) == []


def test_eleven_digits_are_doubted_not_refused(desk: Browser, office: WebOffice):
    doubted = desk.send("/tiep-nhan", typed(owner_identifier="09931600412", action="preview"), page=FORM)
    assert doubted.status_code == 200
    assert "dài 11 ký tự; số định danh cá nhân có 12 chữ số" in words(doubted)
    accepted = desk.send("/tiep-nhan", typed(owner_identifier="09931600412"), page=FORM)
    assert accepted.status_code == 303, "the officer holds the card in her hand"
    assert len(everything(office)) == 1
    receipt = words(desk.see(accepted.headers["location"]))
    assert "đối chiếu lại với giấy tờ: Tẩn Gia Hân: " in receipt, "accepted at once, nobody had seen the doubt yet"
    assert "dài 11 ký tự" in receipt


def test_a_paper_nobody_looked_at_stops_acceptance(desk: Browser, office: WebOffice):
    page = desk.send("/tiep-nhan", typed(**{"paper.results_summary": ""}), page=FORM)
    assert page.status_code == 422
    assert "chưa kiểm tra" in words(page)
    assert everything(office) == []


def test_a_missing_paper_makes_a_slip_and_no_clock(desk: Browser, office: WebOffice):
    lacking = typed(**{"paper.results_summary": "missing", "remark.results_summary": "Thiếu trang 2"})
    refused = desk.send("/tiep-nhan", lacking, page=FORM)
    assert refused.status_code == 422
    assert "1 thành phần thiếu, 0 chưa đúng quy định" in words(refused)
    slip = desk.send("/tiep-nhan", {**lacking, "action": "supplement"}, page=FORM)
    assert slip.status_code == 303, words(slip)
    page = words(desk.see(slip.headers["location"]))
    assert "Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ" in page
    assert desk.see(f"{slip.headers['location']}.pdf").content.startswith(b"%PDF")
    line = everything(office)[0]
    assert (line.reference, line.due_at, line.status) == ("", None, 5)


def test_a_slip_for_nothing_is_not_made(desk: Browser, office: WebOffice):
    page = desk.send("/tiep-nhan", typed(action="supplement"), page=FORM)
    assert page.status_code == 422
    assert everything(office) == []


def test_a_refusal_at_intake_needs_a_reason_and_makes_its_letter(desk: Browser, office: WebOffice):
    bare = desk.send("/tiep-nhan", typed(action="refuse"), page=FORM)
    assert bare.status_code == 422
    reason = "Không thuộc thẩm quyền của nhà trường"
    done = desk.send("/tiep-nhan", typed(action="refuse", refuse_reason=reason), page=FORM)
    assert done.status_code == 303
    assert everything(office)[0].status == 3
    assert "Phiếu từ chối" in words(desk.see(done.headers["location"]))


def test_an_ended_procedure_is_refused_by_name(desk: Browser):
    page = desk.see("/tiep-nhan?thu-tuc=1.005099")
    assert "không có hiệu lực vào ngày 01/06/2026" in words(page)


def test_an_unknown_procedure_is_refused_by_name(desk: Browser):
    page = desk.see("/tiep-nhan?thu-tuc=9.999999")
    assert "Chưa có thủ tục 9.999999" in words(page)


def test_the_owners_open_dossier_of_the_same_kind_is_pointed_out(desk: Browser, office: WebOffice):
    desk.send("/tiep-nhan", typed(), page=FORM)
    page = desk.send("/tiep-nhan", typed(action="preview"), page=FORM)
    assert "đang có hồ sơ mở cùng thủ tục: H99.58.04-20260601-0001" in words(page)


def test_a_date_beyond_the_published_calendar_is_provisional(desk: Browser, office: WebOffice):
    office.clock_shows("2026-12-29 09:00")
    page = words(desk.see(FORM))
    assert "Tạm tính" in page
    assert "Lịch nghỉ năm 2027 chưa công bố" in page


def _token(desk: Browser) -> str:
    return re.findall(r'name="form_token" value="([^"]+)"', desk.see(FORM).text)[0]


def test_whoever_was_here_before_is_offered_by_the_whole_number_and_filled_in_when_asked(
    desk: Browser, office: WebOffice
):
    desk.send("/tiep-nhan", COMPLETE, page=FORM)
    number = {"procedure": "2.002854", "owner_identifier": "0993 1600 4127"}
    offered = words(desk.send("/tiep-nhan/nguoi", {**number, "nguoi": "owner"}, page=FORM))
    assert "Số này đã có tại đơn vị: Tẩn Gia Hân, ghi ngày 01/06/2026" in offered
    assert re.search(r"đang có hồ sơ mở cùng thủ tục: H99\.58\.04-20260601-\d+", offered)
    part = {**number, "owner_identifier": "09931600412", "nguoi": "owner"}
    assert "Tẩn Gia Hân" not in words(desk.send("/tiep-nhan/nguoi", part, page=FORM))
    filled = desk.send("/tiep-nhan", {**number, "action": "fill_owner"}, page=FORM).text
    assert 'name="owner_name" value="Tẩn Gia Hân"' in filled
    assert 'name="owner_born_on" value="03/09/2016"' in filled
    assert len(everything(office)) == 1


def test_another_office_is_told_nothing_about_the_people_of_this_one(desk: Browser, office: WebOffice):
    desk.send("/tiep-nhan", COMPLETE, page=FORM)
    number = {"procedure": "2.002854", "owner_identifier": "099316004127", "submitter_identifier": "099189002216"}
    neighbour = office.sign_in("la")
    for who in ("owner", "submitter"):
        assert "đã có" not in words(neighbour.send("/tiep-nhan/nguoi", {**number, "nguoi": who}, page=FORM))
        filled = neighbour.send("/tiep-nhan", {**number, "action": f"fill_{who}"}, page=FORM).text
        assert "Tẩn" not in filled


def test_a_year_of_birth_that_differs_from_the_number_s_is_doubted_beside_it(desk: Browser):
    other = typed(action="preview", owner_born_on="03/09/2015")
    assert "Năm sinh trong số định danh khác với ngày sinh" in words(desk.send("/tiep-nhan", other, page=FORM))
    assert "Năm sinh trong số" not in words(desk.send("/tiep-nhan", typed(action="preview"), page=FORM))


def test_the_promise_names_the_calendar_by_its_office(desk: Browser, office: WebOffice):
    said = words(desk.see(FORM))
    named = re.search(r"Lịch làm việc của Trường Suối Ngần, phiên bản ([0-9a-f]{12})", said)
    assert named
    neighbour = words(office.sign_in("la").see(FORM))
    assert f"Lịch làm việc của UBND xã Nậm Sen, phiên bản {named[1]}" in neighbour, "equal hours, one version"
    ref = office.accepted("2026-06-01 08:20").dossier.reference
    assert "Lịch làm việc: Trường Suối Ngần, phiên bản" in words(office.sign_in("hung").see(f"/ho-so/{ref}/vi-sao"))
