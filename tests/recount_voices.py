"""What citizens said, counted a second time from the rows of its own register: acts on reflections, and sheets.

Nothing of `reports/`, of the domain's cases or of its calendar is used. Limits and columns are read from their files.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

import yaml

from tests.recount import WALL, end_of
from tests.recount_hours import Hours

_LAW = Path(__file__).parents[1] / "procedures"
HOUSE = yaml.safe_load((_LAW / "feedback" / "house.yaml").read_text(encoding="utf-8"))
SURVEY = yaml.safe_load((_LAW / "feedback" / "survey.yaml").read_text(encoding="utf-8"))
TT01 = yaml.safe_load((_LAW / "indicators" / "tt01_2018.yaml").read_text(encoding="utf-8"))
_DAYS = {"reject": "refuse_days", "ask": "ask_days", "forward": "forward_days", "answer": "handle_days"}
_CONCLUDING = ("reject", "forward", "answer")

Rows = Callable[[str], Iterable[Sequence[Any]]]


@dataclass
class Said:
    """One reflection as its acts tell it."""

    unit: str
    received: datetime
    complete: datetime | None = None
    asked: bool = False
    """The sender is waited for."""
    concluded: datetime | None = None
    how: str = ""
    """`reject`, `forward` or `answer`."""
    published: bool = False
    about: str = ""
    upheld: bool = False
    rated: datetime | None = None
    rating: str = ""
    steps: list[tuple[datetime, datetime]] = field(default_factory=list)
    """(until when it was to be done, when it was)."""
    owed: datetime | None = None
    """Until when the next act is owed; None: nothing is, or the sender is waited for."""

    def timely(self, known_at: datetime) -> bool | None:
        if any(done > until for until, done in self.steps) or (self.owed is not None and known_at > self.owed):
            return False
        return True if self.concluded is not None else None


def reflections(rows: Rows, hours: Mapping[str, Hours], *, known_at: datetime) -> list[Said]:
    """As far as acts were done before `known_at`; `hours` by unit."""
    found: dict[str, Said] = {}
    for key, unit, at, kind, about, upheld, rating in rows(
        "SELECT f.id, f.unit, a.at, a.kind, a.about, a.upheld, a.rating FROM feedback f"
        " JOIN feedback_act a ON a.feedback = f.id ORDER BY f.received_at, f.id, a.seq"
    ):
        then = datetime.fromisoformat(at)
        if then < known_at:
            one = found.setdefault(key, Said(unit, then))
            one.about, one.upheld = about or one.about, one.upheld if upheld is None else bool(upheld)
            _act(one, kind, then, hours[unit])
            if kind == "rate":
                one.rated, one.rating = then, rating
    return list(found.values())


def _act(one: Said, kind: str, then: datetime, hours: Hours) -> None:
    since = one.complete or then
    if kind in _DAYS:
        one.steps.append((hours.closing(since, HOUSE[_DAYS[kind]]), then))
    if kind in ("receive", "supply"):
        one.complete, one.asked = then, False
        one.owed = hours.closing(then, min(HOUSE["ask_days"], HOUSE["forward_days"]))
    elif kind in ("accept", "begin"):
        one.owed = hours.closing(since, HOUSE["handle_days"])
    elif kind == "ask":
        one.asked, one.owed = True, None
    elif kind == "answer":
        one.owed = hours.closing(then, HOUSE["publish_days"])
    elif kind == "publish":
        assert one.concluded is not None
        one.steps.append((hours.closing(one.concluded, HOUSE["publish_days"]), then))
        one.published, one.owed = True, None
    elif kind in ("reject", "forward"):
        one.owed = None
    if kind in _CONCLUDING:
        one.concluded, one.how = then, kind


@dataclass(frozen=True)
class Voices:
    """One unit's figures of one period."""

    said: Sequence[Said]
    sheets_of: Mapping[tuple[str, str], Counter[str]]
    """(unit, officer): sheets by verdict."""
    first: date
    last: date
    known_at: datetime

    @property
    def since(self) -> datetime:
        return datetime.combine(self.first, datetime.min.time(), WALL)

    def _within(self, at: datetime | None) -> bool:
        return at is not None and self.since <= at <= end_of(self.last)

    @property
    def _concluded(self) -> list[Said]:
        return [one for one in self.said if self._within(one.concluded)]

    @property
    def prolonged(self) -> int:
        return sum(one.concluded is None and one.timely(self.known_at) is False for one in self.said)

    @property
    def due(self) -> int:
        return len(self._concluded) + self.prolonged

    @property
    def in_time(self) -> int:
        return sum(one.timely(self.known_at) is True for one in self._concluded)

    @property
    def rated(self) -> int:
        return sum(self._within(one.rated) for one in self.said)

    @property
    def satisfied(self) -> int:
        return sum(self._within(one.rated) and one.rating in HOUSE["satisfied"] for one in self.said)

    @property
    def upheld(self) -> int:
        return sum(one.about == "conduct" and one.upheld for one in self._concluded)

    @property
    def kept(self) -> bool:
        return bool(self.said)

    @property
    def sheets(self) -> int:
        return sum(one.total() for one in self.sheets_of.values())

    @property
    def dissatisfied(self) -> int:
        return sum(one["dissatisfied"] for one in self.sheets_of.values())

    def index_8(self) -> float:
        """Thông tư 01/2018: all in time two points, ninety percent one; nothing left lying."""
        rules = TT01["reflections"]
        percent = 100 * self.in_time / self.due if self.due else 100
        if self.prolonged or percent < rules["middle"]:
            return 0.0
        return 2.0 if percent >= rules["full"] else 1.0

    def form(self) -> dict[str, dict[str, int]]:
        """Biểu II.05a by unit: what was open at some time of the period, or came in it."""
        found: dict[str, Counter[str]] = defaultdict(Counter)
        for one in self.said:
            if one.concluded is not None and one.concluded < self.since:
                continue
            mine = found[one.unit]
            mine["all"] += 1
            mine[one.about] += 1
            mine["carried" if one.received < self.since else "new"] += 1
            mine[{"reject": "rejected", "forward": "forwarded", "answer": "answered", "": "open"}[one.how]] += 1
            mine["late"] += one.timely(self.known_at) is False
            mine["published"] += one.published
        return {unit: dict(counted) for unit, counted in found.items()}


