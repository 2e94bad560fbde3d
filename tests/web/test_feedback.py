"""Phản ánh, kiến nghị: from the citizen's form to the published answer, by the office's own working days."""

import re

import httpx
import pytest

from tests.web.office import Browser, WebOffice
from tests.web.office import words as words_of
from tthc_engine.catalogue.feedback import limits
from tthc_engine.store import feedback
from tthc_engine.store.people import EVERYTHING

CONTENT = "Tôi nộp đơn ngày 28/05 nhưng bị yêu cầu bản sao hộ khẩu, loại giấy đã bỏ."
TYPED = {
    "don_vi": "school",
    "ten": "Giàng A Páo",
    "dia_chi": "Thôn 2, xã Nậm Sen",
    "phone": "0123 045 218",
    "email": "pao@example.org",
    "noi_dung": CONTENT,
}
_GIVEN = re.compile(r"(PA\.[\w.]+-\d{6}-\d{4}).*?(\w{4}-\w{4})\b")


def words(answer: httpx.Response) -> str:
    """What the page says; a code is written in two spans, so that it may break there."""
    return words_of(answer).replace("- ", "-")


def sent(office: WebOffice, **other: str) -> tuple[str, str]:
    """Code and secret of what a citizen sent."""
    answer = office.visitor().send("/gui-phan-anh", {**TYPED, **other}, page="/gui-phan-anh")
    assert answer.status_code == 200, words(answer)
    found = _GIVEN.search(words(answer))
    assert found is not None, words(answer)
    return found[1], found[2]


def page_of(browser: Browser, code: str) -> str:
    """The officer's address of it, found on their list."""
    listed = browser.see("/phan-anh").text + browser.see("/phan-anh?xong=1").text
    return next(
        path for path in re.findall(r'href="(/phan-anh/[^"?]+)"', listed) if code in browser.client.get(path).text
    )


def does(browser: Browser, path: str, word: str, **typed: str) -> httpx.Response:
    return browser.send(f"{path}/{word}", typed, page=path)


def follows(office: WebOffice, code: str, secret: str) -> Browser:
    browser = office.visitor()
    answer = browser.send("/gui-phan-anh/tra-cuu", {"ma": code, "bi_mat": secret}, page="/gui-phan-anh/tra-cuu")
    assert answer.status_code == 303, words(answer)
    return browser


def test_a_complaint_goes_the_whole_way_and_its_sender_rates_it(office: WebOffice):
    code, secret = sent(office)
    clerk, head = office.sign_in("sen"), office.sign_in("minh")
    path = page_of(clerk, code)
    # Monday 01/06/2026 09:00: forwarded or asked for within five working days, that is by Monday 08/06.
    assert "hạn 17:00 ngày 08/06/2026" in words(clerk.see(path))
    assert does(clerk, path, "accept", ve="conduct").status_code == 303
    # Fifteen working days from the receipt.
    assert "hạn 17:00 ngày 22/06/2026" in words(head.see(path))
    assert does(head, path, "answer", loi="Nhà trường nhận lỗi, đã bỏ yêu cầu này.", dung="co").status_code == 303
    # Two working days to publish.
    assert "hạn 17:00 ngày 03/06/2026" in words(clerk.see(path))
    assert does(clerk, path, "publish", loi=CONTENT).status_code == 303
    shown = words(office.visitor().see("/gui-phan-anh/cong-khai"))
    assert CONTENT in shown
    assert "nhận lỗi" in shown
    for private in ("Páo", "0123 045 218", "Thôn 2"):
        assert private not in shown
    citizen = follows(office, code, secret)
    assert "nhận lỗi" in words(citizen.see("/gui-phan-anh/theo-doi"))
    assert citizen.send("/gui-phan-anh/theo-doi", {"muc": "dissatisfied"}).status_code == 303
    again = citizen.send("/gui-phan-anh/theo-doi", {"muc": "satisfied"})
    assert again.status_code == 409
    assert "Đã đánh giá: Không hài lòng." in words(citizen.see("/gui-phan-anh/theo-doi"))


