"""What holds when something is amiss: another process, a full disk, a page from elsewhere."""

import re
import sqlite3
import ssl
import threading

import httpx
import pytest
import uvicorn
from sqlalchemy import event

from tests.databases import settings_at
from tests.web.office import PASSWORD, Browser, Client, WebOffice, hidden_fields, words
from tthc_engine.bootstrap import build
from tthc_engine.store import audit
from tthc_engine.web.app import create_app
from tthc_engine.web.failures import out_of_room
from tthc_engine.web.view import TEMPLATES
from tthc_engine.work.house import own_tls


def second_process(office: WebOffice) -> Browser:
    """A visitor of another process over the same database: nothing in memory is shared."""
    other = WebOffice.__new__(WebOffice)
    other.app = build(settings_at(office.app.settings.data_dir, demo=True))
    other.web, other.runner = create_app(other.app), office.runner
    return Browser(Client(other), other)


def test_a_lock_out_holds_in_every_process_and_after_a_restart(office: WebOffice):
    guess = {"ten": "hung", "mat_khau": "x"}
    here = office.visitor()
    for _ in range(8):
        assert here.send("/dang-nhap", guess, page="/dang-nhap").status_code == 422
    assert second_process(office).send("/dang-nhap", guess, page="/dang-nhap").status_code == 429


def test_signing_out_in_one_process_ends_the_session_in_all(office: WebOffice):
    here, there = office.sign_in("hung"), second_process(office)
    there.client.cookies.update(here.client.cookies)
    there.see("/viec-cua-toi")
    here.send("/dang-xuat", {}, page="/tai-khoan")
    assert there.client.get("/viec-cua-toi").headers["location"].startswith("/dang-nhap")


def test_the_count_of_tries_keeps_neither_codes_nor_addresses(office: WebOffice):
    office.visitor().send("/tra-cuu", {"ma": "H99.58.04-20260601-0001", "bi_mat": "AAAA-AAAA"}, page="/tra-cuu")
    with office.app.read() as session:
        kept = " ".join(row[0] for row in session.rows("SELECT who FROM web_try"))
    assert kept
    assert "H99" not in kept
    assert "127.0.0.1" not in kept


def test_signed_in_on_two_screens_one_ends_the_other(office: WebOffice):
    here, there = office.sign_in("hung"), office.sign_in("hung")
    assert "màn hình này" in words(here.see("/tai-khoan"))
    assert here.send("/tai-khoan/dang-xuat-noi-khac", {}, page="/tai-khoan").status_code == 303
    assert there.client.get("/tai-khoan").status_code == 303
    here.see("/tai-khoan")


@pytest.mark.sqlite
def test_a_full_disk_gives_the_form_back(office: WebOffice):
    """SQLite itself says it: its file may not grow by one page any more."""
    officer = Browser(Client(office, show_failures=False), office)
    officer.send("/dang-nhap", {"ten": "sen", "mat_khau": PASSWORD}, page="/dang-nhap")
    path = "/tiep-nhan?thu-tuc=2.002854"
    typed = {"owner_name": "Tẩn Gia Hân", "content": "Chuyển trường " * 60, "action": "accept"}
    typed |= {"paper.application": "present", "paper.results_summary": "present", "procedure": "2.002854"}
    event.listen(office.app.database.alchemy, "connect", _no_room)
    office.app.database.dispose()
    answers = (officer.send("/tiep-nhan", typed, page=path) for _ in range(60))
    full = next(one for one in answers if one.status_code == 507)
    assert "hết chỗ lưu" in words(full)
    assert 'name="owner_name" value="Tẩn Gia Hân"' in full.text, "nothing typed is lost"
    event.remove(office.app.database.alchemy, "connect", _no_room)
    office.app.database.dispose()
    again = hidden_fields(full.text, "/tiep-nhan")
    assert officer.client.post("/tiep-nhan", data=again).status_code == 303, "sent again from that page"


def _no_room(connection: sqlite3.Connection, _: object) -> None:
    connection.execute("PRAGMA max_page_count = 1")


def test_every_database_has_its_own_words_for_a_full_disk():
    full = sqlite3.OperationalError("database or disk is full")
    full.sqlite_errorcode = sqlite3.SQLITE_FULL
    wrapped = RuntimeError("while writing")
    wrapped.__cause__ = full
    assert out_of_room(wrapped)
    assert out_of_room(OSError(28, "No space left on device"))
    assert not out_of_room(sqlite3.OperationalError("database is locked"))


def test_https_on_the_local_network_is_believed_by_whoever_installed_the_certificate(office: WebOffice):
    settings = office.app.settings
    ready = own_tls.ready(settings.data_dir, own_tls.names_here(), at=office.app.wall())
    files = {"ssl_certfile": ready.certificate, "ssl_keyfile": ready.key}
    server = uvicorn.Server(uvicorn.Config(office.web, host="127.0.0.1", port=0, log_level="error", **files))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        thread.join(0.02)
    address = f"https://localhost:{server.servers[0].sockets[0].getsockname()[1]}"
    trusting = ssl.create_default_context(cafile=str(ready.authority))
    page = httpx.get(f"{address}/chung-thu", verify=trusting, trust_env=False)
    assert ready.fingerprint in page.text
    assert "secure" in page.headers["set-cookie"].lower(), "over HTTPS the session's cookie never leaves it"
    given = httpx.get(f"{address}/chung-thu/mot-cua.crt", verify=trusting, trust_env=False)
    assert given.content == ready.authority.read_bytes()
    assert b"PRIVATE" not in given.content
    with pytest.raises(httpx.ConnectError):
        httpx.get(address, trust_env=False)
    server.should_exit = True
    thread.join(10)


def test_without_https_there_is_no_certificate_to_install(office: WebOffice):
    office.visitor().see("/chung-thu", status=404)


def test_no_page_has_a_style_or_a_script_of_its_own(office: WebOffice):
    """The policy forbids them, so a page that had one would silently look or work otherwise."""
    assert "unsafe" not in office.visitor().see("/tra-cuu").headers["content-security-policy"]
    inline = re.compile(r"""<[^>]+\s(style|on[a-z]+)=["']|<style\b|<script(?![^>]*\ssrc=)""")
    found = [file.name for file in TEMPLATES.rglob("*.html") if inline.search(file.read_text(encoding="utf-8"))]
    assert found == []


def test_identifiers_are_hidden_until_somebody_says_why_and_each_look_is_on_record(office: WebOffice):
    reference = office.accepted("2026-06-01 08:20", number="099316001234").dossier.reference
    path = f"/ho-so/{reference}/nguoi-nop"
    handler = office.sign_in("hung")
    assert "099316001234" not in handler.see(f"/ho-so/{reference}").text
    hidden = handler.see(path).text
    assert "099316001234" not in hidden
    assert "•••••••••234" in hidden
    assert handler.send(path, {"reason": ""}, page=path).status_code == 422
    shown = handler.send(path, {"reason": "Lập quyết định"}, page=path)
    assert "099316001234" in shown.text
    assert shown.headers["cache-control"] == "no-store"
    assert "099316001234" not in handler.see(path).text, "the next page is hidden again"
    with office.app.read() as session:
        entry = audit.search(session, ["school"], audit.Sought(kind="identifier_revealed"))[0][0]
    assert (entry.by, entry.payload) == ("hung", {"dossier": reference, "reason": "Lập quyết định"})
