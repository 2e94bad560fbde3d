"""Whether an error says that the database cannot be reached just now, and not that what was asked of it is wrong."""

import sqlite3

import psycopg

_ENDED_OR_STARTING = frozenset({"57P01", "57P02", "57P03"})
"""PostgreSQL's states: shut down by its operator, crashed, not accepting connections yet."""


def is_away(error: BaseException) -> bool:
    """However deep in the error it was said; the same request may be sent again when the database is back."""
    waiting: list[BaseException | None] = [error]
    # A group's error names the group as its context: each is looked at once.
    seen: set[int] = set()
    while waiting:
        one = waiting.pop()
        if one is None or id(one) in seen:
            continue
        if _says_so(one):
            return True
        seen.add(id(one))
        waiting += [one.__cause__, one.__context__, *(one.exceptions if isinstance(one, BaseExceptionGroup) else ())]
    return False


def _says_so(error: BaseException) -> bool:
    if isinstance(error, psycopg.OperationalError):
        # Without a state it is the connection itself that broke, or could not be made.
        state = error.sqlstate or "08"
        return state.startswith("08") or state in _ENDED_OR_STARTING
    if isinstance(error, sqlite3.OperationalError):
        return getattr(error, "sqlite_errorcode", None) in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_IOERR)
    return False
