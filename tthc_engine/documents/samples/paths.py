"""Each kind on every path that its wording can take: what an office's own template must stand before it is used."""

from tthc_engine.documents.samples.letters import (
    apology,
    appointment_notice,
    consultation_request,
    explanation_report,
    loss_apology,
    onestop_notice,
    receipt,
    refusal,
    reminder,
    stop_notice,
    supplement_request,
)
from tthc_engine.documents.samples.people import DEPUTY, PUPIL, VICE_CHAIR, at
from tthc_engine.documents.samples.sheets import (
    class_list,
    handover,
    handover_of_results,
    register,
    result_list,
    tracking_sheet,
)
from tthc_engine.domain.letter_parts import Addressee, Contact, Subject
from tthc_engine.domain.letters import HandOver, LetterContext, ReceivedPaper, RefusalStage, StopGround
from tthc_engine.domain.regime import Form


def every_letter() -> dict[str, LetterContext]:
    """A letter of each kind by its kind's name."""
    letters: tuple[LetterContext, ...] = (
        receipt(),
        supplement_request(),
        refusal(),
        apology(),
        onestop_notice(),
        explanation_report(),
        appointment_notice(),
        stop_notice(),
        tracking_sheet(),
        handover(),
        consultation_request(),
        reminder(),
        register(),
        class_list(),
        result_list(),
    )
    return {letter.kind.value: letter for letter in letters}


def on_form(letter: LetterContext, form: Form | None) -> LetterContext:
    """The letter on a regime's own form: title, number, circular and paper; as it is where no form is declared."""
    if form is None:
        return letter
    changed = {"title": form.title, "form_number": form.number, "citation": form.citation, "paper": form.paper}
    return letter.model_copy(update={"head": letter.head.model_copy(update=changed)})


LONG_NAME = "Nguyễn Phước Tôn Nữ Huyền Trang Thị Bạch Tuyết Quỳnh Như Ngọc Bảo Châu"
LONG_AGENCY = "Trung tâm Giáo dục nghề nghiệp - Giáo dục thường xuyên và Hướng nghiệp liên xã Nậm Khánh - Bản Phùng"
LONG_PROCEDURE = (
    "Hỗ trợ học tập đối với trẻ em mẫu giáo, học sinh tiểu học, học sinh trung học cơ sở, sinh viên các dân tộc thiểu "
    "số rất ít người ở vùng có điều kiện kinh tế - xã hội khó khăn, đặc biệt khó khăn"
)


def paths() -> dict[str, tuple[LetterContext, ...]]:
    """By the kind's name, a letter for each path that its wording can take, short and long."""
    early = at("2026-11-16T15:40:00")
    long_head = {"agency": LONG_AGENCY, "agency_parent": "Ủy ban nhân dân tỉnh Vân Sơn"}
    crowd = Subject(**(PUPIL.model_dump() | {"owner": LONG_NAME, "procedure": LONG_PROCEDURE}))
    plain = Subject(owner="Công ty Cổ phần Giáo dục Bình Minh & Cộng sự", procedure="Thành lập trung tâm")
    papers = tuple(
        ReceivedPaper(name=f"Giấy tờ thứ {n}: trích lục, quyết định thay đổi, cải chính hộ tịch của học sinh", copies=1)
        for n in range(1, 41)
    )
    unnumbered = apology().head.model_copy(update={"number": None})
    found: tuple[LetterContext, ...] = (
        *every_letter().values(),
        receipt(appointment=None, due_rule="24 ngày làm việc kể từ ngày hết hạn nộp hồ sơ", lookup_secret=""),
        receipt(provisional="lịch nghỉ năm 2027 chưa được công bố", copy_for=""),
        receipt(
            head=receipt().head.model_copy(update=long_head),
            subject=crowd,
            papers=papers,
            fees=("Lệ phí xác minh: 500.000 đồng",),
        ),
        receipt(subject=plain, papers=(ReceivedPaper(name="Đơn", copies=1),), book="", book_entry=""),
        supplement_request(period_after=None, answer_until=None, contact=Contact()),
        supplement_request(
            subject=crowd,
            items=tuple(paper.name for paper in papers),
            reason="Dòng một.\nDòng hai.",
            signatory=DEPUTY,
            recipients=("Như trên", "Lưu: VT, hồ sơ"),
        ),
        refusal(reasons=("Không thuộc thẩm quyền.",), contact=Contact(), submitted_at=None),
        refusal(
            stage=RefusalStage.APPRAISAL,
            subject=crowd,
            submitter_signature=None,
            signatory=VICE_CHAIR,
            recipients=("Như trên", "Lưu: VT, hồ sơ"),
        ),
        apology(head=unnumbered, written_at=at("2026-11-19T08:00:00")),
        apology(subject=crowd, addressee=Addressee(name=LONG_NAME), written_at=early),
        apology(new_appointment=None, broken_appointment=at("2026-11-20T17:00:00")),
        apology(new_appointment=None, released_at=at("2026-11-19T10:15:00")),
        loss_apology(),
        onestop_notice(new_appointment=None, written_at=at("2026-11-19T08:00:00")),
        explanation_report(signatory=None, applicant_time=(), apology="", new_appointment=None, remedy=""),
        explanation_report(released_at=at("2026-11-19T10:00:00"), nature=None, reason_code="", subject=crowd),
        explanation_report(spent=explanation_report().spent * 12),
        appointment_notice(provisional="lịch nghỉ năm 2027 chưa được công bố"),
        stop_notice(ground=StopGround.UNANSWERED, papers_back=""),
        consultation_request(appointment=None, question="Câu một?\nCâu hai?"),
        reminder(appointment=None, asked_by="", answer_by=None),
        tracking_sheet(partners=(), appointment=None, due_rule="24 ngày làm việc kể từ ngày hết hạn nộp hồ sơ"),
        tracking_sheet(subject=crowd, rows=_many_hands(24), day_minutes=450, known_at=at("2026-11-16T16:00:00")),
        handover_of_results(),
        handover(dossiers=handover().dossiers * 15),
        register(rows=()),
        register(rows=register().rows * 15),
        class_list(dossiers=class_list().dossiers * 15, appointment=None, due_rule="10 ngày làm việc sau ngày hết hạn"),
        result_list(results=result_list().results * 15),
    )
    return {kind: tuple(one for one in found if one.kind.value == kind) for kind in every_letter()}


def _many_hands(count: int) -> tuple[HandOver, ...]:
    desks = ("Bộ phận tiếp nhận và trả kết quả", "Giáo vụ", "Ban Giám hiệu")
    return tuple(
        HandOver(
            giver=desks[n % 3],
            receiver=desks[(n + 1) % 3],
            at=at("2026-11-06T10:02:00"),
            giver_name=LONG_NAME,
            receiver_name="Trần Văn Hùng",
            result="Trước hạn",
            planned_minutes=225,
            actual_minutes=50,
        )
        for n in range(count)
    )
