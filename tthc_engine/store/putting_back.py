"""One dossier's rows put back from a backup, where the two chains are one chain; else nothing is touched."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select
from sqlmodel import SQLModel

from tthc_engine.domain.errors import TthcError
from tthc_engine.store import log, offices
from tthc_engine.store.sql import Session

_EVENTS = (
    "SELECT dossier_id, seq, kind, at, by_person, stands_for, procedure, regime, calendar, payload, personal_digest,"
    " prev_hash, hash FROM event WHERE dossier_id = ? ORDER BY seq"
)
_BY_DOSSIER = ("letter", "scan_use")
"""Rows that no event gives back and that belong to a dossier: what is missing is put back, what is there stays."""


class CannotPutBack(TthcError):
    """The backup's chain and the office's are not one chain."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PutBack:
    dossier: str
    events: int
    """Events that were damaged or missing."""
    personal: int
    rows: int
    """Letters, their files, messages and scans of papers that were missing."""
    purged: bool
    """Its personal data were removed for ever since: they stay removed."""


def find(backup: Session, code: str) -> str:
    """The dossier's id in the backup, by its code or its id. Raises CannotPutBack."""
    found = backup.value("SELECT id FROM dossier WHERE reference = ? OR id = ?", (code, code))
    if found is None:
        raise CannotPutBack(f"The backup holds no dossier {code}.")
    return str(found)


def put_back(session: Session, backup: Session, dossier: str, *, by: str, at: datetime) -> PutBack:
    """Write the dossier's events as the backup has them, and what of its other rows is missing, in this transaction.

    The backup's chain must hold by itself. It is taken where the office's own end is an event of it (equal, or the
    backup goes on), or where the office's later events go on from the backup's end. The caller then has its lists
    rebuilt and the log proven. Left as an audit event. Raises CannotPutBack with why.
    """
    theirs, ours = backup.rows(_EVENTS, (dossier,)), session.rows(_EVENTS, (dossier,))
    _check_chain(theirs)
    later = _later(session, dossier, theirs, ours)
    purged = _is_purged(session, dossier)
    whole = {row[1]: row for row in ours}
    damaged = [row[1] for row in theirs if whole.get(row[1]) != row]
    _replace_events(session, backup, dossier, damaged)
    personal = 0 if purged else _personal(session, backup, dossier, [*theirs, *later])
    rows = 0 if purged else _others(session, backup, dossier)
    unit = session.value("SELECT receiving_unit FROM dossier WHERE id = ?", (dossier,)) or ""
    said = {"dossier": dossier, "events": damaged, "personal": personal, "rows": rows}
    offices.audit(session, str(unit), kind="dossier_put_back", by=by, at=at, payload=said)
    return PutBack(dossier=dossier, events=len(damaged), personal=personal, rows=rows, purged=purged)


def _check_chain(chain: Sequence[Any], *, after: str = log.GENESIS, first: int = 1, whose: str = "backup's") -> None:
    for expected, row in enumerate(chain, start=first):
        if row[1] != expected or row[-2] != after or log.chained(after, row[:-2]) != row[-1]:
            raise CannotPutBack(f"The {whose} own event {expected} of this dossier does not hold; use another backup.")
        after = row[-1]


def _later(session: Session, dossier: str, theirs: Sequence[Any], ours: Sequence[Any]) -> list[Any]:
    """The office's events after the backup's last one, proven to go on from it."""
    listed = session.row("SELECT version, head_hash FROM dossier WHERE id = ?", (dossier,))
    version, head = (int(listed[0]), str(listed[1])) if listed is not None else (0, log.GENESIS)
    if version == 0 and ours:
        version, head = ours[-1][1], ours[-1][-1]
    if version <= len(theirs):
        if version and theirs[version - 1][-1] != head:
            raise CannotPutBack(
                f"The office's event {version} of this dossier is not the backup's: they are two histories, and a"
                " person must look which is true. Nothing was changed."
            )
        return []
    later = [row for row in ours if row[1] > len(theirs)]
    try:
        _check_chain(later, after=theirs[-1][-1], first=len(theirs) + 1, whose="office's")
    except CannotPutBack as broken:
        raise CannotPutBack(
            f"The office has events of this dossier after the backup's {len(theirs)}, and they do not go on from there"
            " unbroken: a later backup is needed. Nothing was changed."
        ) from broken
    if not later or (later[-1][1], later[-1][-1]) != (version, head):
        raise CannotPutBack(
            f"The office knows {version} events of this dossier, the backup holds {len(theirs)} and the rest is lost:"
            " a later backup is needed. Nothing was changed."
        )
    return later


