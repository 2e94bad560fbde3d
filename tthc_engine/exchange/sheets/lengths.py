"""Lengths of time as Vietnamese sheets write them: "05 (năm) ngày làm việc", "02 tháng và 15 ngày", "sau 15 giờ".

Nothing here decides; it only finds what is written, and says of each find what kind of sentence it stands in. What it
cannot read for certain (a range, a year, minutes, a number in words) is found all the same, as unread.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise

from tthc_engine.domain.time_limit import Term, Unit
from tthc_engine.exchange.sheets import phrases


class Says(StrEnum):
    """What the sentence around a length speaks of."""

    LIMIT = "limit"
    CONDITION = "condition"
    """A length for some of the dossiers only ("đối với …", "trường hợp …")."""
    ASKING = "asking"
    """The body's own time to ask for a supplement or to hand an incomplete dossier back."""
    LONGER = "longer"
    """An addition to, or a cut of, another length ("kéo dài thêm", "tăng thêm không quá")."""
    SUPPLEMENTING = "supplementing"
    """The applicant's time, or a time before something happens: no limit of the procedure."""


class Start(StrEnum):
    """What sets the length going."""

    UNSAID = "unsaid"
    DOSSIER = "dossier"
    WINDOW = "window"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Length:
    """One length as found. `terms` is empty where it was seen but not understood; `clause` is the text around it."""

    terms: tuple[Term, ...]
    text: str
    clause: str
    says: Says
    start: Start
    explains: Decimal | None = None
    """The number that these terms, in brackets behind it, explain ("23 ngày (15 ngày và 08 ngày làm việc)")."""

    @property
    def read(self) -> bool:
        return bool(self.terms)


_UNITS = {
    "ngày làm việc": Unit.WORKING_DAYS,
    "ngày": Unit.CALENDAR_DAYS,
    "giờ làm việc": Unit.WORKING_HOURS,
    "tháng": Unit.MONTHS,
    "tuần": Unit.CALENDAR_DAYS,
}
_DAYS_A_WEEK = 7
"""What "tuần" means (Bộ luật Dân sự 2015, Điều 146 khoản 2)."""

_SPACE = re.compile(r"[^\S\n]+")


def plain(text: object) -> str:
    """Composed letters and single spaces; line breaks stay. None and numbers are accepted."""
    if text is None:
        return ""
    composed = unicodedata.normalize("NFC", str(text)).replace("\u00a0", " ").replace("\r", "\n")
    return _SPACE.sub(" ", composed).strip()


def clauses(text: str) -> list[str]:
    """`text` (as `plain` gives it) cut at line breaks, bullets, semicolons and full stops.

    A condition that is itself a list ("Đối với các xã miền núi; đảo; vùng khó khăn thì …") stays with its length.
    """
    found: list[str] = []
    for piece in phrases.CLAUSE_ENDS.split(phrases.IN_BRACKETS.sub("", text)):
        clause = (piece or "").strip(" ,.-+*:")
        if not clause:
            continue
        if another := phrases.ANOTHER_IN_BRACKETS.fullmatch(clause):
            rest = another["rest"].strip()
            found += [f"{another['one']}{rest}".strip(), f"{another['what']}: {another['length']} {rest}".strip()]
            continue
        if (
            found
            and phrases.OPEN_LIST.match(found[-1])
            and not phrases.LENGTH.search(found[-1])
            and phrases.LIST_GOES_ON.match(clause)
        ):
            found[-1] = f"{found[-1]}; {clause}"
        else:
            found.append(clause)
    return found


def lengths(text: object) -> list[Length]:
    """Every length in `text`, in order."""
    return _without_breakdowns([length for clause in clauses(plain(text)) for length in lengths_in(clause)])


def shortened(text: str, most: int = 140) -> str:
    """`text` in one line of at most `most` letters."""
    text = " ".join(text.split())
    return text if len(text) <= most else f"{text[: most - 1]}…"


def number(written: str) -> Decimal:
    """ "05" and "7,5" as numbers."""
    return Decimal(written.replace(",", "."))


def _without_breakdowns(found: list[Length]) -> list[Length]:
    """ "Không quá 30 ngày làm việc, bao gồm:" and then parts that add up to the 30: the parts are no limits."""
    place = 0
    while place < len(found):
        whole = found[place]
        place += 1
        amount = whole.explains or (whole.terms[0].amount if len(whole.terms) == 1 else None)
        if amount is None or not phrases.BROKEN_DOWN.search(whole.clause):
            continue
        parts, total = place, Decimal(0)
        while parts < len(found) and total < amount and len(found[parts].terms) == 1:
            total += found[parts].terms[0].amount
            parts += 1
        if total == amount:
            found[place:parts] = [replace(part, says=Says.SUPPLEMENTING) for part in found[place:parts]]
            place = parts
    return found


