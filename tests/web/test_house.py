"""The administrator keeps the house: units, hours, people, channels, the law to read; and every change is on record."""

import gzip
import json
import re

import pytest
import yaml

from tests.web.office import PASSWORD, WebOffice, words
from tthc_engine.catalogue import packaged
from tthc_engine.store import audit, offices, people

SCHOOL = "/quan-tri/don-vi/school"


def changed(office: WebOffice) -> list[str]:
    """What the audit tells of the school, the newest first."""
    with office.app.read() as session:
        assert audit.broken_at(session) is None
        return [one.kind for one in audit.search(session, ["school"], audit.Sought())[0]]


def form_of(page: str, action: str) -> dict[str, str]:
    """Every text field of the form as it stands on the page."""
    form = next(one for one in re.findall(r"<form\b.*?</form>", page, re.S) if f'action="{action}"' in one)
    fields = dict(re.findall(r'<input type="text" id="[^"]*" name="([^"]+)" value="([^"]*)"', form))
    return fields | {
        name: text.strip() for name, text in re.findall(r'name="([^"]+)" rows[^>]*>(.*?)</textarea>', form, re.S)
    }


def test_only_the_own_house_is_seen_and_changed(office: WebOffice):
    keeper = office.sign_in("long")
    said = words(keeper.see("/quan-tri/don-vi"))
    assert "Trường Suối Ngần" in said
    assert "Nậm Sen" not in said
    keeper.see("/quan-tri/don-vi/commune", status=403)
    keeper.see("/quan-tri/nhan-su/so", status=403)
    keeper.see("/quan-tri/nhan-su/nobody", status=422)


def test_what_the_office_says_about_itself_is_changed_with_a_record(office: WebOffice):
    keeper = office.sign_in("long")
    fields = form_of(keeper.see(SCHOOL).text, f"{SCHOOL}/co-quan") | {
        "phone": "0123 050 999",
        "head_title": "Hiệu trưởng",
    }
    assert keeper.send(f"{SCHOOL}/co-quan", fields, page=SCHOOL).status_code == 303
    with office.app.read() as session:
        kept = offices.office(session, "school")
    assert kept is not None
    assert (kept.facts.phone, kept.facts.head_title) == ("0123 050 999", "Hiệu trưởng")
    assert changed(office)[0] == "office_changed"


@pytest.mark.parametrize("pattern", ["H99-{date:%Y}", "{nothing}", "{counter", "{authority}"])
def test_a_code_pattern_that_would_give_one_code_twice_is_refused(office: WebOffice, pattern: str):
    keeper = office.sign_in("long")
    fields = form_of(keeper.see(SCHOOL).text, f"{SCHOOL}/co-quan") | {"code_pattern": pattern}
    answer = keeper.send(f"{SCHOOL}/co-quan", fields, page=SCHOOL)
    assert answer.status_code == 422
    assert "phải có {counter}" in words(answer)


def test_other_hours_wait_and_are_looked_at_before_they_move_a_date(office: WebOffice):
    office.accepted("2026-06-01 08:20")
    keeper = office.sign_in("long")
    fields = form_of(keeper.see(SCHOOL).text, f"{SCHOOL}/gio") | {"day5": "07:30-11:30", "act": "12/QĐ-THTHCSSN"}
    sent = keeper.send(f"{SCHOOL}/gio", fields, page=SCHOOL)
    assert sent.status_code == 303
    preview = sent.headers["location"].partition("?")[0]
    said = words(keeper.see(preview))
    assert "1 hồ sơ đang giải quyết · 1 dời hạn" in said
    assert "08/06 17:00 06/06 11:30" in said, "Saturday counts from now on"
    assert "07/01/2023" not in said, "nobody asks about weeks long past"
    with office.app.read() as session:
        kept = offices.office(session, "school")
    assert kept is not None
    assert not kept.facts.week[5], "nothing has changed yet"
    applied = keeper.send(f"{preview}/ap-dung", {"dong_y": "1"}, page=preview)
    assert applied.status_code == 303
    with office.app.read() as session:
        kept = offices.office(session, "school")
    assert kept is not None
    assert kept.facts.week[5] == ((450, 690),)
    assert {"hours_entered", "calendar_applied"} <= set(changed(office))


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [("day0", "7h30", "7h30"), ("day0", "07:30-11:30, 11:00-17:00", "chồng lên"), ("act", "", "Số, ký hiệu")],
)
def test_hours_that_cannot_be_are_told_beside_the_form(office: WebOffice, field: str, typed: str, sentence: str):
    keeper = office.sign_in("long")
    fields = form_of(keeper.see(SCHOOL).text, f"{SCHOOL}/gio") | {"act": "12/QĐ"} | {field: typed}
    answer = keeper.send(f"{SCHOOL}/gio", fields, page=SCHOOL)
    assert answer.status_code == 422
    assert sentence in words(answer)


