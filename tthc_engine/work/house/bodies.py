"""Which unit of this system is which body of the inter-agency procedures; whoever is none sends paper."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from tthc_engine.bootstrap import App
from tthc_engine.domain.errors import NotYourUnit, UnknownBody
from tthc_engine.domain.people import Actor
from tthc_engine.store import offices
from tthc_engine.work.house import units


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """One body as the declarations in force call it."""

    key: str
    name: str
    procedures: tuple[str, ...]
    """National codes of the procedures in which it has a part."""


def bodies_of(app: App, on: date) -> list[Named]:
    """Every body of the inter-agency procedures in force that day, by name."""
    found: dict[str, Named] = {}
    for procedure in app.catalogue.procedures:
        if not procedure.in_force(on):
            continue
        for body in (one for step in procedure.handling for one in step.bodies):
            before = found.get(body.key)
            codes = (*(before.procedures if before is not None else ()), procedure.code)
            found[body.key] = Named(key=body.key, name=body.name, procedures=tuple(dict.fromkeys(codes)))
    return sorted(found.values(), key=lambda one: one.name)


def place(app: App, by: Actor, unit: str, placed: Mapping[str, str], *, at: datetime) -> None:
    """For dossiers that `unit` decides: each body's key with the unit that does its work, or "" for none.

    What was sent before stays where it was sent. Raises UnknownBody, NotYourUnit (no such unit), and the refusals of
    changing an office's facts.
    """
    known = {one.key for one in bodies_of(app, at.date())}
    chosen = {key: to for key, to in placed.items() if to}
    if unknown := sorted(set(chosen) - known):
        raise UnknownBody(body=", ".join(unknown))
    with app.read() as session:
        if any(offices.unit(session, to) is None for to in chosen.values()):
            raise NotYourUnit
    units.change_office(app, by, unit, {"bodies": chosen}, at=at)
