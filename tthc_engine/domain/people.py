"""Who acts, and for whom."""

from dataclasses import dataclass

from tthc_engine.domain.procedure import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Somebody at the moment of acting. `stands_for` is the person whose work they do as a substitute."""

    person: str
    roles: frozenset[Role]
    unit: str
    stands_for: str | None = None

    def has(self, *roles: Role) -> bool:
        return not self.roles.isdisjoint(roles)


THE_CLOCK = Actor(person="clock", roles=frozenset({Role.CLOCK}), unit="")
