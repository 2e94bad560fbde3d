"""From facts to a letter's context: decided with the letter, frozen, never looked up again. Pure.

Which office signs: slips given at the desk are the receiving unit's, everything else is the competent body's.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from tthc_engine.domain import events as e
from tthc_engine.domain import timing
from tthc_engine.domain.commands import Paper, PaperState, Party
from tthc_engine.domain.dossier import Dossier, Letter, StepRecord
from tthc_engine.domain.letter_parts import Addressee, Authority, Contact, LetterHead, Signatory, SignsFor, Subject
from tthc_engine.domain.letters import (
    ApologyLetter,
    ApplicantTime,
    AppointmentNotice,
    ExplanationReport,
    LetterContext,
    OnestopNotice,
    ReasonNature,
    Receipt,
    ReceivedPaper,
    RefusalNotice,
    RefusalStage,
    StopGround,
    StopNotice,
    SupplementRequest,
    TimeSpent,
)
from tthc_engine.domain.office import OfficeFacts
from tthc_engine.domain.procedure import Channel, PaperForm
from tthc_engine.domain.regime import LetterKind
from tthc_engine.domain.rules import Rules

PURGED = "(dữ liệu cá nhân đã xóa)"
AT_THE_DESK = frozenset({LetterKind.RECEIPT})
"""Always the receiving unit's; a supplement request or refusal is so too while the dossier is at intake."""

_WITHOUT_FORM: Mapping[LetterKind, tuple[str, str]] = {
    LetterKind.EXPLANATION_REPORT: ("Báo cáo giải trình việc chậm giải quyết hồ sơ", "BC"),
    LetterKind.ONESTOP_NOTICE: ("Thông báo về việc chậm trả kết quả giải quyết hồ sơ", "TB"),
    LetterKind.APPOINTMENT_NOTICE: ("Thông báo điều chỉnh ngày hẹn trả kết quả", "TB"),
    LetterKind.STOP_NOTICE: ("Thông báo dừng giải quyết hồ sơ", "TBD"),
}
"""Title and symbol of letters that no circular prescribes, where the regime declares none."""

_COLLECT: Mapping[Channel, str] = {
    Channel.ONLINE: "Cổng Dịch vụ công quốc gia (kết quả điện tử)",
    Channel.POSTAL: "Địa chỉ của người nộp, qua dịch vụ bưu chính công ích",
}

E = TypeVar("E", bound=e.Happened)


@dataclass(frozen=True, slots=True, kw_only=True)
class Signer:
    """Somebody as they sign: name, title, and in whose right."""

    name: str
    title: str
    signs: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What surrounds a letter besides the dossier: the offices, the people by key, the address for look-ups."""

    issuing: OfficeFacts
    receiving: OfficeFacts
    people: Mapping[str, Signer]
    lookup_url: str = ""
    demo: bool = False
    number: int | None = None
    """Allotted in the same transaction; None: the clerk numbers it later."""


def issued_at_the_desk(kind: LetterKind, dossier: Dossier) -> bool:
    """Whether the receiving unit issues it, not the competent one."""
    at_intake = kind in (LetterKind.SUPPLEMENT_REQUEST, LetterKind.REFUSAL) and not dossier.accepted
    return kind in AT_THE_DESK or at_intake


def symbol_of(kind: LetterKind, rules: Rules, facts: OfficeFacts, *, on: date) -> str:
    """What stands after the number: "PXL-THTHCSSN". Its series of numbers is the unit's, per symbol and year."""
    form = rules.regime.form(kind, on)
    short = form.symbol if form is not None else _WITHOUT_FORM.get(kind, ("", "VB"))[1]
    return "-".join(filter(None, (short, facts.symbol_suffix))) or "VB"


def compose(
    letter: e.LetterIssued, cause: Sequence[e.AnyEvent], *, dossier: Dossier, rules: Rules, desk: Desk
) -> LetterContext:
    """The context of `letter`, issued together with `cause` (the events of the same command).

    `dossier` is as it is after them. Raises KeyError for a kind that no event issues.
    """
    return _COMPOSE[letter.letter_kind](_Writing(letter, cause, dossier, rules, desk))


