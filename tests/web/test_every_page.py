"""Walk the seeded demo as each of its people: every link opens, every page is correct HTML and says it is invented."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import html5lib
import pytest
import yaml
from sqlmodel import SQLModel

from tests.databases import settings_at
from tests.web.office import Browser, Client, WebOffice, checked
from tests.web.test_long_papers import finished
from tthc_engine.bootstrap import start
from tthc_engine.documents.results import MARKS
from tthc_engine.web.access import LANGUAGE_COOKIE
from tthc_engine.work.demo import seeding
from tthc_engine.work.demo.office import demo_office

ACCOUNTS = [one.account for one in demo_office().people]
OF_EACH_KIND = 2
"""Pages of one kind (a dossier, a letter, a form of one command …) that each person opens; of a file, all together."""
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


@pytest.fixture(scope="module")
def files_opened() -> Counter[str]:
    """A report as a file costs a hundred pages, and is the same one for all who may have it."""
    return Counter()


@pytest.mark.parametrize("account", ACCOUNTS)
def test_every_link_opens(demo: WebOffice, account: str, files_opened: Counter[str]):
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
            waiting += list(_new_links(answer.text, kinds, files_opened))
    assert failures == []


def test_the_register_of_a_year_is_made_beside_the_request(demo: WebOffice):
    """Some hundred lines are typeset for a second: nobody's receipt waits for them."""
    browser = Browser(Client(demo), demo)
    typed = {"ten": "tiepnhan1", "mat_khau": demo_office().password}
    assert browser.send("/dang-nhap", typed, page="/dang-nhap").status_code == 303
    asked = browser.client.get("/bao-cao/so-theo-doi.pdf?don-vi=xa&ky=calendar_year%3A2026")
    assert asked.status_code == 303
    finished(browser, asked.headers["location"])
    assert browser.client.get(f"{asked.headers['location']}/tep").content.startswith(b"%PDF")


def _may_refuse(path: str) -> bool:
    return "/lenh/" in path or path in ("/viec-cua-toi", "/giam-sat", "/tiep-nhan")


def _new_links(page: str, kinds: Counter[str], files_opened: Counter[str]) -> Iterator[str]:
    for link in _LINK.findall(page):
        kind = _KEY.sub("…", link.partition("?")[0])
        counted = files_opened if kind.endswith(_FILES) else kinds
        if not link.startswith("/static") and counted[kind] < OF_EACH_KIND:
            counted[kind] += 1
            yield link.replace("&amp;", "&")


def test_english_pages_speak_english(demo: WebOffice, data: "Data"):
    """What is left in Vietnamese is data: names, titles of procedures, citations, what somebody wrote, papers.

    Numbers are English ones: `0.5 d`, `1,234`.
    """
    seen, left, numbers, unmarked = set[str](), list[str](), list[str](), list[str]()
    for account in ("", *ACCOUNTS):
        browser = Browser(Client(demo), demo)
        browser.client.cookies.set(LANGUAGE_COOKIE, "en")
        if account:
            typed = {"ten": account, "mat_khau": demo_office().password}
            assert browser.send("/dang-nhap", typed, page="/dang-nhap").status_code == 303
        # These show everybody something else.
        seen -= set(_BEGINNINGS)
        waiting = list(_BEGINNINGS)
        while waiting:
            path = waiting.pop(0)
            kind = _KIND.sub("…", path.partition("?")[0])
            if kind in seen or kind.startswith("/static") or kind.endswith(_FILES):
                continue
            seen.add(kind)
            answer = browser.client.get(path)
            waiting += [answer.headers["location"]] if answer.status_code == 303 else []
            if "text/html" in answer.headers.get("content-type", "") and answer.text:
                tree = html5lib.parse(answer.text, namespaceHTMLElements=False)
                said = list(_said(tree))
                left += [f"{path}: {words}" for words in said if not data.accounts_for(words)]
                numbers += [f"{path}: {words}" for words in said if _NOT_ENGLISH.search(words)]
                unmarked += [f"{path}: {words}" for words in _unmarked(tree)]
                waiting += [link.replace("&amp;", "&") for link in _LINK.findall(answer.text)]
    assert left == []
    assert numbers == []
    assert unmarked == [], "a reader's voice would read this as English"
    assert len(seen) > 120, "the walk went nowhere"


