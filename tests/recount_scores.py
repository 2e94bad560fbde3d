"""Scores counted a second time from the raw log: Thông tư 01/2018 of the agency and of each officer, QĐ 766/QĐ-TTg.

Points, targets and bands are read from their files; nothing of `reports/` is used (`recount_lives.py`).
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from tests.recount import WALL, end_of
from tests.recount_lives import Kept, Life, Spent, spent
from tests.recount_voices import Voices

_LAW = Path(__file__).parents[1] / "procedures"
TT01 = yaml.safe_load((_LAW / "indicators" / "tt01_2018.yaml").read_text(encoding="utf-8"))
QD766 = yaml.safe_load((_LAW / "indicators" / "qd766_2022.yaml").read_text(encoding="utf-8"))
OFFICERS = ("1", "2", "3", "4", "7")

Ratio = tuple[int, int]


def tenths(points: Fraction) -> float:
    """To one decimal, halves up."""
    return int(points * 10 + Fraction(1, 2)) / 10


def offered(on: date) -> dict[str, bool]:
    """Public procedures in force that day, by slug: whether they can be sent online."""
    found: dict[str, tuple[str, Mapping[str, Any]]] = {}
    for path in sorted(_LAW.glob("*/*/[0-9]*.yaml")):
        text = yaml.safe_load(path.read_text(encoding="utf-8"))
        if not isinstance(text, dict) or "slug" not in text or "handling" not in text:
            continue
        until = text.get("in_force_until")
        if text["in_force_from"] <= on and (until is None or on <= until):
            before = found.get(text["slug"])
            if before is None or before[0] < str(text["in_force_from"]):
                found[text["slug"]] = (str(text["in_force_from"]), text)
    return {slug: "online" in text["channels"] for slug, (_, text) in found.items() if text.get("scope") != "internal"}


@dataclass(frozen=True)
class Score:
    """One unit's dossiers of one period as known at an instant."""

    lives: Mapping[str, Life]
    kept: Kept
    units: frozenset[str]
    first: date
    last: date
    known_at: datetime
    voices: Voices

    @property
    def since(self) -> datetime:
        return datetime.combine(self.first, datetime.min.time(), WALL)

    def _within(self, at: datetime | None) -> bool:
        return at is not None and self.since <= at <= end_of(self.last)

    @cached_property
    def mine(self) -> list[Life]:
        return [
            one
            for one in self.lives.values()
            if one.competent in self.units
            and one.recorded is not None
            and (one.ended is None or one.ended >= self.since)
            and not self.kept.internal(one)
        ]

    @cached_property
    def received(self) -> list[Life]:
        return [one for one in self.mine if self._within(one.recorded)]

    @cached_property
    def settled(self) -> list[Life]:
        return [one for one in self.mine if self._within(one.ended)]

    @cached_property
    def judged(self) -> list[tuple[Life, list[Spent]]]:
        return [(one, spent(one, self.kept)[0]) for one in self.settled if one.outcome in ("granted", "refused")]

    # Thông tư 01/2018/TT-VPCP.

    @staticmethod
    def by_date(one: Life) -> int:
        """Two points before the due day, one on it or without one, none after."""
        assert one.card.ended is not None
        ended, due = one.card.ended, one.due_on
        return 1 if due is None or ended == due else 2 if ended < due else 0

    def points(self, one: Life, used: Sequence[Spent]) -> dict[str, int]:
        found = {
            "1": self.by_date(one),
            "3": {0: 2, 1: 1}.get(len(one.supplements), 0),
            "4": 2 if one.channel == "online" and one.way_out != "direct" else 1,
        }
        bodies: dict[str, list[int]] = defaultdict(list)
        for stay in used:
            if stay.planned is not None:
                bodies[stay.unit].append(stay.minutes - stay.planned)
        over = [sum(several) for several in bodies.values()]
        if over:
            found["2"] = 0 if max(over) > 0 else 2 if max(over) < 0 else 1
        return found

    def agency(self) -> dict[str, float | None]:
        every = [self.points(one, used) for one, used in self.judged]
        found: dict[str, float | None] = dict.fromkeys(("5", "6"))
        for key in ("1", "2", "3", "4"):
            mine = [one[key] for one in every if key in one]
            found[key] = tenths(Fraction(sum(mine), len(mine))) if mine else None
        found["7"] = found["8"] = None
        if self.voices.kept:
            found["8"] = self.voices.index_8()
            if self.judged:
                best = sorted((self.by_date(one) for one, _ in self.judged), reverse=True)
                found["7"] = tenths(Fraction(sum(best[self.voices.upheld :]), len(best)))
        found["9"] = self._online()
        return found

    def _online(self) -> float | None:
        if not self.received:
            return None
        rules = TT01["online"]
        slugs = {one.registered["procedure"] for one in self.mine}
        can = {slug for slug, online in offered(self.last).items() if online}
        came = [one for one in self.received if one.channel == "online"]
        today = self.known_at.astimezone(WALL).date()
        bad = [
            one
            for one in self.mine
            if one.channel == "online"
            and one.due_on is not None
            and ((self._within(one.ended) and self.by_date(one) == 0) or (one.ended is None and today > one.due_on))
        ]
        procedures = Fraction(100 * len(slugs & can), len(slugs))
        dossiers = Fraction(100 * len(came), len(self.received))
        if bad or dossiers < rules["dossiers_middle"]:
            return 0.0
        return 2.0 if procedures >= rules["procedures"] and dossiers >= rules["dossiers"] else 1.0

    def officers(self) -> dict[str, tuple[int, dict[str, float | None]]]:
        """By person: how many dossiers were mainly theirs, and their indices."""
        mine: dict[str, list[dict[str, int]]] = defaultdict(list)
        for one, used in self.judged:
            hands: Counter[str] = Counter()
            for stay in used:
                if stay.person:
                    hands[stay.person] += stay.minutes
            if hands:
                most = max(hands.values())
                points = self.points(one, used)
                if self.voices.kept and not self.voices.upheld:
                    points["7"] = self.by_date(one)
                mine[min(who for who, minutes in hands.items() if minutes == most)].append(points)
        return {
            who: (
                len(several),
                {
                    key: tenths(Fraction(sum(told), len(told)))
                    if (told := [o[key] for o in several if key in o])
                    else None
                    for key in OFFICERS
                },
            )
            for who, several in mine.items()
        }

    # QĐ 766/QĐ-TTg.

    def _in_time(self, one: Life) -> bool | None:
        if one.ended is not None and not self._within(one.ended):
            return None
        if len(one.supplements) > 1:
            return False
        promised = one.new_appointment or one.appointment or one.due
        ended = one.ended or (one.waiting.at if one.waiting is not None else None)
        if ended is None:
            return False if promised is not None and promised < self.known_at else None
        return promised is None or ended <= promised

    def indicators(self) -> dict[str, Ratio]:
        """Number reached and number looked at, of every indicator that the log carries."""
        law, received = offered(self.last), self.received
        granted = [one for one in self.settled if one.outcome == "granted"]
        online = {slug for slug, can in law.items() if can}
        used = {one.registered["procedure"] for one in received if one.channel == "online"}
        told = [self._in_time(one) for one in self.mine]
        with_papers = [one for one in received if one.papers]
        paying = [one for one in received if self._paying(one)]
        return {
            "2.1": (told.count(True), len(told) - told.count(None)),
            "3.1": (len(online), len(law)),
            "3.2": (len(online & used), len(online)),
            "3.3": (sum(one.channel == one.way_out == "online" for one in received), len(received)),
            "3.6": (sum(self._all_online(one) for one in paying), len(paying)),
            "4.1": (sum(one.way_out == "online" for one in granted), len(granted)),
            "4.2a": (sum(0 < len(one.papers) == one.electronic for one in received), len(received)),
            "4.3": (sum(any(p["reused_from"] for p in one.papers) for one in with_papers), len(with_papers)),
            "4.5b": (sum(self._identified(one) for one in received), len(received)),
            "5.2": (self.voices.in_time, self.voices.due),
            "5.3": (self.voices.satisfied, self.voices.rated),
        }

    def average(self) -> int | None:
        """2.2: mean working time to a result."""
        taken = [spent(one, self.kept)[1] for one, _ in self.judged]
        return round(sum(taken) / len(taken)) if taken else None

    @staticmethod
    def _paying(one: Life) -> bool:
        return bool(one.fee or one.payments or one.registered["paid"])

    @staticmethod
    def _all_online(one: Life) -> bool:
        made = [online for _, paid, online, _ in one.payments if paid is not None]
        if one.registered["paid"]:
            made.append(one.registered["paid"] in ("transfer", "portal"))
        return bool(made) and all(made)

    @staticmethod
    def _identified(one: Life) -> bool:
        return (one.registered["submitter_checked"] or one.registered["owner_checked"]) in ("card", "database")


