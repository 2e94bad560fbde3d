"""An applicant hands in, supplies and withdraws by themselves; only where the unit may take it."""

import io
from dataclasses import replace

import pytest
from PIL import Image

from tests.builders import OPENED, TRANSFER
from tests.web.office import Browser, WebOffice, hidden_fields, words
from tthc_engine.domain import commands as c
from tthc_engine.store import dossiers, offices, scans
from tthc_engine.store.dossiers import Filter
from tthc_engine.store.people import EVERYTHING

FORM = f"/nop-ho-so/school/{TRANSFER}"


@pytest.fixture
def school(office: WebOffice) -> WebOffice:
    """The school applies the rules of its own will and takes transfers on its own page."""
    with office.app.transaction() as session:
        known = offices.office(session, "school")
        assert known is not None
        unit = replace(known.unit, voluntary=True, decision="18/QĐ-THTHCSSN")
        offices.put_unit(session, unit, by="admin", at=OPENED)
        facts = known.facts.model_copy(update={"online_procedures": (TRANSFER,)})
        offices.put_office(session, "school", facts, calendar=known.calendar, by="admin", at=OPENED)
    return office


def picture() -> tuple[str, bytes, str]:
    made = io.BytesIO()
    Image.new("RGB", (40, 60), "white").save(made, "PNG")
    return ("don.png", made.getvalue(), "image/png")


def hand_in(citizen: Browser, *, files: dict[str, tuple[str, bytes, str]] | None = None, **more: str):
    typed = {"owner_name": "Giàng Minh Khang", "relation": "parent", "submitter_name": "Giàng A Páo"}
    typed |= {"phone": "0123 045 218", "case": "same_province", "have.results_summary": "1", **more}
    fields = hidden_fields(citizen.see(FORM).text, FORM)
    chosen = {f"file.{name}": file for name, file in (files or {"application": picture()}).items()}
    return citizen.client.post(FORM, data={**fields, **typed}, files=chosen)


def submitted(school: WebOffice) -> str:
    with school.app.read() as session:
        lines = dossiers.listing(session, EVERYTHING, Filter()).lines
    return lines[0].id


def test_whoever_waits_longer_than_the_desk_may_take_is_told_whom_to_call(school: WebOffice):
    citizen = school.visitor()
    citizen.client.get(hand_in(citizen).headers["location"])
    school.clock_shows("2026-06-02 09:31")
    page = citizen.see("/tra-cuu/ket-qua")
    assert "lẽ ra đã trả lời trước 09:30 ngày 02/06/2026" in words(page) and 'href="tel:' in page.text


def test_a_parent_hands_in_online_and_follows_it_before_it_has_a_code(school: WebOffice):
    citizen = school.visitor()
    sent = hand_in(citizen)
    assert sent.status_code == 303, words(sent)
    assert citizen.client.get(sent.headers["location"]).headers["location"] == "/tra-cuu/ket-qua"
    said = words(citizen.see("/tra-cuu/ket-qua"))
    assert "Chưa được tiếp nhận" in said
    assert "Bộ phận Một cửa trả lời chậm nhất 09:30 ngày 02/06/2026" in said, "eight working hours after 09:00"
    assert "Lưu địa chỉ này" in said
    with school.app.read() as session:
        line = dossiers.by_id(session, EVERYTHING, submitted(school))
        used = scans.of_dossier(session, EVERYTHING, submitted(school))
    assert line is not None
    assert (line.channel, line.receiving_unit, line.owner) == ("online", "school", "Giàng Minh Khang")
    assert [one.component for one in used] == ["application"]
    desk = school.sign_in("sen")
    assert desk.order(line.id, "accept").status_code == 303, "the desk accepts what came in"


def test_an_administrative_body_points_at_the_national_portal(school: WebOffice):
    citizen = school.visitor()
    page = citizen.see(f"/nop-ho-so/commune/{TRANSFER}", status=404)
    assert "https://dichvucong.gov.vn" in page.text
    citizen.see("/nop-ho-so/school/3.000465", status=404)
    sheet = citizen.see(f"/thu-tuc/{TRANSFER}").text
    assert f'href="{FORM}"' in sheet
    assert "/nop-ho-so/commune" not in sheet
    token = hidden_fields(citizen.see(FORM).text, FORM)
    assert citizen.client.post(f"/nop-ho-so/commune/{TRANSFER}", data=token).status_code == 404


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"owner_name": ""}, "chủ hồ sơ"),
        ({"have.results_summary": ""}, "Chưa có tệp hoặc bản giấy: Bảng tổng hợp"),
        ({"phone": "", "email": ""}, "Cần số điện thoại hoặc thư điện tử"),
        ({"case": "made-up"}, "made-up"),
    ],
)
def test_what_is_lacking_is_said_before_anything_is_sent(school: WebOffice, typed: dict[str, str], sentence: str):
    answer = hand_in(school.visitor(), **typed)
    assert answer.status_code == 422
    assert sentence.casefold() in words(answer).casefold()
    assert 'value="Giàng A Páo"' in answer.text, "nothing typed is lost"
    assert not school.app.settings.scan_folder.exists(), "and nothing of it is kept"


