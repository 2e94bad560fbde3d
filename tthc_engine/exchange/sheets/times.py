"""How long a sheet allows, per channel and case: understood for certain, or left to a person with the reason.

A wrong time is worse than none. A time counts as understood when the table, the note beside it and the sequence do not
contradict each other in amount, unit or start; everything else is a `Doubt`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from tthc_engine.domain.procedure import Channel
from tthc_engine.domain.time_limit import PhaseStart, Term, Unit
from tthc_engine.exchange.sheets import agreement, readings
from tthc_engine.exchange.sheets.cases import REST, Option, case_of_note, is_remote, label_of, options_of, within
from tthc_engine.exchange.sheets.doubts import Doubt, Undecided, Why
from tthc_engine.exchange.sheets.elsewhere import Elsewhere, only_in_the_sequence
from tthc_engine.exchange.sheets.headings import under_headings
from tthc_engine.exchange.sheets.lengths import Length, Says, Start, clauses, lengths, number, plain, shortened
from tthc_engine.exchange.sheets.saying import said_terms
from tthc_engine.exchange.sheets.sheet import Sheet, Way

_SAME_DAY = re.compile(
    r"trong (?:cùng )?ngày(?! làm việc tiếp)|cùng ngày|ngay (?:sau )?khi|sau \d{1,2} giờ|tiếp nhận ngay|cùng thời điểm"
)
_HALF_DAYS = re.compile(r"(?P<amount>\d{1,3}[.,]\d{1,2}) ngày", re.IGNORECASE)
_STAGES = re.compile(r"sau (?:khi )?thu hồi|giai đoạn \d")
_PLACEHOLDERS = ("theo mô tả", "n/a", "khác", "theo quy định")
_ONE_DAY = (Term(amount=Decimal(1), unit=Unit.CALENDAR_DAYS),)


@dataclass(frozen=True, slots=True)
class Times:
    """What was understood. With a doubt there are no options, only `printed`: what the sheet says, row by row."""

    by_channel: dict[Channel, tuple[Option, ...]]
    doubts: tuple[Doubt, ...]
    printed: tuple[str, ...]
    because: tuple[str, ...] = ()
    """Where the sheet's places are not worded alike: which was taken, and what stood beside it."""

    @property
    def decided(self) -> bool:
        return not self.doubts

    @property
    def labels(self) -> tuple[str, ...]:
        """The cases, in printed order; empty when every dossier has one time."""
        first = next(iter(self.by_channel.values()), ())
        return tuple(option.label for option in first) if len(first) > 1 else ()


def understand(sheet: Sheet) -> Times:
    """The times of a sheet. Never raises: what is not certain is a doubt."""
    printed = tuple(_printed(way) for way in sheet.ways)
    try:
        by_channel = agreement.with_sequence(sheet, _by_channel(sheet))
        beside = [one for way in sheet.ways for one in (*_table(way.time)[1], *lengths(way.note))]
        remarks = agreement.check(sheet, by_channel, beside=beside)
    except Undecided as undecided:
        return Times({}, (undecided.doubt,), printed)
    read = [option.because for options in by_channel.values() for option in options if option.because]
    return Times(by_channel, (), printed, tuple(dict.fromkeys([*read, *remarks])))


def _by_channel(sheet: Sheet) -> dict[Channel, tuple[Option, ...]]:
    elsewhere = Elsewhere(
        tuple(lengths(sheet.sequence)),
        plain(sheet.sequence).lower(),
        frozenset(table for way in sheet.ways if (table := bare(way.time)) is not None),
    )
    if not sheet.ways:
        if alone := only_in_the_sequence(elsewhere.sequence):
            return {Channel.DIRECT: alone}
        raise Undecided(Why.NOTHING, "Bản công bố không có bảng cách thức thực hiện và thời hạn.")
    rows: dict[Channel, list[tuple[Way, tuple[Option, ...]]]] = {}
    for way in sheet.ways:
        if way.channel is None:
            raise Undecided(Why.CHANNEL, f"Không rõ cách thức nộp «{way.named}».")
        rows.setdefault(way.channel, []).append((way, _way(way, elsewhere)))
    found = {channel: _one_channel(ways) for channel, ways in rows.items()}
    named = {frozenset(_case_key(option.label) for option in options) for options in found.values()}
    if len(named) > 1:
        raise Undecided(Why.CASES, "Các cách thức nộp nêu những trường hợp khác nhau.")
    _same_unit_everywhere(found)
    return found


def _case_key(label: str) -> str:
    """The same exception is worded a little differently from row to row."""
    return "miền núi" if is_remote(label) else label.lower()