def marks(told: Mapping[str, Ratio], unhappy: Ratio) -> dict[str, float | None]:
    """Points of every indicator of QĐ 766, None where nothing is known; `unhappy`: sheets dissatisfied, of all."""
    found: dict[str, float | None] = {}
    for group in QD766["groups"]:
        for one in group["indicators"]:
            part, whole = told.get(one["key"], (0, 0))
            value = Fraction(part, whole) if whole else None
            if one["from"] == "satisfaction":
                (timely, due), (bad, sheets) = told["2.1"], unhappy
                value = max(Fraction(0), Fraction(timely, due) - Fraction(bad, sheets)) if due and sheets else None
            if value is None:
                found[one["key"]] = None
            elif "target" in one:
                found[one["key"]] = float(one["points"] * min(Fraction(1), value * 100 / one["target"]))
            else:
                found[one["key"]] = float(one["points"] * value)
    return found


def agrees(score: Score, tables: Mapping[str, Any], names: Mapping[str, str], what: str) -> None:
    """The three forms as the product made them say what the pencil counted."""
    told = {line.key: line.values[3] for line in tables["evaluation"].lines}
    assert told == score.agency(), (what, "evaluation")
    officers = {
        line.key: (line.values[2], dict(zip(OFFICERS, line.values[3:8], strict=True)))
        for line in tables["officers"].lines
    }
    assert officers == score.officers(), (what, "officers")
    assert all(line.values[1] == names.get(line.key, line.key) for line in tables["officers"].lines)
    index = tables["service_index"]
    by_hand, unhappy = score.indicators(), (score.voices.dissatisfied, score.voices.sheets)
    ratios = {line.key: (line.values[2], line.values[3]) for line in index.lines}
    for key, ratio in {**by_hand, "5.4": unhappy}.items():
        assert ratios[key] in (ratio, (None, None)) and (ratios[key] == ratio or not ratio[1]), (what, key, ratio)
    points = marks(by_hand, unhappy)
    for line in index.lines:
        if line.key in points:
            expected = points[line.key]
            assert (line.values[5] is None) == (expected is None), (what, line.key)
            assert expected is None or abs(line.values[5] - expected) < 1e-9, (what, line.key, expected)
    assert abs(index.total.values[5] - sum(one or 0 for one in points.values())) < 1e-9, (what, "766 total")
    average = score.average()
    words = f"trung bình {average // 60} giờ {average % 60:02d} phút" if average is not None else "trung bình"
    assert (average is not None) == any(words in note for note in index.notes), (what, "2.2", words)
