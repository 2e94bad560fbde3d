"""Letters between bodies: a request for an opinion, a note of papers passed on."""

from tthc_engine.domain import events as e
from tthc_engine.domain import timing
from tthc_engine.domain.composing.writing import PURGED, Writing
from tthc_engine.domain.letter_parts import Addressee, Signatory
from tthc_engine.domain.letters import ConsultationRequest, HandedDossier, Handover, LetterContext


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
