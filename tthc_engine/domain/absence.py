"""Who does whose work while somebody is away: for whole days, through a chain, and it ends by itself."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from tthc_engine.domain.errors import EndNotLater, NotYourRole, ReasonMissing, UnknownPerson
from tthc_engine.domain.people import Actor
from tthc_engine.domain.procedure import Role

_MAY_NAME = (Role.SUPERVISOR, Role.ADMIN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Substitution:
    person: str
    substitute: str
    valid_from: date
    valid_until: date
    """Included."""
    reason: str = ""

    def holds(self, on: date) -> bool:
        return self.valid_from <= on <= self.valid_until


def check_substitution(one: Substitution, by: Actor) -> None:
    """The supervisor or the house's keeper names a substitute, with a reason, and nobody stands in for themselves.

    Raises NotYourRole, EndNotLater, ReasonMissing, UnknownPerson.
    """
    if not by.has(*_MAY_NAME):
        raise NotYourRole(command="substitute", allowed=", ".join(sorted(_MAY_NAME)))
    if one.valid_until < one.valid_from:
        raise EndNotLater(until=one.valid_until, than=one.valid_from)
    if not one.reason.strip():
        raise ReasonMissing
    if one.person == one.substitute:
        raise UnknownPerson(person=one.substitute)


def stands_in_for(person: str, absent_of: Callable[[str], Iterable[str]]) -> list[str]:
    """Everybody whose work `person` does: who stands in for somebody absent does also what that one had taken over.

    `absent_of` tells for whom one person was named as the substitute. A circle ends where it began.
    """
    found, waiting, known = [], [person], {person}
    while waiting:
        for absent in absent_of(waiting.pop(0)):
            if absent not in known:
                known.add(absent)
                waiting.append(absent)
                found.append(absent)
    return found
