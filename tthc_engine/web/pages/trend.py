"""How it goes over the months, against what the office set out to reach."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from tthc_engine.reports.plans import judging
from tthc_engine.store import period_figures, plans, targets
from tthc_engine.store.people import Scope
from tthc_engine.store.period_figures import Month
from tthc_engine.store.sql import Session
from tthc_engine.web import wording
from tthc_engine.web.messages import Messages
from tthc_engine.web.pages.marks import Mark

MONTHS = 6


@dataclass(frozen=True, slots=True)
class MonthRow:
    name: str
    ended: int
    in_time: str
    """Percent with one decimal; a dash where nothing ended."""
    share: float
    early: str
    late: int


@dataclass(frozen=True, slots=True)
class TargetRow:
    label: str
    reached: str
    share: float
    target: float | None
    wanted: str
    """`≥ 90`; empty where nobody set one."""
    mark: Mark


@dataclass(frozen=True, slots=True)
class Aim:
    """What a year is to reach, in percent."""

    threshold: float
    beyond: bool = False
    """More than the threshold, not just as much."""

    def met(self, share: float) -> bool:
        return share > self.threshold if self.beyond else share >= self.threshold


@dataclass(frozen=True, slots=True)
class Trend:
    months: tuple[MonthRow, ...]
    targets: tuple[TargetRow, ...]


_METRICS = {"on_time_rate": "in_time", "early_rate": "early"}
"""What yearly plans call the two shares of the board."""


def aims(session: Session, unit: str, today: date) -> Mapping[str, Aim]:
    """What the office set on its board; where it set nothing, what its yearly plan for this year asks for."""
    if own := targets.targets(session, unit):
        return {kind: Aim(percent) for kind, percent in own.items()}
    found: dict[str, Aim] = {}
    for adopted in plans.adopted(session, [unit]):
        for one in judging.plan_of(adopted).targets if adopted.key.year == today.year else ():
            kind = _METRICS.get(one.metric)
            if kind and one.since <= today <= one.until:
                found[kind] = max(found.get(kind, Aim(0)), Aim(one.threshold, one.op == ">"), key=_height)
    return found


def _height(aim: Aim) -> tuple[float, bool]:
    return aim.threshold, aim.beyond


def trend(session: Session, scope: Scope, wanted: Mapping[str, Aim], at: datetime, _: Messages) -> Trend:
    """The last months, the present one last, and the year so far beside its targets."""
    today = wording.local(at).date()
    found = period_figures.months(session, scope, _firsts(today))
    whole = _year([one for one in found if one.first.year == today.year], today)
    shares = {"in_time": whole.in_time, "early": whole.early}
    return Trend(
        tuple(_month(one, _) for one in found[-MONTHS:]),
        tuple(_target(kind, part, whole.ended, wanted.get(kind), _) for kind, part in shares.items()),
    )


def _year(months: Sequence[Month], today: date) -> Month:
    """The year so far, from its months."""
    ended, early, late = (sum(getattr(one, name) for one in months) for name in ("ended", "early", "late"))
    return Month(today.replace(month=1, day=1), ended, early, late)


def _month(one: Month, _: Messages) -> MonthRow:
    return MonthRow(
        name=f"{one.first:%m/%Y}",
        ended=one.ended,
        in_time=_percent(one.in_time, one.ended, _),
        share=_share(one.in_time, one.ended),
        early=_percent(one.early, one.ended, _),
        late=one.late,
    )


def _target(kind: str, part: int, whole: int, aim: Aim | None, _: Messages) -> TargetRow:
    share = _share(part, whole)
    if not whole:
        mark = Mark(_("board.target_no_figures"), "minus", "none", plain=True)
    elif aim is None:
        mark = Mark(_("board.target_unset"), "minus", "none", plain=True)
    elif aim.met(share):
        mark = Mark(_("board.target_met"), "done", "ok", plain=True)
    else:
        mark = Mark(_("board.target_missed"), "x", "late-soft")
    wanted = f"{'>' if aim.beyond else '≥'} {_.numerals.plain(aim.threshold)}" if aim is not None else ""
    threshold = aim.threshold if aim is not None else None
    return TargetRow(_(f"board.target_{kind}"), _percent(part, whole, _), share, threshold, wanted, mark)


def _share(part: int, whole: int) -> float:
    return 100 * part / whole if whole else 0.0


def _percent(part: int, whole: int, _: Messages) -> str:
    return _.numerals.places(_share(part, whole), 1) if whole else "–"


def _firsts(today: date) -> list[date]:
    """The first days of the last months and of the whole year so far, the oldest first."""
    found = [today.replace(day=1)]
    while len(found) < max(MONTHS, today.month):
        before = found[0]
        month = (before.year, before.month - 1) if before.month > 1 else (before.year - 1, 12)
        found.insert(0, date(*month, 1))
    return found
