"""The law and the house change while dossiers are open: another version, a local cut, a storm, another unit."""

from datetime import date
from pathlib import Path

import pytest

from tests.builders import AnOffice, an_app, facts, hanoi
from tthc_engine.catalogue.overlays import Overlay
from tthc_engine.catalogue.reading import parse, read
from tthc_engine.documents.render import render
from tthc_engine.domain.commands import Item, MoveVersion, Reopen, RequestSupplement, StopDossier
from tthc_engine.domain.errors import NotYourUnit, SuccessorWithoutOffice, UnitEnded, UnitNotEnded, UnknownVersion
from tthc_engine.domain.events import DossierTransferred
from tthc_engine.domain.letters import Receipt
from tthc_engine.domain.procedure import Role
from tthc_engine.engine import rebuilding
from tthc_engine.reports import making
from tthc_engine.reports.form06a import CARRIED, OPEN, Remark, check_carry_over
from tthc_engine.reports.official import notes
from tthc_engine.reports.periods import days
from tthc_engine.store import declarations, dossiers, hours, letters, log, offices, people
from tthc_engine.store.offices import Unit
from tthc_engine.store.people import EVERYTHING
from tthc_engine.work.changes import suspending, units, versions
from tthc_engine.work.changes.suspending import Act
from tthc_engine.work.sweep import sweep

pytestmark = pytest.mark.integration
OVERLAY = Path(__file__).parent.parent / "data/overlays/tinh_gia_dinh/school_transfer/2026-06-01.yaml"


@pytest.fixture
def school(tmp_path):
    return AnOffice(an_app(tmp_path))


def line(office, dossier_id):
    with office.app.read() as session:
        found = dossiers.by_id(session, EVERYTHING, dossier_id)
    assert found is not None
    return found


def everything_agrees(app):
    with app.read() as session:
        return rebuilding.check(session, app.engine.rulebook).differences == []


# -- a local decision ----------------------------------------------------------------------------------------------


def in_a_province_that_cuts(office):
    with office.app.transaction() as session:
        overlay = parse(read(OVERLAY), Overlay)
        declarations.keep(session, declarations.overlay_text(overlay), at=hanoi("2026-06-01 07:00"), published=True)
        own = facts("Cơ quan school").model_copy(update={"province": "tinh_gia_dinh"})
        hours.open_office(session, office.app.catalogue, office.unit, own, by="admin", at=hanoi("2026-06-01 07:00"))


def test_an_office_of_the_province_promises_the_cut_and_its_list_knows_both_dates(school):
    in_a_province_that_cuts(school)
    first = school.accept("2026-06-01 09:00")
    row = line(school, first.dossier_id)
    assert (row.due_at, row.cut_due_at, row.appointment) == (
        hanoi("2026-06-08 17:00"),
        hanoi("2026-06-04 17:00"),
        hanoi("2026-06-04 17:00"),
    )
    assert row.past_cut(hanoi("2026-06-04 17:01")) and not row.past_cut(hanoi("2026-06-04 17:00"))
    assert everything_agrees(school.app)


def test_an_office_started_anew_judges_the_dossier_by_the_text_its_log_names(school):
    in_a_province_that_cuts(school)
    first = school.accept("2026-06-01 09:00")
    again = an_app(Path(school.app.settings.data_dir))
    with again.read() as session:
        dossier, rules = again.engine.dossier(session, first.dossier_id)
    assert rules.procedure.cut is not None
    assert "88/QĐ-UBND" in rules.procedure.cut.decision
    assert dossier.appointment == hanoi("2026-06-04 17:00")


def test_an_office_elsewhere_promises_the_statutory_date(school):
    with school.app.transaction() as session:
        overlay = parse(read(OVERLAY), Overlay)
        declarations.keep(session, declarations.overlay_text(overlay), at=hanoi("2026-06-01 07:00"), published=True)
    row = line(school, school.accept("2026-06-01 09:00").dossier_id)
    assert (row.cut_due_at, row.appointment) == (None, hanoi("2026-06-08 17:00"))


# -- another version -------------------------------------------------------------------------------------------------


def moving(dossier_id, office, *, to="2.002854@2026-05-10", by=Role.SUPERVISOR):
    return MoveVersion(
        dossier=dossier_id,
        by=office.officer(by),
        to=to,
        step="appraise",
        case="same_province",
        reason="Có lợi cho học sinh",
        legal_basis="Điều khoản chuyển tiếp (giả định)",
    )


