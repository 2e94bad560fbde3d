"""What a list of dossiers may be narrowed by, and the SQL that narrows it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tthc_engine.catalogue import fold
from tthc_engine.store.columns import instant_text
from tthc_engine.store.people import Scope
from tthc_engine.store.sql import marks


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """What a list shows; an empty one shows everything in the scope."""

    open_only: bool | None = None
    """True: still open, False: closed, None: both."""
    procedure: str | None = None
    """Slug or national code."""
    status: int | None = None
    channel: str | None = None
    outcome: str | None = None
    assignee: str | None = None
    unit: str | None = None
    """Competent unit."""
    list_key: str | None = None
    owner_identifier: str | None = None
    """The owner's whole number, as it was entered."""
    words: str = ""
    received_from: datetime | None = None
    received_until: datetime | None = None
    """Not included."""
    returned_from: datetime | None = None
    returned_until: datetime | None = None
    """Not included."""
    due_until: datetime | None = None
    due_from: datetime | None = None
    overdue_at: datetime | None = None
    """Open here and past due at this instant."""
    followed_late_at: datetime | None = None
    """Open in another system, and past the date it promised at this instant."""
    step_late_at: datetime | None = None
    """Open, its step past its own limit at this instant and the dossier not (chậm tiến độ)."""
    step_role: str | None = None
    step_unit: str | None = None
    unassigned: bool = False
    """Given to nobody by name."""
    owing: str | None = None
    """The kind of obligation that is still owed for it."""
    ids: frozenset[str] | None = None


def where_of(scope: Scope, chosen: Filter, *, half: tuple[str, tuple[str, ...]] | None = None) -> tuple[str, list[Any]]:
    """The SQL that keeps what is chosen within the scope, and its values; of one of `Scope.halves` alone for sums."""
    clause, scoped = half or scope.clause()
    parts = [clause]
    values: list[Any] = list(scoped)
    if chosen.open_only is not None:
        parts.append("is_open" if chosen.open_only else "NOT is_open")
    if chosen.procedure is not None:
        parts.append("(procedure = ? OR code = ?)")
        values += [chosen.procedure, chosen.procedure]
    for column, wanted in (
        ("status", chosen.status),
        ("channel", chosen.channel),
        ("outcome", chosen.outcome),
        ("assignee", chosen.assignee),
        ("competent_unit", chosen.unit),
        ("list_key", chosen.list_key),
        ("owner_identifier", chosen.owner_identifier),
        ("step_role", chosen.step_role),
        ("step_unit", chosen.step_unit),
    ):
        if wanted is not None:
            parts.append(f"{column} = ?")
            values.append(wanted)
    for sql, instant in (
        ("received_at >= ?", chosen.received_from),
        ("received_at < ?", chosen.received_until),
        ("returned_at >= ?", chosen.returned_from),
        ("returned_at < ?", chosen.returned_until),
        ("due_sort <= ?", chosen.due_until),
        ("due_sort >= ?", chosen.due_from),
        ("is_open AND due_sort < ? AND stage <> 'followed'", chosen.overdue_at),
        ("is_open AND due_sort < ? AND stage = 'followed'", chosen.followed_late_at),
    ):
        if instant is not None:
            parts.append(sql)
            values.append(instant_text(instant))
    if chosen.step_late_at is not None:
        parts.append("is_open AND step_due < ? AND due_sort >= ? AND NOT stopped")
        values += [instant_text(chosen.step_late_at)] * 2
    if chosen.unassigned:
        parts.append("assignee IS NULL AND step_role IS NOT NULL")
    if chosen.owing is not None:
        parts.append("dossier.id IN (SELECT dossier_id FROM obligation WHERE settled IS NULL AND kind = ?)")
        values.append(chosen.owing)
    if chosen.ids is not None:
        parts.append(f"id IN ({marks(len(chosen.ids))})")
        values += sorted(chosen.ids)
    for word in fold(chosen.words).split():
        begins = [f"% {_literal(word)}%", *(f"%{mark}{_literal(word)}%" for mark in "-./" if word[0].isdigit())]
        likes = " OR ".join(["' ' || search LIKE ? ESCAPE '\\'"] * len(begins))
        parts.append(f"({likes} OR owner_identifier = ?)")
        values += [*begins, word]
    return " AND ".join(parts), values


def _literal(word: str) -> str:
    """A typed `%` or `_` is a character, not a pattern."""
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
