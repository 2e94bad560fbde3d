"""Papers made electronic: looked at, kept by their content, sent safely, saved with the backup, gone with a purge."""

import io
from datetime import timedelta

import pytest
from PIL import Image
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from tests.builders import hanoi
from tests.web.office import Browser, WebOffice, words
from tests.web.test_desk import FORM, desk, everything, typed
from tthc_engine.store import scan_files, scans
from tthc_engine.store.people import EVERYTHING
from tthc_engine.store.purging import purge
from tthc_engine.work.backup import copy_to
from tthc_engine.work.scans import SCANS, tidy

__all__ = ["desk"]


def a_picture(kind: str = "PNG", colour: str = "white") -> bytes:
    made = io.BytesIO()
    Image.new("L", (40, 60), colour).save(made, kind)
    return made.getvalue()


def a_pdf() -> bytes:
    made = io.BytesIO()
    Image.new("L", (40, 60), "white").save(made, "PDF")
    return made.getvalue()


def a_pdf_that_runs() -> bytes:
    writer = IncrementalPdfFileWriter(io.BytesIO(a_pdf()), strict=False)
    action = {"/S": generic.NameObject("/JavaScript"), "/JS": generic.pdf_string("app.alert(1)")}
    writer.root["/OpenAction"] = generic.DictionaryObject(
        {generic.NameObject(name): value for name, value in action.items()}
    )
    writer.update_root()
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


def accepted_with(desk: Browser, office: WebOffice, content: bytes) -> str:
    """Accept a dossier whose application was scanned, without a script; its code."""
    hidden = {"form_token": _token(desk), "key": "one-form"}
    sent = desk.client.post("/tiep-nhan", data={**typed(), **hidden}, files={"file.application": ("don.exe", content)})
    assert sent.status_code == 303, words(sent)
    return everything(office)[0].reference


def _token(desk: Browser) -> str:
    page = desk.client.get(FORM).text
    return page.split('name="form_token" value="')[1].split('"')[0]


def test_a_scan_without_a_script_goes_along_with_acceptance(desk: Browser, office: WebOffice):
    reference = accepted_with(desk, office, a_picture())
    page = desk.see(f"/ho-so/{reference}/ban-quet")
    assert "PNG, 1 trang" in words(page)
    sha256 = scan_files.name_of(a_picture())
    sent = desk.see(f"/ho-so/{reference}/ban-quet/{sha256}")
    assert sent.content == a_picture()
    assert sent.headers["content-type"] == "image/png", "what it is, not what it was called"
    assert sent.headers["x-content-type-options"] == "nosniff"
    assert sent.headers["content-security-policy"].startswith("default-src 'none'")
    assert ".exe" not in sent.headers["content-disposition"]
    assert "Số hóa giấy tờ" in words(desk.see(f"/ho-so/{reference}"))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "chưa có tệp"),
        (b"MZ\x90 a program", "không phải PDF hoặc ảnh"),
        (b"<script>alert(1)</script>", "không phải PDF hoặc ảnh"),
        (a_picture("JPEG")[:200], "tệp hỏng hoặc chưa đầy đủ"),
        (b"%PDF-1.4 and nothing more", "tệp hỏng hoặc chưa đầy đủ"),
        (a_pdf_that_runs(), "có lệnh tự chạy"),
        (b"x" * 20_000_001, "lớn hơn 20 MB"),
    ],
    ids=["empty", "program", "page", "cut_off", "no_pdf", "scripted", "too_large"],
)
def test_what_is_no_scan_is_refused_in_words(desk: Browser, office: WebOffice, content: bytes, said: str):
    data = {"form_token": _token(desk)}
    answer = desk.client.post("/tiep-nhan/ban-quet", data=data, files={"file": ("don.pdf", content)})
    assert answer.status_code == 422
    assert said in answer.json()["message"]
    assert list(scan_files.files(office.app.settings.scan_folder)) == []


