"""Reflections and complaints: what was sent and every act, added and never changed; the sender's secret as its hash."""

import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from tthc_engine.domain.feedback import About, Act, Done, Rating, State, case_of
from tthc_engine.store.columns import instant_of, instant_or_none, instant_text
from tthc_engine.store.people import Scope
from tthc_engine.store.projection import secret_hash
from tthc_engine.store.sql import Row, Session, marks

_COLUMNS = "id, unit, code, channel, sender, address, phone, email, content, about_reference, received_at, state"


@dataclass(frozen=True, slots=True, kw_only=True)
class Feedback:
    """What somebody sent, and its state."""

    id: str
    unit: str
    code: str
    channel: str
    sender: str
    address: str
    phone: str
    email: str
    content: str
    about_reference: str
    received_at: datetime
    state: State

    @property
    def names(self) -> tuple[str, ...]:
        """What must not stand in a published text."""
        return tuple(one for one in (self.sender, self.phone, self.email, self.address) if one)


def add(session: Session, one: Feedback, *, secret: str, form_key: str, by: str) -> bool:
    """Keep what was sent, with its receipt as first act; False, and nothing happens, for a form that came already."""
    values = {
        "id": one.id,
        "unit": one.unit,
        "code": one.code,
        "secret_hash": secret_hash(one.id, secret),
        "form_key": form_key,
        "channel": one.channel,
        "sender": one.sender,
        "address": one.address,
        "phone": one.phone,
        "email": one.email,
        "content": one.content,
        "about_reference": one.about_reference,
        "received_at": instant_text(one.received_at),
        "state": one.state.value,
        "look_at": instant_text(one.received_at),
    }
    if not session.insert_new("feedback", values):
        return False
    _write(session, one.id, 1, Done(kind=Act.RECEIVE, at=one.received_at, by=by))
    return True


def of_form(session: Session, form_key: str) -> Feedback | None:
    """What came by this very form."""
    return _one(session.row(f"SELECT {_COLUMNS} FROM feedback WHERE form_key = ?", (form_key,)))


def by_id(session: Session, scope: Scope, key: str) -> Feedback | None:
    found = _one(session.row(f"SELECT {_COLUMNS} FROM feedback WHERE id = ?", (key,)))
    return found if found is not None and scope.holds(found.unit) else None


def by_code(session: Session, code: str) -> Feedback | None:
    """For the house's own machine; the sender's way is `look_up`."""
    return _one(session.row(f"SELECT {_COLUMNS} FROM feedback WHERE code = ?", (code.strip(),)))


def look_up(session: Session, code: str, secret: str) -> Feedback | None:
    """By code and secret; None unless both are right, an unknown code taking as long as a wrong secret."""
    row = session.row("SELECT id, secret_hash FROM feedback WHERE code = ?", (code.strip(),))
    key, kept = row or ("", "")
    right = hmac.compare_digest(secret_hash(key, secret), kept or "-")
    return _one(session.row(f"SELECT {_COLUMNS} FROM feedback WHERE id = ?", (key,))) if right else None


def listed(session: Session, scope: Scope, *, states: Iterable[State], limit: int) -> list[Feedback]:
    """Those in one of `states`, the oldest first."""
    names = [one.value for one in states]
    where, values = _of_units(scope)
    found = session.rows(
        f"SELECT {_COLUMNS} FROM feedback WHERE state IN ({marks(len(names))}) AND {where}"
        " ORDER BY received_at, code LIMIT ?",
        (*names, *values, limit),
    )
    return [_feedback(row) for row in found]


def before(session: Session, units: Iterable[str], *, until: datetime) -> list[Feedback]:
    """Everything these units received before `until`, the oldest first: what reports count."""
    where, values = _of_units(Scope(frozenset(units)))
    found = session.rows(
        f"SELECT {_COLUMNS} FROM feedback WHERE received_at < ? AND {where} ORDER BY received_at, code",
        (instant_text(until), *values),
    )
    return [_feedback(row) for row in found]


