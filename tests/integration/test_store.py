"""Lists, search, look-up, people and what is due, on real rows."""

from dataclasses import replace
from datetime import date

import pytest

from tests.builders import PARENT, PUPIL, AnOffice, an_app, facts, hanoi
from tthc_engine.domain.commands import ApplyCalendar, Assign, CheckClock, Item, Party, RequestSupplement
from tthc_engine.domain.office import LocalDay
from tthc_engine.domain.people import THE_CLOCK
from tthc_engine.domain.procedure import Role
from tthc_engine.domain.rules import Window
from tthc_engine.domain.standing import Standing
from tthc_engine.engine.rebuilding import check
from tthc_engine.store import applicants, counters, dossier_counts, dossiers, due, hours, migrations, offices, people
from tthc_engine.store.columns import instant_of, instant_text
from tthc_engine.store.dossiers import PAGE, Filter
from tthc_engine.store.migrations.check import main as check_migrations
from tthc_engine.store.people import EVERYTHING, Person, Position, Substitution
from tthc_engine.store.purging import purge

pytestmark = pytest.mark.integration


@pytest.fixture
def office(tmp_path):
    return AnOffice(an_app(tmp_path))


@pytest.mark.parametrize(
    "words",
    ["hoa", "hòa", "hoà", "HOÀ", "lường văn hoà", "luong hoa", "Lươ\u0300ng Văn Hòa", "099316001234", "20260601-0001"],
)
def test_a_dossier_is_found_however_its_name_is_typed(office, words):
    office.accept("2026-06-01 09:00")
    office.accept("2026-06-01 10:00", owner=Party(name="Sùng A Dế"), submitter=Party(name="Sùng A Páo"))
    with office.app.read() as session:
        assert [one.owner for one in dossiers.search(session, office.scope, words)] == ["Lường Bảo Ngọc"]


def test_half_an_identifier_or_a_pattern_finds_nobody(office):
    office.accept("2026-06-01 09:00")
    with office.app.read() as session:
        assert dossiers.search(session, office.scope, "0993160") == []
        assert dossiers.search(session, office.scope, "%") == []
        assert dossiers.search(session, office.scope, "_") == []


def test_the_public_look_up_needs_code_and_secret(office):
    handled = office.accept("2026-06-01 09:00")
    reference, secret = handled.dossier.reference, handled.dossier.personal.secret
    with office.app.read() as session:
        assert dossiers.look_up(session, reference, secret).id == handled.dossier_id
        assert dossiers.look_up(session, reference, f" {secret.lower().replace('-', ' ')} ").id == handled.dossier_id
        assert dossiers.look_up(session, reference, "AAAA-AAAA") is None
        assert dossiers.look_up(session, reference, "") is None
        assert dossiers.look_up(session, "H99.58.04-20260601-0999", secret) is None


def test_the_inbox_is_ordered_by_due_date_and_shows_colleagues_steps_to_nobody_else(office):
    handler, other = office.officer("handler"), office.officer("handler", person="school.other")
    first, second, third = (office.accept(f"2026-06-0{day} 09:00").dossier_id for day in (3, 1, 2))
    with office.app.transaction() as session:
        office.employ(session, "school.other", Role.HANDLER)
    office.do(Assign(dossier=third, by=office.officer("approver"), to="school.other"), "2026-06-03 10:00")
    with office.app.read() as session:
        at = hanoi("2026-06-03 10:00")
        assert [one.id for one in dossiers.inbox(session, office.scope, handler, at)] == [second, first]
        assert [one.id for one in dossiers.inbox(session, office.scope, other, at)] == [second, third, first]


def test_a_dossier_that_waits_for_its_applicant_stands_last_and_stopped(office):
    waiting = office.accept("2026-06-01 09:00").dossier_id
    running = office.accept("2026-06-03 09:00").dossier_id
    handler = office.officer("handler")
    office.do(
        RequestSupplement(dossier=waiting, by=handler, items=(Item(text="Học bạ"),), reason="Thiếu"), "2026-06-03 10:00"
    )
    at = hanoi("2026-06-03 11:00")
    with office.app.read() as session:
        found = dossiers.inbox(session, office.scope, handler, at)
    assert [(one.id, one.standing(at)) for one in found] == [
        (running, Standing.ON_TIME),
        (waiting, Standing.STOPPED),
    ]


