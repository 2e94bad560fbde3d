"""Walk the seeded demo as each of its people: every link opens, every page is correct HTML and says it is invented."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.databases import settings_at
from tests.web.office import Browser, Client, WebOffice, checked
from tthc_engine.bootstrap import start
from tthc_engine.work.demo import seeding
from tthc_engine.work.demo.office import demo_office

ACCOUNTS = [one.account for one in demo_office().people]
OF_EACH_KIND = 2
"""Pages of one kind (a dossier, a letter, a form of one command …) that each person opens."""
_LINK = re.compile(r'href="(/[^"#]*)"')
_KEY = re.compile(r"H99[^/?]+|[0-9a-f]{32}|trang=\d+|(?<=van-ban/)\d+|[0-9a-f]{12}")


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebOffice]:
    folder: Path = tmp_path_factory.mktemp("demo")
    app = start(settings_at(folder, demo=True, flows="inline"))
    seeding.seed(app)
    app.database.dispose()
    office = WebOffice(folder)
    yield office
    office.close()


@pytest.mark.parametrize("account", ACCOUNTS)
def test_every_link_opens(demo: WebOffice, account: str):
    browser = Browser(Client(demo), demo)
    typed = {"ten": account, "mat_khau": demo_office().password}
    assert browser.send("/dang-nhap", typed, page="/dang-nhap").status_code == 303
    waiting, opened, kinds = ["/", "/viec-cua-toi", "/giam-sat", "/tiep-nhan"], set(), Counter[str]()
    failures = []
    while waiting:
        path = waiting.pop(0)
        if path in opened:
            continue
        opened.add(path)
        answer = checked(browser.client.get(path))
        waiting += [answer.headers["location"]] if answer.status_code == 303 else []
        # A form whose command is refused now, and the page of another role, are answers; anything else is not.
        if answer.status_code not in (200, 303) and not (answer.status_code in (403, 409) and _may_refuse(path)):
            failures.append((path, answer.status_code))
        if "text/html" in answer.headers.get("content-type", "") and answer.text:
            assert "DỮ LIỆU MINH HỌA" in answer.text, path
            waiting += list(_new_links(answer.text, kinds))
    assert failures == []


def _may_refuse(path: str) -> bool:
    return "/lenh/" in path or path in ("/viec-cua-toi", "/giam-sat", "/tiep-nhan")


def _new_links(page: str, kinds: Counter[str]) -> Iterator[str]:
    for link in _LINK.findall(page):
        kind = _KEY.sub("…", link.partition("?")[0])
        if not link.startswith("/static") and kinds[kind] < OF_EACH_KIND:
            kinds[kind] += 1
            yield link.replace("&amp;", "&")
