"""A derivation as sentences, for the screen, the printed sheet and the terminal.

Each function words its part with a `Say`: the Vietnamese phrases, or those of a page in another language.
"""

from collections.abc import Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING, assert_never

from tthc_engine.domain.derivation_lines import Line, LineKind, folded
from tthc_engine.domain.derivation_phrases import Say, vietnamese
from tthc_engine.domain.time_limit import Counting, FractionRule, SupplementMode, Term, Unit

if TYPE_CHECKING:
    from tthc_engine.domain.derivation import Derivation, PhaseCount

_MINUTES_AN_HOUR = 60


def day_in_words(day: date, say: Say = vietnamese) -> str:
    """ "thứ Hai, 08/06/2026"."""
    return f"{say(f'weekday_{day.weekday()}')}, {day:%d/%m/%Y}"


def instant_in_words(at: datetime, say: Say = vietnamese) -> str:
    """ "17:00 thứ Hai, 08/06/2026"; `at` is on the office's wall clock already."""
    return f"{at:%H:%M} {day_in_words(at.date(), say)}"


def minutes_in_words(minutes: int, say: Say = vietnamese) -> str:
    """ "3 giờ 20 phút" of working time."""
    hours, rest = divmod(minutes, _MINUTES_AN_HOUR)
    parts = [say("hours", n=hours)] * bool(hours) + [say("minutes", n=rest)] * bool(rest or not hours)
    return " ".join(parts)


def terms_in_words(terms: tuple[Term, ...], say: Say = vietnamese) -> str:
    """ "02 tháng + 15 ngày làm việc", as the receipt prints a limit."""
    return " + ".join(_term(term, say) for term in terms)


def rounding(count: "PhaseCount", say: Say = vietnamese) -> str:
    """Which way the last day is found and a fraction is rounded, in one sentence."""
    units = {term.unit for term in count.phase.terms}
    hours = count.phase.hours_per_day
    sentences = []
    if Unit.WORKING_DAYS in units and count.counting is Counting.RUNNING_HOURS:
        sentences.append(say("day_in_hours", hours=hours))
    elif _has_fractions(count):
        sentences.append(say(f"fraction_{count.phase.fraction.value}", hours=hours))
    if Unit.WORKING_DAYS in units and not _in_minutes(count):
        sentences.append(say("ends_at_closing"))
    if Unit.WORKING_HOURS in units or _in_minutes(count):
        sentences.append(say("ends_with_minute"))
    if units & {Unit.CALENDAR_DAYS, Unit.MONTHS, Unit.FIXED_DATE}:
        sentences.append(say("ends_after_rest"))
    if Unit.SAME_DAY in units:
        sentences.append(say("ends_today"))
    return " ".join(sentences)


def _has_fractions(count: "PhaseCount") -> bool:
    in_days = [term.amount for term in count.phase.terms if term.unit is Unit.WORKING_DAYS]
    return any(amount != int(amount) for amount in in_days)


def _in_minutes(count: "PhaseCount") -> bool:
    """Whether declared working days are counted as running working time."""
    if not any(term.unit is Unit.WORKING_DAYS for term in count.phase.terms):
        return False
    in_hours = count.phase.fraction is FractionRule.HOURS and _has_fractions(count)
    return in_hours or count.counting is Counting.RUNNING_HOURS


def sentences(derivation: "Derivation", say: Say = vietnamese) -> list[str]:
    """The whole derivation, in the order in which an officer would tell it."""
    return [
        *_rule(derivation, say),
        *(sentence for count in derivation.phases for sentence in _phase(count, derivation, say)),
        *_answer(derivation, say),
        say("calendar", calendar=derivation.calendar, version=derivation.calendar_version),
    ]


def _rule(derivation: "Derivation", say: Say) -> Iterator[str]:
    rule = derivation.rule
    if version := rule.procedure_in(say):
        yield say("procedure", version=version)
    if limit := rule.limit_in(say):
        yield say("limit", limit=limit)
    if rule.regime:
        yield say("regime", regime=rule.regime)
    yield from dict.fromkeys(words for count in derivation.phases if (words := _convention(count, derivation, say)))
    for restart in derivation.restarts:
        yield say(
            "restart",
            requested=instant_in_words(restart.requested, say),
            why=_in_brackets(restart.reason),
            answered=instant_in_words(restart.answered, say),
            by=_in_brackets(rule.supplement_citation),
        )


