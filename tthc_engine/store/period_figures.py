"""Sums of days and months that are over, kept so that a board counts each of them once and not at every look.

They are made at night from the lists themselves (`work/settling.py`) and hold as long as nothing changes what ended in
their period: whoever changes that says so (`unsettle`), and from then on the period is counted live again.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from tthc_engine.domain.calendar import HANOI
from tthc_engine.domain.dossier import Dossier
from tthc_engine.domain.events import AnyEvent, StepCompleted
from tthc_engine.store import watching
from tthc_engine.store.columns import instant_text
from tthc_engine.store.people import Scope
from tthc_engine.store.sql import Session, marks

GRANTED, LOST, LATE = "granted", "lost", "late"
Gap = tuple[datetime, datetime]
"""From when until when, the second not included."""
Figure = tuple[str, str, str, str, str, int]
"""kind, receiving unit, competent unit, unit, name, number."""


@dataclass(frozen=True, slots=True)
class Month:
    """What was granted in a month by how it stood; refusals and withdrawals are not counted."""

    first: date
    ended: int
    early: int
    late: int

    @property
    def in_time(self) -> int:
        return self.ended - self.late


@dataclass(frozen=True, slots=True)
class Settled:
    """The periods whose sums may be read."""

    periods: frozenset[str]

    @classmethod
    def known(cls, session: Session, first: date, after: date) -> "Settled":
        asked = "SELECT period FROM settled_period WHERE period >= ? AND period < ?"
        return cls(frozenset(row[0] for row in session.rows(asked, (month_of(first), after.isoformat()))))

    def split(self, first: date, after: date) -> tuple[list[str], list[Gap]]:
        """The days from `first` until before `after`: as periods with sums, and as what must be counted."""
        periods: list[str] = []
        gaps: list[list[date]] = []
        day = first
        while day < after:
            ends = next_month(day)
            if day.day == 1 and ends <= after and month_of(day) in self.periods:
                periods.append(month_of(day))
                day = ends
                continue
            tomorrow = day + timedelta(days=1)
            if day.isoformat() in self.periods:
                periods.append(day.isoformat())
            elif gaps and gaps[-1][1] == day:
                gaps[-1][1] = tomorrow
            else:
                gaps.append([day, tomorrow])
            day = tomorrow
        return periods, [(midnight(since), midnight(until)) for since, until in gaps]


def months(session: Session, scope: Scope, firsts: Sequence[date]) -> list[Month]:
    """What was granted in each month that begins on one of `firsts`, the oldest first."""
    settled = Settled.known(session, firsts[0], next_month(firsts[-1]))
    split = {first: settled.split(first, next_month(first)) for first in firsts}
    kept = _by_period(session, scope, [period for periods, _ in split.values() for period in periods])
    found = []
    for first, (periods, gaps) in split.items():
        several = [kept.get(one, {}) for one in periods]
        several += [watching.granted(session, scope, *gap) for gap in gaps]
        sums = {standing: sum(one.get(standing, 0) for one in several) for one in several for standing in one}
        found.append(Month(first, sum(sums.values()), sums.get("early", 0), sums.get("late", 0)))
    return found


def _by_period(session: Session, scope: Scope, periods: Sequence[str]) -> dict[str, dict[str, int]]:
    where, values = scope.clause("period_figure")
    found = session.rows(
        f"SELECT period, name, SUM(number) FROM period_figure WHERE kind = ? AND period IN ({marks(len(periods))})"
        f" AND {where} GROUP BY period, name",
        (GRANTED, *periods, *values),
    )
    kept: dict[str, dict[str, int]] = {}
    for period, standing, number in found:
        kept.setdefault(period, {})[standing] = int(number)
    return kept


def lost(session: Session, scope: Scope, periods: Sequence[str]) -> dict[tuple[str, str], int]:
    """Working minutes beyond plan by step and unit, of what ended late in these periods."""
    where, values = scope.clause("period_figure")
    found = session.rows(
        f"SELECT name, unit, SUM(number) FROM period_figure WHERE kind = ? AND period IN ({marks(len(periods))})"
        f" AND {where} GROUP BY name, unit",
        (LOST, *periods, *values),
    )
    return {(name, unit): int(number) for name, unit, number in found}


def late(session: Session, scope: Scope, periods: Sequence[str]) -> int:
    """How many dossiers that ended late in these periods lost time in a step."""
    where, values = scope.clause("period_figure")
    asked = f"SELECT SUM(number) FROM period_figure WHERE kind = ? AND period IN ({marks(len(periods))}) AND {where}"
    return int(session.value(asked, (LATE, *periods, *values)) or 0)


def settle(session: Session, period: str, figures: Iterable[Figure], *, at: datetime) -> None:
    """Keep the sums of a period, in the transaction that counted them and lets nobody append meanwhile."""
    session.run("DELETE FROM period_figure WHERE period = ?", (period,))
    columns = ("kind", "period", "receiving_unit", "competent_unit", "unit", "name", "number")
    session.insert_many("period_figure", columns, [(kind, period, *rest) for kind, *rest in figures])
    session.put("settled_period", {"period": period, "settled_at": instant_text(at)}, key=("period",))


def settled_at(session: Session) -> dict[str, str]:
    """Which periods are settled, and since when."""
    return {row[0]: row[1] for row in session.rows("SELECT period, settled_at FROM settled_period")}


def kept(session: Session, period: str) -> list[Figure]:
    """The sums of one period, sorted."""
    found = session.rows(
        "SELECT kind, receiving_unit, competent_unit, unit, name, number FROM period_figure WHERE period = ?", (period,)
    )
    return sorted((row[0], row[1], row[2], row[3], row[4], int(row[5])) for row in found)


def forget(session: Session, *, before: str) -> None:
    """Remove the sums of periods that no board asks for any more."""
    for table in ("settled_period", "period_figure"):
        session.run(f"DELETE FROM {table} WHERE period < ?", (before,))


def unsettle_all(session: Session) -> None:
    """Every list is written anew."""
    session.run("DELETE FROM settled_period")


def unsettle(session: Session, days: Iterable[date]) -> None:
    """What ended on these days is not what it was: they, and their months, are counted live until the next night."""
    periods = sorted({period for day in days for period in (day.isoformat(), month_of(day))})
    if periods:
        session.send(f"DELETE FROM settled_period WHERE period IN ({marks(len(periods))})", periods)


def follow(session: Session, events: Iterable[AnyEvent], before: Dossier | None, after: Dossier) -> None:
    """One command's events: unsettle the days on which the dossier ended, or had ended, where that changed."""
    ended = {one.ended_at for one in (before, after) if one is not None and one.ended_at is not None}
    if ended and (_counts(before) != _counts(after) or any(isinstance(one, StepCompleted) for one in events)):
        unsettle(session, (one.astimezone(HANOI).date() for one in ended))


def _counts(dossier: Dossier | None) -> tuple[object, ...]:
    """By what an ended dossier is counted."""
    if dossier is None or dossier.ended_at is None:
        return ()
    due = dossier.due_when_ended
    units = dossier.receiving_unit, dossier.competent_unit
    return (dossier.ended_at, dossier.outcome, due, dossier.calendar, dossier.is_open, *units)


def ended_days(rows: Iterable[Mapping[str, str | None]]) -> set[date]:
    """The days on which the dossiers of these rows ended."""
    ended = {row["ended_at"] for row in rows}
    return {datetime.fromisoformat(one).astimezone(HANOI).date() for one in ended if one}


def month_of(day: date) -> str:
    return day.isoformat()[:7]


def next_month(day: date) -> date:
    """The first day of the month after the day's."""
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=HANOI)