_BEGINNINGS = ("/", "/tra-cuu", "/thu-tuc", "/viec-cua-toi", "/giam-sat", "/tiep-nhan", "/tiep-nhan?thu-tuc=2.002854")
_FILES = (".pdf", ".gz", ".json", ".yaml", ".xlsx", ".csv", ".docx", ".svg", ".ics")
_KIND = re.compile(
    r"H99[^/?]+|[0-9a-f]{32}|[0-9a-f]{12}|(?<=/)\d[\d.]*(?=/|$)|(?<=/don-vi/)[a-z-]+|(?<=/nhan-su/)[a-z-]+"
)
_READ_ALOUD = ("aria-label", "title", "placeholder", "alt")
_VIETNAMESE = re.compile("[À-ÃÈ-ÊÌÍÒ-ÕÙÚÝà-ãè-êìíò-õùúýĂăĐđĨĩŨũƠơƯưẠ-ỹ]")
# A comma before decimals, or a point before thousands; a procedure's code (1.005099) has six digits after its point.
_NOT_ENGLISH = re.compile(r"(?<![\d.,-])\d+,\d{1,2}(?!\d)|(?<![\d.,])[1-9]\d{0,2}(?:\.\d{3})+(?![\d.])")


def _said(element: Any) -> Iterator[str]:
    """Every text below an element, and what a reader's voice says of it; not of a paper shown in Vietnamese."""
    if not isinstance(element.tag, str) or element.tag in ("script", "style") or _is_paper(element):
        return
    yield from (element.get(name) for name in _READ_ALOUD if element.get(name))
    yield from filter(None, [element.text])
    for child in element:
        yield from _said(child)
        yield from filter(None, [child.tail])


def _unmarked(element: Any) -> Iterator[str]:
    """Every text of the page itself with a Vietnamese letter and nothing around it that says so."""
    if not isinstance(element.tag, str) or element.tag in ("head", "script", "style") or element.get("lang") == "vi":
        return
    yield from (text for text in (element.text,) if text and _VIETNAMESE.search(text))
    for child in element:
        yield from _unmarked(child)
        yield from (text for text in (child.tail,) if text and _VIETNAMESE.search(text))


def _is_paper(element: Any) -> bool:
    """A form, a letter, a field or quotation of a paper, a step's name cut into lines in a picture.

    Any other single text that is marked as Vietnamese must be data all the same.
    """
    name = element.tag.rpartition("}")[2]
    return element.get("lang") == "vi" and (len(element) > 0 or name in ("textarea", "label", "q", "text"))


class Data:
    """Everything that the office, its people or the law's declarations wrote: what no catalogue words."""

    def __init__(self, texts: Iterator[str]) -> None:
        self._known: dict[str, set[tuple[str, ...]]] = {}
        for text in texts:
            for part in (
                {text, *text.splitlines(), *re.split(r"[,;·(){}\[\]:.]", text)} if _VIETNAMESE.search(text) else ()
            ):
                if words := tuple(re.findall(r"\w+", part)):
                    self._known.setdefault(words[0], set()).add(words)

    def accounts_for(self, said: str) -> bool:
        """Whether no Vietnamese word is left once every known text is taken out of `said`; cut texts end anywhere."""
        words, at = re.findall(r"\w+", said), 0
        cut = said.rstrip().endswith(("…", "..."))
        while at < len(words):
            known = self._known.get(words[at], ())
            longest = max((len(one) for one in known if tuple(words[at : at + len(one)]) == one), default=0)
            rest = tuple(words[at:])
            if cut and not longest and any(" ".join(one).startswith(" ".join(rest)) for one in known):
                return True
            if not longest and _VIETNAMESE.search(words[at]):
                return False
            at += longest or 1
        return True


WORDED_BY_US = {"letter", "outbox", "notice", "alert", "closed_report", "report_file", "invariant", "dossier"}
"""Tables that keep sentences of ours; what people wrote stands elsewhere too."""


@pytest.fixture(scope="module")
def data(demo: WebOffice) -> Data:
    def stored() -> Iterator[str]:
        with demo.app.read() as session:
            for table in SQLModel.metadata.tables:
                for row in session.rows(f'SELECT * FROM "{table}"') if table not in WORDED_BY_US else ():
                    yield from (text for cell in row for text in _strings(cell))
        for path in Path(str(files("procedures"))).rglob("*.yaml"):
            yield from _strings(yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader))

    return Data([*stored(), *MARKS.values(), "Tiếng Việt"])


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        if value[:1] in ("{", "["):
            try:
                yield from _strings(json.loads(value))
            except ValueError:
                yield value
        else:
            yield value
    elif isinstance(value, dict):
        yield from (text for one in value.values() for text in _strings(one))
    elif isinstance(value, list | tuple):
        yield from (text for one in value for text in _strings(one))
