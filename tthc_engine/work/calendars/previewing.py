"""What a waiting calendar would do to each dossier, decided by the very rules that will apply it; nothing is written.

The clock acts first by the calendar that each dossier has: who is overdue by it stays so.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from tthc_engine.bootstrap import App
from tthc_engine.domain import timing
from tthc_engine.domain.calendar import Session as Hours
from tthc_engine.domain.calendar import WorkingCalendar
from tthc_engine.domain.commands import ApplyCalendar, CheckClock
from tthc_engine.domain.decide import decide
from tthc_engine.domain.decide.registering import is_provisional
from tthc_engine.domain.dossier import Dossier
from tthc_engine.domain.errors import UnknownDossier
from tthc_engine.domain.events import AnyEvent, LetterIssued
from tthc_engine.domain.fold import replay
from tthc_engine.domain.obligations import ObligationKind
from tthc_engine.domain.people import THE_CLOCK
from tthc_engine.domain.regime import LetterKind
from tthc_engine.store import calendars, offices
from tthc_engine.store.calendars import Waiting
from tthc_engine.store.sql import Session
from tthc_engine.work.report import why

log = logging.getLogger(__name__)

Progress = Callable[[int, int], None]
_OF_THE_OLD_DATE = frozenset({LetterKind.APOLOGY, LetterKind.ONESTOP_NOTICE})
"""Letters about a due date: they speak of nothing once it has moved."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DayChange:
    """A day that is worked otherwise by the waiting calendar."""

    on: date
    before: tuple[Hours, ...]
    """Sessions in minutes after midnight; empty: off."""
    after: tuple[Hours, ...]
    reason: str
    """Why it is off, by whichever calendar has it off; empty for one that only changes its hours."""
    decision: str
    make_up: bool
    """Worked instead of a day off."""
    past: bool
    """The day is over: what was due by then stays as it was judged."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One open dossier about which something changes."""

    dossier_id: str
    reference: str
    procedure: str
    due_before: datetime | None
    due_after: datetime | None
    appointment_before: datetime | None
    """What its last receipt or notice promised."""
    appointment_after: datetime | None
    provisional_before: bool
    provisional_after: bool
    letters: tuple[LetterKind, ...]
    """Would be issued by applying."""
    void_letters: tuple[LetterKind, ...]
    """Issued already, about a due date that would no longer hold."""
    owed: tuple[ObligationKind, ...]
    """Would be owed from now on."""
    void: tuple[ObligationKind, ...]
    """Would no longer be owed."""

    @property
    def moves(self) -> bool:
        return self.due_before != self.due_after

    @property
    def becomes_certain(self) -> bool:
        return self.provisional_before and not self.provisional_after


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """One waiting calendar of one office, as applying it at `at` would turn out."""

    unit: str
    unit_name: str
    version: str
    act: str
    at: datetime
    days: tuple[DayChange, ...]
    decided_years: tuple[int, ...]
    """No longer "tạm tính"."""
    open: int
    """Open dossiers that would be judged by it."""
    changes: tuple[Move, ...]
    failed: dict[str, str] = field(default_factory=dict)
    """Dossier to why it could not be judged."""

    @property
    def moved(self) -> tuple[Move, ...]:
        return tuple(one for one in self.changes if one.moves)

    @property
    def certain(self) -> tuple[Move, ...]:
        return tuple(one for one in self.changes if one.becomes_certain)

    @property
    def past_days(self) -> tuple[date, ...]:
        return tuple(one.on for one in self.days if one.past)


def preview(app: App, session: Session, one: Waiting, *, at: datetime, progress: Progress | None = None) -> Preview:
    """Judge every open dossier of the office by the waiting calendar, without writing anything."""
    office = offices.office(session, one.unit)
    if office is None:
        raise LookupError(one.unit)
    kept = app.engine.rulebook.declarations
    now, then = kept.calendar(session, office.calendar), kept.calendar(session, one.version)
    ids = calendars.judged_otherwise(session, one.unit, one.version)
    changes: list[Move] = []
    failed: dict[str, str] = {}
    for done, dossier_id in enumerate(ids, start=1):
        try:
            move = _move(app, session, dossier_id, one, at)
        except Exception as error:
            failed[dossier_id] = why(error)
            log.exception("action=preview_calendar dossier=%s", dossier_id)
            continue
        finally:
            if progress is not None:
                progress(done, len(ids))
        if move is not None:
            changes.append(move)
    return Preview(
        unit=one.unit,
        unit_name=office.unit.name,
        version=one.version,
        act=one.act,
        at=at,
        days=tuple(day_changes(now, then, today=now.local(at).date())),
        decided_years=_decided(now, then),
        open=len(ids),
        changes=tuple(changes),
        failed=failed,
    )


