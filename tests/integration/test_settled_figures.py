"""The board's months and lost time are kept once they are over, and are always what counting them again would give."""

import json
from datetime import date

import pytest

from tests.builders import AnOffice, an_app, hanoi
from tthc_engine.bootstrap import App
from tthc_engine.domain.commands import Complete, Reopen
from tthc_engine.domain.people import Actor
from tthc_engine.domain.procedure import Role
from tthc_engine.domain.standing import Standing
from tthc_engine.engine import figures, rebuilding
from tthc_engine.store import alerts, dossier_counts, dossiers, obligations, people, period_figures, watching
from tthc_engine.store.columns import instant_text
from tthc_engine.store.conditions import STAYED_BEYOND
from tthc_engine.store.dossier_counts import OpenGroup
from tthc_engine.store.dossiers import Filter
from tthc_engine.store.people import EVERYTHING, Scope
from tthc_engine.store.period_figures import Settled, midnight
from tthc_engine.web.pages.marks import step_is_late
from tthc_engine.work.settling import settle
from tthc_engine.work.simulation.simulating import Wish, simulate
from tthc_engine.work.simulation.world import PROVINCE
from tthc_engine.work.sweep import sweep

pytestmark = pytest.mark.integration

NIGHT = hanoi("2026-12-16 01:30")
FIRSTS = [date(2026, month, 1) for month in range(1, 13)]
WITHIN = (EVERYTHING, Scope(frozenset({f"{PROVINCE}-001"})), Scope(frozenset({"nowhere"})))


@pytest.fixture(scope="module")
def province(tmp_path_factory) -> App:
    app = an_app(tmp_path_factory.mktemp("settled"))
    simulate(app, Wish(closed=110, open=20, year=2026, seed=3, communes=2))
    return app


def told(app: App) -> list[object]:
    """What boards tell of months and lost time, for the whole province, a commune and nobody."""
    since, after = FIRSTS[0], date(2026, 12, 17)
    with app.read() as session:
        periods, gaps = Settled.known(session, since, after).split(since, after)
        found: list[object] = []
        for scope in WITHIN:
            minutes = period_figures.lost(session, scope, periods)
            late = period_figures.late(session, scope, periods)
            stays = [one for gap in gaps for one in watching.stays_ended(session, scope, since=gap[0], until=gap[1])]
            for name, stay in figures.named(session, app.engine.rulebook, stays):
                minutes[name, stay.unit] = minutes.get((name, stay.unit), 0) + stay.minutes
            late += len({one.dossier_id for one in stays})
            found.append((period_figures.months(session, scope, FIRSTS), minutes, late))
        return found


def counted_live(app: App) -> list[object]:
    with app.transaction() as session:
        period_figures.unsettle_all(session)
    return told(app)


def test_a_board_tells_the_same_before_and_after_the_night_that_settled_its_months(province):
    live = counted_live(province)
    assert settle(province, NIGHT) == 12 + 15, "the months before, and the days of this one"
    assert told(province) == live
    assert live[0] != live[1] != live[2]
    assert live[0][1] and live[0][2], "somebody lost time"
    assert settle(province, NIGHT) == 0, "nothing is counted twice"
    with province.read() as session:
        assert rebuilding.check(session, province.engine.rulebook).differences == []


def test_what_is_opened_again_leaves_the_month_in_which_it_had_ended(province):
    settle(province, NIGHT)
    with province.read() as session:
        found = session.row(
            "SELECT id, competent_unit, ended_at FROM dossier WHERE outcome = 'granted' AND stage = 'returned'"
            " AND ended_at < ? ORDER BY ended_at DESC LIMIT 1",
            (instant_text(midnight(date(2026, 12, 1))),),
        )
    assert found is not None
    before = told(province)
    by = Actor(person=f"{found[1]}.supervisor.1", roles=frozenset({Role.SUPERVISOR}), unit=found[1])
    with province.transaction() as session:
        again = Reopen(dossier=found[0], by=by, reason="Đóng nhầm")
        province.engine.handle(session, again, at=hanoi("2026-12-16 09:00"))
    after = told(province)
    assert sum(one.ended for one in after[0][0]) == sum(one.ended for one in before[0][0]) - 1
    with province.read() as session:
        kept = period_figures.settled_at(session)
    assert len(kept) == 12 + 15 - 1, "one month is counted live, the others are not touched"
    assert counted_live(province) == after
    assert settle(province, NIGHT) == 12 + 15


def test_sums_that_somebody_spoiled_are_found(province):
    settle(province, NIGHT)
    with province.transaction() as session:
        session.run("UPDATE period_figure SET number = number + 1 WHERE kind = 'granted' AND period = '2026-11'")
    with province.read() as session:
        wrong = rebuilding.check(session, province.engine.rulebook).differences
    assert wrong == ["period_figure 2026-11 differs"]
    assert settle(province, hanoi("2026-12-24 01:30")) == 12 + 23, "after a week everything is counted anew"
    with province.read() as session:
        assert figures.differences(session, province.engine.rulebook) == []


