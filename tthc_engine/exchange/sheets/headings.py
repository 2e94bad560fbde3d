"""Cases that stand as headings over their times: "a) Trường hợp ký lần đầu", and under it what holds for it."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from tthc_engine.domain.time_limit import PhaseStart, Term, Unit
from tthc_engine.exchange.sheets import phrases
from tthc_engine.exchange.sheets.cases import Option, bare_case, case_name
from tthc_engine.exchange.sheets.elsewhere import ANSWERS, PLAINLY, is_extension
from tthc_engine.exchange.sheets.lengths import Length, Says, Start, clauses, lengths, lengths_in, shortened
from tthc_engine.exchange.sheets.saying import said_terms

_AFTER_HEADING = re.compile(r" [-+*•] (?=Trường hợp )")
"""A heading has no full stop before the first entry under it."""
_BY_OTHER_LAW = re.compile(
    r"(?P<case>[^:]+): ?(?:thực hiện )?(?P<law>theo (?:quy định của )?pháp luật .+)", re.IGNORECASE
)
_SECTION = re.compile(r"(?:^|\n)\s*(?:\d+[.)]\s*)?\*\*(?P<heading>[^*\n]{4,500})\*\*")
_NUMBERING = re.compile(r"^\s*(?:\d+|[a-zđ]|\([ivx]+|\(\d+)[.)]\s*", re.IGNORECASE)


def under_headings(note: str) -> tuple[Option, ...]:
    """One option for each heading; empty unless there are two or more, all lengths stand under one, each has one time.

    What is asked of the applicant, or counted from papers handed in later, is no time of the case. A case that the
    sheet leaves to another law ("theo quy định của pháp luật dân sự") has no limit of this procedure.
    """
    groups: dict[str, list[Length]] = {}
    elsewhere: dict[str, str] = {}
    heading = ""
    for clause in clauses(_AFTER_HEADING.sub("\n", note)):
        found = lengths_in(clause)
        if not found and (other := _BY_OTHER_LAW.fullmatch(clause)) and (label := bare_case(other["case"])):
            elsewhere[label] = other["law"]
        elif not found and (label := bare_case(clause)):
            if label in groups:
                return ()
            heading = label
            groups[heading] = []
        elif found and not heading:
            return ()
        elif found:
            groups[heading] += found
    options = [_of_case(label, answers) for label, answers in groups.items()]
    known = [option for option in options if option is not None]
    if len(known) < len(options) or len(known) < 2:
        return ()
    because = f"Thời hạn đứng dưới từng đề mục: {'; '.join(groups)}."
    because += "".join(f" «{shortened(label)}»: {law}." for label, law in elsewhere.items())
    open_ones = [Option(label, (Term(unit=Unit.NONE),), PhaseStart.ACCEPTED, law) for label, law in elsewhere.items()]
    return tuple(Option(one.label, one.terms, one.start, one.words, because) for one in (*known, *open_ones))


def _of_case(label: str, found: Sequence[Length]) -> Option | None:
    answers = [one for one in found if one.says not in (Says.ASKING, Says.SUPPLEMENTING)]
    answers = [one for one in answers if not phrases.HANDED_IN_LATER.search(one.clause)]
    if len({one.terms for one in answers}) != 1 or not answers[0].read:
        return None
    plainly = all(
        one.start in PLAINLY and (one.says is Says.LIMIT or bool(phrases.NOTHING_TO_SUPPLEMENT.search(one.clause)))
        for one in answers
    )
    return Option(label, answers[0].terms, PhaseStart.ACCEPTED, "") if plainly else None


def by_sections(sequence: str, option: Option) -> tuple[Option, ...]:
    """The cases that the sequence tells under headings of its own ("**2. Về gia hạn …**"), where their times differ.

    Empty unless every section has one time, counted from the dossier or from a window's end, and one is the table's.
    """
    marks = list(_SECTION.finditer(sequence))
    if len(marks) < 2 or option.label or option.start is not PhaseStart.ACCEPTED:
        return ()
    found: list[Option] = []
    for mark, following in pairwise([*marks, None]):
        body = sequence[mark.end() : following.start() if following else len(sequence)] if mark else ""
        label = _section_label(mark["heading"]) if mark else ""
        time = _of_section(body, option)
        if not label or time is None or any(one.label == label for one in found):
            return ()
        found.append(replace(option, label=label, terms=time[0], start=time[1], words=""))
    times = {(one.terms, one.start) for one in found}
    if len(times) < 2 or all(one.terms != option.terms for one in found):
        return ()
    because = f"Bảng ghi một thời hạn ({said_terms(option.terms)}); trình tự nêu riêng từng trường hợp theo đề mục."
    return tuple(replace(one, because=because) for one in found)


def _section_label(heading: str) -> str:
    label = _NUMBERING.sub("", heading).strip(" :.")
    if label.lower().startswith("về "):
        label = label[len("về ") :]
    return case_name(label) if not label.lower().startswith("bước") else ""


def _of_section(body: str, option: Option) -> tuple[tuple[Term, ...], PhaseStart] | None:
    """The section's time: one length, or stages that add up to the table's; None where it has several."""
    told = [one for one in lengths(body) if one.says in ANSWERS and not is_extension(one)]
    if not told:
        named = any(one.terms == option.terms and one.says is not Says.ASKING for one in lengths(body))
        return (option.terms, PhaseStart.ACCEPTED) if named else None
    start = {Start.DOSSIER: PhaseStart.ACCEPTED, Start.WINDOW: PhaseStart.WINDOW_CLOSED}.get(told[0].start)
    decides = phrases.DECIDES.search(told[-1].clause) or phrases.COMPLETES.search(told[-1].clause)
    if start is None or not decides:
        return None
    if len({one.terms for one in told}) == 1:
        return told[0].terms, start
    summed = len(option.terms) == 1 and all(
        len(one.terms) == 1 and one.terms[0].unit is option.terms[0].unit for one in told
    )
    if summed and sum(one.terms[0].amount for one in told) == option.terms[0].amount:
        return option.terms, start
    return None
