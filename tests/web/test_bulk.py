"""The inbox as a working tool: one's own lists and columns, and one command for many with an outcome for each."""

import re

from tests.web.office import Browser, WebOffice, checked, hidden_fields, words
from tthc_engine.web import bulk
from tthc_engine.web.forms.orders import ORDERS
from tthc_engine.work.sweep import sweep

NAMES = ("Giàng Minh Khang", "Tẩn Gia Hân", "Lò Văn Inh")


def three(office: WebOffice) -> list[str]:
    """Three dossiers at the handler's step, received a minute after each other."""
    return [
        office.accepted(f"2026-06-01 08:2{n}", owner=name, number=f"09931600123{n}").dossier.reference
        for n, name in enumerate(NAMES)
    ]


def tick(browser: Browser, *references: str, page: str = "/viec-cua-toi") -> list[str]:
    """The values of the rows' boxes, as the page wrote them."""
    boxes = re.findall(r'name="chon" value="([^"]+)" form="bulk"', browser.see(page).text)
    return [box for box in boxes if box.split("@")[0] in references]


def give(browser: Browser, word: str, ticked: list[str], **typed: str) -> str:
    hidden = hidden_fields(browser.see("/viec-cua-toi").text, "/hang-loat")
    answer = checked(browser.client.post(f"/hang-loat/{word}", data={**hidden, "chon": ticked, **typed}))
    assert answer.status_code in (200, 422), answer.text
    return answer.text


def test_many_dossiers_move_on_with_one_press_and_the_approver_approves_them_together(office: WebOffice):
    references = three(office)
    handler, approver = office.sign_in("hung"), office.sign_in("minh")
    done = give(handler, "complete", tick(handler, *references))
    assert "Đã thực hiện 3 hồ sơ" in done
    assert give(approver, "approve", tick(approver, *references)).count("tag plain t-ok") == 3
    assert "Chuyển kết quả" in words(approver.see("/viec-cua-toi"))


def test_the_bar_offers_what_every_row_allows_and_tells_why_the_rest_is_withheld(office: WebOffice):
    first, second, _ = three(office)
    handler = office.sign_in("hung")
    handler.order(second, "request_supplement", items="results_summary", reason="Thiếu trang 2")
    both = handler.client.get("/hang-loat", params={"chon": [first, second]}).text
    assert 'formaction="/hang-loat/complete"' not in both
    assert "1 hồ sơ không cho phép." in both
    alone = handler.client.get("/hang-loat", params={"chon": [first]}).text
    assert 'formaction="/hang-loat/complete"' in alone
    assert "Đã chọn 1 hồ sơ" in alone


def test_a_row_that_a_colleague_changed_is_told_apart_and_tried_again(office: WebOffice):
    references = three(office)
    handler = office.sign_in("hung")
    ticked = tick(handler, *references)
    office.sign_in("anh").order(references[0], "request_supplement", items="results_summary", reason="Thiếu trang 2")
    page = give(handler, "complete", ticked)
    assert "Đã thực hiện 2 hồ sơ" in page
    assert "Vũ Ngọc Anh đã thao tác trên hồ sơ này" in page
    office.sign_in("sen").order(references[0], "receive_supplement")
    hidden = hidden_fields(page, "/hang-loat/complete")
    again = handler.client.post("/hang-loat/complete", data={**hidden, "chon": references[0]}).text
    assert "Đã thực hiện 1 hồ sơ" in again


def test_the_same_form_sent_twice_acts_once(office: WebOffice):
    references = three(office)
    handler = office.sign_in("hung")
    hidden = hidden_fields(handler.see("/viec-cua-toi").text, "/hang-loat")
    form = {**hidden, "chon": references}
    for _ in range(2):
        assert "Đã thực hiện 3 hồ sơ" in handler.client.post("/hang-loat/complete", data=form).text
    assert words(handler.see(f"/ho-so/{references[0]}")).count("xong bước “Kiểm tra") == 1


def test_the_head_gives_dossiers_to_a_colleague_with_one_reason_typed_once(office: WebOffice):
    references = three(office)
    approver = office.sign_in("minh")
    form = {**hidden_fields(approver.see("/tai-khoan").text, ""), "chon": references, "ve": "/viec-cua-toi"}
    asked = approver.client.post("/hang-loat/assign", data=form).text
    assert "Vũ Ngọc Anh, Giáo viên" in asked
    sent = {**hidden_fields(asked, "/hang-loat/assign"), "chon": references}
    refused = approver.client.post("/hang-loat/assign", data=sent)
    assert refused.status_code == 422, "whom to give them to was not said"
    assert "Đã thực hiện 3 hồ sơ" in approver.client.post("/hang-loat/assign", data={**sent, "to": "anh"}).text
    assert references[1] in office.sign_in("anh").see("/viec-cua-toi").text
    assert references[1] not in office.sign_in("hung").see("/viec-cua-toi").text


def test_another_office_can_neither_see_nor_move_them(office: WebOffice):
    references = three(office)
    stranger = office.sign_in("so")
    hidden = hidden_fields(stranger.see("/tai-khoan").text, "")
    page = stranger.client.post("/hang-loat/complete", data={**hidden, "chon": references}).text
    assert "Đã thực hiện 0 hồ sơ" in page
    assert references[0] not in page


