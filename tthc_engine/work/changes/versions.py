"""Dossiers in flight and another version of their procedure: whom it would touch, and moving those whom a clause lets.

Each stays on the version of its receipt until a named supervisor moves it with its legal basis.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tthc_engine.bootstrap import App
from tthc_engine.domain.commands import MoveVersion
from tthc_engine.domain.people import THE_CLOCK, Actor
from tthc_engine.domain.procedure import Procedure, Role
from tthc_engine.store import open_dossiers
from tthc_engine.store.sql import Session
from tthc_engine.work.changes import reaching
from tthc_engine.work.changes.reaching import Progress, Reach


@dataclass(frozen=True, slots=True, kw_only=True)
class Moving:
    """By what, why and where dossiers go on."""

    to: Procedure
    reason: str
    legal_basis: str
    step: str = ""
    case: str = ""

    def command(self, dossier_id: str, by: Actor) -> MoveVersion:
        return MoveVersion(
            dossier=dossier_id,
            by=by,
            to=f"{self.to.code}@{self.to.in_force_from}",
            reason=self.reason,
            legal_basis=self.legal_basis,
            step=self.step,
            case=self.case,
        )


ANYBODY = Actor(person=THE_CLOCK.person, roles=frozenset({Role.SUPERVISOR}), unit="")
"""Asks what would happen, where nobody is named yet; never used to write."""


def in_flight(session: Session, before: Procedure, after: Procedure, *, units: Sequence[str] = ()) -> list[str]:
    """Open dossiers judged by `before` to whom `after` could be applied."""
    if before.code != after.code and before.code not in after.replaces:
        return []
    return open_dossiers.on_version(session, [before.code], in_force_from=before.in_force_from, units=units)


def preview(
    app: App,
    session: Session,
    moving: Moving,
    ids: Sequence[str],
    *,
    by: Actor = ANYBODY,
    at: datetime,
    progress: Progress | None = None,
) -> Reach:
    """What moving them would change; nothing is written."""
    return reaching.preview(app, session, lambda one: moving.command(one, by), ids, at=at, progress=progress)


def move(
    app: App, moving: Moving, ids: Sequence[str], *, by: Actor, at: datetime, progress: Progress | None = None
) -> Reach:
    """Move each of them; one event with reason and legal basis a dossier."""
    return reaching.apply(app, lambda one: moving.command(one, by), ids, at=at, progress=progress)
