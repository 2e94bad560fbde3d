"""The bell: each officer sees what they were told, in the page, by polling and as a stream; what is read is read."""

import asyncio
import json

import pytest

from tests.web.office import WebOffice, words
from tthc_engine.domain import commands as c
from tthc_engine.store import notices, people, wishes
from tthc_engine.store.people import Person
from tthc_engine.store.wishes import Preference, Wish
from tthc_engine.web.messages import messages
from tthc_engine.web.routes import alerts
from tthc_engine.work.alerting import alert
from tthc_engine.work.deliver import deliver
from tthc_engine.work.invariants import look
from tthc_engine.work.sweep import sweep

# Received on Monday 1 June 2026, due on Monday the 8th; asked at the opening of Friday the 5th.


def asked(office: WebOffice) -> str:
    """One dossier whose handler has just been asked; its code."""
    done = office.accepted("2026-06-01 09:00")
    office.do(c.Assign(dossier=done.dossier_id, by=office.actor("quan"), to="hung"), "2026-06-01 10:00")
    office.clock_shows("2026-06-05 07:31")
    assert sweep(office.app, office.app.now()).acted == 1
    return done.dossier.reference


def test_the_header_counts_what_this_officer_was_told_and_nobody_elses(office: WebOffice):
    asked(office)
    assert "1 thông báo chưa xem" in words(office.sign_in("hung").see("/viec-cua-toi"))
    assert "1 thông báo" not in words(office.sign_in("anh").see("/viec-cua-toi"))
    # Who keeps the house is told of no dossier and has no bell.
    assert "Thông báo" not in words(office.sign_in("long").see("/he-thong"))


def test_the_page_lists_it_with_a_link_and_marking_it_read_empties_the_bell(office: WebOffice):
    reference = asked(office)
    browser = office.sign_in("hung")
    page = browser.see("/thong-bao")
    assert f'href="/ho-so/{reference}"' in page.text and "Kịp hạn không?" in words(page)
    assert browser.send("/thong-bao/da-xem", {}, page="/thong-bao").status_code == 303
    assert "Không có thông báo chưa xem" in words(browser.see("/thong-bao"))


def test_one_notice_is_acknowledged_or_handed_on_to_a_colleague_by_name(office: WebOffice):
    reference = asked(office)
    holder, colleague = office.sign_in("hung"), office.sign_in("anh")
    nobody = holder.send("/thong-bao/mot", {"viec": "chuyen", "cho": ""}, page="/thong-bao")
    assert "Chưa chuyển" in words(holder.see(nobody.headers["location"]))
    elsewhere = holder.send("/thong-bao/mot", {"viec": "chuyen", "cho": "so"}, page="/thong-bao")
    assert "Chưa chuyển" in words(holder.see(elsewhere.headers["location"])), "another office's handler"
    assert holder.send("/thong-bao/mot", {"viec": "chuyen", "cho": "anh"}, page="/thong-bao").status_code == 303
    assert "Không có thông báo chưa xem" in words(holder.see("/thong-bao"))
    page = colleague.see("/thong-bao")
    assert "Trần Văn Hùng chuyển cho ông/bà" in words(page)
    assert f'href="/ho-so/{reference}"' in page.text
    colleague.send("/thong-bao/mot", {}, page="/thong-bao")
    assert "Không có thông báo chưa xem" in words(colleague.see("/thong-bao"))


def test_opening_the_dossier_reads_its_notices(office: WebOffice):
    reference = asked(office)
    browser = office.sign_in("hung")
    browser.see(f"/ho-so/{reference}")
    assert browser.client.get("/thong-bao/so").json()["unread"] == 0


def test_polling_and_stream_say_the_same(office: WebOffice):
    reference = asked(office)
    browser = office.sign_in("hung")
    polled = browser.client.get("/thong-bao/so").json()
    assert polled["unread"] == 1 and polled["newest"][0]["reference"] == reference
    assert first_of(office, "hung") == polled


def test_a_browser_that_comes_back_is_told_only_what_it_missed(office: WebOffice):
    asked(office)
    mark = str(first_of(office, "hung")["mark"])
    assert first_of(office, "hung", has=mark) is None
    done = office.accepted("2026-06-05 08:00", owner="Lò Minh", number="099316001235")
    office.do(c.Assign(dossier=done.dossier_id, by=office.actor("quan"), to="hung"), "2026-06-05 08:05")
    office.clock_shows("2026-06-11 07:31")
    sweep(office.app, office.app.now())
    missed = first_of(office, "hung", has=mark)
    assert missed is not None and missed["mark"] != mark and missed["unread"] > 1


def first_of(office: WebOffice, person: str, *, has: str = "") -> dict[str, object] | None:
    """The first state that the stream sends to a browser that has the state `has`; None for a silent one."""

    async def listen() -> str:
        stream = alerts._changes(office.app, person, messages("vi"), has=has)
        assert await anext(stream) == "retry: 3000\n\n"
        try:
            return await asyncio.wait_for(anext(stream), 0.3)
        except TimeoutError:
            return ""

    said = office.runner.run(listen())
    if not said:
        return None
    identifier, event, data = said.strip().split("\n")
    state = json.loads(data.removeprefix("data: "))
    assert event == "event: bell" and identifier == f"id: {state['mark']}"
    return state


