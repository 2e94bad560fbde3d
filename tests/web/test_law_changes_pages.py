"""Changes of law and house on the pages: a version moved, many suspended by one act, a unit's dossiers handed over."""

from datetime import date
from pathlib import Path

from tests.builders import hanoi
from tests.web.office import WebOffice, words
from tthc_engine.catalogue.overlays import load_overlay
from tthc_engine.domain import commands as c
from tthc_engine.domain.procedure import Approval, Scope
from tthc_engine.store import declarations, dossiers, hours, offices
from tthc_engine.store.people import EVERYTHING
from tthc_engine.store.sql import Session
from tthc_engine.work.changes import units
from tthc_engine.work.publishing.publishing import publish

PAGE = "/tam-dung"
OVERLAY = Path(__file__).parent.parent / "data/overlays/tinh_gia_dinh/school_transfer/2026-06-01.yaml"
STORM = {
    "so": "12/QĐ-UBND",
    "tu": "02/06/2026 07:30",
    "den": "03/06/2026 17:00",
    "ly_do": "Bão số 3",
    "don_vi": "school",
    "thu_tuc": "",
}


def line(office: WebOffice, dossier: str) -> dossiers.DossierLine:
    with office.app.read() as session:
        found = dossiers.by_id(session, EVERYTHING, dossier)
    assert found is not None
    return found


def test_a_storm_is_entered_looked_at_applied_and_ended(office: WebOffice):
    dossier = office.accepted("2026-06-01 08:20").dossier_id
    supervisor = office.sign_in("quan")
    shown = words(supervisor.send(PAGE, STORM, page=PAGE))
    assert "1 hồ sơ thay đổi hạn" in shown and "08/06 17:00" in shown and "10/06 17:00" in shown
    assert line(office, dossier).due_at == hanoi("2026-06-08 17:00"), "a look writes nothing"
    unsure = supervisor.send(PAGE, {**STORM, "buoc": "ap-dung"}, page=PAGE)
    assert unsure.status_code == 422 and "Hãy xác nhận đã xem danh sách." in words(unsure)
    done = supervisor.send(PAGE, {**STORM, "dong_y": "1"}, page=PAGE)
    assert done.headers["location"] == "/tam-dung?da=mass_suspended"
    assert line(office, dossier).due_at == hanoi("2026-06-10 17:00")
    listed = words(supervisor.see(PAGE))
    assert "12/QĐ-UBND" in listed and "Bão số 3" in listed
    supervisor.send(f"{PAGE}/ket-thuc", {"so": "12/QĐ-UBND"}, page=PAGE)
    assert line(office, dossier).due_at == hanoi("2026-06-08 17:00")
    assert "Không có quyết định tạm dừng nào." in words(supervisor.see(PAGE))


def test_an_act_that_ends_before_it_begins_comes_back_with_what_was_typed(office: WebOffice):
    supervisor = office.sign_in("quan")
    answer = supervisor.send(PAGE, {**STORM, "den": "01/06/2026 07:30"}, page=PAGE)
    assert answer.status_code == 422
    assert "Thời điểm kết thúc phải sau thời điểm bắt đầu." in words(answer)
    assert 'value="12/QĐ-UBND"' in answer.text


def an_older_transfer(office: WebOffice) -> str:
    """Received on the day before the new circular, by the older one."""
    registration = c.Registration(procedure="1.005099", owner=c.Party(name="Giàng Minh Khang"))
    accept = c.Accept(
        dossier=office.app.engine.new_id(),
        by=office.actor("sen"),
        registration=registration,
        received_at=hanoi("2026-05-08 09:00"),
    )
    return office.do(accept, "2026-06-01 07:45").dossier_id


def test_a_supervisor_moves_a_dossier_to_the_new_version_and_the_history_says_why(office: WebOffice):
    dossier = an_older_transfer(office)
    before = line(office, dossier)
    form = f"/ho-so/{before.reference}/lenh/move_version"
    supervisor = office.sign_in("quan")
    assert "2.002854, áp dụng từ 10/05/2026 (05 ngày làm việc; 08 ngày làm việc)" in words(supervisor.see(form))
    typed = {
        "to": "2.002854@2026-05-10",
        "step": "appraise",
        "case": "other_province",
        "reason": "Gia đình đề nghị",
        "legal_basis": "Điều khoản chuyển tiếp",
    }
    refused = supervisor.send(form, {**typed, "legal_basis": ""}, page=form)
    assert refused.status_code == 409 and "Gia đình đề nghị" in refused.text
    supervisor.send(form, typed, page=form)
    after = line(office, dossier)
    assert (after.code, after.in_force_from) == ("2.002854", date(2026, 5, 10))
    shown = words(supervisor.see(f"/ho-so/{before.reference}"))
    assert "chuyển hồ sơ từ phiên bản 20/10/2020 sang phiên bản 10/05/2026" in shown
    assert "Gia đình đề nghị (Điều khoản chuyển tiếp)" in shown