def acts(session: Session, key: str) -> list[Done]:
    """Every act on it, the first first."""
    return acts_of(session, [key]).get(key, [])


def acts_of(session: Session, keys: Iterable[str]) -> dict[str, list[Done]]:
    """The acts of each."""
    wanted = list(keys)
    found: dict[str, list[Done]] = {}
    for start in range(0, len(wanted), _AT_ONCE):
        some = wanted[start : start + _AT_ONCE]
        rows = session.rows(
            "SELECT feedback, kind, at, by_person, words, recipient, about, upheld, rating FROM feedback_act"
            f" WHERE feedback IN ({marks(len(some))}) ORDER BY feedback, seq",
            some,
        )
        for row in rows:
            found.setdefault(row[0], []).append(_done(row[1:]))
    return found


_AT_ONCE = 500


def act(session: Session, key: str, done: Done) -> None:
    """Add one act; two at once cannot both be the next."""
    known = acts(session, key)
    _write(session, key, len(known) + 1, done)
    state = case_of([*known, done]).state.value
    session.update("feedback", {"state": state, "look_at": instant_text(done.at)}, where={"id": key})


def to_look_at(session: Session, at: datetime, *, limit: int = 500) -> list[str]:
    """Those of which something may be due at `at`, the longest waiting first: one indexed read."""
    rows = session.rows(
        "SELECT id FROM feedback WHERE look_at IS NOT NULL AND look_at <= ? ORDER BY look_at, id LIMIT ?",
        (instant_text(at), limit),
    )
    return [str(row[0]) for row in rows]


def look_at(session: Session, key: str, at: datetime | None) -> None:
    """Look at it again then; None: nothing is owed on it."""
    session.update("feedback", {"look_at": instant_or_none(at)}, where={"id": key})


def published(session: Session, *, limit: int) -> list[tuple[Feedback, list[Done]]]:
    """What everybody may read, the newest first, with its acts."""
    rows = session.rows(
        f"SELECT {_COLUMNS} FROM feedback WHERE state = ? ORDER BY received_at DESC, code DESC LIMIT ?",
        (State.PUBLISHED.value, limit),
    )
    found = [_feedback(row) for row in rows]
    done = acts_of(session, [one.id for one in found])
    return [(one, done.get(one.id, [])) for one in found]


def _of_units(scope: Scope) -> tuple[str, tuple[str, ...]]:
    if scope.units is None:
        return "TRUE", ()
    names = tuple(sorted(scope.units))
    return f"unit IN ({marks(len(names))})", names


def _write(session: Session, key: str, seq: int, done: Done) -> None:
    session.insert(
        "feedback_act",
        {
            "feedback": key,
            "seq": seq,
            "kind": done.kind.value,
            "at": instant_text(done.at),
            "by_person": done.by,
            "words": done.text,
            "recipient": done.to,
            "about": done.about.value if done.about else "",
            "upheld": done.upheld,
            "rating": done.rating.value if done.rating else "",
        },
    )


def _done(row: Row) -> Done:
    return Done(
        kind=Act(row[0]),
        at=instant_of(row[1]),
        by=row[2],
        text=row[3],
        to=row[4],
        about=About(row[5]) if row[5] else None,
        upheld=None if row[6] is None else bool(row[6]),
        rating=Rating(row[7]) if row[7] else None,
    )


def _one(row: Row | None) -> Feedback | None:
    return None if row is None else _feedback(row)


def _feedback(row: Row) -> Feedback:
    return Feedback(
        id=row[0],
        unit=row[1],
        code=row[2],
        channel=row[3],
        sender=row[4],
        address=row[5],
        phone=row[6],
        email=row[7],
        content=row[8],
        about_reference=row[9],
        received_at=instant_of(row[10]),
        state=State(row[11]),
    )
