"""Letters about lateness: the apology, the notice to the one-stop, the explanation with where the time went."""

from datetime import datetime

from tthc_engine.domain import events as e
from tthc_engine.domain import timing
from tthc_engine.domain.composing.writing import Writing, symbol_of
from tthc_engine.domain.dossier import Explanation, Letter, StepRecord
from tthc_engine.domain.letter_parts import Addressee
from tthc_engine.domain.letters import (
    ApologyGround,
    ApologyLetter,
    ApplicantTime,
    ExplanationReport,
    LetterContext,
    OnestopNotice,
    ReasonNature,
    TimeSpent,
)
from tthc_engine.domain.regime import LetterKind


def apology(w: Writing) -> LetterContext:
    lost = next((event for event in w.cause if isinstance(event, e.LossApologised)), None)
    return _for_lateness(w) if lost is None else _for_a_loss(lost, w)


def _for_a_loss(lost: e.LossApologised, w: Writing) -> LetterContext:
    return ApologyLetter(
        head=w.head(),
        addressee=w.addressee(),
        subject=w.subject(),
        received_on=w.day(w.received_at()),
        time_limit=w.limit(),
        appointment=w.promised(),
        written_at=w.at,
        reason=lost.reason,
        ground=ApologyGround.LOSS,
        cost_vnd=lost.cost_vnd,
        contact=w.contact(),
        signatory=w.signatory(lost.by),
    )


def _for_lateness(w: Writing) -> LetterContext:
    given, dossier = w.because(e.ApologyIssued), w.dossier
    told: dict[str, datetime | None] = {"new_appointment": given.new_appointment}
    if given.new_appointment is None:
        broken = dossier.new_appointment if dossier.broken else None
        told = {"broken_appointment": broken} if broken is not None else {"released_at": dossier.ended_at or w.at}
    other_desk = w.desk.receiving if w.desk.receiving != w.desk.issuing else None
    return ApologyLetter.model_validate(
        {
            "head": w.head(),
            "addressee": w.addressee(),
            "subject": w.subject(),
            "received_on": w.day(w.received_at()),
            "received_by": (other_desk.onestop or other_desk.agency) if other_desk is not None else "",
            "time_limit": w.limit(),
            "appointment": _before(next(iter(told.values())), w),
            "written_at": w.at,
            "reason": given.reason.strip() or _why_late(w),
            "contact": w.contact(),
            "signatory": w.signatory(given.by),
            **told,
        }
    )


def _before(told: datetime | None, w: Writing) -> datetime:
    """The date that was missed: what was promised, or the due instant where a later receipt promised more."""
    due = w.dossier.breached or w.dossier.due_when_ended or timing.due_at(w.dossier, w.rules)
    fitting = [one for one in (w.dossier.appointment, due) if one is not None and (told is None or one < told)]
    return fitting[0] if fitting else w.promised()


def _why_late(w: Writing) -> str:
    dossier = w.dossier
    if dossier.delay_declared:
        return dossier.delay_declared
    given = dossier.explanation
    return w.reason(given.reason_code, given.reason) if given is not None else "Đang được làm rõ"


def onestop_notice(w: Writing) -> LetterContext:
    late = next((event for event in w.cause if isinstance(event, e.PartExplained)), None)
    return _of_the_competent_body(w) if late is None else _of_another_body(late, w)


def _of_another_body(told: e.PartExplained, w: Writing) -> LetterContext:
    """The body that is late with its part writes itself (Điều 12 khoản 5): why, its apology, its new date."""
    part = next(one for one in w.dossier.parts if one.number == told.number)
    desk = w.desk.receiving
    reason, named = told.reason.strip().rstrip("."), w.rules.calendar.local(told.new_date)
    day = f"{named:%H} giờ {named:%M} phút, ngày {named:%d} tháng {named:%m} năm {named:%Y}"
    return OnestopNotice(
        head=w.head().model_copy(update={"agency_parent": "", "agency": part.name, "onestop": ""}),
        addressee=Addressee(name=desk.onestop or desk.agency, salutation="", address_as="quý cơ quan"),
        subject=w.subject(),
        received_on=w.day(part.sent_at),
        appointment=part.late_for or told.new_date,
        written_at=w.at,
        # The dossier's own date stands: it is the body that is late, and names a day for its part.
        reason=f"{reason}. {part.name} xin lỗi tổ chức, cá nhân nộp hồ sơ và hẹn trả phần việc này vào {day}",
        signatory=w.signatory(told.by),
    )


def _of_the_competent_body(w: Writing) -> LetterContext:
    told = w.because(e.OnestopNotified)
    desk = w.desk.receiving
    return OnestopNotice(
        head=w.head(),
        addressee=Addressee(name=desk.onestop or desk.agency, salutation="", address_as="quý cơ quan"),
        subject=w.subject(),
        received_on=w.day(w.received_at()),
        appointment=w.promised(),
        written_at=w.at,
        reason=told.reason.strip() or _why_late(w),
        new_appointment=w.dossier.new_appointment,
        proposed=w.dossier.delay_until if w.dossier.new_appointment is None else None,
        signatory=w.signatory(told.by),
    )


