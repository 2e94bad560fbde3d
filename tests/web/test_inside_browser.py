"""The handler's, the approver's, the clerk's and the supervisor's day in a real browser, mostly by the keyboard."""

import pytest

from tests.web.office import WebOffice
from tests.web.test_browser import Window, served, window
from tthc_engine.domain import commands as c
from tthc_engine.store import presence

pytestmark = pytest.mark.browser
__all__ = ["served", "window"]


def prepared(office: WebOffice, count: int) -> list[str]:
    """The ids of dossiers at the handler's step."""
    return [
        office.accepted(f"2026-06-01 08:2{n}", owner=f"Học sinh {n}", number=f"09931600300{n}").dossier_id
        for n in range(count)
    ]


def test_the_handler_moves_three_on_with_arrows_space_and_ctrl_enter(office: WebOffice, window: Window):
    prepared(office, 4)
    window.sign_in("hung")
    page = window.page
    page.wait_for_selector("[data-list]")
    window.type("<ArrowDown>", "<Space>", "<ArrowDown>", "<Space>", "<ArrowDown>", "<Space>")
    page.locator(".bulk.shown b", has_text="Đã chọn 3 hồ sơ").wait_for()
    window.type("<Control+Enter>")
    page.locator("[role=status]", has_text="Đã thực hiện 3 hồ sơ").wait_for()
    page.locator("main a.btn", has_text="Về danh sách").click()
    # One row is left: Playwright refuses to wait for one where there are several.
    page.locator("tr[data-row]").wait_for()


def test_escape_clears_the_ticks_and_a_colleague_is_seen(office: WebOffice, window: Window):
    (dossier,) = prepared(office, 1)
    window.sign_in("hung")
    page = window.page
    page.wait_for_selector("[data-list]")
    window.type("<ArrowDown>", "<Space>")
    page.locator(".bulk.shown").wait_for()
    window.type("<Escape>")
    page.locator(".bulk.shown").wait_for(state="detached")
    with office.app.transaction() as session:
        presence.here(session, dossier, "anh", at=office.app.now())
    window.type("<Enter>")
    page.locator(".here", has_text="Vũ Ngọc Anh đang mở hồ sơ này").wait_for()
    page.fill("#f-note", "Đã gọi phụ huynh")
    page.locator(".note-form button").click()
    page.locator(".said-note", has_text="Đã gọi phụ huynh").wait_for()


def test_the_approver_drafts_one_decision_for_two_and_the_words_follow_the_form(office: WebOffice, window: Window):
    for dossier in prepared(office, 2):
        office.do(c.Complete(dossier=dossier, by=office.actor("hung")), "2026-06-01 08:50")
    window.sign_in("minh")
    page = window.page
    page.wait_for_selector("[data-list]")
    page.locator("[data-all] input").check()
    page.locator(".bulk.shown button", has_text="Dự thảo kết quả").click()
    page.wait_for_selector("#f-note")
    page.locator("input[value=chung]").check()
    assert "danh sách" in page.input_value("#f-note")
    page.fill("#f-note", "Điều 1. Nội dung riêng./.")
    page.locator("input[value=notice]").check()
    assert page.input_value("#f-note") == "Điều 1. Nội dung riêng./.", "words somebody typed are never replaced"
    window.type("<Control+Enter>")
    page.locator("h2", has_text="Chờ ký").wait_for()
    assert page.locator("summary", has_text="2 hồ sơ").count() == 1


def test_the_supervisor_opens_what_is_late_and_the_clerk_numbers_it(office: WebOffice, window: Window):
    late = office.accepted("2026-06-01 08:20")
    told = c.NotifyOnestop(dossier=late.dossier_id, by=office.actor("hung"), reason="Thiếu người")
    office.do(told, "2026-06-08 17:30")
    office.clock_shows("2026-06-09 08:00")
    window.sign_in("quan")
    page = window.page
    page.locator(".counts a", has_text="1").first.click()
    page.locator("h1").wait_for()
    page.goto(f"{window.address}/giam-sat/don-doc")
    page.locator("[data-main]").click()
    page.locator("a[download]").wait_for()
    page.context.clear_cookies()
    window.sign_in("sen")
    page.goto(f"{window.address}/van-thu")
    page.locator("form[action='/van-thu/cap-so'] [data-main]").click()
    page.locator(".tag", has_text="Đã thực hiện").wait_for()


def test_the_administrator_ends_a_procedure_and_a_citizen_reads_it_on_a_phone(window: Window):
    window.sign_in("long")
    page = window.page
    page.goto(f"{window.address}/quan-tri/thu-tuc?q=2.002854")
    page.locator("main td a.go", has_text="Bãi bỏ").first.click()
    page.fill("#f-so", "88/QĐ-BGDĐT")
    page.fill("#f-ngay", "20/05/2026")
    page.fill("#f-tu", "01/06/2026")
    page.locator("button", has_text="Bãi bỏ thủ tục").click()
    page.locator(".tag", has_text="đã bãi bỏ").first.wait_for()
    page.context.clear_cookies()
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{window.address}/thu-tuc/2.002854")
    page.locator(".note", has_text="đã bãi bỏ từ ngày 01/06/2026").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
