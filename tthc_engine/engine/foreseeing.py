"""What a command is going to ask of the office around its dossier, so that PostgreSQL is asked once.

Guesses only: what is left out is asked when it is needed, and what nobody needs is forgotten.
"""

from collections.abc import Mapping
from datetime import datetime

from tthc_engine.domain.commands import Accept, Command, Registration, Submit
from tthc_engine.domain.dossier import Dossier
from tthc_engine.domain.regime import LetterKind
from tthc_engine.engine.rulebook import receipt_day
from tthc_engine.store import declarations, delegations, letter_templates, offices, people, retirements
from tthc_engine.store.declarations import Declarations
from tthc_engine.store.log import Judged
from tthc_engine.store.sql import Session


def ask(
    session: Session,
    command: Command,
    *,
    at: datetime,
    dossier: Dossier | None,
    judged: Mapping[str, Judged],
    texts: Declarations,
) -> None:
    """Of a dossier as it is remembered; of a new one what it is received under, and who signs its receipt.

    `judged`: by which texts the last dossier of each procedure was.
    """
    if dossier is not None:
        offices.stamp(session, dossier.competent_unit)
    elif isinstance(command, Submit | Accept) and command.registration is not None:
        texts.published(session)
        texts.decisions(session)
        _of_new(session, command, command.registration, at=at, judged=judged.get(command.registration.procedure))
        if isinstance(command, Accept):
            _of_receipt(session, command, at=at)


def _of_new(
    session: Session,
    command: Submit | Accept,
    registration: Registration,
    *,
    at: datetime,
    judged: Judged | None,
) -> None:
    unit = registration.competent_unit or command.by.unit
    offices.stamp(session, unit)
    for one in {unit, command.by.unit}:
        offices.unit(session, one)
    retirements.covering(session, registration.procedure, receipt_day(command, at))
    if judged is not None:
        declarations.kept(session, declarations.PROCEDURE, judged.procedure)
        declarations.kept(session, declarations.REGIME, judged.regime)


def _of_receipt(session: Session, command: Accept, *, at: datetime) -> None:
    by = command.by
    people.names(session, {by.person, by.stands_for or by.person})
    people.positions(session, at, person=by.person)
    delegations.of_person(session, by.person)
    letter_templates.in_use(session, by.unit, LetterKind.RECEIPT)
