"""A unit's yearly plans and what was entered about them; only ever added to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from tthc_engine.store import offices
from tthc_engine.store.columns import instant_of, instant_text
from tthc_engine.store.sql import Session


class State(StrEnum):
    NOT_BEGUN = "not_begun"
    DOING = "doing"
    DONE = "done"
    GIVEN_UP = "given_up"
    """Cannot be done; the difficulty says why."""


@dataclass(frozen=True, slots=True)
class PlanKey:
    unit: str
    slug: str
    year: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Adopted:
    key: PlanKey
    version: int
    text: str
    at: datetime
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """About one target (`part` of `whole`, or a count), task (`state`) or duty (`due_on`)."""

    about: str
    kind: str
    part: float | None = None
    whole: float | None = None
    state: str = ""
    due_on: date | None = None
    evidence: str = ""
    difficulty: str = ""
    at: datetime
    by: str


def adopt(session: Session, key: PlanKey, text: str, *, by: str, at: datetime) -> int:
    """Keep the plan, or its further version; which version it became. An audit event says who."""
    known = session.value(
        "SELECT MAX(version) FROM plan WHERE unit = ? AND slug = ? AND year = ?", (key.unit, key.slug, key.year)
    )
    version = int(known or 0) + 1
    session.insert(
        "plan",
        {
            "unit": key.unit,
            "slug": key.slug,
            "year": key.year,
            "version": version,
            "text": text,
            "at": instant_text(at),
            "by_person": by,
        },
    )
    payload = {"plan": key.slug, "year": key.year, "version": version}
    offices.audit(session, key.unit, kind="plan_adopted", by=by, at=at, payload=payload)
    return version


def adopted(session: Session, units: Sequence[str]) -> list[Adopted]:
    """The newest version of each plan of the units, the newest year first."""
    found = [one for unit in sorted(units) for one in _of_unit(session, unit)]
    return sorted(found, key=lambda one: (-one.key.year, one.key.unit, one.key.slug))


def find(session: Session, key: PlanKey) -> Adopted | None:
    return next((one for one in _of_unit(session, key.unit) if one.key == key), None)


def _of_unit(session: Session, unit: str) -> list[Adopted]:
    found = session.rows(
        "SELECT slug, year, version, text, at, by_person FROM plan WHERE unit = ? ORDER BY slug, year, version", (unit,)
    )
    newest = {
        PlanKey(unit, row[0], row[1]): Adopted(
            key=PlanKey(unit, row[0], row[1]), version=row[2], text=row[3], at=instant_of(row[4]), by=row[5]
        )
        for row in found
    }
    return list(newest.values())


def enter(session: Session, key: PlanKey, note: Note) -> None:
    session.insert(
        "plan_note",
        {
            "unit": key.unit,
            "slug": key.slug,
            "year": key.year,
            "about": note.about,
            "kind": note.kind,
            "part": note.part,
            "whole": note.whole,
            "state": note.state,
            "due_on": note.due_on.isoformat() if note.due_on else None,
            "evidence": note.evidence,
            "difficulty": note.difficulty,
            "at": instant_text(note.at),
            "by_person": note.by,
        },
    )


def notes(session: Session, key: PlanKey, *, then: datetime) -> list[Note]:
    """Everything that had been entered by `then`, oldest first."""
    found = session.rows(
        "SELECT about, kind, part, whole, state, due_on, evidence, difficulty, at, by_person FROM plan_note"
        " WHERE unit = ? AND slug = ? AND year = ? AND at <= ? ORDER BY id",
        (key.unit, key.slug, key.year, instant_text(then)),
    )
    return [
        Note(
            about=row[0],
            kind=row[1],
            part=row[2],
            whole=row[3],
            state=row[4],
            due_on=date.fromisoformat(row[5]) if row[5] else None,
            evidence=row[6],
            difficulty=row[7],
            at=instant_of(row[8]),
            by=row[9],
        )
        for row in found
    ]
