"""A person's own lists: filters kept under a name, and the columns they want to see."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from tthc_engine.store.columns import instant_text
from tthc_engine.store.sql import Session

MOST = 12
"""Lists one person may keep: more would be a list of lists."""
COLUMNS = ""
"""The row that holds the columns."""


@dataclass(frozen=True, slots=True)
class SavedList:
    name: str
    chosen: Mapping[str, str]
    """Field of the filter to what stands in it."""


def lists(session: Session, person: str) -> list[SavedList]:
    """By name."""
    found = session.rows(
        "SELECT name, chosen FROM saved_list WHERE person = ? AND name <> ? ORDER BY name", (person, COLUMNS)
    )
    return [SavedList(row[0], json.loads(row[1])) for row in found]


def save(session: Session, person: str, name: str, chosen: Mapping[str, str], *, at: datetime) -> bool:
    """Keep a filter under `name`, in place of one of that name; False when the person keeps the most already."""
    if len(lists(session, person)) >= MOST and name not in {one.name for one in lists(session, person)}:
        return False
    _put(session, person, name, dict(chosen), at=at)
    return True


def remove(session: Session, person: str, name: str) -> None:
    session.run("DELETE FROM saved_list WHERE person = ? AND name = ?", (person, name))


def columns(session: Session, person: str) -> tuple[str, ...] | None:
    """The columns the person chose; None while nothing was chosen."""
    found = session.value("SELECT chosen FROM saved_list WHERE person = ? AND name = ?", (person, COLUMNS))
    return None if found is None else tuple(json.loads(found)["columns"])


def choose_columns(session: Session, person: str, names: Sequence[str], *, at: datetime) -> None:
    _put(session, person, COLUMNS, {"columns": list(names)}, at=at)


def _put(session: Session, person: str, name: str, chosen: object, *, at: datetime) -> None:
    session.put(
        "saved_list",
        {
            "person": person,
            "name": name,
            "chosen": json.dumps(chosen, ensure_ascii=False),
            "at": instant_text(at),
        },
        key=("person", "name"),
    )