def test_what_is_late_stands_first_with_who_owes_it(office: WebOffice):
    early, _ = sent(office)
    office.clock_shows("2026-06-05 09:00")
    clerk = office.sign_in("sen")
    does(clerk, page_of(clerk, early), "accept", ve="regulation")
    later, _ = sent(office, noi_dung="Cổng trường đóng lúc 10 giờ, không nộp được đơn.")
    office.clock_shows("2026-06-12 17:01")
    # The older one has until 22/06; the newer one should have been classified by 12/06 17:00.
    text = words(clerk.see("/phan-anh"))
    assert text.index(later) < text.index(early)
    assert "2 phản ánh, kiến nghị đang xử lý, 1 quá hạn" in text
    assert "Quá hạn Phân loại, tiếp nhận hoặc chuyển Văn thư" in text


def test_a_minute_before_the_limit_nothing_is_late(office: WebOffice):
    sent(office)
    office.clock_shows("2026-06-08 16:59")
    assert "0 quá hạn" in words(office.sign_in("sen").see("/phan-anh"))
    office.clock_shows("2026-06-08 17:01")
    assert "1 quá hạn" in words(office.sign_in("sen").see("/phan-anh"))


def test_asked_for_more_the_time_runs_anew_from_the_answer(office: WebOffice):
    code, secret = sent(office)
    clerk = office.sign_in("sen")
    path = page_of(clerk, code)
    assert does(clerk, path, "ask", loi="Xin cho biết ngày nộp đơn.").status_code == 303
    office.clock_shows("2026-06-15 10:00")
    assert "0 quá hạn" in words(clerk.see("/phan-anh"))
    citizen = follows(office, code, secret)
    assert "Xin cho biết ngày nộp đơn." in words(citizen.see("/gui-phan-anh/theo-doi"))
    assert citizen.send("/gui-phan-anh/theo-doi", {"loi": "Ngày 28/05."}).status_code == 303
    assert "hạn 17:00 ngày 22/06/2026" in words(clerk.see(path))


@pytest.mark.parametrize(
    ("word", "typed", "says"),
    [
        ("reject", {"loi": "Không có nội dung rõ ràng."}, "Không có nội dung rõ ràng."),
        ("forward", {"noi": "UBND xã Nậm Sen", "ve": "conduct"}, "UBND xã Nậm Sen"),
    ],
)
def test_what_is_not_for_this_office_ends_and_the_sender_reads_why(
    office: WebOffice, word: str, typed: dict[str, str], says: str
):
    code, secret = sent(office)
    clerk = office.sign_in("sen")
    path = page_of(clerk, code)
    assert does(clerk, path, word, **typed).status_code == 303
    assert says in words(follows(office, code, secret).see("/gui-phan-anh/theo-doi"))
    assert does(clerk, path, "accept", ve="conduct").status_code == 409
    assert code not in words(clerk.see("/phan-anh"))


def test_nobody_publishes_the_senders_name_or_number(office: WebOffice):
    code, _ = sent(office)
    clerk, head = office.sign_in("sen"), office.sign_in("minh")
    path = page_of(clerk, code)
    does(clerk, path, "accept", ve="conduct")
    does(head, path, "answer", loi="Cảm ơn ông, đã sửa.")
    for telling in ("Ông giàng a  páo phản ánh việc thu giấy.", "Gọi 0123045218 để hỏi."):
        refused = does(clerk, path, "publish", loi=telling)
        assert refused.status_code == 422
        assert "người gửi" in words(refused)
        assert telling.split()[0] in refused.text, "what was typed stays"
    assert does(clerk, path, "publish", loi="Việc thu giấy tờ không có trong danh mục.").status_code == 303


def test_an_answer_that_names_the_sender_is_not_published_either(office: WebOffice):
    code, _ = sent(office)
    clerk, head = office.sign_in("sen"), office.sign_in("huong")
    path = page_of(clerk, code)
    does(clerk, path, "accept", ve="regulation")
    does(head, path, "answer", loi="Kính gửi ông Giàng A Páo: đã sửa.")
    assert does(clerk, path, "publish", loi="Việc thu giấy tờ.").status_code == 422


