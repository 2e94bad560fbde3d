"""Results: drafted from a template, fifty signed at once, a forged file refused, numbered and released."""

import html
import io
import re
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from tests.databases import settings_at
from tests.web.certificates import PASSWORD, Authority, authority
from tests.web.office import Browser, WebOffice, hidden_fields, words
from tthc_engine.bootstrap import build
from tthc_engine.documents.signing import OwnCertificate
from tthc_engine.domain import commands as c
from tthc_engine.store import people, result_papers
from tthc_engine.web.app import create_app


@pytest.fixture(scope="module")
def ca(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return authority(tmp_path_factory.mktemp("ca"))


@pytest.fixture
def trusting(office: WebOffice, ca: Authority) -> Iterator[WebOffice]:
    """The school's office, told which roots to trust and which certificate is its own."""
    own = ca.issue("Trường Suối Ngần")
    settings = settings_at(
        office.app.settings.data_dir,
        demo=True,
        trust_roots=ca.roots,
        sign_p12=own,
        sign_p12_password=PASSWORD,
    )
    before = office.app
    office.app = build(settings)
    office.web = create_app(office.app)
    yield office
    before.database.dispose()


def ready(office: WebOffice, count: int) -> list[str]:
    """Dossiers whose handler is done: they wait for the approver."""
    references = []
    for n in range(count):
        done = office.accepted(
            f"2026-06-01 08:{10 + n % 30:02d}", owner=f"Học sinh số {n}", number=f"0993160012{n:02d}"
        )
        office.do(c.Complete(dossier=done.dossier_id, by=office.actor("hung")), "2026-06-01 08:50")
        references.append(done.dossier.reference)
    return references


def carried_on(browser: Browser, page: str, path: str) -> httpx.Response:
    """Press the button of a page that has more of the list to do."""
    form = page.partition("data-continue")[2].partition("</form>")[0]
    assert form, "there is no more to do"
    typed: dict[str, list[str]] = {}
    for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form, re.S):
        typed.setdefault(name, []).append(html.unescape(value))
    return browser.client.post(path, data=typed)


def draft(browser: Browser, references: list[str], **typed: str) -> list[str]:
    """The papers' keys, as the list shows them."""
    path = "/ket-qua/moi"
    page = browser.client.get(path, params={"chon": references}).text
    note = re.search(r'<textarea id="f-note"[^>]*>(.*?)</textarea>', page, re.S)
    assert note is not None
    form = {**hidden_fields(page, path), "chon": references, "form": "decision", "note": note[1], **typed}
    answer = browser.client.post(path, data=form)
    while answer.status_code == 200:
        answer = carried_on(browser, answer.text, path)
    assert answer.status_code == 303
    return re.findall(r'name="chon" value="([0-9a-f]{24})"', browser.see("/ket-qua").text)


def download(browser: Browser, papers: list[str]) -> dict[str, bytes]:
    packed = browser.client.get("/ket-qua/tai-ve.zip", params={"chon": papers})
    with zipfile.ZipFile(io.BytesIO(packed.content)) as bundle:
        return {name: bundle.read(name) for name in bundle.namelist()}


def signed(files: dict[str, bytes], certificate: Path) -> list[tuple[str, bytes]]:
    own = OwnCertificate(certificate, PASSWORD)
    return [(name, own.sign(pdf, reason="Phê duyệt")) for name, pdf in files.items()]


def upload(browser: Browser, files: list[tuple[str, bytes]]) -> str:
    hidden = hidden_fields(browser.see("/ket-qua").text, "/ket-qua/tai-len")
    sent = [("file", (name, pdf, "application/pdf")) for name, pdf in files]
    answer = browser.client.post("/ket-qua/tai-len", data=hidden, files=sent)
    assert answer.status_code == 200, words(answer)
    return words(answer)


