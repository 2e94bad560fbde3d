"""An inbox longer than a page: what is due first on the first page, the counts of all of it, nothing left out."""

import re

from tests.web.office import WebOffice, words
from tthc_engine.web.pages.inbox import LONGEST

HERE = "/viec-cua-toi"


def codes(page: str) -> list[str]:
    return re.findall(r'name="chon" value="([^"@]+)@\d+" form="bulk"', page)


def test_the_third_hundred_stands_on_a_second_page_and_the_counts_are_of_both(office: WebOffice):
    """Two hundred and three came in since Monday: the page shows two hundred, and a filter looks through all."""
    came = [
        office.accepted(f"2026-06-0{1 + n // 110} {8 + n % 110 // 55:02d}:{n % 55:02d}", owner=f"Học sinh thứ {n}")
        for n in range(LONGEST + 3)
    ]
    references = [one.dossier.reference for one in came]
    handler = office.sign_in("hung")
    first, second = handler.see(HERE), handler.see(f"{HERE}?trang=2")
    assert codes(first.text) == references[:LONGEST]
    assert codes(second.text) == references[LONGEST:]
    for page in (first, second):
        assert f"{LONGEST + 3} hồ sơ" in words(page)
    assert "trang 1 trên 2" in words(first) and "trang 2 trên 2" in words(second)
    assert codes(handler.see(f"{HERE}?trang=9").text) == references[LONGEST:], "one beyond the last"
    assert codes(handler.see(f"{HERE}?tim={references[-1]}").text) == references[-1:], "of the second page"
