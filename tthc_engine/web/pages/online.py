"""What came by the portal and waits for the desk's word: who, since when, and how much of the working hours is left."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tthc_engine.bootstrap import App
from tthc_engine.domain.commands import PaperState
from tthc_engine.domain.obligations import ObligationKind
from tthc_engine.domain.procedure import Channel
from tthc_engine.store import dossiers
from tthc_engine.store.dossiers import DossierLine
from tthc_engine.store.people import Scope
from tthc_engine.store.sql import Session
from tthc_engine.web.messages import Messages
from tthc_engine.web.pages.marks import short_remaining

SUBMITTED = 1
"""The portal's state (Mới đăng ký)."""
MOST = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class OnlineRow:
    line: DossierLine
    until: datetime | None
    """By when the desk answers; None: answered, or asked for more, and not accepted yet."""
    remaining: str
    dress: str
    """`late`, `today` or nothing: for the row's edge, beside its words."""
    papers: int
    escalated: bool
    asked: bool
    """A supplement was asked for; the applicant's turn."""


def online(app: App, session: Session, scope: Scope, at: datetime, _: Messages) -> Sequence[OnlineRow]:
    """Every online submission that is not accepted yet; what must be answered first comes first."""
    chosen = dossiers.Filter(status=SUBMITTED, channel=Channel.ONLINE.value, open_only=True)
    rows = [_row(app, session, one, at, _) for one in dossiers.everything(session, scope, chosen)[:MOST]]
    return sorted(rows, key=lambda one: (one.until is None, one.until or one.line.registered_at))


def _row(app: App, session: Session, line: DossierLine, at: datetime, _: Messages) -> OnlineRow:
    dossier, rules = app.engine.dossier(session, line.id)
    owed = dossier.owed(ObligationKind.ONLINE_ANSWER)
    until = owed.until if owed is not None else None
    late = until is not None and at > until
    soon = dossier.escalate_at is not None and until is not None and at >= dossier.escalate_at
    return OnlineRow(
        line=line,
        until=until,
        remaining=short_remaining(until, at, _, calendar=rules.calendar) if until is not None else "",
        dress="late" if late else "today" if soon else "",
        papers=sum(one.state is PaperState.PRESENT for one in dossier.papers),
        escalated=dossier.escalated,
        asked=dossier.waiting is not None,
    )
