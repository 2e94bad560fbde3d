"""The desk's camera in a real browser with an invented camera: a paper photographed into its field and attached."""

import os
from collections.abc import Iterator

import pytest

from tests.web.office import WebOffice
from tests.web.test_browser import CHROMIUM, FLAGS, Window, served

pytestmark = pytest.mark.browser
__all__ = ["served"]
INVENTED = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]


@pytest.fixture
def filmed(office: WebOffice) -> str:
    return office.accepted("2026-06-01 08:20").dossier.reference


@pytest.fixture
def window(filmed: str, served: str) -> Iterator[Window]:
    sync_playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed").sync_playwright
    os.environ.setdefault("PLAYWRIGHT_BROWSERS_PATH", "0")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=[*FLAGS, *INVENTED])
        opened = Window(browser.new_context(locale="vi-VN").new_page(), served)
        opened.watch()
        yield opened
        assert opened.complaints == []
        assert opened.elsewhere == []
        browser.close()


def test_two_pages_are_photographed_and_attached_to_their_paper(filmed: str, window: Window):
    window.sign_in("sen")
    page = window.page
    page.goto(f"{window.address}/ho-so/{filmed}/ban-quet")
    page.locator(".camera-open").click()
    page.locator("dialog .btn-main").click()
    page.locator("dialog [role=status]", has_text="1").wait_for()
    page.locator("dialog .btn-main", has_text="Chụp thêm").click()
    page.locator("dialog [role=status]", has_text="2").wait_for()
    page.locator("dialog .btn-bare").click()
    assert page.locator("dialog").count() == 0
    assert page.evaluate("document.querySelector('#f-file').files.length") == 2
    page.select_option("#f-component", index=1)
    page.locator("[data-main]").click()
    page.wait_for_url("**/ban-quet**da=**")
    assert page.locator(".scan-one").count() == 2


def test_the_desk_sends_a_photograph_at_once_and_reads_cards_only_where_the_browser_can(window: Window):
    window.sign_in("sen")
    page = window.page
    page.goto(f"{window.address}/tiep-nhan?thu-tuc=2.002854")
    page.locator(".camera-open").first.click()
    page.locator("dialog .btn-main").click()
    page.locator(".scans .scan-one").wait_for()
    page.keyboard.press("Escape")
    can = page.evaluate("'BarcodeDetector' in window")
    assert page.locator(".scan-hint button").count() == int(can)
