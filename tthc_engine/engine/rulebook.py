"""By which law, calendar and facts of the office a command is judged: those its log names, today's for a new one."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from tthc_engine.catalogue import Catalogue
from tthc_engine.catalogue.reasons import delay_reasons
from tthc_engine.domain.commands import (
    Accept,
    ApplyCalendar,
    Command,
    ImportDossier,
    MoveVersion,
    Registration,
    Submit,
    Transfer,
)
from tthc_engine.domain.dossier import Dossier
from tthc_engine.domain.errors import NotInForce, NotYourUnit, UnitEnded, UnknownDossier, UnknownVersion
from tthc_engine.domain.office import OfficeFacts
from tthc_engine.domain.people import Actor
from tthc_engine.domain.procedure import Procedure, Role
from tthc_engine.domain.rules import DelayReason, Office, Place, Rules
from tthc_engine.store import offices, people
from tthc_engine.store.declarations import Declarations
from tthc_engine.store.log import Judged
from tthc_engine.store.people import HANOI
from tthc_engine.store.sql import Session


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The rules of one command, and what only the engine needs of the office."""

    rules: Rules
    judged: Judged
    office_unit: str
    """Whose hours, windows and letters count: the competent unit's, or the receiving one's where that has no office."""
    facts: Mapping[str, OfficeFacts]
    """Of `office_unit` and, where they have offices of their own, of the receiving unit and of late bodies."""

    def office(self, unit: str) -> tuple[str, OfficeFacts]:
        """The unit's own facts, or those of the office that stands in for it."""
        own = unit if unit in self.facts else self.office_unit
        return own, self.facts[own]


@dataclass(frozen=True, slots=True)
class _OfficeNow:
    facts: Mapping[str, OfficeFacts]
    office: Office
    reasons: Mapping[str, DelayReason]


