"""What anybody may read: the published procedures, how long they take, what is lacking, and each month's figures."""

import json
import re
from datetime import timedelta
from decimal import Decimal

import pytest

from tests.builders import TRANSFER
from tests.web.office import WebOffice, words
from tthc_engine.catalogue import digest, packaged
from tthc_engine.domain import commands as c
from tthc_engine.domain.procedure import Scope
from tthc_engine.domain.time_limit import Duration, Unit
from tthc_engine.reports.times import ANONYMOUS, rank
from tthc_engine.web import wording
from tthc_engine.web.messages import messages
from tthc_engine.web.pages.flow_picture import BOX, flow


def settled(office: WebOffice, day: str, number: int, *, waits: bool = False) -> None:
    """A transfer received and released on that day, in working time; `waits`: an hour of it for a supplement."""
    handled = office.accepted(f"{day} 07:30" if waits else f"{day} 08:00", number=f"0993160{number:05d}")
    if waits:
        papers = (c.Item(text="Học bạ"),)
        ask = c.RequestSupplement(dossier=handled.dossier_id, by=office.actor("hung"), items=papers, reason="Thiếu")
        office.do(ask, f"{day} 07:45")
        office.do(c.ReceiveSupplement(dossier=handled.dossier_id, by=office.actor("sen")), f"{day} 08:45")
    for who, word, hour in (("hung", c.Complete, "09:00"), ("minh", c.Approve, "10:00")):
        office.do(word(dossier=handled.dossier_id, by=office.actor(who)), f"{day} {hour}")
    release = c.ReleaseResult(dossier=handled.dossier_id, by=office.actor("minh"))
    office.do(release, f"{day} 11:00")


def test_procedures_are_found_without_diacritics_and_without_an_account(office: WebOffice):
    anybody = office.visitor()
    assert "Chuyển trường và tiếp nhận học sinh" in words(anybody.see("/thu-tuc"))
    found = words(anybody.see("/thu-tuc?q=chuyen+truong"))
    assert "Chuyển trường" in found
    assert "bán trú" not in found
    assert "Không có thủ tục nào khớp" in words(anybody.see("/thu-tuc?q=xyzxyz"))


def test_the_sheet_has_every_part_that_the_notice_board_shows(office: WebOffice):
    said = words(office.visitor().see(f"/thu-tuc/{TRANSFER}"))
    for part in (
        "Thời hạn giải quyết",
        "05 ngày làm việc",
        "Đơn xin chuyển trường",
        "Phí, lệ phí Không",
        "Trình tự thực hiện",
        "Căn cứ pháp lý",
        "Đối tượng thực hiện",
        "Kết quả",
        "Cơ quan giải quyết",
    ):
        assert part in said, part


def test_a_version_of_another_day_is_shown_for_that_day(office: WebOffice):
    anybody = office.visitor()
    anybody.see(f"/thu-tuc/{TRANSFER}?ngay=2026-05-09", status=404)
    anybody.see(f"/thu-tuc/{TRANSFER}?ngay=2026-05-10")
    anybody.see("/thu-tuc/9.999999", status=404)


def test_the_declaration_is_published_as_data_with_its_hash(office: WebOffice):
    anybody = office.visitor()
    listed = json.loads(anybody.client.get("/thu-tuc.json").text)["procedures"]
    mine = next(one for one in listed if one["code"] == TRANSFER)
    said = json.loads(anybody.client.get(mine["href"]).text)
    assert said["sha256"] == digest(packaged().versions(TRANSFER)[-1])
    assert said["declaration"]["components"][0]["name"].startswith("Đơn xin chuyển trường")


def test_real_times_are_published_once_they_are_enough_to_name_nobody(office: WebOffice):
    for number in range(ANONYMOUS - 1):
        settled(office, "2026-05-11", number)
    office.clock_shows("2026-06-01 09:00")
    few = words(office.visitor().see(f"/thu-tuc/{TRANSFER}"))
    assert f"Chưa đủ {ANONYMOUS} kết quả" in few
    assert "3 giờ" not in few
    settled(office, "2026-05-12", 99)
    office.clock_shows("2026-06-02 09:00")
    enough = words(office.visitor().see(f"/thu-tuc/{TRANSFER}"))
    assert "Một nửa xong trong 3 giờ Chín phần mười xong trong 3 giờ Số kết quả 10" in enough


def test_the_wait_for_a_supplement_is_told_beside_the_offices_time_and_never_within_it(office: WebOffice):
    for number in range(ANONYMOUS):
        settled(office, "2026-05-11", number, waits=True)
    office.clock_shows("2026-06-01 09:00")
    said = words(office.visitor().see(f"/thu-tuc/{TRANSFER}"))
    # From half past seven to eleven, less the hour from a quarter to eight.
    assert "Một nửa xong trong 2 giờ 30 Chín" in said
    assert "Chờ bổ sung (một nửa xong trong) 1 giờ" in said


