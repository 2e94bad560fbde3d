"""Letters between bodies: a request for an opinion, a note of papers passed on."""

from datetime import datetime

from tthc_engine.domain import events as e
from tthc_engine.domain import timing
from tthc_engine.domain.composing.writing import PURGED, Writing, symbol_of
from tthc_engine.domain.letter_parts import Addressee, Signatory
from tthc_engine.domain.letters import ConsultationRequest, HandedDossier, Handover, LetterContext, Reminder
from tthc_engine.domain.regime import LetterKind


def consultation_request(w: Writing) -> LetterContext:
    asked = w.because(e.ConsultationRequested)
    return ConsultationRequest(
        head=w.head(),
        addressee=Addressee(name=asked.body, salutation="", address_as="quý cơ quan"),
        subject=w.subject(),
        received_on=w.day(w.received_at()),
        appointment=w.dossier.appointment,
        question=asked.question,
        answer_until=asked.until,
        signatory=w.signatory(w.letter.by),
    )


def reminder(w: Writing) -> LetterContext:
    """To a body whose opinion or part of the work has not come in time (NĐ 118 Đ19.4, NĐ 61 Đ19.5)."""
    chased, dossier = w.because(e.BodyChased), w.dossier
    said, asked_at = _what_was_asked(chased, w)
    return Reminder(
        head=w.head(),
        addressee=Addressee(name=chased.body, salutation="", address_as="quý cơ quan"),
        subject=w.subject(),
        received_on=w.day(w.received_at()),
        appointment=dossier.appointment,
        asked=said,
        asked_on=w.day(asked_at),
        asked_by="" if chased.part else _letter_that_asked(chased, w),
        until=chased.until,
        answer_by=chased.answer_by,
        signatory=w.signatory(w.letter.by),
    )


def _letter_that_asked(chased: e.BodyChased, w: Writing) -> str:
    """By its number, as the register or the agency's e-office has it; empty until it has one."""
    kind = LetterKind.CONSULTATION_REQUEST
    asked = next((one for one in w.dossier.letters if one.kind is kind and one.epoch == str(chased.number)), None)
    if asked is None or not asked.number:
        return ""
    symbol = symbol_of(kind, w.rules, w.desk.issuing, on=w.day(asked.issued_at))
    return f"Văn bản số {asked.number}" if "/" in asked.number else f"Văn bản số {asked.number}/{symbol}"


def _what_was_asked(chased: e.BodyChased, w: Writing) -> tuple[str, datetime]:
    if not chased.part:
        asked = next(one for one in w.dossier.consultations if one.number == chased.number)
        return asked.question, asked.asked_at
    part = next(one for one in w.dossier.parts if one.number == chased.number)
    step = w.rules.procedure.step(part.step)
    duty = next((one.duty for one in step.bodies if one.key == part.body), "") if step is not None else ""
    return duty or part.name, part.sent_at


def handover(w: Writing) -> LetterContext:
    sent = next((event for event in w.cause if isinstance(event, e.PartSent) and _about(event, w)), None)
    return _papers(w) if sent is None else _part(sent, w)


def _about(event: e.PartSent | e.PartExplained, w: Writing) -> bool:
    return w.letter.epoch == f"part.{event.number}"


def _part(sent: e.PartSent, w: Writing) -> LetterContext:
    """Phiếu chuyển xử lý: what each body does and by when (NĐ 61 Đ19.6)."""
    dossier, who, giving = w.dossier, w.dossier.personal, w.desk.receiving
    step = w.rules.procedure.step(sent.step)
    body = next((one for one in step.bodies if one.key == sent.body), None) if step is not None else None
    duty = body.duty if body is not None else sent.name
    lead = next((one.name for one in step.bodies if one.lead), "") if step is not None else ""
    ground = f"Chuyển xử lý hồ sơ liên thông: {duty}"
    if lead:
        ground += f"; cơ quan chủ trì: {lead}"
    return Handover(
        head=w.head(),
        giver=giving.onestop or giving.agency,
        receiver=sent.name,
        handed_at=w.at,
        ground=ground,
        dossiers=(
            HandedDossier(
                code=dossier.reference,
                owner=who.owner.name if who is not None else PURGED,
                content=duty,
                papers=f"{dossier.sets:02d} bộ",
                due=sent.until,
            ),
        ),
        giver_signature=w.signatory(sent.by).model_copy(update={"title": "Người giao", "signs_for": ()}),
        receiver_signature=Signatory(title="Người nhận", name=""),
    )


def _papers(w: Writing) -> LetterContext:
    passed, dossier, who = w.because(e.PapersHandedOver), w.dossier, w.dossier.personal
    giving, taking = w.desk.receiving, w.desk.deciding or w.desk.issuing
    return Handover(
        head=w.head(),
        giver=giving.onestop or giving.agency,
        receiver=taking.agency,
        handed_at=w.at,
        ground="Chuyển hồ sơ giấy đến cơ quan có thẩm quyền giải quyết",
        dossiers=(
            HandedDossier(
                code=dossier.reference,
                owner=who.owner.name if who is not None else PURGED,
                content=w.rules.procedure.name,
                papers=f"{dossier.sets:02d} bộ",
                due=timing.due_at(dossier, w.rules),
            ),
        ),
        giver_signature=w.signatory(passed.by).model_copy(update={"title": "Người giao", "signs_for": ()}),
        receiver_signature=Signatory(title="Người nhận", name=passed.received_by),
    )
