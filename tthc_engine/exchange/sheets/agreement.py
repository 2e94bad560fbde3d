"""Whether "trình tự thực hiện" says the same as the table; where it does not, the time is a person's to decide."""

import re
from dataclasses import replace
from decimal import Decimal

from tthc_engine.domain.procedure import Channel
from tthc_engine.domain.time_limit import PhaseStart, Term, Unit
from tthc_engine.exchange.sheets import elsewhere, phrases
from tthc_engine.exchange.sheets.amounts import MOST_STAGES, adds_up, choices, most, total
from tthc_engine.exchange.sheets.cases import Option
from tthc_engine.exchange.sheets.doubts import Undecided, Why
from tthc_engine.exchange.sheets.headings import by_sections
from tthc_engine.exchange.sheets.lengths import Length, Says, Start, lengths, plain, shortened
from tthc_engine.exchange.sheets.saying import said_terms
from tthc_engine.exchange.sheets.sheet import Sheet

ByChannel = dict[Channel, tuple[Option, ...]]
_AT_ONCE = re.compile(r"sau 15 giờ|(?:trả|cấp|giải quyết)[^.;\n]{0,60}trong ngày(?! làm việc tiếp)", re.IGNORECASE)
_ACTS = re.compile(r"cấp lại|cấp đổi|cấp mới|gia hạn|điều chỉnh|sửa đổi|bổ sung|thu hồi|cấp(?=,)", re.IGNORECASE)
_NEAR = 80
"""How many letters before a length may hold the verb it belongs to."""
_ONE_DAY = (Term(amount=Decimal(1), unit=Unit.CALENDAR_DAYS),)


def with_sequence(sheet: Sheet, by_channel: ByChannel) -> ByChannel:
    """What the table leaves open and the sequence names: another start than the dossier, the cases of one time.

    The table names no start; where the sequence counts the very same period from a window's end, so does the law.
    """
    told = [length for length in lengths(sheet.sequence) if length.says is not Says.ASKING]

    def started(option: Option) -> Option:
        starts = {length.start for length in told if length.terms == option.terms}
        if option.start is PhaseStart.ACCEPTED and starts == {Start.WINDOW}:
            return replace(option, start=PhaseStart.WINDOW_CLOSED)
        if option.start is PhaseStart.ACCEPTED and not option.label:
            return elsewhere.from_elsewhere(told, option) or option
        return option

    def told_apart(options: tuple[Option, ...]) -> tuple[Option, ...]:
        if len(options) > 1:
            return options
        listed = elsewhere.listed_by_the_sequence(told, options[0])
        return listed or by_sections(sheet.sequence, options[0]) or options

    return {channel: told_apart(tuple(map(started, options))) for channel, options in by_channel.items()}


def check(sheet: Sheet, by_channel: ByChannel, *, beside: list[Length]) -> list[str]:
    """Raises Undecided where "trình tự thực hiện" speaks against what the table says.

    `beside`: the lengths printed in or beside the table, which may say its times again. Returns what a person should
    know of words that differ and still do not contradict, in Vietnamese.
    """
    told = [length for length in lengths(sheet.sequence) if length.read and not _not_counted(sheet, length)]
    remarks: list[str] = []
    for terms in dict.fromkeys(option.terms for options in by_channel.values() for option in options):
        if terms[0].unit not in phrases.DAYS:
            continue
        same = [length for length in (*told, *beside) if length.terms == terms]
        _one_day_is_meant(terms, same)
        _unit_is_meant(terms, told, same)
        _not_only_an_answer(terms, told, same)
        remarks += _units_do_not_mix(terms, told, same)
        _start_is_meant(terms, told, same, by_channel)
        if len(_all_terms(by_channel)) == 1:
            _stages_reach_the_table(terms, told, same)
    _no_other_in_the_list(told, by_channel)
    _acts_have_one_time(sheet.name, told, by_channel)
    longest = max((most(option.terms) for options in by_channel.values() for option in options), default=0)
    one_day = any(
        len(terms) == 1 and terms[0].amount == 1 and terms[0].unit in phrases.DAYS for terms in _all_terms(by_channel)
    )
    if one_day and (at_once := _AT_ONCE.search(plain(sheet.sequence))):
        raise Undecided(Why.CONTRADICTION, f"Bảng ghi một ngày, trình tự nói «{shortened(at_once[0])}».")
    starts = {option.start for options in by_channel.values() for option in options}
    if (
        longest
        and PhaseStart.EXTERNAL not in starts
        and not any(option.terms[0].unit is Unit.NONE for o in by_channel.values() for option in o)
    ):
        known = _all_terms(by_channel)
        confirmed = any(length.terms in known and length.start is Start.DOSSIER for length in (*told, *beside))
        named = any(length.terms in known and length.start in elsewhere.PLAINLY for length in (*told, *beside))
        remarks += _nothing_is_longer(longest, told, confirmed=confirmed, named=named, beside=beside)
    window = any(length.start is Start.WINDOW and length.says in (Says.LIMIT, Says.CONDITION) for length in told)
    period = any(phrases.INTAKE_PERIOD.search(one.clause.partition(one.text)[0]) for one in (*told, *beside))
    if starts == {PhaseStart.ACCEPTED} and (window or period):
        raise Undecided(Why.START, "Trình tự tính thời hạn từ khi hết hạn nộp hoặc nhận hồ sơ.")
    return remarks


