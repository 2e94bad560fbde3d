"""Working time of a log from elsewhere: a plain week on the wall clock, without holidays, to the microsecond.

Our own dossiers are counted by `domain/calendar.py`. A stranger's log names no calendar, so its working time is counted
by two conventions that anybody can repeat, and the figures carry their names: W1 and W2.
"""

from dataclasses import dataclass

from tthc_engine.exchange.logs.trace import DAY_US, SECOND_US

_FIRST_MONDAY = 4 * DAY_US
"""5 January 1970 on the wall clock."""
_WEEK_US = 7 * DAY_US
_WORKING_DAYS = 5


@dataclass(frozen=True, slots=True)
class Hours:
    """Sessions of every day from Monday to Friday, as (from, to) in minutes after midnight."""

    sessions: tuple[tuple[int, int], ...]

    @property
    def day_us(self) -> int:
        """Working microseconds of a whole day."""
        return sum(to - begin for begin, to in self.sessions) * 60 * SECOND_US

    def between(self, begin: int, to: int) -> int:
        """Working microseconds between two wall clocks (`wall_us`); 0 where the second is not later."""
        return max(0, self._until(to) - self._until(begin))

    def seconds_between(self, begin: int, to: int) -> float:
        """The same in seconds, as the difference of two running counts of working seconds since the first Monday.

        Doubles, on purpose: of two waits one millisecond apart the median is exactly half a millisecond, and this is
        the count by which other readers of such logs let the third decimal fall.
        """
        return max(0.0, self._until(to) / SECOND_US - self._until(begin) / SECOND_US)

    def holds(self, wall: int) -> bool:
        """Whether the desk is open at that wall clock; at the closing minute it is not."""
        day, within = divmod((wall - _FIRST_MONDAY) % _WEEK_US, DAY_US)
        return day < _WORKING_DAYS and any(_us(begin) <= within < _us(to) for begin, to in self.sessions)

    def _until(self, wall: int) -> int:
        """Working time since the first Monday: a difference of two needs no walk over the days between."""
        weeks, rest = divmod(wall - _FIRST_MONDAY, _WEEK_US)
        day, within = divmod(rest, DAY_US)
        days = weeks * _WORKING_DAYS + min(day, _WORKING_DAYS)
        today = sum(min(max(within - _us(begin), 0), _us(to) - _us(begin)) for begin, to in self.sessions)
        return days * self.day_us + (today if day < _WORKING_DAYS else 0)


def _us(minutes: int) -> int:
    return minutes * 60 * SECOND_US


W1 = Hours(((8 * 60, 17 * 60),))
"""Monday to Friday 08:00-17:00, without a break."""
W2 = Hours(((7 * 60 + 30, 11 * 60 + 30), (13 * 60 + 30, 17 * 60)))
"""Monday to Friday 07:30-11:30 and 13:30-17:00."""
