"""The dossier's dates, computed from its events and a calendar; nothing counts down.

`due_at` is what the law allows and moves with the calendar; `Dossier.appointment` is what the last receipt promised;
`Dossier.new_appointment` is the apology's promise. Lateness is judged on the first.
"""

import operator
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from tthc_engine.domain import clock
from tthc_engine.domain.calendar import CalendarNotPublished
from tthc_engine.domain.clock import Stop
from tthc_engine.domain.dossier import Dossier, Stage
from tthc_engine.domain.procedure import Limit, Step
from tthc_engine.domain.rules import Rules
from tthc_engine.domain.standing import ByDate, Standing, closed_standing, open_standing, standing_by_date
from tthc_engine.domain.time_limit import Counting, Duration, Phase, PhaseStart, SupplementMode, Unit

JUST_AFTER = timedelta(seconds=1)
"""The instant equal to a limit is still within it; what follows is first visible after it."""
_MINUTES_AN_HOUR = 60


def limit_of(dossier: Dossier, rules: Rules) -> Limit:
    return rules.procedure.limit(dossier.case, dossier.channel)


def mode_of(rules: Rules) -> SupplementMode:
    """What a supplement does to the period: the procedure's own law first, else the regime's."""
    return rules.procedure.supplement_mode or rules.regime.supplement_mode.value


def starts_of(
    phases: Sequence[Phase],
    *,
    run_from: datetime,
    window_closes: datetime | None,
    entered: Mapping[str, datetime],
    late_submissions: bool = False,
) -> dict[str, datetime]:
    """The known start of each phase by its key; a phase whose start nobody knows yet is left out.

    Counting from the end of an intake window, a supplement that came after it starts the period anew from its own day;
    so does a late submission where the procedure allows one.
    """
    starts: dict[str, datetime] = {}
    for phase in phases:
        match phase.start:
            case PhaseStart.ACCEPTED:
                starts[phase.key] = run_from
            case PhaseStart.WINDOW_CLOSED if window_closes is not None:
                starts[phase.key] = max(run_from, window_closes)
            case PhaseStart.WINDOW_CLOSED if late_submissions:
                starts[phase.key] = run_from
            case PhaseStart.EXTERNAL if phase.key in entered:
                # A supplement during the phase starts it anew, as it does any other.
                starts[phase.key] = max(run_from, entered[phase.key])
            case _:
                pass
    return starts


def due_at(dossier: Dossier, rules: Rules) -> datetime | None:
    """Until when the law allows; None while the clock is stopped, before acceptance, or where no period is set.

    Once a dossier is overdue its due instant stays: what happens afterwards changes nothing about it.
    """
    if not dossier.is_open:
        return dossier.due_when_ended
    if dossier.stage is Stage.FOLLOWED:
        return dossier.given_due
    if not dossier.accepted or dossier.run_from is None:
        return None
    if dossier.breached is not None:
        return dossier.breached
    waiting = dossier.waiting
    if dossier.stopped_for_payment or (waiting is not None and waiting.stops_clock):
        return None
    if (named := dossier.extended_until or dossier.given_due) is not None:
        return _named_due(dossier, named, rules)
    return computed_due(dossier, rules, mode_of(rules))


def computed_due(dossier: Dossier, rules: Rules, mode: SupplementMode) -> datetime | None:
    """The due instant if a supplement worked by `mode`; the law names one, the others feed comparison and QĐ 766.

    None also where the count runs past the last year any calendar knows: the desk can always receive, and the date is
    named when that year's days are entered.
    """
    # A memory of one pure answer; swapped whole, so threads may share it.
    global _last
    asked = (dossier, rules.procedure, rules.regime, rules.calendar, mode)
    known, due = _last
    if all(map(operator.is_, known, asked)):
        return due
    due = _counted(dossier, rules, mode)
    _last = (asked, due)
    return due


_last: tuple[tuple[object, ...], datetime | None] = ((None,) * 5, None)
"""The last question and its answer: one command asks for one dossier's due date up to nine times."""
_last_step: tuple[tuple[object, ...], datetime | None] = ((None,) * 4, None)
_last_soon: tuple[tuple[object, ...], datetime | None] = ((None,) * 3, None)


def _counted(dossier: Dossier, rules: Rules, mode: SupplementMode) -> datetime | None:
    phases = current_phases(dossier, rules)
    first = dossier.received_at if mode is not SupplementMode.RESTART else dossier.run_from
    if not phases or first is None:
        return None
    try:
        return clock.due_at(
            phases,
            known_starts(dossier, rules, phases, first),
            rules.calendar,
            counting=counting_of(rules),
            stops=stops_of(dossier, mode),
            mode=mode,
        )
    except CalendarNotPublished:
        return None


