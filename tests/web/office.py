"""An office on the web: a demo office whose clock is set, and officers who click and type."""

import asyncio
import html
import re
import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import html5lib
import httpx
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from tests.builders import LONG_AGO, OPENED, TRANSFER, an_app, facts, hanoi
from tests.databases import copy_office, settings_at
from tthc_engine.bootstrap import App, build
from tthc_engine.domain import commands as c
from tthc_engine.domain.people import Actor
from tthc_engine.domain.procedure import Role
from tthc_engine.engine import Handled
from tthc_engine.store import hours, meta, offices, people
from tthc_engine.store.offices import Unit
from tthc_engine.store.people import Account, Person, Position, Substitution
from tthc_engine.web.app import create_app

PASSWORD = "mat-khau-minh-hoa"
# Cheap on purpose: the tests sign in a hundred times, and the strength of Argon2 is not what they are about.
QUICK = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1),)).hash(PASSWORD)

STAFF: tuple[tuple[str, str, str, tuple[Role, ...]], ...] = (
    ("sen", "Vàng Thị Sen", "Nhân viên văn thư", (Role.DESK, Role.CLERK)),
    ("hung", "Trần Văn Hùng", "Nhân viên giáo vụ", (Role.HANDLER,)),
    ("anh", "Vũ Ngọc Anh", "Giáo viên", (Role.HANDLER,)),
    ("minh", "Nguyễn Quang Minh", "Phó Hiệu trưởng", (Role.APPROVER,)),
    ("huong", "Lò Thị Hương", "Hiệu trưởng", (Role.DIRECTOR,)),
    ("quan", "Đỗ Hồng Quân", "Đầu mối kiểm soát TTHC", (Role.SUPERVISOR,)),
    ("bich", "Nông Thị Bích", "Giám đốc Trung tâm", (Role.ONESTOP_HEAD,)),
    ("long", "Trịnh Đức Long", "Nhân viên CNTT", (Role.ADMIN,)),
)
OTHERS = (("la", "Quàng Thị La", "Cán bộ tiếp nhận", (Role.DESK,)), ("so", "Lý Văn Sở", "Công chức", (Role.HANDLER,)))
REASONS = (
    ("R02", "Cơ quan, đơn vị được lấy ý kiến trả lời chậm so với thời hạn lấy ý kiến", False),
    ("R16", "Đã giải quyết xong nhưng cập nhật, kết thúc hồ sơ trên hệ thống chậm", True),
)


def prepare(folder: Path, *, url: str = "") -> None:
    """A school, and another office that must see nothing of it."""
    app = an_app(folder, url=url, demo=True)
    with app.transaction() as session:
        for unit, code, name, staff in (
            ("school", "H99.58.04", "Trường Suối Ngần", STAFF),
            ("commune", "H99.58", "UBND xã Nậm Sen", OTHERS),
        ):
            node = Unit(id=unit, code=code, name=name, valid_from=LONG_AGO)
            offices.put_unit(session, node, by="admin", at=OPENED)
            hours.open_office(session, app.catalogue, unit, facts(name), by="admin", at=OPENED)
            for key, called, title, roles in staff:
                people.put_person(session, Person(id=key, name=called, title=title))
                for role in roles:
                    post = Position(person=key, role=role, unit=unit, valid_from=LONG_AGO)
                    people.put_position(session, post, by="admin", at=OPENED)
                account = Account(username=key, person=key, password_hash=QUICK, active=True, demo=True)
                people.put_account(session, account)
        for code, wording, evidence in REASONS:
            session.insert(
                "delay_reason",
                {"code": code, "wording": wording, "place": "", "objective": True, "needs_evidence": evidence},
            )
    app.database.dispose()


