"""The demo's year, seeded once through the real engine: the counts it promises, and what stands on its morning."""

import hashlib
from collections import Counter
from datetime import date, datetime
from pathlib import Path

import pytest

from tests.builders import AnOffice, an_app, hanoi
from tests.integration.the_demo import MORNING, a_copy
from tthc_engine.bootstrap import App
from tthc_engine.catalogue import packaged
from tthc_engine.domain.standing import Standing
from tthc_engine.reports.making import Asked, form06a
from tthc_engine.reports.periods import period
from tthc_engine.store import (
    alerts,
    dossiers,
    obligations,
    offices,
    outbox,
    people,
    surveys,
)
from tthc_engine.store.dossiers import DossierLine, Filter
from tthc_engine.work import feedback
from tthc_engine.work.demo import clock, seeding
from tthc_engine.work.demo.law import Lawbook
from tthc_engine.work.demo.office import demo_office

pytestmark = pytest.mark.integration

MONTHS = [(2025, 12), *((2026, month) for month in range(1, 12))]
# What the office received, by the codes a kind of dossier had that year; December 2025 first.
RECEIVED = {
    ("1.005099", "2.002481", "2.002854"): [3, 12, 4, 3, 3, 7, 20, 19, 17, 4, 3, 1],
    ("2.002857",): [0, 0, 0, 0, 0, 0, 1, 2, 3, 0, 0, 0],
    ("2.002480", "2.002855"): [0, 1, 0, 0, 0, 0, 1, 0, 1, 0, 0, 0],
    ("2.002770",): [0, 0, 0, 0, 0, 0, 0, 0, 0, 148, 0, 0],
    ("1.014336",): [0, 0, 0, 0, 0, 0, 0, 0, 0, 40, 58, 14],
    ("1.001622",): [0, 0, 0, 0, 0, 0, 0, 0, 62, 102, 0, 0],
    ("2.002771",): [0, 0, 0, 0, 0, 0, 0, 0, 58, 0, 0, 0],
    ("1.005092", "3.000465"): [12, 10, 8, 14, 12, 14, 26, 30, 24, 14, 12, 8],
    ("2.001914", "3.000466"): [3, 3, 2, 4, 4, 4, 6, 7, 5, 3, 3, 2],
    ("2.002850",): [0, 0, 0, 0, 1, 1, 2, 1, 1, 1, 1, 0],
    ("1.004889",): [0, 0, 0, 0, 0, 0, 1, 1, 1, 0, 1, 0],
    ("1.012969",): [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0],
    ("2.002891", "2.002894"): [0, 0, 0, 1, 0, 0, 1, 0, 0, 0, 1, 0],
    ("1.000280", "1.000288"): [0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0],
}


@pytest.fixture(scope="module")
def lines(demo: App) -> list[DossierLine]:
    with demo.read() as session:
        return dossiers.everything(session, people.EVERYTHING, Filter())


@pytest.fixture(scope="module")
def year(lines: list[DossierLine]) -> list[DossierLine]:
    """The table's 835, without the scripted ones and those refused at the desk."""
    return [line for line in lines if line.id.startswith("n")]


def _month(at: datetime | None) -> tuple[int, int]:
    assert at is not None
    local = at.astimezone(MORNING.tzinfo)
    return local.year, local.month


def _scripted(app: App, key: str) -> DossierLine:
    with app.read() as session:
        found = dossiers.by_id(session, people.EVERYTHING, key)
    assert found is not None
    return found


def _owed(app: App, dossier: str) -> set[str]:
    with app.read() as session:
        found = obligations.of_dossier(session, people.EVERYTHING, dossier)
    return {one.kind for one in found if one.settled is None}


def test_the_office_received_what_its_table_says_month_by_month(year: list[DossierLine]) -> None:
    counted = Counter((line.code, _month(line.received_at)) for line in year)
    for codes, months in RECEIVED.items():
        assert [sum(counted[code, month] for code in codes) for month in MONTHS] == months, codes
    assert len(year) == 835


def test_a_new_law_takes_over_on_its_day(year: list[DossierLine]) -> None:
    for line in year:
        assert line.registered_at is not None
        assert packaged().in_force(line.code, line.registered_at.astimezone(MORNING.tzinfo).date())


def test_the_intake_windows_fall_due_where_the_calendar_puts_them() -> None:
    lawbook, until = Lawbook(packaged(), demo_office()), {}
    for unit, code in (("xa", "1.001622"), ("truong", "2.002770"), ("truong", "1.014336")):
        law = lawbook.law(unit, code, MORNING.date())
        channel = law.procedure.channels[0]
        case = law.procedure.cases[0].key if law.procedure.cases else ""
        until[code] = law.due(case, channel, law.window_closes or MORNING)
    assert until == {
        "1.001622": hanoi("2026-10-13 17:00"),
        "2.002770": hanoi("2026-10-01 17:00"),
        "1.014336": hanoi("2026-11-20 17:00"),
    }