def test_a_new_unit_opens_its_office_and_ends_with_a_successor(office: WebOffice):
    keeper = office.sign_in("long")
    unit = {"unit_name": "Điểm trường Nà Lúa", "key": "na-lua", "unit_code": "H99.58.04.01", "parent": "school"}
    assert keeper.send("/quan-tri/don-vi", unit).status_code == 303
    path = "/quan-tri/don-vi/na-lua"
    fields = {"agency": "Điểm trường Nà Lúa", "place": "Suối Ngần", "head_title": "Trưởng điểm trường", "hours": "vn-a"}
    assert keeper.send(f"{path}/co-quan", fields, page=path).status_code == 303
    assert "Có tiếp nhận hồ sơ" in words(keeper.see("/quan-tri/don-vi"))
    again = keeper.send("/quan-tri/don-vi", unit)
    assert "Đã có na-lua" in words(again)
    end = {"action": "end", "last": "30/06/2026", "successor": "school", "act": "15/QĐ"}
    assert keeper.send(path, end, page=path).status_code == 303
    office.clock_shows("2026-07-01 08:00")
    assert "đã kết thúc" in words(keeper.see("/quan-tri/don-vi"))


def newcomer(**more: str) -> dict[str, object]:
    said = {"name": "Lò Văn Tám", "title": "Nhân viên", "key": "tam", "unit": "school", "mat_khau": "con-suoi-2026"}
    return {**said, "roles": ["handler"], **more}


def test_somebody_new_signs_in_from_their_first_day(office: WebOffice):
    keeper = office.sign_in("long")
    assert keeper.send("/quan-tri/nhan-su", newcomer(since="02/06/2026")).status_code == 303
    typed = {"ten": "tam", "mat_khau": "con-suoi-2026"}
    assert office.visitor().send("/dang-nhap", typed, page="/dang-nhap").status_code == 403, "not today"
    office.clock_shows("2026-06-02 08:00")
    assert office.visitor().send("/dang-nhap", typed, page="/dang-nhap").status_code == 303
    assert changed(office)[:2] == ["position_set", "person_employed"]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"key": "hung"}, "Đã có hung"),
        ({"key": "Tám"}, "không hợp lệ"),
        ({"roles": []}, "ít nhất một vai trò"),
        ({"mat_khau": "ngan"}, "ít nhất 10 ký tự"),
        ({"unit": "commune"}, "không thuộc đơn vị"),
        ({"email": "khong phai"}, "khong phai"),
    ],
)
def test_a_newcomer_who_cannot_be_is_refused_and_the_form_kept(office: WebOffice, typed: dict[str, str], sentence: str):
    answer = office.sign_in("long").send("/quan-tri/nhan-su", newcomer() | typed)
    assert answer.status_code == 422
    assert sentence in words(answer)
    assert 'value="Lò Văn Tám"' in answer.text
    assert "con-suoi-2026" not in answer.text


def test_a_role_is_given_for_a_time_and_ended(office: WebOffice):
    keeper, path = office.sign_in("long"), "/quan-tri/nhan-su/anh"
    give = {"action": "give", "role": "desk", "unit": "school", "since": "01/06/2026", "until": "05/06/2026"}
    assert keeper.send(f"{path}/vai-tro", give, page=path).status_code == 303
    colleague = office.sign_in("anh")
    colleague.see("/tiep-nhan")
    office.clock_shows("2026-06-08 08:00")
    colleague.see("/tiep-nhan", status=403)
    with office.app.read() as session:
        handler = next(one for one in people.every_position(session, "anh") if one.role.value == "handler")
    end = {"action": "end", "post": f"handler/school/{handler.valid_from}", "last": "07/06/2026"}
    assert keeper.send(f"{path}/vai-tro", end, page=path).status_code == 303
    assert colleague.client.get("/viec-cua-toi").status_code == 303, "whoever holds no role is nobody"


def test_a_forgotten_password_is_set_anew_and_an_account_closed(office: WebOffice):
    keeper, path = office.sign_in("long"), "/quan-tri/nhan-su/hung"
    colleague = office.sign_in("hung")
    assert (
        keeper.send(f"{path}/tai-khoan", {"action": "password", "mat_khau": "con-suoi-2026"}, page=path).status_code
        == 303
    )
    assert colleague.client.get("/viec-cua-toi").status_code == 303
    typed = {"ten": "hung", "mat_khau": "con-suoi-2026"}
    assert office.visitor().send("/dang-nhap", typed, page="/dang-nhap").status_code == 303
    assert keeper.send(f"{path}/tai-khoan", {"action": "close"}, page=path).status_code == 303
    assert office.visitor().send("/dang-nhap", typed, page="/dang-nhap").status_code == 422
    assert keeper.send(f"{path}/tai-khoan", {"action": "open"}, page=path).status_code == 303
    assert office.visitor().send("/dang-nhap", typed, page="/dang-nhap").status_code == 303


