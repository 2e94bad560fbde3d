"""From an outbox row and its letter to the message that notifications can word: facts, never sentences."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from notifications.message import Attachment, Language, Message
from tthc_engine.bootstrap import App
from tthc_engine.documents import filing
from tthc_engine.domain.letters import (
    ApologyLetter,
    AppointmentNotice,
    LetterContext,
    Receipt,
    RefusalNotice,
    StopNotice,
    SupplementRequest,
)
from tthc_engine.store import dossiers, letters, offices
from tthc_engine.store import sending as reports
from tthc_engine.store.offices import Office
from tthc_engine.store.outbox import OutboxMessage
from tthc_engine.store.people import EVERYTHING
from tthc_engine.store.sql import Session
from tthc_engine.work import sending
from tthc_engine.work.wishing import wish_of

LOOK_UP = "/tra-cuu"
DESK = "Bộ phận Một cửa"


def message(app: App, row: OutboxMessage, *, at: datetime) -> Message:
    """The message of `row`, with its letter's filed PDF; files the letter at `at` where that was not done yet."""
    with app.read() as session:
        letter = letters.context(session, row.letter_id) if row.letter_id else None
        facts = _office_facts(session, row)
        language = Language(wish_of(session, row).language)
    if row.recipient.get("person"):
        return _to_an_officer(app, row, facts, language)
    # Filled in from the general to the particular: what the letter says is what was decided.
    context = {**row.context, **facts, **_letter_facts(letter), "demo": app.settings.demo}
    if str(context["collect_at"]).isupper():
        context["collect_at"] = facts["onestop"]
    context["lookup_url"] = context.get("lookup_url") or f"{app.settings.address}{LOOK_UP}"
    enclosed: tuple[Attachment, ...] = ()
    if row.kind == sending.SENT:
        enclosed = _report_files(app, int(row.context["closed"]))
    if row.letter_id is not None:
        enclosed = (Attachment(name=_file_name(context, row.kind), content=filing.file(app, row.letter_id, at=at)),)
    return Message(
        key=row.key,
        kind=row.kind,
        to=str(row.recipient.get("email") or ""),
        phone=str(row.recipient.get("phone") or ""),
        language=language,
        to_name=str(row.recipient.get("name") or ""),
        context=context,
        attachments=enclosed,
    )


def _report_files(app: App, closed: int) -> tuple[Attachment, ...]:
    with app.read() as session:
        one, kept = reports.closed_at_id(session, closed), reports.files(session, closed)
    return tuple(
        Attachment(name=sending.file_name(one, each.ending), content=each.body, media=sending.MEDIA[each.ending])
        for each in kept
        if one is not None
    )


def _to_an_officer(app: App, row: OutboxMessage, facts: Mapping[str, Any], language: Language) -> Message:
    """An alert or a digest: codes of dossiers, never anybody's name; the page says the rest to who may open it."""
    office = {"onestop": facts["onestop"], "home": app.settings.address, "demo": app.settings.demo}
    return Message(
        key=row.key,
        kind=row.kind,
        to=str(row.recipient.get("email") or ""),
        phone=str(row.recipient.get("phone") or ""),
        language=language,
        to_name=str(row.recipient.get("name") or ""),
        context={**row.context, **office},
    )


def _office_facts(session: Session, row: OutboxMessage) -> dict[str, Any]:
    """Which dossier, and who writes: for messages without a letter that says so."""
    line = dossiers.by_id(session, EVERYTHING, row.dossier_id)
    receiving = offices.office(session, line.receiving_unit if line is not None else row.unit)
    competent = offices.unit(session, line.competent_unit if line is not None else row.unit)
    onestop = _onestop(receiving)
    return {
        "reference": line.reference if line is not None else "",
        "procedure": line.procedure_name if line is not None else "",
        "agency": competent.name if competent is not None else onestop,
        "onestop": onestop,
        "contact": receiving.facts.phone if receiving is not None else "",
        "collect_at": onestop,
        "receive": line.receive_result if line is not None else "direct",
        "released_at": line.ended_at if line is not None else None,
        "due_rule": "",
        "before": None,
        "stage": "intake" if line is None or line.accepted_at is None else "appraisal",
    }


def _onestop(office: Office | None) -> str:
    """The desk's name as a sentence says it; letters print theirs in capitals, which a mail would shout."""
    if office is None:
        return DESK
    said = office.facts.onestop
    return said if said and not said.isupper() else f"{DESK}, {office.unit.name}"


def _letter_facts(letter: LetterContext | None) -> Mapping[str, Any]:
    match letter:
        case Receipt():
            told: dict[str, Any] = {
                "received_at": letter.received_at,
                "appointment": letter.appointment,
                "provisional": letter.provisional,
                "due_rule": letter.due_rule,
                "collect_at": letter.collect_at,
            }
        case SupplementRequest():
            told = {"items": letter.items, "reason": letter.reason, "answer_until": letter.answer_until}
        case RefusalNotice():
            told = {"stage": letter.stage.value, "reasons": letter.reasons}
        case ApologyLetter():
            told = {
                "appointment": letter.appointment,
                "new_appointment": letter.new_appointment,
                "broken_appointment": letter.broken_appointment,
                "released_at": letter.released_at,
                "expected": letter.written_at <= letter.appointment,
                "reason": letter.reason,
            }
        case AppointmentNotice():
            told = {
                "before": letter.previous,
                "appointment": letter.appointment,
                "provisional": letter.provisional,
                "reason": letter.reason,
            }
        case StopNotice():
            told = {"reason": letter.reason, "papers_back": letter.papers_back}
        case _:
            # No letter, or one that no applicant is sent.
            return {}
    return {
        "reference": letter.head.dossier_code,
        "procedure": letter.subject.procedure,
        **told,
    }


def _file_name(context: Mapping[str, Any], kind: str) -> str:
    """ASCII, because old mail programs show nothing else; the dossier's code tells two letters apart."""
    reference = "".join(c if c.isalnum() and c.isascii() else "-" for c in str(context.get("reference", "")))
    return f"{kind.replace('_', '-')}-{reference}.pdf".replace("--", "-")
