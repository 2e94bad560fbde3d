"""A dossier as one request sees it: row, replayed log, rules and names, read together in one picture."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from tthc_engine.bootstrap import App
from tthc_engine.domain.dossier import Dossier
from tthc_engine.domain.errors import UnknownDossier
from tthc_engine.domain.events import AnyEvent
from tthc_engine.domain.procedure import Procedure, Role
from tthc_engine.domain.rules import Rules
from tthc_engine.store import dossiers, log, offices, people
from tthc_engine.store.dossiers import DossierLine
from tthc_engine.store.people import Person, Scope
from tthc_engine.store.sql import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    line: DossierLine
    dossier: Dossier
    rules: Rules
    events: tuple[AnyEvent, ...]
    people: Mapping[str, Person]
    units: Mapping[str, str]
    versions: tuple[Procedure, ...] = ()
    """Versions the dossier could be moved to: of its procedure, or of one that replaced it."""

    @property
    def key(self) -> str:
        """How addresses call the dossier: by its code, and by its id before it has one."""
        return self.line.reference or self.line.id

    @property
    def names(self) -> dict[str, str]:
        """What keys are called: people, steps, cases, components."""
        procedure = self.rules.procedure
        return declared_names(procedure) | self.person_names

    @property
    def person_names(self) -> dict[str, str]:
        return {key: person.name for key, person in self.people.items()}


def declared_names(procedure: Procedure) -> dict[str, str]:
    """What the keys of a declaration are called: its steps, cases and components."""
    named = {one.key: one.name for one in procedure.steps}
    named |= {one.key: one.name for one in procedure.cases}
    return named | {one.key: one.name for one in procedure.components}


_ID = re.compile(r"[0-9a-f]{32}")


def line_of(session: Session, scope: Scope, key: str) -> DossierLine:
    """The row called `key`, by code or id. Raises UnknownDossier, also for one outside the scope."""
    # An id is 32 digits of a hash; the code of another system may look like anything else.
    line = None if _ID.fullmatch(key) else dossiers.by_reference(session, scope, key)
    line = line or dossiers.by_id(session, scope, key)
    if line is None:
        raise UnknownDossier
    return line


def seen(app: App, session: Session, scope: Scope, key: str) -> Seen:
    """Raises UnknownDossier."""
    line = line_of(session, scope, key)
    dossier, rules = app.engine.dossier(session, line.id)
    events = tuple(one.event for one in log.load(session, line.id))
    keys = {event.by for event in events} | {event.stands_for for event in events if event.stands_for}
    keys |= {person for _, person in dossier.assignees}
    units = {
        key: unit.name for key in {line.receiving_unit, line.competent_unit} if (unit := offices.unit(session, key))
    }
    return Seen(
        line=line,
        dossier=dossier,
        rules=rules,
        events=events,
        people=people.names(session, keys),
        units=units,
        versions=app.engine.rulebook.versions_for(session, dossier),
    )


def holders(session: Session, found: Seen, role: Role, at: datetime) -> list[Person]:
    """Who may hold the dossier's steps of that role: in its competent unit, else where it was received."""
    for unit in (found.line.competent_unit, found.line.receiving_unit):
        held = people.holders(session, unit, role, at)
        if held:
            return held
    return []