def test_many_signed_with_the_government_s_tool_come_back_and_approve_their_dossiers(
    trusting: WebOffice, ca: Authority
):
    """Fifty in one form, one of them altered on its way: forty-nine are approved and the one says why."""
    references = ready(trusting, 50)
    handler, approver = trusting.sign_in("hung"), trusting.sign_in("minh")
    papers = draft(handler, references)
    assert len(papers) == 50
    files = download(approver, papers)
    assert all(reference in " ".join(files) for reference in references)
    back = signed(files, ca.issue("Nguyễn Quang Minh"))
    (broken,) = (n for n, (name, _) in enumerate(back) if references[17] in name)
    name, pdf = back[broken]
    altered = bytearray(pdf)
    altered[pdf.rindex(b"/Contents <") + 200] ^= 1
    said = upload(approver, [*back[:broken], (name, bytes(altered)), *back[broken + 1 :]])
    assert "49 tệp đã nhận" in said and "1 tệp không nhận" in said
    assert "không khớp với nội dung" in said
    assert "Nguyễn Quang Minh" in said
    assert "4 · Đang xử lý" in words(approver.see(f"/ho-so/{references[17]}"))
    assert "1 tệp đã nhận" in upload(approver, [(name, pdf)]), "the right file of it is taken alone"
    hidden = hidden_fields(approver.see("/ket-qua").text, "/ket-qua/phat-hanh")
    released = approver.client.post("/ket-qua/phat-hanh", data={**hidden, "chon": papers})
    assert "1/QĐ-THSN" in released.text or "1/QĐ" in released.text
    page = words(approver.see(f"/ho-so/{references[0]}"))
    assert "9 · Đã xử lý xong" in page
    assert "Ký số: Nguyễn Quang Minh" in page
    assert "Trả kết quả" in words(trusting.sign_in("sen").see("/viec-cua-toi"))