def test_a_dossier_moved_to_another_version_is_replayed_by_it_and_its_letters_name_it(school):
    old = school.accept("2026-05-08 09:00", procedure="1.005099")
    moved = school.do(moving(old.dossier_id, school), "2026-05-12 09:00")
    assert [event.kind for event in moved.events] == ["version_moved", "letter_issued"]
    row = line(school, old.dossier_id)
    assert (row.code, row.in_force_from, row.due_at) == ("2.002854", date(2026, 5, 10), hanoi("2026-05-15 17:00"))
    assert row.reference == line(school, old.dossier_id).reference == old.dossier.reference
    assert everything_agrees(school.app)


def test_a_look_before_moving_names_each_dossier_and_writes_nothing(school):
    first = school.accept("2026-05-08 09:00", procedure="1.005099")
    school.accept("2026-05-11 09:00")
    law = school.app.catalogue
    before, after = law.in_force("1.005099", date(2026, 5, 8)), law.in_force("2.002854", date(2026, 5, 12))
    plan = versions.Moving(
        to=after, reason="x", legal_basis="Điều khoản chuyển tiếp", step="appraise", case="same_province"
    )
    with school.app.read() as session:
        ids = versions.in_flight(session, before, after)
        reach = versions.preview(school.app, session, plan, ids, at=hanoi("2026-05-12 09:00"))
    assert ids == [first.dossier_id]
    (move,) = reach.moves
    assert (move.due_before, move.due_after) == (hanoi("2026-05-21 17:00"), hanoi("2026-05-15 17:00"))
    assert line(school, first.dossier_id).code == "1.005099"


def test_a_version_of_another_procedure_is_no_version_of_this_one(school):
    other = school.accept("2026-06-01 09:00")
    with pytest.raises(UnknownVersion):
        school.do(moving(other.dossier_id, school, to="3.000465@2026-04-15"), "2026-06-02 09:00")


# -- a storm, by one act --------------------------------------------------------------------------------------------


def storm(**more):
    said = {
        "number": "12/QĐ-UBND",
        "since": hanoi("2026-06-03 07:30"),
        "until": hanoi("2026-06-04 17:00"),
        "reason": "Bão số 3",
        "units": ("school",),
    }
    return Act(**(said | more))


def test_one_act_suspends_every_dossier_once_and_takes_in_what_came_since(school):
    first, second = (school.accept(f"2026-06-01 0{hour}:00").dossier_id for hour in (8, 9))
    by = school.officer(Role.SUPERVISOR)
    with school.app.read() as session:
        looked = suspending.preview(school.app, session, storm(), by=by, at=hanoi("2026-06-02 16:00"))
    assert {move.due_after for move in looked.moves} == {hanoi("2026-06-10 17:00")}
    assert line(school, first).due_at == hanoi("2026-06-08 17:00"), "a look writes nothing"

    assert set(suspending.apply(school.app, storm(), by=by, at=hanoi("2026-06-02 16:00")).done) == {first, second}
    third = school.accept("2026-06-02 16:30").dossier_id
    again = suspending.apply(school.app, storm(), by=by, at=hanoi("2026-06-02 16:40"))
    assert again.done == (third,)
    assert line(school, first).due_at == hanoi("2026-06-10 17:00")
    assert everything_agrees(school.app)


def test_an_act_about_one_procedure_leaves_the_others(school):
    transfer = school.accept("2026-06-01 08:00").dossier_id
    copy = school.accept("2026-06-01 08:10", procedure="3.000466").dossier_id
    by = school.officer(Role.SUPERVISOR)
    act = storm(procedures=("2.002854",))
    assert suspending.apply(school.app, act, by=by, at=hanoi("2026-06-02 16:00")).done == (transfer,)
    assert not any(event.kind == "clock_stopped" for event in _events(school, copy))


def test_lifting_an_act_ends_what_it_suspended_and_nothing_else(school):
    dossier = school.accept("2026-06-01 08:00").dossier_id
    by = school.officer(Role.SUPERVISOR)
    suspending.apply(school.app, storm(), by=by, at=hanoi("2026-06-02 16:00"))
    other = storm(number="13/QĐ-UBND", since=hanoi("2026-06-05 07:30"), until=hanoi("2026-06-05 17:00"))
    suspending.apply(school.app, other, by=by, at=hanoi("2026-06-02 16:10"))
    assert line(school, dossier).due_at == hanoi("2026-06-11 17:00")
    lifted = suspending.lift(school.app, "12/QĐ-UBND", units=["school"], by=by, at=hanoi("2026-06-02 17:00"))
    assert lifted.done == (dossier,)
    assert line(school, dossier).due_at == hanoi("2026-06-09 17:00"), (
        "as if the storm had not come; the other act holds"
    )
    assert everything_agrees(school.app)


