"""Dossiers of another system in the log, the lists and the forms: they count by their own days and owe nothing."""

from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

from tests import recount
from tests.builders import PARENT, PUPIL, AnOffice, an_app, hanoi
from tthc_engine.domain.commands import ImportDossier, Registration, TakeOver
from tthc_engine.domain.errors import WrongStage
from tthc_engine.domain.people import Actor
from tthc_engine.domain.procedure import Channel, Role
from tthc_engine.engine import Handled, rebuilding
from tthc_engine.reports import making
from tthc_engine.reports.form06a import COLUMNS, check_carry_over
from tthc_engine.reports.making import Asked
from tthc_engine.reports.periods import kind
from tthc_engine.store import dossier_counts, dossiers, due, open_dossiers, proof
from tthc_engine.store.dossiers import Filter
from tthc_engine.store.people import EVERYTHING
from tthc_engine.work import invariants
from tthc_engine.work.changes import units
from tthc_engine.work.sweep import sweep

pytestmark = pytest.mark.integration

ADMIN = Actor(person="admin", roles=frozenset({Role.ADMIN}), unit="")
NIGHT = "2026-09-01 20:00"


@pytest.fixture
def office(tmp_path: Path) -> AnOffice:
    return AnOffice(an_app(tmp_path))


def told(office: AnOffice, reference: str, *, wall: str = NIGHT, **said: str | int) -> Handled:
    """One line of an export, said on the evening it was imported."""
    instants = {
        name: hanoi(str(said.pop(name))) for name in list(said) if name.endswith("_at") or name == "appointment"
    }
    command = ImportDossier(
        dossier=f"0000000000000000000000000000{reference}",
        by=ADMIN,
        registration=Registration(
            procedure="2.002854", owner=PUPIL, submitter=PARENT, competent_unit=office.unit, channel=Channel.ONLINE
        ),
        reference=reference,
        source="Hệ thống tỉnh",
        status=int(said.pop("status")),
        **instants,  # type: ignore[arg-type]
    )
    return office.do(command, wall)


def history(office: AnOffice) -> None:
    """June to August of another system."""
    told(
        office,
        "A001",
        status=10,
        received_at="2026-06-01 09:00",
        appointment="2026-06-08 17:00",
        ended_at="2026-06-05 10:00",
        returned_at="2026-06-06 09:00",
    )
    told(
        office,
        "A002",
        status=9,
        received_at="2026-06-25 09:00",
        appointment="2026-07-02 17:00",
        ended_at="2026-07-06 10:00",
    )
    told(
        office,
        "A003",
        status=8,
        received_at="2026-07-20 09:00",
        appointment="2026-07-27 17:00",
        ended_at="2026-07-27 10:00",
    )
    told(office, "A004", status=4, received_at="2026-08-20 09:00", appointment="2026-08-27 17:00")
    told(office, "A005", status=5, received_at="2026-08-28 09:00")
    told(office, "A006", status=3, submitted_at="2026-08-03 09:00", ended_at="2026-08-03 15:00")


def test_forms_of_past_months_count_them_by_their_own_days_and_agree_with_a_pencil(office: AnOffice):
    history(office)
    months = [kind("calendar_month").of(2026, month) for month in (6, 7, 8, 9)]
    with office.app.read() as session:
        log = session.rows("SELECT dossier_id, payload FROM event ORDER BY position")
        forms = []
        for month in months:
            form = making.form06a(session, Asked(unit=office.unit, period=month, at=hanoi("2026-10-05 08:00")))
            known = recount.end_of(month.last_on)
            by_hand = recount.recount(recount.cards(log, known_at=known), [office.unit], month.first_on, known)
            assert {column: form.total[column] for column in COLUMNS} == by_hand, month.label
            forms.append(form)
    for earlier, later in pairwise(forms):
        check_carry_over(earlier, later)
    june, july, august, _ = (form.total for form in forms)
    assert (june[3], june[7], june[8], june[11]) == (2, 1, 1, 1)
    assert (july[6], july[7], july[10], july[9]) == (1, 2, 1, 1)
    assert (august[3], august[12], august[13]) == (2, 1, 1)


def test_nothing_runs_is_owed_or_sent_and_every_proof_holds(office: AnOffice):
    history(office)
    at = hanoi("2026-09-15 08:00")
    sweep(office.app, at)
    with office.app.read() as session:
        for table in ("obligation", "alert", "letter", "outbox", "notice"):
            assert session.value(f"SELECT COUNT(*) FROM {table}") == 0, table
        assert due.due_for_check(session, at) == []
        assert open_dossiers.of_units(session, [office.unit]) == []
        assert session.value("SELECT COUNT(*) FROM event") == 6
        assert proof.verify(session).problems == []
        assert rebuilding.check(session, office.app.engine.rulebook).differences == []
    assert invariants.look(office.app, at).failed == {}


def test_the_same_told_again_is_no_event_and_progress_is_one(office: AnOffice):
    history(office)
    assert (
        told(
            office,
            "A004",
            wall="2026-09-02 20:00",
            status=4,
            received_at="2026-08-20 09:00",
            appointment="2026-08-27 17:00",
        ).events
        == ()
    )
    after = told(
        office,
        "A004",
        wall="2026-09-03 20:00",
        status=9,
        received_at="2026-08-20 09:00",
        appointment="2026-08-27 17:00",
        ended_at="2026-08-31 10:00",
    )
    assert [event.kind for event in after.events] == ["progress_imported"]
    with office.app.read() as session:
        form = making.form06a(
            session, Asked(unit=office.unit, period=kind("calendar_month").of(2026, 8), at=hanoi("2026-10-05 08:00"))
        )
        assert (form.total[7], form.total[10], form.total[11]) == (1, 1, 1)
        assert rebuilding.check(session, office.app.engine.rulebook).differences == []


