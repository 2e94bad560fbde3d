"""Quiet hours: a telephone rings in the office's hours only, unless its owner has just done something themselves."""

from datetime import datetime

from tthc_engine.bootstrap import App
from tthc_engine.store import dossiers
from tthc_engine.store.outbox import OutboxMessage
from tthc_engine.store.people import EVERYTHING
from tthc_engine.store.sql import Session
from tthc_engine.work.hours import calendar_of, within

# The citizen is awake: this answers what they did a moment ago.
OF_THEIR_OWN = frozenset({"submitted", "supplement_received", "receipt", "stopped"})


def may_ring_from(app: App, session: Session, row: OutboxMessage, *, at: datetime) -> datetime:
    """The first instant from `at` on at which the telephone of `row`'s person may ring."""
    if row.kind in OF_THEIR_OWN:
        return at
    line = dossiers.by_id(session, EVERYTHING, row.dossier_id)
    return within(calendar_of(app, session, line.receiving_unit if line is not None else row.unit), at)
