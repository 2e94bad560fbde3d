"""Results that are still valid: entered once, found, given their file, counted, and offered at the desk."""

import io

import openpyxl

from tests.builders import hanoi
from tests.web.office import Browser, WebOffice, words
from tests.web.test_desk import FORM, typed
from tests.web.test_desk_scans import a_pdf
from tthc_engine.domain import commands as c
from tthc_engine.domain.procedure import Role
from tthc_engine.reports import made
from tthc_engine.reports.made import Wanted
from tthc_engine.reports.periods import period
from tthc_engine.store import scans
from tthc_engine.work.scans import tidy

HERE = "/ket-qua-con-hieu-luc"
KIND = "Bảng tổng hợp kết quả đánh giá rèn luyện và học tập của học sinh"
"""As the transfer's list of papers calls it."""
PAPER = {
    "loai": KIND,
    "so": "12/2025",
    "ngay": "20/05/2026",
    "nguoi": "Giàng Minh Khang",
    "dinh_danh": "099316001234",
    "den": "31/12/2026",
}
HEADS = ("Loại giấy tờ", "Số, ký hiệu", "Ngày cấp", "Người được cấp", "Số định danh", "Hiệu lực đến")


def clerk(office: WebOffice, wall: str = "2026-06-01 08:00") -> Browser:
    office.clock_shows(wall)
    return office.sign_in("sen")


def a_released_copy(office: WebOffice) -> tuple[str, str]:
    """A copy from the register of diplomas, given out on paper on the first morning of June: its dossier and code."""
    known = office.accepted("2026-06-01 08:10", procedure="3.000465", papers=())
    key, holders = known.dossier_id, {Role.HANDLER: "hung", Role.APPROVER: "minh"}
    for minute in (20, 30, 40):
        with office.app.read() as session:
            dossier, rules = office.app.engine.dossier(session, key)
        step = rules.procedure.step(dossier.current_step or "")
        if step is not None and step != rules.procedure.result:
            by = office.actor(holders.get(step.owner, "sen"))
            office.do(c.Complete(dossier=key, by=by, step=step.key), f"2026-06-01 08:{minute}")
    office.do(c.ReleaseResult(dossier=key, by=office.actor("minh"), result_number="07/BS"), "2026-06-01 09:00")
    return key, known.dossier.reference


def send(desk: Browser, path: str, typed_in: dict[str, str], **files: tuple[str, bytes]):
    hidden = desk.client.get(HERE).text.split('name="form_token" value="')[1].split('"')[0]
    return desk.client.post(path, data={"form_token": hidden, **typed_in}, files=files or None)


def test_a_paper_is_entered_once_with_its_file_and_found_by_what_an_officer_knows_of_it(office: WebOffice):
    desk = clerk(office)
    assert "Không có kết quả nào khớp" in words(desk.see(HERE))
    scan = a_pdf()
    assert send(desk, HERE, PAPER, tep=("bang.pdf", scan)).headers["location"].endswith("da=kept")
    assert send(desk, HERE, {**PAPER, "so": " 12/2025 "}).headers["location"].endswith("da=kept_known")
    for asked in ("12/2025", "giang minh khang", "bang tong hop", "099316001234"):
        assert "Giàng Minh Khang" in words(desk.see(f"{HERE}?q={asked}")), asked
    assert "Không có kết quả nào khớp" in words(desk.see(f"{HERE}?q=0993160"))
    said = desk.see(HERE).text
    assert "099316001234" not in said and "•••••••••234" in said, "the number is masked"
    assert "1 / 1 kết quả còn hiệu lực đã số hóa" in words(desk.see(HERE))
    link = said.split(f'href="{HERE}/')[1].split('"')[0]
    assert desk.see(f"{HERE}/{link}", accept="*/*").content == scan
    office.sign_in("la").see(f"{HERE}/{link}", status=404)
    assert "Giàng" not in words(office.sign_in("la").see(HERE)), "another unit's register is not seen"


