"""What the bell says: how many notices this officer has not read, and the newest of them in words."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tthc_engine.store import notices, people
from tthc_engine.store.notices import Notice
from tthc_engine.store.sql import Session
from tthc_engine.web import wording
from tthc_engine.web.messages import Messages

NEWEST = 5


@dataclass(frozen=True, slots=True)
class BellLine:
    text: str
    because: str
    """Why this person is told, where that needs saying."""
    reference: str
    path: str
    procedure: str
    at: datetime
    position: int
    post: str
    """Whether it was, or will be, sent as well."""


def bell_lines(session: Session, person: str, _: Messages, *, limit: int = 200) -> list[BellLine]:
    """The unread, the latest first."""
    found = notices.unread(session, person, limit=limit)
    names = {key: who.name for key, who in people.names(session, (one.whose for one in found if one.whose)).items()}
    return [_line(one, names, _) for one in found]


def bell_state(session: Session, person: str, _: Messages) -> dict[str, Any]:
    """The same for the script in the page's header; codes and procedures, nobody's name but a colleague's."""
    count, newest = notices.unread_mark(session, person)
    lines = bell_lines(session, person, _, limit=NEWEST)
    return {
        "mark": f"{count}-{newest}",
        "unread": count,
        "said": _("bell.count", n=count) if count else _("bell.none"),
        "newest": [{"text": one.text, "reference": one.reference, "path": one.path} for one in lines],
    }


def _line(one: Notice, names: dict[str, str], _: Messages) -> BellLine:
    if one.why in ("instead", "passed"):
        because = _(f"bell.{one.why}", name=names.get(one.whose, one.whose))
    else:
        because = _(f"bell.{one.why}") if one.why in ("unassigned", "nobody", "rung", "signs") else ""
    post = ""
    if one.state == "sent" and one.sent_at is not None:
        post = _("bell.sent", when=wording.short_instant(one.sent_at))
    elif one.state == "waiting" and one.held_for:
        post = _("bell.waiting", when=wording.short_instant(one.not_before))
    return BellLine(
        text=_(f"alert.{one.kind.replace('.', '_')}"),
        because=because,
        reference=one.reference,
        path=one.path or f"/ho-so/{one.reference or one.dossier_id}",
        procedure=one.procedure_name or one.topic,
        at=one.at,
        position=one.position,
        post=post,
    )
