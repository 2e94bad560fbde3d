"""People, positions, substitutions, accounts and scopes: who somebody is on a given day, and what they may see."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from tthc_engine.domain.absence import Substitution as Substitution
from tthc_engine.domain.absence import stands_in_for
from tthc_engine.domain.people import Actor
from tthc_engine.domain.procedure import Role
from tthc_engine.store import offices
from tthc_engine.store.sql import Row, Session, marks

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
"""Positions and substitutions hold for days of the office's calendar."""

SEE_BELOW = frozenset({Role.SUPERVISOR, Role.DIRECTOR, Role.ONESTOP_HEAD})
"""Roles that see, and act in, the units under their own."""


@dataclass(frozen=True, slots=True)
class Scope:
    """The units whose dossiers one may see: those that receive there and those that are decided there.

    Every query of the store takes one. `EVERYTHING` is the machine's own (sweep, rebuild, the province's exports).
    """

    units: frozenset[str] | None
    whole: bool = field(default=False, compare=False)
    """Those are all the units there are: nothing need be compared, row by row."""

    @property
    def everything(self) -> bool:
        """Nothing is left out."""
        return self.units is None or self.whole

    def clause(self, table: str = "dossier") -> tuple[str, tuple[str, ...]]:
        """SQL that keeps only the dossiers of this scope, and its values."""
        if self.everything:
            return "TRUE", ()
        if not self.units:
            return "FALSE", ()
        names = tuple(sorted(self.units))
        held = marks(len(names))
        return f"({table}.receiving_unit IN ({held}) OR {table}.competent_unit IN ({held}))", names * 2

    def halves(self, table: str = "dossier") -> tuple[tuple[str, tuple[str, ...]], ...]:
        """The same dossiers in parts that share none, each along an index of its own: what came in there, then what is
        decided there and came in elsewhere. For sums; `clause` alone makes SQLite read every dossier."""
        clause, values = self.clause(table)
        if not values:
            return ((clause, values),)
        names = values[: len(values) // 2]
        held = marks(len(names))
        here = f"{table}.receiving_unit IN ({held})"
        elsewhere = f"{table}.receiving_unit <> {table}.competent_unit AND {table}.competent_unit IN ({held})"
        return (here, names), (f"{elsewhere} AND NOT {here}", names * 2)

    def holds(self, *units: str) -> bool:
        return self.units is None or not self.units.isdisjoint(units)


EVERYTHING = Scope(None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    id: str
    name: str
    title: str = ""
    email: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    person: str
    role: Role
    unit: str
    valid_from: date
    valid_until: date | None = None
    signs: tuple[tuple[str, str], ...] = ()
    """In whose right: (("KT", "Hiệu trưởng"),)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    username: str
    person: str
    password_hash: str
    active: bool
    demo: bool


_HOLDS = "valid_from <= ? AND (valid_until IS NULL OR valid_until >= ?)"


def person(session: Session, key: str) -> Person | None:
    found = session.row("SELECT id, name, title, email, phone FROM person WHERE id = ?", (key,))
    return None if found is None else _person(found)


def names(session: Session, keys: Iterable[str]) -> dict[str, Person]:
    """The people behind keys of the log, in one read; unknown keys are left out."""
    wanted = tuple(sorted(set(keys)))
    if not wanted:
        return {}
    found = session.rows(f"SELECT id, name, title, email, phone FROM person WHERE id IN ({marks(len(wanted))})", wanted)
    return {row[0]: _person(row) for row in found}


def actor(session: Session, key: str, at: datetime, *, unit: str | None = None) -> Actor | None:
    """The person with the roles held on that day; None when they hold none.

    Somebody with positions in several units acts in one of them: `unit`, else the first by name.
    """
    held = [one for one in positions(session, at, person=key) if unit in (None, one.unit)]
    if not held:
        return None
    where = unit or min(one.unit for one in held)
    return Actor(person=key, roles=frozenset(one.role for one in held if one.unit == where), unit=where)


def substitute_actors(session: Session, key: str, at: datetime) -> list[Actor]:
    """As whom else the person may act on that day: one actor for each absent person, with that person's roles.

    Who stands in for somebody absent does also the work which that one had taken over; a circle ends where it began.
    """
    absent = stands_in_for(key, lambda person: _absent(session, person, at))
    whose = ((one, actor(session, one, at)) for one in absent)
    return [
        Actor(person=key, roles=held.roles, unit=held.unit, stands_for=one) for one, held in whose if held is not None
    ]


def _absent(session: Session, substitute: str, at: datetime) -> list[str]:
    """Whose work the person does that day."""
    day = _day(at)
    found = session.rows(
        "SELECT person FROM substitution WHERE substitute = ? AND valid_from <= ? AND valid_until >= ? ORDER BY person",
        (substitute, day, day),
    )
    return [row[0] for row in found]


def present_for(session: Session, key: str, at: datetime) -> list[str]:
    """Who does the work of the person that day, through a chain of absences; empty while they are there themselves.

    A chain that leads only to people who are away too gives the first of it: somebody must be told.
    """
    first = _stand_ins(session, key, at)
    present, waiting, known = [], list(first), {key, *first}
    while waiting:
        one = waiting.pop(0)
        further = _stand_ins(session, one, at)
        if not further:
            present.append(one)
        waiting += [other for other in further if other not in known]
        known |= set(further)
    return present or first


def _stand_ins(session: Session, person: str, at: datetime) -> list[str]:
    day = _day(at)
    found = session.rows(
        "SELECT substitute FROM substitution WHERE person = ? AND valid_from <= ? AND valid_until >= ?"
        " ORDER BY substitute",
        (person, day, day),
    )
    return [row[0] for row in found]


def substitutions(session: Session, scope: Scope, at: datetime) -> list[Substitution]:
    """Those of that day and to come, of people in the scope; the earliest first."""
    found = session.rows(
        "SELECT person, substitute, valid_from, valid_until, reason FROM substitution WHERE valid_until >= ?"
        " ORDER BY valid_from, person, substitute",
        (_day(at),),
    )
    seen = {one.person for one in positions(session, at) if scope.holds(one.unit)}
    return [
        Substitution(
            person=row[0],
            substitute=row[1],
            valid_from=date.fromisoformat(row[2]),
            valid_until=date.fromisoformat(row[3]),
            reason=row[4],
        )
        for row in found
        if row[0] in seen
    ]


def scope_of(session: Session, by: Actor) -> Scope:
    """What an actor may see: their own unit; supervisors, heads and directors see the units under it too.

    Whoever took the place of a unit that ended sees what that one handled: old dossiers stay readable.
    """
    mine = offices.below(session, by.unit) if by.roles & SEE_BELOW else frozenset({by.unit})
    seen = mine | offices.predecessors(session, mine)
    others = session.value(f"SELECT 1 FROM unit WHERE id NOT IN ({marks(len(seen))}) LIMIT 1", tuple(sorted(seen)))
    whole = others is None and by.unit != ""
    return Scope(seen, whole=whole)


def positions(
    session: Session, at: datetime, *, person: str | None = None, unit: str | None = None, role: Role | None = None
) -> list[Position]:
    """Positions held on the day of `at`, narrowed by what is given."""
    day = _day(at)
    sql = f"SELECT person, role, unit, valid_from, valid_until, signs FROM position WHERE {_HOLDS}"
    values: list[str] = [day, day]
    for column, value in (("person", person), ("unit", unit), ("role", role)):
        if value is not None:
            sql += f" AND {column} = ?"
            values.append(str(value))
    return [_position(row) for row in session.rows(f"{sql} ORDER BY unit, role, person", values)]


def every_position(session: Session, person: str) -> list[Position]:
    """What the person holds, held and will hold, the newest first."""
    found = session.rows(
        "SELECT person, role, unit, valid_from, valid_until, signs FROM position WHERE person = ?"
        " ORDER BY valid_from DESC, unit, role",
        (person,),
    )
    return [_position(row) for row in found]


def holders(session: Session, unit: str, role: Role, at: datetime) -> list[Person]:
    """Who holds a role in a unit that day."""
    return list(names(session, (one.person for one in positions(session, at, unit=unit, role=role))).values())


def staff(session: Session, unit: str) -> frozenset[str]:
    """Everybody who ever had a position in the unit: whom its work may have been given to."""
    return frozenset(row[0] for row in session.rows("SELECT DISTINCT person FROM position WHERE unit = ?", (unit,)))


def account(session: Session, username: str) -> Account | None:
    found = session.row(
        "SELECT username, person, password_hash, active, demo FROM account WHERE username = ?", (username,)
    )
    return (
        None
        if found is None
        else Account(
            username=found[0], person=found[1], password_hash=found[2], active=bool(found[3]), demo=bool(found[4])
        )
    )


def accounts(session: Session) -> list[Account]:
    found = session.rows("SELECT username, person, password_hash, active, demo FROM account ORDER BY username")
    return [
        Account(username=row[0], person=row[1], password_hash=row[2], active=bool(row[3]), demo=bool(row[4]))
        for row in found
    ]


# -- changes -----------------------------------------------------------------------------------------------------------


def put_person(session: Session, one: Person) -> None:
    session.put(
        "person",
        {"id": one.id, "name": one.name, "title": one.title, "email": one.email, "phone": one.phone},
        key=("id",),
    )


def put_position(session: Session, one: Position, *, by: str, at: datetime) -> None:
    values = {
        "person": one.person,
        "role": one.role.value,
        "unit": one.unit,
        "valid_from": one.valid_from.isoformat(),
        "valid_until": one.valid_until.isoformat() if one.valid_until else None,
        "signs": json.dumps(one.signs, ensure_ascii=False),
    }
    session.put("position", values, key=("person", "role", "unit", "valid_from"))
    offices.bump(session)
    offices.audit(session, one.unit, kind="position_set", by=by, at=at, payload=values)


def put_substitution(session: Session, one: Substitution, *, unit: str, by: str, at: datetime) -> None:
    values = {
        "person": one.person,
        "substitute": one.substitute,
        "valid_from": one.valid_from.isoformat(),
        "valid_until": one.valid_until.isoformat(),
        "reason": one.reason,
    }
    session.put("substitution", values, key=("person", "substitute", "valid_from"))
    offices.audit(session, unit, kind="substitution_set", by=by, at=at, payload=values)


def put_account(session: Session, one: Account) -> None:
    session.put(
        "account",
        {
            "username": one.username,
            "person": one.person,
            "password_hash": one.password_hash,
            "active": one.active,
            "demo": one.demo,
        },
        key=("username",),
    )


def _day(at: datetime) -> str:
    return at.astimezone(HANOI).date().isoformat()


def _person(row: Row) -> Person:
    return Person(id=row[0], name=row[1], title=row[2], email=row[3], phone=row[4])


def _position(row: Row) -> Position:
    signs: Sequence[Sequence[str]] = json.loads(row[5])
    return Position(
        person=row[0],
        role=Role(row[1]),
        unit=row[2],
        valid_from=date.fromisoformat(row[3]),
        valid_until=date.fromisoformat(row[4]) if row[4] else None,
        signs=tuple((one[0], one[1]) for one in signs),
    )
