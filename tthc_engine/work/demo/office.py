"""The demo's office as declared beside this file: units, people with their roles and absences, intake windows."""

from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from tthc_engine.domain.people import Actor
from tthc_engine.domain.procedure import Role
from tthc_engine.domain.rules import Window
from tthc_engine.store.people import HANOI

DATA = Path(__file__).parent / "data"


def read(name: str) -> Any:
    """The plain data of one file of the demo."""
    return yaml.safe_load((DATA / name).read_text(encoding="utf-8"))


def office_instant(given: str | datetime) -> datetime:
    """An instant of the office's wall clock, as the demo's files write it ("2026-11-16 07:30")."""
    naive = given if isinstance(given, datetime) else datetime.strptime(given, "%Y-%m-%d %H:%M")  # noqa: DTZ007
    return naive.replace(tzinfo=HANOI)


OfficeInstant = Annotated[datetime, BeforeValidator(office_instant)]


class Told(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class DemoUnit(Told):
    id: str
    code: str
    name: str
    parent: str | None = None
    successor: str | None = None
    decision: str = ""
    """By which a unit applies the one-stop rules of its own will; empty: it must."""
    valid_from: date | None = None
    valid_until: date | None = None
    hours: str = ""
    """Preset of the office hours; empty: a partner without an office here."""
    office: dict[str, Any] = Field(default_factory=dict)


class DemoPerson(Told):
    id: str
    name: str
    title: str
    unit: str
    roles: tuple[Role, ...]
    account: str
    signs: tuple[tuple[str, str], ...] = ()


class DemoSubstitution(Told):
    person: str
    substitute: str
    unit: str
    from_day: date = Field(alias="from")
    until: date
    reason: str

    def holds(self, on: date) -> bool:
        return self.from_day <= on <= self.until


class DemoWindow(Told):
    unit: str
    procedure: str
    opens: date
    closes: date
    decision: str

    @property
    def window(self) -> Window:
        return Window(procedure=self.procedure, opens=self.opens, closes=self.closes)


class DemoOffice(Told):
    now: OfficeInstant
    """Where the demo's clock stands at first."""
    password: str
    since: date
    first_day: date
    units: tuple[DemoUnit, ...]
    people: tuple[DemoPerson, ...]
    substitutions: tuple[DemoSubstitution, ...]
    windows: tuple[DemoWindow, ...]

    def unit(self, key: str) -> DemoUnit:
        return next(one for one in self.units if one.id == key)

    def person(self, key: str) -> DemoPerson:
        return next(one for one in self.people if one.id == key)

    def actor(self, key: str, *, stands_for: str | None = None) -> Actor:
        """A person with all their roles; standing for somebody, with that person's."""
        whose = self.person(stands_for or key)
        return Actor(person=key, roles=frozenset(whose.roles), unit=whose.unit, stands_for=stands_for)

    def at_work(self, key: str, on: date) -> Actor:
        """Whoever does this person's work that day: themselves, or the substitute in their name."""
        for absence in self.substitutions:
            if absence.person == key and absence.holds(on):
                return self.actor(absence.substitute, stands_for=key)
        return self.actor(key)

    def holders(self, unit: str, role: Role) -> tuple[str, ...]:
        return tuple(one.id for one in self.people if one.unit == unit and role in one.roles)

    def window(self, unit: str, procedure: str) -> DemoWindow | None:
        return next((one for one in self.windows if one.unit == unit and one.procedure == procedure), None)


def citizen(unit: str) -> Actor:
    """Somebody outside, handing in to `unit` through the portal."""
    return Actor(person="applicant", roles=frozenset({Role.APPLICANT}), unit=unit)


@cache
def demo_office() -> DemoOffice:
    return DemoOffice.model_validate(read("office.yaml"))