def sheets(
    rows: Rows, units: Iterable[str], first: date, last: date, *, known_at: datetime
) -> dict[tuple[str, str], Counter[str]]:
    """Sheets of the survey at the return by unit and officer: the worst answer of each is what it says."""
    found: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    last = min(last, known_at.astimezone(WALL).date())
    for unit, officer, on, answers in rows(
        "SELECT unit, officer, answered_on, answers FROM survey_answer WHERE survey = ''"
    ):
        if unit in set(units) and first.isoformat() <= on <= last.isoformat():
            worst = next(one for one in ("dissatisfied", "neutral", "satisfied") if f'"{one}"' in answers)
            found[unit, officer][worst] += 1
    return dict(found)


def agrees(voices: Voices, tables: Mapping[str, Any], what: str) -> None:
    """Biểu II.05a and the form of satisfaction, as the product made them, say what the pencil counted."""
    table, by_hand = tables["feedback"], voices.form()
    keys = [column.key for column in table.columns[2:]]
    told = {line.key: dict(zip(keys, line.values[2:], strict=True)) for line in table.lines}
    assert told == {unit: {key: one.get(key, 0) for key in keys} for unit, one in by_hand.items()}, (what, "II.05a")
    assert table.total.values[2:] == tuple(sum(one[key] for one in told.values()) for key in keys), (what, "II.05a")
    for one in told.values():
        assert one["all"] == one["carried"] + one["new"]
        assert one["all"] == one["open"] + one["answered"] + one["forwarded"] + one["rejected"]
    counted: dict[str, Counter[str]] = defaultdict(Counter)
    for (unit, officer), verdicts in voices.sheets_of.items():
        counted[unit] += verdicts
        if verdicts.total() >= SURVEY["fewest"]:
            counted[f"{unit}/{officer}"] += verdicts
    counted[""] = sum((one for (_, _), one in voices.sheets_of.items()), Counter())
    table = tables["satisfaction"]
    names = ("satisfied", "neutral", "dissatisfied")
    said = {line.key: line.values[2:] for line in (*table.lines, table.total)}
    assert said == {
        key: (
            one.total(),
            *(one[name] for name in names),
            one["satisfied"] / one.total() if one.total() else None,
        )
        for key, one in counted.items()
    }, (what, "satisfaction")
