"""From facts to a letter's context: decided with the letter, frozen, never looked up again. Pure.

Which office signs: slips given at the desk are the receiving unit's, everything else is the competent body's.
"""

from collections.abc import Callable, Mapping, Sequence

from tthc_engine.domain import events as e
from tthc_engine.domain.commands import Party
from tthc_engine.domain.composing.desk import receipt, refusal, supplement
from tthc_engine.domain.composing.late import apology, explanation, onestop_notice
from tthc_engine.domain.composing.moved import appointment_notice, stop_notice
from tthc_engine.domain.composing.passing import consultation_request, handover, reminder
from tthc_engine.domain.composing.writing import Desk, Signer, Writing, symbol_of
from tthc_engine.domain.dossier import Dossier
from tthc_engine.domain.letters import LetterContext
from tthc_engine.domain.regime import LetterKind
from tthc_engine.domain.rules import Rules

AT_THE_DESK = frozenset({LetterKind.RECEIPT, LetterKind.HANDOVER})
"""Always the receiving unit's; a supplement request or refusal is so too while the dossier is at intake."""


_COMPOSE: Mapping[LetterKind, Callable[[Writing], LetterContext]] = {
    LetterKind.RECEIPT: receipt,
    LetterKind.SUPPLEMENT_REQUEST: supplement,
    LetterKind.REFUSAL: refusal,
    LetterKind.APOLOGY: apology,
    LetterKind.ONESTOP_NOTICE: onestop_notice,
    LetterKind.EXPLANATION_REPORT: explanation,
    LetterKind.APPOINTMENT_NOTICE: appointment_notice,
    LetterKind.STOP_NOTICE: stop_notice,
    LetterKind.CONSULTATION_REQUEST: consultation_request,
    LetterKind.HANDOVER: handover,
    LetterKind.REMINDER: reminder,
}


def issued_at_the_desk(kind: LetterKind, dossier: Dossier) -> bool:
    """Whether the receiving unit issues it, not the competent one."""
    at_intake = kind in (LetterKind.SUPPLEMENT_REQUEST, LetterKind.REFUSAL) and not dossier.accepted
    return kind in AT_THE_DESK or at_intake


def compose(
    letter: e.LetterIssued, cause: Sequence[e.AnyEvent], *, dossier: Dossier, rules: Rules, desk: Desk
) -> LetterContext:
    """The context of `letter`, issued together with `cause` (the events of the same command).

    `dossier` is as it is after them. Raises KeyError for a kind that no event issues.
    """
    return _COMPOSE[letter.letter_kind](Writing(letter, cause, dossier, rules, desk))


def contact_of(who: e.Personal | None) -> Party | None:
    """Whom messages about the dossier go to: who handed it in, by whatever way they can be reached."""
    if who is None:
        return None
    return who.submitter if who.submitter.email or who.submitter.phone else who.owner


__all__ = ["Desk", "Signer", "compose", "contact_of", "issued_at_the_desk", "symbol_of"]
