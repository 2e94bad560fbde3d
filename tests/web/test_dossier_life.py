"""A dossier's whole life, clicked: handled, supplemented, late, explained, apologised for, released, returned."""

import re

import pytest

from tests.builders import TRANSFER
from tests.web.office import WebOffice, words
from tthc_engine.domain import commands as c
from tthc_engine.domain.people import Actor
from tthc_engine.domain.procedure import Channel, Role

PAPER = c.Paper(component="application")
REF = "H99.58.04-20260601-0001"


def reference(office: WebOffice, wall: str = "2026-06-01 08:20") -> str:
    return office.accepted(wall).dossier.reference


def test_the_straight_road_from_the_handler_to_the_citizen(office: WebOffice):
    ref = reference(office)
    handler, approver, desk = office.sign_in("hung"), office.sign_in("minh"), office.sign_in("sen")
    assert f'"/ho-so/{ref}"' in handler.see("/viec-cua-toi").text
    done = handler.order(ref, "complete")
    assert done.headers["location"] == f"/ho-so/{ref}?da=complete"
    assert "Đã chuyển bước." in words(handler.see(done.headers["location"]))
    assert approver.order(ref, "approve", note="Đồng ý").status_code == 303
    assert "Chuyển kết quả" in words(approver.see("/viec-cua-toi"))
    assert approver.order(ref, "release_result", result_number="15/QĐ").status_code == 303
    assert "Trả kết quả" in words(desk.see("/viec-cua-toi"))
    assert desk.order(ref, "return_result", received_by="Giàng A Páo").status_code == 303
    page = words(desk.see(f"/ho-so/{ref}"))
    assert "10 · Đã trả kết quả" in page
    assert "Trước hạn" in page
    assert "Trần Văn Hùng xong bước “Kiểm tra, đối chiếu hồ sơ và đề xuất tiếp nhận”" in page


def test_a_supplement_stops_the_clock_and_restarts_it(office: WebOffice):
    ref = reference(office)
    handler, desk = office.sign_in("hung"), office.sign_in("sen")
    office.clock_shows("2026-06-03 10:00")
    asked = handler.order(ref, "request_supplement", items="results_summary", reason="Thiếu trang 2")
    assert asked.status_code == 303, words(asked)
    page = words(handler.see(f"/ho-so/{ref}"))
    assert "Tạm dừng tính thời hạn" in page
    assert "5 · Yêu cầu bổ sung giấy tờ" in page
    office.clock_shows("2026-06-08 08:00")
    assert desk.order(ref, "receive_supplement").status_code == 303
    page = desk.see(f"/ho-so/{ref}")
    assert "15/06/2026 17:00" in words(page)
    assert "Thời hạn tính lại từ đầu" in words(page)
    assert 'class="halt"' in page.text, "the stop is drawn"
    assert "Giấy tiếp nhận hồ sơ và hẹn trả kết quả, lần 2" in words(page)


def test_a_second_supplement_stays_visible_and_says_why_not(office: WebOffice):
    ref = reference(office)
    handler, desk = office.sign_in("hung"), office.sign_in("sen")
    handler.order(ref, "request_supplement", items="results_summary", reason="Thiếu")
    desk.order(ref, "receive_supplement")
    page = words(handler.see(f"/ho-so/{ref}"))
    assert "Yêu cầu bổ sung, hoàn thiện hồ sơ: Đã yêu cầu bổ sung một lần ở giai đoạn này (sau thẩm định)" in page
    refused = handler.order(ref, "request_supplement", items="application", reason="Mờ")
    assert refused.status_code == 409
    assert "Mờ" in refused.text, "what was typed stays"


def test_the_supervisor_may_allow_it(office: WebOffice):
    ref = reference(office)
    handler, desk, supervisor = office.sign_in("hung"), office.sign_in("sen"), office.sign_in("quan")
    handler.order(ref, "request_supplement", items="results_summary", reason="Thiếu")
    desk.order(ref, "receive_supplement")
    assert supervisor.order(ref, "override", reason="Giấy tờ giả, phải xác minh").status_code == 303
    assert handler.order(ref, "request_supplement", items="application", reason="Mờ").status_code == 303


def test_the_question_is_answered_with_one_click(office: WebOffice):
    ref = reference(office)
    office.clock_shows("2026-06-05 08:00")
    handler = office.sign_in("hung")
    inbox = words(handler.see("/viec-cua-toi"))
    assert "Sắp đến hạn" in inbox
    handler.order(ref, "confirm_on_track")
    assert "xác nhận bảo đảm đúng hạn" in words(handler.see(f"/ho-so/{ref}"))


