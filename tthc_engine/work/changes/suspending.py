"""Mass suspension by one legal act: a storm, an epidemic, a system at rest; looked at first, undone later.

The working time between two instants does not count for the dossiers named. What was overdue stays overdue. Applied
again, the same act takes in what has been received since, and nobody twice.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tthc_engine.bootstrap import App
from tthc_engine.domain.commands import Command, Resume, Suspend
from tthc_engine.domain.errors import EndNotLater, NoUnitNamed, TextMissing
from tthc_engine.domain.people import Actor
from tthc_engine.store import offices, open_dossiers
from tthc_engine.store.sql import Session
from tthc_engine.work.changes import reaching
from tthc_engine.work.changes.reaching import Progress, Reach


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One legal act that suspends: its number, from when to when, why, and whose dossiers."""

    number: str
    since: datetime
    until: datetime
    reason: str = ""
    units: tuple[str, ...]
    """Competent units."""
    procedures: tuple[str, ...] = ()
    """National codes or slugs; empty: every procedure."""

    def check(self) -> None:
        """Raises TextMissing, EndNotLater or NoUnitNamed."""
        if not self.number.strip():
            raise TextMissing(field="act")
        if self.until <= self.since:
            raise EndNotLater(until=self.until, than=self.since)
        if not self.units:
            raise NoUnitNamed


def preview(
    app: App, session: Session, act: Act, *, by: Actor, at: datetime, progress: Progress | None = None
) -> Reach:
    """What the act would move, before anything is applied."""
    act.check()
    ids = _reached(session, act)
    return reaching.preview(app, session, lambda one: _suspend(act, one, by), ids, at=at, progress=progress)


def apply(app: App, act: Act, *, by: Actor, at: datetime, progress: Progress | None = None) -> Reach:
    """Suspend each dossier that the act names: one event with the act's number each."""
    act.check()
    with app.read() as session:
        ids = [one for one in _reached(session, act) if act.number not in _acts_on(app, session, one)]
    done = reaching.apply(app, lambda one: _suspend(act, one, by), ids, at=at, progress=progress)
    with app.transaction() as session:
        for unit in act.units:
            offices.audit(session, unit, kind="mass_suspension", by=by.person, at=at, payload=_said(act, done))
    return done


def lift(
    app: App, number: str, *, units: Sequence[str], by: Actor, at: datetime, progress: Progress | None = None
) -> Reach:
    """End what the act suspended, from now on; what had not begun never was. Other acts go on."""
    with app.read() as session:
        ids = [one for one in open_dossiers.of_units(session, units) if number in _running(app, session, one, at)]
    done = reaching.apply(app, lambda one: Resume(dossier=one, by=by, act=number), ids, at=at, progress=progress)
    with app.transaction() as session:
        for unit in units:
            payload = {"act": number, "dossiers": len(done.done)}
            offices.audit(session, unit, kind="mass_suspension_lifted", by=by.person, at=at, payload=payload)
    return done


def lift_preview(app: App, session: Session, number: str, *, units: Sequence[str], by: Actor, at: datetime) -> Reach:
    """What ending the act's suspension now would move."""
    ids = [one for one in open_dossiers.of_units(session, units) if number in _running(app, session, one, at)]
    return reaching.preview(app, session, lambda one: Resume(dossier=one, by=by, act=number), ids, at=at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One act under which dossiers stand still, or will."""

    number: str
    since: datetime
    until: datetime
    reason: str
    dossiers: int


def running(app: App, session: Session, units: Sequence[str], *, at: datetime) -> list[Standing]:
    """The acts whose suspension has not ended, with how many open dossiers each holds."""
    found: dict[str, list[tuple[datetime, datetime, str]]] = {}
    for dossier_id in open_dossiers.of_units(session, units):
        dossier = app.engine.load(session, dossier_id).dossier
        for one in dossier.suspensions if dossier is not None else ():
            if one.act and one.until > max(at, one.since):
                found.setdefault(one.act, []).append((one.since, one.until, one.reason))
    return [
        Standing(
            number=number,
            since=min(one[0] for one in several),
            until=max(one[1] for one in several),
            reason=several[0][2],
            dossiers=len(several),
        )
        for number, several in sorted(found.items())
    ]


def _reached(session: Session, act: Act) -> list[str]:
    return open_dossiers.of_units(session, act.units, procedures=act.procedures, handled_only=True)


def _suspend(act: Act, dossier_id: str, by: Actor) -> Command:
    return Suspend(dossier=dossier_id, by=by, since=act.since, until=act.until, act=act.number, reason=act.reason)


def _acts_on(app: App, session: Session, dossier_id: str) -> frozenset[str]:
    dossier = app.engine.load(session, dossier_id).dossier
    if dossier is None:
        return frozenset()
    # What was taken back before it began suspends nothing, and the same act may be applied again.
    return frozenset(one.act for one in dossier.suspensions if one.until > one.since)


def _running(app: App, session: Session, dossier_id: str, at: datetime) -> frozenset[str]:
    dossier = app.engine.load(session, dossier_id).dossier
    if dossier is None:
        return frozenset()
    return frozenset(one.act for one in dossier.suspensions if one.until > max(at, one.since))


def _said(act: Act, done: Reach) -> dict[str, object]:
    return {
        "act": act.number,
        "since": act.since.isoformat(),
        "until": act.until.isoformat(),
        "reason": act.reason,
        "procedures": list(act.procedures),
        "dossiers": len(done.done),
        "refused": len(done.refused),
    }