def _not_counted(sheet: Sheet, length: Length) -> bool:
    """A notice on the wall, where the sheet says that its time is not counted."""
    told = " ".join(f"{way.time} {way.note}" for way in sheet.ways)
    return bool(phrases.POSTING.search(length.clause) and phrases.POSTING_NOT_COUNTED.search(plain(told)))


def _one_day_is_meant(terms: tuple[Term, ...], same: list[Length]) -> None:
    if terms == _ONE_DAY and not same:
        raise Undecided(Why.PLACEHOLDER, "Bảng ghi «1 ngày» nhưng không chỗ nào khác nói vậy: có thể là giá trị tạm.")


def _unit_is_meant(terms: tuple[Term, ...], told: list[Length], same: list[Length]) -> None:
    if same:
        return
    for length in told:
        if [term.amount for term in length.terms] == [term.amount for term in terms] and length.says in (
            Says.LIMIT,
            Says.CONDITION,
            Says.LONGER,
        ):
            raise Undecided(
                Why.CONTRADICTION, f"Bảng ghi {said_terms(terms)}, trình tự ghi «{shortened(length.clause)}»."
            )


def _not_only_an_answer(terms: tuple[Term, ...], told: list[Length], same: list[Length]) -> None:
    """The table holds the time for saying that a dossier is not accepted, and the result has none."""
    if same and all(one.says is Says.ASKING for one in same) and not adds_up(terms, told):
        raise Undecided(
            Why.CONTRADICTION,
            f"Trình tự chỉ nêu {said_terms(terms)} cho việc báo hồ sơ: «{shortened(same[0].clause)}».",
        )


def _units_do_not_mix(terms: tuple[Term, ...], told: list[Length], same: list[Length]) -> list[str]:
    """Stages of 05 ngày làm việc and 21 ngày are not the table's 26 ngày làm việc.

    The other way round the table is the shorter: 25 ngày keep both 25 ngày and 10 ngày làm việc and 15 ngày. It stands,
    and what stood beside it is returned, as long as the stages are few enough to be those of one way.
    """
    if same or adds_up(terms, told) or len(terms) > 1:
        return []
    # What somebody else does after another event, such as reporting when it is over, is no stage of deciding.
    stages = [
        one
        for one in told
        if one.says is not Says.ASKING
        and len(one.terms) == 1
        and not (one.says is Says.SUPPLEMENTING and one.start is Start.OTHER)
    ]
    sums = [one for one in choices(stages) if sum(stage.terms[0].amount for stage in one) == terms[0].amount]
    if not sums:
        return []
    from_dossier = next((one for one in sums if one[0].start is Start.DOSSIER), None)
    parts = ", ".join(one.text for one in from_dossier or sums[0])
    says = f"Bảng ghi {said_terms(terms)}, trình tự cộng lại là {parts}"
    if from_dossier and terms[0].unit is Unit.CALENDAR_DAYS and len(stages) <= MOST_STAGES:
        return [f"{says}: lấy bảng, không dài hơn."]
    raise Undecided(Why.CONTRADICTION, f"{says}.")


def _stages_reach_the_table(terms: tuple[Term, ...], told: list[Length], same: list[Length]) -> None:
    """All that the sequence gives, from the dossier to the decision, is less than the table: one of them is a slip."""
    answers = [one for one in told if one.says in (Says.LIMIT, Says.CONDITION)]
    if same or len(terms) > 1 or not 0 < len(answers) <= MOST_STAGES:
        return
    whole = all(len(one.terms) == 1 and one.terms[0].unit is terms[0].unit for one in answers)
    ends = phrases.DECIDES.search(answers[-1].clause) and not phrases.SUBMITS.search(_act(answers[-1]))
    decides = any(one.start is Start.DOSSIER for one in answers) and ends
    falls_short = whole and decides and sum(one.terms[0].amount for one in answers) < terms[0].amount
    if falls_short or _the_only_time_is_shorter(terms, told, answers):
        parts = ", ".join(one.text for one in answers)
        raise Undecided(Why.CONTRADICTION, f"Bảng ghi {said_terms(terms)}, cả trình tự chỉ có {parts}.")


