"""Letters as the citizen gets them: real PDF bytes, read back as text."""

import re
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO

import pypdf
import pytest
import typst

from tests import letter_samples as letters
from tests.letter_samples import PUPIL, at, head
from tthc_engine.documents.fonts import ALPHABET
from tthc_engine.documents.render import Rendered, Typesetter, render
from tthc_engine.domain.letter_parts import Subject
from tthc_engine.domain.letters import ReceivedPaper

pytestmark = pytest.mark.integration

EVERY_KIND = sorted(letters.every_letter())

OFFICIAL_ORDER = {
    "receipt": (
        "TRƯỜNG TIỂU HỌC VÀ TRUNG HỌC CƠ SỞ SUỐI NGẦN",
        "BỘ PHẬN TIẾP NHẬN VÀ TRẢ KẾT QUẢ",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Số: 118/TNHS-THTHCSSN",
        "Suối Ngần, ngày 06 tháng 11 năm 2026",
        "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ",
        "Mã hồ sơ: H99.58.04-20261106-0001",
        "(Liên: Giao người nộp hồ sơ)",
        "Bộ phận tiếp nhận: Bộ phận tiếp nhận và trả kết quả",
        "Tiếp nhận hồ sơ của: Lường Bảo Ngọc",
        "Người nộp hồ sơ: Lường Văn Thắng (cha)",
        "Địa chỉ: Bản Nà Hin, xã Suối Ngần, tỉnh Vân Sơn",
        "Số điện thoại: 0123 045 118",
        "Email: luongvanthang@example.org",
        "Số định danh cá nhân/CCCD/hộ chiếu: 099318004217",
        "Nội dung yêu cầu giải quyết: Chuyển trường và tiếp nhận học sinh (mã thủ tục 2.002854",
        "Thành phần hồ sơ nộp gồm:",
        "Đơn đề nghị chuyển trường",
        "Số lượng hồ sơ: 01 (bộ)",
        "Thời gian giải quyết hồ sơ theo quy định: 08 ngày làm việc kể từ ngày nhận đủ hồ sơ hợp lệ",
        "Thời gian nhận hồ sơ: 09 giờ 12 phút, ngày 06 tháng 11 năm 2026",
        "Thời gian trả kết quả giải quyết hồ sơ: 17 giờ 00 phút, ngày 18 tháng 11 năm 2026",
        "Đăng ký nhận kết quả tại: Bộ phận tiếp nhận và trả kết quả của nhà trường",
        "Vào Sổ theo dõi hồ sơ, Quyển số: 01",
        "Số thứ tự: 0118",
        "Tra cứu tình trạng hồ sơ tại: https://motcua.example.org/tra-cuu",
        "K7PQ-29XM",
        "NGƯỜI NỘP HỒ SƠ",
        "Lường Văn Thắng",
        "NGƯỜI TIẾP NHẬN HỒ SƠ",
        "Vàng Thị Sen",
    ),
    "supplement_request": (
        "Số: 09/HDHS-THTHCSSN",
        "PHIẾU YÊU CẦU BỔ SUNG, HOÀN THIỆN HỒ SƠ",
        "Hồ sơ của: Lường Bảo Ngọc",
        "Nội dung yêu cầu giải quyết:",
        "Địa chỉ:",
        "Số điện thoại:",
        "Yêu cầu hoàn thiện hồ sơ gồm những nội dung sau:",
        "1. Bảng tổng hợp kết quả",
        "2. Đơn đề nghị chuyển trường",
        "Lý do: Thiếu bảng tổng hợp",
        "chậm nhất ngày 24 tháng 11 năm 2026",
        "tính lại từ đầu",
        "bà Vàng Thị Sen",
        "NGƯỜI HƯỚNG DẪN",
        "Trần Văn Hùng",
    ),
    "refusal": (
        "Số: 03/PTC-THTHCSSN",
        "PHIẾU TỪ CHỐI TIẾP NHẬN GIẢI QUYẾT HỒ SƠ",
        "Tiếp nhận hồ sơ của: Lường Bảo Ngọc",
        "Địa chỉ:",
        "Số điện thoại:",
        "Nội dung yêu cầu giải quyết:",
        "Qua xem xét, Bộ phận tiếp nhận và trả kết quả thông báo không tiếp nhận, giải quyết hồ sơ này với lý do",
        "1. Học sinh chưa đủ điều kiện",
        "2. Hồ sơ thuộc thẩm quyền",
        "xin liên hệ bà Vàng Thị Sen",
        "NGƯỜI NỘP HỒ SƠ",
        "NGƯỜI TIẾP NHẬN HỒ SƠ",
    ),
    "apology": (
        "UBND XÃ SUỐI NGẦN",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Số: 07/PXL-THTHCSSN",
        "Suối Ngần, ngày 16 tháng 11 năm 2026",
        "VĂN BẢN XIN LỖI",
        "và đề nghị gia hạn thời gian giải quyết",
        "Kính gửi: Ông Lường Văn Thắng, cha của học sinh Lường Bảo Ngọc",
        "Ngày 06 tháng 11 năm 2026, Trường Tiểu học và Trung học cơ sở Suối Ngần tiếp nhận hồ sơ của ông",
        "mã hồ sơ H99.58.04-20261106-0001",
        "Nội dung yêu cầu giải quyết:",
        "Thời hạn giải quyết theo quy định: 08 ngày làm việc.",
        "Thời gian hẹn trả kết quả: 17 giờ 00 phút, ngày 18 tháng 11 năm 2026",
        "dự kiến không trả kết quả đúng thời gian hẹn nêu trên. Lý do:",
        "xin lỗi ông vì sự chậm trễ này và sẽ trả kết quả vào 17 giờ 00 phút, ngày 20 tháng 11 năm 2026",
        "được thực hiện một lần",
        "điện thoại 0123 045 000./.",
        "- Như trên;",
        "KT. HIỆU TRƯỞNG",
        "PHÓ HIỆU TRƯỞNG",
        "Thời gian ký: 16/11/2026 16:20:05 +07:00",
        "Nguyễn Quang Minh",
    ),
    "onestop_notice": (
        "Kính gửi: Trung tâm Phục vụ hành chính công xã Suối Ngần",
        "dự kiến không hoàn thành đúng thời gian hẹn trả kết quả",
        "17 giờ 00 phút, ngày 20 tháng 11 năm 2026",
        "TM. ỦY BAN NHÂN DÂN",
        "KT. CHỦ TỊCH",
        "PHÓ CHỦ TỊCH",
        "Nông Thị Bích",
    ),
    "explanation_report": (
        "BÁO CÁO GIẢI TRÌNH",
        "Về việc chậm giải quyết hồ sơ thủ tục hành chính",
        "1. Hồ sơ",
        "Quá hạn: 3 giờ làm việc",
        "2. Thời gian làm việc đã sử dụng ở từng bước",
        "Thẩm định, lấy ý kiến trường chuyển đi",
        "Cộng",
        "Chờ bổ sung bảng tổng hợp kết quả: từ 08:00 09/11/2026",
        "3. Nguyên nhân",
        "R02. Cơ quan, đơn vị được lấy ý kiến trả lời chậm",
        "(nguyên nhân khách quan)",
        "4. Biện pháp khắc phục",
        "NGƯỜI GIẢI TRÌNH",
        "KT. HIỆU TRƯỞNG",
    ),
    "appointment_notice": (
        "Số: /TB-THTHCSSN",
        "Về việc điều chỉnh ngày hẹn trả kết quả",
        "đã thông báo: 17 giờ 00 phút, ngày 23 tháng 11 năm 2026",
        "điều chỉnh thành: 17 giờ 00 phút, ngày 25 tháng 11 năm 2026",
        "Lý do: Hoán đổi ngày làm việc",
    ),
    "stop_notice": (
        "THÔNG BÁO DỪNG GIẢI QUYẾT HỒ SƠ",
        "dừng giải quyết hồ sơ nêu trên từ 14 giờ 00 phút, ngày 13 tháng 11 năm 2026",
        "theo đề nghị dừng thực hiện thủ tục hành chính",
        "Bản chính giấy tờ đã nộp được trả lại",
    ),
    "tracking_sheet": (
        "PHIẾU KIỂM SOÁT QUÁ TRÌNH GIẢI QUYẾT HỒ SƠ",
        "Mã hồ sơ: H99.58.04-20261106-0001",
        "Kèm theo hồ sơ của: Lường Bảo Ngọc",
        "Ngày, giờ nhận hồ sơ:",
        "Ngày, giờ hẹn trả kết quả:",
        "Cơ quan (bộ phận) giải quyết:",
        "Cơ quan phối hợp giải quyết: Trường Tiểu học Nậm Sen",
        "Tên cơ quan",
        "1. Giao: Bộ phận tiếp nhận và trả kết quả",
        "2. Nhận: Giáo vụ",
        "Trước hạn",
        "Quá hạn",
    ),
    "consultation_request": (
        "Số: 31/CV-THTHCSSN",
        "VĂN BẢN LẤY Ý KIẾN",
        "Kính gửi: Công an xã Suối Ngần",
        "đang giải quyết hồ sơ của Lường Bảo Ngọc",
        "Thời gian hẹn trả kết quả cho người nộp hồ sơ: 17 giờ 00 phút, ngày 18 tháng 11 năm 2026",
        "cho ý kiến về nội dung sau: Nơi thường trú của học sinh",
        "xin gửi trước 17 giờ 00 phút, ngày 11 tháng 11 năm 2026",
        "nằm trong thời hạn giải quyết hồ sơ./.",
        "- Như trên;",
        "Nguyễn Quang Minh",
    ),
    "handover": (
        "PHIẾU BÀN GIAO HỒ SƠ",
        "Bên giao: Phòng Văn hóa - Xã hội xã Suối Ngần",
        "H99.58-20261113-0001",
        "H99.58-20261113-0003",
        "Tổng số: 03 hồ sơ.",
        "NGƯỜI GIAO",
        "NGƯỜI NHẬN",
    ),
}