def _way(way: Way, elsewhere: Elsewhere) -> tuple[Option, ...]:
    """What one row says. Raises Undecided."""
    table, words = _table(way.time)
    beside = [length for length in lengths(way.note) if length.says is not Says.SUPPLEMENTING]
    told = [*words, *beside]
    speaks = plain(f"{way.time}\n{way.note}" if words else way.note).lower()
    if _STAGES.search(speaks):
        raise Undecided(Why.CASES, f"Thời hạn gồm nhiều giai đoạn nối tiếp: «{shortened(speaks)}».")
    if _SAME_DAY.search(speaks):
        if of_the_day := readings.of_the_day(table, told, speaks, elsewhere):
            return of_the_day
        raise Undecided(Why.CONTRADICTION, f"Ghi chú nói trả kết quả ngay hoặc trong ngày: «{shortened(speaks)}».")
    if not told:
        return _without_note(table, speaks)
    told = [_in_half_days(length, table) for length in told]
    if bad := next((length for length in told if not length.read), None):
        raise Undecided(Why.UNIT, f"Chưa hiểu chắc «{bad.text}» trong «{shortened(bad.clause)}».")
    answers = [length for length in told if length.says is not Says.ASKING]
    if not answers:
        return _without_note(table, speaks)
    if before := readings.without_extensions(table, answers):
        return before
    if table is not None and all(length.terms == table for length in answers):
        if any(length.says is Says.LONGER for length in answers):
            raise Undecided(Why.CASES, f"Có thời gian kéo dài thêm: «{shortened(answers[-1].clause)}».")
        return (Option("", table, _start(answers, elsewhere), _words(answers)),)
    if len(answers) == 1 and table is None and answers[0].says in (Says.LIMIT, Says.CONDITION):
        return _alone(answers[0], elsewhere)
    if read := _read_on(table, answers, elsewhere, note=plain(way.note if not words else way.time)):
        return read
    raise Undecided(*_disagree(table, answers))


def _read_on(
    table: tuple[Term, ...] | None, answers: list[Length], elsewhere: Elsewhere, *, note: str
) -> tuple[Option, ...]:
    """Stages, cases, or what the rest of the sheet decides where table and note are not worded alike; else empty."""
    if (whole := _stages(table, answers)) is not None:
        return (whole,)
    if table is None and (told := under_headings(note)):
        return told
    if options := options_of(answers, table):
        return options
    if table is None:
        return readings.chained(answers, elsewhere)
    return (
        readings.repeated_by_the_sequence(table, answers, elsewhere)
        or readings.explained_in_brackets(table, answers)
        or readings.two_against_the_table(table, answers, elsewhere)
        or readings.summed_by_the_sequence(table, answers, elsewhere)
    )


def _in_half_days(length: Length, table: tuple[Term, ...] | None) -> Length:
    """ "7,5 ngày" beside a table in working days: no calendar day is counted by half, so the note left a word out."""
    written = _HALF_DAYS.fullmatch(length.text)
    if length.read or written is None or table is None or {term.unit for term in table} != {Unit.WORKING_DAYS}:
        return length
    return replace(length, terms=(Term(amount=number(written["amount"]).normalize(), unit=Unit.WORKING_DAYS),))


def bare(time: str) -> tuple[Term, ...] | None:
    """The cell's time when it is nothing but a length."""
    try:
        return _table(time)[0]
    except Undecided:
        return None


def _table(time: str) -> tuple[tuple[Term, ...] | None, list[Length]]:
    """The table's time when it is a bare length; a whole sentence typed into the cell counts as a note."""
    cell = plain(time).lower()
    if not cell or any(cell.startswith(word) for word in _PLACEHOLDERS):
        return None, []
    found = lengths(time)
    if len(found) == 1 and found[0].text.lower() == cell.strip(" .") and found[0].read:
        return found[0].terms, []
    if not found and not any(word in cell for word in ("trong ngày", "không quy định", "ngay")):
        raise Undecided(Why.UNIT, f"Chưa hiểu thời hạn «{shortened(cell)}».")
    return None, found


def _without_note(table: tuple[Term, ...] | None, note: str) -> tuple[Option, ...]:
    if table is not None and table != _ONE_DAY:
        if _said_to_be_open(note):
            raise Undecided(Why.CONTRADICTION, "Bảng có thời hạn nhưng ghi chú nói không quy định.")
        return (Option("", table, PhaseStart.ACCEPTED, ""),)
    if _said_to_be_open(note):
        # Portals ask for a number even where the law sets none, and get "1 ngày".
        return (Option("", (Term(unit=Unit.NONE),), PhaseStart.ACCEPTED, "Không quy định thời hạn"),)
    if table is not None:
        return (Option("", table, PhaseStart.ACCEPTED, ""),)
    raise Undecided(Why.NOTHING, "Bản công bố không ghi thời hạn.")


def _said_to_be_open(note: str) -> bool:
    return any(clause in ("không quy định", "không quy định thời hạn", "không") for clause in clauses(note))


def _alone(length: Length, elsewhere: Elsewhere) -> tuple[Option, ...]:
    """The only length of a row whose table is empty."""
    if length.says is Says.CONDITION and length.clause.lower().startswith(("trường hợp", "đối với", "nếu", "riêng")):
        raise Undecided(Why.CASES, f"Chỉ có thời hạn cho một số trường hợp: «{shortened(length.clause)}».")
    return (Option("", length.terms, _start([length], elsewhere), _words([length])),)