def test_what_is_wrong_stays_on_the_form_and_names_its_field(office: WebOffice):
    desk = clerk(office)
    wrong = send(desk, HERE, {**PAPER, "loai": "Đơn", "ngay": "01/07/2026", "den": "01/01/2020"})
    assert wrong.status_code == 422
    said = words(wrong)
    assert "Ghi tên giấy tờ đầy đủ" in said and "01/07/2026" in said
    assert 'value="Giàng Minh Khang"' in wrong.text
    broken = send(desk, HERE, PAPER, tep=("x.pdf", b"no pdf at all"))
    assert broken.status_code == 422
    viewer = office.sign_in("hung")
    assert "Ghi một kết quả" not in words(viewer.see(HERE)), "a handler reads it, and does not keep it"


def test_a_list_enters_its_right_lines_and_gives_the_wrong_ones_back_with_their_numbers(office: WebOffice):
    desk = clerk(office)
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(HEADS)
    sheet.append(("Giấy chứng nhận hộ nghèo", "7/GCN", "05/01/2026", "Lý A Sùng", "099070001111", "31/12/2026"))
    sheet.append(("Giấy chứng nhận hộ nghèo", "8/GCN", "45/01/2026", "Lý Thị Mỷ", "", ""))
    sheet.append(("Giấy chứng nhận hộ nghèo", "", "05/01/2026", "Má A Dơ", "", ""))
    out = io.BytesIO()
    book.save(out)
    answer = send(desk, f"{HERE}/danh-sach", {}, danh_sach=("so.xlsx", out.getvalue()))
    said = words(answer)
    assert answer.status_code == 422
    assert "Đã ghi 1 kết quả; 0 kết quả đã có" in said
    assert "Dòng 3:" in said and "45/01/2026" in said and "Dòng 4:" in said
    # The two wrong lines came back; mended they are entered, and the first is not entered again.
    mended = "Giấy chứng nhận hộ nghèo\t8/GCN\t05/01/2026\tLý Thị Mỷ"
    again = send(desk, f"{HERE}/danh-sach", {"rows": mended})
    assert again.status_code == 200 and "Đã ghi 1 kết quả" in words(again)
    csv = "Loại giấy tờ;Số;Ngày cấp;Người được cấp\nGiấy chứng nhận hộ nghèo;8/GCN;05/01/2026;Lý Thị Mỷ\n"
    third = send(desk, f"{HERE}/danh-sach", {}, danh_sach=("so.csv", csv.encode("utf-8-sig")))
    assert "Đã ghi 0 kết quả; 1 kết quả đã có" in words(third)
    assert send(desk, f"{HERE}/danh-sach", {"rows": " "}).status_code == 422
    assert send(desk, f"{HERE}/danh-sach", {}, danh_sach=("so.xlsx", b"PK nothing")).status_code == 422


def test_what_is_given_its_scan_later_counts_from_then_and_what_is_withdrawn_no_more(office: WebOffice):
    desk = clerk(office)
    send(desk, HERE, PAPER)
    send(desk, HERE, {**PAPER, "so": "13/2025"})
    key = desk.see(HERE).text.split(f'action="{HERE}/')[2].split('"')[0]
    assert send(desk, f"{HERE}/{key}", {}).status_code == 422
    office.clock_shows("2026-06-20 08:00")
    # The very same file: a PDF carries the second in which it was made.
    scan = a_pdf()
    assert send(desk, f"{HERE}/{key}", {}, tep=("b.pdf", scan)).status_code == 303
    assert send(desk, f"{HERE}/{key}", {}, tep=("b.pdf", scan)).status_code == 404
    # A scan that the register holds is no loose one.
    tidy(office.app, hanoi("2026-12-01 02:00"))
    with office.app.read() as session:
        assert scans.removed(session) == []

    def counted(wall: str, span: str) -> list:
        with office.app.read() as session:
            wanted = Wanted(key="valid_results", unit="school", period=period(span), at=hanoi(wall))
            total = made.make(office.app.engine, session, wanted).total
        assert total is not None
        return list(total.values[2:])

    assert counted("2026-07-01 08:00", "2026-06-01..2026-06-10") == [2, 0, 2, 0.0]
    assert counted("2026-07-01 08:00", "calendar_month:2026-6") == [2, 1, 1, 0.5]
    assert counted("2026-05-01 08:00", "calendar_month:2026-4") == [0, 0, 0, None], "a share of nothing is none"
    other = next(one for one in desk.see(HERE).text.split(f'action="{HERE}/')[2:] if not one.startswith(key)).split(
        '"'
    )[0]
    assert send(desk, f"{HERE}/{other}", {"thoi": "1", "ly_do": " "}).status_code == 422
    send(desk, f"{HERE}/{other}", {"thoi": "1", "ly_do": "Cấp lại"})
    assert "1 / 1 kết quả" in words(desk.see(HERE))
    assert "Không còn giá trị" in words(desk.see(f"{HERE}?loc=all"))
    assert counted("2027-02-01 08:00", "calendar_month:2027-1") == [0, 0, 0, None], "the other has run out"


