"""What is owed and past its limit is told upwards: who owes it, the approver, the supervisor, the director."""

from datetime import datetime
from operator import attrgetter

from tthc_engine.bootstrap import App
from tthc_engine.catalogue.telling import telling
from tthc_engine.domain.procedure import Role
from tthc_engine.store import ladder, notices
from tthc_engine.store.addressees import Work, addressees
from tthc_engine.store.columns import instant_text
from tthc_engine.store.ladder import Climb
from tthc_engine.store.sql import Session
from tthc_engine.work.guard import Guard
from tthc_engine.work.hours import after_working, calendar_of
from tthc_engine.work.one_by_one import one_by_one

BATCH = 500


def climb(app: App, at: datetime, *, guard: Guard, failed: dict[str, str]) -> int:
    """Tell every rung that is due at `at`; how many people were told of something. One obligation a transaction.

    Rungs that fell due while the machine was off are told at once, each once. One that fails stops no other: it is
    named in `failed` and stays due.
    """

    def rung(session: Session, one: Climb) -> int:
        return _climb(app, session, one, at)

    told = 0
    while True:
        with app.read() as session:
            found = ladder.due(session, at, limit=BATCH + len(failed))
        waiting = [one for one in found if one.name not in failed]
        if not waiting:
            return told
        told += one_by_one(app, waiting, rung, action="climb", name=attrgetter("name"), guard=guard, failed=failed)


def _climb(app: App, session: Session, one: Climb, at: datetime) -> int:
    calendar = calendar_of(app, session, one.office_unit)
    rungs = telling().rungs(one.kind, owed_by=one.owed_by)
    told, reached, next_at = 0, 0, None
    for number, (role, minutes) in enumerate(rungs, start=1):
        due = after_working(calendar, one.limit, minutes=minutes)
        if due > at:
            next_at = due
            break
        reached = number
        # What opened the obligation was told by its own event, at that very instant.
        if number > one.rung and due > one.since:
            told += _tell(session, one, role, number, at)
    ladder.climbed(session, one, rung=max(reached, one.rung), next_at=next_at)
    return told


def _tell(session: Session, one: Climb, role: Role, number: int, at: datetime) -> int:
    work = Work(role=one.step_role, assignee=one.assignee)
    return sum(
        notices.add(
            session,
            notices.row(
                cause=f"{one.kind}:{one.epoch}:{instant_text(one.limit)}:{number}",
                person=who.person,
                dossier=one.dossier_id,
                kind=f"owed.{one.kind}",
                epoch=one.epoch,
                unit=one.unit,
                for_role=role.value,
                why=who.why if who.why in ("instead", "unassigned", "nobody") else "rung",
                whose=who.whose,
                away=who.away,
                at=at,
            ),
        )
        for who in addressees(session, role, one.unit, work, at=at)
    )