@pytest.fixture(scope="module", params=["the machine's fonts", "typst's own font"])
def typesetter(request: pytest.FixtureRequest) -> Typesetter:
    if request.param == "typst's own font":
        return Typesetter(typst.Fonts(include_system_fonts=False))
    return Typesetter()


def pages(rendered: Rendered) -> list[pypdf.PageObject]:
    return list(pypdf.PdfReader(BytesIO(rendered.pdf)).pages)


def text(rendered: Rendered) -> str:
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in pages(rendered)))


@pytest.mark.parametrize("kind", EVERY_KIND)
def test_every_field_stands_in_the_letter_in_the_official_order(typesetter: Typesetter, kind: str) -> None:
    printed = text(typesetter.render(letters.every_letter()[kind]))
    place = 0
    for field in OFFICIAL_ORDER[kind]:
        found = printed.find(field, place)
        assert found >= 0, f"{field!r} is not after {printed[max(0, place - 60) : place]!r} in: {printed}"
        place = found + len(field)


@pytest.mark.parametrize("kind", sorted(set(EVERY_KIND) - {"explanation_report"}))
def test_a_form_of_one_page_takes_one_page(typesetter: Typesetter, kind: str) -> None:
    assert len(pages(typesetter.render(letters.every_letter()[kind]))) == 1


