"""The simulated province: communes with their desks, people, absences; sized by how much they will have to do."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import ceil
from random import Random

from tthc_engine.bootstrap import App
from tthc_engine.catalogue.reasons import delay_reasons
from tthc_engine.domain.absence import Substitution
from tthc_engine.domain.office import OfficeFacts
from tthc_engine.domain.procedure import Role
from tthc_engine.store import hours, offices, people
from tthc_engine.store.people import Person, Position
from tthc_engine.store.sql import Session
from tthc_engine.work.demo import invented

PROVINCE = "mo-phong"
BY = "simulate"
HOURS = "vn-a"
PER_COMMUNE = 10_000
"""Dossiers a year that one commune is made for, where nobody says how many communes there are."""
_MINUTES_A_YEAR = 245 * 450
_LOAD = 0.8
"""Of their working time that people are busy, on the average of the year; the season does the rest."""
DESK_MINUTES, HANDLER_MINUTES = 11, 26
"""What one dossier costs, all its acts together."""
_FOUNDED = date(2020, 1, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Commune:
    unit: str
    code: str
    """In dossier codes."""
    staff: dict[Role, tuple[str, ...]]
    absences: tuple[Substitution, ...]

    def instead(self, person: str, on: date) -> str | None:
        """Who stands in for somebody absent that day; None while they are there."""
        for one in self.absences:
            if one.person == person and one.valid_from <= on <= one.valid_until:
                return one.substitute
        return None


def communes(dossiers: int, *, number: int, year: int, seed: int) -> list[Commune]:
    """As many communes, alike in size, with people enough for what comes over the year."""
    share = dossiers / number
    desks = max(1, ceil(share * DESK_MINUTES / (_MINUTES_A_YEAR * _LOAD)))
    handlers = max(2, ceil(share * HANDLER_MINUTES / (_MINUTES_A_YEAR * _LOAD)))
    return [_commune(one, desks=desks, handlers=handlers, year=year, seed=seed) for one in range(1, number + 1)]


def set_up(session: Session, app: App, made: Sequence[Commune], *, at: datetime) -> None:
    """Units, hours, people and absences, as `tthc init` and the pages of the house would write them."""
    province = offices.Unit(id=PROVINCE, code="H99", name="Tỉnh Mô Phỏng (dữ liệu giả)", valid_from=_FOUNDED)
    offices.put_unit(session, province, by=BY, at=at)
    offices.put_delay_reasons(session, delay_reasons().values())
    for role in (Role.SUPERVISOR, Role.DIRECTOR):
        _employ(session, PROVINCE, f"{PROVINCE}.{role.value}", role, f"Người {role.value}", at)
    for commune in made:
        name = f"Xã Mô Phỏng {commune.code[-3:]}"
        unit = offices.Unit(id=commune.unit, code=commune.code, name=name, parent=PROVINCE, valid_from=_FOUNDED)
        offices.put_unit(session, unit, by=BY, at=at)
        preset = app.catalogue.presets[HOURS]
        facts = OfficeFacts(
            agency=f"Ủy ban nhân dân {name} (dữ liệu giả)",
            place=name,
            symbol_suffix="UBND",
            week=preset.week,
            receive_only=preset.receive_only,
        )
        hours.open_office(session, app.catalogue, commune.unit, facts, by=BY, at=at)
        rng = Random(commune.unit)
        for role, held in commune.staff.items():
            for person in held:
                _employ(session, commune.unit, person, role, invented.out_of_reach(rng).name, at)
        for absence in commune.absences:
            people.put_substitution(session, absence, unit=commune.unit, by=BY, at=at)


def _employ(session: Session, unit: str, person: str, role: Role, name: str, at: datetime) -> None:
    people.put_person(session, Person(id=person, name=name, title="Công chức"))
    post = Position(person=person, role=role, unit=unit, valid_from=_FOUNDED)
    people.put_position(session, post, by=BY, at=at)


def _commune(number: int, *, desks: int, handlers: int, year: int, seed: int) -> Commune:
    unit = f"{PROVINCE}-{number:03d}"
    counts = {Role.DESK: desks, Role.HANDLER: handlers, Role.APPROVER: 2, Role.CLERK: 1}
    counts |= {Role.SUPERVISOR: 1, Role.DIRECTOR: 1, Role.ONESTOP_HEAD: 1}
    staff = {role: tuple(f"{unit}.{role.value}.{one}" for one in range(1, count + 1)) for role, count in counts.items()}
    absences = [
        one
        for role in (Role.DESK, Role.HANDLER, Role.APPROVER)
        for one in _absences(staff[role], year=year, rng=Random(f"{seed}/{unit}/{role.value}"))
    ]
    return Commune(unit=unit, code=f"H99.{number:03d}", staff=staff, absences=tuple(absences))


def _absences(held: Sequence[str], *, year: int, rng: Random) -> Iterator[Substitution]:
    """Twice a year each is away for some days and the next of them stands in; nobody stands in for two at once."""
    if len(held) < 2:
        return
    taken: list[tuple[date, date]] = []
    for place, person in enumerate(held):
        for _ in range(2):
            first = date(year, 1, 1) + timedelta(days=rng.randrange(355))
            last = first + timedelta(days=rng.choice((1, 2, 4, 9)))
            if any(first <= until and since <= last for since, until in taken):
                continue
            taken.append((first, last))
            substitute = held[(place + 1) % len(held)]
            yield Substitution(
                person=person, substitute=substitute, valid_from=first, valid_until=last, reason="Nghỉ phép"
            )
