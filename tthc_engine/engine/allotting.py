"""Numbers a command needs from the office's counters: the dossier's code, its look-up secret, a letter's number.

They are looked at before the decision and taken after it, so that a refusal leaves no gap.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from tthc_engine.catalogue import Catalogue
from tthc_engine.domain.commands import Accept, Command, NumberLetter
from tthc_engine.domain.dossier import Dossier
from tthc_engine.domain.errors import (
    LetterNumberTaken,
    LetterNumberWrong,
    ReservedCodeOtherDay,
    ReservedCodeUnknown,
    ReservedCodeUsed,
    UnknownDossier,
)
from tthc_engine.domain.people import Actor
from tthc_engine.domain.rules import Allotted
from tthc_engine.engine.rulebook import Surroundings
from tthc_engine.store import blanks, counters, letters, offices
from tthc_engine.store.blanks import Blank
from tthc_engine.store.letters import letter_id
from tthc_engine.store.people import HANOI
from tthc_engine.store.sql import Session

# Without 0/O, 1/I/L: it is read from paper and typed on a telephone.
_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_SECRET_LENGTH = 8
CODES = "dossier"
"""The series of dossier codes among a unit's counters."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What was looked at, and how to take it once the command is decided; taking may still refuse what was typed."""

    allotted: Allotted
    take: Callable[[], None]


def _nothing() -> None:
    """Most commands need no number."""


NOTHING = Taken(Allotted(), _nothing)


def allot(
    session: Session,
    command: Command,
    at: datetime,
    *,
    dossier: Dossier | None,
    around: Surroundings,
    entropy: Callable[[int], bytes],
) -> Taken:
    if isinstance(command, Accept):
        return _code(session, command, at, dossier=dossier, around=around, entropy=entropy)
    if isinstance(command, NumberLetter):
        return _letter_number(session, command, at)
    return NOTHING


def secret(entropy: Callable[[int], bytes]) -> str:
    """Eight letters and digits in two groups ("7KMP-X3QA"): about 40 bits behind a rate limit."""
    drawn: list[str] = []
    while len(drawn) < _SECRET_LENGTH:
        # Drop what would make some letters likelier than others.
        drawn += [_ALPHABET[byte % len(_ALPHABET)] for byte in entropy(16) if byte < 256 - 256 % len(_ALPHABET)]
    half = _SECRET_LENGTH // 2
    return "".join(drawn[:half]) + "-" + "".join(drawn[half:_SECRET_LENGTH])


def code(pattern: str, *, authority: str, on: date, counter: int) -> str:
    """A dossier code by the regime's or the office's pattern ("{authority}-{date:%Y%m%d}-{counter:04d}")."""
    return pattern.format(authority=authority, date=on, counter=counter)


def pattern_of(around: Surroundings) -> str:
    """Of dossier codes: the office's own, else the regime's."""
    _, facts = around.office(around.office_unit)
    return facts.code_pattern or around.rules.regime.code_pattern.value


def counted(dossier: Dossier, around: Surroundings, *, authority: str) -> tuple[str, int] | None:
    """The counter's period and number that a dossier's code shows; None for a code not of the office's pattern."""
    pattern = pattern_of(around)
    on = (dossier.received_at or dossier.registered_at).astimezone(HANOI)
    before, mark, behind = code(pattern, authority=authority, on=on, counter=_Mark()).partition(_Mark.SHOWN)
    shown = dossier.reference.removeprefix(before).removesuffix(behind)
    if not mark or not shown.isdecimal() or dossier.reference != f"{before}{shown}{behind}":
        return None
    return code(pattern, authority=authority, on=on, counter=0), int(shown)


class _Mark(int):
    """Stands in a code where its number will be."""

    SHOWN = "\0"

    def __format__(self, spec: str) -> str:
        return self.SHOWN