def test_declared_lateness_is_apologised_for_once_and_numbered(office: WebOffice):
    ref = reference(office)
    office.clock_shows("2026-06-05 08:00")
    handler, approver, clerk = office.sign_in("hung"), office.sign_in("minh"), office.sign_in("sen")
    form = words(handler.see(f"/ho-so/{ref}/lenh/declare_delay"))
    assert "phải ban hành trước 17:00 ngày 05/06/2026" in form
    declared = handler.order(ref, "declare_delay", reason="Trường chuyển đi trả lời chậm", reason_code="R02")
    assert declared.status_code == 303, words(declared)
    assert handler.order(ref, "notify_onestop").status_code == 303
    form = approver.see(f"/ho-so/{ref}/lenh/issue_apology")
    assert "Đây là lần hẹn lại duy nhất theo quy định" in words(form)
    assert "Trường chuyển đi trả lời chậm" in form.text, "the reason is drafted"
    suggested = re.findall(r'name="new_appointment" value="([^"]+)"', form.text)[0]
    path = f"/ho-so/{ref}/xem-truoc.pdf"
    seen = approver.send(
        path, {"new_appointment": suggested, "reason": "Chậm"}, page=f"/ho-so/{ref}/lenh/issue_apology"
    )
    assert seen.content.startswith(b"%PDF")
    assert "Văn bản xin lỗi" not in _letters(approver.see(f"/ho-so/{ref}").text), "a preview issues nothing"
    issued = approver.order(ref, "issue_apology", new_appointment=suggested, reason="Trường chuyển đi trả lời chậm")
    assert issued.status_code == 303, words(issued)
    again = approver.order(ref, "issue_apology", new_appointment="30/06/2026 17:00", reason="Nữa")
    assert again.status_code == 409
    assert "chỉ được hẹn lại 1 lần" in words(again)
    todo = clerk.see("/viec-cua-toi")
    letter = re.findall(rf"/ho-so/{ref}/van-ban/(\d+)\"[^>]*>.*?Cấp số", todo.text)[-1]
    page = f"/ho-so/{ref}/van-ban/{letter}"
    assert "Bản xem trước, chưa có số" in words(clerk.see(page))
    numbered = clerk.send(f"/ho-so/{ref}/lenh/number_letter", {"number": ""}, page=page)
    assert numbered.status_code == 303, words(numbered)
    assert "số 1" in words(clerk.see(page))
    first = clerk.see(f"{page}.pdf").content
    clerk.send(f"/ho-so/{ref}/lenh/dispatch", {"how": "postal"}, page=page)
    assert clerk.see(f"{page}.pdf").content == first


def test_a_citizen_is_given_the_official_reason_not_the_inner_explanation(office: WebOffice):
    ref = reference(office)
    office.clock_shows("2026-06-09 08:00")
    handler, approver = office.sign_in("hung"), office.sign_in("minh")
    told = handler.order(ref, "explain", reason_code="R02", reason="Bước “Kiểm tra” dùng 5 ngày, kế hoạch 3 ngày.")
    assert told.status_code == 303, words(told)
    form = approver.see(f"/ho-so/{ref}/lenh/issue_apology").text
    assert re.search(r'<option value="Cơ quan, đơn vị được lấy ý kiến[^"]*" selected>', form)
    assert "kế hoạch 3 ngày." not in form.split('name="reason"')[1].split("</textarea>")[0]


def test_what_a_command_still_waits_for_is_said_instead_of_the_stage(office: WebOffice):
    ref = reference(office)
    early = office.sign_in("minh").see(f"/ho-so/{ref}/lenh/approve_explanation", status=409)
    assert "Chưa có báo cáo giải trình nào chờ phê duyệt" in words(early)


def _letters(page: str) -> str:
    return page.split('<ul class="files">')[1].split("</ul>")[0]


