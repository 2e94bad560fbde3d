"""Numbers as a language writes them: `1.234,5` in Vietnamese, `1,234.5` in English.

Papers, exports and what is stored are Vietnamese; a page follows its own language.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

_DECIMALS = 2
"""Beyond these nobody in an office reads."""
_LONGEST = 24
"""Of what is a number and no slip of a sleeve on the keyboard."""


@dataclass(frozen=True, slots=True)
class Numerals:
    """The signs of one language, and whether a whole amount below ten has two digits (`05`), as our laws write it."""

    thousands: str
    decimal: str
    two_digits: bool = False

    def whole(self, number: int) -> str:
        """`1.234`."""
        return self._signed(f"{number:,}")

    def places(self, number: float | Decimal, places: int) -> str:
        """With exactly so many decimals: `94,0`."""
        return self._signed(f"{number:,.{places}f}")

    def plain(self, number: float | Decimal, *, most: int = _DECIMALS) -> str:
        """With at most so many decimals, none that is empty: `94`, `1.234,5`."""
        return self._signed(f"{number:,.{most}f}".rstrip("0").rstrip(".") if most else f"{number:,.0f}")

    def percent(self, number: float, *, places: int = 1) -> str:
        """Of a number that is a percentage already: `94,2 %` in Vietnamese, `94.2%` in English."""
        return f"{self.places(number, places)}{self.percent_sign}"

    @property
    def percent_sign(self) -> str:
        return " %" if self.decimal == "," else "%"

    def amount(self, number: Decimal) -> str:
        """What a limit amounts to: `05` and `7,5` in a law, `5` and `7.5` elsewhere; no decimal is lost."""
        if number == number.to_integral_value():
            return f"{int(number):02d}" if self.two_digits else self.whole(int(number))
        return self._signed(f"{number.normalize():,f}")

    def read(self, text: str) -> float | None:
        """What somebody typed, thousands apart by this language's sign or by a space; None where it is no number.

        A thousands sign stands before three digits each time; elsewhere it can only be meant as the decimal sign
        (`1.5` typed by a Vietnamese hand on a keypad).
        """
        dense = re.sub(r"\s", "", text)
        whole, sign, rest = dense.partition(self.decimal)
        if re.fullmatch(rf"[+-]?[1-9][0-9]{{0,2}}(?:{re.escape(self.thousands)}[0-9]{{3}})+", whole):
            dense = whole.replace(self.thousands, "") + sign + rest
        elif sign and self.thousands in dense:
            return None
        plain = dense.replace(",", ".")
        return (
            float(plain)
            if len(plain) <= _LONGEST and re.fullmatch(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)", plain)
            else None
        )

    def _signed(self, english: str) -> str:
        return english.translate({ord(","): self.thousands, ord("."): self.decimal})


def read_whole(text: str) -> int | None:
    """A whole number that somebody typed, in either language: it has no decimals, so every sign parts thousands."""
    dense = re.sub(r"\s", "", text)
    if len(dense) > _LONGEST or not re.fullmatch(r"[0-9]+|[0-9]{1,3}(?:[.,][0-9]{3})+", dense):
        return None
    return int(re.sub("[.,]", "", dense))


VIETNAMESE = Numerals(thousands=".", decimal=",", two_digits=True)
ENGLISH = Numerals(thousands=",", decimal=".")