@pytest.mark.parametrize("content", [a_pdf(), a_picture("JPEG"), a_picture("WEBP"), a_picture("TIFF")])
def test_what_a_scanner_or_a_telephone_makes_is_taken(desk: Browser, content: bytes):
    answer = desk.client.post("/tiep-nhan/ban-quet", data={"form_token": _token(desk)}, files={"file": ("x", content)})
    assert answer.status_code == 200, answer.text
    assert answer.json()["sha256"] == scan_files.name_of(content)


def test_another_office_sees_neither_the_waiting_nor_the_attached_scan(desk: Browser, office: WebOffice):
    reference = accepted_with(desk, office, a_picture())
    sha256 = scan_files.name_of(a_picture())
    stranger = office.sign_in("la")
    stranger.see(f"/ho-so/{reference}/ban-quet/{sha256}", status=404)
    stranger.see(f"/tiep-nhan/ban-quet/{sha256}", status=404)
    stranger.see("/tiep-nhan/ban-quet/..%2F..%2Ftthc.db", status=404)
    stolen = {**typed(), "scan.application": sha256, "form_token": _token(stranger), "key": "theirs"}
    assert stranger.client.post("/tiep-nhan", data=stolen).status_code == 303
    with office.app.read() as session:
        assert [one.reference for one in scans.of_owner(session, EVERYTHING, "099316004127")] == [reference]


def test_a_paper_handed_in_before_is_offered_and_not_asked_for_twice(desk: Browser, office: WebOffice):
    reference = accepted_with(desk, office, a_picture())
    again = desk.send("/tiep-nhan", {**typed(action="preview"), "paper.application": ""}, page=FORM)
    assert f"Đã nộp cùng hồ sơ {reference} ngày 01/06/2026" in words(again)
    taken = desk.send("/tiep-nhan", {**typed(action="reuse:application"), "paper.application": ""}, page=FORM)
    assert f"Dùng lại từ hồ sơ {reference}" in words(taken)
    assert 'name="paper.application" value="present" checked' in taken.text
    assert f'name="scan.application" value="{scan_files.name_of(a_picture())}"' in taken.text
    stranger = typed(action="preview", owner_identifier="099316009999")
    assert "Đã nộp cùng hồ sơ" not in words(desk.send("/tiep-nhan", stranger, page=FORM)), "by number, never by name"


def test_the_log_says_what_was_reused_scanned_and_how_the_identity_was_seen(desk: Browser, office: WebOffice):
    reference = accepted_with(desk, office, a_picture())
    more = {"reused.application": reference, "checked": "database", "copies.application": "3", "key": "second"}
    desk.client.post("/tiep-nhan", data={**typed(), **more, "form_token": _token(desk)})
    with office.app.read() as session:
        dossier, _ = office.app.engine.dossier(session, everything(office)[1].id)
        first, _ = office.app.engine.dossier(session, everything(office)[0].id)
    application = dossier.papers[0]
    assert (application.reused_from, application.copies) == (reference, 3)
    assert (dossier.owner_checked, dossier.submitter_checked) == (None, "database")
    assert [one.component for one in first.scans] == ["application"]


def test_scans_are_in_the_backup_and_a_purge_removes_them_there_too(desk: Browser, office: WebOffice, tmp_path):
    accepted_with(desk, office, a_picture())
    app, sha256 = office.app, scan_files.name_of(a_picture())
    copy_to(app, app.settings.backup_folder, at=hanoi("2026-06-01 12:00"))
    saved = app.settings.backup_folder / SCANS
    assert scan_files.read(saved, sha256) == a_picture()
    with app.transaction() as session:
        purge(session, everything(office)[0].id, by="admin", at=hanoi("2036-06-01 09:00"))
    tidy(app, hanoi("2036-06-01 23:00"))
    assert scan_files.read(saved, sha256) is None
    assert scan_files.read(app.settings.scan_folder, sha256) is None