def explanation(w: Writing) -> LetterContext:
    dossier, given = w.dossier, w.dossier.explanation
    if given is None:
        raise KeyError(LetterKind.EXPLANATION_REPORT)
    due = dossier.breached or w.promised()
    known = w.rules.reasons.get(given.reason_code)
    end = dossier.ended_at or w.at
    apology = next((one for one in reversed(dossier.letters) if one.kind is LetterKind.APOLOGY), None)
    return ExplanationReport(
        head=w.head(),
        addressee=Addressee(
            name=w.desk.issuing.explanation_to or w.desk.issuing.head_title, salutation="", address_as="đồng chí"
        ),
        subject=w.subject(),
        received_at=w.received_at(),
        time_limit=w.limit(),
        due_at=due,
        reported_at=w.at,
        released_at=dossier.ended_at,
        late_minutes=w.rules.calendar.between(due, end) if end > due else 0,
        day_minutes=w.rules.calendar.ordinary_day,
        spent=_spent(w, end),
        applicant_time=_applicant_time(w, end),
        reason_code=given.reason_code,
        reason=(known.wording if known is not None else "") or given.reason or "Nguyên nhân khác",
        nature=None if known is None else ReasonNature.OBJECTIVE if known.objective else ReasonNature.SUBJECTIVE,
        detail=_detail(given, w),
        new_appointment=dossier.new_appointment,
        apology=_apology_in_words(apology, w) if apology is not None else "",
        author=w.signatory(given.by, fallback="Người thụ lý"),
        signatory=w.signatory(w.letter.by),
    )


def _detail(given: Explanation, w: Writing) -> str:
    """The handler's own words, and whose step or part went furthest beyond its plan."""
    dossier, desk = w.dossier, w.desk
    competent = (desk.deciding or desk.issuing).agency
    units = {dossier.receiving_unit: desk.receiving.agency, dossier.competent_unit: competent}
    who = units.get(given.responsible, given.responsible)
    return given.reason if not who else f"{given.reason.rstrip('. ')}. Cơ quan, đơn vị chịu trách nhiệm: {who}."


def _spent(w: Writing, end: datetime) -> tuple[TimeSpent, ...]:
    rows = [_stay(one, w) for one in w.dossier.steps if not one.void]
    dossier = w.dossier
    entered = dossier.entered_at
    step = timing.current_step(dossier, w.rules)
    if dossier.is_open and step is not None and entered is not None and entered < end:
        rows.append(
            TimeSpent(
                step=step.name,
                person=_name(dossier.assignee or "", w),
                entered_at=entered,
                planned_minutes=None if step.within is None else timing.step_minutes(step.within, w.rules),
                actual_minutes=timing.worked(dossier, w.rules, entered, end),
            )
        )
    return tuple(rows) or (
        TimeSpent(step=w.rules.procedure.name, entered_at=w.received_at(), left_at=end, actual_minutes=0),
    )


def _stay(one: StepRecord, w: Writing) -> TimeSpent:
    step = w.rules.procedure.step(one.step)
    within = step.within if step is not None else None
    return TimeSpent(
        step=step.name if step is not None else one.step,
        person=_name(one.person, w),
        entered_at=one.entered_at,
        left_at=one.left_at,
        planned_minutes=None if within is None else timing.step_minutes(within, w.rules),
        actual_minutes=one.minutes,
    )


def _applicant_time(w: Writing, end: datetime) -> tuple[ApplicantTime, ...]:
    return tuple(
        ApplicantTime(
            reason=one.reason or "Chờ bổ sung hồ sơ",
            from_at=one.requested_at,
            until_at=one.answered_at,
            minutes=w.rules.calendar.between(one.requested_at, one.answered_at or end),
        )
        for one in w.dossier.supplements
        if one.requested_at < end
    )


def _name(person: str, w: Writing) -> str:
    signer = w.desk.people.get(person)
    return signer.name if signer is not None else ""


def _apology_in_words(letter: Letter, w: Writing) -> str:
    on = w.day(letter.issued_at)
    said = f"ngày {on.day:02d} tháng {on.month:02d} năm {on.year}"
    if not letter.number:
        return f"Văn bản xin lỗi {said}"
    symbol = symbol_of(LetterKind.APOLOGY, w.rules, w.desk.issuing, on=on)
    if "/" in letter.number:
        return f"Văn bản số {letter.number} {said}"
    number = f"{int(letter.number):02d}" if letter.number.isdigit() else letter.number
    return f"Văn bản số {number}/{symbol} {said}"
