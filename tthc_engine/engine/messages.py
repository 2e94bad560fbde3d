"""What the applicant is told of a command: one row of the outbox for each telling event."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from tthc_engine.domain.commands import Party
from tthc_engine.domain.composing import contact_of
from tthc_engine.domain.events import (
    AnyEvent,
    ApologyIssued,
    ClockStopped,
    DossierRefused,
    DossierReopened,
    LetterIssued,
    LetterNumbered,
    LossApologised,
    OnlineAnswered,
    PaymentRequested,
    SupplementRequested,
)
from tthc_engine.domain.messages import NUMBERED_AT_ONCE, Told, told
from tthc_engine.domain.numerals import VIETNAMESE
from tthc_engine.domain.regime import LetterKind
from tthc_engine.domain.rules import Rules
from tthc_engine.engine.letters import Posting
from tthc_engine.store import letters, outbox
from tthc_engine.store.columns import instant_text
from tthc_engine.store.sql import Session


def enqueue(session: Session, events: Sequence[AnyEvent], posting: Posting, *, first_seq: int) -> None:
    """One message for each event that the applicant is told of; a letter the clerk must number first is held."""
    for row in rows(events, posting, first_seq=first_seq):
        outbox.promise(session, row)
    fresh = {event.letter for event in events if isinstance(event, LetterIssued)}
    for event in events:
        # What was issued with its number was never held.
        if isinstance(event, LetterNumbered) and event.letter not in fresh:
            outbox.release(session, letters.letter_id(posting.dossier_id, event.letter), at=event.at)


def rows(events: Sequence[AnyEvent], posting: Posting, *, first_seq: int) -> Iterator[dict[str, Any]]:
    """The messages that `events` promise, as they are before any number is given."""
    issued = {event.letter_kind: event.letter for event in events if isinstance(event, LetterIssued)}
    who = contact_of(posting.after.personal)
    for seq, event in enumerate(events, start=first_seq):
        what = told(event)
        if what is not None and who is not None:
            yield _row(event, posting, who, seq=seq, what=what, issued=issued)


def _row(
    event: AnyEvent, posting: Posting, who: Party, *, seq: int, what: Told, issued: Mapping[LetterKind, str]
) -> dict[str, Any]:
    letter = issued.get(what.letter) if what.letter is not None else None
    return outbox.row(
        key=outbox.key_of(posting.dossier_id, seq, what.kind),
        dossier=posting.dossier_id,
        kind=what.kind,
        unit=posting.after.receiving_unit,
        recipient={"name": who.name, "email": who.email, "phone": who.phone, "address": who.address},
        context=_context(event, posting),
        letter_id=letters.letter_id(posting.dossier_id, letter) if letter is not None else None,
        at=event.at,
        held=letter is not None and what.letter not in NUMBERED_AT_ONCE,
    )


def _context(event: AnyEvent, posting: Posting) -> dict[str, Any]:
    """What the wording may say; instants as UTC text, names as given, empty where unknown."""
    dossier, rules = posting.after, posting.around.rules
    _, facts = posting.around.office(posting.after.receiving_unit)
    who = dossier.personal
    said: dict[str, Any] = {
        "event": event.kind,
        "at": instant_text(event.at),
        "reference": dossier.reference,
        "procedure": rules.procedure.name,
        "code": dossier.code,
        "owner": who.owner.name if who is not None else "",
        "submitter": who.submitter.name if who is not None else "",
        "received_at": _text(dossier.received_at),
        "appointment": _text(dossier.appointment),
        "new_appointment": _text(dossier.new_appointment),
        "provisional": dossier.provisional,
        "agency": facts.agency,
        "onestop": facts.onestop or facts.agency,
        "phone": facts.phone,
        "lookup_url": posting.printed.lookup_url,
        "secret": who.secret if who is not None else "",
        "reason": "",
        "items": [],
        "answer_until": "",
    }
    return said | _particulars(event, rules)


def _particulars(event: AnyEvent, rules: Rules) -> dict[str, Any]:
    match event:
        case SupplementRequested():
            names = {one.key: one.name for one in rules.procedure.components}
            items = [names.get(one.component or "", "") or one.text for one in event.items]
            return {"reason": event.reason, "items": items, "answer_until": _text(event.answer_until)}
        case DossierRefused():
            return {"reason": event.reason}
        case OnlineAnswered():
            return {"answer": event.answer}
        case PaymentRequested():
            return {"reason": event.reason, "amount": VIETNAMESE.whole(event.amount_vnd)}
        case LossApologised():
            return {"reason": event.reason, "cost": VIETNAMESE.whole(event.cost_vnd) if event.cost_vnd else ""}
        case ClockStopped():
            return {"reason": "; ".join(filter(None, (event.act, event.reason)))}
        case DossierReopened():
            return {"reason": event.reason}
        case ApologyIssued():
            return {"reason": event.reason, "new_appointment": _text(event.new_appointment)}
        case _:
            return {}


def _text(at: datetime | None) -> str:
    return "" if at is None else instant_text(at)