def test_taken_over_it_is_the_offices_own_and_the_lists_follow(office: AnOffice):
    history(office)
    dossier = "0000000000000000000000000000A004"
    supervisor = office.officer(Role.SUPERVISOR)
    office.do(TakeOver(dossier=dossier, by=supervisor, reason="Dừng hệ thống cũ"), "2026-09-02 08:00")
    with pytest.raises(WrongStage):
        told(
            office,
            "A004",
            wall="2026-09-03 20:00",
            status=10,
            received_at="2026-08-20 09:00",
            ended_at="2026-09-02 10:00",
        )
    with office.app.read() as session:
        line = dossiers.by_id(session, office.scope, dossier)
        assert line is not None
        assert (line.stage, line.step_role, line.breached_at) == ("handling", "handler", hanoi("2026-08-27 17:00"))
        assert session.rows("SELECT kind FROM obligation ORDER BY kind") == [
            ("apology",),
            ("explanation",),
            ("onestop_notice",),
        ]
        assert rebuilding.check(session, office.app.engine.rulebook).differences == []
        form = making.form06a(
            session, Asked(unit=office.unit, period=kind("calendar_month").of(2026, 8), at=hanoi("2026-10-05 08:00"))
        )
        assert form.total[13] == 1
    assert date(2026, 8, 27) == line.due_at.astimezone(hanoi(NIGHT).tzinfo).date()  # type: ignore[union-attr]


def test_a_reorganised_unit_s_followed_dossiers_go_to_its_successor_and_past_forms_stay(office: AnOffice):
    commune = AnOffice(office.app, "commune", code="H99.58")
    told(office, "A001", status=4, received_at="2026-08-20 09:00", appointment="2026-10-27 17:00")
    told(office, "A002", status=10, received_at="2026-08-03 09:00", ended_at="2026-08-10 09:00")
    with office.app.transaction() as session:
        units.end(
            session,
            "school",
            successor="commune",
            on=date(2026, 9, 30),
            act="5/NQ-HĐND",
            by="long",
            at=hanoi("2026-09-20 08:00"),
        )
    done = units.hand_over(office.app, "school", act="5/NQ-HĐND", by="long", at=hanoi("2026-10-01 08:00"))
    assert (len(done.done), done.refused) == (1, {}), "what is settled there stays where it was"
    with office.app.read() as session:
        (line,) = dossiers.listing(session, commune.scope, Filter(open_only=True)).lines
        assert (line.reference, line.stage, line.due_at) == ("A001", "followed", hanoi("2026-10-27 17:00"))
        assert session.value("SELECT COUNT(*) FROM letter") == session.value("SELECT COUNT(*) FROM outbox") == 0

    def forms() -> list:
        months = [kind("calendar_month").of(2026, month) for month in (9, 10)]
        with office.app.read() as session:
            return [
                [making.form06a(session, Asked(unit=unit, period=one, at=hanoi("2026-11-02 08:00"))) for one in months]
                for unit in ("school", "commune")
            ]

    for several in forms():
        check_carry_over(*several)
    (school, mine), (before, after) = forms()
    assert (school.total[11], mine.total[11], before.total[11], after.total[6], after.total[11]) == (1, 0, 0, 1, 1)
    told(
        office,
        "A001",
        wall="2026-10-20 20:00",
        status=9,
        received_at="2026-08-20 09:00",
        appointment="2026-10-27 17:00",
        ended_at="2026-10-19 10:00",
    )
    (school, _), (before, after) = forms()
    assert (school.total[11], before.total[3], after.total[6], after.total[7]) == (1, 0, 1, 1), "September stays"
    with office.app.read() as session:
        assert rebuilding.check(session, office.app.engine.rulebook).differences == []


def test_what_is_past_its_date_in_another_system_is_told_apart_from_what_is_late_here(office: AnOffice):
    told(office, "A001", status=4, received_at="2026-08-20 09:00", appointment="2026-08-27 17:00")
    office.accept("2026-08-20 09:00")
    at = hanoi(NIGHT)
    with office.app.read() as session:
        late = dossiers.overdue(session, office.scope, at)
        assert len(late) == 1 and late[0].reference != "A001"
        for scope in (office.scope, EVERYTHING):
            groups = dossier_counts.open_groups(session, scope, at)
            whole = dossier_counts.sums(groups)
            assert (whole.open, whole.overdue, dossier_counts.followed_late(groups)) == (2, 2, 1)
            assert dossiers.listing(session, scope, Filter(open_only=True, overdue_at=at)).total == 1
            assert dossiers.listing(session, scope, Filter(open_only=True, followed_late_at=at)).total == 1
    taken = TakeOver(
        dossier="0000000000000000000000000000A001", by=office.officer(Role.APPROVER), reason="Dừng hệ thống cũ"
    )
    office.do(taken, NIGHT)
    with office.app.read() as session:
        assert len(dossiers.overdue(session, office.scope, at)) == 2, "taken over it is late here"