def test_found_lateness_is_explained_sent_back_explained_again_and_approved(office: WebOffice):
    ref = reference(office)
    office.clock_shows("2026-06-09 08:00")
    handler, approver, supervisor = office.sign_in("hung"), office.sign_in("minh"), office.sign_in("quan")
    form = handler.see(f"/ho-so/{ref}/lenh/explain")
    assert "Bước “Kiểm tra, đối chiếu hồ sơ và đề xuất tiếp nhận”" in form.text, "drafted from where the time went"
    assert "Thời gian làm việc đã đi đâu" in words(form)
    bare = handler.order(ref, "explain", reason_code="R16", reason="Cập nhật chậm")
    assert bare.status_code == 422
    assert "cần số và ngày của kết quả" in words(bare)
    assert handler.order(ref, "explain", reason_code="R02", reason="Chờ ý kiến").status_code == 303
    assert "Duyệt giải trình" in words(approver.see("/viec-cua-toi"))
    assert supervisor.order(ref, "return_explanation", reason="Nêu rõ ngày gửi").status_code == 303
    assert "Đã trả lại: Nêu rõ ngày gửi" in words(handler.see(f"/ho-so/{ref}"))
    assert handler.order(ref, "explain", reason_code="R02", reason="Gửi 02/06").status_code == 303
    assert approver.order(ref, "approve_explanation").status_code == 303
    page = words(supervisor.see(f"/ho-so/{ref}"))
    assert "Đã phê duyệt" in page
    assert "Báo cáo giải trình" in page


def test_the_board_shows_who_is_late_and_who_owes_what(office: WebOffice):
    ref = reference(office)
    office.clock_shows("2026-06-09 08:00")
    supervisor, handler = office.sign_in("quan"), office.sign_in("hung")
    handler.order(ref, "explain", reason_code="R02", reason="Chờ ý kiến")
    page = words(supervisor.see("/giam-sat"))
    assert "quá 30 phút" in page
    assert "Nguyễn Quang Minh, Phó Hiệu trưởng" in page, "the apology is owed by name"
    assert "Chờ phê duyệt" in page
    assert "Hồ sơ quá hạn" in page, "an alert"
    supervisor.see(f"/ho-so/{ref}")
    assert "Không có cảnh báo mới" in words(supervisor.see("/giam-sat")), "reading the dossier reads its alerts"


def test_the_supervisor_moves_work_to_a_colleague(office: WebOffice):
    ref = reference(office)
    supervisor, hung, anh = office.sign_in("quan"), office.sign_in("hung"), office.sign_in("anh")
    assert supervisor.order(ref, "assign", to="hung").status_code == 303
    assert supervisor.order(ref, "reassign", to="anh", reason="").status_code == 422
    moved = supervisor.order(ref, "reassign", to="anh", reason="Nghỉ ốm")
    assert moved.status_code == 303, words(moved)
    assert f'"/ho-so/{ref}"' not in hung.see("/viec-cua-toi").text
    assert f'"/ho-so/{ref}"' in anh.see("/viec-cua-toi").text
    refused = hung.order(ref, "complete")
    assert refused.status_code == 403
    assert "do Vũ Ngọc Anh thực hiện" in words(refused)


def test_a_substitute_acts_in_the_place_of_the_absent(office: WebOffice):
    ref = reference(office)
    supervisor = office.sign_in("quan")
    supervisor.order(ref, "assign", to="hung")
    office.stands_in("hung", "anh", on="2026-06-01")
    anh = office.sign_in("anh")
    inbox = anh.see("/viec-cua-toi")
    assert "thay Trần Văn Hùng" in words(inbox)
    assert anh.order(ref, "complete", thay="hung").status_code == 303
    assert "Vũ Ngọc Anh (thay Trần Văn Hùng)" in words(anh.see(f"/ho-so/{ref}"))


def test_nobody_may_pretend_to_stand_in(office: WebOffice):
    ref = reference(office)
    office.sign_in("quan").order(ref, "assign", to="hung")
    assert office.sign_in("anh").order(ref, "complete", thay="hung").status_code == 403


def test_two_officers_at_once_one_wins_and_the_other_is_told(office: WebOffice):
    ref = reference(office)
    hung, anh = office.sign_in("hung"), office.sign_in("anh")
    stale = anh.see(f"/ho-so/{ref}/lenh/complete")
    hung.order(ref, "complete")
    fields = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', stale.text))
    answer = anh.client.post(f"/ho-so/{ref}/lenh/complete", data={**fields, "note": "Xong"})
    assert answer.status_code == 409
    assert "Trần Văn Hùng đã thao tác trên hồ sơ này (chuyển bước)" in words(answer)
    assert "Xong" in answer.text, "what was typed stays"


def test_a_double_click_on_a_button_acts_once(office: WebOffice):
    ref = reference(office)
    hung = office.sign_in("hung")
    page = hung.see(f"/ho-so/{ref}")
    form = page.text.split(f'action="/ho-so/{ref}/lenh/complete"')[1].split("</form>")[0]
    fields = dict(re.findall(r'name="([^"]+)" value="([^"]*)"', form))
    answers = [hung.client.post(f"/ho-so/{ref}/lenh/complete", data=fields) for _ in range(2)]
    assert [one.status_code for one in answers] == [303, 303]
    assert words(hung.see(f"/ho-so/{ref}")).count("xong bước “Kiểm tra") == 1


