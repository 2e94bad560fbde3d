"""The limits of other bodies in an inter-agency dossier, each by its own office hours; computed like every date."""

from datetime import datetime

from tthc_engine.domain import clock, timing
from tthc_engine.domain.calendar import CalendarNotPublished, WorkingCalendar
from tthc_engine.domain.dossier import Dossier, Part, Stage
from tthc_engine.domain.procedure import Body, Channel, Sending, Step
from tthc_engine.domain.rules import Rules
from tthc_engine.domain.time_limit import Phase, SupplementMode

PART = "part."
"""How the epoch of a letter about one body's work begins."""


def body_of(part: Part, rules: Rules) -> Body | None:
    step = rules.procedure.step(part.step)
    return next((one for one in step.bodies if one.key == part.body), None) if step is not None else None


def calendar_of(version: str, rules: Rules) -> WorkingCalendar:
    """The body's own hours and days off; the dossier's where it has none here."""
    return rules.calendars.get(version, rules.calendar)


def part_began(part: Part, dossier: Dossier) -> datetime:
    """From when its time counts: a supplement that restarts the period restarts a body's unfinished part with it."""
    return max(part.sent_at, dossier.run_from or part.sent_at)


def part_due(part: Part, dossier: Dossier, rules: Rules) -> datetime | None:
    """Until when the body's own limit runs; None while the clock is stopped, or where no calendar reaches so far."""
    body = body_of(part, rules)
    if body is None or dossier.stage is not Stage.HANDLING or timing.is_stopped(dossier, rules):
        return None
    try:
        return clock.due_at(
            [Phase(terms=(body.within,))],
            {"main": part_began(part, dossier)},
            calendar_of(part.calendar, rules),
            counting=timing.counting_of(rules),
            stops=timing.stood_still(dossier),
            mode=SupplementMode.SHIFT,
        )
    except CalendarNotPublished:
        return None


def in_turn(step: Step, channel: Channel) -> bool:
    """Whether one body waits for the other: paper goes from hand to hand, what is electronic reaches all at once."""
    if step.sending is not Sending.BY_CHANNEL:
        return step.sending is Sending.IN_TURN
    return channel is not Channel.ONLINE


def awaited(step: Step, dossier: Dossier) -> tuple[Body, ...]:
    """The bodies of `step` whose work is not back yet, sent or still to be sent."""
    return tuple(one for one in step.bodies if not _is_back(one.key, step.key, dossier))


def to_be_sent(step: Step, dossier: Dossier) -> tuple[Body, ...]:
    """The bodies that can get their work now: not sent yet, and what each needs first is back."""
    held = {one.body for one in dossier.parts if one.step == step.key}
    waiting = [one for one in awaited(step, dossier) if one.key not in held]
    if not in_turn(step, dossier.channel):
        return tuple(one for one in waiting if all(_is_back(key, step.key, dossier) for key in one.after))
    at_work = any(one.step == step.key and one.returned_at is None for one in dossier.parts)
    return () if at_work else tuple(waiting[:1])


def _is_back(key: str, step: str, dossier: Dossier) -> bool:
    mine = [one for one in dossier.parts if one.body == key and one.step == step]
    return bool(mine) and mine[-1].returned_at is not None
