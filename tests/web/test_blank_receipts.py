"""A day without power: receipts printed before, handed out in the dark, entered afterwards with the true date."""

import re

from tests.web.office import Browser, WebOffice, words
from tests.web.test_desk import FORM, desk, everything, typed

__all__ = ["desk"]
ROOM = "/tiep-nhan/giay-in-san"


def printed(desk: Browser, *, day: str = "01/06/2026", count: str = "3") -> list[tuple[str, str]]:
    """(code, secret) of every sheet of a new stack."""
    sent = desk.send(ROOM, {"day": day, "count": count})
    assert sent.status_code == 303, words(sent)
    page = words(desk.see(sent.headers["location"]))
    return re.findall(r"Mã hồ sơ: (\S+) Mã tra cứu: (\S+)", page)


def test_codes_are_reserved_and_whoever_comes_by_wire_gets_the_next(desk: Browser, office: WebOffice):
    stack = printed(desk)
    assert [code for code, _ in stack] == [f"H99.58.04-20260601-000{n}" for n in (1, 2, 3)]
    assert len({secret for _, secret in stack}) == 3
    desk.send("/tiep-nhan", typed(), page=FORM)
    assert everything(office)[0].reference == "H99.58.04-20260601-0004"


def test_a_blank_receipt_is_entered_with_its_code_its_secret_and_the_true_time(desk: Browser, office: WebOffice):
    code, secret = printed(desk)[1]
    office.clock_shows("2026-06-03 09:00")
    sent = desk.send("/tiep-nhan", typed(reserved=code.lower(), received_at="01/06/2026 10:15"), page=FORM)
    assert sent.headers["location"] == f"/ho-so/{code}/giay-tiep-nhan"
    page = words(desk.see(f"/ho-so/{code}"))
    assert "08/06/2026 17:00" in page, "five working days from the day in the dark, not from the day of entry"
    looked = office.visitor().send("/tra-cuu", {"ma": code, "bi_mat": secret})
    assert looked.status_code in (200, 303)
    room = words(desk.see(ROOM))
    assert "đã nhập 1/3" in room
    assert code not in words(desk.see(f"{ROOM}/2026-06-01")), "a used one is not printed again"


def test_a_code_is_used_once_for_its_own_day_and_only_here(desk: Browser, office: WebOffice):
    code, _ = printed(desk)[0]
    office.clock_shows("2026-06-02 09:00")
    for field, value, said in (
        ("received_at", "02/06/2026 08:00", "mang ngày khác"),
        ("reserved", "H99.58.04-20260601-0009", "chưa cấp giấy in sẵn"),
    ):
        page = desk.send(
            "/tiep-nhan", {**typed(reserved=code, received_at="01/06/2026 10:15"), field: value}, page=FORM
        )
        assert page.status_code == 422
        assert said in words(page)
    assert desk.send("/tiep-nhan", typed(reserved=code, received_at="01/06/2026 10:15"), page=FORM).status_code == 303
    again = desk.send("/tiep-nhan", typed(reserved=code, received_at="01/06/2026 11:00"), page=FORM)
    assert "đã được nhập" in words(again)
    stranger = office.sign_in("la")
    other = printed(desk, day="02/06/2026")[0][0]
    refused = stranger.send("/tiep-nhan", typed(reserved=other, received_at=""), page=FORM)
    assert "chưa cấp giấy in sẵn" in words(refused)
    assert len(everything(office)) == 1


def test_a_double_click_reserves_one_stack(desk: Browser):
    for _ in range(2):
        desk.send(ROOM, {"day": "01/06/2026", "count": "2", "key": "stack"})
    assert "đã nhập 0/2" in words(desk.see(ROOM))


def test_a_past_day_or_a_thousand_sheets_are_refused_in_words(desk: Browser):
    page = desk.send(ROOM, {"day": "29/05/2026", "count": "1000"})
    assert page.status_code == 422
    assert "Chọn từ hôm nay" in words(page)
    assert "Số tờ từ 1 đến 60" in words(page)
