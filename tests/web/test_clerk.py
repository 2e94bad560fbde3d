"""The clerk's day: numbers for a stack of letters, what was sent, what did not arrive."""

import re

import pytest

from tests.builders import TRANSFER
from tests.web.office import Browser, WebOffice, hidden_fields, words
from tthc_engine.domain import commands as c
from tthc_engine.work.deliver import deliver


@pytest.fixture
def stack(office: WebOffice) -> list[str]:
    """Two late dossiers whose delay was told to the one-stop: a letter each waits for its number."""
    references = []
    for n in range(2):
        done = office.accepted(f"2026-06-01 08:2{n}", owner=f"Học sinh {n}", number=f"09931600200{n}")
        told = c.NotifyOnestop(dossier=done.dossier_id, by=office.actor("hung"), reason="Thiếu người")
        office.do(told, "2026-06-08 17:30")
        references.append(done.dossier.reference)
    office.clock_shows("2026-06-09 08:00")
    return references


def ticked(page: str, action: str) -> list[str]:
    form = re.search(rf'<form method="post" action="{action}".*?</form>', page, re.S)
    return re.findall(r'name="chon" value="([^"]+)"', form[0]) if form else []


def post(clerk: Browser, action: str, **typed: str | list[str]) -> str:
    page = clerk.see("/van-thu").text
    form = {**hidden_fields(page, action), "chon": ticked(page, action), **typed}
    return words(clerk.client.post(action, data=form))


def test_a_stack_is_numbered_in_one_go_and_noted_as_sent(office: WebOffice, stack: list[str]):
    clerk = office.sign_in("sen")
    assert "2 chờ cấp số · 0 chờ gửi" in words(clerk.see("/van-thu"))
    numbered = post(clerk, "/van-thu/cap-so")
    assert len(re.findall("Đã thực hiện", numbered)) == 2
    assert "0 chờ cấp số · 2 chờ gửi" in words(clerk.see("/van-thu"))
    post(clerk, "/van-thu/gui", how="direct")
    assert "0 chờ gửi" in words(clerk.see("/van-thu"))
    assert "Vàng Thị Sen" in words(clerk.see(f"/ho-so/{stack[0]}"))


def test_a_number_of_the_paper_book_is_kept_and_one_taken_already_is_refused_alone(office: WebOffice, stack: list[str]):
    clerk = office.sign_in("sen")
    first, second = ticked(clerk.see("/van-thu").text, "/van-thu/cap-so")
    both = post(clerk, "/van-thu/cap-so", **{f"so.{first}": "41", f"so.{second}": "41"})
    assert "41" in both
    assert len(re.findall("Đã thực hiện", both)) == 1
    assert "1 chờ cấp số · 1 chờ gửi" in words(clerk.see("/van-thu"))


def test_a_struck_number_puts_the_letter_back(office: WebOffice, stack: list[str]):
    clerk = office.sign_in("sen")
    post(clerk, "/van-thu/cap-so")
    page = clerk.see("/van-thu").text
    assert f'href="/ho-so/{stack[0]}/lenh/void_number"' in page
    letter = next(key for key in ticked(page, "/van-thu/gui")).rpartition(".")[2]
    assert clerk.order(stack[0], "void_number", letter=letter, reason="Ghi nhầm sổ").status_code == 303
    assert "1 chờ cấp số · 1 chờ gửi" in words(clerk.see("/van-thu"))


def test_what_did_not_arrive_is_listed_with_the_telephone(office: WebOffice):
    done = office.do(
        c.Accept(
            dossier=office.app.engine.new_id(),
            by=office.actor("sen"),
            registration=c.Registration(
                procedure=TRANSFER,
                owner=c.Party(name="Giàng Minh Khang"),
                submitter=c.Party(name="Giàng A Páo", phone="0123 045 218", email="pao@nowhere"),
                relation="parent",
                papers=(c.Paper(component="application"), c.Paper(component="results_summary")),
            ),
        ),
        "2026-06-01 08:20",
    )
    deliver(office.app, office.app.now())
    page = office.sign_in("sen").see("/van-thu")
    assert "1 không gửi được" in words(page)
    assert "Địa chỉ không nhận được" in words(page)
    assert "0123 045 218" in words(page)
    assert done.dossier.reference in page.text