def test_a_wrong_secret_and_an_unknown_code_say_the_same_and_guessing_ends(office: WebOffice):
    code, _ = sent(office)
    browser, page = office.visitor(), "/gui-phan-anh/tra-cuu"
    said = {
        words(browser.send(page, {"ma": ma, "bi_mat": "AAAA-AAAA"})).replace(ma, "")
        for ma in (code, "PA.X-260601-0001")
    }
    assert len({text.partition("English")[0] for text in said}) == 1
    answers = [browser.send(page, {"ma": code, "bi_mat": "AAAA-AAAA"}).status_code for _ in range(13)]
    assert 429 in answers


def test_the_same_form_sent_twice_is_one_reflection_with_one_secret(office: WebOffice):
    browser = office.visitor()
    form = browser.see("/gui-phan-anh").text
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form))
    once = browser.client.post("/gui-phan-anh", data={**hidden, **TYPED})
    twice = browser.client.post("/gui-phan-anh", data={**hidden, **TYPED})
    assert _GIVEN.search(words(once)).groups() == _GIVEN.search(words(twice)).groups()
    # Somebody else's words under the same number of the form are another reflection with another secret.
    other = browser.client.post("/gui-phan-anh", data={**hidden, **TYPED, "noi_dung": "Việc khác."})
    assert _GIVEN.search(words(once)).groups() != _GIVEN.search(words(other)).groups()


def test_what_is_lacking_is_said_beside_its_field_and_what_was_typed_stays(office: WebOffice):
    answer = office.visitor().send("/gui-phan-anh", {**TYPED, "phone": ""}, page="/gui-phan-anh")
    assert answer.status_code == 422
    assert CONTENT in answer.text
    assert 'aria-describedby="e-phone"' in answer.text


def test_particulars_are_masked_until_somebody_looks_and_the_look_is_kept(office: WebOffice):
    code, _ = sent(office)
    head = office.sign_in("huong")
    path = page_of(head, code)
    masked = head.see(path).text
    assert "0123 045 218" not in masked
    assert "pao@example.org" not in masked
    assert "Thôn 2" not in masked
    assert "0123 045 218" in head.send(f"{path}/nguoi-gui", {}, page=path).text
    with office.app.read() as session:
        assert session.value("SELECT COUNT(*) FROM office_event WHERE kind = 'feedback_sender_shown'") == 1


def test_only_who_signs_answers_and_only_this_house_reads(office: WebOffice):
    code, _ = sent(office)
    clerk = office.sign_in("sen")
    path = page_of(clerk, code)
    does(clerk, path, "accept", ve="conduct")
    refused = does(clerk, path, "answer", loi="Đã sửa.")
    assert refused.status_code == 403
    assert office.sign_in("hung").client.get(path).status_code == 403
    # The commune's own desk officer has no such page; a made-up number is not known to anybody.
    assert clerk.client.get("/phan-anh/0000").status_code == 404


def test_a_telephone_call_is_entered_by_the_clerk_and_every_act_names_who_did_it(office: WebOffice):
    clerk = office.sign_in("sen")
    typed = {**TYPED, "cach": "phone"}
    del typed["don_vi"]
    kept = clerk.send("/phan-anh/moi", typed)
    found = _GIVEN.search(words(kept))
    assert found is not None
    text = words(clerk.see(page_of(clerk, found[1])))
    assert "Điện thoại" in text
    assert "Vàng Thị Sen" in text


def test_acts_are_only_added(office: WebOffice):
    code, secret = sent(office)
    clerk = office.sign_in("sen")
    path = page_of(clerk, code)
    key = path.rsplit("/", 1)[1]
    with office.app.read() as session:
        before = feedback.acts(session, key)
    does(clerk, path, "accept", ve="conduct")
    with office.app.read() as session:
        after = feedback.acts(session, key)
        assert after[: len(before)] == before
        assert feedback.look_up(session, code, secret) == feedback.by_id(session, EVERYTHING, key)
        assert secret not in str(session.rows("SELECT * FROM feedback"))


def test_days_are_data_with_a_source():
    assert limits().legal_basis
    assert limits().checked_on.year >= 2026