def test_the_date_is_explained_on_a_page_of_its_own(office: WebOffice):
    ref = reference(office)
    page = words(office.sign_in("hung").see(f"/ho-so/{ref}/vi-sao"))
    assert "08/06/2026 17:00 thứ Hai" in page
    assert "T7 06 – CN 07/06 – Nghỉ hằng tuần" in page
    assert "05 ngày làm việc kể từ ngày nhận đủ hồ sơ hợp lệ" in page


@pytest.mark.parametrize(
    ("person", "word"), [("hung", "approve"), ("sen", "complete"), ("quan", "issue_apology"), ("minh", "explain")]
)
def test_a_command_of_another_role_is_refused(office: WebOffice, person: str, word: str):
    ref = reference(office)
    answer = office.sign_in(person).order(ref, word)
    assert answer.status_code == 403
    assert "thuộc thẩm quyền của" in words(answer) or "thực hiện" in words(answer)


def test_an_unknown_command_or_dossier_is_not_found(office: WebOffice):
    ref = reference(office)
    hung = office.sign_in("hung")
    hung.see(f"/ho-so/{ref}/lenh/blow_up", status=404)
    hung.see("/ho-so/H99.58.04-20260601-0099", status=404)
    hung.see(f"/ho-so/{ref}/van-ban/99", status=404)
    hung.see("/khong-co-trang-nay", status=404)


def test_two_offices_do_not_see_each_other(office: WebOffice):
    ref = reference(office)
    stranger = office.sign_in("so")
    stranger.see(f"/ho-so/{ref}", status=404)
    stranger.see(f"/ho-so/{ref}/van-ban/1.pdf", status=404)
    assert stranger.order(ref, "complete").status_code == 404
    assert "Giàng Minh Khang" not in words(stranger.see("/ho-so?q=Giàng"))


def test_the_list_finds_a_dossier_without_diacritics(office: WebOffice):
    ref = reference(office)
    hung = office.sign_in("hung")
    assert "Giàng Minh Khang" in words(hung.see("/ho-so?q=giang minh"))
    assert hung.client.get(f"/ho-so?q={ref}").headers["location"] == f"/ho-so/{ref}"


def handed_in_online(office: WebOffice, wall: str) -> str:
    """A pupil's mother sends a dossier through the portal; returns its id."""
    mother = Actor(person="applicant", roles=frozenset({Role.APPLICANT}), unit="school")
    registration = c.Registration(
        procedure=TRANSFER, channel=Channel.ONLINE, owner=c.Party(name="Cà Thị Yến"), papers=(PAPER,)
    )
    submit = c.Submit(dossier=office.app.engine.new_id(), by=mother, registration=registration)
    return office.do(submit, wall).dossier_id


def test_an_online_dossier_waits_at_the_desk_and_is_accepted_from_its_page(office: WebOffice):
    key = handed_in_online(office, "2026-05-31 20:10")
    desk = office.sign_in("sen")
    assert "Phản hồi" in words(desk.see("/viec-cua-toi"))
    page = words(desk.see(f"/ho-so/{key}"))
    assert "1 · Mới đăng ký" in page
    assert "Từ chối tiếp nhận" in page
    answer = desk.order(key, "accept")
    assert answer.headers["location"] == f"/ho-so/{REF}/giay-tiep-nhan"
    assert "Người nộp hồ sơ ghi nhận hồ sơ nộp, kênh trực tuyến" in words(desk.see(f"/ho-so/{REF}"))


def test_an_online_dossier_may_be_sent_back_for_more_papers(office: WebOffice):
    key = handed_in_online(office, "2026-05-31 20:10")
    desk = office.sign_in("sen")
    assert desk.order(key, "request_supplement", items="results_summary", reason="Mờ").status_code == 303
    assert "Nhận bổ sung" in words(desk.see("/viec-cua-toi"))
    assert desk.order(key, "receive_supplement").status_code == 303
    assert desk.order(key, "accept").status_code == 303


def test_the_date_may_not_be_explained_before_there_is_one(office: WebOffice):
    key = handed_in_online(office, "2026-05-31 20:10")
    assert "Chưa xác định được ngày" in words(office.sign_in("sen").see(f"/ho-so/{key}/vi-sao"))