def test_channels_are_those_of_the_report(year: list[DossierLine]) -> None:
    assert Counter(line.channel for line in year) == {"online": 484, "direct": 309, "postal": 42}


def test_31_results_came_late_as_late_as_told(year: list[DossierLine]) -> None:
    late = sorted(line.minutes_late for line in year if line.ended_standing == Standing.LATE)
    assert len(late) == 31
    assert (late[15], late[27], late[-1]) == (6 * 60, 3 * 450, 9 * 450)
    due = [_month(line.due_at) for line in year if line.ended_standing == Standing.LATE]
    assert sum(1 for one in due if one in ((2026, 8), (2026, 9), (2026, 10))) == 14
    after_tet = [line for line in year if line.ended_standing == Standing.LATE and _month(line.due_at) == (2026, 2)]
    assert len(after_tet) == 6
    assert all(hanoi("2026-02-23 00:00") < line.due_at < hanoi("2026-02-28 00:00") for line in after_tet if line.due_at)


def test_22_apologised_in_time_5_afterwards_4_still_owe_it_and_2_owe_an_explanation(
    demo: App, year: list[DossierLine]
) -> None:
    told: Counter[str] = Counter()
    explanations: Counter[bool] = Counter()
    with demo.read() as session:
        for line in year:
            for one in obligations.of_dossier(session, people.EVERYTHING, line.id):
                if one.kind == "apology":
                    met = one.settled_at
                    in_time = met is not None and one.until is not None and met <= one.until
                    told["owed" if met is None else "in time" if in_time else "after"] += 1
                if one.kind == "explanation":
                    explanations[one.settled is not None] += 1
    assert told == {"in time": 22, "after": 5, "owed": 4}
    assert explanations == {True: 29, False: 2}


def test_more_than_half_came_early_and_under_one_in_twenty_late(year: list[DossierLine]) -> None:
    ended = Counter(line.ended_standing for line in year if not line.is_open)
    settled = sum(ended.values())
    assert round(100 * ended[Standing.EARLY] / settled) == 56
    assert 4.0 < 100 * ended[Standing.LATE] / settled < 4.5
    outcomes = Counter(line.outcome for line in year if line.outcome)
    assert (outcomes["refused"], outcomes["stopped_by_applicant"], outcomes["closed_unanswered"]) == (13, 7, 4)
    assert sum(line.supplements for line in year) == 67


def test_whoever_is_refused_at_the_desk_was_never_received(lines: list[DossierLine]) -> None:
    refused = [line for line in lines if line.id.startswith("r")]
    assert len(refused) == 9
    assert {(line.status, line.received_at) for line in refused} == {(3, None)}


def test_the_batch_waits_for_its_one_decision(year: list[DossierLine]) -> None:
    batch = [line for line in year if line.code == "1.014336"]
    assert {line.due_at for line in batch} == {hanoi("2026-11-20 17:00")}
    assert Counter(line.step_role for line in batch) == {"handler": 9, "approver": 103}


@pytest.mark.parametrize(
    ("key", "standing", "status", "due"),
    [
        ("s01", Standing.DUE_SOON, 4, "2026-11-16 17:00"),
        ("s02", Standing.DUE_SOON, 2, "2026-11-17 17:00"),
        ("s03", Standing.STOPPED, 5, None),
        ("s06", Standing.DUE_SOON, 2, "2026-11-16 17:00"),
        ("s07", Standing.OVERDUE, 4, "2026-11-02 17:00"),
        ("s08", Standing.ON_TIME, 4, "2026-11-23 17:00"),
        ("s09", Standing.ON_TIME, 4, "2026-12-08 17:00"),
        ("s10", Standing.ON_TIME, 4, "2026-11-12 17:00"),
        ("s14", Standing.ON_TIME, 4, "2027-01-20 17:00"),
        ("s16", Standing.ON_TIME, 4, "2026-12-01 17:00"),
    ],
)
def test_a_scripted_dossier_stands_as_its_script_says(
    demo: App, key: str, standing: Standing, status: int, due: str | None
) -> None:
    line = _scripted(demo, key)
    assert (line.standing(MORNING), line.status) == (standing, status)
    assert line.due_at == (hanoi(due) if due else None)


def test_what_each_script_leaves_owed(demo: App) -> None:
    assert _owed(demo, "s02") == {"lateness_question"}
    assert _owed(demo, "s04") == {"online_answer"}
    assert _owed(demo, "s07") == {"apology"}
    assert _owed(demo, "s08") == {"consultation"}
    assert _owed(demo, "s10") == {"correction"}
    with demo.read() as session:
        answer = next(one for one in obligations.of_dossier(session, people.EVERYTHING, "s04"))
        director = next(one for one in obligations.of_dossier(session, people.EVERYTHING, "s07") if one.settled is None)
        shelf = demo.engine.load(session, "s12").dossier
        waiting = demo.engine.load(session, "s03").dossier
    assert answer.until == hanoi("2026-11-16 16:00")
    assert director.owed_by == "director"
    assert shelf is not None
    assert (shelf.status, shelf.returned_at) == (9, None)
    assert waiting is not None
    assert waiting.waiting is not None
    assert waiting.waiting.answer_until == hanoi("2026-11-23 17:00")
    assert waiting.waiting.closable_from == hanoi("2026-11-25 07:30")
    assert _scripted(demo, "s14").provisional
    assert _scripted(demo, "s11").outcome == "stopped_by_applicant"


