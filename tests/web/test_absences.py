"""The supervisor's page of who is away."""

import pytest

from tests.web.office import WebOffice

pytestmark = pytest.mark.web


def test_a_substitute_is_named_and_stands_in_the_list(office: WebOffice):
    browser = office.sign_in("quan")
    answer = browser.send(
        "/vang-mat/thay",
        {"nguoi": "hung", "thay": "sen", "tu": "03/06/2026", "den": "05/06/2026", "ly_do": "Nghỉ phép"},
        page="/vang-mat",
    )
    assert answer.status_code == 303
    page = browser.see("/vang-mat")
    assert "Nghỉ phép" in page.text


def test_what_is_missing_is_said_and_what_was_typed_stays(office: WebOffice):
    browser = office.sign_in("quan")
    answer = browser.send(
        "/vang-mat/thay", {"nguoi": "hung", "thay": "sen", "tu": "", "den": "05/06/2026"}, page="/vang-mat"
    )
    assert answer.status_code == 422
    assert 'value="05/06/2026"' in answer.text
    answer = browser.send(
        "/vang-mat/thay",
        {"nguoi": "hung", "thay": "hung", "tu": "03/06/2026", "den": "05/06/2026", "ly_do": "Nghỉ"},
        page="/vang-mat",
    )
    assert 400 <= answer.status_code < 500
    assert "Nghỉ" in answer.text


def test_a_whole_queue_is_handed_on_and_an_empty_one_says_so(office: WebOffice):
    browser = office.sign_in("quan")
    answer = browser.send("/vang-mat/chuyen", {"nguoi": "hung", "cho": "sen", "ly_do": "Nghỉ ốm"}, page="/vang-mat")
    assert answer.status_code == 200
    assert "Không có hồ sơ nào đang giao cho người này." in answer.text
    assert (
        browser.send("/vang-mat/chuyen", {"nguoi": "hung", "cho": "sen", "ly_do": ""}, page="/vang-mat").status_code
        >= 400
    )
