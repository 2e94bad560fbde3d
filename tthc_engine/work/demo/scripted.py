"""The dossiers that show one thing each on the demo's morning; they come on top of the year's table."""

from datetime import datetime
from typing import Any

from pydantic import Field

from tthc_engine.catalogue import Catalogue
from tthc_engine.domain import commands as c
from tthc_engine.domain.people import Actor
from tthc_engine.domain.requests import command
from tthc_engine.store.people import HANOI
from tthc_engine.work.demo.lives import Act
from tthc_engine.work.demo.office import DemoOffice, OfficeInstant, Told, citizen, office_instant, read


class Line(Told):
    at: OfficeInstant
    by: str
    do: str
    arguments: dict[str, Any] = Field(default_factory=dict, alias="with")


class Script(Told):
    key: str
    shows: str
    """What a newcomer sees on it, one line."""
    unit: str
    procedure: str
    steps: tuple[Line, ...]


def scripts() -> tuple[Script, ...]:
    return tuple(Script.model_validate(one) for one in read("scripted.yaml"))


def scripted(catalogue: Catalogue, office: DemoOffice) -> list[list[Act]]:
    """The acts of each scripted dossier."""
    return [[act(script, line, catalogue, office) for line in script.steps] for script in scripts()]


def act(script: Script, line: Line, catalogue: Catalogue, office: DemoOffice) -> Act:
    """The command that a line writes. Raises UnknownWord for a word the vocabulary does not have."""
    by = _actor(line.by, script, office)
    if line.do == "accept" and not line.arguments:
        return Act(at=line.at, command=c.Accept(dossier=script.key, by=by))
    procedure = catalogue.in_force(script.procedure, line.at.astimezone(HANOI).date())
    asked = command(line.do, line.arguments, by=by, dossier=script.key, procedure=procedure, instant=_instant)
    return Act(at=line.at, command=asked)


def _instant(given: str | datetime) -> datetime:
    return office_instant(given)


def _actor(by: str, script: Script, office: DemoOffice) -> Actor:
    if by == "applicant":
        return citizen(script.unit)
    person, _, absent = by.partition(" for ")
    return office.actor(person, stands_for=absent or None)
