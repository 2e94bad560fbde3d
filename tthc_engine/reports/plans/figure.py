"""One figure of a plan: a part of a whole, or a count."""

from dataclasses import dataclass

PERCENT = 100


@dataclass(frozen=True, slots=True)
class Figure:
    """`part` of `whole`, or a plain count where `whole` is None."""

    part: float
    whole: float | None = None

    @property
    def value(self) -> float | None:
        """In percent, or the count; None: a share of nothing, which is not 100 %."""
        if self.whole is None:
            return self.part
        return self.part * PERCENT / self.whole if self.whole else None