def test_a_file_that_is_no_paper_is_refused_in_words(school: WebOffice):
    answer = hand_in(school.visitor(), files={"application": ("don.pdf", b"MZ not a paper", "application/pdf")})
    assert answer.status_code == 422
    with school.app.read() as session:
        assert dossiers.listing(session, EVERYTHING, Filter()).total == 0


def test_nobody_outside_says_that_identity_was_checked_or_the_fee_paid(school: WebOffice):
    sent = hand_in(school.visitor(), checked="database", paid="cash", money_receipt="BL 7", competent_unit="commune")
    assert sent.status_code == 303
    with school.app.read() as session:
        line = dossiers.by_id(session, EVERYTHING, submitted(school))
    assert line is not None
    assert line.competent_unit == "school"
    history = words(school.sign_in("sen").see(f"/ho-so/{line.id}"))
    assert "BL 7" not in history


def test_nobody_sends_without_end(school: WebOffice):
    citizen = school.visitor()
    answers = [hand_in(citizen, owner_name="").status_code for _ in range(21)]
    assert answers == [422] * 20 + [429]


def test_what_was_asked_for_is_sent_from_the_same_page(school: WebOffice):
    citizen = school.visitor()
    citizen.client.get(hand_in(citizen).headers["location"])
    item = c.Item(component="results_summary")
    desk = school.actor("sen")
    asked = c.RequestSupplement(dossier=submitted(school), by=desk, items=(item,), reason="Ảnh mờ")
    school.do(asked, "2026-06-01 10:00")
    school.clock_shows("2026-06-01 11:00")
    page = citizen.see("/tra-cuu/ket-qua")
    assert "Gửi giấy tờ bổ sung" in words(page)
    fields = hidden_fields(page.text, "/tra-cuu/bo-sung")
    without = citizen.client.post("/tra-cuu/bo-sung", data=fields)
    assert without.status_code == 422
    files = {"file.results_summary": picture()}
    sent = citizen.client.post("/tra-cuu/bo-sung", data=fields, files=files)
    assert sent.headers["location"] == "/tra-cuu/ket-qua?da=supplied"
    assert "Gửi giấy tờ bổ sung" not in words(citizen.see("/tra-cuu/ket-qua?da=supplied"))
    with school.app.read() as session:
        used = scans.of_dossier(session, EVERYTHING, submitted(school))
    assert [one.component for one in used] == ["application", "results_summary"]


def test_a_dossier_handed_in_at_the_desk_is_supplied_at_the_desk(school: WebOffice):
    handled = school.accepted("2026-06-01 08:20")
    assert handled.dossier.personal is not None
    item = c.Item(component="results_summary")
    asked = c.RequestSupplement(dossier=handled.dossier_id, by=school.actor("hung"), items=(item,), reason="Thiếu")
    school.do(asked, "2026-06-03 10:00")
    school.clock_shows("2026-06-03 11:00")
    citizen = school.visitor()
    typed = {"ma": handled.dossier.reference, "bi_mat": handled.dossier.personal.secret}
    citizen.send("/tra-cuu", typed, page="/tra-cuu")
    page = citizen.see("/tra-cuu/ket-qua")
    assert "/tra-cuu/bo-sung" not in page.text
    fields = hidden_fields(page.text, "/tra-cuu/rut")
    files = {"file.results_summary": picture()}
    refused = citizen.client.post("/tra-cuu/bo-sung", data=fields, files=files)
    assert refused.headers["location"] == "/tra-cuu/ket-qua"
    with school.app.read() as session:
        line = dossiers.by_id(session, EVERYTHING, handled.dossier_id)
    assert line is not None
    assert line.stopped, "the clock still stands"


def test_the_applicant_withdraws_with_the_secret_and_not_without(school: WebOffice):
    handled = school.accepted("2026-06-01 08:20")
    assert handled.dossier.personal is not None
    secret = handled.dossier.personal.secret
    citizen = school.visitor()
    citizen.send("/tra-cuu", {"ma": handled.dossier.reference, "bi_mat": secret}, page="/tra-cuu")
    typed = {"reason": "Gia đình chuyển đi nơi khác", "bi_mat": "AAAA-AAAA"}
    assert citizen.send("/tra-cuu/rut", typed, page="/tra-cuu/ket-qua").status_code == 422
    ended = citizen.send("/tra-cuu/rut", typed | {"bi_mat": secret}, page="/tra-cuu/ket-qua")
    assert ended.headers["location"] == "/tra-cuu/ket-qua?da=withdrawn"
    said = words(citizen.see("/tra-cuu/ket-qua?da=withdrawn"))
    assert "Hồ sơ đã kết thúc" in said
    assert 'action="/tra-cuu/rut"' not in citizen.see("/tra-cuu/ket-qua").text


def test_without_a_look_up_nobody_supplies_or_withdraws(school: WebOffice):
    stranger = school.visitor()
    token = hidden_fields(stranger.see("/tra-cuu").text, "/tra-cuu")
    for path in ("/tra-cuu/bo-sung", "/tra-cuu/rut"):
        assert stranger.client.post(path, data=token).headers["location"] == "/tra-cuu"
    assert stranger.client.get("/tra-cuu/theo-doi/made-up").headers["location"] == "/tra-cuu"