@dataclass(frozen=True, slots=True)
class _Writing:
    letter: e.LetterIssued
    cause: Sequence[e.AnyEvent]
    dossier: Dossier
    rules: Rules
    desk: Desk

    @property
    def at(self) -> datetime:
        return self.letter.at

    def because(self, kind: type[E]) -> E:
        return next(event for event in self.cause if isinstance(event, kind))

    def day(self, at: datetime) -> date:
        return self.rules.calendar.local(at).date()

    def head(self) -> LetterHead:
        kind, facts = self.letter.letter_kind, self.desk.issuing
        on = self.day(self.at)
        form = self.rules.regime.form(kind, on)
        own: dict[str, Any] = (
            {"title": form.title, "form_number": form.number, "citation": form.citation, "paper": form.paper}
            if form is not None
            else {"title": _WITHOUT_FORM.get(kind, (kind.value, ""))[0]}
        )
        return LetterHead(
            agency_parent=facts.agency_parent,
            agency=facts.agency,
            onestop=facts.onestop,
            place=facts.place,
            number=self.desk.number,
            symbol=symbol_of(kind, self.rules, facts, on=on),
            letter_date=on,
            legal_basis=facts.own_rules,
            dossier_code=self.dossier.reference,
            qr=self.lookup(),
            demo=self.desk.demo,
            **own,
        )

    def lookup(self) -> str:
        url, reference = self.desk.lookup_url, self.dossier.reference
        return f"{url}?ma={reference}" if url and reference else reference

    def subject(self) -> Subject:
        who, procedure = self.dossier.personal, self.rules.procedure
        case = next((one.name for one in procedure.cases if one.key == self.dossier.case), "")
        if who is None:
            return Subject(owner=PURGED, procedure=procedure.name, procedure_code=procedure.code, case=case)
        other = who.submitter if who.submitter != who.owner else None
        return Subject(
            owner=who.owner.name,
            submitter=other.name if other else "",
            relation=_RELATIONS.get(who.relation, who.relation) if other else "",
            address=_first(who, "address"),
            phone=_first(who, "phone"),
            email=_first(who, "email"),
            id_number=who.owner.identifier or who.submitter.identifier,
            procedure=who.content or procedure.name,
            procedure_code=procedure.code,
            case=case,
        )

    def addressee(self) -> Addressee:
        who = self.dossier.personal
        if who is None:
            return Addressee(name=PURGED)
        if who.submitter == who.owner:
            return Addressee(name=who.owner.name)
        relation = _RELATIONS.get(who.relation, who.relation)
        return Addressee(name=who.submitter.name, note=f"{relation} của {who.owner.name}" if relation else "")

    def signatory(self, person: str, *, fallback: str = "") -> Signatory:
        signer = self.desk.people.get(person)
        if signer is None:
            return Signatory(title=fallback or self.desk.issuing.head_title)
        known = {one.value for one in Authority}
        signs = tuple(
            SignsFor(authority=Authority(authority), of=of) for authority, of in signer.signs if authority in known
        )
        return Signatory(
            name=signer.name, title=signer.title or fallback or self.desk.issuing.head_title, signs_for=signs
        )

    def contact(self) -> Contact:
        desk = self.desk.receiving
        return Contact(person=desk.onestop or desk.agency, phone=desk.phone, website=desk.website)

    def limit(self) -> str:
        return timing.limit_of(self.dossier, self.rules).words or "Theo quy định của thủ tục"

    def received_at(self) -> datetime:
        return self.dossier.received_at or self.dossier.registered_at

    def promised(self) -> datetime:
        """What the applicant was promised before the lateness: the last receipt's date, else the computed one."""
        due = self.dossier.breached or self.dossier.due_when_ended or timing.due_at(self.dossier, self.rules)
        return self.dossier.appointment or due or self.at

    def reason(self, code: str, text: str) -> str:
        known = self.rules.reasons.get(code)
        return "; ".join(filter(None, (known.wording if known else "", text.strip()))) or "Đang được làm rõ"


_RELATIONS = {
    "parent": "cha/mẹ",
    "guardian": "người giám hộ",
    "delegate": "người được ủy quyền",
    "spouse": "vợ/chồng",
    "child": "con",
    "teacher": "giáo viên chủ nhiệm",
    "school": "nhà trường",
}


def _first(who: e.Personal, name: str) -> str:
    return str(getattr(who.submitter, name) or getattr(who.owner, name))