def counted_from(
    phases: Sequence[Phase], received_at: datetime, rules: Rules, *, window_closes: datetime | None
) -> datetime | None:
    """The due instant of a period that began at `received_at` and was never stopped; None as in `computed_due`."""
    starts = starts_of(
        phases,
        run_from=received_at,
        window_closes=window_closes,
        entered={},
        late_submissions=rules.procedure.late_submissions,
    )
    try:
        return clock.due_at(phases, starts, rules.calendar, counting=counting_of(rules), stops=(), mode=mode_of(rules))
    except CalendarNotPublished:
        return None


def _named_due(dossier: Dossier, until: datetime, rules: Rules) -> datetime | None:
    """A date that was named rather than counted, moved by what stopped the clock after that."""
    waited = [
        Stop(since=one.requested_at, until=one.answered_at, reason=one.reason)
        for one in dossier.supplements
        if one.stops_clock and one.on_extension
    ]
    stops = [*waited, *_acts(dossier, on_extension=True), *_fees(dossier, on_extension=True)]
    try:
        for stop in clock.merged(stops, since=dossier.run_from or dossier.registered_at, mode=SupplementMode.SHIFT):
            if stop.until is not None and stop.since < until:
                until = rules.calendar.add(until, rules.calendar.between(stop.since, stop.until))
    except CalendarNotPublished:
        return None
    return until


def counting_of(rules: Rules) -> Counting:
    return rules.regime.counting.value


def current_phases(dossier: Dossier, rules: Rules) -> tuple[Phase, ...]:
    """The phases up to the one in hand; none where that one's start is still to be entered."""
    phases = limit_of(dossier, rules).phases
    if not any(phase.start is PhaseStart.EXTERNAL for phase in phases):
        return phases
    keys = [phase.key for phase in phases]
    in_hand = max([0, *(keys.index(key) for key, _ in dossier.starts if key in keys), _phase_of_step(dossier, rules)])
    awaited = phases[in_hand].start is PhaseStart.EXTERNAL and keys[in_hand] not in dict(dossier.starts)
    return () if awaited else phases[: in_hand + 1]


def every_start_is_known(dossier: Dossier, rules: Rules) -> bool:
    """No phase waits for somebody to enter when it began."""
    entered = dict(dossier.starts)
    return all(
        phase.start is not PhaseStart.EXTERNAL or phase.key in entered for phase in limit_of(dossier, rules).phases
    )


def _phase_of_step(dossier: Dossier, rules: Rules) -> int:
    """The position of the phase whose time the current step uses."""
    step = rules.procedure.step(dossier.current_step or "")
    keys = [phase.key for phase in limit_of(dossier, rules).phases]
    if step is None or not step.phase:
        done = [rules.procedure.step(record.step) for record in dossier.steps if not record.void]
        return max([0, *(keys.index(one.phase) for one in done if one is not None and one.phase in keys)])
    return keys.index(step.phase) if step.phase in keys else 0


def known_starts(dossier: Dossier, rules: Rules, phases: Sequence[Phase], run_from: datetime) -> dict[str, datetime]:
    """`starts_of` with what this dossier knows."""
    return starts_of(
        phases,
        run_from=run_from,
        window_closes=dossier.window_closes,
        entered=dict(dossier.starts),
        late_submissions=rules.procedure.late_submissions,
    )


def stops_of(dossier: Dossier, mode: SupplementMode) -> tuple[Stop, ...]:
    """The intervals that do not count: the applicant was waited for, or an act or an unpaid fee stopped the clock.

    A restart forgets the supplements before it; acts and fees follow a rule of their own whatever supplements do.
    """
    waited = tuple(
        Stop(since=one.requested_at, until=one.answered_at, reason=one.reason)
        for one in dossier.supplements
        if one.stops_clock and (mode is not SupplementMode.RESTART or one.answered_at is None)
    )
    return (*waited, *_acts(dossier), *_fees(dossier))


def _acts(dossier: Dossier, *, on_extension: bool = False) -> tuple[Stop, ...]:
    """Suspensions, those decided before an extension or those after."""
    return tuple(
        Stop(
            since=one.since,
            until=one.until,
            reason="; ".join(filter(None, (one.act, one.reason))),
            mode=SupplementMode.SHIFT,
        )
        for one in dossier.suspensions
        if one.on_extension is on_extension
    )


def _fees(dossier: Dossier, *, on_extension: bool = False) -> tuple[Stop, ...]:
    return tuple(
        Stop(since=one.requested_at, until=one.confirmed_at, reason=one.reason, mode=one.mode)
        for one in dossier.payments
        if one.mode is not None and one.on_extension is on_extension
    )


def is_stopped(dossier: Dossier, rules: Rules) -> bool:
    """Waiting for the applicant: for a supplement, or for a fee where that stops the clock.

    Where the next phase's start is still to be entered there is no deadline yet.
    """
    if dossier.stage not in (Stage.HANDLING, Stage.FOLLOWED) or dossier.breached is not None:
        return False
    waiting = dossier.waiting
    return dossier.stopped_for_payment or (waiting is not None and waiting.stops_clock)


