"""One act and many dossiers: what it would do to each, and doing it, each in its own transaction."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from tthc_engine.bootstrap import App
from tthc_engine.domain.commands import Command
from tthc_engine.domain.errors import Refusal
from tthc_engine.store.sql import Session
from tthc_engine.work.consequences import Move, consequence
from tthc_engine.work.report import why

log = logging.getLogger(__name__)

Progress = Callable[[int, int], None]
Make = Callable[[str], Command]
"""The command for a dossier's id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """What an act would do, or did, to the dossiers that it names."""

    looked_at: int
    moves: tuple[Move, ...] = ()
    """Dossiers about which something changes that a person would notice. Only in a preview."""
    quiet: tuple[str, ...] = ()
    """Dossiers that the act reaches and whose dates and duties stay. Only in a preview."""
    done: tuple[str, ...] = ()
    """Dossiers to which it was done. Empty in a preview."""
    refused: dict[str, Refusal] = field(default_factory=dict)
    """Dossier to why the act does not reach it."""
    failed: dict[str, str] = field(default_factory=dict)
    """Dossier to what went wrong; it stays as it was."""


def preview(
    app: App, session: Session, make: Make, ids: Sequence[str], *, at: datetime, progress: Progress | None = None
) -> Reach:
    """Decide the command for each dossier and write nothing."""
    moves: list[Move] = []
    quiet: list[str] = []
    refused: dict[str, Refusal] = {}
    failed: dict[str, str] = {}
    for done, dossier_id in enumerate(ids, start=1):
        try:
            move = consequence(app, session, make(dossier_id), at=at)
        except Refusal as refusal:
            refused[dossier_id] = refusal
        except Exception as error:
            failed[dossier_id] = why(error)
            log.exception("action=preview dossier=%s", dossier_id)
        else:
            if move is None:
                quiet.append(dossier_id)
            else:
                moves.append(move)
        if progress is not None:
            progress(done, len(ids))
    return Reach(looked_at=len(ids), moves=tuple(moves), quiet=tuple(quiet), refused=refused, failed=failed)


def apply(
    app: App, make: Make, ids: Sequence[str], *, at: datetime, key: str = "", progress: Progress | None = None
) -> Reach:
    """Give the command for each dossier; one that is refused or fails never stops the others.

    Args:
        key: begins the idempotency key of each; applying again under the same one acts on nobody twice.
    """
    done: list[str] = []
    refused: dict[str, Refusal] = {}
    failed: dict[str, str] = {}
    for count, dossier_id in enumerate(ids, start=1):
        try:
            with app.transaction() as session:
                handled = app.engine.handle(
                    session, make(dossier_id), at=at, key=f"{key}:{dossier_id}" if key else None
                )
            if not handled.repeated:
                done.append(dossier_id)
        except Refusal as refusal:
            refused[dossier_id] = refusal
        except Exception as error:
            failed[dossier_id] = why(error)
            log.exception("action=apply dossier=%s", dossier_id)
        if progress is not None:
            progress(count, len(ids))
    return Reach(looked_at=len(ids), done=tuple(done), refused=refused, failed=failed)
