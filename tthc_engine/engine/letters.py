"""Freezing letters: each issued letter's context is composed and stored with the event that issued it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tthc_engine.domain import composing, signing
from tthc_engine.domain.composing import Desk, Signer
from tthc_engine.domain.dossier import Dossier, Part
from tthc_engine.domain.events import AnyEvent, LetterFiled, LetterIssued, LetterNumbered, NumberVoided
from tthc_engine.domain.letters import numbered
from tthc_engine.domain.messages import NUMBERED_AT_ONCE
from tthc_engine.domain.office import OfficeFacts
from tthc_engine.domain.parting import PART
from tthc_engine.domain.procedure import Role
from tthc_engine.domain.regime import LetterKind
from tthc_engine.engine.rulebook import Surroundings
from tthc_engine.store import delegations, letter_templates, letters, outbox, people
from tthc_engine.store.people import HANOI
from tthc_engine.store.sql import Session

_SIGN = (Role.APPROVER, Role.DIRECTOR)
"""Whose office it is to sign letters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """What this installation prints on every letter."""

    lookup_url: str = ""
    """The public address of the look-up page, without the code."""
    demo: bool = False
    """Invented data: said on every letter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Posting:
    """The letters of one command: what happened, and the offices around it."""

    dossier_id: str
    before: Dossier | None
    after: Dossier
    around: Surroundings
    printed: Printed


Take = Callable[[str, str, str], int]
"""The next number of a unit's series in a year."""


def numbered_at_once(take: Take, events: Sequence[AnyEvent], posting: Posting) -> list[LetterNumbered]:
    """The numbers of the desk's own slips and of a late body's letter, taken with the command that issues them.

    A body has no clerk for somebody else's dossier: its letter takes the next number of its own register.
    """
    found = []
    for event in events:
        if not isinstance(event, LetterIssued):
            continue
        if event.letter_kind in NUMBERED_AT_ONCE or _at_fault(event, posting.after) is not None:
            number = take(*series(event, posting), str(_day(event.at).year))
            said = event.model_dump(include={"at", "by", "role", "stands_for", "unit", "letter"})
            found.append(LetterNumbered(**said, number=str(number)))
    return found


def follow(session: Session, events: Sequence[AnyEvent], posting: Posting) -> None:
    """Freeze what was issued, number what was numbered, mark what was filed."""
    numbers = {event.letter: event.number for event in events if isinstance(event, LetterNumbered)}
    fresh = set()
    for event in events:
        match event:
            case LetterIssued():
                fresh.add(event.letter)
                letters.freeze(session, frozen(session, event, events, posting, number=numbers.get(event.letter, "")))
            case LetterNumbered() if event.letter not in fresh:
                _number(session, event, posting.dossier_id)
            case NumberVoided():
                _strike(session, event, posting.dossier_id)
            case LetterFiled():
                letters.set_filed(session, posting.dossier_id, event.letter, event.sha256)
            case _:
                pass


def series(event: LetterIssued, posting: Posting) -> tuple[str, str]:
    """Whose series of numbers a letter joins: the unit and its symbol."""
    unit, facts = _issuing(event, posting)
    return unit, composing.symbol_of(event.letter_kind, posting.around.rules, facts, on=_day(event.at).date())


def frozen(
    session: Session, event: LetterIssued, events: Sequence[AnyEvent], posting: Posting, *, number: str
) -> dict[str, Any]:
    """The row of a letter as `event`, one of the command's `events`, issued it; the session is only read."""
    unit, facts = _issuing(event, posting)
    rules = posting.around.rules
    desk = Desk(
        issuing=facts,
        receiving=posting.around.office(posting.after.receiving_unit)[1],
        deciding=posting.around.office(posting.after.competent_unit)[1],
        people=_signers(session, posting.after, event),
        lookup_url=posting.printed.lookup_url,
        demo=posting.printed.demo,
        word_template=letter_templates.in_use(session, unit, event.letter_kind),
        number=int(number) if number else None,
    )
    context = composing.compose(event, events, dossier=posting.after, rules=rules, desk=desk)
    unit, symbol = series(event, posting)
    return letters.frozen_row(
        posting.dossier_id, event.letter, context, unit=unit, symbol=symbol, number=number, at=event.at
    )


