"""The side roads of a dossier, clicked: opinions, storms, fees, lost papers, a wrong result, a closed door opened."""

import pytest

from tests.web.office import WebOffice, words

pytestmark = pytest.mark.web
MORNING = "2026-06-02 08:00"


@pytest.fixture
def ref(office: WebOffice) -> str:
    reference = office.accepted("2026-06-01 08:20").dossier.reference
    office.clock_shows(MORNING)
    return reference


def test_another_body_is_asked_and_its_answer_entered(office: WebOffice, ref: str):
    handler = office.sign_in("hung")
    asked = handler.order(ref, "consult", body="Công an xã", question="Nơi thường trú?", until="03/06/2026 17:00")
    assert asked.status_code == 303
    page = words(handler.see(f"/ho-so/{ref}"))
    assert "lấy ý kiến Công an xã, hạn trả lời 17:00 ngày 03/06" in page
    assert "Văn bản lấy ý kiến" in page
    assert "Công an xã" in words(handler.see(f"/ho-so/{ref}/lenh/answer_consultation"))
    assert handler.order(ref, "answer_consultation", body="Công an xã", answer="Tại xã").status_code == 303
    assert "ghi ý kiến trả lời của Công an xã" in words(handler.see(f"/ho-so/{ref}"))


def test_a_question_without_its_day_comes_back_with_what_was_typed(office: WebOffice, ref: str):
    handler = office.sign_in("hung")
    answer = handler.order(ref, "consult", body="Công an xã", question="Nơi thường trú?", until="")
    assert answer.status_code == 422
    assert "Nơi thường trú?" in answer.text


def test_a_storm_moves_the_date_and_its_end_moves_it_back(office: WebOffice, ref: str):
    supervisor = office.sign_in("quan")
    said = supervisor.order(
        ref, "suspend", since="03/06/2026 07:30", until="04/06/2026 17:00", act="12/QĐ-UBND", reason="Bão"
    )
    assert said.status_code == 303
    page = words(supervisor.see(f"/ho-so/{ref}"))
    assert "tạm dừng tính thời hạn từ 07:30 ngày 03/06 đến 17:00 ngày 04/06 theo 12/QĐ-UBND" in page
    assert supervisor.order(ref, "resume").status_code == 303
    assert "tiếp tục tính thời hạn" in words(supervisor.see(f"/ho-so/{ref}"))


def test_a_fee_is_asked_for_and_paid(office: WebOffice, ref: str):
    desk = office.sign_in("sen")
    assert desk.order(ref, "request_payment", amount="hai mươi", reason="Lệ phí").status_code == 422
    assert desk.order(ref, "request_payment", amount="20.000", reason="Lệ phí").status_code == 303
    page = words(desk.see(f"/ho-so/{ref}"))
    assert "yêu cầu nộp 20.000 đồng phí, lệ phí" in page
    assert "Thời hạn giải quyết vẫn tính." in page
    assert desk.order(ref, "confirm_payment", receipt="BL 12").status_code == 303
    assert "xác nhận đã nộp 20.000 đồng" in words(desk.see(f"/ho-so/{ref}"))


def test_lost_papers_are_apologised_for_without_a_date(office: WebOffice, ref: str):
    desk, approver = office.sign_in("sen"), office.sign_in("minh")
    assert desk.order(ref, "report_loss", reason="Học bạ bị ướt", cost="50.000").status_code == 303
    form = words(approver.see(f"/ho-so/{ref}/lenh/issue_apology"))
    assert "không ghi ngày hẹn lại" in form
    assert "Ngày hẹn lại (lần duy nhất)" not in form
    assert approver.order(ref, "issue_apology", ground="loss", reason="Học bạ bị ướt khi lưu").status_code == 303
    assert "ban hành văn bản xin lỗi về giấy tờ bị mất, hư hỏng" in words(approver.see(f"/ho-so/{ref}"))


def test_a_refused_dossier_is_opened_again_with_its_history(office: WebOffice, ref: str):
    approver, supervisor = office.sign_in("minh"), office.sign_in("quan")
    assert approver.order(ref, "refuse", reason="Không đủ điều kiện").status_code == 303
    assert supervisor.order(ref, "reopen", reason="Từ chối nhầm").status_code == 303
    page = words(supervisor.see(f"/ho-so/{ref}"))
    assert "mở lại hồ sơ ở bước" in page
    assert "từ chối hồ sơ" in page