def _the_only_time_is_shorter(terms: tuple[Term, ...], told: list[Length], answers: list[Length]) -> bool:
    """The result is given within less than the table, counted from the dossier, and nothing adds up to the table."""
    if any(one.start is not Start.DOSSIER or most(one.terms) >= most(terms) for one in answers):
        return False
    stages = [one for one in told if one.says is not Says.SUPPLEMENTING]
    if any(sum(total(one.terms) for one in chosen) == total(terms) for chosen in choices(stages)):
        return False
    return any(phrases.GIVES.search(act) and not phrases.SUBMITS.search(act) for act in map(_act, answers))


def _act(length: Length) -> str:
    """What is done in the time: the words behind its start, and those right before it."""
    before, _, after = length.clause.partition(length.text)
    return f"{after.partition(',')[2] or after} … {before[-_NEAR:]}"


def _acts_have_one_time(name: str, told: list[Length], by_channel: ByChannel) -> None:
    """ "Cấp, gia hạn, cấp lại …": several acts in one sheet, of which the sequence gives some another time."""
    if len({act.lower() for act in _ACTS.findall(name)}) < 2:
        return
    known = _all_terms(by_channel)
    for length in told:
        acts = length.says in (Says.LIMIT, Says.CONDITION) and length.start is Start.DOSSIER
        if acts and length.terms not in known and _ACTS.search(length.clause):
            raise Undecided(Why.CASES, f"Thủ tục gồm nhiều việc, có việc thời hạn khác: «{shortened(length.clause)}».")


def _start_is_meant(terms: tuple[Term, ...], told: list[Length], same: list[Length], by_channel: ByChannel) -> None:
    starts = {option.start for options in by_channel.values() for option in options if option.terms == terms}
    named = [length.start for length in same if length.says in (Says.LIMIT, Says.CONDITION)]
    if PhaseStart.ACCEPTED in starts and named and not {Start.DOSSIER, Start.UNSAID} & set(named):
        if adds_up(terms, told):
            return
        raise Undecided(Why.START, f"Trình tự tính {said_terms(terms)} từ mốc khác: «{shortened(same[0].clause)}».")


def _all_terms(by_channel: ByChannel) -> set[tuple[Term, ...]]:
    return {option.terms for options in by_channel.values() for option in options}


def _no_other_in_the_list(told: list[Length], by_channel: ByChannel) -> None:
    """ "18 ngày làm việc đối với …; 15 ngày làm việc đối với …": the table has picked one entry of a list."""
    listed = [one for one in told if one.says is Says.CONDITION and one.clause.startswith(one.text)]
    known = _all_terms(by_channel)
    if any(one.terms in known for one in listed) and (other := [one for one in listed if one.terms not in known]):
        raise Undecided(Why.CASES, f"Trình tự còn thời hạn khác cho trường hợp khác: «{shortened(other[0].clause)}».")


def _nothing_is_longer(
    longest: int, told: list[Length], *, confirmed: bool, named: bool, beside: list[Length]
) -> list[str]:
    """`confirmed`: the sheet says the table's time again, so a longer one that counts from elsewhere is another's.

    A longer time that is an extension, here or in the note (`beside`), is returned as a remark.
    """
    extensions = {total(length.terms) for length in beside if elsewhere.is_extension(length)}
    remarks: list[str] = []
    for length in told:
        before, _, after = length.clause.partition(length.text)
        decides = phrases.DECIDES.search(after) or phrases.DECIDES.search(before[-_NEAR:])
        act = _act(length) if length.start is Start.DOSSIER else ""
        own_stage = (phrases.APPRAISES.search(act) or phrases.GIVES.search(act)) and not phrases.HANDS_IN.search(act)
        if (
            length.says not in (Says.LIMIT, Says.CONDITION)
            or not (decides or own_stage)
            or phrases.CONSULTED.search(length.clause)
        ):
            continue
        if confirmed and length.start is not Start.DOSSIER:
            continue
        if length.terms[0].unit not in phrases.DAYS or most(length.terms) <= longest:
            continue
        known = length.says is Says.CONDITION and total(length.terms) in extensions
        if known or (named and elsewhere.is_extension(length)):
            remarks.append(f"Kéo dài trong khi giải quyết, khai ở «extension»: «{shortened(length.clause)}».")
        else:
            raise Undecided(Why.CONTRADICTION, f"Trình tự có thời hạn dài hơn bảng: «{shortened(length.clause)}».")
    return remarks