# -- another unit ---------------------------------------------------------------------------------------------------


def ended(office, *, successor="commune"):
    at = hanoi("2026-06-02 10:00")
    with office.app.transaction() as session:
        units.end(session, "school", successor=successor, on=date(2026, 6, 2), act="5/NQ-HĐND", by="long", at=at)


def test_a_unit_that_ends_hands_everything_open_to_its_successor_and_codes_stay(school):
    commune = AnOffice(school.app, "commune", code="H99.58")
    app = school.app
    open_one = school.accept("2026-06-01 08:00")
    waiting = school.accept("2026-06-01 09:00")
    asked = RequestSupplement(
        dossier=waiting.dossier_id, by=school.officer(Role.HANDLER), items=(Item(text="Học bạ"),), reason="Thiếu"
    )
    school.do(asked, "2026-06-02 09:00")
    with app.transaction() as session:
        units.end(
            session,
            "school",
            successor="commune",
            on=date(2026, 6, 2),
            act="5/NQ-HĐND",
            by="long",
            at=hanoi("2026-06-02 10:00"),
        )
    with app.read() as session:
        looked = units.hand_over_preview(app, session, "school", act="5/NQ-HĐND", at=hanoi("2026-06-03 08:00"))
    assert looked.looked_at == 2 and not looked.refused
    done = units.hand_over(app, "school", act="5/NQ-HĐND", by="long", at=hanoi("2026-06-03 08:00"))
    assert len(done.done) == 2
    row = line(school, open_one.dossier_id)
    assert (row.competent_unit, row.receiving_unit, row.office_unit) == ("commune",) * 3
    assert row.reference == open_one.dossier.reference and row.reference.startswith("H99.58.04")
    (event,) = [one for one in _events(school, open_one.dossier_id) if isinstance(one, DossierTransferred)]
    assert event.act == "5/NQ-HĐND"
    assert everything_agrees(app)
    sweep(app, hanoi("2026-06-09 07:31"))
    assert everything_agrees(app)
    with app.read() as session:
        owed = session.rows("SELECT DISTINCT unit FROM obligation WHERE settled IS NULL")
    assert [row[0] for row in owed] == ["commune"]
    with pytest.raises(UnitEnded):
        school.accept("2026-06-03 09:00")
    commune.accept("2026-06-03 09:00")


def test_the_form_says_what_a_reorganisation_moved_and_the_carry_over_agrees(school):
    AnOffice(school.app, "commune", code="H99.58")
    AnOffice(school.app, "elsewhere", code="H99.77")
    for hour in ("08", "09"):
        school.accept(f"2026-06-01 {hour}:00")
    ended(school)
    units.hand_over(school.app, "school", act="5/NQ-HĐND", by="long", at=hanoi("2026-06-03 08:00"))
    before, after = days(date(2026, 5, 1), date(2026, 6, 1)), days(date(2026, 6, 2), date(2026, 6, 30))
    at = hanoi("2026-07-01 08:00")
    with school.app.read() as session:
        forms = {
            (unit, span): making.form06a(session, making.Asked(unit=unit, period=span, at=at))
            for unit in ("school", "commune")
            for span in (before, after)
        }
    for unit in ("school", "commune"):
        check_carry_over(forms[unit, before], forms[unit, after])
    assert forms["school", after].remarks == {Remark.HANDED_OVER: 2}
    assert forms["commune", after].remarks == {Remark.TAKEN_OVER: 2}
    assert forms["commune", after].total[CARRIED] == forms["school", before].total[OPEN] == 2
    assert any("2 hồ sơ nhận bàn giao" in one for one in notes(forms["commune", after]))


