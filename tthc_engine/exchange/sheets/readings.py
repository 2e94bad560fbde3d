"""Readings beyond plain agreement: what a sheet's own words decide although its places are not worded alike.

Each reading rests on words of the sheet, never makes a time longer than the table allows (a receipt must keep every
reading of the law), and says in `because` what it took and what stood beside it, so that a person can overrule it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import time

from tthc_engine.domain.time_limit import PhaseStart, Term, Unit
from tthc_engine.exchange.sheets import phrases
from tthc_engine.exchange.sheets.amounts import most, total
from tthc_engine.exchange.sheets.cases import REST, Option, is_remote, label_of, options_of
from tthc_engine.exchange.sheets.elsewhere import ANSWERS, PLAINLY, Elsewhere, Terms, is_extension
from tthc_engine.exchange.sheets.lengths import Length, Says, Start, shortened
from tthc_engine.exchange.sheets.saying import said_terms

_NOON = 12


def without_extensions(table: Terms | None, answers: Sequence[Length]) -> tuple[Option, ...]:
    """The time before any extension, where the table prints that time or the extended one; empty otherwise."""
    extended = [one for one in answers if is_extension(one)]
    plainly = [one for one in answers if not is_extension(one)]
    if not extended or not plainly or any(one.start not in PLAINLY for one in plainly):
        return ()
    options = _one_time(plainly) or options_of(plainly, None)
    if not options or any(option.start is not PhaseStart.ACCEPTED for option in options):
        return ()
    if table is not None and not _explained(table, [option.terms for option in options], extended):
        return ()
    clause = shortened(extended[0].clause)
    because = f"«{clause}» là kéo dài trong khi giải quyết, không phải thời hạn lúc tiếp nhận; khai ở «extension»."
    if table is not None and all(option.terms != table for option in options):
        because = f"Bảng ghi {said_terms(table)} là mức đã kéo dài. {because}"
    return tuple(replace(option, because=because) for option in options)


def _explained(table: Terms, bases: Sequence[Terms], extended: Sequence[Length]) -> bool:
    """Whether the table's number is the plain time, the extended one, or the two added up."""
    if table in bases or any(one.terms == table for one in extended):
        return True
    sums = {total(base) + total(one.terms) for base in bases for one in extended}
    return len(table) == 1 and total(table) in sums and all(most(table) >= most(base) for base in bases)


def _one_time(answers: Sequence[Length]) -> tuple[Option, ...]:
    """The only time that the answers give, with no condition but that nothing has to be verified."""
    if len({one.terms for one in answers}) != 1:
        return ()
    if any(one.says is not Says.LIMIT and not phrases.NOTHING_TO_VERIFY.search(one.clause) for one in answers):
        return ()
    return (Option("", answers[0].terms, PhaseStart.ACCEPTED, ""),)


def two_against_the_table(table: Terms, answers: Sequence[Length], elsewhere: Elsewhere) -> tuple[Option, ...]:
    """What the note says, where the sequence or another row repeats it, the table's time stands alone and is longer."""
    if elsewhere.names(table) or any(one.start not in PLAINLY for one in answers):
        return ()
    options = _one_time(answers) or options_of(answers, None)
    if not options or any(most(option.terms) > most(table) for option in options):
        return ()
    by_row = len(options) == 1 and options[0].terms in elsewhere.tables
    by_sequence = not elsewhere.reaches(table) and all(elsewhere.repeats(option.terms) for option in options)
    if not by_row and not by_sequence:
        return ()
    place = "dòng khác của bảng" if by_row and not elsewhere.repeats(options[0].terms) else "trình tự"
    told = " / ".join(dict.fromkeys(said_terms(option.terms) for option in options))
    because = f"Bảng ghi {said_terms(table)}; ghi chú và {place} cùng ghi {told}, không dài hơn: lấy {told}."
    return tuple(replace(option, because=because) for option in options)


def repeated_by_the_sequence(table: Terms, answers: Sequence[Length], elsewhere: Elsewhere) -> tuple[Option, ...]:
    """The table's time, where the sequence gives it for the result word for word and the note alone one plain other.

    Two of the sheet's three places agree; the draft still asks a person to look at the third.
    """
    others = {one.terms for one in answers}
    plainly = all(one.says is Says.LIMIT and one.start in PLAINLY for one in answers)
    if len(others) != 1 or not plainly or any(one.terms in others for one in elsewhere.sequence):
        return ()
    repeated = any(
        one.terms == table and one.says in ANSWERS and one.start is Start.DOSSIER for one in elsewhere.sequence
    )
    return (Option("", table, PhaseStart.ACCEPTED, ""),) if repeated else ()


def explained_in_brackets(table: Terms, answers: Sequence[Length]) -> tuple[Option, ...]:
    """ "23 ngày (15 ngày và 08 ngày làm việc)" beside a table of 23: the terms in the brackets, when not longer."""
    if not answers or answers[0].explains != total(table):
        return ()
    options = options_of(answers, None)
    if not options or most(options[0].terms) > most(table):
        return ()
    because = f"Bảng ghi {said_terms(table)}; ghi chú giải thích là {said_terms(options[0].terms)}: lấy ghi chú."
    return tuple(replace(option, because=because) for option in options)