def test_whoever_also_works_elsewhere_keeps_their_account_from_this_house(office: WebOffice):
    """Else the school's keeper could sign in as somebody of the commune."""
    with office.app.transaction() as session:
        post = next(one for one in people.every_position(session, "so"))
        people.put_position(
            session,
            people.Position(person="so", role=post.role, unit="school", valid_from=post.valid_from),
            by="admin",
            at=office.app.now(),
        )
    keeper, path = office.sign_in("long"), "/quan-tri/nhan-su/so"
    answer = keeper.send(f"{path}/tai-khoan", {"action": "password", "mat_khau": "con-suoi-2026"}, page=path)
    assert answer.status_code == 403
    typed = {"ten": "so", "mat_khau": PASSWORD}
    assert office.visitor().send("/dang-nhap", typed, page="/dang-nhap").status_code == 303


def test_the_keeper_lets_somebody_stand_in(office: WebOffice):
    keeper, path = office.sign_in("long"), "/quan-tri/nhan-su/minh"
    typed = {"thay": "huong", "tu": "01/06/2026", "den": "03/06/2026", "ly_do": "Đi tập huấn"}
    assert keeper.send(f"{path}/thay", typed, page=path).status_code == 303
    assert "Lò Thị Hương" in words(keeper.see(path))
    keeper.see("/vang-mat", status=403)


def test_a_list_of_people_is_brought_in_row_by_row(office: WebOffice):
    listed = [
        {"key": "tam", "name": "Lò Văn Tám", "roles": ["handler"]},
        {"key": "hung", "name": "Người khác", "roles": ["handler"]},
        {"key": "chin", "name": "Lò Thị Chín", "roles": ["clock"]},
    ]
    keeper = office.sign_in("long")
    typed = {"unit": "school", "declaration": yaml.safe_dump(listed, allow_unicode=True)}
    answer = keeper.send("/quan-tri/du-lieu/nhan-su", typed, page="/quan-tri/du-lieu")
    said = words(answer)
    assert "Đã có hung" in said
    assert "không hợp lệ: clock" in said
    secret = re.search(r"tam</td><td><b>([^<]+)</b>", answer.text)
    assert secret is not None
    come_in = office.visitor().send("/dang-nhap", {"ten": "tam", "mat_khau": secret[1]}, page="/dang-nhap")
    assert come_in.status_code == 303


def test_the_house_is_taken_out_as_a_text_without_a_password(office: WebOffice):
    text = office.sign_in("long").client.get("/quan-tri/du-lieu/co-quan.yaml").text
    school = yaml.safe_load(text)[0]
    assert school["unit"]["code"] == "H99.58.04"
    assert {one["key"] for one in school["people"]} >= {"sen", "hung", "long"}
    assert "argon2" not in text
    assert "commune" not in text


def test_a_test_message_is_handed_to_the_channel_and_recorded(office: WebOffice):
    keeper = office.sign_in("long")
    answer = keeper.send("/quan-tri/kenh/thu", {"way": "folder", "to": "toi@example.org"}, page="/quan-tri/kenh")
    assert "Kênh đã nhận tin gửi tới toi@example.org" in words(answer)
    mails = list(office.app.settings.mail_folder.glob("*.eml"))
    assert len(mails) == 1
    assert changed(office)[0] == "channel_tested"
    wrong = keeper.send("/quan-tri/kenh/thu", {"way": "folder", "to": "0123"}, page="/quan-tri/kenh")
    assert wrong.status_code == 422
    unknown = keeper.send("/quan-tri/kenh/thu", {"way": "pigeon", "to": "x@example.org"}, page="/quan-tri/kenh")
    assert unknown.status_code == 422


def test_the_law_is_read_with_its_sources_and_a_draft_is_compared(office: WebOffice):
    keeper = office.sign_in("long")
    decree = words(keeper.see("/quan-tri/nghi-dinh/nd118-2025"))
    assert "Thời hạn người nộp bổ sung 15 ngày" in decree
    assert "Cách hiểu của phần mềm" in decree
    assert "2.002854" in words(keeper.see("/quan-tri/thu-tuc?q=chuyen+truong"))
    path = "/quan-tri/thu-tuc/ban-nhap"
    root = packaged().packaged_root()
    text = (root / "education/school_transfer/2026-05-10.yaml").read_text(encoding="utf-8")
    assert "Không có thay đổi" in words(keeper.send(path, {"declaration": text}))
    longer = keeper.send(path, {"declaration": text.replace("amount: 5, unit", "amount: 6, unit", 1)})
    assert "05 ngày làm việc thành 06 ngày làm việc" in words(longer)
    wrong = keeper.send(path, {"declaration": text.replace("owner: handler", "owner: nobody", 1)})
    assert wrong.status_code == 422
    assert "Dòng" in words(wrong)
    assert "nobody" in wrong.text, "what was typed is kept"


