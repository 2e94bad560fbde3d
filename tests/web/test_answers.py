"""What every answer carries, whatever goes wrong."""

import pytest

from tests.web.office import Browser, Client, WebOffice, words


@pytest.mark.parametrize("path", ["/static/nope.css", "/static/../app.py", "/static/%2e%2e/app.py", "/static/"])
def test_a_missing_file_is_not_found_for_a_stranger_and_for_an_officer(office: WebOffice, path: str):
    for browser in (office.visitor(), office.sign_in("hung")):
        answer = browser.see(path, status=404)
        assert "Không tìm thấy" in words(answer)
        assert "max-age" not in answer.headers.get("cache-control", "")


@pytest.mark.parametrize("path", ["/dang-nhap", "/khong-co", "/tra-cuu"])
def test_nothing_from_elsewhere_may_run_or_load(office: WebOffice, path: str):
    headers = office.visitor().client.get(path).headers
    policy = headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "script-src 'self';" in policy
    assert "http" not in policy
    assert headers["x-content-type-options"] == "nosniff"


def test_a_page_names_no_other_host(office: WebOffice):
    for path in ("/dang-nhap", "/tra-cuu"):
        text = office.visitor().see(path).text
        assert "//" not in text.replace("http://www.w3.org/2000/svg", "").replace("<!-- ", "").replace(" //", "")


def test_a_mistake_of_ours_is_a_page_with_a_mark_and_no_trace(office: WebOffice):
    @office.web.get("/kaputt")
    def _broken() -> None:
        raise RuntimeError("a secret of the house")

    answer = Client(office, show_failures=False).get("/kaputt")
    assert answer.status_code == 500
    assert "Báo quản trị hệ thống mã lỗi" in words(answer)
    assert "secret of the house" not in answer.text
    assert "Traceback" not in answer.text


def test_a_program_gets_json_where_it_asks_for_it(office: WebOffice):
    answer = office.sign_in("hung").see("/ho-so/none", status=404, accept="application/json")
    assert answer.json() == {"error": "UnknownDossier", "message": "Không tìm thấy hồ sơ này."}


def test_too_much_is_not_read(office: WebOffice):
    browser = office.visitor()
    answer = browser.client.post("/tra-cuu", data={"ma": "x" * 1_100_000})
    assert answer.status_code == 413


def test_pages_are_not_kept_by_the_browser_and_styles_are(office: WebOffice):
    browser = office.sign_in("hung")
    assert browser.see("/viec-cua-toi").headers["cache-control"] == "no-store"
    assert "max-age" in browser.client.get("/static/app.css").headers["cache-control"]


def test_names_are_written_never_run(office: WebOffice):
    ref = office.accepted("2026-06-01 08:20", owner='<script>alert("x")</script>').dossier.reference
    page = office.sign_in("hung").see(f"/ho-so/{ref}").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_a_list_that_is_long_has_pages(office: WebOffice):
    for number in range(55):
        office.accepted("2026-06-01 08:20", owner=f"Học sinh {number:02d}", number=f"0993160{number:05d}")
    browser: Browser = office.sign_in("hung")
    assert "trang 1 trên 2" in words(browser.see("/ho-so"))
    assert "trang 2 trên 2" in words(browser.see("/ho-so?trang=2"))
    browser.see("/ho-so?trang=99")
    browser.see("/ho-so?trang=abc", status=422)
