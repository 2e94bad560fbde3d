"""One dossier's life as the clock picture wants it: receipt, runs, stops, milestones, a lane for each step."""

from datetime import datetime, timedelta

from tthc_engine.domain import clock, timing
from tthc_engine.domain.calendar import CalendarNotPublished
from tthc_engine.domain.dossier import Dossier, Stage, StepRecord
from tthc_engine.domain.procedure import Step
from tthc_engine.domain.rules import Rules
from tthc_engine.web.messages import Messages
from tthc_engine.web.pages.clock_picture import Lane, Mark, Span, Story
from tthc_engine.web.pages.promise import numbered
from tthc_engine.web.wording import clock_time, instant, short_day, span


def story_of(dossier: Dossier, rules: Rules, at: datetime, _: Messages, *, with_steps: bool = True) -> Story | None:
    """None before acceptance, when there is no clock to draw."""
    if dossier.received_at is None or dossier.run_from is None:
        return None
    due = timing.due_at(dossier, rules)
    phases = timing.current_phases(dossier, rules)
    starts = timing.known_starts(dossier, rules, phases, dossier.run_from)
    counted_from = starts.get(phases[-1].key) if phases else None
    title = _("clock.title_open", due=instant(due)) if due else _("clock.title_none")
    return Story(
        calendar=rules.calendar,
        begins=dossier.received_at,
        now=at if dossier.is_open else None,
        counted_from=counted_from or dossier.run_from,
        due=due,
        ended=dossier.ended_at,
        void=_void(dossier),
        stops=_stops(dossier, rules, at, _),
        marks=_marks(dossier, due, _),
        lanes=_lanes(dossier, rules, at) if with_steps else (),
        numbered=numbered(phases, timing.counting_of(rules)) if phases and not _continues(dossier) else "",
        title=title,
        description=_description(dossier, rules, at, _),
    )


def _continues(dossier: Dossier) -> bool:
    """A stop that did not restart the count: days can no longer be numbered by looking at the calendar."""
    waited = any(one.stops_clock and one.answered_at and not one.restarted for one in dossier.supplements)
    return waited or bool(dossier.suspensions) or any(one.mode is not None for one in dossier.payments)


def _void(dossier: Dossier) -> tuple[Span, ...]:
    """What was counted before each restart."""
    began, spans = dossier.received_at, []
    for one in dossier.supplements:
        if one.restarted and one.answered_at is not None and began is not None:
            spans.append(Span(began, one.requested_at))
            began = one.answered_at
    return tuple(spans)


def _stops(dossier: Dossier, rules: Rules, at: datetime, _: Messages) -> tuple[Span, ...]:
    spans = []
    for one in dossier.supplements:
        if one.stops_clock:
            until = one.answered_at or dossier.ended_at or at
            minutes = rules.calendar.between(one.requested_at, until)
            length = span(_, minutes, day_minutes=rules.calendar.ordinary_day)
            spans.append(Span(one.requested_at, until, f"{_('clock.waiting')} {length}"))
    for act in dossier.suspensions:
        length = span(_, rules.calendar.between(act.since, act.until), day_minutes=rules.calendar.ordinary_day)
        spans.append(Span(act.since, act.until, f"{_('clock.suspended')} {length}"))
    for fee in dossier.payments:
        if fee.mode is not None:
            until = fee.confirmed_at or dossier.ended_at or at
            length = span(_, rules.calendar.between(fee.requested_at, until), day_minutes=rules.calendar.ordinary_day)
            spans.append(Span(fee.requested_at, until, f"{_('clock.unpaid')} {length}"))
    return tuple(spans)


