"""Whoever owes the next act on a reflection is told of it at once, and past its limit it climbs the ladder.

The days are those of `procedures/feedback/house.yaml`, the rungs those of `procedures/telling/house.yaml`. A notice is
one like any other: in the bell at once, sent in office hours with whatever waits, taken back when the act is done.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from tthc_engine.bootstrap import App
from tthc_engine.catalogue.telling import telling
from tthc_engine.domain.feedback import Act, Owed
from tthc_engine.domain.procedure import Role
from tthc_engine.store import feedback, notices
from tthc_engine.store.addressees import Work, addressees
from tthc_engine.store.columns import instant_text
from tthc_engine.store.feedback import Feedback
from tthc_engine.store.people import EVERYTHING, HANOI
from tthc_engine.store.sql import Session
from tthc_engine.work.feedback import seen
from tthc_engine.work.guard import Guard
from tthc_engine.work.hours import after_working, calendar_of
from tthc_engine.work.one_by_one import one_by_one

OWED, LATE = "feedback.owed", "feedback.late"
LADDER = "feedback"
"""Not an obligation of a dossier: the ladder's `default` holds for it."""
NOBODY = Work(role=None, assignee=None)
LATER = timedelta(days=1)
"""When a limit lies in a year that nobody has decided yet, it is looked at again."""
_WORDS = {
    Act.ACCEPT: "phân loại, thụ lý",
    Act.ANSWER: "trả lời",
    Act.PUBLISH: "công khai kết quả",
}


def is_due(session: Session, at: datetime, *, known: frozenset[str] = frozenset()) -> bool:
    """Whether some reflection besides those `known` to fail must be looked at: one indexed read."""
    return any(_name(key) not in known for key in feedback.to_look_at(session, at, limit=len(known) + 1))


def remind(app: App, at: datetime, *, guard: Guard, failed: dict[str, str]) -> int:
    """Look at every reflection that is due; how many people were told of something. One a transaction.

    One that fails stops no other: it is named in `failed` and stays due.
    """
    with app.read() as session:
        due = feedback.to_look_at(session, at)

    def look(session: Session, key: str) -> int:
        return _look(app, session, key, at)

    return one_by_one(app, due, look, action="remind", name=_name, guard=guard, failed=failed)


def _look(app: App, session: Session, key: str, at: datetime) -> int:
    """Tell what is owed at `at`, take back what is done, and note when to look next."""
    one = feedback.by_id(session, EVERYTHING, key)
    waits = seen(app, session, one).owed if one is not None else None
    epoch = "" if waits is None or waits.role is None else f"{_prefix(key)}{waits.act.value}"
    notices.close(session, _prefix(key), owed=frozenset({epoch}), at=at)
    if one is None or waits is None or waits.role is None:
        feedback.look_at(session, key, None)
        return 0
    rungs = _rungs(app, session, one, waits)
    told = _tell(session, one, waits, epoch, OWED, waits.role, 0, at)
    passed = [(number, role) for number, (role, due) in enumerate(rungs, start=1) if due < at]
    told += sum(_tell(session, one, waits, epoch, LATE, role, number, at) for number, role in passed)
    ahead = [due for _, due in rungs if due >= at]
    # A limit is kept at its very instant: what is past begins just after.
    unknown = at + LATER if waits.until is None else None
    feedback.look_at(session, key, min(ahead) + _JUST if ahead else unknown)
    return told


_JUST = timedelta(microseconds=1)


def _rungs(app: App, session: Session, one: Feedback, waits: Owed) -> Sequence[tuple[Role, datetime]]:
    if waits.until is None or waits.role is None:
        return ()
    calendar = calendar_of(app, session, one.unit)
    climbed = telling().rungs(LADDER, owed_by=waits.role.value)
    return [(role, after_working(calendar, waits.until, minutes=minutes)) for role, minutes in climbed]


def _tell(
    session: Session, one: Feedback, waits: Owed, epoch: str, kind: str, role: Role, rung: int, at: datetime
) -> int:
    until = f" (hạn {waits.until.astimezone(HANOI):%d/%m/%Y})" if waits.until is not None else ""
    limit = instant_text(waits.until) if waits.until is not None else ""
    return sum(
        notices.add(
            session,
            notices.row(
                cause=f"{epoch}:{limit}:{rung}",
                person=who.person,
                dossier="",
                kind=kind,
                epoch=epoch,
                unit=one.unit,
                for_role=role.value,
                why=who.why if rung <= 1 or who.why in ("instead", "nobody") else "rung",
                whose=who.whose,
                away=who.away,
                topic=f"{one.code}: {_WORDS.get(waits.act, waits.act.value)}{until}",
                path=f"/phan-anh/{one.id}",
                at=at,
            ),
        )
        for who in addressees(session, role, one.unit, NOBODY, at=at)
    )


def _prefix(key: str) -> str:
    return f"feedback:{key}:"


def _name(key: str) -> str:
    return f"feedback {key}"