def worked(dossier: Dossier, rules: Rules, since: datetime, until: datetime) -> int:
    """Working minutes between two instants that the office could use: suspended time is nobody's."""
    used = rules.calendar.between(since, until)
    for stop in clock.merged(stood_still(dossier), since=since, mode=SupplementMode.SHIFT):
        if stop.since < until:
            used -= rules.calendar.between(stop.since, min(stop.until or until, until))
    return used


def stood_still(dossier: Dossier) -> tuple[Stop, ...]:
    """The intervals in which nobody's time counts: suspended by an act, or waiting for a fee that stops the clock."""
    both = (False, True)
    return tuple(stop for when in both for one in (_acts, _fees) for stop in one(dossier, on_extension=when))


def soon_from(due: datetime, rules: Rules) -> datetime:
    """The opening of the last working day before the due day: from then on `due_soon` (a regime parameter)."""
    global _last_soon
    asked = (due, rules.regime, rules.calendar)
    known, soon = _last_soon
    if soon is not None and all(map(operator.is_, known, asked)):
        return soon
    soon = clock.working_time_before(due, rules.regime.due_soon_before, rules.calendar)
    _last_soon = (asked, soon)
    return soon


def notice_until(dossier: Dossier, due: datetime, rules: Rules) -> datetime:
    """By when the question is answered and the notice and the apology are out (OV-1).

    The closing of the last working day before the due day; where the period is a day or less, the due instant itself.
    """
    limit = clock.last_instant_before(due, rules.regime.apology_before, rules.calendar)
    began = dossier.run_from or dossier.registered_at
    return due if rules.calendar.local(limit).date() <= rules.calendar.local(began).date() else limit


def explanation_until(due: datetime, rules: Rules) -> datetime:
    within = rules.office.explanation_within or rules.regime.explanation_within
    return clock.period_end(within, due, rules.calendar)


def current_step(dossier: Dossier, rules: Rules) -> Step | None:
    return rules.procedure.step(dossier.current_step) if dossier.current_step else None


def step_began(dossier: Dossier) -> datetime | None:
    """From when the current step's time counts: a dossier handed in early waits for the end of the intake window."""
    if dossier.entered_at is None or dossier.window_closes is None:
        return dossier.entered_at
    return max(dossier.entered_at, dossier.window_closes)


def step_due(dossier: Dossier, rules: Rules) -> datetime | None:
    """The current step's own limit; None where it has none, while the clock is stopped, or after the result.

    None also where it runs past the last year any calendar knows: the desk can always receive.
    """
    # As `computed_due`: asked for one dossier by the decision, by its row and by its next check.
    global _last_step
    asked = (dossier, rules.procedure, rules.regime, rules.calendar)
    known, due = _last_step
    if all(map(operator.is_, known, asked)):
        return due
    due = _step_due(dossier, rules)
    _last_step = (asked, due)
    return due


def _step_due(dossier: Dossier, rules: Rules) -> datetime | None:
    step = current_step(dossier, rules)
    began = step_began(dossier)
    if step is None or step.within is None or began is None or dossier.stage is not Stage.HANDLING:
        return None
    if is_stopped(dossier, rules):
        return None
    try:
        planned = clock.step_due(step.within, began, rules.calendar)
        for stop in clock.merged(stood_still(dossier), since=began, mode=SupplementMode.SHIFT):
            if stop.until is not None and stop.since < planned:
                planned = rules.calendar.add(planned, rules.calendar.between(stop.since, stop.until))
    except CalendarNotPublished:
        return None
    return planned


def step_minutes(within: Duration, rules: Rules) -> int:
    """A step's own limit in working minutes of this office; its ordinary day is what the calendar declares."""
    unit = rules.calendar.ordinary_day if within.unit is Unit.WORKING_DAYS else _MINUTES_AN_HOUR
    return int(within.amount * unit)


def standing(dossier: Dossier, rules: Rules, at: datetime) -> Standing:
    """The one classifier, by instants, for lists, alerts, obligations and letters."""
    if not dossier.is_open and dossier.ended_at is not None:
        return closed_standing(dossier.ended_at, dossier.due_when_ended, rules.calendar)
    due = due_at(dossier, rules)
    return open_standing(
        at,
        due=due,
        soon_from=soon_from(due, rules) if due is not None else None,
        stopped=is_stopped(dossier, rules),
    )


def by_date(dossier: Dossier, rules: Rules, at: datetime) -> ByDate | None:
    """Before, on or after the due DATE, as form II.06a compares; None without a due date."""
    due = due_at(dossier, rules)
    return standing_by_date(dossier.ended_at or at, due, rules.calendar) if due is not None else None


def minutes_late(dossier: Dossier, rules: Rules, at: datetime) -> int:
    """Working minutes past the due instant; constant once the dossier is closed."""
    due = due_at(dossier, rules)
    end = dossier.ended_at or at
    return rules.calendar.between(due, end) if due is not None and end > due else 0
