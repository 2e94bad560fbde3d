"""Who is told of a command, by name: one notice a person, in the transaction of the events that alert."""

from collections.abc import Iterator, Sequence
from typing import Any

from tthc_engine.domain.alerts import told
from tthc_engine.domain.events import AnyEvent
from tthc_engine.engine.letters import Posting
from tthc_engine.store import notices
from tthc_engine.store.addressees import addressees
from tthc_engine.store.projection import unit_of, work_of
from tthc_engine.store.sql import Session


def tell(session: Session, events: Sequence[AnyEvent], posting: Posting, *, first_seq: int) -> None:
    """A notice for everybody whom `events` reach as things stand after them; most events reach nobody."""
    for row in rows(session, events, posting, first_seq=first_seq):
        notices.add(session, row)


def rows(session: Session, events: Sequence[AnyEvent], posting: Posting, *, first_seq: int) -> Iterator[dict[str, Any]]:
    """The notices of `events`; the session is only read."""
    for seq, event in enumerate(events, start=first_seq):
        for role in told(event):
            unit = unit_of(role, posting.after)
            for one in addressees(session, role, unit, work_of(posting.after, posting.around.rules), at=event.at):
                yield notices.row(
                    cause=str(seq),
                    seq=seq,
                    person=one.person,
                    dossier=posting.dossier_id,
                    kind=event.kind,
                    unit=unit,
                    for_role=role.value,
                    why=one.why,
                    whose=one.whose,
                    away=one.away,
                    at=event.at,
                )