class Rulebook:
    """Remembers what it parsed; the office's version tells when to read its facts again."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.declarations = Declarations(catalogue)
        self._offices: dict[tuple[str, str, int], _OfficeNow] = {}
        self._rules: dict[tuple[Judged, str, str, int], Rules] = {}

    def of_dossier(self, session: Session, dossier: Dossier, regime: str) -> Surroundings:
        """The rules of a dossier by the texts its log names; `regime` is `slug@hash`."""
        unit, version, _ = self._office_of(session, dossier.competent_unit, dossier.receiving_unit)
        judged = Judged(dossier.digest, regime, dossier.calendar)
        around = self._surroundings(session, judged, unit, dossier.receiving_unit, version)
        return self._with_bodies(session, around, dossier) if dossier.parts else around

    def _with_bodies(self, session: Session, around: Surroundings, dossier: Dossier) -> Surroundings:
        """The calendars by which the dossier's parts were sent, which its log names, and the late bodies' own facts."""
        named = {one.calendar for one in dossier.parts if one.calendar} - set(around.rules.calendars)
        late = {one.unit for one in dossier.parts if one.unit and one.late_for is not None} - set(around.facts)
        found = {unit: own.facts for unit in sorted(late) if (own := offices.office(session, unit)) is not None}
        calendars = {version: self.declarations.calendar(session, version) for version in sorted(named)}
        if not calendars and not found:
            return around
        rules = replace(around.rules, calendars={**around.rules.calendars, **calendars})
        return replace(around, rules=rules, facts={**around.facts, **found})

    def of_command(
        self, session: Session, command: Command, at: datetime, *, dossier: Dossier | None, regime: str
    ) -> Surroundings:
        """The rules `command` is decided by.

        Raises:
            UnknownDossier: nothing was registered under that id.
            UnknownProcedure, NotInForce: of a new dossier's procedure on its day of receipt.
            NotYourUnit: the actor's unit has no office in which a dossier could be registered.
        """
        if isinstance(command, Submit | Accept) and command.registration is not None:
            return self.of_new(session, command.registration, command.by, receipt_day(command, at))
        if isinstance(command, ImportDossier) and dossier is None:
            return self.of_import(session, command, at)
        if dossier is None:
            raise UnknownDossier
        if isinstance(command, ApplyCalendar):
            around = self.of_dossier(session, replace(dossier, calendar=command.calendar), regime)
            before = self.declarations.calendar(session, dossier.calendar)
            return replace(around, rules=replace(around.rules, calendar_before=before))
        if isinstance(command, MoveVersion):
            return self._of_other_version(session, command, dossier, regime)
        if isinstance(command, Transfer):
            return self._of_successor(session, command, dossier, regime)
        return self.of_dossier(session, dossier, regime)

    def _of_other_version(self, session: Session, command: MoveVersion, dossier: Dossier, regime: str) -> Surroundings:
        """Raises UnknownVersion where neither the procedure nor one that replaced it has that version."""
        around = self.of_dossier(session, dossier, regime)
        target = self.version_of(session, dossier, command.to, province=around.facts[around.office_unit].province)
        key = self.declarations.digest(target)
        rules = replace(around.rules, procedure=target, digest=key, procedure_before=around.rules.procedure)
        return replace(around, rules=rules, judged=replace(around.judged, procedure=key))

    def version_of(self, session: Session, dossier: Dossier, named: str, *, province: str = "") -> Procedure:
        """A version that a dossier may move to, as `MoveVersion.to` names it. Raises UnknownVersion."""
        code, _, day = named.rpartition("@")
        code = code or dossier.code
        found = [one for one in self.versions(session, code) if one.in_force_from.isoformat() == day]
        follows = [one for one in found if one.code == dossier.code or dossier.code in one.replaces]
        if not follows:
            raise UnknownVersion(procedure=code, version=day)
        on = (dossier.received_at or dossier.registered_at).astimezone(HANOI).date()
        return self.declarations.as_received(session, follows[-1], province=province, on=on)

    def versions_for(self, session: Session, dossier: Dossier) -> tuple[Procedure, ...]:
        """The other versions a dossier could be moved to by a transitional clause, the oldest first."""
        law = (*self.declarations.catalogue.procedures, *self.declarations.published(session))
        follows = [one for one in law if one.code == dossier.code or dossier.code in one.replaces]
        mine = (dossier.code, dossier.in_force_from)
        return tuple(one for one in follows if (one.code, one.in_force_from) != mine)

    def versions(self, session: Session, code: str) -> list[Procedure]:
        """Every version of a code: those of this software, then those published in this office."""
        packaged = [one for one in self.declarations.catalogue.procedures if one.code == code]
        return [*packaged, *(one for one in self.declarations.published(session) if one.code == code)]

    def _of_successor(self, session: Session, command: Transfer, dossier: Dossier, regime: str) -> Surroundings:
        """The successor's office, calendar and people. Raises NotYourUnit where it has no office."""
        old = self.of_dossier(session, dossier, regime)
        receiving, competent = (
            command.to if unit == command.unit else unit for unit in (dossier.receiving_unit, dossier.competent_unit)
        )
        unit, version, calendar = self._office_of(session, competent, receiving)
        judged = replace(old.judged, calendar=calendar)
        around = self._surroundings(session, judged, unit, receiving, version)
        return replace(around, rules=replace(around.rules, calendar_before=old.rules.calendar))

    def of_registration(self, session: Session, registration: Registration, by: Actor, on: date) -> Rules:
        """What a registration received on that day would be judged by, for the preview before it is accepted."""
        return self.of_new(session, registration, by, on).rules

    def of_new(self, session: Session, registration: Registration, by: Actor, on: date) -> Surroundings:
        """What a registration received on that day is judged by, and the offices around it. Raises as `of_command`."""
        unit, version, calendar = self._office_of(session, registration.competent_unit or by.unit, by.unit)
        for one in {registration.competent_unit or by.unit, by.unit}:
            _check_still_there(session, one, on)
        province = self._now(session, unit, by.unit, version).facts[unit].province
        procedure = self.declarations.in_force(session, registration.procedure, on, province=province)
        judged = Judged(self.declarations.digest(procedure), self.declarations.regime_on(on), calendar)
        return self._surroundings(session, judged, unit, by.unit, version)

    def of_import(self, session: Session, command: ImportDossier, at: datetime) -> Surroundings:
        """The texts of another system's dossier: those in force when it was received there, or handed in.

        Where no version was in force that day, the nearest: what was done elsewhere was done. Raises UnknownProcedure,
        and ReceivedTooEarly for a day before any decree.
        """
        on = (command.received_at or command.submitted_at or at).astimezone(HANOI).date()
        competent = command.registration.competent_unit or command.by.unit
        receiving = command.receiving_unit or competent
        unit, version, calendar = self._office_of(session, competent, receiving)
        province = self._now(session, unit, receiving, version).facts[unit].province
        try:
            procedure = self.declarations.in_force(session, command.registration.procedure, on, province=province)
        except NotInForce:
            procedure = self._nearest(session, command.registration.procedure, on, province=province)
        judged = Judged(self.declarations.digest(procedure), self.declarations.regime_on(on), calendar)
        return self._surroundings(session, judged, unit, receiving, version)

    def _nearest(self, session: Session, code: str, on: date, *, province: str) -> Procedure:
        """The version before that day that ended last, else the one after it that begins first."""
        known = sorted(self.versions(session, code), key=lambda one: one.in_force_from)
        if not known:
            raise NotInForce(procedure=code, on=on)
        before = [one for one in known if one.in_force_from <= on]
        return self.declarations.as_received(session, (before or known)[-1 if before else 0], province=province, on=on)

    def _office_of(self, session: Session, competent: str, receiving: str) -> tuple[str, int, str]:
        for unit in (competent, receiving):
            known = offices.stamp(session, unit)
            if known is not None:
                return unit, known[0], known[1]
        raise NotYourUnit

    def _surroundings(self, session: Session, judged: Judged, unit: str, receiving: str, version: int) -> Surroundings:
        key = (judged, unit, receiving, version)
        now = self._now(session, unit, receiving, version)
        if key not in self._rules:
            self._rules[key] = Rules(
                procedure=self.declarations.procedure(session, judged.procedure),
                regime=self.declarations.regime(session, judged.regime),
                calendar=self.declarations.calendar(session, judged.calendar, unit=unit),
                office=now.office,
                digest=judged.procedure,
                reasons=now.reasons,
                calendars={
                    place.calendar: self.declarations.calendar(session, place.calendar)
                    for place in now.office.bodies.values()
                    if place.calendar
                },
            )
        return Surroundings(self._rules[key], judged, unit, now.facts)

    def _now(self, session: Session, unit: str, receiving: str, version: int) -> _OfficeNow:
        key = (unit, receiving, version)
        if key not in self._offices:
            both = tuple(dict.fromkeys((unit, receiving)))
            found = {one: offices.office(session, one) for one in both}
            facts = {one: office.facts for one, office in found.items() if office is not None}
            self._forget_older(version)
            self._offices[key] = _OfficeNow(
                facts,
                Office(
                    unit=unit,
                    windows=tuple(window for one in both for window in offices.windows(session, one)),
                    explanation_within=facts[unit].explanation_within,
                    people=frozenset().union(*(people.staff(session, one) for one in both)),
                    bodies={key: _place(session, where) for key, where in facts[unit].bodies.items()},
                ),
                offices.delay_reasons(session) or delay_reasons(),
            )
        return self._offices[key]

    def _forget_older(self, version: int) -> None:
        self._offices = {key: kept for key, kept in self._offices.items() if key[2] == version}
        self._rules = {key: kept for key, kept in self._rules.items() if key[3] == version}


