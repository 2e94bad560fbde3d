"""What the charts show, as figures: the trend, how long it took, late by unit, and how old what is in hand is.

Each chart is a table too: whoever cannot see the picture reads the same numbers beside it.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tthc_engine.domain.calendar import HANOI
from tthc_engine.domain.dossier import Outcome
from tthc_engine.domain.standing import ByDate
from tthc_engine.reports import making, periods
from tthc_engine.reports.crossing import Look
from tthc_engine.reports.facts import Fact
from tthc_engine.reports.form06a import LATE, ON_PAPER, ONLINE, OVERDUE, SETTLED
from tthc_engine.reports.made import Wanted
from tthc_engine.reports.making import Asked
from tthc_engine.store.sql import Session

MONTHS = 12
RESULTS = frozenset({Outcome.GRANTED, Outcome.REFUSED})
_TAKEN = ((1, "đến 1 ngày"), (3, "đến 3 ngày"), (5, "đến 5 ngày"), (10, "đến 10 ngày"), (20, "đến 20 ngày"))
_LONGER = "trên 20 ngày"
_MOST_UNITS = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    name: str
    values: tuple[int, ...]
    look: str
    """`plain`, `late` or `soft`: a colour and a pattern, so that a print without colour can be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    key: str
    title: str
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    note: str = ""
    lying: bool = False
    """Bars lie: for long names."""

    @property
    def most(self) -> int:
        return max((value for one in self.series for value in one.values), default=0)


def trend(session: Session, wanted: Wanted) -> Chart:
    """The twelve calendar months up to the period's last day."""
    month = periods.kind("calendar_month").holding(min(wanted.period.last_on, wanted.at.astimezone(HANOI).date()))
    months = [month]
    while len(months) < MONTHS:
        months.append(periods.before(months[-1]))
    months.reverse()
    forms = [
        making.form06a(session, Asked(unit=wanted.unit, period=one, at=wanted.at, basis=wanted.basis)).total
        for one in months
    ]
    return Chart(
        key="trend",
        title="Hồ sơ theo tháng",
        labels=tuple(f"{one.first_on:%m/%y}" for one in months),
        series=(
            Series(name="Tiếp nhận", values=tuple(one[ONLINE] + one[ON_PAPER] for one in forms), look="soft"),
            Series(name="Đã giải quyết", values=tuple(one[SETTLED] for one in forms), look="plain"),
            Series(name="Quá hạn", values=tuple(one[LATE] + one[OVERDUE] for one in forms), look="late"),
        ),
        note="Quá hạn gồm hồ sơ giải quyết quá hạn trong tháng và hồ sơ còn quá hạn khi hết tháng.",
    )


def taken(look: Look, facts: Iterable[Fact], *, day_minutes: int) -> Chart:
    """How many working days results took, waiting for supplements left out; what gave no result is not counted."""
    counted: Counter[str] = Counter()
    for one in facts:
        if look.settled(one) and one.outcome in RESULTS:
            days = -(-one.worked_minutes // day_minutes)
            counted[next((words for most, words in _TAKEN if days <= most), _LONGER)] += 1
    labels = (*(words for _, words in _TAKEN), _LONGER)
    return Chart(
        key="taken",
        title="Thời gian giải quyết (ngày làm việc)",
        labels=labels,
        series=(Series(name="Hồ sơ có kết quả", values=tuple(counted[one] for one in labels), look="plain"),),
        note="Đã trừ thời gian chờ bổ sung; hồ sơ rút, dừng, đóng do không bổ sung không tính.",
    )


def late_by_unit(look: Look, facts: Sequence[Fact]) -> Chart:
    """Settled in time and late, by the unit that decides."""
    late: Counter[str] = Counter()
    timely: Counter[str] = Counter()
    for one in facts:
        if look.settled(one):
            (late if one.by_date(look.then, look.basis) is ByDate.AFTER else timely)[one.competent_unit] += 1
    units = sorted(late | timely, key=lambda one: (-late[one], look.unit_names.get(one, one)))[:_MOST_UNITS]
    return Chart(
        key="late_by_unit",
        title="Trước hạn, đúng hạn và quá hạn theo đơn vị",
        labels=tuple(look.unit_names.get(one, one) for one in units),
        series=(
            Series(name="Trước hạn, đúng hạn", values=tuple(timely[one] for one in units), look="plain"),
            Series(name="Quá hạn", values=tuple(late[one] for one in units), look="late"),
        ),
        lying=True,
    )


_AGES = (
    *("quá hạn trên 10 ngày", "quá hạn 6-10 ngày", "quá hạn 1-5 ngày", "đến hạn hôm nay", "còn 1-5 ngày"),
    *("còn trên 5 ngày", "chưa có hạn"),
)


def ageing(look: Look, facts: Iterable[Fact]) -> Chart:
    """What is in hand, by how far its due day lies ahead or behind, in calendar days."""
    today = look.then.astimezone(HANOI).date()
    counted = Counter(
        _age(None if one.due_on is None else (one.due_on - today).days) for one in facts if look.open(one)
    )
    return Chart(
        key="ageing",
        title="Hồ sơ đang giải quyết theo hạn",
        labels=_AGES,
        series=(Series(name="Đang giải quyết", values=tuple(counted[one] for one in _AGES), look="plain"),),
        note="Ngày theo lịch, so với ngày chốt số liệu; chưa có hạn gồm hồ sơ đang chờ bổ sung.",
        lying=True,
    )


def _age(left: int | None) -> str:
    bounds = ((-11, 0), (-6, 1), (-1, 2), (0, 3), (5, 4))
    if left is None:
        return _AGES[-1]
    return _AGES[next((at for most, at in bounds if left <= most), 5)]