def test_the_percentiles_are_values_that_occurred():
    assert [rank([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], percent) for percent in (50, 90)] == [5, 9]
    assert rank([7], 90) == 7


def test_papers_are_checked_before_coming_and_the_date_is_named(office: WebOffice):
    anybody = office.visitor()
    path = f"/thu-tuc/{TRANSFER}/kiem-tra"
    assert "Còn thiếu" not in words(anybody.see(path)), "nothing is lacking before anybody asked"
    lacking = words(anybody.see(f"{path}?kiem=1&truong-hop=same_province&co=application&noi=school"))
    assert "Còn thiếu 1 giấy tờ Bảng tổng hợp kết quả" in lacking
    both = "co=application&co=results_summary"
    complete = words(anybody.see(f"{path}?kiem=1&truong-hop=same_province&noi=school&{both}"))
    assert "Đủ giấy tờ" in complete
    assert "08/06/2026" in complete
    elsewhere = words(anybody.see(f"{path}?kiem=1&truong-hop=other_province&noi=school&{both}"))
    assert "11/06/2026" in elsewhere, "another case, another limit"


def test_a_month_is_published_when_it_is_over_and_stays_as_it_was(office: WebOffice):
    settled(office, "2026-05-11", 1)
    anybody = office.visitor()
    office.clock_shows("2026-05-29 09:00")
    assert "05/2026" not in words(anybody.see("/cong-khai")), "the month still runs"
    office.clock_shows("2026-06-01 09:00")
    assert "05/2026 1 0 1 1 0 0 100,0 % 0 0 0" in words(anybody.see("/cong-khai"))
    settled(office, "2026-05-12", 2)
    assert "05/2026 1 0 1 1 0 0 100,0 % 0 0 0" in words(anybody.see("/cong-khai")), "what was published is published"


@pytest.mark.parametrize("procedure", packaged().procedures, ids=lambda one: f"{one.code}-{one.in_force_from}")
def test_every_declared_flow_can_be_drawn_within_its_boxes(procedure):
    made = flow(procedure, messages("vi"), day_minutes=480)
    assert len(made.rects) == len(procedure.steps)
    assert all(one.x >= 0 and one.x + one.width <= made.width for one in made.rects)
    assert made.height > sum(one.height for one in made.rects)
    said = " ".join(one.words for one in made.texts)
    for step in procedure.steps:
        assert step.name.split()[0] in said
    names = [one.words for one in made.texts if one.dress == "name"]
    assert max(map(len, names)) * 8 < BOX, "a line of a name fits its box"


def test_a_procedure_that_ended_says_so_and_links_to_nothing_that_is_gone(office: WebOffice):
    ended = next(one for one in packaged().procedures if one.in_force_until and one.scope is Scope.PUBLIC)
    office.clock_shows(f"{ended.in_force_until + timedelta(days=3)} 09:00")
    anybody = office.visitor()
    anybody.see(f"/thu-tuc/{ended.code}/kiem-tra", status=404)
    sheet = anybody.see(f"/thu-tuc/{ended.code}?ngay={ended.in_force_from}")
    assert "không áp dụng hôm nay" in words(sheet)
    links = set(re.findall(r'href="(/(?:thu-tuc/|nop-ho-so/)[^"]*)"', sheet.text))
    assert links == {f"/thu-tuc/{ended.code}.json?ngay={ended.in_force_from}"}
    anybody.see(links.pop())


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_time_of_a_step_never_lies_over_who_does_it(language: str):
    for one in packaged().procedures:
        drawn = flow(one, messages(language), day_minutes=480)
        shown = {(text.dress, text.y): text.words for text in drawn.texts}
        for (dress, y), who in shown.items():
            if dress == "who" and ("within", y) in shown:
                assert len(who) + len(shown["within", y]) <= 36, (one.code, who)


def test_an_eighth_of_a_day_is_told_in_hours_and_a_half_stays_a_half():
    told = [
        wording.duration(messages("vi"), Duration(amount=Decimal(amount), unit=Unit.WORKING_DAYS), day_minutes=480)
        for amount in ("0.125", "0.5", "1.5", "3", "1.25", "0.0001")
    ]
    assert told == ["1 giờ", "0,5 ngày", "1,5 ngày", "3 ngày", "1 ngày 2 giờ", "0,0001 ngày"]


def test_a_phone_number_is_masked_on_the_dossier_and_read_where_reading_is_recorded(office: WebOffice):
    key = office.accepted("2026-06-01 08:20").dossier.reference
    handler = office.sign_in("hung")
    shown = words(handler.see(f"/ho-so/{key}"))
    assert "0123 045 218" not in shown and "•••••• 218" in shown