def day_changes(now: WorkingCalendar, then: WorkingCalendar, *, today: date) -> list[DayChange]:
    """The days both calendars know and of which they say different hours, oldest first."""
    first, last = max(now.first_day, then.first_day), min(now.last_day, then.last_day)
    found = []
    for offset in range((last - first).days + 1):
        day = first + timedelta(days=offset)
        before, after = now.sessions_on(day), then.sessions_on(day)
        if before != after:
            speaks = then if then.why_off(day) or then.decision_on(day) else now
            found.append(
                DayChange(
                    on=day,
                    before=before,
                    after=after,
                    reason=speaks.why_off(day),
                    decision=speaks.decision_on(day),
                    make_up=then.is_make_up_day(day),
                    past=day < today,
                )
            )
    return found


def _decided(now: WorkingCalendar, then: WorkingCalendar) -> tuple[int, ...]:
    years = range(now.first_day.year, now.last_day.year + 1)
    return tuple(
        year for year in years if now.is_provisional(date(year, 1, 1)) and not then.is_provisional(date(year, 1, 1))
    )


def _move(app: App, session: Session, dossier_id: str, one: Waiting, at: datetime) -> Move | None:
    """What changes about one dossier; None: nothing a person would notice."""
    known = app.engine.load(session, dossier_id)
    if known.dossier is None:
        raise UnknownDossier
    rulebook = app.engine.rulebook
    old = rulebook.of_dossier(session, known.dossier, known.regime).rules
    look = CheckClock(dossier=dossier_id, by=THE_CLOCK)
    before = _after(decide(known.dossier, look, old, at=at), known.dossier)
    command = ApplyCalendar(dossier=dossier_id, by=THE_CLOCK, calendar=one.version, act=one.act)
    new = rulebook.of_command(session, command, at, dossier=before, regime=known.regime).rules
    events = decide(before, command, new, at=at)
    after = _after(events, before)
    # A day that is worked after all may bring a date forward into the past: the next look finds it.
    after = _after(decide(after, look, replace(new, calendar_before=None), at=at), after)
    owed_before, owed_after = _owed(before), _owed(after)
    due_before, due_after = timing.due_at(before, old), timing.due_at(after, new)
    move = Move(
        dossier_id=dossier_id,
        reference=before.reference,
        procedure=old.procedure.name,
        due_before=due_before,
        due_after=due_after,
        appointment_before=before.appointment,
        appointment_after=after.appointment,
        provisional_before=due_before is not None and is_provisional(due_before, old),
        provisional_after=due_after is not None and is_provisional(due_after, new),
        letters=tuple(event.letter_kind for event in events if isinstance(event, LetterIssued)),
        void_letters=_void_letters(before, after),
        owed=tuple(kind for kind, epoch in sorted(owed_after - owed_before)),
        void=tuple(kind for kind, epoch in sorted(owed_before - owed_after)),
    )
    noticeable = move.moves or move.letters or move.owed or move.void
    return move if noticeable or move.provisional_before != move.provisional_after else None


def _after(events: Sequence[AnyEvent], dossier: Dossier) -> Dossier:
    after = replay(events, start=dossier)
    if after is None:
        raise UnknownDossier
    return after


def _owed(dossier: Dossier) -> set[tuple[ObligationKind, str]]:
    return {(one.kind, one.epoch) for one in dossier.obligations if one.is_open}


def _void_letters(before: Dossier, after: Dossier) -> tuple[LetterKind, ...]:
    if before.epoch == after.epoch:
        return ()
    mine = str(before.epoch)
    return tuple(letter.kind for letter in before.letters if letter.kind in _OF_THE_OLD_DATE and letter.epoch == mine)