def _check_still_there(session: Session, unit: str, on: date) -> None:
    """Raises UnitEnded for a unit that was reorganised before that day: its successor receives."""
    found = offices.unit(session, unit)
    if found is not None and found.valid_until is not None and found.valid_until < on:
        successor = offices.unit(session, found.successor or "")
        raise UnitEnded(
            unit=found.name, on=found.valid_until, successor=successor.name if successor else found.successor or "?"
        )


def _place(session: Session, unit: str) -> Place:
    known = offices.stamp(session, unit)
    return Place(unit=unit, calendar=known[1] if known is not None else "")


def receipt_day(command: Command, at: datetime) -> date:
    """The office's calendar day on which a new dossier counts as received."""
    received = command.received_at if isinstance(command, Accept) else None
    return (received or at).astimezone(HANOI).date()


def acting_inside(session: Session, by: Actor, dossier: Dossier) -> Actor:
    """The actor as the dossier's units see them.

    Supervisors, heads and directors of a unit above may act in the units under it; everybody else stays where they are
    and is refused by the decision.
    """
    inside = (dossier.competent_unit, dossier.receiving_unit)
    alone = by.roles in ({Role.DIRECTOR}, {Role.SUPERVISOR})
    if alone and by.unit == dossier.receiving_unit != dossier.competent_unit:
        # Handed in with the unit above: its director and supervisor act in the unit under it, not as who received it.
        above = by.unit in offices.above(session, dossier.competent_unit)
        return replace(by, unit=dossier.competent_unit) if above else by
    if not by.unit or by.unit in inside or by.has(Role.CLOCK):
        return by
    if (successor := as_successor(session, by, dossier)) is not by:
        return successor
    if by.roles.isdisjoint(people.SEE_BELOW):
        return by
    for unit in inside:
        if by.unit in offices.above(session, unit):
            return replace(by, unit=unit)
    return by


def as_successor(session: Session, by: Actor, dossier: Dossier) -> Actor:
    """The actor as the unit whose place theirs has taken: they answer for what it decided."""
    inside = (dossier.competent_unit, dossier.receiving_unit)
    if not by.unit or by.unit in inside:
        return by
    for unit in inside:
        if by.unit in offices.successors(session, unit):
            return replace(by, unit=unit)
    return by
