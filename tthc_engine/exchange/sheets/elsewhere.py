"""What a sheet says outside the row that is being read, and what its sequence decides by itself."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from tthc_engine.domain.time_limit import PhaseStart, Term
from tthc_engine.exchange.sheets import phrases
from tthc_engine.exchange.sheets.amounts import adds_up, choices, total
from tthc_engine.exchange.sheets.cases import Option, is_remote, label_of
from tthc_engine.exchange.sheets.lengths import Length, Says, Start, shortened
from tthc_engine.exchange.sheets.saying import said_terms

Terms = tuple[Term, ...]
PLAINLY = frozenset({Start.UNSAID, Start.DOSSIER})
ANSWERS = frozenset({Says.LIMIT, Says.CONDITION})


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """What the sheet says outside the row that is being read."""

    sequence: tuple[Length, ...]
    sequence_text: str
    tables: frozenset[Terms]
    """The bare lengths printed in the table's rows."""

    def repeats(self, terms: Terms) -> bool:
        """Whether the sequence gives exactly this time for the dossier."""
        return any(
            one.terms == terms and one.says in ANSWERS and one.start in PLAINLY and phrases.DECIDES.search(one.clause)
            for one in self.sequence
        )

    @property
    def at_once(self) -> bool:
        """Whether the sequence says that the result comes at once, or no time at all."""
        return bool(phrases.AT_ONCE_UPON.search(self.sequence_text)) or not self.sequence

    def starts(self, length: Length) -> bool:
        """Whether the sequence counts the same time from the same kind of event."""
        return any(one.terms == length.terms and one.start is length.start for one in self.sequence)

    def names(self, table: Terms) -> bool:
        """Whether the sequence names the table's time, or stages in its unit that add up to it."""
        named = any(one.terms == table and one.says is not Says.SUPPLEMENTING for one in self.sequence)
        return named or adds_up(table, self.sequence)

    def reaches(self, table: Terms) -> bool:
        """Whether stages of the sequence add up to the table's number, whatever their units."""
        limits = [one for one in self.sequence if one.says is Says.LIMIT]
        return total(table) in {sum((total(one.terms) for one in chosen), Decimal(0)) for chosen in choices(limits)}


def is_extension(length: Length) -> bool:
    """A longer time that somebody decides while handling ("có thể kéo dài", "trường hợp phải xác minh"): no case."""
    if is_remote(label_of(length)):
        return False
    decided = length.says is Says.LONGER and phrases.MAY_BE_EXTENDED.search(length.clause)
    return bool(decided) or (length.says in ANSWERS and bool(phrases.ONLY_WHEN_VERIFIED.match(length.clause)))


def listed_by_the_sequence(sequence: Sequence[Length], option: Option) -> tuple[Option, ...]:
    """The cases, where the table prints one time of a list in the sequence that names every case with its own time."""
    listed = [one for one in sequence if one.says is Says.CONDITION and one.clause.startswith(one.text)]
    labels = [label_of(one) for one in listed]
    terms = [one.terms for one in listed]
    if len(listed) < 2 or option.label or option.terms not in terms or option.start is not PhaseStart.ACCEPTED:
        return ()
    if not all(labels) or len(set(labels)) != len(labels) or any(one.start not in PLAINLY for one in listed):
        return ()
    if any(one.says is Says.LIMIT and one.start is Start.DOSSIER and one.terms in terms for one in sequence):
        return ()
    because = f"Bảng ghi một thời hạn ({said_terms(option.terms)}); trình tự liệt kê thời hạn từng trường hợp."
    return tuple(
        Option(label, one, PhaseStart.ACCEPTED, "", because=because) for label, one in zip(labels, terms, strict=True)
    )


def only_in_the_sequence(sequence: Sequence[Length]) -> tuple[Option, ...]:
    """The one time that the sequence gives for the dossier, where a sheet has no table at all."""
    told = [one for one in sequence if one.says not in (Says.SUPPLEMENTING, Says.ASKING) and not is_extension(one)]
    if len(told) != 1 or not told[0].read or told[0].says is not Says.LIMIT or told[0].start not in PLAINLY:
        return ()
    if not phrases.DECIDES.search(told[0].clause):
        return ()
    because = f"Bản công bố không có bảng thời hạn; lấy từ trình tự: «{shortened(told[0].clause)}». Xem các cách nộp."
    return (Option("", told[0].terms, PhaseStart.ACCEPTED, "", because=because),)


def from_elsewhere(sequence: Sequence[Length], option: Option) -> Option | None:
    """The time counted from the one event that the sequence names for it, where nothing counts from the dossier."""
    answers = [one for one in sequence if one.says in ANSWERS]
    same = [one for one in answers if one.terms == option.terms]
    if len({one.clause for one in same}) != 1 or same[0].start is not Start.OTHER:
        return None
    if any(one.start in (Start.DOSSIER, Start.WINDOW) for one in answers):
        return None
    _, _, after = same[0].clause.partition(same[0].text)
    _, _, act = after.partition(",")
    decides = phrases.DECIDES.search(act) or phrases.APPROVES.search(act)
    if not decides or phrases.AFTER_ITS_OWN_DECISION.search(after):
        return None
    because = f"Trình tự tính từ mốc khác ngày nhận hồ sơ: «{shortened(same[0].clause)}»."
    return replace(option, start=PhaseStart.EXTERNAL, because=because)
