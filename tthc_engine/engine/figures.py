"""The sums of a period as the lists give them, to be kept at night and compared by `tthc rebuild --check`."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from tthc_engine.engine.rulebook import Rulebook
from tthc_engine.store import period_figures, watching
from tthc_engine.store.people import EVERYTHING
from tthc_engine.store.period_figures import GRANTED, LATE, LOST, Figure, midnight, next_month
from tthc_engine.store.sql import Session
from tthc_engine.store.watching import Stay


def differences(session: Session, rulebook: Rulebook) -> list[str]:
    """Each settled period whose sums are not what the lists give, in one sentence."""
    settled = sorted(period_figures.settled_at(session))
    right = (sorted(figures(session, rulebook, *span(period))) for period in settled)
    return [
        f"period_figure {period} differs"
        for period, given in zip(settled, right, strict=True)
        if given != period_figures.kept(session, period)
    ]


def span(period: str) -> tuple[date, date]:
    """The first day of a month or day as it is written, and the day after it."""
    if len(period) > len("2026-11"):
        day = date.fromisoformat(period)
        return day, day + timedelta(days=1)
    first = date.fromisoformat(f"{period}-01")
    return first, next_month(first)


def figures(session: Session, rulebook: Rulebook, first: date, after: date) -> list[Figure]:
    """What the lists give for the days from `first` until before `after`."""
    since, until = midnight(first), midnight(after)
    found: list[Figure] = [
        (GRANTED, *units, "", standing, number)
        for units, standing, number in watching.granted_by_unit(session, since, until)
    ]
    minutes: Counter[tuple[str, str, str, str]] = Counter()
    dossiers: dict[tuple[str, str], set[str]] = {}
    for name, stay in named(session, rulebook, watching.stays_ended(session, EVERYTHING, since=since, until=until)):
        units = (stay.receiving_unit, stay.competent_unit)
        minutes[(*units, stay.unit, name)] += stay.minutes
        dossiers.setdefault(units, set()).add(stay.dossier_id)
    found += [(LOST, *key, number) for key, number in minutes.items()]
    return found + [(LATE, *units, "", "", len(ids)) for units, ids in dossiers.items()]


def named(session: Session, rulebook: Rulebook, stays: Iterable[Stay]) -> Iterator[tuple[str, Stay]]:
    """Each stay with its step as people call it in that version of the procedure."""
    names: dict[tuple[str, date, str], str] = {}
    for one in stays:
        key = (one.procedure, one.in_force_from, one.step)
        if key not in names:
            step = rulebook.declarations.version(session, one.procedure, one.in_force_from).step(one.step)
            names[key] = step.name if step else one.step
        yield names[key], one
