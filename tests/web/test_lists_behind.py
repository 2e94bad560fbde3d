"""Every figure of a report opens what it counts: also of surveys, of reflections and of the review of procedures."""

import re

from tests.builders import hanoi
from tests.web.office import Browser, WebOffice, words
from tests.web.test_feedback import sent
from tests.web.test_kept_results import HERE, PAPER, a_released_copy, clerk, send
from tests.web.test_reviews import PAGE, TYPED, kept
from tests.web.test_reviews import year as year
from tests.web.test_survey import ALL_WELL, SLOW, address, handed_over, slips
from tests.web.test_voices_in_reports import JUNE, answered
from tthc_engine.web.access import LANGUAGE_COOKIE
from tthc_engine.work import feedback


def opened(browser: Browser, page: str, words_before: str = "") -> dict[str, str]:
    """By address the number that leads to it, of the links to lists on a page."""
    found = re.findall(r'href="([^"]*/ho-so\?[^"]*)"[^>]*>(\d+)<', browser.see(page).text)
    return {link.replace("&amp;", "&"): number for link, number in found}


def lines(browser: Browser, path: str) -> list[str]:
    body = browser.see(path).text.partition("<tbody>")[2].partition("</tbody>")[0]
    return [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in re.findall(r"<tr.*?</tr>", body, re.S)]


def test_the_figures_of_form_05a_open_their_reflections(office: WebOffice):
    answered(office, upheld=True)
    code, _ = sent(office)
    office.clock_shows("2026-06-02 09:00")
    head, clerk = office.sign_in("quan"), office.sign_in("bich")
    links = opened(head, f"/bao-cao/bieu/feedback?{JUNE}")
    assert sorted(links.values()) == ["1"] * 6 + ["2"] * 4, "a line and the total"
    for link, number in links.items():
        assert len(lines(head, link)) == int(number), link
    path = next(link for link in links if "cot=open" in link)
    assert code in lines(head, path)[0] and "Chưa đến hạn" in lines(head, path)[0]
    # Who handles reflections goes on to the reflection; others see that it is there, and neither its words nor who.
    assert '<a href="/phan-anh/' in head.see(path).text
    seen = clerk.see(path).text
    assert code in seen and "/phan-anh/" not in seen.partition("<main")[2].partition("</main>")[0]
    head.client.cookies.set(LANGUAGE_COOKIE, "en")
    assert "Not due yet" in words(head.see(path)) and "Concluded" in words(head.see(path))
    head.see(path.replace("cot=open", "cot=nothing"), status=404)
    office.sign_in("hung").see(path, status=403)


def test_the_figures_of_satisfaction_and_of_766_open_their_sheets(office: WebOffice):
    for number, sheet in enumerate((ALL_WELL, ALL_WELL, SLOW)):
        office.visitor().send(address(office, handed_over(office, number=f"09931600123{number}")), sheet)
    office.clock_shows("2026-06-02 09:00")
    head = office.sign_in("quan")
    for page in (f"/bao-cao/bieu/satisfaction?{JUNE}", f"/bao-cao/bieu/service_index?{JUNE}", "/hai-long"):
        links = opened(head, page)
        assert links, page
        for link, number in links.items():
            assert len(lines(head, link)) == int(number), link
    path = next(link for link in links if "satisfaction" in link)
    assert [line.count("Không hài lòng") for line in lines(head, path)] == [2, 0, 0], "the sheet, and its one answer"
    assert "01/06/2026" not in " ".join(lines(head, path)), "a sheet tells no day"


def test_the_sheets_of_a_survey_of_parents_are_listed_for_its_unit(office: WebOffice):
    path, codes = slips(office)
    office.visitor().send(path, {**SLOW, "ma": codes[0]})
    head = office.sign_in("huong")
    address = f"/hai-long{path}/phieu"
    assert address in head.see("/hai-long").text
    assert len(lines(head, address)) == 1 and "Phiếu giấy có mã" in lines(head, address)[0]
    head.see("/hai-long/khao-sat/0000/phieu", status=404)
    office.sign_in("sen").see(address, status=403)


def test_the_figures_of_the_results_still_valid_open_their_papers(office: WebOffice):
    send(clerk(office), HERE, PAPER)
    key, _ = a_released_copy(office)
    office.clock_shows("2026-06-02 09:00")
    head = office.sign_in("quan")
    for language in ("vi", "en"):
        head.client.cookies.set(LANGUAGE_COOKIE, language)
        links = opened(head, f"/bao-cao/bieu/valid_results?{JUNE}")
        assert sorted(links.values()) == ["1"] * 4 + ["2"] * 2, "two kinds of paper, each on paper, and the total"
        for link, number in links.items():
            assert len(lines(head, link)) == int(number), link
    every = next(link for link, number in links.items() if number == "2")
    page = head.see(every).text
    assert "Giàng Minh Khang" in page and f'href="/ho-so/{key}"' in page and "On paper" in page


def test_the_figures_of_a_review_open_their_dossiers(year: WebOffice):
    head = year.sign_in("quan")
    assert kept(head, TYPED) == 303
    links = opened(head, "/ra-soat?nam=2027")
    assert list(links.values()) == ["4"]
    for link in links:
        assert len(lines(head, link)) == 4
    told = re.findall(r'href="([^"]+/ho-so\?cot=[^"]+)"[^>]*>[^<]*?(\d+)</a>', head.see(PAGE).text)
    # Three working days end on the 4th: those of the 5th and the 10th would have been late, that of the 10th was.
    assert {link.partition("cot=")[2]: number for link, number in told if "received" not in link} == {
        "late_then": "2",
        "late_now": "1",
        "settled": "4",
    }
    for link, number in told:
        if "received" not in link:
            assert len(lines(head, link)) == int(number), link
    year.sign_in("hung").see(f"{PAGE}/ho-so?cot=settled")
    head.see(f"{PAGE}/ho-so?cot=nothing", status=404)


def test_a_list_behind_a_figure_has_pages_of_fifty(office: WebOffice):
    at = hanoi("2026-06-01 09:00")
    for number in range(51):
        one = feedback.Sent(unit="school", sender="", address="", phone="", email="", content=f"Phản ánh {number}")
        feedback.receive(office.app, one, key=str(number), by="", at=at)
    office.clock_shows("2026-06-02 09:00")
    head = office.sign_in("quan")
    path = f"/bao-cao/bieu/feedback/ho-so?{JUNE}&cot=all"
    assert len(lines(head, path)) == 50 and "51 " in words(head.see(path))
    following = re.search(r'href="([^"]+)">Trang sau', head.see(path).text)
    assert following is not None
    second = "/bao-cao/bieu/feedback/ho-so" + following[1].replace("&amp;", "&")
    assert [line.split()[0] for line in lines(head, second)] == ["51"]
    assert "Trang sau" not in words(head.see(second)) and "Trang trước" in words(head.see(second))
    assert lines(head, f"{path}&trang=9") == lines(head, second), "the last page"
