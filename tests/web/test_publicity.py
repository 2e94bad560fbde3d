"""Sổ niêm yết, công khai: what hangs where, and what is missing or out of date."""

from datetime import date

from tests.builders import hanoi
from tests.web.office import WebOffice, words
from tthc_engine.reports import publicity
from tthc_engine.reports.publicity import Posting
from tthc_engine.web.pages.published import published
from tthc_engine.work.publishing import retiring

TRANSFER = "2.002854"
TYPED = {
    "ma": TRANSFER,
    "hinh_thuc": "board",
    "noi": "Bảng tin cổng trường",
    "ngay": "01/06/2026",
    "can_cu": "Ảnh chụp",
}


def rate(office: WebOffice, on: str) -> tuple[int, int]:
    at = hanoi(on)
    with office.app.read() as session:
        law = published(office.app, session, at.date())
        found = publicity.ledger(session, "school", law, then=at)
    return sum(one.standing is publicity.Standing.POSTED for one in found), len(found)


def test_a_posting_is_entered_with_its_evidence_and_counts_from_then_on(office: WebOffice):
    clerk = office.sign_in("sen")
    before = rate(office, "2026-06-01 08:59")
    assert before[0] == 0
    assert clerk.send("/niem-yet", TYPED).status_code == 303
    text = words(clerk.see("/niem-yet"))
    assert "Bảng niêm yết: Bảng tin cổng trường, 01/06/2026 (Ảnh chụp)" in text
    assert f"1/{before[1]} thủ tục" in text
    assert rate(office, "2026-06-01 08:59")[0] == 0, "as known then"


def hangs_since_last_year(office: WebOffice, place: str) -> None:
    """A sheet of the version before."""
    old = Posting(
        code=TRANSFER,
        version=date(2025, 1, 1),
        medium="board",
        place=place,
        posted_on=date(2025, 2, 1),
        evidence="Biên bản",
        by="sen",
    )
    with office.app.transaction() as session:
        publicity.post(session, "school", old, at=hanoi("2026-06-01 08:00"))


def test_what_hangs_there_is_stale_when_a_newer_version_is_in_force(office: WebOffice):
    hangs_since_last_year(office, "Bảng tin")
    assert rate(office, "2026-06-01 09:00")[0] == 0
    assert "Bản cũ" in words(office.sign_in("sen").see("/niem-yet"))
    # The new sheet on the same board takes the old one's place.
    office.sign_in("sen").send("/niem-yet", {**TYPED, "noi": "bảng tin"})
    assert rate(office, "2026-06-01 10:00")[0] == 1


def test_a_posting_to_come_or_without_evidence_is_not_taken(office: WebOffice):
    clerk = office.sign_in("sen")
    for typed in ({**TYPED, "ngay": "02/06/2026"}, {**TYPED, "can_cu": ""}, {**TYPED, "ma": "9.999999"}):
        answer = clerk.send("/niem-yet", typed)
        assert answer.status_code == 422
        assert "Bảng tin cổng trường" in answer.text


def test_the_sheet_of_a_retired_procedure_has_to_come_down_and_counts_no_more(office: WebOffice):
    clerk = office.sign_in("sen")
    assert clerk.send("/niem-yet", TYPED).status_code == 303
    posted = rate(office, "2026-06-01 10:00")
    retiring.retire(
        office.app,
        TRANSFER,
        since=date(2026, 6, 2),
        act="88/QĐ-BGDĐT",
        act_on=date(2026, 5, 20),
        units=["school"],
        by="long",
        at=hanoi("2026-06-01 11:00"),
    )
    assert "Phải gỡ xuống" not in words(clerk.see("/niem-yet")), "it is received until tonight"
    office.clock_shows("2026-06-02 08:00")
    ledger = words(clerk.see("/niem-yet"))
    assert "Phải gỡ xuống" in ledger
    assert "Bãi bỏ từ 02/06/2026 theo 88/QĐ-BGDĐT ngày 20/05/2026" in ledger
    assert f'value="{TRANSFER}">' not in clerk.see("/niem-yet").text.partition("<aside>")[2], "nobody posts it again"
    assert rate(office, "2026-06-02 08:00") == (posted[0] - 1, posted[1] - 1)
    down = {"ma": TRANSFER, "hinh_thuc": "board", "noi": "Bảng tin cổng trường"}
    assert clerk.send("/niem-yet/go", down, page="/niem-yet").status_code == 303
    assert "Phải gỡ xuống" not in words(clerk.see("/niem-yet"))
    assert clerk.send("/niem-yet/go", down, page="/niem-yet").status_code == 303, "a second time changes nothing"


def test_an_old_sheet_that_was_taken_down_makes_nothing_stale(office: WebOffice):
    clerk = office.sign_in("sen")
    hangs_since_last_year(office, "Điểm trường cũ")
    clerk.send("/niem-yet", TYPED)
    assert rate(office, "2026-06-01 10:00")[0] == 0
    clerk.send("/niem-yet/go", {"ma": TRANSFER, "hinh_thuc": "board", "noi": "Điểm trường cũ"}, page="/niem-yet")
    assert rate(office, "2026-06-01 10:00")[0] == 1
    assert rate(office, "2026-06-01 08:30")[0] == 0, "as known then"