def _number(session: Session, event: LetterNumbered, dossier_id: str) -> None:
    """The register's number goes into the letter unless its file exists already; then only the list shows it."""
    key = letters.letter_id(dossier_id, event.letter)
    line = letters.letter(session, people.EVERYTHING, key)
    context = letters.context(session, key)
    with_number = None
    if context is not None and line is not None and not line.filed:
        with_number = numbered(context, event.number, on=_day(event.at).date())
    letters.set_number(session, dossier_id, event.letter, event.number, with_number)


def _strike(session: Session, event: NumberVoided, dossier_id: str) -> None:
    key = letters.letter_id(dossier_id, event.letter)
    context = letters.context(session, key)
    without = None if context is None else numbered(context, "", on=context.head.letter_date)
    letters.strike_number(session, dossier_id, event.letter, without)
    outbox.hold(session, key)


def _at_fault(event: LetterIssued, dossier: Dossier) -> Part | None:
    """The body that works here and writes itself why it is late (Điều 12 khoản 5); None for any other letter."""
    if event.letter_kind is not LetterKind.ONESTOP_NOTICE:
        return None
    return next((one for one in dossier.parts if one.unit and event.epoch == f"{PART}{one.number}"), None)


def _issuing(event: LetterIssued, posting: Posting) -> tuple[str, OfficeFacts]:
    """The unit that issues the letter, and whose series of numbers it joins."""
    late = _at_fault(event, posting.after)
    if late is not None and late.unit in posting.around.facts:
        return posting.around.office(late.unit)
    # A request or refusal at intake is judged by the dossier as it was when the command came.
    stood = posting.before or posting.after
    at_desk = composing.issued_at_the_desk(event.letter_kind, stood)
    unit = posting.after.receiving_unit if at_desk else posting.after.competent_unit
    return posting.around.office(unit)


def _signers(session: Session, dossier: Dossier, event: LetterIssued) -> Mapping[str, Signer]:
    """Everybody a letter may name, with the title and the right in which they sign that day."""
    keys = {event.by, event.stands_for or "", dossier.assignee or "", *(one.person for one in dossier.steps)}
    if dossier.explanation is not None:
        keys.add(dossier.explanation.by)
    known = people.names(session, keys - {""})
    right = _right(session, event, known)
    return {
        key: Signer(name=one.name, title=one.title, signs=right if key == event.by else ())
        for key, one in known.items()
    }


def _right(session: Session, event: LetterIssued, known: Mapping[str, people.Person]) -> signing.Right:
    """In whose right the one who decided the letter signs it that day."""
    absent = None
    if event.stands_for is not None:
        held = people.positions(session, event.at, person=event.stands_for)
        whom = known.get(event.stands_for)
        absent = signing.Absent(
            title=whom.title if whom is not None else "",
            signs=_of_office(held, event.unit),
            signs_letters=any(one.role in _SIGN for one in held),
        )
    return signing.right(
        event.letter_kind,
        on=_day(event.at).date(),
        own=_of_office(people.positions(session, event.at, person=event.by), event.unit),
        delegations=[one for one in delegations.of_person(session, event.by) if one.unit == event.unit],
        absent=absent,
    )


def _of_office(held: Sequence[people.Position], unit: str) -> signing.Right:
    """The right of a position in the unit where they act, else of any other they hold."""
    here = sorted((one for one in held if one.signs), key=lambda one: one.unit != unit)
    return delegations.right_of(here[0].signs) if here else ()


def _day(at: datetime) -> datetime:
    return at.astimezone(HANOI)
