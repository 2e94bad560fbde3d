"""At night, the sums of the days and months that are over: what a board need not count again at every look."""

from datetime import date, datetime, timedelta

from tthc_engine.bootstrap import App
from tthc_engine.domain.calendar import HANOI
from tthc_engine.engine.figures import figures, span
from tthc_engine.store import log, period_figures
from tthc_engine.store.columns import instant_text
from tthc_engine.store.period_figures import month_of, next_month

ANEW = timedelta(days=7)
"""Sums older than this are counted anew, so that nothing, not even another version of this software, spoils them."""


def settle(app: App, at: datetime) -> int:
    """Count each period that is over and not settled, each in a transaction of its own; how many."""
    wanted = _wanted(at.astimezone(HANOI).date())
    with app.read() as session:
        known = period_figures.settled_at(session)
    old = instant_text(at - ANEW)
    missing = [period for period in wanted if known.get(period, "") < old]
    for period in missing:
        with app.transaction() as session:
            log.hold_appenders(session)
            period_figures.settle(session, period, figures(session, app.engine.rulebook, *wanted[period]), at=at)
    with app.transaction() as session:
        period_figures.forget(session, before=min(wanted))
    return len(missing)


def _wanted(today: date) -> dict[str, tuple[date, date]]:
    """The twelve months before the present one and its days before `today`; each with its first day and the one after.

    Whatever a board looks back to lies within.
    """
    this = today.replace(day=1)
    firsts = [date(this.year - 1, this.month, 1)]
    while next_month(firsts[-1]) < this:
        firsts.append(next_month(firsts[-1]))
    days = (this + timedelta(days=number) for number in range(today.day - 1))
    return {period: span(period) for period in (*map(month_of, firsts), *(day.isoformat() for day in days))}
