"""Sổ niêm yết, công khai: what hangs where, and what is missing or out of date."""

from datetime import date

from tests.builders import hanoi
from tests.web.office import WebOffice, words
from tthc_engine.reports import publicity
from tthc_engine.reports.publicity import Posting
from tthc_engine.web.pages.published import published

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


def test_what_hangs_there_is_stale_when_a_newer_version_is_in_force(office: WebOffice):
    old = Posting(
        code=TRANSFER,
        version=date(2025, 1, 1),
        medium="board",
        place="Bảng tin",
        posted_on=date(2025, 2, 1),
        evidence="Biên bản",
        by="sen",
    )
    with office.app.transaction() as session:
        publicity.post(session, "school", old, at=hanoi("2026-06-01 08:00"))
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
