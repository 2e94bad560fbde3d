"""Another system's dossiers through the engine: decided one by one like any command, by the law of their own day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from tthc_engine.catalogue import fold
from tthc_engine.domain.commands import ImportDossier
from tthc_engine.domain.decide import decide
from tthc_engine.domain.dossier import Stage
from tthc_engine.domain.events import DossierImported
from tthc_engine.engine import Engine
from tthc_engine.engine.bulk import Stream
from tthc_engine.engine.rulebook import Surroundings
from tthc_engine.store.columns import known_instant
from tthc_engine.store.people import HANOI
from tthc_engine.store.sql import Session, marks

_REMEMBERED = 50_000

Place = tuple[str, date, str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Here:
    """A dossier of that code that is in this system already."""

    dossier: str
    unit: str
    """Which decides it."""
    followed: bool
    """False: registered here, or taken over."""
    status: int
    received_at: datetime | None
    appointment: datetime | None
    ended_at: datetime | None
    returned_at: datetime | None

    def says(self, command: ImportDossier) -> bool:
        """Whether `command` tells only what is known."""
        return (self.status, self.received_at, self.appointment, self.ended_at, self.returned_at) == (
            command.status,
            command.received_at,
            command.appointment,
            command.ended_at,
            command.returned_at,
        )


class Importing:
    """Remembers by which texts a day's dossiers are judged, so that a million need not ask a million times."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._around: dict[Place, Surroundings] = {}
        self._codes: dict[str, str] | None = None

    def code_of(self, session: Session, code: str, name: str) -> str | None:
        """The procedure's code as it is declared, by code or else by its whole name; None: nobody declared it."""
        if self._codes is None:
            declared = self._engine.rulebook.declarations
            every = (*declared.catalogue.procedures, *declared.published(session))
            self._codes = {key: one.code for one in every for key in (one.code, fold(one.name), one.slug)}
        return self._codes.get(code.strip()) or self._codes.get(" ".join(fold(name).split()))

    def around(self, session: Session, command: ImportDossier, at: datetime) -> Surroundings:
        """By which texts and in which office the dossier is judged. Raises as `Rulebook.of_import` does."""
        on = (command.received_at or command.submitted_at or at).astimezone(HANOI).date()
        competent = command.registration.competent_unit or command.by.unit
        place = (command.registration.procedure, on, competent, command.receiving_unit)
        if place not in self._around:
            if len(self._around) >= _REMEMBERED:
                self._around.clear()
            self._around[place] = self._engine.rulebook.of_import(session, command, at)
        return self._around[place]

    def stream(self, command: ImportDossier, around: Surroundings, *, at: datetime) -> tuple[Stream, DossierImported]:
        """A new dossier as the bulk writer takes it. Raises what `decide` refuses."""
        [event] = decide(None, command, around.rules, at=at)
        if not isinstance(event, DossierImported):
            raise TypeError(event.kind)
        return Stream(command.dossier, [[event]], around), event


def here(session: Session, references: Iterable[str]) -> dict[str, Here]:
    """What is known of these codes, by code."""
    asked = tuple(references)
    found = session.rows(
        "SELECT reference, id, competent_unit, stage, status, received_at, appointment, ended_at, returned_at"
        f" FROM dossier WHERE reference <> '' AND reference IN ({marks(len(asked))})",
        asked,
    )
    return {
        reference: Here(
            dossier=dossier,
            unit=unit,
            followed=stage == Stage.FOLLOWED,
            status=status,
            received_at=known_instant(received),
            appointment=known_instant(appointment),
            ended_at=known_instant(ended),
            returned_at=known_instant(returned),
        )
        for reference, dossier, unit, stage, status, received, appointment, ended, returned in found
    }
