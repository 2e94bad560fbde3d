"""The desk's day with the keyboard and the scanner alone, counted and timed in a real browser."""

import time

import pytest

from tests.web.office import WebOffice
from tests.web.test_browser import Window, served, window
from tthc_engine.domain import commands as c

__all__ = ["served", "window"]
pytestmark = pytest.mark.browser
MOST_KEYS, MOST_SECONDS = 25, 45
CARD = "099189002216|099123456|Tẩn Thị Mẩy|02031989|Nữ|Bản Nậm Pung, Suối Ngần|01012022"


class Counted:
    """A keyboard that counts: every letter is a stroke, and so is a chord."""

    def __init__(self, window: Window) -> None:
        self.window = window
        self.strokes = 0

    def type(self, *keys: str) -> None:
        for key in keys:
            self.strokes += 1 if key.startswith("<") else len(key)
            self.window.type(key)


def a_pupil_known_from_last_year(office: WebOffice) -> None:
    registration = c.Registration(
        procedure="2.002854",
        owner=c.Party(name="Tẩn Gia Hân", identifier="099316004127"),
        submitter=c.Party(name="Tẩn Thị Mẩy", identifier="099189002216", phone="0123 046 115"),
        relation="parent",
        papers=(c.Paper(component="application"), c.Paper(component="results_summary")),
    )
    by = office.actor("sen")
    accept = c.Accept(dossier=office.app.engine.new_id(), by=by, registration=registration)
    office.do(accept, "2026-05-12 08:20")


def test_a_known_pupil_is_registered_in_25_strokes_and_45_seconds(window: Window, office: WebOffice):
    a_pupil_known_from_last_year(office)
    window.sign_in("sen")
    window.wait_for_focus("f-procedure")
    keys, begun = Counted(window), time.monotonic()
    keys.type("chuyen", "<Enter>")
    window.wait_for_focus("f-owner_identifier")
    keys.type("099316004127", "<Enter>")
    window.page.locator("[data-all-present]:focus").wait_for()
    assert window.page.input_value("#f-submitter_name") == "Tẩn Thị Mẩy", "who brought it last time is offered with it"
    assert window.page.input_value("#f-relation") == "parent"
    keys.type("<Enter>")
    window.page.locator("[data-promise] .when", has_text="08/06/2026").wait_for()
    keys.type("<Control+Enter>")
    window.page.wait_for_url("**/giay-tiep-nhan")
    window.page.locator("[data-print-first]:focus").wait_for()
    took = time.monotonic() - begun
    assert keys.strokes <= MOST_KEYS, keys.strokes
    assert took <= MOST_SECONDS, took


def test_a_card_under_the_scanner_fills_its_person_wherever_the_cursor_stands(window: Window):
    window.sign_in("sen")
    window.page.goto(f"{window.address}/tiep-nhan?thu-tuc=2.002854")
    window.wait_for_focus("f-owner_identifier")
    window.type("099316004127", "<Tab>", "<Tab>", "Tẩn Gia Hân", "<Tab>", "03/09/2016")
    window.page.focus("#f-phone")
    window.type(CARD, "<Enter>")
    window.page.locator("#f-submitter_name").wait_for()
    page = window.page
    assert page.input_value("#f-submitter_name") == "Tẩn Thị Mẩy"
    assert page.input_value("#f-submitter_identifier") == "099189002216"
    assert page.input_value("#f-address") == "Bản Nậm Pung, Suối Ngần"
    assert page.input_value("#f-owner_name") == "Tẩn Gia Hân"
    assert page.input_value("#f-phone") == "", "the field under the cursor holds what it held"
    assert page.input_value("#f-relation") == "parent", "the owner is a child"
    assert page.locator(".from-card #f-submitter_name").count() == 1
    page.locator("[data-all-present]:focus").wait_for()


def test_what_is_typed_is_kept_as_a_draft_and_gone_on_with(window: Window):
    window.sign_in("sen")
    window.page.goto(f"{window.address}/tiep-nhan?thu-tuc=2.002854")
    window.wait_for_focus("f-owner_identifier")
    window.type("<Tab>", "<Tab>", "Tẩn Gia Hân")
    window.page.locator("[data-saved]", has_text="Đã lưu nháp lúc 09:0").wait_for()
    window.page.goto(f"{window.address}/tiep-nhan")
    window.page.click("text=Tẩn Gia Hân")
    assert window.page.input_value("#f-owner_name") == "Tẩn Gia Hân"


def test_a_scan_is_kept_as_soon_as_it_is_chosen(window: Window, tmp_path):
    from tests.web.test_desk_scans import a_picture

    window.sign_in("sen")
    page = window.page
    page.goto(f"{window.address}/tiep-nhan?thu-tuc=2.002854")
    (tmp_path / "don.png").write_bytes(a_picture())
    page.set_input_files("input[data-scan=application]", tmp_path / "don.png")
    page.locator("[data-scans=application] a", has_text="PNG, 1 trang").wait_for()
    (tmp_path / "virus.pdf").write_bytes(b"MZ no paper at all")
    page.set_input_files("input[data-scan=application]", tmp_path / "virus.pdf")
    page.locator("[data-scans=application] .err", has_text="không phải PDF hoặc ảnh").wait_for()
