"""`dataclasses.replace` for wide frozen dataclasses: a fold makes new dossiers for every event of every command."""

from collections.abc import Callable
from dataclasses import fields
from functools import cache
from operator import attrgetter
from typing import Any, TypeVar

T = TypeVar("T")
_Put = Callable[[Any, Any], None]


def replace(one: T, **changed: Any) -> T:
    """`one` with other values in some fields, in a fraction of the time of `dataclasses.replace` on fifty fields.

    For frozen dataclasses without `__post_init__`: slots or dictionary are filled directly, because the generated
    constructor of a frozen class pays a call for each field. Raises TypeError for a field that does not exist.
    """
    kind = type(one)
    if (held := getattr(one, "__dict__", None)) is not None:
        if unknown := changed.keys() - held.keys():
            raise TypeError(f"{kind.__name__} has no field {min(unknown)}")
        twin = object.__new__(kind)
        object.__setattr__(twin, "__dict__", {**held, **changed})
        return twin
    slots, read = _slots_of(kind)  # type: ignore[arg-type]
    new = object.__new__(kind)
    for put, value in zip(slots.values(), read(one), strict=True):
        put(new, value)
    for name, value in changed.items():
        if name not in slots:
            raise TypeError(f"{kind.__name__} has no field {name}")
        slots[name](new, value)
    return new


def completed(fresh: T, **changed: Any) -> T:
    """`fresh` itself with other values, for an object that its maker alone has seen: saves a copy of all its fields."""
    if (held := getattr(fresh, "__dict__", None)) is not None:
        held.update(changed)
        return fresh
    slots, _ = _slots_of(type(fresh))  # type: ignore[arg-type]
    for name, value in changed.items():
        slots[name](fresh, value)
    return fresh


@cache
def _slots_of(kind: type) -> tuple[dict[str, _Put], Callable[[Any], tuple[Any, ...]]]:
    names = tuple(field.name for field in fields(kind))
    # attrgetter of one name gives the value itself, not a tuple of one.
    read = attrgetter(*names) if len(names) > 1 else lambda one: (getattr(one, names[0]),)
    return {name: getattr(kind, name).__set__ for name in names}, read
