"""The answer to "Vì sao hạn là ngày này?": a derivation as rows that a page, a panel and a print share."""

from dataclasses import dataclass
from datetime import date

from tthc_engine.domain.derivation import Derivation, LineKind
from tthc_engine.domain.derivation_lines import Line, folded
from tthc_engine.web.messages import Messages
from tthc_engine.web.wording import derivation_say

_QUIET = frozenset({LineKind.START, LineKind.SKIPPED, LineKind.MOVED, LineKind.STOPPED})


@dataclass(frozen=True, slots=True)
class Row:
    """One run of days."""

    days: str
    """`T3 17 – T6 20/11`."""
    number: str
    """`1–4`, or `–`."""
    reason: str
    dress: str
    """`off` for days that do not count, `end` for the last."""
    quoted: bool = False
    """`reason` is what somebody wrote: a holiday's name, why the clock was stopped."""


@dataclass(frozen=True, slots=True)
class Why:
    rows: tuple[Row, ...]
    sentences: tuple[str, ...]
    calendar: str
    version: str
    procedure: str
    """Code and since when it is in force."""
    limit: str
    provisional_years: tuple[int, ...]


def why(derivation: Derivation, _: Messages) -> Why:
    return Why(
        rows=tuple(_rows(derivation, _)),
        sentences=tuple(derivation.in_words(derivation_say(_))),
        calendar=derivation.calendar,
        version=derivation.calendar_version,
        procedure=derivation.rule.procedure_in(derivation_say(_)),
        limit=derivation.rule.limit_in(derivation_say(_)),
        provisional_years=derivation.provisional_years,
    )


def _rows(derivation: Derivation, _: Messages) -> list[Row]:
    lines = [line for phase in derivation.phases for line in folded(phase.lines)]
    counted = [index for index, line in enumerate(lines) if line.kind is LineKind.COUNTED]
    last = counted[-1] if counted and derivation.due is not None else -1
    return [
        Row(
            days=days(line, _),
            number=_number(line),
            reason=line.because.words(derivation_say(_)),
            dress="off" if line.kind in _QUIET else "end" if index == last else "",
            quoted=line.because.is_quoted,
        )
        for index, line in enumerate(lines)
    ]


def days(line: Line, _: Messages) -> str:
    if line.on == line.until:
        return _day(line.on, _)
    weekday = _(f"weekday_short.{line.on.weekday()}")
    start = f"{weekday} {line.on:%d}" if line.on.month == line.until.month else _day(line.on, _)
    return f"{start} – {_day(line.until, _)}"


def _day(on: date, _: Messages) -> str:
    return f"{_(f'weekday_short.{on.weekday()}')} {on:%d/%m}"


def _number(line: Line) -> str:
    if not line.first:
        return "–"
    return str(line.first) if line.first == line.last else f"{line.first}–{line.last}"
