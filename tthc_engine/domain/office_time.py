"""Office time as a number line: how much was worked up to a position, and where so much has been worked.

Positions and amounts are microseconds; positions count from the first midnight of the calendar.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

Sessions = Sequence[tuple[int, int]]

MINUTE = 60_000_000
DAY = 24 * 60 * MINUTE


class OfficeTime:
    """Sums over the counted sessions of consecutive days, made once; each look-up is one binary search."""

    __slots__ = ("opens", "rank", "worked_at_closing", "worked_at_opening", "working_days")

    def __init__(self, days: Sequence[Sessions]) -> None:
        self.opens: list[int] = []
        """Where each session opens."""
        self.worked_at_opening: list[int] = []
        self.worked_at_closing: list[int] = []
        self.working_days: list[int] = []
        """The offset of each working day from the first day."""
        self.rank: list[int] = []
        """For each day, how many working days there were up to and with it."""
        worked = 0
        for offset, sessions in enumerate(days):
            if sessions:
                self.working_days.append(offset)
            self.rank.append(len(self.working_days))
            for opens, closes in sessions:
                self.opens.append(offset * DAY + opens * MINUTE)
                self.worked_at_opening.append(worked)
                worked += (closes - opens) * MINUTE
                self.worked_at_closing.append(worked)

    def worked_before(self, position: int) -> int:
        session = bisect_right(self.opens, position) - 1
        if session < 0:
            return 0
        return min(self.worked_at_opening[session] + position - self.opens[session], self.worked_at_closing[session])

    def after(self, position: int, amount: int) -> int | None:
        """Where `amount` (above 0) is worked from `position`: a closing, not the next opening. None beyond the end."""
        session = bisect_right(self.opens, position) - 1
        worked = amount
        if session >= 0:
            worked += min(
                self.worked_at_opening[session] + position - self.opens[session], self.worked_at_closing[session]
            )
        session = bisect_left(self.worked_at_closing, worked)
        if session == len(self.opens):
            return None
        return self.opens[session] + worked - self.worked_at_opening[session]

    def last_with(self, worked: int) -> int | None:
        """The last position at which no more than `worked` is behind: an opening, not the closing before it."""
        session = bisect_right(self.worked_at_opening, worked) - 1
        if session < 0:
            return None
        return self.opens[session] + worked - self.worked_at_opening[session]
