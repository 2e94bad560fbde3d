"""Letters: issued by what happens, numbered and dispatched by the clerk, filed by the machine that rendered them."""

from tthc_engine.domain import commands as c
from tthc_engine.domain import events as e
from tthc_engine.domain.decide.matter import Matter
from tthc_engine.domain.dossier import Dossier, Letter
from tthc_engine.domain.errors import (
    LetterAlreadyFiled,
    LetterAlreadyNumbered,
    LetterAlreadySent,
    LetterNotNumbered,
    NotYourUnit,
    UnknownLetter,
)
from tthc_engine.domain.parting import PART
from tthc_engine.domain.procedure import Role
from tthc_engine.domain.regime import LetterKind


def issued(dossier: Dossier, matter: Matter, kind: LetterKind, *, epoch: str = "") -> e.LetterIssued:
    """The dossier's next letter."""
    return e.LetterIssued(**matter.said(), letter=str(len(dossier.letters) + 1), letter_kind=kind, epoch=epoch)


def may_post(matter: Matter) -> None:
    if not matter.known.letters:
        raise UnknownLetter(letter="")


def number(matter: Matter, command: c.NumberLetter) -> list[e.AnyEvent]:
    letter = _letter(matter, command.letter)
    if letter.number:
        raise LetterAlreadyNumbered(number=letter.number)
    # The engine has read what was typed and says how the register keeps it.
    given = matter.rules.allotted.letter_number or command.number.strip()
    return [e.LetterNumbered(**matter.said(), letter=letter.letter, number=given)]


def void(matter: Matter, command: c.VoidNumber) -> list[e.AnyEvent]:
    """A number is struck with its reason and never given again; a letter that is out keeps its own."""
    letter = _letter(matter, command.letter)
    if not letter.number:
        raise LetterNotNumbered
    if letter.sha256 or letter.dispatched_at is not None:
        raise LetterAlreadyFiled(number=letter.number)
    matter.check_reason(command.reason)
    return [e.NumberVoided(**matter.said(), letter=letter.letter, number=letter.number, reason=command.reason)]


def dispatch(matter: Matter, command: c.Dispatch) -> list[e.AnyEvent]:
    """Once, under its number: what went out keeps the day on which it did."""
    letter = _letter(matter, command.letter)
    if letter.dispatched_at is not None:
        raise LetterAlreadySent(sent_at=letter.dispatched_at)
    if not letter.number:
        raise LetterNotNumbered
    return [e.LetterDispatched(**matter.said(), letter=letter.letter, how=command.how)]


def file(matter: Matter, command: c.FileLetter) -> list[e.AnyEvent]:
    """Rendered once: filing the same letter again says nothing."""
    letter = _letter(matter, command.letter)
    if command.word_copy:
        copy = {"letter": letter.letter, "sha256": command.sha256, "template": command.template}
        return [] if letter.word_sha256 else [e.WordCopyFiled(**matter.said(), **copy)]
    if letter.sha256:
        return []
    return [
        e.LetterFiled(
            **matter.said(),
            letter=letter.letter,
            sha256=command.sha256,
            template=command.template,
            fonts=command.fonts,
        )
    ]


def _letter(matter: Matter, key: str) -> Letter:
    """Raises NotYourUnit for a letter that stands in another unit's register."""
    dossier = matter.known
    letter = dossier.letter(key)
    if letter is None:
        raise UnknownLetter(letter=key)
    if matter.by.has(Role.CLERK) and matter.by.unit not in ("", register_of(letter, dossier)):
        raise NotYourUnit
    return letter


def register_of(letter: Letter, dossier: Dossier) -> str:
    """The unit whose register the letter stands in: the desk's slips in the receiving one's, all others' where it is
    decided; a late body's in its own."""
    body = next((one for one in dossier.parts if one.unit and letter.epoch == f"{PART}{one.number}"), None)
    if body is not None and letter.kind is LetterKind.ONESTOP_NOTICE:
        return body.unit
    at_intake = dossier.accepted_at is None or letter.issued_at < dossier.accepted_at
    slip = letter.kind in (LetterKind.SUPPLEMENT_REQUEST, LetterKind.REFUSAL) and at_intake
    at_desk = letter.kind in (LetterKind.RECEIPT, LetterKind.HANDOVER) or slip
    return dossier.receiving_unit if at_desk else dossier.competent_unit