def test_the_successor_reads_and_answers_for_what_the_old_unit_ended(school):
    commune = AnOffice(school.app, "commune", code="H99.58")
    stranger = AnOffice(school.app, "elsewhere", code="H99.77")
    closed = school.accept("2026-06-01 08:00").dossier_id
    school.do(StopDossier(dossier=closed, by=school.officer(Role.DESK), reason="Gia đình đổi ý"), "2026-06-01 10:00")
    with school.app.transaction() as session:
        units.end(
            session,
            "school",
            successor="commune",
            on=date(2026, 6, 2),
            act="5/NQ-HĐND",
            by="long",
            at=hanoi("2026-06-02 10:00"),
        )
    with school.app.read() as session:
        mine = people.scope_of(session, commune.officer(Role.HANDLER))
        theirs = people.scope_of(session, stranger.officer(Role.SUPERVISOR))
        assert dossiers.by_id(session, mine, closed) is not None
        assert dossiers.by_id(session, theirs, closed) is None
    again = Reopen(dossier=closed, by=stranger.officer(Role.SUPERVISOR), reason="Đóng nhầm")
    with pytest.raises(NotYourUnit):
        school.do(again, "2026-06-03 09:00")
    commune.do(Reopen(dossier=closed, by=commune.officer(Role.SUPERVISOR), reason="Đóng nhầm"), "2026-06-03 09:00")


def test_a_unit_without_successor_hands_nothing_over_and_no_unit_succeeds_itself(school):
    with pytest.raises(UnitNotEnded):
        units.hand_over(school.app, "school", act="5/NQ-HĐND", by="long", at=hanoi("2026-06-03 08:00"))
    with pytest.raises(SuccessorWithoutOffice):
        ended(school, successor="school")


def _events(office, dossier_id):
    with office.app.read() as session:
        return [one.event for one in log.load(session, dossier_id)]


def test_the_receipt_names_the_local_decision_and_the_statutory_limit_beside_it(school):
    in_a_province_that_cuts(school)
    first = school.accept("2026-06-01 09:00")
    with school.app.read() as session:
        receipt = letters.context(session, letters.letter_id(first.dossier_id, first.dossier.letters[0].letter))
    assert isinstance(receipt, Receipt)
    assert receipt.appointment == hanoi("2026-06-04 17:00")
    assert receipt.time_limit.startswith("03 ngày làm việc")
    assert "đã cắt giảm theo Quyết định số 88/QĐ-UBND" in receipt.time_limit
    assert "thời hạn theo quy định: 05 ngày làm việc" in receipt.time_limit
    assert render(receipt).pdf.startswith(b"%PDF")


def test_after_the_district_ended_the_report_is_addressed_to_whoever_stands_in_its_place(tmp_path):
    app = an_app(tmp_path)
    at = hanoi("2025-06-01 08:00")
    district, department = (
        Unit(id="huyen", code="H99.30", name="Phòng GDĐT huyện", valid_from=date(2016, 1, 1)),
        Unit(id="so", code="H99.12", name="Sở Giáo dục và Đào tạo", valid_from=date(2016, 1, 1)),
    )
    with app.transaction() as session:
        for one in (district, department):
            offices.put_unit(session, one, by="admin", at=at)
    AnOffice(app, "school", parent="huyen")
    AnOffice(app, "so", code="H99.12")
    month = days(date(2025, 5, 15), date(2025, 6, 14))
    with app.read() as session:
        before = making.form06a(session, making.Asked(unit="school", period=month, at=hanoi("2025-06-20 08:00")))
    with app.transaction() as session:
        units.end(session, "huyen", successor="so", on=date(2025, 6, 30), act="NQ 203/2025/QH15", by="x", at=at)
    with app.read() as session:
        after = making.form06a(session, making.Asked(unit="school", period=month, at=hanoi("2025-09-20 08:00")))
    assert before.receiver_name == "Phòng GDĐT huyện"
    assert after.receiver_name == "Đơn vị so"


def test_what_is_owed_after_the_end_goes_to_the_successor_too(school):
    AnOffice(school.app, "commune", code="H99.58")
    late = school.accept("2026-05-18 08:00").dossier_id
    settled = school.accept("2026-06-01 08:00").dossier_id
    for dossier, day in ((late, "2026-06-01"), (settled, "2026-06-02")):
        school.do(StopDossier(dossier=dossier, by=school.officer(Role.DESK), reason="Thôi"), f"{day} 09:00")
    ended(school)
    done = units.hand_over(school.app, "school", act="5/NQ-HĐND", by="long", at=hanoi("2026-06-03 08:00"))
    assert done.done == (late,), "what ended and owes nothing stays where it ended"
    with school.app.read() as session:
        owed = session.rows("SELECT DISTINCT unit, dossier_id FROM obligation WHERE settled IS NULL")
    assert [tuple(row) for row in owed] == [("commune", late)]
    assert everything_agrees(school.app)
