"""A paper too long for a request is made beside it: its page waits without a script, and it is its owner's."""

import os
import time

import httpx

from tests.web.office import Browser, WebOffice, words
from tthc_engine.work import preparing
from tthc_engine.work.scans import tidy

YEAR = "/bao-cao/so-theo-doi.pdf?ky=calendar_year%3A2026"


def finished(browser: Browser, address: str) -> httpx.Response:
    """Wait as a browser does: it loads the page again when the page says so."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        answer = browser.see(address)
        if answer.headers.get("refresh") != "2":
            return answer
        assert "Đang lập văn bản" in words(answer)
        time.sleep(0.02)
    raise AssertionError("it was never made")


def test_a_short_register_comes_at_once(office: WebOffice):
    office.accepted("2026-06-01 08:10")
    assert office.sign_in("sen").client.get(YEAR).content.startswith(b"%PDF")


def test_a_long_paper_is_waited_for_without_a_script_and_is_its_owners(office: WebOffice):
    desk = office.sign_in("sen")
    key = preparing.begin(office.app, "so-theo-doi.pdf", lambda: b"%PDF of a year", by="sen")
    page = finished(desk, f"/dang-lap/{key}")
    assert "Văn bản đã lập xong" in words(page)
    assert page.headers["refresh"] == f"0; url=/dang-lap/{key}/tep"
    paper = desk.client.get(f"/dang-lap/{key}/tep")
    assert paper.content == b"%PDF of a year" and paper.headers["content-type"] == "application/pdf"
    assert 'filename="so-theo-doi.pdf"' in paper.headers["content-disposition"]
    assert paper.headers["cache-control"] == "no-store"
    assert office.sign_in("minh").client.get(f"/dang-lap/{key}").status_code == 404, "names stand in it"
    assert office.sign_in("minh").client.get(f"/dang-lap/{key}/tep").status_code == 404


def test_asked_twice_while_it_is_made_it_is_the_same_paper(office: WebOffice):
    first = preparing.begin(office.app, "so-theo-doi.pdf", lambda: time.sleep(0.3) or b"%PDF", by="sen")
    assert preparing.begin(office.app, "so-theo-doi.pdf", lambda: b"%PDF", by="sen") == first
    assert preparing.begin(office.app, "so-theo-doi.pdf", lambda: b"%PDF", by="minh") != first


def test_a_paper_of_yesterday_goes_in_the_night(office: WebOffice):
    desk = office.sign_in("sen")
    key = preparing.begin(office.app, "so-theo-doi.pdf", lambda: b"%PDF", by="sen")
    finished(desk, f"/dang-lap/{key}")
    tidy(office.app, office.app.now())
    desk.see(f"/dang-lap/{key}")
    for file in (office.app.settings.data_dir / "prepared").iterdir():
        os.utime(file, (1, 1))
    tidy(office.app, office.app.now())
    assert list((office.app.settings.data_dir / "prepared").iterdir()) == []
    assert desk.client.get(f"/dang-lap/{key}").status_code == 404


def test_what_cannot_be_made_says_so_and_nothing_half_is_given_out(office: WebOffice):
    def broken() -> bytes:
        raise OSError("no room")

    desk = office.sign_in("sen")
    key = preparing.begin(office.app, "so-theo-doi.docx", broken, by="sen")
    assert "Chưa lập được văn bản" in words(finished(desk, f"/dang-lap/{key}"))
    assert desk.client.get(f"/dang-lap/{key}/tep").status_code == 404
    assert desk.client.get("/dang-lap/..%2Fsecret").status_code == 404
