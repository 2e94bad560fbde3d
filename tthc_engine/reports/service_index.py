"""Bộ chỉ số phục vụ người dân, doanh nghiệp (QĐ 766/QĐ-TTg): five groups, 100 points.

Each sub-indicator is computed where the dossiers' log carries it, else entered by hand with its source; without
either it scores nothing and the form says so. An entered figure replaces a computed one, and both are shown.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from tthc_engine.domain.dossier import Outcome
from tthc_engine.domain.procedure import Channel, Procedure
from tthc_engine.reports import indicators
from tthc_engine.reports.crossing import Look
from tthc_engine.reports.facts import Fact
from tthc_engine.reports.indicators import Entry, Indicator
from tthc_engine.reports.table import Column, Kind, Line, Table, words_of
from tthc_engine.reports.voices import Voices

T = TypeVar("T")
RESULTS = frozenset({Outcome.GRANTED, Outcome.REFUSED})
MOST_SUPPLEMENTS = 1
"""More than one request for a supplement counts as overdue, whatever the date (CL-6)."""


@dataclass(frozen=True, slots=True)
class Ratio:
    part: int
    whole: int

    @property
    def value(self) -> float | None:
        return self.part / self.whole if self.whole else None


@dataclass(frozen=True, slots=True)
class Members(Generic[T]):
    """Which ones an indicator counts: those that reach it, and all it looks at."""

    part: Sequence[T]
    whole: Sequence[T]

    @classmethod
    def of(cls, whole: Sequence[T], holds: Callable[[T], bool]) -> "Members[T]":
        return cls([one for one in whole if holds(one)], whole)

    @property
    def ratio(self) -> Ratio:
        return Ratio(len(self.part), len(self.whole))


def in_time(fact: Fact, look: Look) -> bool | None:
    """Indicator 2.1 for one dossier: in time, overdue, or None where it was not due in the period.

    The national portal's rule: more than one supplement is overdue; one that waits for its only supplement ended when
    that was asked for; else its end against the appointment as last sent, without one against the limit with the
    waiting left out; what is not finished is overdue once that instant is past, and not due before.
    """
    if not (look.settled(fact) or look.open(fact)):
        return None
    if fact.supplements > MOST_SUPPLEMENTS:
        return False
    promised = fact.new_appointment or fact.appointment or fact.due_at
    ended = fact.ended_at
    if ended is None and fact.waiting:
        ended = fact.waiting_since
    if ended is None:
        return False if promised is not None and promised < look.then else None
    return promised is None or ended <= promised


def on_time(look: Look, facts: Sequence[Fact]) -> Members[Fact]:
    judged = [(one, told) for one in facts if (told := in_time(one, look)) is not None]
    return Members([one for one, timely in judged if timely], [one for one, _ in judged])


def average_minutes(look: Look, facts: Sequence[Fact]) -> int | None:
    """Indicator 2.2: mean working time to a result, waiting for supplements subtracted (CL-6).

    What was closed, stopped or withdrawn gave no result: clearing away old dossiers must not move the mean.
    """
    taken = [one.worked_minutes for one in facts if look.settled(one) and one.outcome in RESULTS]
    return round(sum(taken) / len(taken)) if taken else None


def table(
    offered: Sequence[Procedure], look: Look, found: Iterable[Fact], entered: Mapping[str, Entry], voices: Voices
) -> Table:
    """The whole index of one unit and period."""
    facts = list(found)
    declared = indicators.service_index()
    lines: list[Line] = []
    total, known, missing = 0.0, 0.0, list[str]()
    for group in declared.groups:
        reached, rows = 0.0, list[Line]()
        for one in group.indicators:
            line, points = _line(one, _Counted(offered, look, facts, voices), entered.get(f"766.{one.key}"))
            rows.append(line)
            if points is None:
                missing.append(one.key)
            else:
                reached, known = reached + points, known + one.points
        total += reached
        lines.append(
            Line(key=group.key, values=(group.key, group.name.upper(), None, None, None, reached, group.points, ""))
        )
        lines += rows
    return Table(
        form="service_index",
        title="BỘ CHỈ SỐ PHỤC VỤ NGƯỜI DÂN, DOANH NGHIỆP TRONG THỰC HIỆN THỦ TỤC HÀNH CHÍNH, CUNG CẤP DỊCH VỤ CÔNG",
        number="Quyết định 766/QĐ-TTg",
        **look.headed,
        columns=(
            Column(key="number", words="Chỉ số", width=7),
            Column(key="name", words="Nội dung", width=44),
            Column(key="part", words="Số đạt", kind=Kind.COUNT, width=9, opens=True),
            Column(key="whole", words="Trên tổng số", kind=Kind.COUNT, width=9, opens=True),
            Column(key="ratio", words="Tỷ lệ", kind=Kind.SHARE, width=9),
            Column(key="points", words="Điểm", kind=Kind.POINTS, width=8, sums=True),
            Column(key="most", words="Tối đa", kind=Kind.POINTS, width=8),
            Column(key="basis", words="Căn cứ", width=52),
        ),
        lines=tuple(lines),
        total=Line(key="", values=("", "Tổng điểm", None, None, None, total, 100, "")),
        notes=tuple(_notes(look, facts, total, known, missing)),
    )


@dataclass(frozen=True, slots=True)
class _Counted:
    """What the indicators are counted from."""

    offered: Sequence[Procedure]
    look: Look
    facts: Sequence[Fact]
    voices: Voices

    def ratio(self, source: str) -> Ratio | None:
        """None for a source that nothing here carries."""
        if source in _COMPUTED:
            return _COMPUTED[source](self.offered, self.look, self.facts).ratio
        return _HEARD[source](self.voices) if source in _HEARD else None


def _line(one: Indicator, counted: _Counted, entry: Entry | None) -> tuple[Line, float | None]:
    if one.source == "satisfaction":
        return _satisfaction(one, counted, entry)
    computed = counted.ratio(one.source)
    ratio = Ratio(entry.part, entry.whole) if entry is not None else computed
    if ratio is None or ratio.value is None:
        return _without(one), None
    points = one.score(ratio.value)
    source = _SOURCES.get(one.source, "nhật ký hồ sơ")
    basis = f"{one.part} / {one.whole}: {source}"
    if entry is not None:
        basis = f"Nhập tay, nguồn: {entry.source}"
        if computed is not None and computed.value is not None:
            basis += f" (tính từ {_computed_from(one)}: {words_of(computed.value, Kind.SHARE)})"
    values = (one.key, one.name, ratio.part, ratio.whole, ratio.value, points, one.points, basis)
    return Line(key=one.key, values=values, within=True, entered=entry is not None), points


def _computed_from(one: Indicator) -> str:
    return _SOURCES[one.source] if one.source in _HEARD else "nhật ký"


def _satisfaction(one: Indicator, counted: _Counted, entry: Entry | None) -> tuple[Line, float | None]:
    """5.4: 100 % less the share overdue and the share dissatisfied, of the survey at the return or as entered."""
    timely = on_time(counted.look, counted.facts).ratio.value
    told = Ratio(counted.voices.dissatisfied, counted.voices.sheets)
    unhappy = told if entry is None else Ratio(entry.part, entry.whole)
    if unhappy.value is None or timely is None:
        return _without(one), None
    value = max(0.0, timely - unhappy.value)
    points = one.score(value)
    source = "phiếu khảo sát khi trả kết quả" if entry is None else entry.source
    if entry is not None and told.value is not None:
        source += f"; phiếu khảo sát: {words_of(told.value, Kind.SHARE)}"
    basis = (
        f"100 % trừ tỷ lệ quá hạn {words_of(1 - timely, Kind.SHARE)} và tỷ lệ không hài lòng "
        f"{words_of(unhappy.value, Kind.SHARE)} ({source})"
    )
    values = (one.key, one.name, unhappy.part, unhappy.whole, value, points, one.points, basis)
    return Line(key=one.key, values=values, within=True, entered=entry is not None), points


def _without(one: Indicator) -> Line:
    basis = f"Chưa có số liệu ({one.part} / {one.whole})"
    return Line(key=one.key, values=(one.key, one.name, None, None, None, None, one.points, basis), within=True)


def _notes(look: Look, facts: Sequence[Fact], total: float, known: float, missing: Sequence[str]) -> Iterable[str]:
    declared = indicators.service_index()
    yield f"Căn cứ: {declared.legal_basis}."
    if missing:
        yield (
            f"Chưa có số liệu cho chỉ số {', '.join(missing)}: tính 0 điểm. Điểm trên là "
            f"{words_of(total, Kind.POINTS)} trong {words_of(known, Kind.POINTS)} điểm có số liệu; chưa xếp loại khi "
            "chưa đủ 100 điểm."
        )
    else:
        yield f"Xếp loại: {indicators.band(declared.bands, total)}."
    minutes = average_minutes(look, facts)
    if minutes is not None:
        yield (
            f"Chỉ số 2.2 (không tính điểm): thời gian giải quyết trung bình {words_of(minutes, Kind.MINUTES)} làm "
            "việc, đã trừ thời gian chờ bổ sung."
        )
    yield (
        "Chỉ số 2.1 tính theo ngày giờ hẹn trả gần nhất; hồ sơ yêu cầu bổ sung quá một lần tính là quá hạn; khác với "
        "Biểu II.06a so theo ngày đến hạn."
    )


def _received(look: Look, facts: Sequence[Fact]) -> list[Fact]:
    return [one for one in facts if look.received(one)]


def _granted(look: Look, facts: Sequence[Fact]) -> list[Fact]:
    return [one for one in facts if look.settled(one) and one.outcome is Outcome.GRANTED]


_Of = Members[Fact] | Members[Procedure]


def _online_procedures(offered: Sequence[Procedure], _: Look, __: Sequence[Fact]) -> Members[Procedure]:
    return Members.of(offered, lambda one: Channel.ONLINE in one.channels)


def _used_services(offered: Sequence[Procedure], look: Look, facts: Sequence[Fact]) -> Members[Procedure]:
    used = {one.procedure for one in _received(look, facts) if one.channel is Channel.ONLINE}
    return Members.of([one for one in offered if Channel.ONLINE in one.channels], lambda one: one.slug in used)


def _online_dossiers(_: Sequence[Procedure], look: Look, facts: Sequence[Fact]) -> Members[Fact]:
    return Members.of(
        _received(look, facts), lambda one: one.channel is Channel.ONLINE and one.receive_result is Channel.ONLINE
    )


def _electronic_results(_: Sequence[Procedure], look: Look, facts: Sequence[Fact]) -> Members[Fact]:
    return Members.of(_granted(look, facts), lambda one: one.receive_result is Channel.ONLINE)


def _electronic_papers(_: Sequence[Procedure], look: Look, facts: Sequence[Fact]) -> Members[Fact]:
    return Members.of(_received(look, facts), lambda one: one.wholly_electronic)


def _reused_data(_: Sequence[Procedure], look: Look, facts: Sequence[Fact]) -> Members[Fact]:
    """4.3: the law asks for dossiers whose data could have been used again; every dossier with papers is taken, which
    can only lower the score."""
    return Members.of([one for one in _received(look, facts) if one.papers], lambda one: one.reused > 0)


def _identified(_: Sequence[Procedure], look: Look, facts: Sequence[Fact]) -> Members[Fact]:
    return Members.of(_received(look, facts), lambda one: one.electronically_identified)


def _paid_online(_: Sequence[Procedure], look: Look, facts: Sequence[Fact]) -> Members[Fact]:
    """3.6: of the dossiers for which something was to be paid, those of which every payment was made online."""
    owing = [one for one in _received(look, facts) if one.fee_vnd or one.asked_vnd or one.payments]
    return Members.of(owing, lambda one: 0 < one.payments == one.online_payments)


def _on_time(_: Sequence[Procedure], look: Look, facts: Sequence[Fact]) -> Members[Fact]:
    return on_time(look, facts)


_COMPUTED: Mapping[str, Callable[[Sequence[Procedure], Look, Sequence[Fact]], _Of]] = {
    "on_time": _on_time,
    "online_procedures": _online_procedures,
    "used_services": _used_services,
    "online_dossiers": _online_dossiers,
    "electronic_results": _electronic_results,
    "electronic_papers": _electronic_papers,
    "reused_data": _reused_data,
    "identified": _identified,
    "paid_online": _paid_online,
}

_HEARD: Mapping[str, Callable[[Voices], Ratio]] = {
    "reflections_in_time": lambda told: Ratio(told.in_time, told.due),
    "reflections_satisfied": lambda told: Ratio(told.satisfied, told.rated),
}
_SOURCES: Mapping[str, str] = {
    **dict.fromkeys(("online_procedures", "used_services"), "danh mục thủ tục, nhật ký hồ sơ"),
    **dict.fromkeys(_HEARD, "sổ phản ánh, kiến nghị"),
}


def members(key: str, offered: Sequence[Procedure], look: Look, facts: Iterable[Fact]) -> _Of | None:
    """Which dossiers or procedures the indicator `key` counts; None where it counts neither."""
    source = source_of(key)
    return _COMPUTED[source](offered, look, list(facts)) if source in _COMPUTED else None


def source_of(key: str) -> str:
    """What the indicator `key` is counted from; empty for none."""
    every = (one for group in indicators.service_index().groups for one in group.indicators)
    return next((one.source for one in every if one.key == key), "")


def is_known(source: str) -> bool:
    """Whether a declared `from` is one this software knows."""
    return source in _COMPUTED or source in _HEARD or source in ("entered", "satisfaction")
