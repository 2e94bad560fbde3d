"""Every report but form II.06a, of some units and one period, beside what the pencil makes of the same raw rows."""

from collections.abc import Iterable
from datetime import datetime

from tests import recount, recount_lists, recount_lives, recount_more, recount_scores, recount_voices
from tests.recount_lives import Kept
from tthc_engine.bootstrap import App
from tthc_engine.reports import made
from tthc_engine.reports.made import Wanted
from tthc_engine.reports.periods import Period
from tthc_engine.store.sql import Session

LISTS = ("intake", "returns", "register")
SCORES, VOICES = ("evaluation", "officers", "service_index"), ("feedback", "satisfaction")
REPORTS = (*recount_more.REPORTS, *SCORES, *VOICES, *LISTS)
Counted = tuple[recount_more.Desk, recount_voices.Voices, recount_scores.Score]


def compare(
    app: App, session: Session, log: list[tuple[str, str]], units: Iterable[str], span: Period, *, at: datetime
) -> dict[str, Counted]:
    """Raises AssertionError where they differ; gives back what was counted by hand, by unit."""
    known_at = min(recount.end_of(span.last_on), at)
    cards, sheets = recount.cards(log, known_at=known_at), recount_more.sheets(log, known_at=known_at)
    lives, kept = recount_lives.lives(log, known_at=known_at), Kept(session.rows)
    unit_names, person_names = (dict(session.rows(f"SELECT id, name FROM {table}")) for table in ("unit", "person"))
    people = recount_lists.people(session.rows, known_at=known_at)
    hours = {unit: kept.hours(version) for unit, version in session.rows("SELECT unit, calendar FROM office")}
    seen: dict[str, Counted] = {}
    for unit in units:
        tables = {
            key: made.make(app.engine, session, Wanted(key=key, unit=unit, period=span, at=at)) for key in REPORTS
        }
        what = f"{unit} {span.written}"
        first, last = span.first_on, span.last_on
        desk = recount_more.Desk(cards, sheets, unit, first, last, known_at)
        recount_more.agrees(desk, tables, what)
        voices = recount_voices.Voices(
            [one for one in recount_voices.reflections(session.rows, hours, known_at=known_at) if one.unit == unit],
            recount_voices.sheets(session.rows, [unit], first, last, known_at=known_at),
            *(first, last, known_at),
        )
        recount_voices.agrees(voices, tables, what)
        score = recount_scores.Score(lives, kept, frozenset({unit}), first, last, known_at, voices)
        recount_scores.agrees(score, tables, person_names, what)
        lists = recount_lists.Desk(lives, kept, unit, unit_names, first, last, known_at)
        recount_lists.agrees(lists, tables, people, what)
        seen[unit] = (desk, voices, score)
    return seen