def test_a_file_that_was_altered_in_any_way_is_refused(trusting: WebOffice, ca: Authority):
    (reference,) = ready(trusting, 1)
    approver = trusting.sign_in("minh")
    papers = draft(approver, [reference])
    files = download(approver, papers)
    ((name, good),) = signed(files, ca.issue("Nguyễn Quang Minh"))
    (plain,) = files.values()
    inside = bytearray(good)
    inside[len(plain) // 2] ^= 1
    behind = bytearray(good)
    behind[good.rindex(b"/Contents <") + 200] ^= 1
    assert "không khớp với dự thảo nào" in upload(approver, [(name, bytes(inside))])
    assert "không khớp với nội dung" in upload(approver, [(name, bytes(behind))])
    assert "chưa có chữ ký số" in upload(approver, [(name, plain)])
    assert "không khớp với dự thảo nào" in upload(approver, [(name, b"%PDF-1.7 nothing of ours")])
    assert "4 · Đang xử lý" in words(approver.see(f"/ho-so/{reference}")), "nothing was approved by any of them"
    assert "1 tệp đã nhận" in upload(approver, [(name, good)])
    assert "đã ký rồi" in upload(approver, [(name, good)])


def test_a_signer_who_is_nobody_here_and_a_certificate_of_elsewhere_are_refused(
    trusting: WebOffice, ca: Authority, tmp_path: Path
):
    (reference,) = ready(trusting, 1)
    approver = trusting.sign_in("minh")
    files = download(approver, draft(approver, [reference]))
    foreign = authority(tmp_path / "foreign", "CA lạ").issue("Nguyễn Quang Minh")
    expired = ca.issue("Nguyễn Quang Minh", until=datetime(2021, 1, 1, tzinfo=UTC))
    assert "không phải người có thẩm quyền ký" in upload(approver, signed(files, ca.issue("Trần Văn Hùng")))
    assert "không thuộc tổ chức chứng thực" in upload(approver, signed(files, foreign))
    assert "không thuộc tổ chức chứng thực" in upload(approver, signed(files, expired))


def test_the_office_s_own_certificate_signs_what_was_ticked(trusting: WebOffice):
    references = ready(trusting, 2)
    approver = trusting.sign_in("minh")
    papers = draft(approver, references)
    hidden = hidden_fields(approver.see("/ket-qua").text, "/ket-qua/ky")
    page = words(approver.client.post("/ket-qua/ky", data={**hidden, "chon": papers}))
    assert "2 tệp đã nhận" in page
    assert "Trường Suối Ngần" in page
    assert trusting.sign_in("hung").client.post("/ket-qua/ky", data=hidden).status_code == 403


def test_one_decision_serves_many_dossiers(trusting: WebOffice, ca: Authority):
    references = ready(trusting, 3)
    approver = trusting.sign_in("minh")
    papers = draft(approver, references, cach="chung", note="Điều 1. Tiếp nhận các học sinh có tên dưới đây./.")
    assert len(papers) == 1
    said = upload(approver, signed(download(approver, papers), ca.issue("NGUYỄN QUANG MINH")))
    assert said.count("đã phê duyệt") == 3
    hidden = hidden_fields(approver.see("/ket-qua").text, "/ket-qua/phat-hanh")
    approver.client.post("/ket-qua/phat-hanh", data={**hidden, "chon": papers})
    numbers = {re.search(r"\b1/QĐ[-\w]*", words(approver.see(f"/ho-so/{one}"))) is not None for one in references}
    assert numbers == {True}, "all carry the one number"


def test_a_new_draft_takes_the_place_of_one_nobody_signed(trusting: WebOffice):
    (reference,) = ready(trusting, 1)
    handler = trusting.sign_in("hung")
    (first,) = draft(handler, [reference])
    (second,) = draft(handler, [reference], note="Điều 1. Nội dung khác./.")
    assert first != second
    assert trusting.sign_in("so").client.get(f"/ket-qua/{second}.pdf").status_code == 404, "another office's paper"
    assert "Dự thảo kết quả" in words(handler.see(f"/ho-so/{reference}"))


def test_without_trusted_roots_no_signed_file_is_taken(office: WebOffice, ca: Authority):
    (reference,) = ready(office, 1)
    approver = office.sign_in("minh")
    files = download(approver, draft(approver, [reference]))
    assert "Chưa cài đặt chứng thư gốc" in upload(approver, signed(files, ca.issue("Nguyễn Quang Minh")))


def test_fifty_are_drafted_and_signed_by_portions_where_no_script_runs(trusting: WebOffice):
    """No request does more than twenty; pressed twice a portion acts once."""
    references = ready(trusting, 45)
    handler = trusting.sign_in("hung")
    path = "/ket-qua/moi"
    asked = handler.client.get(path, params={"chon": references}).text
    note = html.unescape(re.search(r'<textarea id="f-note"[^>]*>(.*?)</textarea>', asked, re.S)[1])  # type: ignore[index]
    form = {
        **hidden_fields(asked, path),
        "chon": references,
        "form": "decision",
        "note": note,
        "about": "việc chuyển trường",
    }
    first = handler.client.post(path, data=form)
    assert first.status_code == 200 and "Đã xong 20/45" in words(first)
    assert "Tiếp tục 25 văn bản còn lại" in words(first)
    assert words(handler.client.post(path, data=form)).count("Đã xong 20/45") == 1
    second = carried_on(handler, first.text, path)
    assert "Đã xong 40/45" in words(second)
    third = carried_on(handler, second.text, path)
    assert third.headers["location"] == "/ket-qua?da=result_drafted"
    approver = trusting.sign_in("minh")
    shelf = approver.see("/ket-qua").text
    papers = re.findall(r'name="chon" value="([0-9a-f]{24})"', shelf)
    assert len(papers) == 45
    with trusting.app.read() as session:
        drafted = result_papers.paper(session, people.EVERYTHING, papers[-1])
    assert drafted is not None and drafted.subject == "việc chuyển trường"
    signing = {**hidden_fields(shelf, "/ket-qua/ky"), "chon": papers}
    answer = approver.client.post("/ket-qua/ky", data=signing)
    assert answer.text.count("data-refused") == 0 and "Đã xong 20/45" in words(answer)
    answer = carried_on(approver, answer.text, "/ket-qua/ky")
    assert "Đã xong 40/45" in words(answer)
    answer = carried_on(approver, answer.text, "/ket-qua/ky")
    assert "Đã xong cả 45" in words(answer) and "data-continue" not in answer.text
    assert len(re.findall(r'name="chon" value="([0-9a-f]{24})"', approver.see("/ket-qua").text)) == 45, "all signed"