def _receipt(w: _Writing) -> LetterContext:
    dossier, who = w.dossier, w.dossier.personal
    due = dossier.appointment
    year = w.day(due).year if due is not None else 0
    return Receipt(
        head=w.head(),
        subject=w.subject(),
        papers=_papers(w),
        sets=dossier.sets,
        time_limit=w.limit(),
        received_at=dossier.run_from or w.received_at(),
        appointment=due,
        due_rule="" if due is not None else w.limit(),
        provisional=f"Ngày hẹn là ngày tạm tính vì lịch nghỉ năm {year} chưa được công bố"
        if dossier.provisional
        else "",
        fees=_fees(w),
        collect_at=_COLLECT.get(dossier.receive_result, w.desk.receiving.onestop or w.desk.receiving.agency),
        lookup_url=w.desk.lookup_url,
        lookup_secret=who.secret if who is not None else "",
        officer=w.signatory(w.letter.by, fallback="Người tiếp nhận hồ sơ").model_copy(
            update={"title": "Người tiếp nhận hồ sơ", "signs_for": ()}
        ),
    )


def _papers(w: _Writing) -> tuple[ReceivedPaper, ...]:
    names = {component.key: component.name for component in w.rules.procedure.components}
    absent = (PaperState.MISSING, PaperState.NOT_APPLICABLE)
    handed_in = tuple(_paper(one, names) for one in w.dossier.papers if one.state not in absent)
    if handed_in:
        return handed_in
    case = w.dossier.case
    return tuple(
        ReceivedPaper(name=one.name, originals=one.originals, copies=one.copies)
        for one in w.rules.procedure.components
        if (one.required and (not one.cases or case in one.cases)) or len(w.rules.procedure.components) == 1
    ) or (ReceivedPaper(name=w.rules.procedure.components[0].name, originals=1),)


_COUNTED_AS = {
    PaperForm.ORIGINAL: "originals",
    PaperForm.CERTIFIED_COPY: "certified_copies",
    PaperForm.COPY_WITH_ORIGINAL: "copies",
    PaperForm.COPY: "copies",
    PaperForm.ELECTRONIC: "electronic",
}


def _paper(one: Paper, names: Mapping[str, str]) -> ReceivedPaper:
    name = "; ".join(filter(None, (names.get(one.component, one.component), one.remark)))
    return ReceivedPaper.model_validate({"name": name, _COUNTED_AS[one.form]: one.copies})


def _fees(w: _Writing) -> tuple[str, ...]:
    dossier = w.dossier
    return tuple(
        f"{fee.name}: {fee.amount_vnd:,} đồng".replace(",", ".")
        for fee in w.rules.procedure.fees
        if (not fee.cases or dossier.case in fee.cases) and (not fee.channels or dossier.channel in fee.channels)
    )


def _supplement(w: _Writing) -> LetterContext:
    asked = w.because(e.SupplementRequested)
    names = {component.key: component.name for component in w.rules.procedure.components}
    until = asked.answer_until
    return SupplementRequest(
        head=w.head(),
        subject=w.subject(),
        items=tuple(
            ": ".join(dict.fromkeys(filter(None, (names.get(one.component or "", ""), one.text))))
            or "Giấy tờ còn thiếu"
            for one in asked.items
        ),
        reason=asked.reason or "Hồ sơ chưa đầy đủ, chưa đúng quy định",
        period_after=timing.mode_of(w.rules) if asked.stops_clock else None,
        answer_until=w.day(until) if until is not None else None,
        contact=w.contact(),
        signatory=w.signatory(asked.by, fallback="Người hướng dẫn"),
    )


def _refusal(w: _Writing) -> LetterContext:
    refused = w.because(e.DossierRefused)
    at_intake = refused.stage == "intake"
    return RefusalNotice(
        head=w.head(),
        stage=RefusalStage.INTAKE if at_intake else RefusalStage.APPRAISAL,
        subject=w.subject(),
        submitted_at=w.received_at(),
        reasons=(refused.reason,),
        contact=w.contact(),
        submitter_signature=Signatory(title="Người nộp hồ sơ") if at_intake else None,
        signatory=w.signatory(refused.by, fallback="Người tiếp nhận hồ sơ" if at_intake else ""),
        recipients=() if at_intake else ("Như trên", "Lưu: VT, hồ sơ"),
    )


def _apology(w: _Writing) -> LetterContext:
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


def _before(told: datetime | None, w: _Writing) -> datetime:
    """The date that was missed: what was promised, or the due instant where a later receipt promised more."""
    due = w.dossier.breached or w.dossier.due_when_ended or timing.due_at(w.dossier, w.rules)
    fitting = [one for one in (w.dossier.appointment, due) if one is not None and (told is None or one < told)]
    return fitting[0] if fitting else w.promised()


