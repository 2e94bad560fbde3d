"""A unit's yearly plans and what was entered about them; only ever added to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from tthc_engine.store import offices
from tthc_engine.store.columns import instant_of, instant_or_none, instant_text
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
    finding: int | None = None
    period: str = ""
    evidence: str = ""
    difficulty: str = ""
    at: datetime
    by: str
    id: int = 0
    """0: not kept yet."""
    files: tuple[str, ...] = ()
    """Hashes of the files that were handed in with it."""


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
    look_at(session, key, at)
    return version


def adopted(session: Session, units: Sequence[str]) -> list[Adopted]:
    """The newest version of each plan of the units, the newest year first."""
    found = [one for unit in sorted(units) for one in _of_unit(session, unit)]
    return sorted(found, key=lambda one: (-one.key.year, one.key.unit, one.key.slug))


def find(session: Session, key: PlanKey) -> Adopted | None:
    return next(iter(versions(session, key)[::-1]), None)


def versions(session: Session, key: PlanKey) -> list[Adopted]:
    """Every version of one plan, the oldest first."""
    return [one for one in _read(session, key.unit) if one.key == key]


def _of_unit(session: Session, unit: str) -> list[Adopted]:
    return list({one.key: one for one in _read(session, unit)}.values())


def _read(session: Session, unit: str) -> list[Adopted]:
    found = session.rows(
        "SELECT slug, year, version, text, at, by_person FROM plan WHERE unit = ? ORDER BY slug, year, version", (unit,)
    )
    return [
        Adopted(key=PlanKey(unit, row[0], row[1]), version=row[2], text=row[3], at=instant_of(row[4]), by=row[5])
        for row in found
    ]


def look_at(session: Session, key: PlanKey, next_at: datetime | None) -> None:
    """The reminders of this plan are looked at next at that instant; None: never again."""
    row = {"unit": key.unit, "slug": key.slug, "year": key.year, "next_at": instant_or_none(next_at)}
    session.put("plan_watch", row, key=("unit", "slug", "year"))


def look_at_all(session: Session, at: datetime) -> None:
    """A calendar has changed: every day on which somebody is reminded may be another one."""
    session.run("UPDATE plan_watch SET next_at = ?", (instant_text(at),))


def to_look_at(session: Session, at: datetime, *, limit: int = 100) -> list[PlanKey]:
    """Plans whose reminders are due at `at`: one indexed read."""
    found = session.rows(
        "SELECT unit, slug, year FROM plan_watch WHERE next_at <= ? ORDER BY next_at, unit, slug, year LIMIT ?",
        (instant_text(at), limit),
    )
    return [PlanKey(row[0], row[1], row[2]) for row in found]


def enter(session: Session, key: PlanKey, note: Note) -> int:
    """Keep the note with its files; its id."""
    kept = session.insert_numbered(
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
            "finding": note.finding,
            "period": note.period,
            "evidence": note.evidence,
            "difficulty": note.difficulty,
            "at": instant_text(note.at),
            "by_person": note.by,
        },
    )
    for sha256 in dict.fromkeys(note.files):
        session.insert("plan_file", {"note": kept, "sha256": sha256})
    look_at(session, key, note.at)
    return kept


def notes(session: Session, key: PlanKey, *, then: datetime) -> list[Note]:
    """Everything that had been entered by `then`, oldest first."""
    found = session.rows(
        "SELECT about, kind, part, whole, state, due_on, finding, period, evidence, difficulty, at, by_person, id"
        " FROM plan_note WHERE unit = ? AND slug = ? AND year = ? AND at <= ? ORDER BY id",
        (*_where(key), instant_text(then)),
    )
    files: dict[int, list[str]] = {}
    for note, sha256 in session.rows(
        "SELECT f.note, f.sha256 FROM plan_file f JOIN plan_note n ON n.id = f.note"
        " WHERE n.unit = ? AND n.slug = ? AND n.year = ? ORDER BY f.note, f.sha256",
        _where(key),
    ):
        files.setdefault(note, []).append(sha256)
    return [
        Note(
            about=row[0],
            kind=row[1],
            part=row[2],
            whole=row[3],
            state=row[4],
            due_on=date.fromisoformat(row[5]) if row[5] else None,
            finding=row[6],
            period=row[7],
            evidence=row[8],
            difficulty=row[9],
            at=instant_of(row[10]),
            by=row[11],
            id=row[12],
            files=tuple(files.get(row[12], ())),
        )
        for row in found
    ]


def has_file(session: Session, key: PlanKey, sha256: str) -> bool:
    """Whether the file was handed in with a note of this plan."""
    found = session.value(
        "SELECT 1 FROM plan_file f JOIN plan_note n ON n.id = f.note"
        " WHERE n.unit = ? AND n.slug = ? AND n.year = ? AND f.sha256 = ? LIMIT 1",
        (*_where(key), sha256),
    )
    return found is not None


def _where(key: PlanKey) -> tuple[str, str, int]:
    return key.unit, key.slug, key.year
