"""The code on the citizen card, as a hand scanner types it: `number|old number|name|birth|sex|address|issued`.

The layout is what the cards carry in practice (dates as ddmmyyyy; the card of 2024 appends further fields, which are
not read). It comes through a keyboard, so a Vietnamese driver may change it on its way. What can be put right without
guessing is put right; what cannot is left empty and said.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from tthc_engine.domain.calendar import HANOI
from tthc_engine.domain.vietnamese import has_marks, is_syllable, meant_by_keys, without_doubles

# The number row of the Vietnamese layout that Windows brings: letters and tones instead of digits.
_DIGITS = {"ă": "1", "â": "2", "ê": "3", "ô": "4", "đ": "0"}
_DIGIT_MARKS = {"\u0300": "5", "\u0309": "6", "\u0303": "7", "\u0301": "8", "\u0323": "9"}
_COMPOSED = {
    unicodedata.normalize("NFC", letter + mark): digit + other
    for letter, digit in _DIGITS.items()
    for mark, other in _DIGIT_MARKS.items()
    if len(unicodedata.normalize("NFC", letter + mark)) == 1
}
"""Letter and tone that some program joined into one on the way."""
_SEPARATORS = "¦~"
"""What keyboards of other countries make of the bar between the fields."""
_LIKE_A_BLOCK = re.compile(r"[A-Za-z]\d+")
_NUMBER = re.compile(r"\d{12}")
_OLD_NUMBER = re.compile(r"\d{9}|\d{12}|")
_NAME_LETTERS = re.compile(r"[^\W\d_]+(?:[.'’\-][^\W\d_]+)*", re.UNICODE)
FEWEST, LONGEST = 6, 1000


class Doubt(StrEnum):
    """What could not be read off the scan for certain; the catalogue has the words (`scan_doubt.name`)."""

    NAME = "name"
    BORN_ON = "born_on"
    ADDRESS = "address"


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    number: str
    old_number: str = ""
    name: str = ""
    """Empty where it could not be read for certain."""
    born_on: date | None = None
    address: str = ""
    issued_on: date | None = None
    doubts: tuple[Doubt, ...] = ()
    """Fields that were left empty, to be typed from the card."""
    mended: bool = False
    """Something was put right: to be compared with the card."""


def looks_scanned(text: str) -> bool:
    """Whether this came from a card's code and not from somebody's fingers."""
    return _barred(text).count("|") >= FEWEST - 1 and len(text) <= LONGEST


def read(text: str) -> Card | None:
    """The card behind a scan; None where not even its number can be read."""
    if not looks_scanned(text):
        return None
    sound = _as_utf8(_barred(text.strip()))
    fields = [one.strip() for one in sound.split("|")]
    number = _digits(fields[0])
    if not _NUMBER.fullmatch(number):
        return None
    old = _digits(fields[1])
    known_marks = has_marks("".join(fields[2:6]))
    name = _words(fields[2], trusted=known_marks, names=True)
    address = _words(fields[5], trusted=known_marks, names=False)
    born_on = _day(_digits(fields[3]))
    doubts = [
        doubt
        for doubt, read_well in (
            (Doubt.NAME, name is not None),
            (Doubt.BORN_ON, born_on is not None),
            (Doubt.ADDRESS, address is not None),
        )
        if not read_well
    ]
    issued = fields[6] if len(fields) > FEWEST else ""
    return Card(
        number=number,
        old_number=old if _OLD_NUMBER.fullmatch(old) else "",
        name=name or "",
        born_on=born_on,
        address=address or "",
        issued_on=_day(_digits(issued)),
        doubts=tuple(doubts),
        mended=sound != text.strip()
        or number != fields[0]
        or _differs(name, fields[2])
        or _differs(address, fields[5]),
    )


def _barred(text: str) -> str:
    for other in _SEPARATORS:
        if "|" not in text and text.count(other) >= FEWEST - 1:
            return text.replace(other, "|")
    return text


def _differs(made: str | None, given: str) -> bool:
    return made is not None and made != " ".join(given.split())


def _digits(text: str) -> str:
    """Digits as they were before a keyboard layout made letters and tones of them."""
    apart = "".join(_COMPOSED.get(one, one) for one in text.casefold())
    return "".join(_DIGITS.get(one, _DIGIT_MARKS.get(one, one)) for one in apart)


def _day(text: str) -> date | None:
    """ddmmyyyy; some cards know only the year of birth, and then there is no day to fill in."""
    if not re.fullmatch(r"\d{8}", text):
        return None
    try:
        return datetime.strptime(text, "%d%m%Y").replace(tzinfo=HANOI).date()
    except ValueError:
        return None


def _words(text: str, *, trusted: bool, names: bool) -> str | None:
    """The words of a name or an address; None where some word cannot be what stands on the card."""
    if not text or "\ufffd" in text or "?" in text:
        return None
    words = re.split(r"(\s+|,)", text)
    made = [_word(word, trusted=trusted, names=names) for word in words]
    if any(one is None for one in made) or _half_doubled(words):
        return None
    return " ".join("".join(filter(None, made)).split())


def _half_doubled(words: list[str]) -> bool:
    """A driver doubled letters in one word, and another could be read with or without its double (Tòng, Toòng)."""
    doubled = [word for word in words if without_doubles(word) != word and is_syllable(without_doubles(word))]
    either = [word for word in doubled if is_syllable(word)]
    return bool(either) and len(either) < len(doubled)


def _word(word: str, *, trusted: bool, names: bool) -> str | None:
    """The word as it stands on the card; None where two readings are possible, or none.

    A scan that brought marks through (`trusted`) is taken at its word; one without any mark may be raw keys.
    """
    if not word.strip() or word == ",":
        return word
    single = without_doubles(word)
    if single != word and is_syllable(single) and not is_syllable(word):
        return single
    meant = meant_by_keys(word)
    if trusted:
        return _trusted(word, meant, names=names)
    if not names and _LIKE_A_BLOCK.fullmatch(word):
        return None
    if names and not meant and not _NAME_LETTERS.fullmatch(word):
        return None
    if not meant:
        return word
    # Raw keys spell a syllable. Where the keys are a syllable themselves (Moong, or Mông?), nobody can tell.
    return next(iter(meant)) if len(meant) == 1 and not is_syllable(word) else None


def _trusted(word: str, meant: frozenset[str], *, names: bool) -> str | None:
    if has_marks(word) and not is_syllable(word) and len(meant) == 1:
        return next(iter(meant))
    return word if not names or _NAME_LETTERS.fullmatch(word) else None


def _as_utf8(text: str) -> str:
    """A scanner that sends UTF-8 to a program that reads Latin letters: put together again where it can be."""
    if not re.search(r"[ÃÄÅÆáàâ][\u0080-\u00bf‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]", text):
        return text
    raw = bytearray()
    for letter in text:
        try:
            raw += letter.encode("latin-1")
        except UnicodeEncodeError:
            try:
                raw += letter.encode("cp1252")
            except UnicodeEncodeError:
                return text
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return text