def _is_purged(session: Session, dossier: str) -> bool:
    kept = session.rows("SELECT payload FROM office_event WHERE kind = 'personal_purged'")
    return any(f'"{dossier}"' in row[0] for row in kept)


def _replace_events(session: Session, backup: Session, dossier: str, damaged: Sequence[int]) -> None:
    table = SQLModel.metadata.tables["event"]
    for seq in damaged:
        of_it = (table.c.dossier_id == dossier) & (table.c.seq == seq)
        row = backup.execute(select(table).where(of_it)).mappings().one()
        session.execute(delete(table).where(of_it))
        other = session.row("SELECT dossier_id, seq FROM event WHERE position = ?", (row["position"],))
        if other is not None:
            raise CannotPutBack(
                f"The place of event {seq} in the log is taken by another: not a backup of this office."
            )
        session.execute(insert(table).values(**row))


def _personal(session: Session, backup: Session, dossier: str, chain: Sequence[Any]) -> int:
    """Personal parts that are missing or do not give their event's digest, where the backup's do."""
    put = 0
    read = "SELECT salt, payload FROM personal WHERE dossier_id = ? AND seq = ?"
    for row in chain:
        seq, digest = row[1], row[10]
        ours, theirs = session.row(read, (dossier, seq)), backup.row(read, (dossier, seq))
        if theirs is None or log.personal_digest(*theirs) != digest:
            continue
        if ours is None or log.personal_digest(*ours) != digest:
            values = {"dossier_id": dossier, "seq": seq, "salt": theirs[0], "payload": theirs[1]}
            session.put("personal", values, key=["dossier_id", "seq"])
            put += 1
    return put


def _is_whole(kept: bytes | None, sha256: str) -> bool:
    """A file that was never made is whole."""
    return kept is None or hashlib.sha256(kept).hexdigest() == sha256


def _others(session: Session, backup: Session, dossier: str) -> int:
    put = sum(_missing(session, backup, name, dossier_id=dossier) for name in _BY_DOSSIER)
    put += sum(
        _missing(session, backup, "scan", sha256=row[0])
        for row in session.rows("SELECT sha256 FROM scan_use WHERE dossier_id = ?", (dossier,))
    )
    for (letter,) in session.rows("SELECT id FROM letter WHERE dossier_id = ?", (dossier,)):
        kept = session.row("SELECT sha256, pdf, word_sha256, word FROM letter_file WHERE letter_id = ?", (letter,))
        if kept is not None and not (_is_whole(kept[1], kept[0]) and _is_whole(kept[3], kept[2])):
            session.run("DELETE FROM letter_file WHERE letter_id = ?", (letter,))
        put += _missing(session, backup, "letter_file", letter_id=letter)
    before = {row[0] for row in session.rows("SELECT key FROM outbox WHERE dossier_id = ?", (dossier,))}
    put += _missing(session, backup, "outbox", dossier_id=dossier)
    for (key,) in session.rows("SELECT key FROM outbox WHERE dossier_id = ?", (dossier,)):
        if key not in before:
            # Whether it went since nobody knows: a person decides, by `tthc deliver --again`.
            session.run("UPDATE outbox SET state = 'failed' WHERE key = ? AND state IN ('waiting', 'held')", (key,))
    return put


def _missing(session: Session, backup: Session, name: str, **where: str) -> int:
    """Insert the backup's rows that are not there by their primary key; how many."""
    table = SQLModel.metadata.tables[name]
    put = 0
    wanted = select(table)
    for column, value in where.items():
        wanted = wanted.where(table.c[column] == value)
    for row in backup.execute(wanted).mappings():
        key = [column == row[column.name] for column in table.primary_key]
        if session.execute(select(table).where(*key)).first() is None:
            session.execute(insert(table).values(**row))
            put += 1
    return put