def test_standings_are_told_by_the_instant_one_asks_for(office):
    office.accept("2026-06-01 09:00")
    told = {}
    with office.app.read() as session:
        (line,) = dossiers.everything(session, office.scope, Filter())
        for wall in ("2026-06-05 07:29", "2026-06-05 07:30", "2026-06-08 17:00", "2026-06-08 17:01"):
            told[wall] = line.standing(hanoi(wall)).value
            whole = dossier_counts.sums(dossier_counts.open_groups(session, office.scope, hanoi(wall)))
            counted = {Standing.DUE_SOON: whole.due_soon, Standing.OVERDUE: whole.overdue}
            assert whole.open == 1 and counted.get(line.standing(hanoi(wall)), 1) == 1
            assert sum(counted.values()) == (line.standing(hanoi(wall)) in counted)
    assert list(told.values()) == ["on_time", "due_soon", "due_soon", "overdue"]


def test_what_is_due_in_the_next_days_is_counted_by_day(office):
    for day in ("2026-06-01", "2026-06-01", "2026-06-02"):
        office.accept(f"{day} 09:00")
    days = [hanoi(f"2026-06-{day:02d} 00:00") for day in (8, 9, 10, 11)]
    with office.app.read() as session:
        assert dossier_counts.count_due(session, office.scope, days) == [2, 1, 0]
        assert dossier_counts.next_due(session, office.scope, days[0]) == hanoi("2026-06-08 17:00")


def test_a_list_is_filtered_and_paged(office):
    for number in range(PAGE + 3):
        office.accept("2026-06-01 09:00", owner=Party(name="Giàng Thị Mỷ" if number == 7 else "Tẩn Mùi"))
    with office.app.read() as session:
        first = dossiers.listing(session, office.scope, Filter(open_only=True))
        second = dossiers.listing(session, office.scope, Filter(open_only=True), page=2)
        by_words = dossiers.listing(session, office.scope, Filter(words="giang my"))
        closed = dossiers.listing(session, office.scope, Filter(open_only=False))
        early = dossiers.listing(session, office.scope, Filter(received_until=hanoi("2026-06-01 09:00")))
        late = dossiers.listing(session, office.scope, Filter(overdue_at=hanoi("2026-06-09 08:00"), channel="direct"))
    assert (len(first.lines), len(second.lines), first.total, first.pages) == (PAGE, 3, PAGE + 3, 2)
    assert not {one.id for one in first.lines} & {one.id for one in second.lines}
    assert (by_words.total, closed.total, early.total, late.total) == (1, 0, 0, PAGE + 3)


def test_the_sweep_reads_only_what_is_due(office):
    office.accept("2026-06-01 09:00", dossier="d1")
    with office.app.read() as session:
        assert due.due_for_check(session, hanoi("2026-06-01 10:00")) == []
        instant = due.next_instant(session, hanoi("2026-06-01 10:00"))
        assert [one.dossier_id for one in due.due_for_check(session, instant)] == ["d1"]
    office.do(CheckClock(dossier="d1", by=THE_CLOCK), "2026-06-09 08:00")
    with office.app.read() as session:
        assert due.due_for_check(session, hanoi("2026-06-09 08:01")) == []
        assert not due.anything_due(session, hanoi("2026-06-09 08:01"))


