"""Results that are still valid, as one register: what was entered by hand or in a list, and what was released here."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from tthc_engine.catalogue.search import fold
from tthc_engine.domain.kept_result import KeptResult
from tthc_engine.store.columns import instant_text, known_instant
from tthc_engine.store.people import Scope
from tthc_engine.store.sql import Row, Session, marks

_COLUMNS = (
    "id, unit, kind, number, issued_on, issuer, holder, identifier, valid_from, valid_until, sha256, digitised_at,"
    " withdrawn_at, withdrawn_why, dossier_id"
)
_SHARED = (
    "unit, kind, number, issued_on, holder, identifier, words, valid_from, valid_until, at, sha256, digitised_at,"
    " withdrawn_at, withdrawn_why"
)
_ENTERED = f"SELECT id, issuer, '' AS dossier_id, {_SHARED} FROM kept_result"
_RELEASED = f"SELECT g.dossier_id || '-' || g.turn AS id, '' AS issuer, g.dossier_id, {_SHARED} FROM given_result g"
"""Its key is the dossier's and which of its results it is, counted from 1."""
PAGE = 50
_LONGEST_TURN = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the register."""

    id: str
    unit: str
    result: KeptResult
    sha256: str
    digitised_at: datetime | None
    withdrawn_at: datetime | None
    withdrawn_why: str
    """A person's words; `corrected` or `reopened` of a result released here."""
    dossier: str = ""
    """Of which dossier it is the result; empty: entered by hand or in a list."""

    def valid_on(self, day: date) -> bool:
        return self.withdrawn_at is None and self.result.valid_on(day)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which lines: `words` in number, holder, kind or the whole identity number; narrowed by what is valid or lacks."""

    words: str = ""
    valid_on: date | None = None
    on_paper_only: bool = False


@dataclass(frozen=True, slots=True)
class Counted:
    """Of one kind, as known at an instant."""

    kind: str
    valid: int
    digitised: int


def enter(session: Session, unit: str, one: KeptResult, *, key: str, sha256: str, by: str, at: datetime) -> bool:
    """Keep it; False, and nothing changes, where the unit has that paper of that holder already, or released it."""
    same = same_as(one)
    if session.value("SELECT 1 FROM given_result WHERE unit = ? AND same = ? LIMIT 1", (unit, same)) is not None:
        return False
    values = {
        "id": key,
        "unit": unit,
        "same": same,
        "kind": one.kind,
        "number": one.number,
        "issued_on": one.issued_on.isoformat(),
        "issuer": one.issuer,
        "holder": one.holder,
        "identifier": one.identifier,
        "words": fold(f"{one.number} {one.holder} {one.kind}"),
        "valid_from": one.valid_from.isoformat(),
        "valid_until": one.valid_until.isoformat() if one.valid_until else None,
        "at": instant_text(at),
        "by_person": by,
        "sha256": sha256,
        "digitised_at": instant_text(at) if sha256 else None,
        "withdrawn_at": None,
        "withdrawn_why": "",
    }
    return session.insert_new("kept_result", values)


def same_as(one: KeptResult) -> str:
    """By what the same paper of the same holder is known, however it is written."""
    said = "\n".join((fold(one.kind), fold(one.number), one.issued_on.isoformat(), one.identifier or fold(one.holder)))
    return hashlib.sha256(said.encode()).hexdigest()


def attach(session: Session, key: str, sha256: str, *, at: datetime) -> bool:
    """Its scan, once; False where it has one."""
    changed = session.run(
        "UPDATE kept_result SET sha256 = ?, digitised_at = ? WHERE id = ? AND sha256 = ''",
        (sha256, instant_text(at), key),
    )
    return bool(changed)


def withdraw(session: Session, key: str, *, why: str, at: datetime) -> bool:
    """It is not valid any more (thu hồi, thay thế, nhập nhầm); False where that was said already."""
    changed = session.run(
        "UPDATE kept_result SET withdrawn_at = ?, withdrawn_why = ? WHERE id = ? AND withdrawn_at IS NULL",
        (instant_text(at), why, key),
    )
    return bool(changed)


def by_id(session: Session, scope: Scope, key: str) -> Entry | None:
    """The line of that key, entered by hand or released here; None where the scope does not hold it."""
    row = session.row(f"SELECT {_COLUMNS} FROM ({_ENTERED} WHERE id = ?) AS register", (key,))
    if row is None and (released := turn_of(key)) is not None:
        one = f"{_RELEASED} WHERE g.dossier_id = ? AND g.turn = ?"
        row = session.row(f"SELECT {_COLUMNS} FROM ({one}) AS register", released)
    found = None if row is None else _entry(row)
    return found if found is not None and scope.holds(found.unit) else None


def turn_of(key: str) -> tuple[str, int] | None:
    """Of the key of a line that was released here: its dossier and which of its results it is; else None."""
    dossier, _, turn = key.rpartition("-")
    return (dossier, int(turn)) if dossier and turn.isdecimal() and len(turn) < _LONGEST_TURN else None


def known(session: Session, unit: str, one: KeptResult) -> str | None:
    """The key of the unit's line of that paper; None where it has none."""
    row = session.row(
        f"SELECT id FROM ({_ENTERED} WHERE unit = ? AND same = ? UNION ALL {_RELEASED} WHERE unit = ? AND same = ?)"
        " AS register ORDER BY dossier_id, id DESC LIMIT 1",
        (unit, same_as(one)) * 2,
    )
    return None if row is None else str(row[0])


