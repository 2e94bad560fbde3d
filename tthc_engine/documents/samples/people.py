"""Who stands in the samples: an invented school, a commune, their people, a pupil."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from tthc_engine.domain.letter_parts import Addressee, Authority, Contact, LetterHead, Signatory, SignsFor, Subject

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
CODE = "H99.58.04-20261106-0001"
SCHOOL = "Trường Tiểu học và Trung học cơ sở Suối Ngần"
CIRCULAR = "Thông tư số 03/2025/TT-VPCP"


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def head(title: str, symbol: str, *, office: str = "THTHCSSN", **changed: Any) -> LetterHead:
    given: dict[str, Any] = {
        "agency_parent": "UBND xã Suối Ngần",
        "agency": SCHOOL,
        "place": "Suối Ngần",
        "symbol": f"{symbol}-{office}" if symbol else "",
        "letter_date": date(2026, 11, 16),
        "title": title,
        "dossier_code": CODE,
        "demo": True,
    }
    return LetterHead(**(given | changed))


PUPIL = Subject(
    owner="Lường Bảo Ngọc",
    submitter="Lường Văn Thắng",
    relation="cha",
    address="Bản Nà Hin, xã Suối Ngần, tỉnh Vân Sơn",
    phone="0123 045 118",
    email="luongvanthang@example.org",
    id_number="099318004217",
    procedure="Chuyển trường và tiếp nhận học sinh",
    procedure_code="2.002854",
    case="từ tỉnh khác chuyển đến",
)
FATHER = Addressee(name="Lường Văn Thắng", address_as="ông", salutation="Ông", note="cha của học sinh Lường Bảo Ngọc")
CLERK = Contact(person="bà Vàng Thị Sen, văn thư (bộ phận tiếp nhận)", phone="0123 045 000")
DEPUTY = Signatory(
    name="Nguyễn Quang Minh",
    title="Phó Hiệu trưởng",
    signs_for=(SignsFor(authority=Authority.KT, of="Hiệu trưởng"),),
    signed_at=at("2026-11-16T16:20:05"),
    signed_agency="Trường TH&THCS Suối Ngần",
)
VICE_CHAIR = Signatory(
    name="Nông Thị Bích",
    title="Phó Chủ tịch",
    signs_for=(
        SignsFor(authority=Authority.TM, of="Ủy ban nhân dân"),
        SignsFor(authority=Authority.KT, of="Chủ tịch"),
    ),
)
RECEPTION = Signatory(name="Vàng Thị Sen", title="Người tiếp nhận hồ sơ")


def commune_head(title: str, symbol: str, **changed: Any) -> LetterHead:
    given = {"agency_parent": "", "agency": "Ủy ban nhân dân xã Suối Ngần", "office": "UBND"}
    return head(title, symbol, **(given | changed))
