"""Closed dossiers past their period lose names, letters and scans by one act; code, dates and events stay.

Nothing here happens by itself: somebody lists, somebody decides, and the decision's number and date stand in the record
of every dossier that it reached.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from tthc_engine.bootstrap import App
from tthc_engine.catalogue.retention import Retention
from tthc_engine.domain.errors import TthcError
from tthc_engine.store import people
from tthc_engine.store.columns import instant_of
from tthc_engine.store.people import HANOI
from tthc_engine.store.purging import Act, purge
from tthc_engine.store.sql import Session
from tthc_engine.work import scans


class CannotDestroy(TthcError):
    """The act, or who carries it out, is not one that may destroy."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PastPeriod:
    """A closed dossier whose personal data may be destroyed."""

    dossier: str
    reference: str
    code: str
    """The procedure's."""
    unit: str
    ended_on: date
    since: date
    """The first day on which it may be destroyed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Destroyed:
    dossiers: int
    files: int
    """Files of scans that went, in the data folder and among the backups."""


def past_period(session: Session, periods: Retention, *, on: date, units: Sequence[str] = ()) -> list[PastPeriod]:
    """What may be destroyed on `on`, the oldest first; of these receiving units, or of all. Open dossiers never are."""
    found = session.rows(
        "SELECT id, reference, code, receiving_unit, ended_at FROM dossier WHERE NOT is_open AND ended_at IS NOT NULL"
        " AND EXISTS (SELECT 1 FROM personal WHERE personal.dossier_id = dossier.id) ORDER BY ended_at, reference"
    )
    past = []
    for dossier, reference, code, unit, ended_at in found:
        ended = instant_of(ended_at).astimezone(HANOI).date()
        since = periods.may_go_from(code, ended)
        if since is not None and since <= on and (not units or unit in units):
            past.append(
                PastPeriod(dossier=dossier, reference=reference, code=code, unit=unit, ended_on=ended, since=since)
            )
    return past


def destroy(app: App, found: Sequence[PastPeriod], act: Act, *, by: str, at: datetime) -> Destroyed:
    """Purge each of `found` under `act`, one transaction a dossier: an interrupted act goes on where it stopped.

    Raises CannotDestroy for an act without number, of a day to come or from before a dossier's period ended, and for a
    person nobody knows; then nothing was destroyed.
    """
    if not act.number.strip():
        raise CannotDestroy("The act's number is missing: dossiers are destroyed by a decision, not by a key press.")
    if act.on > at.astimezone(HANOI).date():
        raise CannotDestroy(f"The act is of {act.on}, which is still to come.")
    early = [one.reference for one in found if act.on < one.since]
    if early:
        raise CannotDestroy(f"On the day of the act {early[0]} was still to be kept; {len(early)} in all.")
    with app.read() as session:
        if people.person(session, by) is None:
            raise CannotDestroy(f"Nobody here has the key {by}.")
    for one in found:
        with app.transaction() as session:
            purge(session, one.dossier, by=by, at=at, act=act)
            app.engine.project(session, one.dossier)
    return Destroyed(dossiers=len(found), files=scans.tidy(app, at).files if found else 0)