def listed(session: Session, scope: Scope, wanted: Wanted, *, page: int = 1) -> tuple[list[Entry], int]:
    """One page of the lines, the newest papers first, and how many there are."""
    where, values = _where(scope, wanted)
    total = int(session.value(f"SELECT COUNT(*) FROM {_register(where)}", (*values, *values)) or 0)
    rows = session.rows(
        f"SELECT {_COLUMNS} FROM {_register(where)} ORDER BY issued_on DESC, number, id LIMIT ? OFFSET ?",
        (*values, *values, PAGE, (page - 1) * PAGE),
    )
    return [_entry(row) for row in rows], total


def of_holder(session: Session, scope: Scope, identifier: str, *, on: date) -> list[Entry]:
    """What this whole identity number holds that is valid on that day, the newest first; a name finds nothing."""
    if not identifier.strip():
        return []
    # By the number alone, which its index finds; SQLite would rather read everything of a unit.
    rows = session.rows(
        f"SELECT {_COLUMNS} FROM {_register('identifier = ?')} ORDER BY issued_on DESC, id",
        (identifier.strip(),) * 2,
    )
    return [one for one in map(_entry, rows) if scope.holds(one.unit) and one.valid_on(on)]


def has_scan(session: Session, scope: Scope, sha256: str) -> bool:
    where, values = _of_units(scope)
    found = session.value(f"SELECT 1 FROM kept_result WHERE sha256 = ? AND {where} LIMIT 1", (sha256, *values))
    return found is not None


def counted(session: Session, units: Iterable[str], day: date, then: datetime) -> list[Counted]:
    """By kind, what was valid on `day` and how much of it had a file, as was known at `then`."""
    where, values = _valid(units, day, then)
    rows = session.rows(
        "SELECT kind, COUNT(*), SUM(CASE WHEN digitised_at IS NOT NULL AND digitised_at <= ? THEN 1 ELSE 0 END)"
        f" FROM {_register(where)} GROUP BY kind ORDER BY kind",
        (instant_text(then), *values, *values),
    )
    return [Counted(row[0], int(row[1]), int(row[2])) for row in rows]


def behind(
    session: Session, units: Iterable[str], day: date, then: datetime, *, kind: str = "", digitised: bool | None = None
) -> list[Entry]:
    """The lines that `counted` counts, the newest papers first: of one kind, with or without a file as known then."""
    where, values = _valid(units, day, then)
    narrower, more = ("kind = ?", (kind,)) if kind else ("TRUE", ())
    rows = session.rows(
        f"SELECT {_COLUMNS} FROM {_register(where)} WHERE {narrower} ORDER BY issued_on DESC, number, id",
        (*values, *values, *more),
    )
    found = [_entry(row) for row in rows]
    if digitised is None:
        return found
    return [one for one in found if (one.digitised_at is not None and one.digitised_at <= then) is digitised]


def _valid(units: Iterable[str], day: date, then: datetime) -> tuple[str, tuple[str, ...]]:
    """Valid on `day`, as was known at `then`."""
    names, known, on = sorted(units), instant_text(then), day.isoformat()
    where = (
        f"unit IN ({marks(len(names))}) AND at <= ? AND valid_from <= ? AND (valid_until IS NULL OR valid_until >= ?)"
        " AND (withdrawn_at IS NULL OR withdrawn_at > ?)"
    )
    return where, (*names, known, on, on, known)


def _register(where: str) -> str:
    """Both halves of the register, each narrowed by `where` itself; its values are given twice."""
    return (
        f"({_ENTERED} WHERE {where} UNION ALL {_RELEASED} WHERE {where} AND NOT EXISTS"
        # Entered by hand before the software knew of it: that line has its file, and stands for both.
        " (SELECT 1 FROM kept_result k WHERE k.unit = g.unit AND k.same = g.same)) AS register"
    )


def _where(scope: Scope, wanted: Wanted) -> tuple[str, tuple[str, ...]]:
    where, values = _of_units(scope)
    found = list(values)
    if wanted.words.strip():
        where += " AND (words LIKE ? ESCAPE '!' OR identifier = ?)"
        plain = fold(wanted.words).replace("!", "!!").replace("%", "!%").replace("_", "!_")
        found += [f"%{plain}%", wanted.words.strip()]
    if wanted.valid_on is not None:
        day = wanted.valid_on.isoformat()
        where += " AND withdrawn_at IS NULL AND valid_from <= ? AND (valid_until IS NULL OR valid_until >= ?)"
        found += [day, day]
    if wanted.on_paper_only:
        where += " AND digitised_at IS NULL"
    return where, tuple(found)


def _of_units(scope: Scope) -> tuple[str, tuple[str, ...]]:
    if scope.units is None:
        return "TRUE", ()
    names = tuple(sorted(scope.units))
    return f"unit IN ({marks(len(names))})", names


def _entry(row: Row) -> Entry:
    return Entry(
        id=row[0],
        unit=row[1],
        result=KeptResult(
            kind=row[2],
            number=row[3],
            issued_on=date.fromisoformat(row[4]),
            issuer=row[5],
            holder=row[6],
            identifier=row[7],
            valid_from=date.fromisoformat(row[8]),
            valid_until=date.fromisoformat(row[9]) if row[9] else None,
        ),
        sha256=row[10],
        digitised_at=known_instant(row[11]),
        withdrawn_at=known_instant(row[12]),
        withdrawn_why=row[13],
        dossier=row[14],
    )