@pytest.mark.parametrize("kind", EVERY_KIND)
def test_the_same_letter_is_the_same_bytes(typesetter: Typesetter, kind: str) -> None:
    letter = letters.every_letter()[kind]
    first = typesetter.render(letter)
    typesetter.render(letters.apology(reason="Một văn bản khác ở giữa"))
    assert typesetter.render(letter.model_dump(mode="json")) == first


def test_a_new_compiler_gives_the_same_bytes() -> None:
    assert Typesetter().render(letters.receipt()) == Typesetter().render(letters.receipt())


def test_the_pdf_is_dated_by_its_letter_and_names_what_shaped_it() -> None:
    rendered = render(letters.apology())
    info = pypdf.PdfReader(BytesIO(rendered.pdf)).metadata
    assert info is not None
    assert info.creation_date is not None
    assert f"{info.creation_date:%Y-%m-%d}" == "2026-11-16"
    assert rendered.template == "apology@1"
    assert len(rendered.template_sha256) == 64
    assert rendered.software.startswith("typst ")


def test_the_font_recorded_is_the_font_in_the_file(typesetter: Typesetter) -> None:
    rendered = typesetter.render(letters.apology())
    used = {
        str(font.get_object()["/BaseFont"]).split("+")[-1]
        for page in pages(rendered)
        for font in page["/Resources"]["/Font"].values()
    }
    assert {name.removesuffix("-Identity-H") for name in used} == set(rendered.fonts)


def test_no_letter_is_borrowed_from_another_font(typesetter: Typesetter) -> None:
    rendered = typesetter.render(letters.apology(reason=f"{ALPHABET} {ALPHABET.upper()}"))
    families = {name.split("-")[0] for name in rendered.fonts}
    assert len(families) == 1, rendered.fonts
    assert all(letter in text(rendered) for letter in ALPHABET + ALPHABET.upper())


