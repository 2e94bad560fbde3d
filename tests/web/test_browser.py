"""A real browser: the keyboard alone, no error in its console, nothing asked of another host."""

import io
import os
import shutil
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from pypdf import PdfReader

from tests.web.office import PASSWORD, WebOffice

pytestmark = pytest.mark.browser
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or "/usr/bin/chromium"
SEEN = Path(__file__).parents[2] / "build" / "browser"
FLAGS = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]


@dataclass
class Window:
    """A page in Chromium and what it complained about."""

    page: Any
    address: str
    complaints: list[str] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)

    def watch(self) -> None:
        self.page.on("console", lambda said: self._complain(said.type, said.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", lambda request: self._note(request.url))

    def _complain(self, kind: str, text: str) -> None:
        # A refused form is an answer of ours (422), which Chromium reports as a failed resource.
        if kind in ("error", "warning") and "422" not in text:
            self.complaints.append(text)

    def _note(self, url: str) -> None:
        # Chromium's own PDF viewer is made of its own resources.
        if not url.startswith((self.address, "data:", "chrome:", "chrome-extension:", "blob:", "about:")):
            self.elsewhere.append(url)

    def type(self, *keys: str) -> None:
        """Each word typed as it is; a key in angle brackets pressed."""
        for key in keys:
            if key.startswith("<"):
                self.page.keyboard.press(key.strip("<>"))
            else:
                self.page.keyboard.type(key)

    def sign_in(self, username: str) -> None:
        self.page.goto(f"{self.address}/dang-nhap")
        self.wait_for_focus("f-ten")
        self.type(username, "<Tab>", PASSWORD, "<Enter>")
        self.page.wait_for_url(lambda url: "/dang-nhap" not in url)

    def wait_for_focus(self, element: str) -> None:
        self.page.locator(f"#{element}:focus").wait_for()

    @property
    def focus(self) -> str:
        return str(self.page.evaluate("document.activeElement.id || document.activeElement.name"))


@pytest.fixture
def served(office: WebOffice) -> Iterator[str]:
    server = uvicorn.Server(uvicorn.Config(office.web, host="127.0.0.1", port=0, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        thread.join(0.02)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join(10)


def kept(page: Any, request: pytest.FixtureRequest) -> None:
    """The last page of a day as a picture under build/, to be looked at."""
    SEEN.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SEEN / f"{request.node.name}.png")


@pytest.fixture
def window(served: str, request: pytest.FixtureRequest) -> Iterator[Window]:
    if not Path(CHROMIUM).exists():
        pytest.skip("no Chromium on this machine: apt-get install chromium")
    sync_playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed").sync_playwright
    os.environ.setdefault("PLAYWRIGHT_BROWSERS_PATH", "0")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_context(viewport={"width": 1366, "height": 768}, locale="vi-VN").new_page()
        opened = Window(page, served)
        opened.watch()
        yield opened
        kept(page, request)
        assert opened.complaints == []
        assert opened.elsewhere == []
        browser.close()


def test_a_dossier_is_registered_with_the_keyboard_and_its_receipt_opened(window: Window):
    page = window.page
    window.sign_in("sen")
    window.wait_for_focus("f-procedure")
    window.type("chuyen truong va tiep nhan hoc sinh")
    window.type("<Enter>")
    page.wait_for_selector("#f-owner_name")
    window.wait_for_focus("f-owner_identifier")
    window.type("099316004127", "<Tab>", "<ArrowDown>", "<Tab>", "Tẩn Gia Hân", "<Tab>", "03/09/2016")
    page.wait_for_selector("#f-submitter_name:visible")
    window.type("<Tab>", "<Tab>", "099189002216", "<Tab>", "Tẩn Thị Mẩy")
    window.type("<Alt+3>", "<Enter>")
    with page.expect_response("**/tiep-nhan/ngay-hen"):
        window.type("<Alt+1>")
        page.locator("label", has_text="tỉnh, thành phố khác").click()
    page.locator("[data-promise] .when", has_text="11/06/2026").wait_for()
    window.type("<Control+Enter>")
    page.wait_for_url("**/giay-tiep-nhan")
    assert page.locator(".secret").inner_text().count("-") == 1
    assert page.locator("iframe.paper").get_attribute("src").endswith("view=FitH")
    paper = page.request.get(window.address + page.locator("a[download]").get_attribute("href"))
    assert paper.body().startswith(b"%PDF")


def test_what_is_missing_is_shown_and_the_summary_has_the_focus(window: Window):
    window.sign_in("sen")
    window.page.goto(f"{window.address}/tiep-nhan?thu-tuc=2.002854")
    window.wait_for_focus("f-owner_identifier")
    window.type("<Tab>", "<Tab>", "Tẩn Gia Hân", "<Control+Enter>")
    window.page.wait_for_selector("#summary")
    window.wait_for_focus("summary")
    assert window.page.input_value("#f-owner_name") == "Tẩn Gia Hân"


def test_without_scripts_a_dossier_is_registered_completed_and_looked_up(served: str, office: WebOffice):
    if not Path(CHROMIUM).exists():
        pytest.skip("no Chromium on this machine: apt-get install chromium")
    sync_playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed").sync_playwright
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_context(java_script_enabled=False).new_page()
        page.goto(f"{served}/dang-nhap")
        page.fill("#f-ten", "sen")
        page.fill("#f-mat_khau", PASSWORD)
        page.click("button.btn-main")
        page.fill("#f-procedure", "2.002854")
        page.click("button[value=search]")
        page.fill("#f-owner_name", "Tẩn Gia Hân")
        for paper in ("application", "results_summary"):
            page.check(f"input[name='paper.{paper}'][value=present]", force=True)
        page.click("button[value=preview]")
        assert "08/06/2026" in page.inner_text("[data-promise]")
        page.click("button[value=accept]")
        assert "/giay-tiep-nhan" in page.url
        code, secret = page.url.split("/")[-2], page.inner_text(".secret")
        handler = browser.new_context(java_script_enabled=False).new_page()
        handler.goto(f"{served}/dang-nhap?tiep=/ho-so/{code}")
        handler.fill("#f-ten", "hung")
        handler.fill("#f-mat_khau", PASSWORD)
        handler.click("button.btn-main")
        handler.click("form[action$='/lenh/complete'] button")
        assert handler.url.endswith("?da=complete")
        citizen = browser.new_context(java_script_enabled=False).new_page()
        citizen.goto(f"{served}/tra-cuu?ma={code}")
        citizen.fill("#f-bi_mat", secret)
        citizen.click("button.btn-main")
        assert "08/06/2026" in citizen.inner_text("main")
        citizen.click("details.why summary")
        assert citizen.locator("details.why li").first.is_visible(), "why the date is that date"
        browser.close()


def test_slash_goes_to_the_search_and_no_page_is_wider_than_a_phone(window: Window, office: WebOffice):
    ref = office.accepted("2026-06-01 08:20").dossier.reference
    window.sign_in("hung")
    window.type("</>")
    assert window.focus == "find"
    window.page.set_viewport_size({"width": 390, "height": 844})
    for path in (
        "/viec-cua-toi",
        "/ho-so",
        f"/ho-so/{ref}",
        f"/ho-so/{ref}/vi-sao",
        f"/ho-so/{ref}/lenh/declare_delay",
    ):
        window.page.goto(window.address + path)
        assert window.page.evaluate("document.documentElement.scrollWidth") <= 390, path


def test_a_double_click_moves_the_dossier_one_step(window: Window, office: WebOffice):
    ref = office.accepted("2026-06-01 08:20").dossier.reference
    window.sign_in("hung")
    window.page.goto(f"{window.address}/ho-so/{ref}")
    window.page.locator("button", has_text="Chuyển bước").dblclick()
    window.page.wait_for_url("**?da=complete")
    assert window.page.locator(".log li", has_text="xong bước “Kiểm tra").count() == 1


def test_a_letter_is_issued_after_it_was_looked_at_in_another_window(window: Window, office: WebOffice):
    ref = office.accepted("2026-06-01 08:20").dossier.reference
    office.clock_shows("2026-06-09 08:00")
    window.sign_in("minh")
    page = window.page
    page.goto(f"{window.address}/ho-so/{ref}/lenh/issue_apology")
    page.select_option("#f-common_reason", index=1)
    with page.expect_popup() as opened:
        page.locator("button[formtarget=_blank]").click()
    assert opened.value.url.endswith("/xem-truoc.pdf")
    page.locator("button[data-main]").click()
    page.wait_for_url("**?da=issue_apology")


def test_a_doubt_appears_beside_the_number_while_typing(window: Window):
    window.sign_in("sen")
    window.page.goto(f"{window.address}/tiep-nhan?thu-tuc=2.002854")
    window.page.fill("#f-owner_identifier", "09931600412")
    window.type("<Tab>")
    window.page.locator("[data-person=owner]", has_text="dài 11 ký tự").wait_for()
    assert window.focus == "f-relation", "nothing takes the keyboard away"


def test_a_list_prints_on_landscape_paper_with_its_office_on_top(window: Window, office: WebOffice):
    office.accepted("2026-06-01 08:20")
    window.sign_in("hung")
    printed = PdfReader(io.BytesIO(window.page.pdf(prefer_css_page_size=True))).pages[0]
    assert printed.mediabox.width > printed.mediabox.height
    said = " ".join(printed.extract_text().split())
    assert "Trường Suối Ngần · Việc của tôi · Trần Văn Hùng in lúc 01/06/2026" in said
    assert "Giàng Minh Khang" in said
    assert "Tiếng Việt" not in said
    assert "English" not in said, "what is only for the screen stays there"
