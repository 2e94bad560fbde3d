"""The people of a story: one person a role, called by it, and whoever stands in for somebody absent."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from tthc_engine.domain.absence import Substitution, check_substitution, stands_in_for
from tthc_engine.domain.decide.matter import ROLES, roles_of
from tthc_engine.domain.people import Actor
from tthc_engine.domain.procedure import Role
from tthc_engine.domain.requests import UnknownWord

UNIT = "office"
_TAKES = {"person", "substitute", "from", "until", "reason"}


def substitution(arguments: Mapping[str, Any], by: Actor) -> Substitution:
    """`substitute` with person, substitute, from, until (days, both included) and reason. Raises Refusals."""
    if unknown := sorted(set(arguments) - _TAKES):
        raise UnknownWord(f"substitute takes no {', '.join(unknown)}; it takes: {', '.join(sorted(_TAKES))}")
    if missing := sorted(_TAKES - {"reason"} - set(arguments)):
        raise UnknownWord(f"substitute needs {', '.join(missing)}")
    one = Substitution(
        person=str(arguments["person"]),
        substitute=str(arguments["substitute"]),
        valid_from=_day(arguments["from"]),
        valid_until=_day(arguments["until"]),
        reason=str(arguments.get("reason", "")),
    )
    check_substitution(one, by)
    return one


def _day(given: Any) -> date:
    try:
        return given if isinstance(given, date) else date.fromisoformat(str(given))
    except ValueError as error:
        raise UnknownWord(f'{given!r} is not a day; write "2026-06-01"') from error


def somebody(
    name: str, word: str, absences: Sequence[Substitution], at: datetime, *, local: Callable[[datetime], datetime]
) -> Actor | None:
    """A person that the story named as a substitute, acting in the place of the absent one whose role `word` needs.

    Whoever stands in for nobody that day has no role at all, and is refused. None for a name nobody mentioned.
    """
    if name not in {one.substitute for one in absences}:
        return None
    day = local(at).date()

    def absent_of(person: str) -> list[str]:
        return [one.person for one in absences if one.substitute == person and one.holds(day)]

    held = [Actor(person=name, roles=_own(whom), unit=UNIT, stands_for=whom) for whom in stands_in_for(name, absent_of)]
    needed = ROLES.get(word, frozenset())
    fitting = [one for one in held if not roles_of(one).isdisjoint(needed)]
    return next(iter([*fitting, *held]), Actor(person=name, roles=_own(name), unit=UNIT))


def _own(person: str) -> frozenset[Role]:
    known = {role.value: role for role in Role}
    return frozenset({known[person]}) if person in known else frozenset()