class WebOffice:
    """The school's application, at an hour of our choosing."""

    def __init__(self, folder: Path, *, demo: bool = True) -> None:
        self.app: App = build(settings_at(folder, demo=demo))
        self.web = create_app(self.app)
        self.runner = asyncio.Runner()

    def close(self) -> None:
        self.runner.close()
        self.app.database.dispose()

    def clock_shows(self, wall: str) -> None:
        """Set the demo's stored offset, the very one that its buttons move."""
        with self.app.transaction() as session:
            meta.set_clock_offset(session, hanoi(wall) - self.app.wall())

    def visitor(self) -> "Browser":
        return Browser(Client(self), self)

    def sign_in(self, username: str) -> "Browser":
        browser = self.visitor()
        answer = browser.send("/dang-nhap", {"ten": username, "mat_khau": PASSWORD}, page="/dang-nhap")
        assert answer.status_code == 303, answer.text
        return browser

    def actor(self, person: str) -> Actor:
        roles = next(roles for key, _, _, roles in (*STAFF, *OTHERS) if key == person)
        return Actor(person=person, roles=frozenset(roles), unit="commune" if person in ("la", "so") else "school")

    def do(self, command: c.Command, wall: str) -> Handled:
        with self.app.transaction() as session:
            return self.app.engine.handle(session, command, at=hanoi(wall))

    def accepted(
        self,
        wall: str,
        *,
        owner: str = "Giàng Minh Khang",
        number: str = "099316001234",
        procedure: str = TRANSFER,
        papers: tuple[str, ...] = ("application", "results_summary"),
    ) -> Handled:
        registration = c.Registration(
            procedure=procedure,
            owner=c.Party(name=owner, identifier=number),
            submitter=c.Party(name="Giàng A Páo", phone="0123 045 218", email="pao@example.org"),
            relation="parent",
            papers=tuple(c.Paper(component=key) for key in papers),
        )
        accept = c.Accept(dossier=self.app.engine.new_id(), by=self.actor("sen"), registration=registration)
        return self.do(accept, wall)

    def stands_in(self, absent: str, substitute: str, *, on: str) -> None:
        day = datetime.fromisoformat(on).date()
        with self.app.transaction() as session:
            one = Substitution(person=absent, substitute=substitute, valid_from=day, valid_until=day)
            people.put_substitution(session, one, unit="school", by="admin", at=OPENED)


class Client:
    """Requests to the application in this process, one after the other; redirects are not followed."""

    def __init__(self, office: WebOffice, *, show_failures: bool = True) -> None:
        self._runner = office.runner
        transport = httpx.ASGITransport(app=office.web, raise_app_exceptions=show_failures)
        self._client = httpx.AsyncClient(transport=transport, base_url="http://office.test")

    @property
    def cookies(self) -> httpx.Cookies:
        return self._client.cookies

    def get(self, path: str, **more: Any) -> httpx.Response:
        return self._runner.run(self._client.get(path, **more))

    def post(self, path: str, **more: Any) -> httpx.Response:
        return self._runner.run(self._client.post(path, **more))


@dataclass
class Browser:
    """Somebody at a screen. Every page they see must be correct HTML."""

    client: "Client"
    office: WebOffice

    def see(self, path: str, *, status: int = 200, accept: str = "text/html") -> httpx.Response:
        answer = self.client.get(path, headers={"accept": accept})
        assert answer.status_code == status, f"{path}: {answer.status_code}\n{words(answer)[:800]}"
        return checked(answer)

    def send(self, path: str, typed: dict[str, Any], *, page: str | None = None) -> httpx.Response:
        """Send a form as its page gave it: with the page's hidden fields, and what was typed."""
        hidden = hidden_fields(self.client.get(page or path).text, path)
        return checked(self.client.post(path, data={**hidden, **typed}))

    def order(self, reference: str, word: str, **typed: Any) -> httpx.Response:
        """Fill and send the form of a dossier's command."""
        path = f"/ho-so/{reference}/lenh/{word}"
        return self.send(path, typed)


def checked(answer: httpx.Response) -> httpx.Response:
    """The answer, its HTML parsed strictly."""
    if "text/html" in answer.headers.get("content-type", "") and answer.text.lstrip().startswith("<!doctype"):
        html5lib.HTMLParser(strict=True).parse(answer.text)
    return answer


_FORM = re.compile(r"<form\b([^>]*)>(.*?)</form>", re.S)
_ACTION = re.compile(r'action="([^"]*)"')
_HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')


def hidden_fields(page: str, action: str) -> dict[str, str]:
    """The hidden fields of the form that posts to `action`; of any form with a token, where none does."""
    forms = [(_ACTION.search(opening), dict(_HIDDEN.findall(inside))) for opening, inside in _FORM.findall(page)]
    for where, fields in forms:
        if where is not None and where[1] == action and "form_token" in fields:
            return fields
    return next(({"form_token": one["form_token"]} for _, one in forms if "form_token" in one), {})


def words(answer: httpx.Response) -> str:
    """What a person reads of the page, in one line."""
    text = re.sub(r"<(script|style|svg)\b.*?</\1>", " ", answer.text, flags=re.S)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).split())


def copied(prepared: Path, folder: Path) -> Path:
    shutil.copytree(prepared, folder, dirs_exist_ok=True)
    copy_office(prepared, folder)
    return folder
