"""axe-core over every kind of page that somebody can reach in the demo: no violation, in both languages and themes.

One seeded demo and one Chromium for all people. Each kind of page is looked at once, the four looks (language, theme)
taking turns; the pages that people live in are looked at in two opposite ones. With TTHC_EVERY_LOOK=1 every page is
looked at in all four (some minutes; what a release is looked at with).
"""

import os
import re
import threading
from collections.abc import Iterator
from itertools import count, cycle
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from tests.web.office import WebOffice
from tests.web.test_browser import CHROMIUM, FLAGS
from tthc_engine.bootstrap import start
from tthc_engine.settings import Settings
from tthc_engine.web.access import LANGUAGE_COOKIE
from tthc_engine.work.demo import seeding
from tthc_engine.work.demo.office import demo_office

ACCOUNTS = (
    *("", "vanthu.truong", "giaovu", "phohieutruong", "hieutruong"),
    *("tiepnhan1", "ksth", "gdtrungtam", "quantri"),
)
"""Anybody, not signed in; then one for each role."""
LOOKS = (("vi", "light"), ("en", "dark"), ("vi", "dark"), ("en", "light"))
EVERY_LOOK = os.environ.get("TTHC_EVERY_LOOK") == "1"
LIVED_IN = ("/tiep-nhan", "/viec-cua-toi", "/giam-sat", "/ho-so/…", "/tra-cuu", "/thu-tuc/…", "/dang-nhap")
BEGINNINGS = ("/", "/tra-cuu", "/thu-tuc", "/cong-khai", "/dang-nhap", "/tai-khoan", "/tiep-nhan?thu-tuc=2.002854")
_LINK = re.compile(r'href="(/[^"#]*)"')
_KEY = re.compile(
    r"H99[^/?]+|[0-9a-f]{32}|[0-9a-f]{12}|(?<=/)\d[\d.]*(?=/|$)"
    r"|(?<=/don-vi/)[a-z-]+|(?<=/nhan-su/)[a-z-]+|(?<=/lenh/)[a-z_]+|(?<=/bieu/)[a-z0-9_-]+"
)
_NOT_PAGES = (".pdf", ".gz", ".json", ".yaml", ".xlsx", ".csv", ".docx", ".svg", ".ics", "/static")


class Walk:
    """A browser, the demo, and which kinds of page were looked at already."""

    def __init__(self, page: Any, address: str, axe: Any) -> None:
        self.page, self.address, self.axe = page, address, axe
        self.seen: set[str] = set()
        self._turns, self.looked = cycle(LOOKS), count()

    def look(self, path: str, language: str, theme: str) -> list[str]:
        self.page.context.add_cookies([{"name": LANGUAGE_COOKIE, "value": language, "url": self.address}])
        self.page.emulate_media(color_scheme=theme)
        answer = self.page.goto(self.address + path)
        if "text/html" not in answer.headers.get("content-type", "") or answer.status >= 400:
            return []
        next(self.looked)
        return [
            f"{path} ({language}, {theme}): {one['id']}: {one['nodes'][0]['html'][:160]}"
            for one in self.axe.run(self.page).response["violations"]
        ]

    def walk(self, beginnings: tuple[str, ...]) -> list[str]:
        """From there every link to a kind of page that nobody saw yet."""
        waiting, found = list(beginnings), list[str]()
        while waiting:
            path = waiting.pop(0)
            kind = kind_of(path)
            if kind in self.seen or kind.endswith(_NOT_PAGES) or kind.startswith("/static"):
                continue
            self.seen.add(kind)
            turn = next(self._turns)
            for language, theme in LOOKS if EVERY_LOOK else LOOKS[:2] if kind in LIVED_IN else (turn,):
                found += self.look(path, language, theme)
            waiting += [link.replace("&amp;", "&") for link in _LINK.findall(self.page.content())]
        return found


def kind_of(path: str) -> str:
    return _KEY.sub("…", path.partition("?")[0])


@pytest.fixture(scope="module")
def walk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walk]:
    if not Path(CHROMIUM).exists():
        pytest.skip("no Chromium on this machine: apt-get install chromium")
    sync_playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed").sync_playwright
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed")
    os.environ.setdefault("PLAYWRIGHT_BROWSERS_PATH", "0")
    folder: Path = tmp_path_factory.mktemp("accessible")
    app = start(Settings(demo=True, data_dir=folder, flows="inline"))
    seeding.seed(app)
    app.database.dispose()
    office = WebOffice(folder)
    server = uvicorn.Server(uvicorn.Config(office.web, host="127.0.0.1", port=0, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        thread.join(0.02)
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_context(viewport={"width": 1366, "height": 768}).new_page()
        yield Walk(page, f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}", axe.Axe())
        browser.close()
    server.should_exit = True
    thread.join(10)
    office.close()


def test_everybody_of_the_office_has_a_page_looked_at():
    """A role that is added needs an account in this walk."""
    walked = {role for one in demo_office().people if one.account in ACCOUNTS for role in one.roles}
    assert walked == {role for one in demo_office().people for role in one.roles}


# One browser after the other: what one person saw, the next need not.
@pytest.mark.xdist_group("every page is looked at")
@pytest.mark.browser
@pytest.mark.parametrize("account", ACCOUNTS)
def test_no_page_shuts_anybody_out(walk: Walk, account: str):
    walk.page.context.clear_cookies()
    # What somebody else saw of these pages was another page.
    walk.seen -= {"/", "/giam-sat", "/viec-cua-toi"}
    if account:
        walk.page.goto(f"{walk.address}/dang-nhap")
        walk.page.fill("#f-ten", account)
        walk.page.fill("#f-mat_khau", demo_office().password)
        walk.page.press("#f-mat_khau", "Enter")
        walk.page.wait_for_url(lambda url: "/dang-nhap" not in url)
    assert walk.walk(BEGINNINGS) == []
