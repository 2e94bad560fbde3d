"""How values are spread: count, mean, deviation, sum and quantiles, rounded to three places."""

from array import array
from collections.abc import Sequence
from typing import Any

import numpy

from tthc_engine.exchange.logs.trace import DAY_US, SECOND_US

PERCENTS = (0, 5, 10, 25, 50, 75, 90, 95, 99, 100)
PLACES = 3


def whole_numbers() -> "array[int]":
    """An empty list of 64-bit numbers: eight bytes a value, however many waits a log has."""
    return array("q")


def seconds() -> "array[float]":
    """An empty list of doubles."""
    return array("d")


def spread(values: Sequence[int], *, per: int = SECOND_US) -> dict[str, Any]:
    """`values` in microseconds, told in units of `per` (seconds by default); of nothing there is only `n`.

    The deviation is the population's, quantiles are interpolated linearly.
    """
    if not values:
        return {"n": 0}
    numbers = numpy.asarray(values, dtype=numpy.int64) / per
    return {
        "n": len(values),
        "mean": mean(values, per=per),
        "std_pop": _rounded(float(numbers.std())),
        "sum": total(values, per=per),
        "quantiles_linear": {
            f"p{percent}": _rounded(float(numpy.percentile(numbers, percent))) for percent in PERCENTS
        },
    }


def counts_spread(values: Sequence[int]) -> dict[str, Any]:
    """The same of plain counts."""
    return spread(values, per=1)


def days_spread(values: Sequence[int], *, day: int = DAY_US) -> dict[str, Any]:
    """The same told in days; `day` says how many microseconds one has."""
    return spread(values, per=day)


def total(values: Sequence[int], *, per: int = SECOND_US) -> float:
    return _rounded(sum(values) / per)


def mean(values: Sequence[int], *, per: int = SECOND_US) -> float:
    return _rounded(sum(values) / per / len(values))


def quantile(values: Sequence[float], percent: float, *, per: int = SECOND_US) -> float:
    return _rounded(float(numpy.percentile(numpy.asarray(values) / per, percent)))


def _rounded(value: float) -> float:
    return round(value, PLACES)