def test_a_holiday_the_office_announces_makes_its_open_dossiers_due_and_moves_their_dates(office):
    dossier = office.accept("2026-06-01 09:00").dossier_id
    at = hanoi("2026-06-02 09:00")
    closed = facts().model_copy(
        update={"closures": (LocalDay(on=date(2026, 6, 4), reason="Bão số 1", decision="12/QĐ"),)}
    )
    with office.app.transaction() as session:
        version = hours.open_office(session, office.app.catalogue, "school", closed, by="admin", at=at, act="12/QĐ")
    with office.app.read() as session:
        (found,) = due.due_for_check(session, at)
    assert (found.dossier_id, found.calendar, found.act) == (dossier, version, "12/QĐ")
    office.do(ApplyCalendar(dossier=dossier, by=THE_CLOCK, calendar=version, act=found.act), "2026-06-02 09:00")
    with office.app.read() as session:
        line = dossiers.by_id(session, office.scope, dossier)
        assert due.due_for_check(session, at) == []
        assert check(session, office.app.engine.rulebook).differences == []
    assert line.due_at == hanoi("2026-06-09 17:00")


def test_an_old_dossier_is_still_judged_by_its_own_calendar_after_an_upgrade(office):
    """Another process, whose catalogue knows nothing of the office's own closure, reads the kept calendar."""
    closed = facts().model_copy(update={"closures": (LocalDay(on=date(2026, 6, 4), reason="Bão số 1"),)})
    with office.app.transaction() as session:
        hours.open_office(session, office.app.catalogue, "school", closed, by="admin", at=hanoi("2026-06-01 08:00"))
    dossier = office.accept("2026-06-01 09:00").dossier_id
    with office.app.transaction() as session:
        hours.open_office(session, office.app.catalogue, "school", facts(), by="admin", at=hanoi("2026-06-02 08:00"))
    again = an_app(office.app.settings.data_dir)
    with again.read() as session:
        found, rules = again.engine.dossier(session, dossier)
        assert not rules.calendar.is_working_day(date(2026, 6, 4))
        assert rules.calendar.version == found.calendar


def test_a_calendar_that_came_with_an_upgrade_waits_to_be_applied(office):
    at = hanoi("2026-06-02 08:00")
    with office.app.transaction() as session:
        assert hours.notice_new_calendar(session, office.app.catalogue, "school", at=at) is None
        known = offices.office(session, "school")
        session.update("office", {"calendar": "older"}, where={"unit": "school"})
        version = hours.notice_new_calendar(session, office.app.catalogue, "school", at=at)
        assert version == known.calendar
    with office.app.transaction() as session, pytest.raises(KeyError):
        hours.apply_calendar(session, "school", "never-seen", act="", by="admin", at=at)


def test_a_person_holds_roles_from_day_to_day_and_stands_in_for_the_absent(office):
    at = hanoi("2026-11-10 09:00")
    with office.app.transaction() as session:
        people.put_person(session, Person(id="anh", name="Vũ Ngọc Anh", title="Công chức"))
        people.put_position(
            session,
            Position(
                person="anh",
                role=Role.DESK,
                unit="school",
                valid_from=date(2026, 1, 1),
                valid_until=date(2026, 11, 30),
                signs=(("KT", "Hiệu trưởng"),),
            ),
            by="admin",
            at=at,
        )
        leave = Substitution(
            person="school.handler", substitute="anh", valid_from=date(2026, 11, 9), valid_until=date(2026, 11, 20)
        )
        people.put_substitution(session, leave, unit="school", by="admin", at=at)
    with office.app.read() as session:
        mine = people.actor(session, "anh", at)
        (stands,) = people.substitute_actors(session, "anh", at)
        assert (mine.roles, mine.unit) == ({Role.DESK}, "school")
        assert (stands.stands_for, stands.roles) == ("school.handler", {Role.HANDLER})
        assert people.actor(session, "anh", hanoi("2026-12-01 09:00")) is None
        assert people.substitute_actors(session, "anh", hanoi("2026-11-21 00:00")) == []
        assert people.substitute_actors(session, "anh", hanoi("2026-11-20 23:59")) != []
        (post,) = people.positions(session, at, person="anh")
        assert post.signs == (("KT", "Hiệu trưởng"),)
        assert [one.id for one in people.holders(session, "school", Role.CLERK, at)] == ["school.clerk"]


