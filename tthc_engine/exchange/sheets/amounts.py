"""How much a length can hold, for comparing two of them; never for counting a date."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import combinations

from tthc_engine.domain.time_limit import Term, Unit
from tthc_engine.exchange.sheets.lengths import Length, Says

_WEEK, _REST_DAYS_A_WEEK, _LONGEST_MONTH = 7, 2, 31
MOST_STAGES = 6
"""More lengths than this are not added up in search of a total: some sum always fits."""


def most(terms: Sequence[Term]) -> int:
    """The most working days that the terms can hold."""
    days = 0
    for term in terms:
        if term.unit is Unit.WORKING_DAYS:
            days += -int(-term.amount // 1)
        elif term.unit in (Unit.CALENDAR_DAYS, Unit.MONTHS):
            whole = int(term.amount) * (_LONGEST_MONTH if term.unit is Unit.MONTHS else 1)
            days += whole - whole // _WEEK * _REST_DAYS_A_WEEK
    return days


def total(terms: Sequence[Term]) -> Decimal:
    """The numbers added up, whatever their units: what a hurried hand prints as one."""
    return sum((term.amount for term in terms), Decimal(0))


def adds_up(terms: Sequence[Term], told: Sequence[Length]) -> bool:
    """Whether some of the stages that `told` names make up the whole, in its unit."""
    stages = [
        one
        for one in told
        if one.says in (Says.LIMIT, Says.CONDITION) and len(one.terms) == 1 and one.terms[0].unit is terms[0].unit
    ]
    return any(sum(one.terms[0].amount for one in chosen) == terms[0].amount for chosen in choices(stages))


def choices(stages: Sequence[Length]) -> Iterator[tuple[Length, ...]]:
    """Every choice of two or more of the first `MOST_STAGES` stages, in their order."""
    few = stages[:MOST_STAGES]
    for size in range(2, len(few) + 1):
        yield from combinations(few, size)
