"""Which procedures an office really receives: what its search offers first."""

from collections.abc import Mapping

from tthc_engine.store.people import Scope
from tthc_engine.store.sql import Session

LATEST = 2_000
"""Dossiers looked at: the year of a school, some weeks of a commune, never the whole of a province."""


def procedures(session: Session, scope: Scope) -> Mapping[str, int]:
    """How often each code occurs among the scope's latest dossiers."""
    where, values = scope.clause()
    found = session.rows(
        "SELECT code, COUNT(*) FROM"
        f" (SELECT code FROM dossier WHERE {where} ORDER BY registered_at DESC LIMIT ?) AS latest GROUP BY code",
        (*values, LATEST),
    )
    return {str(code): int(count) for code, count in found}
