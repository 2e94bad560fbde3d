"""Indicators as declared (procedures/indicators), and the figures that are entered by hand with their source."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Literal

from pydantic import Field

from tthc_engine.catalogue.reading import parse, read, shipped
from tthc_engine.domain.errors import TthcError
from tthc_engine.domain.time_limit import Declared
from tthc_engine.store.columns import instant_of, instant_text
from tthc_engine.store.sql import Session

PERCENT = 100


class EntryRefused(TthcError):
    """A figure entered by hand that cannot be; `key` names the message."""

    def __init__(self, key: str) -> None:
        self.key = key
        super().__init__(key)


class Band(Declared):
    at_least: float
    name: str


class Index(Declared):
    """One of the nine of Thông tư 01/2018/TT-VPCP."""

    key: str
    name: str
    source: Literal["counted", "entered", "complaints", "online"] = Field(alias="from")
    officer: bool


class Online(Declared):
    procedures: float
    dossiers: float
    dossiers_middle: float


class Reflections(Declared):
    """Index 8: percent of reflections handled in time for two points and for one; none left past its limit."""

    full: float
    middle: float


class Evaluation(Declared):
    checked_on: date
    legal_basis: str
    indices: tuple[Index, ...] = Field(min_length=9, max_length=9)
    online: Online
    reflections: Reflections
    officer_bands: tuple[Band, ...]
    agency_bands: tuple[Band, ...]


class Indicator(Declared):
    """One of QĐ 766/QĐ-TTg."""

    key: str
    name: str
    points: float
    target: float | None = None
    source: str = Field(alias="from")
    part: str
    whole: str

    def score(self, ratio: float) -> float:
        """Points of a ratio from 0 to 1."""
        if self.target is None:
            return self.points * ratio
        return self.points * min(1.0, ratio * PERCENT / self.target)


class Group(Declared):
    key: str
    name: str
    points: float
    indicators: tuple[Indicator, ...]


class ServiceIndex(Declared):
    checked_on: date
    legal_basis: str
    bands: tuple[Band, ...]
    groups: tuple[Group, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A figure that lies outside dossiers: `part` of `whole`, and where it comes from."""

    indicator: str
    part: int
    whole: int
    source: str
    at: datetime
    by: str


@cache
def evaluation() -> Evaluation:
    return parse(read(shipped("indicators", "tt01_2018.yaml")), Evaluation)


@cache
def service_index() -> ServiceIndex:
    return parse(read(shipped("indicators", "qd766_2022.yaml")), ServiceIndex)


def band(bands: tuple[Band, ...], points: float) -> str:
    """The name of the highest band that `points` reach."""
    return next(one.name for one in sorted(bands, key=lambda one: -one.at_least) if points >= one.at_least)


def enterable() -> Mapping[str, str]:
    """Every figure that may be entered by hand, by key, with its name."""
    tt01 = {
        f"tt01.{one.key}": f"TT 01/2018 · {one.key}. {one.name}"
        for one in evaluation().indices
        if one.source in ("entered", "complaints")
    }
    qd766 = {
        f"766.{one.key}": f"QĐ 766 · {one.key}. {one.name}"
        for group in service_index().groups
        for one in group.indicators
    }
    return {**tt01, **qd766}


def enter(session: Session, unit: str, period: str, entry: Entry) -> None:
    """Keep a figure; an older one of the same indicator and period stays on record. Raises EntryRefused."""
    if entry.indicator not in enterable():
        raise EntryRefused("report.entry_unknown")
    if not entry.source.strip():
        raise EntryRefused("report.entry_source")
    most = 2 if entry.indicator.startswith("tt01.") and not entry.indicator.endswith(".7") else None
    if entry.part < 0 or entry.whole < 0 or (most is None and entry.indicator != "tt01.7" and entry.part > entry.whole):
        raise EntryRefused("report.entry_part")
    if most is not None and entry.part > most:
        raise EntryRefused("report.entry_points")
    row = {
        "unit": unit,
        "period": period,
        "indicator": entry.indicator,
        "part": entry.part,
        "whole": entry.whole,
        "source": entry.source.strip(),
        "at": instant_text(entry.at),
        "by_person": entry.by,
    }
    session.insert("indicator_entry", row)


def entries(session: Session, unit: str, period: str, *, then: datetime) -> dict[str, Entry]:
    """The newest figure of each indicator that had been entered by `then`."""
    found = session.rows(
        "SELECT indicator, part, whole, source, at, by_person FROM indicator_entry"
        " WHERE unit = ? AND period = ? AND at <= ? ORDER BY id",
        (unit, period, instant_text(then)),
    )
    return {
        row[0]: Entry(indicator=row[0], part=row[1], whole=row[2], source=row[3], at=instant_of(row[4]), by=row[5])
        for row in found
    }