def test_what_few_units_see_is_counted_alike_by_every_way_there_is(province):
    at = hanoi("2026-12-15 16:30")
    with province.read() as session:
        for scope in (*WITHIN, Scope(frozenset({f"{PROVINCE}-001", f"{PROVINCE}-002"}))):
            where, values = scope.clause()
            everyone = {row[0] for row in session.rows(f"SELECT id FROM dossier WHERE {where}", values)}
            halves = [
                row[0]
                for sql, more in scope.halves()
                for row in session.rows(f"SELECT id FROM dossier WHERE {sql}", more)
            ]
            assert len(halves) == len(set(halves)) and set(halves) == everyone
            groups = dossier_counts.open_groups(session, scope, at)
            shown = dossiers.listing(session, scope, Filter(open_only=True)).total
            assert sum(one.open for one in groups) == shown
            owed = obligations.count_owed(session, scope)
            assert owed == {kind: len(obligations.owed(session, scope, kind=kind)) for kind in owed}
            for kind in owed:
                ids = {one.dossier_id for one in obligations.owed(session, scope, kind=kind)}
                lines = dossiers.by_ids(session, scope, ids).values()
                assert sorted(dossier_counts.due_owing(session, scope, kind)) == sorted(
                    one.due_at for one in lines if one.is_open and one.due_at
                )
                assert dossiers.listing(session, scope, Filter(owing=kind)).total == len(ids)
        whole = Scope(frozenset({"elsewhere"}), whole=True)
        one_walk = dossier_counts._open_within(session, "TRUE", (), instant_text(at))
        found = dossier_counts.open_groups(session, whole, at)
        assert dossier_counts.sums(found) == dossier_counts.sums(one_walk)
        assert dossier_counts.loads(found) == dossier_counts.loads(one_walk)


def test_the_board_counts_and_orders_as_whoever_reads_every_row(tmp_path):
    office = AnOffice(an_app(tmp_path))
    accepted = [office.accept(f"2026-06-0{day} 09:{minute:02d}").dossier_id for day in (1, 2, 3) for minute in (0, 7)]
    sweep(office.app, hanoi("2026-06-10 08:00"))
    with office.app.transaction() as session:
        for one in accepted[::2]:
            office.app.engine.handle(
                session, Complete(dossier=one, by=office.officer(Role.HANDLER)), at=hanoi("2026-06-10 09:00")
            )
    with office.app.read() as session:
        lines = dossiers.everything(session, EVERYTHING, Filter(open_only=True))
        lost = [
            (row[0], json.loads(row[1])["difference"])
            for row in session.rows(f"SELECT dossier_id, payload FROM event WHERE {STAYED_BEYOND}")
        ]
        for day in (4, 8, 9, 10, 11):
            at = hanoi(f"2026-06-{day:02d} 16:30")
            late = {one.id for one in lines if one.standing(at) is Standing.OVERDUE}
            soon = [one for one in lines if one.standing(at) is Standing.DUE_SOON]
            slow = [one for one in lines if step_is_late(one, at)]
            counted = OpenGroup(None, None, None, len(lines), len(late), len(soon), len(slow))
            for scope in (EVERYTHING, office.scope):
                assert dossier_counts.sums(dossier_counts.open_groups(session, scope, at)) == counted
                told = watching.stays_open(session, scope, at=at)
                assert sorted((one.dossier_id, one.minutes) for one in told) == sorted(
                    (dossier, minutes) for dossier, minutes in lost if minutes > 0 and dossier in late
                )
        assert len(late) == 6 and len(told) >= 3, "all are late in the end, and three lost time on the way"
        asked = "SELECT dossier_id, kind, epoch, until_at FROM obligation WHERE settled IS NULL"
        every = session.rows(f"{asked} ORDER BY until_at IS NULL, until_at, since, dossier_id, kind")
        assert len({row[1] for row in every}) >= 3
        for scope in (EVERYTHING, office.scope):
            for limit in (5, 1_000):
                owed = obligations.owed(session, scope, limit=limit)
                assert [(one.dossier_id, one.kind, one.epoch) for one in owed] == [row[:3] for row in every[:limit]]
            past = obligations.owed(session, scope, late_at=at)
            assert [(one.dossier_id, one.kind, one.epoch) for one in past] == [
                row[:3] for row in every if row[3] and row[3] < instant_text(at)
            ]
        assert rebuilding.check(session, office.app.engine.rulebook).differences == []


def test_the_latest_alerts_come_first_whichever_role_was_told(province):
    with province.read() as session:
        by = people.actor(session, f"{PROVINCE}.supervisor", hanoi("2026-12-15 16:30"))
        assert by is not None
        scope = people.scope_of(session, by)
        every = alerts.unread(session, scope, by, limit=1_000)
        assert alerts.unread(session, scope, by, limit=5) == every[:5]
    assert every and every == sorted(every, key=lambda one: one.at, reverse=True)


def test_of_very_many_alerts_only_the_latest_are_looked_through(province, monkeypatch):
    with province.read() as session:
        by = people.actor(session, f"{PROVINCE}.supervisor", hanoi("2026-12-15 16:30"))
        assert by is not None
        scope = people.scope_of(session, by)
        every = alerts.unread(session, scope, by, limit=1_000)
        monkeypatch.setattr(alerts, "LOOKED_THROUGH", 1)
        few = alerts.unread(session, scope, by, limit=1_000)
        assert few == every[:1] and len(every) > 1
        # The last of them is unread on its own page all the same.
        assert every[-1] in alerts.unread(session, scope, by, dossier=every[-1].dossier_id)