def test_an_intake_window_is_the_offices_own_fact_and_counts_from_its_end(office):
    at = hanoi("2026-09-01 08:00")
    window = Window(procedure="2.002770", opens=date(2026, 9, 7), closes=date(2026, 9, 22))
    with office.app.transaction() as session:
        offices.put_window(session, "school", window, by="admin", at=at)
    handled = office.accept("2026-09-10 09:00", procedure="2.002770")
    with office.app.read() as session:
        line = dossiers.by_id(session, office.scope, handled.dossier_id)
    assert line.due_at.astimezone(at.tzinfo).date() == date(2026, 10, 1)


def test_numbers_run_without_gaps_in_each_series(office):
    with office.app.transaction() as session:
        assert counters.peek(session, "school", "PXL", "2026") == 1
        assert [counters.take(session, "school", "PXL", "2026") for _ in range(3)] == [1, 2, 3]
        counters.reach(session, "school", "PXL", "2026", 10)
        counters.reach(session, "school", "PXL", "2026", 5)
        assert counters.take(session, "school", "PXL", "2026") == 11
        assert counters.take(session, "school", "PXL", "2027") == 1


def test_an_instant_sorts_as_text_and_comes_back_as_it_was():
    walls = ("2026-01-01 00:00", "2026-06-01 09:00", "2026-12-31 23:59")
    instants = [hanoi(wall) for wall in walls]
    assert sorted(map(instant_text, instants)) == [instant_text(one) for one in instants]
    assert [instant_of(instant_text(one)) for one in instants] == instants
    with pytest.raises(ValueError, match="zone"):
        instant_text(instants[0].replace(tzinfo=None))


def test_an_applicant_who_comes_again_is_known_by_identifier_and_never_by_name(office):
    office.accept("2026-06-01 09:00")
    with office.app.read() as session:
        known = applicants.by_identifier(session, " 099316001234 ")
        assert (known.party, known.verified) == (PUPIL, False)
        assert applicants.by_identifier(session, "Lường Bảo Ngọc") is None
        assert applicants.by_identifier(session, "") is None


def test_a_purge_forgets_an_applicant_only_when_no_other_dossier_names_them(office):
    first, second = (office.accept("2026-06-01 09:00").dossier_id for _ in range(2))
    for dossier, known in ((first, True), (second, False)):
        with office.app.transaction() as session:
            purge(session, dossier, by="admin", at=hanoi("2036-06-01 09:00"))
            assert (applicants.by_identifier(session, PUPIL.identifier) is not None) is known


def test_a_purged_dossier_keeps_its_history_and_loses_its_names(office):
    handled = office.accept("2026-06-01 09:00", submitter=replace(PARENT, name="Lường Văn Bí Mật"), owner=PUPIL)
    with office.app.transaction() as session:
        purge(session, handled.dossier_id, by="admin", at=hanoi("2036-06-01 09:00"))
        office.app.engine.project(session, handled.dossier_id)
    with office.app.read() as session:
        line = dossiers.by_id(session, EVERYTHING, handled.dossier_id)
        dump = "".join(str(session.rows(f"SELECT * FROM {table}")) for table in tables(session))
        assert check(session, office.app.engine.rulebook).differences == []
        assert dossiers.look_up(session, handled.dossier.reference, handled.dossier.personal.secret) is None
    assert (line.owner, line.reference) == ("", handled.dossier.reference)
    assert "Bí Mật" not in dump and "099316001234" not in dump and "hoa@example.org" not in dump


def tables(session) -> list[str]:
    known = "pg_tables WHERE schemaname = 'public'" if session.postgres else "sqlite_master WHERE type = 'table'"
    name = "tablename" if session.postgres else "name"
    return [row[0] for row in session.rows(f"SELECT {name} FROM {known}")]


def test_migrations_lead_to_the_declared_tables_and_back(tmp_path):
    assert check_migrations([]) == 0
    url = f"sqlite:///{tmp_path / 'twice.db'}"
    migrations.upgrade(url)
    migrations.upgrade(url)
    assert migrations.is_current(url)