def _convention(count: "PhaseCount", derivation: "Derivation", say: Say) -> str:
    """How days are counted in this phase; empty where nothing is counted in days or hours."""
    units = {term.unit for term in count.phase.terms}
    in_days = units & {Unit.WORKING_DAYS, Unit.CALENDAR_DAYS, Unit.MONTHS} and not _in_minutes(count)
    if not in_days and Unit.WORKING_HOURS not in units and not _in_minutes(count):
        return ""
    days = "convention_working_days" if Unit.WORKING_DAYS in units else "convention_days"
    ways = [
        *[say("convention_rolled")] * (count.counting is Counting.ROLLED),
        say(days if in_days else "convention_minutes"),
    ]
    return say("convention", ways="; ".join(ways), by=_in_brackets(derivation.rule.counting_citation))


def _phase(count: "PhaseCount", derivation: "Derivation", say: Say) -> Iterator[str]:
    title = f"{count.phase.name}: " if count.phase.name else ""
    limit = terms_in_words(count.phase.terms, say)
    if count.start is None or count.begun is None:
        awaited = say(f"awaits_{count.phase.start.value}")
        yield say("phase_awaits", phase=title, limit=limit, awaited=awaited)
        return
    yield say("phase_begins", phase=title, limit=limit, start=instant_in_words(count.start, say))
    if count.begun != count.start:
        yield say("phase_rolled", start=instant_in_words(count.begun, say))
    for line in folded(count.lines):
        yield _line(line, derivation, say)
    if words := rounding(count, say):
        yield words
    if count.due is not None and len(derivation.phases) > 1:
        yield say("phase_ends", phase=title, due=instant_in_words(count.due, say))


def _line(line: Line, derivation: "Derivation", say: Say) -> str:
    days = day_in_words(line.on, say)
    if line.until > line.on:
        days += f" – {day_in_words(line.until, say)}"
    return f"{days[0].upper()}{days[1:]}: {_said(line, derivation, say)}."


def _said(line: Line, derivation: "Derivation", say: Say) -> str:
    why = line.because.words(say)
    match line.kind:
        case LineKind.COUNTED if line.first:
            numbers = f"{line.first}–{line.last}" if line.last > line.first else f"{line.first}"
            return say("counted", numbers=numbers, why=why)
        case LineKind.COUNTED | LineKind.MADE_GOOD if line.minutes:
            return f"{minutes_in_words(line.minutes, say)} · {why}"
        case LineKind.SKIPPED:
            return say("skipped", why=why)
        case LineKind.STOPPED if derivation.stopped and line == derivation.lines[-1]:
            return say("stands_still", why=why)
        case LineKind.STOPPED:
            return say("stood_still", lasting=minutes_in_words(line.minutes, say), why=why)
        case _:
            return why


def _answer(derivation: "Derivation", say: Say) -> Iterator[str]:
    if derivation.due is not None:
        yield say("due", due=instant_in_words(derivation.due, say))
    elif derivation.stopped:
        yield say("no_due_stopped")
    elif all(count.start is None for count in derivation.phases):
        yield say("no_due_waiting")
    else:
        yield say("no_due")
    if derivation.provisional:
        yield say("provisional", years=", ".join(str(year) for year in derivation.provisional_years))
    if derivation.due is not None and any(line.kind is LineKind.STOPPED for line in derivation.lines):
        modes = {stop.mode or derivation.mode for stop in derivation.stops}
        yield from (say(words) for mode, words in _MODES.items() if mode in modes)


_MODES = {SupplementMode.CONTINUE: "mode_continue", SupplementMode.SHIFT: "mode_shift"}


def _term(term: Term, say: Say) -> str:
    match term.unit:
        case Unit.WORKING_DAYS | Unit.WORKING_HOURS | Unit.CALENDAR_DAYS | Unit.MONTHS:
            return say(term.unit.value, n=term.amount)
        case Unit.SAME_DAY:
            return say("same_day_until", cutoff=f"{term.cutoff:%H:%M}") if term.cutoff else say("same_day")
        case Unit.FIXED_DATE:
            return say("fixed_date", day=f"{term.on:%d/%m/%Y}") if term.on is not None else say("fixed_date_open")
        case Unit.NONE:
            return say("no_limit")
        case _:
            assert_never(term.unit)


def _in_brackets(words: str) -> str:
    return f" ({words})" if words else ""