def _why_late(w: _Writing) -> str:
    dossier = w.dossier
    if dossier.delay_declared:
        return dossier.delay_declared
    given = dossier.explanation
    return w.reason(given.reason_code, given.reason) if given is not None else "Đang được làm rõ"


def _onestop_notice(w: _Writing) -> LetterContext:
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
        signatory=w.signatory(told.by),
    )


def _explanation(w: _Writing) -> LetterContext:
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
        detail=given.reason,
        new_appointment=dossier.new_appointment,
        apology=_apology_in_words(apology, w) if apology is not None else "",
        author=w.signatory(given.by, fallback="Người thụ lý"),
        signatory=w.signatory(w.letter.by),
    )


def _spent(w: _Writing, end: datetime) -> tuple[TimeSpent, ...]:
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
                actual_minutes=w.rules.calendar.between(entered, end),
            )
        )
    return tuple(rows) or (
        TimeSpent(step=w.rules.procedure.name, entered_at=w.received_at(), left_at=end, actual_minutes=0),
    )


def _stay(one: StepRecord, w: _Writing) -> TimeSpent:
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


def _applicant_time(w: _Writing, end: datetime) -> tuple[ApplicantTime, ...]:
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


def _name(person: str, w: _Writing) -> str:
    signer = w.desk.people.get(person)
    return signer.name if signer is not None else ""


def _apology_in_words(letter: Letter, w: _Writing) -> str:
    on = w.day(letter.issued_at)
    said = f"ngày {on.day:02d} tháng {on.month:02d} năm {on.year}"
    if not letter.number:
        return f"Văn bản xin lỗi {said}"
    symbol = symbol_of(LetterKind.APOLOGY, w.rules, w.desk.issuing, on=on)
    number = f"{int(letter.number):02d}" if letter.number.isdigit() else letter.number
    return f"Văn bản số {number}/{symbol} {said}"


def _appointment_notice(w: _Writing) -> LetterContext:
    applied = next((event for event in w.cause if isinstance(event, e.CalendarApplied)), None)
    extended = next((event for event in w.cause if isinstance(event, e.DossierExtended)), None)
    before = applied.due_before if applied is not None else extended.before if extended is not None else None
    reason = f"Lịch làm việc thay đổi theo {applied.act}" if applied is not None and applied.act else ""
    if extended is not None:
        reason = "; ".join(filter(None, (extended.reason, extended.legal_basis)))
    now = w.dossier.appointment or w.promised()
    return AppointmentNotice(
        head=w.head(),
        addressee=w.addressee(),
        subject=w.subject(),
        received_on=w.day(w.received_at()),
        previous=before or now,
        appointment=now,
        reason=reason or "Ngày hẹn được tính lại theo lịch làm việc đã công bố",
        provisional="Ngày hẹn vẫn là ngày tạm tính" if w.dossier.provisional else "",
        contact=w.contact(),
        signatory=w.signatory(w.letter.by),
    )


def _stop_notice(w: _Writing) -> LetterContext:
    stopped = next((event for event in w.cause if isinstance(event, e.DossierStopped)), None)
    asked = w.dossier.supplements[-1].requested_at if w.dossier.supplements else w.at
    return StopNotice(
        head=w.head(),
        addressee=w.addressee(),
        subject=w.subject(),
        received_on=w.day(w.received_at()),
        ground=StopGround.APPLICANT if stopped is not None else StopGround.UNANSWERED,
        ground_on=w.day(w.at if stopped is not None else asked),
        stopped_at=w.at,
        reason=stopped.reason if stopped is not None else "",
        contact=w.contact(),
        signatory=w.signatory(w.letter.by),
    )


_COMPOSE: dict[LetterKind, Callable[[_Writing], LetterContext]] = {
    LetterKind.RECEIPT: _receipt,
    LetterKind.SUPPLEMENT_REQUEST: _supplement,
    LetterKind.REFUSAL: _refusal,
    LetterKind.APOLOGY: _apology,
    LetterKind.ONESTOP_NOTICE: _onestop_notice,
    LetterKind.EXPLANATION_REPORT: _explanation,
    LetterKind.APPOINTMENT_NOTICE: _appointment_notice,
    LetterKind.STOP_NOTICE: _stop_notice,
}


def contact_of(who: e.Personal | None) -> Party | None:
    """Whom messages about the dossier go to: who handed it in, by whatever way they can be reached."""
    if who is None:
        return None
    return who.submitter if who.submitter.email or who.submitter.phone else who.owner