def test_the_demo_begins_on_its_monday_and_only_fridays_news_is_new(demo: App) -> None:
    assert 0 <= (demo.now() - MORNING).total_seconds() < 600
    friday = hanoi("2026-11-13 07:30")
    with demo.read() as session:
        waiting = [one for one in outbox.latest(session, limit=5_000) if one.state == "waiting"]
        handler = people.actor(session, "anh", MORNING)
        assert handler is not None
        unread = alerts.unread(session, people.scope_of(session, handler), handler)
    assert waiting
    assert all(one.created_at >= friday for one in waiting)
    assert all(one.at >= friday or _owed(demo, one.dossier_id) for one in unread)


def test_school_and_commune_do_not_see_each_other(demo: App) -> None:
    with demo.read() as session:
        for person, other in (("huong", "xa"), ("thinh", "truong"), ("quan", "truong"), ("sen", "xa")):
            actor = people.actor(session, person, MORNING)
            assert actor is not None
            assert not people.scope_of(session, actor).holds(other)
        assert {one.unit.id for one in offices.offices(session)} == {"truong", "xa"}


def test_seeded_twice_the_rows_are_the_same(demo: App, tmp_path: Path) -> None:
    again = an_app(tmp_path, demo=True)
    seeding.seed(again)
    assert _digest(again) == _digest(demo)
    again.database.dispose()


def _digest(app: App) -> str:
    """Of every projected row and every event's hash: ids, codes, secrets, dates, names."""
    whole = hashlib.sha256()
    with app.read() as session:
        for sql in ("SELECT * FROM dossier ORDER BY id", "SELECT * FROM obligation ORDER BY dossier_id, kind, epoch",
                    "SELECT dossier_id, seq, kind, at, hash FROM event ORDER BY position"):  # fmt: skip
            for row in session.rows(sql):
                whole.update(repr(row).encode())
    return whole.hexdigest()


def test_a_real_office_is_never_seeded(tmp_path: Path) -> None:
    real = an_app(tmp_path / "real")
    with pytest.raises(seeding.NotTheDemo):
        seeding.seed(real)
    AnOffice(real)
    as_if = an_app(tmp_path / "real", demo=True)
    with pytest.raises(seeding.NotTheDemo, match="real office"):
        seeding.seed(as_if)


def test_two_clicks_turn_a_dossier_overdue_with_all_that_follows(demo: App, tmp_path: Path) -> None:
    app = a_copy(demo, tmp_path / "copy")
    month = period("calendar_month:2026-11")
    with app.read() as session:
        before = form06a(session, Asked(unit="truong", period=month, at=app.now())).total
    to = clock.next_due(app, app.now())
    assert to == hanoi("2026-11-16 17:01")
    clock.move(app, to)
    morning = clock.next_working_day(app, app.now())
    assert morning == hanoi("2026-11-17 07:30")
    moved = clock.move(app, morning)

    assert moved.now >= morning
    assert _scripted(app, "s01").standing(moved.now) is Standing.OVERDUE
    assert _owed(app, "s01") == {"explanation", "apology", "onestop_notice"}
    assert _scripted(app, "s02").standing(moved.now) is Standing.DUE_SOON
    assert list(app.settings.mail_folder.glob("*.eml"))
    with app.read() as session:
        after = form06a(session, Asked(unit="truong", period=month, at=moved.now)).total
    assert after[13] > before[13]
    app.database.dispose()


def test_five_reflections_and_sixty_one_sheets_came_in_the_year_and_one_is_still_owed(demo: App):
    with demo.read() as session:
        states = Counter(row[0] for row in session.rows("SELECT state FROM feedback"))
        seen = feedback.listed(demo, session, people.EVERYTHING, ended=True, at=MORNING)
        open_now = feedback.listed(demo, session, people.EVERYTHING, ended=False, at=MORNING)
        sheets = surveys.together(
            surveys.tallies(session, {"truong", "xa"}, date(2025, 1, 1), date(2027, 1, 1)).values()
        )
    assert states == {"published": 3, "forwarded": 1, "accepted": 1}
    assert [one.owed.act for one in open_now if one.owed] == ["answer"]
    assert not any(one.late(MORNING) for one in open_now)
    # One answer was given after its fifteen working days.
    answered = [each for one in seen for each in one.case.timed if each[0] == "answer"]
    assert (
        sum(done > hanoi("2026-09-11 17:00") and since < hanoi("2026-09-01 00:00") for _, since, done in answered) == 1
    )
    assert (sheets.sheets, round(100 * (sheets.satisfied or 0))) == (61, 93)
