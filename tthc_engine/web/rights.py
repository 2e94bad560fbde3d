"""The words of the table of rights (`rights_table.py`): who somebody is to an address, and whose rows it may touch."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from tthc_engine.domain.procedure import Role
from tthc_engine.web.access import OFFICERS

ANYBODY = "anybody"
SIGNED_IN = "signed in"
Who = str | frozenset[Role]


class Reach(StrEnum):
    """Whose rows an address may touch."""

    PUBLIC = "public"
    """What is published, or the one dossier whose code and secret were given."""
    SELF = "self"
    """The officer's own account."""
    UNIT = "unit"
    """Dossiers that the officer's unit receives or decides; supervisors, heads, directors: units under it too."""
    HOUSE = "house"
    """Facts of the office: the officer's unit and those under it; no dossier."""


@dataclass(frozen=True, slots=True)
class Right:
    who: Who
    reach: Reach


DESK = frozenset({Role.DESK, Role.ONESTOP_HEAD})
WATCHERS = frozenset({Role.SUPERVISOR, Role.DIRECTOR, Role.APPROVER, Role.ONESTOP_HEAD})
HANDLER = frozenset({Role.HANDLER})
SUPERVISOR = frozenset({Role.SUPERVISOR})
DIRECTOR = frozenset({Role.DIRECTOR})
SIGNERS = frozenset({Role.APPROVER, Role.DIRECTOR})
MAKERS = SIGNERS | {Role.HANDLER}
CLERK = frozenset({Role.CLERK})
ADMIN = frozenset({Role.ADMIN})
KEEPERS = SUPERVISOR | ADMIN
READERS = OFFICERS - {Role.HANDLER}
CLOSERS = frozenset({Role.APPROVER, Role.DIRECTOR, Role.SUPERVISOR})
"""Who freezes a report that is sent up."""
ENTERERS = CLOSERS | {Role.ONESTOP_HEAD, Role.CLERK}
"""Who enters figures that lie outside dossiers, with their source."""

FEEDBACK_CLERKS = SUPERVISOR | CLERK
"""Who receives and classifies reflections of citizens, and publishes their answers."""
FEEDBACK = FEEDBACK_CLERKS | SIGNERS
RESULT_KEEPERS = FEEDBACK_CLERKS | DESK
"""Who keeps the register of results that are still valid."""
SURVEYORS = SUPERVISOR | DIRECTOR
"""Who opens a survey that belongs to no dossier."""

Group = tuple[Reach, Who, tuple[str, ...]]


def may(reach: Reach, who: Who, *addresses: str) -> Group:
    """Addresses for the same people, reaching equally far."""
    return reach, who, addresses


class DeclaredTwice(ValueError):
    """One address, or one pair of reach and roles, stands in the table twice: which of them holds?"""


def rights_of(table: Iterable[Group]) -> dict[str, Right]:
    """The table by address. Raises DeclaredTwice."""
    found: dict[str, Right] = {}
    groups: set[tuple[Reach, Who]] = set()
    for reach, who, addresses in table:
        if (reach, who) in groups:
            raise DeclaredTwice(f"{reach} for {who}: put the addresses of both into one")
        groups.add((reach, who))
        for address in addresses:
            if address in found:
                raise DeclaredTwice(address)
            found[address] = Right(who, reach)
    return found