def _start(answers: Sequence[Length], elsewhere: Elsewhere) -> PhaseStart:
    """Raises Undecided where the clock starts with something else than the dossier or the end of an intake window."""
    starts = {length.start for length in answers}
    if starts <= {Start.UNSAID, Start.DOSSIER}:
        return PhaseStart.ACCEPTED
    if starts == {Start.WINDOW}:
        return PhaseStart.WINDOW_CLOSED
    if (
        starts == {Start.OTHER}
        and len(answers) == 1
        and (answers[0].says is Says.LIMIT or (label_of(answers[0]) and elsewhere.starts(answers[0])))
    ):
        return PhaseStart.EXTERNAL
    odd = next(length for length in answers if length.start in (Start.OTHER, Start.WINDOW))
    raise Undecided(Why.START, f"Thời hạn không tính từ ngày nhận hồ sơ: «{shortened(odd.clause)}».")


def _stages(table: tuple[Term, ...] | None, answers: list[Length]) -> Option | None:
    """The table's total, where the note lists stages that add up to it."""
    if table is None or len(table) > 1 or len(answers) < 2:
        return None
    plain_stages = all(
        length.says is Says.LIMIT and len(length.terms) == 1 and length.terms[0].unit is table[0].unit
        for length in answers
    )
    if not plain_stages or sum(length.terms[0].amount for length in answers) != table[0].amount:
        return None
    if answers[0].start not in (Start.UNSAID, Start.DOSSIER):
        return None
    return Option("", table, PhaseStart.ACCEPTED, "")


def _disagree(table: tuple[Term, ...] | None, answers: list[Length]) -> tuple[Why, str]:
    told = "; ".join(dict.fromkeys(length.text for length in answers))
    if table is None:
        return Why.CASES, f"Có nhiều thời hạn, chưa tách được trường hợp: {told}."
    same = any(length.terms == table for length in answers)
    said = said_terms(table)
    if same:
        return Why.CASES, f"Bảng ghi {said}, ghi chú nêu {told}: trường hợp hay bước nào chưa rõ."
    return Why.CONTRADICTION, f"Bảng ghi {said}, ghi chú ghi {told}."


def _one_channel(rows: list[tuple[Way, tuple[Option, ...]]]) -> tuple[Option, ...]:
    """One channel's options, from all its rows. Raises Undecided where its rows are not told apart."""
    if len({tuple((o.label, o.terms, o.start) for o in options) for _, options in rows}) == 1:
        return next((options for _, options in rows if any(one.because for one in options)), rows[0][1])
    named: dict[str, Option] = {}
    bases: list[str] = []
    for way, options in rows:
        for option in options:
            label = option.label or case_of_note(plain(way.note))
            if is_remote(label) and any(bases):
                if len(bases) > 1:
                    raise Undecided(Why.CASES, "Không rõ ngoại lệ cho các xã khó khăn thuộc trường hợp nào.")
                label, bases = within(bases[0], label), []
            elif not is_remote(label):
                bases.append(label)
            if label in named:
                raise Undecided(Why.CASES, "Một cách thức nộp có nhiều thời hạn mà không nói rõ trường hợp.")
            named[label] = Option(label, option.terms, option.start, option.words)
    if "" in named:
        if not all(is_remote(label) for label in named if label):
            raise Undecided(Why.CASES, "Một cách thức nộp có nhiều thời hạn mà không nói rõ trường hợp.")
        named = {label or REST: replace(option, label=label or REST) for label, option in named.items()}
    if any(label.startswith(REST) for label in named) and len([label for label in named if is_remote(label)]) > 1:
        raise Undecided(Why.CASES, "Nhiều dòng cùng nêu ngoại lệ cho các xã khó khăn.")
    return tuple(named.values())


def _same_unit_everywhere(found: dict[Channel, tuple[Option, ...]]) -> None:
    """The same amount in working days by post and in days at the desk is a slip of the pen, not a rule."""
    seen: dict[tuple[str, str], tuple[Term, ...]] = {}
    for options in found.values():
        for option in options:
            amounts = "+".join(str(term.amount) for term in option.terms)
            other = seen.setdefault((option.label, amounts), option.terms)
            if other != option.terms:
                raise Undecided(
                    Why.CONTRADICTION,
                    f"Cùng số nhưng khác đơn vị: {said_terms(other)} và {said_terms(option.terms)}.",
                )


def _words(answers: Sequence[Length]) -> str:
    """The rule as the sheet's note words it, when the clause is short enough to be a rule."""
    clause = answers[0].clause
    return clause[0].upper() + clause[1:] if len(clause) <= 160 else ""


def _printed(way: Way) -> str:
    return " | ".join(part for part in (way.named, way.time or "(trống)", " ".join(way.note.split())) if part)