HOSTILE = (
    '#import "@preview/tablex:0.0.1": *',
    "#panic()",
    "*đậm* _nghiêng_ `mã` $x^2$ @nhan <nhan> // ghi chú /* */",
    "\"nháy\" 'đơn' \\ \\u{1F600} {{ ten }} {% if %}",
    "= Tiêu đề - gạch + số ~ cách --- ngang",
    "<script>alert(1)</script> & &amp;",
    "Nguyễn Văn\nA",
    "A" * 220,
)


@pytest.mark.parametrize("hostile", HOSTILE)
@pytest.mark.parametrize("kind", ["receipt", "apology", "supplement_request", "handover"])
def test_what_a_citizen_typed_is_printed_and_never_obeyed(kind: str, hostile: str) -> None:
    subject = PUPIL.model_copy(update={})
    subject = Subject(**(subject.model_dump() | {"owner": hostile, "procedure": hostile}))
    match kind:
        case "receipt":
            letter = letters.receipt(subject=subject, papers=(ReceivedPaper(name=hostile, copies=1),))
        case "apology":
            letter = letters.apology(subject=subject, reason=hostile)
        case "supplement_request":
            letter = letters.supplement_request(subject=subject, items=(hostile,), reason=hostile)
        case _:
            letter = letters.handover(giver=hostile)
    printed = re.sub(r"\s", "", text(render(letter)))
    assert re.sub(r"\s", "", hostile) in printed


def test_a_long_procedure_and_twenty_papers_flow_onto_a_second_page_with_the_head_repeated() -> None:
    papers = tuple(
        ReceivedPaper(name=f"Giấy tờ thứ {n}: trích lục, quyết định thay đổi, cải chính hộ tịch của học sinh", copies=1)
        for n in range(1, 21)
    )
    name = " ".join(["Hỗ trợ học tập đối với trẻ em mẫu giáo, học sinh tiểu học, trung học cơ sở"] * 5)
    assert len(name) > 300
    rendered = render(letters.receipt(subject=PUPIL.model_copy(update={"procedure": name}), papers=papers))
    first, second = (page.extract_text() for page in pages(rendered))
    assert "Tên thành phần hồ sơ" in first
    assert "Tên thành phần hồ sơ" in second
    assert "NGƯỜI TIẾP NHẬN HỒ SƠ" in second


def test_a_receipt_of_2018_fits_its_a5_page() -> None:
    old = {"form_number": "Mẫu số 01", "citation": "Thông tư số 01/2018/TT-VPCP", "paper": "A5"}
    title = "Giấy tiếp nhận hồ sơ và hẹn trả kết quả"
    rendered = render(letters.receipt(head=head(title, "TNHS", onestop="Bộ phận một cửa", **old)))
    (page,) = pages(rendered)
    assert (round(page.mediabox.width), round(page.mediabox.height)) == (420, 595)


def test_a_receipt_whose_date_nobody_can_name_prints_the_rule() -> None:
    rule = "24 ngày làm việc kể từ ngày hết hạn nộp hồ sơ"
    assert f"trả kết quả giải quyết hồ sơ: {rule}" in text(render(letters.receipt(appointment=None, due_rule=rule)))


@pytest.mark.parametrize("kind", EVERY_KIND)
def test_invented_data_is_marked_on_every_page(kind: str) -> None:
    assert all("DỮ LIỆU MINH HỌA" in page.extract_text() for page in pages(render(letters.every_letter()[kind])))


def test_real_data_is_not_marked() -> None:
    real = letters.apology().head.model_copy(update={"demo": False})
    assert "MINH HỌA" not in text(render(letters.apology(head=real)))


def test_many_threads_get_their_own_letters() -> None:
    started = threading.Barrier(4)

    def one(number: int) -> bool:
        if number < 4:
            started.wait(timeout=10)
        letter = letters.apology(reason=f"Lý do riêng {number}", written_at=at("2026-11-16T15:40:00"))
        return f"Lý do riêng {number}." in text(render(letter))

    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(one, range(16)))


def test_a_letter_costs_little_once_the_compiler_is_warm() -> None:
    render(letters.apology())
    spent = []
    for number in range(30):
        began = time.perf_counter()
        render(letters.apology(reason=f"Cơ quan được lấy ý kiến trả lời chậm {number}"))
        spent.append(time.perf_counter() - began)
    median = sorted(spent)[15]
    print(f"one apology after warm-up: {median * 1000:.1f} ms (aim: 30)")  # noqa: T201
    assert median < 1
