"""The demo as a newcomer meets it: one command, printed accounts, two buttons that move the clock, mail to read."""

import asyncio
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from tests.builders import hanoi
from tests.databases import environment, settings_at
from tests.integration.the_demo import a_copy
from tthc_engine.bootstrap import App, build
from tthc_engine.web.app import create_app
from tthc_engine.work.demo.office import demo_office

pytestmark = pytest.mark.integration


@pytest.fixture
def demo(demo: App, tmp_path: Path) -> Iterator[App]:
    """An office of its own for each test, as its first start leaves it."""
    app = a_copy(demo, tmp_path / "copy")
    yield app
    app.database.dispose()


class Browser:
    """A browser on the application in this process; follows redirects and keeps cookies."""

    def __init__(self, app: App, *, web: FastAPI | None = None) -> None:
        transport = httpx.ASGITransport(app=web or create_app(app))
        self._client = httpx.AsyncClient(transport=transport, base_url="http://demo.test", follow_redirects=True)
        self._runner = asyncio.Runner()

    def get(self, path: str) -> httpx.Response:
        return self._runner.run(self._client.get(path))

    def post(self, path: str, *, data: dict[str, str]) -> httpx.Response:
        return self._runner.run(self._client.post(path, data=data))


def _token(html: str) -> str:
    found = re.search(r'name="form_token" value="([^"]+)"', html)
    assert found is not None
    return found[1]


def _signed_in(app: App, account: str, *, web: FastAPI | None = None) -> Browser:
    browser = Browser(app, web=web)
    form = {"form_token": _token(browser.get("/dang-nhap").text), "ten": account, "mat_khau": demo_office().password}
    answer = browser.post("/dang-nhap", data=form)
    assert answer.status_code == 200
    return browser


def _tthc(*arguments: str, folder: Path, demo: str = "0") -> subprocess.CompletedProcess[str]:
    around = {**os.environ, **environment(folder), "TTHC_DEMO": demo, "PYTHONUTF8": "1"}
    return subprocess.run(
        [sys.executable, "-m", "tthc_engine.cli.main", *arguments],
        capture_output=True, text=True, env=around, timeout=120, check=False,
    )  # fmt: skip


def test_every_printed_account_opens_its_own_first_page(demo: App) -> None:
    web = create_app(demo)
    for person in demo_office().people:
        page = _signed_in(demo, person.account, web=web).get("/")
        assert page.status_code == 200, person.account
        assert "DỮ LIỆU MINH HỌA" in page.text


def test_a_click_moves_the_clock_and_the_mail_can_be_read(demo: App) -> None:
    browser = _signed_in(demo, "giaovu")
    page = browser.get("/tai-khoan")
    assert "Ngày làm việc tiếp theo" in page.text
    assert "Đến hạn kế tiếp" in page.text
    form = {"form_token": _token(page.text), "den": "den-han", "tiep": "/tai-khoan"}
    assert browser.post("/minh-hoa/dong-ho", data=form).url.path == "/tai-khoan"
    assert demo.now() >= hanoi("2026-11-16 17:01")

    outbox = browser.get("/minh-hoa/thu-di")
    mails = re.findall(r'href="(/minh-hoa/thu-di/[0-9a-f]{32})"', outbox.text)
    assert mails
    letter = browser.get(mails[0])
    assert letter.status_code == 200
    attached = [link for mail in mails for link in re.findall(rf"{mail}/\d+", browser.get(mail).text)]
    assert browser.get(attached[0]).content.startswith(b"%PDF")


def test_neighbours_do_not_read_each_others_mail(demo: App) -> None:
    school, commune = _signed_in(demo, "giaovu"), _signed_in(demo, "thuly1")
    page = school.get("/tai-khoan")
    school.post("/minh-hoa/dong-ho", data={"form_token": _token(page.text), "den": "ngay-lam-viec", "tiep": "/"})
    pattern = r"/minh-hoa/thu-di/[0-9a-f]{32}"
    theirs = set(re.findall(pattern, commune.get("/minh-hoa/thu-di").text))
    mine = set(re.findall(pattern, school.get("/minh-hoa/thu-di").text))
    assert theirs
    assert mine
    assert not theirs & mine
    assert school.get(theirs.pop()).status_code == 404


def test_the_clock_only_goes_where_a_form_of_this_session_sends_it(demo: App) -> None:
    before = demo.now()
    assert _signed_in(demo, "ksth").post("/minh-hoa/dong-ho", data={"den": "den-han"}).status_code == 403
    assert Browser(demo).get("/minh-hoa/thu-di").url.path == "/dang-nhap"
    assert (demo.now() - before).total_seconds() < 60


def test_outside_the_demo_its_accounts_open_nothing_and_its_pages_are_not_there(demo: App) -> None:
    """Somebody copies the demo's database into a real installation: the printed password is worth nothing there."""
    real = build(settings_at(demo.settings.data_dir, demo=False))
    browser = Browser(real)
    form = {"form_token": _token(browser.get("/dang-nhap").text), "ten": "chutich", "mat_khau": "demo"}
    assert browser.post("/dang-nhap", data=form).status_code == 422
    assert browser.get("/minh-hoa/thu-di").status_code == 404
    real.database.dispose()
    refused = _tthc("run", "--port", "8599", folder=demo.settings.data_dir)
    assert refused.returncode == 2
    assert "Traceback" not in refused.stderr


def test_a_second_start_reuses_the_year_and_prints_who_may_sign_in(demo: App) -> None:
    started = _tthc("demo", "--no-serve", folder=demo.settings.data_dir)
    assert started.returncode == 0, started.stderr
    assert "dossiers" not in started.stderr
    for person in demo_office().people:
        assert person.account in started.stdout
    assert "Mật khẩu" in started.stdout


@pytest.mark.sqlite
def test_fresh_begins_anew_but_never_over_a_real_office(demo: App, tmp_path: Path) -> None:
    demo.advance_to(hanoi("2026-12-01 07:30"))
    started = _tthc("demo", "--fresh", "--no-serve", folder=demo.settings.data_dir)
    assert started.returncode == 0, started.stderr
    assert "16/11/2026 07:3" in started.stdout

    real = tmp_path / "real"
    made = _tthc(*_init(tmp_path), folder=real)
    assert made.returncode == 0, made.stderr
    for arguments in (["demo", "--no-serve"], ["demo", "--no-serve", "--fresh"]):
        refused = _tthc(*arguments, folder=real)
        assert refused.returncode == 2
        assert "Traceback" not in refused.stderr
    assert (real / "tthc.db").exists()


@pytest.mark.sqlite
def test_a_real_office_and_the_demo_never_share_a_database(demo: App, tmp_path: Path) -> None:
    made = _tthc(*_init(tmp_path), folder=demo.settings.data_dir)
    assert made.returncode == 2
    assert "demo" in made.stderr

    real = tmp_path / "real"
    assert _tthc(*_init(tmp_path), folder=real).returncode == 0
    served = _tthc("run", "--port", "8598", folder=real, demo="1")
    assert served.returncode == 2
    assert "real office" in served.stderr


def _init(folder: Path) -> list[str]:
    """The call that sets up a real office with one person."""
    office, passwords = folder / "office.yaml", folder / "passwords"
    office.write_text(
        "unit: {id: s, code: H01.02.03, name: Trường A}\nplace: A\npeople: [{key: an, name: An, roles: [desk]}]\n",
        encoding="utf-8",
    )
    passwords.write_text("an mot-cau-dai-de-nho\n", encoding="utf-8")
    return ["init", "--file", str(office), "--passwords", str(passwords)]