def summed_by_the_sequence(table: Terms, answers: Sequence[Length], elsewhere: Elsewhere) -> tuple[Option, ...]:
    """The table's time, where all stages of the sequence add up to it and the note alone has its number otherwise."""
    told = {one.terms for one in answers}
    if len(table) != 1 or len(told) != 1 or any(one.says is not Says.LIMIT for one in answers):
        return ()
    (note,) = told
    stages = _stages(elsewhere.sequence)
    if len(note) != 1 or note[0].amount != table[0].amount or len(stages) < 2 or stages[0].start is not Start.DOSSIER:
        return ()
    if any(one.terms[0].unit is not table[0].unit for one in stages) or sum(
        one.terms[0].amount for one in stages
    ) != total(table):
        return ()
    parts = ", ".join(one.text for one in stages)
    because = f"Ghi chú ghi {said_terms(note)}; các bước trong trình tự ({parts}) cộng đúng bảng: lấy bảng."
    return (Option("", table, PhaseStart.ACCEPTED, "", because=because),)


def _stages(told: Iterable[Length]) -> list[Length]:
    return [one for one in told if one.says in ANSWERS and len(one.terms) == 1]


def chained(answers: Sequence[Length], elsewhere: Elsewhere) -> tuple[Option, ...]:
    """Stages one after the other under an empty table: the first from the dossier, each next from the one before.

    In one unit they are added up; in several they stay a sum of terms in their order.
    """
    if len(answers) < 2 or any(one.says is not Says.LIMIT or len(one.terms) != 1 for one in answers):
        return ()
    first, *later = answers
    if first.start is not Start.DOSSIER or not phrases.DECIDES.search(later[-1].clause):
        return ()
    terms = _joined([one.terms[0] for one in answers])
    follows = all(one.start is Start.OTHER and phrases.FROM_THE_STAGE_BEFORE.search(one.clause) for one in later)
    if not follows:
        stages = _stages(elsewhere.sequence)
        if len(terms) != 1 or not stages or _joined([one.terms[0] for one in stages]) != terms:
            return ()
    parts = ", ".join(one.text for one in answers)
    because = f"Không có tổng thời hạn; các bước nối tiếp nhau ({parts}) cộng lại là {said_terms(terms)}."
    return (Option("", terms, PhaseStart.ACCEPTED, "", because=because),)


def _joined(terms: Sequence[Term]) -> Terms:
    """Neighbours of one unit as one term."""
    found: list[Term] = []
    for term in terms:
        if found and found[-1].unit is term.unit:
            found[-1] = Term(amount=found[-1].amount + term.amount, unit=term.unit)
        else:
            found.append(term)
    return tuple(found)


def of_the_day(table: Terms | None, told: Sequence[Length], note: str, elsewhere: Elsewhere) -> tuple[Option, ...]:
    """ "Trong ngày; sau 15 giờ thì ngày làm việc tiếp theo", with an extension or the remote communes beside it.

    "Ngay sau khi nhận được yêu cầu", said by note and sequence alike, is of the day too.
    """
    extended = [one for one in told if is_extension(one)]
    others = [one for one in told if not is_extension(one)]
    one_day = table is None or (len(table) == 1 and table[0].amount == 1 and table[0].unit in phrases.DAYS)
    if not one_day and not any(one.terms == table for one in extended):
        return ()
    cutoff = phrases.CUTOFF.search(note)
    if cutoff and "trong ngày" in note and "ngày làm việc tiếp theo" in note:
        hour = int(cutoff["hour"]) + (_NOON if cutoff["afternoon"] and int(cutoff["hour"]) < _NOON else 0)
        of_day = Option("", (Term(unit=Unit.SAME_DAY, cutoff=time(hour)),), PhaseStart.ACCEPTED, "")
    elif (
        not told
        and phrases.AT_ONCE_UPON.search(note)
        and not phrases.AT_ONCE_LOOKED_AT.search(note)
        and elsewhere.at_once
    ):
        because = "Ghi chú nói trả kết quả ngay khi nộp, trình tự không nói khác: khai là trong ngày."
        return (Option("", (Term(unit=Unit.SAME_DAY),), PhaseStart.ACCEPTED, "", because=because),)
    else:
        return ()
    if extended:
        clause = shortened(extended[0].clause)
        of_day = replace(of_day, because=f"«{clause}» là kéo dài trong khi giải quyết; khai ở «extension».")
    return _with_remote(of_day, others)


def _with_remote(of_day: Option, others: Sequence[Length]) -> tuple[Option, ...]:
    if not others:
        return (of_day,)
    labels = [label_of(one) for one in others]
    if len(others) > 1 or not is_remote(labels[0]) or others[0].says is Says.LONGER or not others[0].read:
        return ()
    return (replace(of_day, label=REST), Option(labels[0], others[0].terms, PhaseStart.ACCEPTED, ""))
