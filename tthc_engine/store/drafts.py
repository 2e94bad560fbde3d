"""Forms that were begun at the desk: each its writer's alone, kept for some days, ended by its acceptance."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from tthc_engine.store.columns import instant_of, instant_text
from tthc_engine.store.sql import Session

KEPT_FOR = timedelta(days=14)
"""Personal data that nobody handed in are not kept longer than a fortnight."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    id: str
    title: str
    procedure: str
    at: datetime


def save(
    session: Session, key: str, typed: Mapping[str, str], *, person: str, unit: str, title: str, at: datetime
) -> None:
    """Keep the form as it is now; one of another officer with the same key is left alone."""
    theirs = session.value("SELECT person FROM draft WHERE id = ?", (key,))
    if theirs not in (None, person):
        return
    session.put(
        "draft",
        {
            "id": key,
            "person": person,
            "unit": unit,
            "title": title,
            "procedure": typed.get("procedure", ""),
            "typed": json.dumps(dict(typed), ensure_ascii=False, sort_keys=True),
            "at": instant_text(at),
        },
        key=("id",),
    )


def of_person(session: Session, person: str, *, at: datetime) -> list[Draft]:
    """The officer's drafts, the newest first; those that are too old are no more."""
    found = session.rows(
        "SELECT id, title, procedure, at FROM draft WHERE person = ? AND at >= ? ORDER BY at DESC",
        (person, instant_text(at - KEPT_FOR)),
    )
    return [Draft(id=key, title=title, procedure=code, at=instant_of(saved)) for key, title, code, saved in found]


def typed(session: Session, key: str, person: str) -> dict[str, str] | None:
    """What the draft holds; None for another officer's or none."""
    found = session.value("SELECT typed FROM draft WHERE id = ? AND person = ?", (key, person))
    return None if found is None else {str(name): str(text) for name, text in json.loads(found).items()}


def end(session: Session, key: str | None, person: str) -> None:
    """The form was accepted or thrown away."""
    session.run("DELETE FROM draft WHERE id = ? AND person = ?", (key or "", person))


def drop_old(session: Session, *, at: datetime) -> int:
    """Remove drafts older than `KEPT_FOR`; how many."""
    return session.run("DELETE FROM draft WHERE at < ?", (instant_text(at - KEPT_FOR),))