def test_a_version_is_published_after_every_road_was_walked_and_with_both_approvals(office: WebOffice):
    keeper, path = office.sign_in("long"), "/quan-tri/thu-tuc/ban-nhap"
    root = packaged().packaged_root()
    text = (root / "education/school_transfer/2026-05-10.yaml").read_text(encoding="utf-8")
    text = text.replace("in_force_from: 2026-05-10", "in_force_from: 2026-07-01", 1).replace(
        "amount: 1.5", "amount: 1", 1
    )
    without = keeper.send(path, {"declaration": text, "action": "publish"})
    assert without.status_code == 422
    assert "quy trình nội bộ" in words(without)
    approvals = {"internal_number": "21/QĐ", "internal_on": "01/06/2026"}
    approvals |= {"electronic_number": "22/QĐ", "electronic_on": "01/06/2026"}
    bad = text.replace("owner: handler", "owner: approver", 1).replace("amount: 3", "amount: 30", 1)
    refused = keeper.send(path, {"declaration": bad, "action": "publish", **approvals})
    assert refused.status_code == 422
    done = keeper.send(path, {"declaration": text, "action": "publish", **approvals})
    assert done.status_code == 303, words(done)
    assert "công bố tại cơ quan" in words(keeper.see(done.headers["location"]))
    assert changed(office)[0] == "procedure_published"


def test_the_record_is_searched_and_its_chain_proved(office: WebOffice):
    keeper = office.sign_in("long")
    keeper.send("/quan-tri/nhan-su", newcomer())
    found = words(keeper.see("/quan-tri/nhat-ky?loai=person_employed&tu_khoa=T%C3%A1m"))
    assert "1 lần thay đổi" in found
    assert "Trịnh Đức Long" in found
    assert "0 lần thay đổi" in words(keeper.see("/quan-tri/nhat-ky?tu=01/01/2027"))
    assert "còn nguyên vẹn" in found
    with office.app.transaction() as session:
        session.run("UPDATE office_event SET payload = '{}' WHERE kind = 'person_employed'")
    assert "bị đứt ở dòng" in words(keeper.see("/quan-tri/nhat-ky"))


def test_somebody_signs_in_another_s_right_for_a_time_and_on_a_paper(office: WebOffice):
    keeper, path = office.sign_in("long"), "/quan-tri/nhan-su/minh/uy-quyen"
    give = {"action": "give", "unit": "school", "sign_by": "TUQ", "sign_of": "Hiệu trưởng", "since": "01/06/2026"}
    refused = keeper.send(path, give, page=path)
    assert "phải căn cứ một văn bản" in words(refused) and 'value="Hiệu trưởng"' in refused.text
    endless = {**give, "document": "12/UQ-THSN", "kinds": ["receipt"]}
    assert "hãy nhập ngày cuối" in words(keeper.send(path, endless, page=path))
    assert keeper.send(path, {**endless, "until": "30/06/2026"}, page=path).status_code == 303
    shown = words(keeper.see(path))
    assert "TUQ. Hiệu trưởng" in shown and "12/UQ-THSN" in shown
    end = {"action": "end", "which": "school/2026-06-01/receipt", "last": "05/06/2026"}
    assert keeper.send(path, end, page=path).status_code == 303
    assert "05/06/2026" in words(keeper.see(path))
    office.sign_in("so").see(path, status=403)


def test_the_event_log_is_given_out_without_names_and_it_is_recorded(office: WebOffice):
    office.accepted("2026-06-01 08:20", owner="Giàng Minh Khang", number="099316001234")
    keeper = office.sign_in("long")
    assert "Nhật ký sự kiện" in words(keeper.see("/quan-tri/du-lieu"))
    path = "/quan-tri/du-lieu/nhat-ky-su-kien"
    events = keeper.client.get(f"{path}/su-kien.csv").text
    assert "dossier_accepted" in events or "accept" in events.lower()
    packed = keeper.client.get(f"{path}/su-kien.xes.gz").content
    said = gzip.decompress(packed).decode()
    assert said.startswith("<?xml") and said.rstrip().endswith("</log>")
    ocel = json.loads(gzip.decompress(keeper.client.get(f"{path}/su-kien.ocel.json.gz").content))
    assert ocel["events"]
    for text in (events, said, json.dumps(ocel, ensure_ascii=False), keeper.client.get(f"{path}/ho-so.csv").text):
        assert "Khang" not in text and "099316001234" not in text
    assert changed(office)[0] == "event_log_exported"
    assert keeper.client.get(f"{path}/su-kien.exe").status_code == 404
    assert office.sign_in("hung").client.get(f"{path}/su-kien.csv").status_code == 403