def lengths_in(clause: str) -> list[Length]:
    """Every length in one clause, in order; of "23 ngày (15 ngày và 08 ngày làm việc)" what stands in the brackets."""
    found = list(_in_clause(clause))
    for one, another in pairwise(tuple(found)):
        total = sum((term.amount for term in another.terms), Decimal(0))
        in_brackets = len(one.terms) == 1 < len(another.terms) and f"{one.text} ({another.text})" in clause
        if in_brackets and total == one.terms[0].amount:
            found[found.index(another)] = replace(another, says=one.says, start=one.start, explains=total)
            found.remove(one)
    return found


def _in_clause(clause: str) -> Iterator[Length]:
    found = [match for match in phrases.LENGTH.finditer(clause) if _is_length(clause, match)]
    place = 0
    while place < len(found):
        group = [found[place]]
        while place + 1 < len(found) and phrases.AND.fullmatch(clause[group[-1].end() : found[place + 1].start()]):
            place += 1
            group.append(found[place])
        place += 1
        terms = [_term(match) for match in group]
        whole = tuple(term for term in terms if term is not None)
        around = _around(clause, found, group)
        text = clause[group[0].start() : group[-1].end()]
        before, _, after = around.partition(text)
        yield Length(
            terms=whole if len(whole) == len(terms) else (),
            text=text,
            clause=clause,
            says=_says(before, after),
            start=_start(before, after),
        )
    if not found and (word := phrases.IN_WORDS.search(clause)):
        yield Length(terms=(), text=word[0], clause=clause, says=_says(clause, ""), start=_start(clause, ""))


def _is_length(clause: str, match: re.Match[str]) -> bool:
    """Not a date ("ngày 04 tháng 6"), an hour of the day ("sau 15 giờ", "7 giờ 30"), opening hours or a year."""
    unit, before = match["unit"].lower(), clause[: match.start()]
    if unit in ("giờ", "tháng", "ngày", "tuần", "năm") and phrases.NO_LENGTH_AFTER.search(before):
        return bool(phrases.LENGTH_ALL_THE_SAME.search(before)) and unit not in ("giờ", "năm")
    if unit == "giờ" and match["low"]:
        return False
    if unit in ("giờ", "tháng", "năm") and phrases.HOUR_OF_THE_DAY.match(clause[match.end() :]):
        return False
    return len(re.split("[.,]", match["number"])[0]) <= len("999")


def _term(match: re.Match[str]) -> Term | None:
    unit = _UNITS.get(match["unit"].lower())
    amount = number(match["number"])
    if match["low"] or unit is None or amount <= 0:
        return None
    if match["unit"].lower() == "tuần":
        amount *= _DAYS_A_WEEK
    if unit in (Unit.CALENDAR_DAYS, Unit.MONTHS) and amount != int(amount):
        return None
    return Term(amount=amount.normalize() if amount != int(amount) else Decimal(int(amount)), unit=unit)


def _around(clause: str, found: list[re.Match[str]], group: list[re.Match[str]]) -> str:
    """The part of the clause that belongs to this length, where the clause has several."""
    if len(found) == len(group):
        return clause
    first, last = found.index(group[0]), found.index(group[-1])
    begin = found[first - 1].end() if first else 0
    end = found[last + 1].start() if last + 1 < len(found) else len(clause)
    return clause[begin:end]


def _says(before: str, after: str) -> Says:
    after = phrases.DECIDED_OTHERWISE.sub(r"\g<decided>", after)
    around = phrases.AMENDING_LAW.sub("", f"{before} … {after}")
    if phrases.LONGER_BEFORE.search(before) or phrases.LONGER_AFTER.search(after):
        return Says.LONGER
    if phrases.INCOMPLETE.search(around) and phrases.ASKS.search(around) and not phrases.COMPLETED.search(around):
        return Says.ASKING
    if phrases.NOT_THE_BODYS_BEFORE.search(before) or phrases.NOT_THE_BODYS_AFTER.search(after):
        return Says.SUPPLEMENTING
    return Says.CONDITION if phrases.CONDITION.search(around) else Says.LIMIT


def _start(before: str, after: str) -> Start:
    """What the words beside the length count from: those right after it, else those before it, else later ones."""
    at_once = phrases.FROM_AT_ONCE.match(after)
    earlier = list(phrases.FROM.finditer(before))
    match = phrases.FROM.match(after, at_once.end()) if at_once else None
    match = match or (earlier[-1] if earlier else phrases.FROM.search(after))
    if match is None:
        return Start.UNSAID
    found = _kinds(match["what"]) or _kinds(match["more"])
    # What is named first counts; "nhận được văn bản thẩm định" is found both as a receipt and as somebody's paper.
    return min(found, key=lambda kind: found[kind]) if found else Start.OTHER


def _kinds(what: str) -> dict[Start, int]:
    kinds = {
        Start.WINDOW: phrases.FROM_WINDOW,
        Start.OTHER: phrases.FROM_ELSEWHERE,
        Start.DOSSIER: phrases.FROM_DOSSIER,
    }
    return {kind: place.start() for kind, words in kinds.items() if (place := words.search(what))}
