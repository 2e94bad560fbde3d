"""Who comes in, and how little a stranger learns."""

import re

import pytest

from tests.web.office import PASSWORD, WebOffice, words
from tthc_engine.store import people


def test_each_role_begins_where_its_day_begins(office: WebOffice):
    starts = {person: office.sign_in(person).client.get("/").headers["location"] for person in ("sen", "hung", "quan")}
    assert starts == {"sen": "/tiep-nhan", "hung": "/viec-cua-toi", "quan": "/giam-sat"}


def test_a_wrong_password_and_an_unknown_name_are_answered_alike(office: WebOffice):
    stranger = office.visitor()
    wrong = stranger.send("/dang-nhap", {"ten": "hung", "mat_khau": "x"}, page="/dang-nhap")
    unknown = stranger.send("/dang-nhap", {"ten": "nobody", "mat_khau": "x"}, page="/dang-nhap")
    assert wrong.status_code == unknown.status_code == 422
    assert "không đúng" in words(wrong)
    assert "không đúng" in words(unknown)
    assert 'value="hung"' in wrong.text, "the typed name is kept"


def test_somebody_who_tries_too_often_must_wait(office: WebOffice):
    stranger = office.visitor()
    answers = [stranger.send("/dang-nhap", {"ten": "hung", "mat_khau": "x"}, page="/dang-nhap") for _ in range(9)]
    assert [one.status_code for one in answers] == [422] * 8 + [429]
    assert int(answers[-1].headers["retry-after"]) > 0


def test_who_forgot_a_password_shuts_out_neither_colleagues_at_the_same_address_nor_the_rest_of_the_day(
    office: WebOffice,
):
    forgetful = office.visitor()
    for _ in range(8):
        forgetful.send("/dang-nhap", {"ten": "hung", "mat_khau": "x"}, page="/dang-nhap")
    right = {"ten": "hung", "mat_khau": PASSWORD}
    assert forgetful.send("/dang-nhap", right, page="/dang-nhap").status_code == 429, "that account, at that address"
    for _ in range(10):
        office.sign_in("sen")


def test_a_flood_of_guesses_over_many_accounts_is_stopped_at_its_address(office: WebOffice):
    stranger = office.visitor()
    guesses = ({"ten": f"account-{number}", "mat_khau": "x"} for number in range(61))
    answers = [stranger.send("/dang-nhap", one, page="/dang-nhap").status_code for one in guesses]
    assert answers == [422] * 60 + [429]


def test_a_page_asked_for_before_signing_in_opens_after_it(office: WebOffice):
    stranger = office.visitor()
    sent = stranger.client.get("/ho-so?q=abc")
    assert sent.headers["location"] == "/dang-nhap?tiep=/ho-so%3Fq%3Dabc"
    asked = sent.headers["location"]
    come_in = stranger.send("/dang-nhap", {"ten": "hung", "mat_khau": PASSWORD}, page=asked)
    assert come_in.headers["location"] == "/ho-so?q=abc"


@pytest.mark.parametrize("elsewhere", ["//evil.example", "https://evil.example", "/\\evil.example"])
def test_signing_in_never_leads_to_another_host(office: WebOffice, elsewhere: str):
    stranger = office.visitor()
    typed = {"ten": "hung", "mat_khau": PASSWORD, "tiep": elsewhere}
    assert stranger.send("/dang-nhap", typed, page="/dang-nhap").headers["location"] == "/"


def test_a_form_from_elsewhere_is_refused(office: WebOffice):
    handler = office.sign_in("hung")
    forged = handler.client.post("/dang-xuat", data={"form_token": "made-up"})
    assert forged.status_code == 403
    assert handler.see("/viec-cua-toi").status_code == 200, "and nothing happened"


def test_signing_out_ends_the_session(office: WebOffice):
    handler = office.sign_in("hung")
    handler.send("/dang-xuat", {}, page="/tai-khoan")
    assert handler.client.get("/viec-cua-toi").headers["location"].startswith("/dang-nhap")


def test_a_copied_cookie_ends_with_its_session_and_other_screens_stay_open(office: WebOffice):
    handler, elsewhere = office.sign_in("hung"), office.sign_in("hung")
    copied = office.visitor()
    copied.client.cookies.set("tthc", handler.client.cookies["tthc"], domain="office.test")
    assert copied.see("/viec-cua-toi").status_code == 200
    handler.send("/dang-xuat", {}, page="/tai-khoan")
    assert copied.client.get("/viec-cua-toi").headers["location"].startswith("/dang-nhap")
    assert elsewhere.see("/viec-cua-toi").status_code == 200
    assert office.sign_in("hung").see("/viec-cua-toi").status_code == 200


def test_a_changed_cookie_is_nobodys(office: WebOffice):
    handler = office.sign_in("hung")
    value = handler.client.cookies["tthc"]
    handler.client.cookies.clear()
    handler.client.cookies.set("tthc", value[:-3] + ("abc" if value[-3:] != "abc" else "xyz"))
    assert handler.client.get("/viec-cua-toi").status_code == 303


def test_the_session_cookie_holds_no_name_of_a_person_and_no_script_reads_it(office: WebOffice):
    stranger = office.visitor()
    answer = stranger.send("/dang-nhap", {"ten": "hung", "mat_khau": PASSWORD}, page="/dang-nhap")
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert re.search(r"samesite=lax", cookie, re.IGNORECASE)
    assert "Hùng" not in cookie


def test_whoever_left_the_position_opens_nothing(office: WebOffice):
    handler = office.sign_in("hung")
    with office.app.transaction() as session:
        account = people.account(session, "hung")
        assert account is not None
        session.update("account", {"active": False}, where={"username": "hung"})
    assert handler.client.get("/viec-cua-toi").status_code == 303


def test_the_office_reads_english_when_somebody_chooses_it(office: WebOffice):
    handler = office.sign_in("hung")
    assert "Việc của tôi" in words(handler.see("/viec-cua-toi"))
    handler.send("/ngon-ngu", {"ngon_ngu": "en"}, page="/viec-cua-toi")
    page = handler.see("/viec-cua-toi")
    assert "My work" in words(page)
    assert '<html lang="en">' in page.text


def test_every_page_of_the_demo_says_that_its_data_are_invented(office: WebOffice):
    handler = office.sign_in("hung")
    for path in ("/dang-nhap", "/tra-cuu", "/viec-cua-toi", "/ho-so", "/tai-khoan"):
        assert "DỮ LIỆU MINH HỌA" in words(handler.see(path)), path