def test_a_scan_that_no_dossier_took_goes_with_its_draft(desk: Browser, office: WebOffice):
    desk.client.post("/tiep-nhan/ban-quet", data={"form_token": _token(desk)}, files={"file": ("x", a_picture())})
    desk.client.post("/tiep-nhan/nhap", data={**typed(), "form_token": _token(desk), "key": "begun"})
    now = hanoi("2026-06-01 09:00")
    kept = tidy(office.app, now + timedelta(days=13))
    assert (kept.drafts, kept.loose) == (0, 0)
    gone = tidy(office.app, now + timedelta(days=15))
    assert (gone.drafts, gone.loose, gone.files) == (1, 1, 1)


def test_a_draft_is_its_writers_alone_and_ends_when_it_is_accepted(desk: Browser, office: WebOffice):
    begun = {**typed(action="save"), "key": "begun", "form_token": _token(desk)}
    assert "Đã lưu nháp lúc 09:0" in words(desk.client.post("/tiep-nhan", data=begun))
    assert "Tẩn Gia Hân" in words(desk.see("/tiep-nhan"))
    assert 'value="Tẩn Thị Mẩy"' in desk.see("/tiep-nhan?nhap=begun").text
    assert "Tẩn Gia Hân" not in words(office.sign_in("bich").see("/tiep-nhan?nhap=begun"))
    assert desk.client.post("/tiep-nhan", data={**begun, "action": "accept"}).status_code == 303
    assert "Bản nháp của tôi" not in words(desk.see("/tiep-nhan"))


def test_a_card_scanned_into_a_field_is_read_without_a_script(desk: Browser, office: WebOffice):
    card = "099189002216||Taanr Thij Maayr|02031989|Nuwx|Barn Naamj Pung|01012022"
    page = desk.send("/tiep-nhan", typed(action="enter", submitter_identifier=card, submitter_name=""), page=FORM)
    assert 'value="Tẩn Thị Mẩy"' in page.text
    assert "sửa lỗi do bộ gõ tiếng Việt" in words(page)
    lost = desk.send("/tiep-nhan", typed(action="enter", owner_name="0991||x|02031989|Nam||01012022"), page=FORM)
    assert "Không đọc được mã trên thẻ" in words(lost)
    assert everything(office) == []


def test_a_delegate_needs_a_paper_and_it_stays_with_the_people(desk: Browser, office: WebOffice):
    page = desk.send("/tiep-nhan", typed(relation="delegate"), page=FORM)
    assert page.status_code == 422
    assert "chưa ghi giấy tờ ủy quyền" in words(page)
    done = desk.send("/tiep-nhan", typed(relation="delegate", authority="Giấy ủy quyền 12/2026"), page=FORM)
    assert done.status_code == 303
    with office.app.read() as session:
        dossier, _ = office.app.engine.dossier(session, everything(office)[0].id)
    assert dossier.personal is not None
    assert dossier.personal.authority == "Giấy ủy quyền 12/2026"


def test_the_procedure_received_most_is_offered_first(desk: Browser, office: WebOffice):
    before = desk.see("/tiep-nhan/thu-tuc?q=", accept="application/json").json()["found"]
    assert before[0]["code"] != "2.002854"
    office.accepted("2026-06-01 08:20")
    after = desk.see("/tiep-nhan/thu-tuc?q=", accept="application/json").json()["found"]
    assert after[0]["code"] == "2.002854"


def test_a_scan_is_attached_later_and_the_same_one_only_once(desk: Browser, office: WebOffice):
    reference = office.accepted("2026-06-01 08:20").dossier.reference
    path = f"/ho-so/{reference}/ban-quet"
    token = desk.client.get(path).text.split('name="form_token" value="')[1].split('"')[0]
    for component in ("application", "application", "-"):
        data = {"component": component, "form_token": token}
        assert desk.client.post(path, data=data, files={"file": ("x.jpg", a_picture("JPEG"))}).status_code == 303
    with office.app.read() as session:
        dossier, _ = office.app.engine.dossier(session, everything(office)[0].id)
    assert [one.component for one in dossier.scans] == ["application", ""]
    refused = desk.client.post(path, data={"component": "no_such", "form_token": token}, files={"file": ("x", a_pdf())})
    assert refused.status_code == 422
    assert "không có thành phần no_such" in words(refused)
    assert "Bản quét (2)" in words(desk.see(f"/ho-so/{reference}"))
