"""Numbers people and papers carry: what looks wrong about them is said, never refused.

The structure of số định danh cá nhân and the check digit of mã số thuế are common knowledge, not a text of the
one-stop decrees; an officer holding the card in her hand is right and the machine warns.
"""

import re
from datetime import date
from enum import StrEnum

_PERSONAL = re.compile(r"\d{12}")
_OLD_PERSONAL = re.compile(r"\d{9}")
_TAX = re.compile(r"(\d{10})(-?\d{3})?")
_PASSPORT = re.compile(r"[A-Z]{1,2}\d{6,8}")
_TAX_WEIGHTS = (31, 29, 23, 19, 17, 13, 7, 5, 3)


class Doubt(StrEnum):
    """Why an identifier looks wrong; the message catalogue has the words (`doubt.wrong_length`)."""

    WRONG_LENGTH = "wrong_length"
    UNKNOWN_PROVINCE = "unknown_province"
    BIRTH_YEAR_DIFFERS = "birth_year_differs"
    CHECK_DIGIT = "check_digit"


def doubts(identifier: str, *, born_on: date | None = None) -> tuple[Doubt, ...]:
    """What looks wrong about số định danh cá nhân, CMND, hộ chiếu or mã số thuế; empty when nothing does.

    Spaces and dots are how people write numbers; they do not count. An empty identifier raises no doubt.
    """
    number = re.sub(r"[\s.]", "", identifier).upper()
    if not number or _PASSPORT.fullmatch(number) or _OLD_PERSONAL.fullmatch(number):
        return ()
    if _PERSONAL.fullmatch(number):
        return _about_person(number, born_on)
    if tax := _TAX.fullmatch(number):
        return () if _check_digit(tax[1]) == int(tax[1][9]) else (Doubt.CHECK_DIGIT,)
    return (Doubt.WRONG_LENGTH,)


def _about_person(number: str, born_on: date | None) -> tuple[Doubt, ...]:
    """Three digits of province or country, one of century and sex, two of the birth year, six at random."""
    found: list[Doubt] = []
    if number[0] != "0":
        found.append(Doubt.UNKNOWN_PROVINCE)
    century = 1900 + 100 * (int(number[3]) // 2)
    if born_on is not None and century + int(number[4:6]) != born_on.year:
        found.append(Doubt.BIRTH_YEAR_DIFFERS)
    return tuple(found)


def _check_digit(number: str) -> int:
    """10 is never issued, so it equals no digit."""
    return 10 - sum(weight * int(digit) for weight, digit in zip(_TAX_WEIGHTS, number, strict=False)) % 11
