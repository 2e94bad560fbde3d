"""Arguments for a command that a random walk asks: what the walk gives, and something of the right kind for the rest.

A command that is added tomorrow is asked tomorrow, before anybody remembers to name its arguments.
"""

from collections.abc import Mapping
from dataclasses import MISSING, fields
from datetime import datetime
from typing import Any

from tthc_engine.domain import commands as c

_GIVEN_BY_THE_WALK = frozenset({"dossier", "by"})


def arguments(word: str, given: Mapping[str, Any], *, then: datetime) -> dict[str, Any]:
    """`given`, and every other argument that the command cannot do without."""
    made = dict(given)
    for one in fields(c.REQUESTS[word]):
        needed = one.default is MISSING and one.default_factory is MISSING
        if needed and one.name not in made and one.name not in _GIVEN_BY_THE_WALK:
            made[one.name] = _something(one.type, one.name, then)
    return made


def _something(kind: Any, name: str, then: datetime) -> Any:
    if kind is str:
        return name
    if kind is int:
        return 1
    if kind is datetime:
        return then
    if kind is bool:
        return True
    if kind is c.Registration:
        return c.Registration(procedure="2.002854", owner=c.Party(name=name))
    raise TypeError(f"say in the walk what to ask for `{name}`, a {kind}")