def test_who_has_only_one_version_is_not_offered_another(office: WebOffice):
    handled = office.accepted("2026-06-01 08:20")
    page = office.sign_in("quan").see(f"/ho-so/{handled.dossier.reference}")
    assert "Chuyển sang phiên bản khác" not in words(page)


def test_an_administrator_hands_over_what_a_unit_that_ended_still_has(office: WebOffice):
    dossier = office.accepted("2026-06-01 08:20").dossier_id
    with office.app.transaction() as session:
        _end(session, office)
    keeper = office.sign_in("long")
    page = "/quan-tri/don-vi/school/ban-giao"
    assert "1 hồ sơ" in words(keeper.see(page))
    assert keeper.send(page, {"so": "5/NQ-HĐND"}, page=page).status_code == 422
    keeper.send(page, {"so": "5/NQ-HĐND", "dong_y": "1"}, page=page)
    after = line(office, dossier)
    assert after.competent_unit == "commune" and after.reference.startswith("H99.58.04")


def _end(session: Session, office: WebOffice) -> None:
    assert offices.office(session, "commune") is not None
    at = hanoi("2026-06-01 09:00")
    units.end(session, "school", successor="commune", on=date(2026, 6, 1), act="5/NQ-HĐND", by="long", at=at)


def test_internal_procedures_and_groups_have_a_list_of_their_own(office: WebOffice):
    shown = words(office.sign_in("hung").see("/thu-tuc-noi-bo"))
    assert "Chưa khai thủ tục nội bộ nào." in shown
    assert "Liên thông các thủ tục hành chính về đăng ký khai sinh" in shown
    assert "Cơ quan Bảo hiểm xã hội" in shown


def test_a_local_cut_stands_beside_the_statutory_date_wherever_a_date_is_shown(office: WebOffice):
    _in_a_province_that_cuts(office)
    handled = office.accepted("2026-06-01 08:20")
    key = handled.dossier.reference
    handler = office.sign_in("hung")
    shown = words(handler.see(f"/ho-so/{key}"))
    assert "08/06/2026" in shown and "Theo thời hạn đã cắt giảm: 04/06/2026 17:00" in shown
    assert "cắt giảm: 04/06" in words(handler.see("/ho-so"))
    why = words(handler.see(f"/ho-so/{key}/vi-sao"))
    assert "Thời hạn đã được địa phương cắt giảm" in why and "88/QĐ-UBND" in why
    office.clock_shows("2026-06-05 09:00")
    late = words(handler.see(f"/ho-so/{key}"))
    assert "Đã quá thời hạn cắt giảm: 04/06/2026 17:00" in late


def test_the_desk_sees_the_cut_before_it_receives(office: WebOffice):
    _in_a_province_that_cuts(office)
    desk = office.sign_in("sen")
    typed = {"procedure": "2.002854", "case": "same_province", "channel": "direct", "owner_name": "Giàng Minh Khang"}
    shown = words(desk.send("/tiep-nhan/ngay-hen", typed, page="/tiep-nhan"))
    assert "04/06/2026" in shown
    assert "Đã cắt giảm: 03 ngày làm việc kể từ ngày nhận đủ hồ sơ hợp lệ (Quyết định số 88/QĐ-UBND" in shown


def _in_a_province_that_cuts(office: WebOffice) -> None:
    overlay = load_overlay(OVERLAY)
    assert overlay is not None
    at = hanoi("2026-06-01 07:00")
    with office.app.transaction() as session:
        declarations.keep(session, declarations.overlay_text(overlay), at=at, published=True)
        own = offices.office(session, "school")
        assert own is not None
        facts = own.facts.model_copy(update={"province": "tinh_gia_dinh"})
        hours.open_office(session, office.app.catalogue, "school", facts, by="admin", at=at)


def test_an_internal_procedure_is_published_found_at_the_desk_and_hidden_from_the_public(office: WebOffice):
    transfer = office.app.catalogue.versions("2.002854")[-1]
    approved = Approval(number="90/QĐ-UBND", on=date(2026, 5, 20))
    inside = transfer.model_copy(
        update={
            "slug": "staff_leave",
            "code": "9.000001",
            "name": "Giải quyết nghỉ phép của viên chức (giả định)",
            "short_name": "",
            "scope": Scope.INTERNAL,
            "replaces": (),
            "internal_workflow": approved,
            "electronic_workflow": approved,
        }
    )
    publish(office.app, inside, units=["school"], by="long", at=hanoi("2026-06-01 07:00"))
    assert "Giải quyết nghỉ phép của viên chức" in words(office.sign_in("hung").see("/thu-tuc-noi-bo"))
    assert "nghỉ phép" in words(office.sign_in("sen").see("/tiep-nhan/thu-tuc?q=nghi+phep"))
    assert "nghỉ phép" not in words(office.visitor().see("/thu-tuc"))
