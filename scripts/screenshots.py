"""Photograph the demo for the README and the guide: seed an office, serve it, walk through it as its people would.

Run it by `make screenshots` as often as pages change; it needs Chromium and writes docs/images/*.png. Everything on the
pictures is invented.
"""

import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import which
from typing import Any

import uvicorn
from playwright.sync_api import sync_playwright

from flows.recorded import inline
from flows.schedule import DEMO_JOBS, Timetable
from tthc_engine.bootstrap import start
from tthc_engine.settings import Settings
from tthc_engine.web.app import create_app
from tthc_engine.work.demo import seeding
from tthc_engine.work.demo.office import demo_office

IMAGES = Path(__file__).parent.parent / "docs" / "images"
DESKTOP = {"width": 1366, "height": 768}
PHONE = {"width": 390, "height": 844}
PDF_MS = 6_000
"""Until the browser's own viewer has surely drawn a page, also on a busy machine."""
FLAGS = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]


@contextmanager
def served_demo(folder: Path) -> Iterator[str]:
    """A freshly seeded demo on a free port, its timetable ticking as it would for anybody; yields its address."""
    app = start(Settings(demo=True, data_dir=folder, flows="inline"))
    seeding.seed(app)
    timetable = Timetable(app, inline, jobs=DEMO_JOBS)
    timetable.start()
    server = uvicorn.Server(uvicorn.Config(create_app(app), host="127.0.0.1", port=0, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        thread.join(0.05)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join(10)
    timetable.stop()


class Camera:
    """One officer at a screen."""

    def __init__(self, browser: Any, address: str, *, size: dict[str, int] = DESKTOP, theme: str = "light") -> None:
        context = browser.new_context(viewport=size, color_scheme=theme, locale="vi-VN", device_scale_factor=1)
        self.page = context.new_page()
        self.address = address

    def sign_in(self, account: str) -> "Camera":
        self.go("/dang-nhap")
        self.page.fill("#f-ten", account)
        self.page.fill("#f-mat_khau", demo_office().password)
        self.page.press("#f-mat_khau", "Enter")
        self.page.wait_for_url(lambda url: "/dang-nhap" not in url)
        return self

    def go(self, path: str) -> "Camera":
        self.page.goto(self.address + path)
        return self

    def shoot(self, name: str, *, wait_ms: int = 200) -> None:
        self.page.wait_for_timeout(wait_ms)
        self.page.screenshot(path=IMAGES / f"{name}.png")
        sys.stdout.write(f"docs/images/{name}.png\n")


def desk(camera: Camera) -> tuple[str, str]:
    """Fill the form, photograph it, accept; returns the new dossier's code and secret."""
    page = camera.sign_in("vanthu.truong").go("/tiep-nhan?thu-tuc=2.002854").page
    page.fill("#f-owner_name", "Tẩn Gia Hân")
    page.fill("#f-owner_born_on", "03/09/2016")
    page.fill("#f-owner_identifier", "099316004127")
    page.select_option("#f-relation", "parent")
    page.fill("#f-submitter_name", "Tẩn Thị Mẩy")
    page.fill("#f-submitter_identifier", "099189002216")
    page.fill("#f-address", "Bản Nậm Pung, xã Suối Ngần")
    page.fill("#f-phone", "0123 046 115")
    page.click("[data-all-present]")
    page.evaluate("scrollTo(0, 0)")
    camera.shoot("desk", wait_ms=600)
    page.click("button[value=accept]")
    page.wait_for_url("**/giay-tiep-nhan")
    camera.shoot("receipt", wait_ms=PDF_MS)
    return page.url.split("/")[-2], page.inner_text(".secret")


def overdue_dossier(camera: Camera) -> str:
    """The demo's first scripted dossier, one working day later: overdue."""
    camera.page.click("button[value=ngay-lam-viec]")
    camera.go("/viec-cua-toi").shoot("inbox")
    return str(camera.page.locator("tr.e-late a[href^='/ho-so/']").first.get_attribute("href"))


def walk(browser: Any, address: str) -> None:
    Camera(browser, address).go("/dang-nhap?ten=vanthu.truong").shoot("sign-in")
    code, secret = desk(Camera(browser, address))
    handler = Camera(browser, address).sign_in("giaovu")
    late = overdue_dossier(handler)
    handler.go(late).shoot("dossier")
    handler.go(f"{late}/vi-sao").shoot("why")
    approver = Camera(browser, address).sign_in("phohieutruong").go(f"{late}/lenh/issue_apology")
    options = approver.page.locator("#f-common_reason option").all()
    approver.page.select_option("#f-common_reason", index=min(2, len(options) - 1))
    approver.page.click("button[data-main]")
    approver.page.wait_for_url("**?da=issue_apology")
    letter = approver.page.locator(".files a", has_text="Văn bản xin lỗi").first.get_attribute("href")
    approver.go(str(letter)).shoot("apology", wait_ms=PDF_MS)
    Camera(browser, address).sign_in("vanthu.truong").go("/van-thu").shoot("clerk")
    Camera(browser, address).sign_in("ksth").go("/giam-sat").shoot("board", wait_ms=400)
    Camera(browser, address, theme="dark").sign_in("ksth").go("/giam-sat").shoot("board-dark")
    report = Camera(browser, address).sign_in("ksth").go("/bao-cao")
    if "404" not in report.page.title():
        report.shoot("report")
    citizen = Camera(browser, address, size=PHONE).go(f"/tra-cuu?ma={code}")
    citizen.page.fill("#f-bi_mat", secret)
    citizen.page.press("#f-bi_mat", "Enter")
    citizen.page.wait_for_url("**/ket-qua")
    citizen.shoot("lookup")


def rooms(browser: Any, address: str) -> None:
    """What the guide shows of those who do not handle dossiers: administrator, anybody."""
    keeper = Camera(browser, address).sign_in("quantri")
    for name, path in {
        "admin-unit": "/quan-tri/don-vi/xa",
        "admin-people": "/quan-tri/nhan-su",
        "admin-audit": "/quan-tri/nhat-ky",
        "admin-regime": "/quan-tri/nghi-dinh/nd118-2025",
    }.items():
        keeper.go(path).shoot(name)
    anybody = Camera(browser, address)
    for name, path in {
        "procedures": "/thu-tuc",
        "procedure": "/thu-tuc/2.002854",
        "precheck": "/thu-tuc/2.002854/kiem-tra?kiem=1&co=application",
        "publication": "/cong-khai",
    }.items():
        anybody.go(path).shoot(name)
    Camera(browser, address, size=PHONE).go("/nop-ho-so/truong/2.002854").shoot("submit")


def main() -> int:
    """Exit code 0 well, 2 without a browser."""
    chromium = which("chromium") or which("chromium-browser")
    if chromium is None:
        sys.stderr.write("Chromium is missing: apt-get install chromium\n")
        return 2
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, served_demo(Path(folder)) as address, sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium, args=FLAGS)
        # The rooms first: the walk moves the demo's clock.
        rooms(browser, address)
        walk(browser, address)
        browser.close()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
