"""Chấm điểm việc giải quyết TTHC: the nine indices of Thông tư 01/2018/TT-VPCP Điều 13-15 (EV-1).

An index without data is left out of the total, and said; none is ever given full marks for want of data.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from tthc_engine.domain.dossier import Outcome
from tthc_engine.domain.procedure import Channel, Procedure
from tthc_engine.domain.standing import ByDate
from tthc_engine.reports import indicators
from tthc_engine.reports.crossing import Look
from tthc_engine.reports.facts import Fact
from tthc_engine.reports.indicators import PERCENT, Entry
from tthc_engine.reports.table import Column, Kind, Line, Table

JUDGED = frozenset({Outcome.GRANTED, Outcome.REFUSED})
"""What was withdrawn, stopped or closed unanswered says nothing of how it was handled."""
_BY_DATE = {ByDate.BEFORE: 2, ByDate.ON: 1, None: 1, ByDate.AFTER: 0}


@dataclass(frozen=True, slots=True)
class Score:
    """One index: points a dossier on average, and over how many; `points` None: no data."""

    points: float | None
    dossiers: int = 0
    basis: str = ""


@dataclass(slots=True)
class Points:
    """Points of dossiers by index."""

    sums: dict[str, int] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)

    def add(self, points: Mapping[str, int]) -> None:
        for key, value in points.items():
            self.sums[key] = self.sums.get(key, 0) + value
            self.counts[key] = self.counts.get(key, 0) + 1

    def score(self, key: str) -> Score:
        count = self.counts.get(key, 0)
        return Score(rounded(self.sums[key] / count) if count else None, count)


def rounded(points: float) -> float:
    """To one decimal, halves up (Điều 15)."""
    return float(Decimal(str(points)).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP))


def dossier_points(fact: Fact, look: Look) -> dict[str, int]:
    """Indices 1 to 4 of one settled dossier; an index that nothing is known of is missing."""
    points = {
        "1": _BY_DATE[fact.by_date(look.then, look.basis)],
        "3": max(0, 2 - fact.supplements) if fact.supplements <= 1 else 0,
        "4": 2 if fact.channel is Channel.ONLINE and fact.receive_result is not Channel.DIRECT else 1,
    }
    planned = _by_body(fact)
    if planned:
        over = [spent - allowed for spent, allowed in planned.values()]
        points["2"] = 0 if any(one > 0 for one in over) else 2 if all(one < 0 for one in over) else 1
    return points


def attitude(fact: Fact, look: Look) -> int:
    """Index 7 of a dossier without an upheld complaint."""
    return _BY_DATE[fact.by_date(look.then, look.basis)]


def _by_body(fact: Fact) -> dict[str, tuple[int, int]]:
    """Working minutes spent and allowed in each unit whose steps have limits of their own."""
    found: dict[str, tuple[int, int]] = {}
    for one in fact.steps:
        if one.planned is not None:
            spent, allowed = found.get(one.unit, (0, 0))
            found[one.unit] = (spent + one.minutes, allowed + one.planned)
    return found


def agency(law: Sequence[Procedure], look: Look, found: Iterable[Fact], entered: Mapping[str, Entry]) -> Table:
    """The nine indices of an agency, its total and band."""
    facts = list(found)
    judged = _judged(facts, look)
    points = Points()
    for fact in judged:
        points.add(dossier_points(fact, look))
    declared = indicators.evaluation()
    lines, total, missing = [], 0.0, []
    for index in declared.indices:
        entry = entered.get(f"tt01.{index.key}")
        match index.source:
            case "counted":
                score = points.score(index.key)
            case "complaints":
                score = _attitude(judged, look, entry)
            case "online":
                score = _online(law, look, facts)
            case "entered":
                score = Score(None if entry is None else float(entry.part), 0, "" if entry is None else entry.source)
        if score.points is None:
            missing.append(index.key)
        total += score.points or 0.0
        basis = score.basis or ("Nhật ký hồ sơ" if score.dossiers else "Chưa có số liệu")
        lines.append(
            Line(key=index.key, values=(index.key, index.name, score.dossiers or None, score.points, 2, basis))
        )
    total = rounded(total)
    notes = [
        f"Căn cứ: {declared.legal_basis}. Chỉ số là trung bình cộng điểm các hồ sơ, làm tròn một chữ số thập phân."
    ]
    if missing:
        notes.append(
            f"Chưa có số liệu cho chỉ số {', '.join(missing)}: không tính điểm và chưa xếp loại. Nhập số liệu kèm "
            "nguồn để hoàn thành."
        )
    else:
        notes.append(f"Xếp loại: {indicators.band(declared.agency_bands, total)}.")
    notes.append("Chấm các hồ sơ đã có kết quả hoặc từ chối giải quyết trong kỳ.")
    return Table(
        form="evaluation",
        title="ĐÁNH GIÁ VIỆC GIẢI QUYẾT THỦ TỤC HÀNH CHÍNH CỦA CƠ QUAN, ĐƠN VỊ",
        **look.headed,
        columns=(
            Column(key="number", words="Chỉ số", width=7),
            Column(key="name", words="Nội dung đánh giá", width=52),
            Column(key="dossiers", words="Số hồ sơ được chấm", kind=Kind.COUNT, width=12, opens=True),
            Column(key="points", words="Điểm", kind=Kind.POINTS, width=8, sums=True),
            Column(key="most", words="Tối đa", kind=Kind.POINTS, width=8),
            Column(key="basis", words="Căn cứ", width=44),
        ),
        lines=tuple(lines),
        total=Line(key="", values=("", "Tổng điểm các chỉ số có số liệu", None, total, 2 * (9 - len(missing)), "")),
        notes=tuple(notes),
    )


def officers(look: Look, found: Iterable[Fact], entered: Mapping[str, Entry], names: Mapping[str, str]) -> Table:
    """Indices 1, 2, 3, 4 and 7 of each officer, by the dossiers in which they used most working time."""
    complaints = entered.get("tt01.7")
    by_person: dict[str, Points] = {}
    for fact in _judged(found, look):
        person = main_hand(fact)
        if person:
            points = dossier_points(fact, look)
            if complaints is not None and complaints.part == 0:
                points["7"] = attitude(fact, look)
            by_person.setdefault(person, Points()).add(points)
    keys = [one.key for one in indicators.evaluation().indices if one.officer]
    lines = []
    for number, person in enumerate(sorted(by_person, key=lambda one: names.get(one, one)), start=1):
        scores = [by_person[person].score(key) for key in keys]
        total = rounded(sum(one.points or 0.0 for one in scores))
        whole = all(one.points is not None for one in scores)
        word = indicators.band(indicators.evaluation().officer_bands, total) if whole else "Chưa đủ số liệu"
        dossiers = by_person[person].counts.get("1", 0)
        lines.append(
            Line(
                key=person,
                values=(number, names.get(person, person), dossiers, *(one.points for one in scores), total, word),
            )
        )
    told = ["Hồ sơ được tính cho người dùng nhiều thời gian làm việc nhất trong hồ sơ đó."]
    if complaints is None:
        told.append("Chỉ số 7 chưa có số liệu về phản ánh, kiến nghị: không tính điểm.")
    elif complaints.part > 0:
        told.append(
            f"Trong kỳ có {complaints.part} phản ánh, kiến nghị đúng; chỉ số 7 của từng người được xác định theo từng "
            "vụ việc, không chấm tự động."
        )
    return Table(
        form="officers",
        title="ĐÁNH GIÁ CÁN BỘ, CÔNG CHỨC, VIÊN CHỨC TRONG GIẢI QUYẾT THỦ TỤC HÀNH CHÍNH",
        **look.headed,
        columns=(
            Column(key="number", words="TT", width=5),
            Column(key="name", words="Họ và tên", width=28),
            Column(key="dossiers", words="Số hồ sơ", kind=Kind.COUNT, width=10, opens=True),
            *(Column(key=key, words=f"Chỉ số {key}", kind=Kind.POINTS, width=10) for key in keys),
            Column(key="total", words="Tổng điểm", kind=Kind.POINTS, width=10, adds=tuple(keys)),
            Column(key="band", words="Mức độ hoàn thành", width=30),
        ),
        lines=tuple(lines),
        notes=tuple(told),
    )


def behind(form: str, key: str, look: Look, found: Iterable[Fact]) -> list[Fact]:
    """The dossiers that a line of `agency` (an index) or of `officers` (a person) was judged by."""
    facts = list(found)
    if form == "officers":
        return [one for one in _judged(facts, look) if main_hand(one) == key]
    source = next((one.source for one in indicators.evaluation().indices if one.key == key), "entered")
    if source == "online":
        return [one for one in facts if look.received(one)]
    if source == "entered":
        return []
    return [one for one in _judged(facts, look) if key in dossier_points(one, look) or source == "complaints"]


def _judged(found: Iterable[Fact], look: Look) -> list[Fact]:
    return [one for one in found if look.settled(one) and one.outcome in JUDGED]


def main_hand(fact: Fact) -> str:
    """Who used most working time in the dossier; empty where nobody is named."""
    spent: dict[str, int] = {}
    for one in fact.steps:
        if one.person:
            spent[one.person] = spent.get(one.person, 0) + one.minutes
    return max(sorted(spent), key=lambda one: spent[one], default="")


def _attitude(judged: Sequence[Fact], look: Look, entry: Entry | None) -> Score:
    """Dossiers with an upheld complaint have no points; how many there were is entered with its source."""
    if entry is None or not judged:
        return Score(None)
    points = sorted((attitude(one, look) for one in judged), reverse=True)
    # Which dossiers were complained of is not in their log: the best are taken off, so that no mark is given for them.
    kept = sum(points[min(entry.part, len(points)) :])
    basis = f"Nhật ký hồ sơ; {entry.part} phản ánh, kiến nghị đúng ({entry.source})"
    return Score(rounded(kept / len(points)), len(points), basis)


def _online(law: Sequence[Procedure], look: Look, facts: Sequence[Fact]) -> Score:
    """Index 9: shares of procedures and dossiers online, and whether an online dossier was left or late."""
    received = [one for one in facts if look.received(one)]
    if not received:
        return Score(None)
    slugs = {one.procedure for one in facts}
    offered = {one.slug for one in law if Channel.ONLINE in one.channels}
    online = [one for one in received if one.channel is Channel.ONLINE]
    bad = [
        one
        for one in facts
        if one.channel is Channel.ONLINE
        and (look.settled(one) or look.open(one))
        and one.by_date(look.then, look.basis) is ByDate.AFTER
    ]
    rules = indicators.evaluation().online
    procedures, dossiers = PERCENT * len(slugs & offered) / len(slugs), PERCENT * len(online) / len(received)
    points = 0
    if not bad and dossiers >= rules.dossiers_middle:
        points = 2 if procedures >= rules.procedures and dossiers >= rules.dossiers else 1
    basis = (
        f"TTHC có trực tuyến {procedures:.0f} % (trong TTHC có hồ sơ), hồ sơ trực tuyến {dossiers:.0f} %, "
        f"{len(bad)} hồ sơ trực tuyến quá hạn"
    )
    return Score(float(points), len(received), basis)
