"""Who is told of a command, by name: one notice a person, in the transaction of the events that alert."""

from collections.abc import Sequence

from tthc_engine.domain.alerts import told
from tthc_engine.domain.events import AnyEvent
from tthc_engine.engine.letters import Posting
from tthc_engine.store import notices
from tthc_engine.store.addressees import Work, addressees
from tthc_engine.store.projection import unit_of
from tthc_engine.store.sql import Session


def tell(session: Session, events: Sequence[AnyEvent], posting: Posting, *, first_seq: int) -> None:
    """A notice for everybody whom `events` reach as things stand after them; most events reach nobody."""
    work: Work | None = None
    for seq, event in enumerate(events, start=first_seq):
        for role in told(event):
            work = work or _work(session, posting.dossier_id)
            unit = unit_of(role, posting.after)
            for one in addressees(session, role, unit, work, at=event.at):
                notices.add(
                    session,
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


def _work(session: Session, dossier: str) -> Work:
    row = session.row("SELECT step_role, assignee FROM dossier WHERE id = ?", (dossier,))
    return Work(role=row[0] if row else None, assignee=row[1] if row else None)