def _code(
    session: Session,
    command: Accept,
    at: datetime,
    *,
    dossier: Dossier | None,
    around: Surroundings,
    entropy: Callable[[int], bytes],
) -> Taken:
    competent = command.by.unit if dossier is None else dossier.competent_unit
    if command.registration is not None:
        competent = command.registration.competent_unit or command.by.unit
    received = (command.received_at or at).astimezone(HANOI)
    unit = offices.unit(session, competent)
    authority = unit.code if unit is not None else competent
    if command.reserved:
        return _reserved(session, command, competent, on=received.date())
    pattern = pattern_of(around)
    # What the pattern says without its number is how long one counter runs: a day, or a year where it names only that.
    period = code(pattern, authority=authority, on=received, counter=0)
    counter = counters.peek(session, authority, CODES, period)
    reference = code(pattern, authority=authority, on=received, counter=counter)
    return Taken(
        Allotted(reference=reference, secret=secret(entropy)),
        lambda: counters.reach(session, authority, CODES, period, counter),
    )


def _reserved(session: Session, command: Accept, unit: str, *, on: date) -> Taken:
    """The code and secret that stand on the blank receipt the applicant already holds."""
    blank = blanks.find(session, unit, command.reserved)
    if blank is None:
        raise ReservedCodeUnknown(reference=command.reserved)
    if blank.dossier is not None:
        raise ReservedCodeUsed(reference=blank.reference)
    if blank.day != on:
        raise ReservedCodeOtherDay(reference=blank.reference, on=on)
    return Taken(
        Allotted(reference=blank.reference, secret=blank.secret),
        lambda: blanks.use(session, blank.reference, command.dossier),
    )


def reserve(
    session: Session,
    catalogue: Catalogue,
    by: Actor,
    *,
    day: date,
    count: int,
    at: datetime,
    entropy: Callable[[int], bytes],
) -> list[Blank]:
    """Take `count` codes of the actor's own unit for blank receipts of `day`, each with its secret.

    They are the next of that day's counter: what is received meanwhile, and what is left over, makes no code twice.
    """
    unit = offices.unit(session, by.unit)
    stored = offices.office(session, by.unit)
    if unit is None or stored is None:
        raise UnknownDossier
    pattern = stored.facts.code_pattern or catalogue.regime_on(day).code_pattern.value
    period = code(pattern, authority=unit.code, on=day, counter=0)
    made = []
    for _ in range(count):
        counter = counters.take(session, unit.code, CODES, period)
        reference = code(pattern, authority=unit.code, on=day, counter=counter)
        word = secret(entropy)
        blanks.reserve(session, by.unit, reference=reference, secret=word, day=day, by=by.person, at=at)
        made.append(Blank(reference=reference, unit=by.unit, day=day, secret=word, printed_at=at, dossier=None))
    return made


def _letter_number(session: Session, command: NumberLetter, at: datetime) -> Taken:
    found = session.row("SELECT unit, symbol FROM letter WHERE id = ?", (letter_id(command.dossier, command.letter),))
    if found is None:
        return NOTHING
    unit, symbol = found
    year = str(at.astimezone(HANOI).year)
    typed = command.number.strip()
    number = _typed(typed, symbol) if typed else str(counters.peek(session, unit, symbol, year))

    def take() -> None:
        if number is None:
            raise LetterNumberWrong(number=typed)
        taken = letters.number_taken(session, unit, symbol, number, year=year)
        # Only a typed number can be one that was struck: the counter is past it.
        if taken or (typed and letters.number_voided(session, unit, symbol, number, year=year)):
            raise LetterNumberTaken(number=number)
        if number.isdigit():
            counters.reach(session, unit, symbol, year, int(number))

    return Taken(Allotted(letter_number=number or ""), take)


def _typed(number: str, symbol: str) -> str | None:
    """The number as the register keeps it: "7" for "7", "07" and "07/VBXL-UBND" where that is the letter's own symbol.

    A number of the agency's e-office with a symbol of its own ("1245/UBND-VX") and one squeezed in ("12a") stay as they
    were typed; the unit's own series goes on without them. None for anything else.
    """
    found = re.fullmatch(r"0*([1-9][0-9]{0,8})([A-Za-z]?)(?:/(\S{1,60}))?", number)
    if found is None:
        return None
    digits, squeezed, own = found.groups()
    return digits if not squeezed and own in (None, symbol) else number
