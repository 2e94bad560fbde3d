"""What an office makes public each month: how many dossiers came, were settled in time and late, and are in hand.

A month's figures are counted once it is over, as it was known at its end, and kept: what was published does not change
with a later look. Names and single dossiers never occur in them.
"""

import json
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta

from tthc_engine.engine import Engine
from tthc_engine.reports import making, periods
from tthc_engine.reports.form06a import CARRIED, EARLY, LATE, ON_DAY, OPEN, OVERDUE, RECEIVED, SETTLED, WITHIN
from tthc_engine.reports.making import Asked
from tthc_engine.reports.periods import Period
from tthc_engine.store import meta
from tthc_engine.store.columns import instant_text
from tthc_engine.store.people import HANOI
from tthc_engine.store.sql import Session

_KEPT = "published.{unit}.{month}"
KIND = "calendar_month"


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """One office's month; numbers of dossiers, and of letters of apology."""

    received: int
    """With those carried over."""
    carried: int
    settled: int
    early: int
    on_day: int
    late: int
    open: int
    within: int
    overdue: int
    apologies: int

    @property
    def in_time(self) -> float | None:
        """Share of the settled in percent; None where nothing was settled."""
        return None if not self.settled else 100 * (self.early + self.on_day) / self.settled


def months(at: datetime, *, count: int = 12) -> list[Period]:
    """The last whole months before `at`, the newest first."""
    day = at.astimezone(HANOI).date().replace(day=1) - timedelta(days=1)
    found = []
    for _ in range(count):
        one = periods.kind(KIND).holding(day)
        found.append(one)
        day = one.first_on - timedelta(days=1)
    return found


def kept(session: Session, unit: str, period: Period) -> Month | None:
    """What was published of that month; None while nobody counted it."""
    text = meta.get(session, _name(unit, period.first_on))
    return None if text is None else Month(**json.loads(text))


def counted(engine: Engine, session: Session, unit: str, period: Period, *, at: datetime) -> Month:
    """Count a month that is over."""
    form = making.form06a(session, Asked(unit=unit, period=period, at=at))
    total = form.total
    return Month(
        received=total[RECEIVED],
        carried=total[CARRIED],
        settled=total[SETTLED],
        early=total[EARLY],
        on_day=total[ON_DAY],
        late=total[LATE],
        open=total[OPEN],
        within=total[WITHIN],
        overdue=total[OVERDUE],
        apologies=_apologies(session, unit, period),
    )


def keep(session: Session, unit: str, period: Period, month: Month) -> None:
    """Publish: from now on the month's figures are these."""
    meta.put(session, _name(unit, period.first_on), json.dumps(asdict(month)))


def _apologies(session: Session, unit: str, period: Period) -> int:
    found = session.value(
        "SELECT COUNT(*) FROM letter WHERE kind = 'apology' AND unit = ? AND issued_at >= ? AND issued_at < ?",
        (unit, instant_text(period.since), instant_text(period.until)),
    )
    return int(found or 0)


def _name(unit: str, first_on: date) -> str:
    return _KEPT.format(unit=unit, month=f"{first_on:%Y-%m}")