def test_a_verification_is_told_with_place_and_findings(office: WebOffice, ref: str):
    handler = office.sign_in("hung")
    done = handler.order(
        ref, "record_verification", place="Bản Suối Ngần", content="Đã về ở", participants="Trưởng bản", verified_at=""
    )
    assert done.status_code == 303
    page = words(handler.see(f"/ho-so/{ref}"))
    assert "thẩm tra, xác minh tại Bản Suối Ngần" in page
    assert "Thành phần: Trưởng bản." in page


def test_a_wrong_result_is_corrected_and_released_again(office: WebOffice, ref: str):
    handler, approver, desk = office.sign_in("hung"), office.sign_in("minh"), office.sign_in("sen")
    assert handler.order(ref, "complete").status_code == 303
    assert approver.order(ref, "approve").status_code == 303
    assert approver.order(ref, "release_result").status_code == 303
    assert desk.order(ref, "return_result").status_code == 303
    assert handler.order(ref, "correct_result", reason="Sai tên").status_code == 303
    assert "Trả kết quả đã sửa" in words(approver.see("/viec-cua-toi"))
    assert "phải sửa xong trước" in words(handler.see(f"/ho-so/{ref}"))
    assert approver.order(ref, "release_result").status_code == 303
    assert "chuyển kết quả đã sửa về Bộ phận Một cửa" in words(approver.see(f"/ho-so/{ref}"))


def test_an_extension_given_by_mistake_is_taken_back_and_the_applicant_told(office: WebOffice):
    taken = office.accepted("2026-06-01 08:20", procedure="1.004889", papers=())
    ref = taken.dossier.reference
    office.clock_shows("2026-06-10 08:00")
    handler = office.sign_in("hung")
    given = {"until": "03/08/2026 17:00", "reason": "Xác minh ở nước ngoài", "legal_basis": "TT 13/2021"}
    assert "Thôi gia hạn" not in words(handler.see(f"/ho-so/{ref}"))
    assert handler.order(ref, "extend", **given).status_code == 303
    form = words(handler.see(f"/ho-so/{ref}/lenh/take_back_extension"))
    assert "Hạn giải quyết trở lại 17:00 ngày 29/06" in form and "Người nộp được báo ngày hẹn mới" in form
    assert handler.order(ref, "take_back_extension", reason="").status_code == 422
    assert handler.order(ref, "take_back_extension", reason="Nhầm hồ sơ").status_code == 303
    page = words(handler.see(f"/ho-so/{ref}"))
    assert "thôi gia hạn đã ghi đến 17:00 ngày 03/08" in page
    assert "Nhầm hồ sơ" in page
    assert "29/06/2026" in page


def test_whoever_takes_an_extension_back_too_late_reads_before_that_the_dossier_will_be_overdue(office: WebOffice):
    ref = office.accepted("2026-06-01 08:20", procedure="1.004889", papers=()).dossier.reference
    office.clock_shows("2026-06-10 08:00")
    handler = office.sign_in("hung")
    given = {"until": "03/08/2026 17:00", "reason": "Xác minh ở nước ngoài", "legal_basis": "TT 13/2021"}
    assert handler.order(ref, "extend", **given).status_code == 303
    office.clock_shows("2026-07-01 08:00")
    form = words(handler.see(f"/ho-so/{ref}/lenh/take_back_extension"))
    assert "là 17:00 ngày 29/06" in form and "đã qua" in form and "phải xin lỗi, giải trình" in form


def test_a_body_that_is_late_is_reminded_and_the_clerk_numbers_the_letter(office: WebOffice, ref: str):
    handler = office.sign_in("hung")
    handler.order(ref, "consult", body="Công an xã", question="Nơi thường trú?", until="03/06/2026 17:00")
    assert "Đôn đốc cơ quan chậm" not in words(handler.see(f"/ho-so/{ref}"))
    office.clock_shows("2026-06-04 08:00")
    assert handler.order(ref, "chase", body="Công an xã", answer_by="").status_code == 303
    page = words(handler.see(f"/ho-so/{ref}"))
    assert "đôn đốc Công an xã, hạn cũ 17:00 ngày 03/06" in page
    assert "Văn bản đôn đốc" in words(office.sign_in("sen").see("/van-thu"))