def _marks(dossier: Dossier, due: datetime | None, _: Messages) -> tuple[Mark, ...]:
    marks = []
    if dossier.received_at is not None:
        marks.append(Mark(dossier.received_at, _("clock.received", time=clock_time(dossier.received_at)), "start"))
    for one in dossier.supplements:
        if one.restarted and one.answered_at is not None:
            marks.append(Mark(one.answered_at, _("clock.complete_again", time=clock_time(one.answered_at)), "start"))
    promised = [one for one in dossier.appointments if one is not None]
    for old in promised[:-1]:
        if old != dossier.appointment:
            marks.append(Mark(old, _("clock.appointment", day=short_day(old)), "app-old"))
    if due is not None and due == dossier.appointment:
        marks.append(Mark(due, _("clock.due_and_appointment", time=clock_time(due)), "due"))
    else:
        if due is not None:
            marks.append(Mark(due, _("clock.due", time=clock_time(due)), "due"))
        if dossier.appointment is not None:
            void = dossier.waiting is not None and dossier.waiting.stops_clock
            words = _("clock.appointment", day=short_day(dossier.appointment))
            marks.append(Mark(dossier.appointment, words, "app-old" if void else "app"))
    if dossier.new_appointment is not None:
        words = _("clock.new_appointment", day=short_day(dossier.new_appointment))
        marks.append(Mark(dossier.new_appointment, words, "new"))
    if dossier.ended_at is not None:
        marks.append(Mark(dossier.ended_at, _("clock.released", day=short_day(dossier.ended_at)), "start"))
    return tuple(marks)


def _lanes(dossier: Dossier, rules: Rules, at: datetime) -> tuple[Lane, ...]:
    planned_from = at
    lanes = []
    for step in rules.procedure.steps:
        records = [one for one in dossier.steps if one.step == step.key]
        done = [_done(one) for one in records if not one.void]
        slow = [late for one in records if not one.void and (late := _late(one)) is not None]
        plan: tuple[Span, ...] = ()
        if step.key == dossier.current_step and dossier.entered_at is not None and dossier.is_open:
            limit = timing.step_due(dossier, rules)
            now_done, now_slow = _current(dossier.entered_at, limit, at)
            done += now_done
            slow += now_slow
            if limit is not None and limit > at:
                plan = (Span(at, limit),)
                planned_from = limit
        elif not records and dossier.stage is Stage.HANDLING:
            plan, planned_from = _plan(step, planned_from, rules)
        lanes.append(
            Lane(
                step.name,
                done=tuple(done),
                void=tuple(_done(one) for one in records if one.void),
                slow=tuple(slow),
                planned=plan,
            )
        )
    return tuple(lanes)


def _done(record: StepRecord) -> Span:
    left = record.left_at if record.planned is None else min(record.left_at, record.planned)
    return Span(record.entered_at, max(left, record.entered_at))


def _late(record: StepRecord) -> Span | None:
    if record.planned is None or record.left_at <= record.planned:
        return None
    return Span(max(record.planned, record.entered_at), record.left_at)


def _current(entered: datetime, limit: datetime | None, at: datetime) -> tuple[list[Span], list[Span]]:
    if limit is None or at <= limit:
        return [Span(entered, at)], []
    return [Span(entered, limit)], [Span(limit, at)]


def _plan(step: Step, since: datetime, rules: Rules) -> tuple[tuple[Span, ...], datetime]:
    if step.within is None:
        return (), since
    try:
        until = clock.step_due(step.within, since, rules.calendar)
    except CalendarNotPublished:
        return (), since
    return (Span(since, until),), until


def counted(dossier: Dossier, rules: Rules, at: datetime) -> tuple[int, int] | None:
    """(working days passed, working days allowed) of the running period; None where it is not counted in days."""
    due = timing.due_at(dossier, rules)
    phases = timing.current_phases(dossier, rules)
    if due is None or dossier.run_from is None or not phases or _continues(dossier):
        return None
    if numbered(phases, timing.counting_of(rules)) != "working":
        return None
    start = timing.known_starts(dossier, rules, phases, dossier.run_from).get(phases[-1].key, dossier.run_from)
    calendar = rules.calendar
    end = min(dossier.ended_at or at, due)
    day, last, passed = calendar.local(start).date(), calendar.local(due).date(), 0
    total = 0
    while day < last:
        day += timedelta(days=1)
        if calendar.is_working_day(day):
            total += 1
            passed += calendar.closing(day) <= end
    return passed, total


def _description(dossier: Dossier, rules: Rules, at: datetime, _: Messages) -> str:
    days = counted(dossier, rules, at)
    return _("clock.summary", done=days[0], all=days[1]) if days else ""