def test_a_result_released_here_gets_its_scan_on_the_page_and_opens_with_its_dossier(office: WebOffice):
    dossier, reference = a_released_copy(office)
    desk = clerk(office, "2026-06-02 08:00")
    key = f"{dossier}-1"
    assert f'action="{HERE}/{key}"' in desk.see(HERE).text
    assert f'action="{HERE}/{key}"' not in office.sign_in("hung").see(HERE).text, "a handler reads it"
    for unfit, said in ((b"MZ a program", "không phải PDF hoặc ảnh"), (b"", "Chưa chọn tệp")):
        refused = send(desk, f"{HERE}/{key}", {}, tep=("ket-qua.pdf", unfit))
        assert refused.status_code == 422 and said in words(refused)
    scan = a_pdf()
    assert send(desk, f"{HERE}/{key}", {}, tep=("ket-qua.exe", scan)).headers["location"].endswith("da=kept_file")
    assert desk.see(f"{HERE}/{key}/tep", accept="*/*").content == scan
    said = desk.see(HERE)
    assert "1 / 1 kết quả còn hiệu lực đã số hóa" in words(said) and f'action="{HERE}/{key}"' not in said.text
    assert send(desk, f"{HERE}/{key}", {}, tep=("ket-qua.pdf", a_pdf())).status_code == 404, "one scan, once"
    assert "Kết quả giải quyết PDF, 1 trang" in words(desk.see(f"/ho-so/{reference}/ban-quet"))
    assert "Số hóa kết quả" in words(desk.see(f"/ho-so/{reference}"))
    office.sign_in("la").see(f"{HERE}/{key}/tep", status=404)


def test_the_desk_offers_what_the_office_gave_and_asks_for_no_paper_twice(office: WebOffice):
    desk = clerk(office)
    send(desk, HERE, PAPER, tep=("bang.pdf", a_pdf()))
    hidden = desk.client.get(FORM).text.split('name="form_token" value="')[1].split('"')[0]
    form = {**typed(), "form_token": hidden, "key": "k", "owner_identifier": "099316001234"}
    offered = words(desk.client.post("/tiep-nhan", data={**form, "action": "look"}))
    assert f"Cơ quan đã cấp, còn hiệu lực: {KIND} số 12/2025" in offered
    taken = desk.client.post("/tiep-nhan", data={**form, "action": "reuse:results_summary"})
    assert "Dùng lại kết quả đã cấp" in words(taken)
    accepted = desk.client.post("/tiep-nhan", data={**form, "reused.results_summary": f"{KIND} số 12/2025"})
    assert accepted.status_code == 303
    with office.app.read() as session:
        wanted = Wanted(
            key="reuse", unit="school", period=period("calendar_month:2026-6"), at=hanoi("2026-07-01 08:00")
        )
        total = made.make(office.app.engine, session, wanted).total
    assert total is not None and list(total.values[2:]) == [1, 1, 1, 1.0, 1]
    stranger = words(
        desk.client.post("/tiep-nhan", data={**form, "owner_identifier": "099316009999", "action": "look"})
    )
    assert "Cơ quan đã cấp" not in stranger
    office.clock_shows("2027-01-04 08:00")
    assert "Cơ quan đã cấp" not in words(desk.client.post("/tiep-nhan", data={**form, "action": "look"})), "run out"