def test_a_stream_is_for_event_sources_and_a_person_gets_the_page(office: WebOffice):
    answer = office.sign_in("hung").client.get("/thong-bao/dong", headers={"accept": "text/html"})
    assert answer.headers["location"] == "/thong-bao"


def test_an_officer_chooses_how_to_be_told_on_the_account_page(office: WebOffice):
    browser = office.sign_in("hung")
    typed = {"bang": "sms", "ngon_ngu": "en", "gop": "1"}
    assert browser.send("/tai-khoan/cach-nhan", typed, page="/tai-khoan").status_code == 303
    with office.app.read() as session:
        assert wishes.preference(session, "hung") == Preference(language="en", way="sms", digest_only=True)
        assert session.value("SELECT COUNT(*) FROM office_event WHERE kind = 'preference_set'") == 1
    assert 'value="sms" checked' in browser.see("/tai-khoan").text
    assert browser.send("/tai-khoan/cach-nhan", {"bang": "fax"}, page="/tai-khoan").status_code == 422


def test_the_desk_writes_down_how_the_applicant_wishes_to_be_told_and_changes_it_later(office: WebOffice):
    done = office.accepted("2026-06-01 09:00")
    path = f"/ho-so/{done.dossier.reference}/bao-tin"
    browser = office.sign_in("sen")
    refused = browser.send(path, {"bao_bang": "sms", "bao_tieng": "vi"})
    assert refused.status_code == 422 and "phải có sự đồng ý" in words(refused)
    assert browser.send(path, {"bao_bang": "mail", "bao_tieng": "en", "bao_dong_y": "no"}).status_code == 303
    with office.app.read() as session:
        assert wishes.wish(session, done.dossier_id) == Wish(language="en", way="mail", said="no")
    assert deliver(office.app, office.app.now()).delivered >= 1
    with office.app.read() as session:
        assert session.value("SELECT template FROM delivery_attempt ORDER BY at DESC") == "en/receipt"


def test_support_sees_why_somebody_was_told_and_somebody_else_was_not(office: WebOffice):
    with office.app.transaction() as session:
        people.put_person(session, Person(id="hung", name="Trần Văn Hùng", email="hung@example.org"))
    reference = asked(office)
    # Before the opening's two minutes of gathering nothing is sent; after it, the mail is.
    office.clock_shows("2026-06-05 07:34")
    assert alert(office.app, office.app.now()).messages == 1
    deliver(office.app, office.app.now())
    page = office.sign_in("long").see(f"/he-thong/da-bao?ho_so={reference}")
    told = words(page)
    assert "Trần Văn Hùng" in told and "được phân công" in told and "đã gửi" in told
    assert "Vũ Ngọc Anh" not in told and "Giàng" not in told and "pao@example.org" not in told
    assert "Không có hồ sơ" in words(office.sign_in("long").see("/he-thong/da-bao?ho_so=H99"))


def test_the_health_page_shows_the_sweeps_and_what_must_always_hold(office: WebOffice):
    asked(office)
    look(office.app, office.app.now())
    shown = words(office.sign_in("long").see("/he-thong"))
    assert "Những lần xét hạn gần đây" in shown and "Cảnh báo nào cũng có người nhận" in shown
    with office.app.transaction() as session:
        session.run("DELETE FROM obligation")
        session.run("UPDATE dossier SET breached_at = due_at")
    office.clock_shows("2026-06-05 09:00")
    assert set(look(office.app, office.app.now()).failed) == {"explanation_owed", "apology_owed"}
    shown = words(office.sign_in("long").see("/he-thong"))
    assert "2 điều luôn phải đúng đang bị sai" in shown


@pytest.mark.parametrize("person", ["hung", "quan"])
def test_what_was_read_at_one_place_is_read_at_the_other(office: WebOffice, person: str):
    asked(office)
    office.clock_shows("2026-06-08 17:01")
    sweep(office.app, office.app.now())
    browser = office.sign_in(person)
    browser.send("/thong-bao/da-xem", {}, page="/thong-bao")
    with office.app.read() as session:
        assert notices.unread_mark(session, person)[0] == 0
    assert (
        "Hồ sơ quá hạn"
        not in words(browser.see("/giam-sat" if person == "quan" else "/viec-cua-toi")).split("Ai còn nợ")[-1]
    )


def test_whoever_keeps_the_house_mends_an_address_and_sends_a_dead_letter_again(office: WebOffice):
    office.accepted("2026-06-01 09:00")
    with office.app.transaction() as session:
        session.run("UPDATE outbox SET recipient = ?", ('{"name": "Páo", "email": "pao", "phone": ""}',))
    office.clock_shows("2026-06-01 09:05")
    assert deliver(office.app, office.app.now()).failed
    browser = office.sign_in("long")
    page = browser.see("/quan-tri/thu-hong")
    assert "Giấy tiếp nhận và hẹn trả kết quả" in words(page) and "không gửi được" in words(page)
    again = {"thu": str(key_of(office)), "email": "pao@", "phone": ""}
    assert browser.send("/quan-tri/thu-hong", again).status_code == 422
    assert browser.send("/quan-tri/thu-hong", {**again, "email": "pao@example.org"}).status_code == 303
    assert deliver(office.app, office.app.now()).delivered == 1
    assert "Không có thư nào bị hỏng" in words(browser.see("/quan-tri/thu-hong"))


def key_of(office: WebOffice) -> object:
    with office.app.read() as session:
        return session.value("SELECT key FROM outbox")