def test_ticks_work_without_a_script(office: WebOffice):
    references = three(office)
    handler = office.sign_in("hung")
    chosen = handler.send("/hang-loat", {"chon": references}, page="/viec-cua-toi")
    assert "Đã chọn 3 hồ sơ" in words(chosen)
    assert chosen.text.count('type="hidden" name="chon"') == 3


def test_letters_are_counted_before_they_are_made(office: WebOffice):
    references = three(office)
    handler = office.sign_in("hung")
    office.clock_shows("2026-06-08 17:30")
    bar = handler.client.get("/hang-loat", params={"chon": references}).text
    assert "lập 3 văn bản" in bar
    given = give(handler, "notify_onestop", tick(handler, *references), reason="Thiếu người")
    assert "lập 3 văn bản" in given


def released(office: WebOffice) -> list[str]:
    """Three dossiers that came to a result, and two numbers that the approver typed: one row has its own."""
    references = three(office)
    handler, approver = office.sign_in("hung"), office.sign_in("minh")
    give(handler, "complete", tick(handler, *references))
    give(approver, "approve", tick(approver, *references))
    asked = give(approver, "release_result", tick(approver, *references))
    assert asked.count('name="result_number:') == 3, "each row has its own number"
    own = {f"result_number:{one}": f"{n}/QĐ" for n, one in enumerate(references, 7)}
    done = give(approver, "release_result", tick(approver, *references), da_hoi="1", **own)
    assert "Đã thực hiện 3 hồ sơ" in done
    return references


def test_results_are_returned_each_to_its_own_recipient_and_one_row_says_why_not(office: WebOffice):
    first, second, third = released(office)
    desk = office.sign_in("sen")
    with office.app.read() as session:
        kept = session.rows("SELECT payload FROM event WHERE kind = 'result_released' ORDER BY position")
    # Many are written at once, in the order of their ids: each has its own number, in whichever row.
    assert sorted(re.findall(r'"result_number":"([^"]+)"', one)[0] for (one,) in kept) == ["7/QĐ", "8/QĐ", "9/QĐ"]
    ticked = tick(desk, first, second, third)
    shared = {"da_hoi": "1", "receiver": "submitter"}
    own = {f"receiver:{third}": "authorised", f"received_by:{third}": "Giàng A Páo"}
    done = give(desk, "return_result", ticked, **shared, **own)
    assert "Đã thực hiện 2 hồ sơ" in done and "1 hồ sơ chưa thực hiện được" in done
    assert f'name="received_by:{third}" value="Giàng A Páo"' in done, "what the row was told goes along"
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', done))
    again = give(desk, "return_result", [third], **{**hidden, f"shown:{third}": "citizen_card"})
    assert "Đã thực hiện 1 hồ sơ" in again


def test_what_no_row_and_nobody_said_is_asked_beside_the_row(office: WebOffice):
    references = three(office)
    office.clock_shows("2026-06-09 09:00")
    sweep(office.app, at=office.app.now())
    handler = office.sign_in("hung")
    ticked = tick(handler, *references)
    asked = give(handler, "explain", ticked, da_hoi="1", **{f"reason_code:{references[0]}": "R02"})
    assert asked.count('aria-invalid="true"') == 2, "two rows have no reason of their own and there is none for all"
    done = give(handler, "explain", ticked, da_hoi="1", reason_code="R02", **{f"reason:{references[1]}": "Riêng"})
    assert "Đã thực hiện 3 hồ sơ" in done
    assert "Riêng" in words(handler.see(f"/ho-so/{references[1]}"))


def test_every_command_for_many_is_one_of_the_forms():
    assert set(bulk.LETTERS) <= set(ORDERS)


def test_a_filter_is_kept_under_a_name_and_the_columns_are_mine_alone(office: WebOffice):
    references = three(office)
    handler = office.sign_in("hung")
    found = handler.see("/viec-cua-toi?tim=tan gia")
    assert references[1] in found.text
    assert references[0] not in found.text
    handler.send("/viec-cua-toi/danh-sach", {"ten": "Học sinh Tẩn"}, page="/viec-cua-toi?tim=tan gia")
    assert 'href="/viec-cua-toi?tim=tan+gia"' in handler.see("/viec-cua-toi").text
    handler.send("/viec-cua-toi/cot", {"cot": ["owner", "received", "channel"]}, page="/viec-cua-toi")
    page = handler.see("/viec-cua-toi").text
    assert "<th>Tiếp nhận</th><th>Cách nộp</th>" in page
    assert "<th>Thủ tục</th>" not in page
    other = office.sign_in("anh").see("/viec-cua-toi").text
    assert "Học sinh Tẩn" not in other
    assert "<th>Thủ tục</th>" in other
    handler.send("/viec-cua-toi/danh-sach", {"viec": "xoa", "ten": "Học sinh Tẩn"}, page="/viec-cua-toi")
    assert "Học sinh Tẩn" not in handler.see("/viec-cua-toi").text


def test_the_procedure_filter_offers_only_what_lies_here(office: WebOffice):
    three(office)
    page = office.sign_in("hung").see("/viec-cua-toi").text
    assert page.count('<option value="') == 2 + 1, "every procedure, every step, and the one there is"
