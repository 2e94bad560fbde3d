"""Who may do what: one table of every address of the application, with the roles it is for and how far it reaches.

The table is asked before every page and form (`doors.py`), beside what a page itself declares; an address that is
neither in the table nor declares its roles opens for nobody. The unit is the third side: `Reach` says whose rows an
address may touch, and the store's `Scope` holds it in every query (`store.people.scope_of`).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from tthc_engine.domain.procedure import Role
from tthc_engine.web.access import INSIDE, OFFICERS

ANYBODY = "anybody"
SIGNED_IN = "signed in"
Who = str | frozenset[Role]


class Reach(StrEnum):
    """Whose rows an address may touch."""

    PUBLIC = "public"
    """What is published, or the one dossier whose code and secret were given."""
    SELF = "self"
    """The officer's own account."""
    UNIT = "unit"
    """Dossiers that the officer's unit receives or decides; supervisors, heads, directors: units under it too."""
    HOUSE = "house"
    """Facts of the office: the officer's unit and those under it; no dossier."""


@dataclass(frozen=True, slots=True)
class Right:
    who: Who
    reach: Reach


DESK = frozenset({Role.DESK, Role.ONESTOP_HEAD})
WATCHERS = frozenset({Role.SUPERVISOR, Role.DIRECTOR, Role.APPROVER, Role.ONESTOP_HEAD})
HANDLER = frozenset({Role.HANDLER})
SUPERVISOR = frozenset({Role.SUPERVISOR})
DIRECTOR = frozenset({Role.DIRECTOR})
SIGNERS = frozenset({Role.APPROVER, Role.DIRECTOR})
MAKERS = SIGNERS | {Role.HANDLER}
CLERK = frozenset({Role.CLERK})
ADMIN = frozenset({Role.ADMIN})
KEEPERS = SUPERVISOR | ADMIN
READERS = OFFICERS - {Role.HANDLER}
CLOSERS = frozenset({Role.APPROVER, Role.DIRECTOR, Role.SUPERVISOR})
"""Who freezes a report that is sent up."""
ENTERERS = CLOSERS | {Role.ONESTOP_HEAD, Role.CLERK}
"""Who enters figures that lie outside dossiers, with their source."""

FEEDBACK_CLERKS = SUPERVISOR | CLERK
"""Who receives and classifies reflections of citizens, and publishes their answers."""
FEEDBACK = FEEDBACK_CLERKS | SIGNERS
RESULT_KEEPERS = FEEDBACK_CLERKS | DESK
"""Who keeps the register of results that are still valid."""
SURVEYORS = SUPERVISOR | DIRECTOR
"""Who opens a survey that belongs to no dossier."""

Group = tuple[Reach, Who, tuple[str, ...]]


def may(reach: Reach, who: Who, *addresses: str) -> Group:
    """Addresses for the same people, reaching equally far."""
    return reach, who, addresses


_TABLE: tuple[Group, ...] = (
    may(
        Reach.PUBLIC,
        ANYBODY,
        "GET /dang-nhap",
        "POST /dang-nhap",
        "POST /dang-xuat",
        "POST /ngon-ngu",
        "GET /tra-cuu",
        "POST /tra-cuu",
        "GET /tra-cuu/ket-qua",
        "GET /tra-cuu/van-ban/{letter}.pdf",
        "GET /thu-tuc",
        "GET /thu-tuc.json",
        "GET /thu-tuc/{code}",
        "GET /thu-tuc/{code}.json",
        "GET /thu-tuc/{code}/kiem-tra",
        "GET /cong-khai",
        "GET /nop-ho-so/{unit}/{code}",
        "POST /nop-ho-so/{unit}/{code}",
        "GET /tra-cuu/theo-doi/{token}",
        "POST /tra-cuu/bo-sung",
        "POST /tra-cuu/rut",
        "GET /chung-thu",
        "GET /chung-thu/mot-cua.crt",
        "GET /bang/{unit}/{mark}",
        "POST /tra-cuu/bao-tin",
        "GET /gui-phan-anh",
        "POST /gui-phan-anh",
        "GET /gui-phan-anh/tra-cuu",
        "POST /gui-phan-anh/tra-cuu",
        "GET /gui-phan-anh/theo-doi",
        "POST /gui-phan-anh/theo-doi",
        "GET /gui-phan-anh/cong-khai",
        "GET /danh-gia/{mark}",
        "POST /danh-gia/{mark}",
        "GET /khao-sat/{key}",
        "POST /khao-sat/{key}",
        "GET /healthz",
        "GET /readyz",
        "GET /metrics",
    ),
    may(
        Reach.SELF,
        SIGNED_IN,
        "GET /",
        "GET /tai-khoan",
        "POST /tai-khoan/mat-khau",
        "POST /tai-khoan/cach-nhan",
        "POST /tai-khoan/dang-xuat-noi-khac",
    ),
    may(
        Reach.UNIT,
        DESK,
        "GET /tiep-nhan",
        "POST /tiep-nhan",
        "GET /tiep-nhan/thu-tuc",
        "POST /tiep-nhan/ngay-hen",
        "POST /tiep-nhan/nguoi",
        "POST /tiep-nhan/nhap",
        "POST /tiep-nhan/nhap/{key}/bo",
        "POST /tiep-nhan/ban-quet",
        "GET /tiep-nhan/ban-quet/{sha256}",
        "GET /tiep-nhan/truc-tuyen",
        "GET /tiep-nhan/danh-sach",
        "POST /tiep-nhan/danh-sach",
        "GET /tiep-nhan/danh-sach/{key}",
        "GET /tiep-nhan/giay-in-san",
        "POST /tiep-nhan/giay-in-san",
        "GET /tiep-nhan/giay-in-san/{day}",
        "GET /danh-gia/quay",
        "GET /tra-ket-qua",
        "GET /tra-ket-qua/{key}",
        "POST /tra-ket-qua/{key}",
        "POST /tra-ket-qua/{key}/nhac",
        "GET /ban-giao",
        "POST /ban-giao",
        "GET /ho-so/{key}/giay-tiep-nhan",
        "GET /ho-so/{key}/bao-tin",
        "POST /ho-so/{key}/bao-tin",
    ),
    may(
        Reach.SELF,
        OFFICERS,
        "GET /danh-gia-thang",
        "GET /danh-gia-thang/ho-so",
        "GET /danh-gia-thang/tep.{ending}",
        "GET /thong-bao",
        "GET /thong-bao/so",
        "GET /thong-bao/dong",
        "POST /thong-bao/da-xem",
        "POST /thong-bao/mot",
    ),
    may(Reach.HOUSE, OFFICERS, "GET /thu-tuc-noi-bo"),
    may(
        Reach.UNIT,
        OFFICERS,
        "GET /ket-qua-con-hieu-luc",
        "GET /ket-qua-con-hieu-luc/{key}/tep",
        "GET /ho-so",
        "GET /hang-loat",
        "GET /ke-hoach",
        "GET /ke-hoach/{unit}/{slug}/{year}",
        "POST /ke-hoach/{unit}/{slug}/{year}",
        "GET /ke-hoach/{unit}/{slug}/{year}/bao-cao.{ending}",
        "GET /ke-hoach/{unit}/{slug}/{year}/bao-cao",
        "GET /ke-hoach/{unit}/{slug}/{year}/minh-chung/{sha256}",
        "GET /ra-soat",
        "GET /ra-soat/{year}/tep.{ending}",
        "GET /ra-soat/{year}/{slug}",
        "GET /lien-thong",
        "GET /bo-sung-ngoai-quy-dinh",
        "POST /hang-loat",
        "POST /hang-loat/{word}",
        "GET /ho-so/{key}",
        "GET /ho-so/{key}/vi-sao",
        "GET /ho-so/{key}/nguoi-nop",
        "POST /ho-so/{key}/nguoi-nop",
        "GET /ho-so/{key}/lenh/{word}",
        "POST /ho-so/{key}/lenh/{word}",
        "POST /ho-so/{key}/xem-truoc.pdf",
        "POST /ho-so/{key}/ghi-chu",
        "POST /ho-so/{key}/dang-mo",
        "GET /ho-so/{key}/ban-quet",
        "POST /ho-so/{key}/ban-quet",
        "GET /ho-so/{key}/ban-quet/{sha256}",
        "GET /ho-so/{key}/van-ban/{letter}",
        "GET /ho-so/{key}/van-ban/{letter}.pdf",
        "GET /ho-so/{key}/van-ban/{letter}.docx",
        "GET /ho-so/{key}/phieu-kiem-soat.pdf",
        "GET /ho-so/{key}/phieu-kiem-soat.docx",
        "GET /danh-sach-ho-so/{key}/{paper}.{ending}",
    ),
    may(Reach.UNIT, OFFICERS - SUPERVISOR, "GET /viec-cua-toi"),
    may(Reach.SELF, OFFICERS - SUPERVISOR, "POST /viec-cua-toi/danh-sach", "POST /viec-cua-toi/cot"),
    may(
        Reach.UNIT,
        WATCHERS,
        "GET /giam-sat",
        "POST /giam-sat/da-xem",
        "GET /giam-sat/danh-sach",
        "GET /giam-sat/tuan",
        "GET /hai-long",
    ),
    may(
        Reach.UNIT,
        SUPERVISOR | DIRECTOR,
        "GET /giam-sat/don-doc",
        "POST /giam-sat/don-doc",
        "GET /giam-sat/don-doc/{key}.docx",
        "POST /hai-long/khao-sat",
    ),
    may(Reach.UNIT, CLERK, "GET /van-thu", "POST /van-thu/cap-so", "POST /van-thu/gui"),
    may(Reach.UNIT, MAKERS, "GET /ket-qua/moi", "POST /ket-qua/moi"),
    may(
        Reach.UNIT,
        MAKERS | CLERK,
        "GET /ket-qua",
        "GET /ket-qua/tai-ve.zip",
        "GET /ket-qua/{paper}.pdf",
        "GET /ket-qua/{paper}.docx",
    ),
    may(
        Reach.UNIT,
        SIGNERS,
        "POST /danh-gia-thang/chot",
        "POST /danh-gia-thang/{person}",
        "POST /ket-qua/tai-len",
        "POST /ket-qua/ky",
        "POST /ket-qua/phat-hanh",
    ),
    may(
        Reach.HOUSE,
        SUPERVISOR | DIRECTOR,
        "POST /giam-sat/chi-tieu",
        "POST /giam-sat/man-hinh",
        "GET /ke-hoach/moi",
        "POST /ke-hoach/moi",
        "POST /ra-soat/{year}/{slug}",
        "GET /ra-soat/{year}/{slug}/quyet-dinh.yaml",
    ),
    may(
        Reach.UNIT,
        READERS,
        "GET /bao-cao",
        "GET /bao-cao/ho-so",
        "GET /bao-cao/so-theo-doi",
        "GET /bao-cao/ii-06a.{ending}",
        "GET /bao-cao/so-theo-doi.{ending}",
        "GET /bao-cao/bieu/{key}",
        "GET /bao-cao/bieu-do",
        "GET /bao-cao/luong",
        "GET /bao-cao/bieu/{key}/ho-so",
        "GET /bao-cao/bieu/{key}/tep.{ending}",
        "GET /bao-cao/bieu/{key}/ban-chot/{number}.{ending}",
        "GET /bao-cao/gui-nhan",
        "GET /bao-cao/gui-nhan/{closed}.{ending}",
    ),
    may(Reach.UNIT, CLOSERS, "POST /bao-cao/bieu/{key}/chot", "POST /bao-cao/gui-nhan/noi-nhan"),
    may(
        Reach.UNIT,
        ENTERERS,
        "POST /bao-cao/bieu/{key}/so-lieu",
        "POST /bao-cao/gui-nhan/nhan",
        "POST /ke-hoach/{unit}/{slug}/{year}/bao-cao",
    ),
    may(
        Reach.UNIT,
        FEEDBACK,
        "GET /phan-anh",
        "GET /niem-yet",
        "GET /phan-anh/{key}",
        "POST /phan-anh/{key}/nguoi-gui",
        "POST /phan-anh/{key}/{word}",
    ),
    may(
        Reach.UNIT,
        RESULT_KEEPERS,
        "POST /ket-qua-con-hieu-luc",
        "POST /ket-qua-con-hieu-luc/danh-sach",
        "POST /ket-qua-con-hieu-luc/{key}",
    ),
    may(Reach.UNIT, FEEDBACK_CLERKS, "GET /phan-anh/moi", "POST /phan-anh/moi", "POST /niem-yet"),
    may(Reach.UNIT, KEEPERS, "GET /he-thong/da-bao"),
    may(
        Reach.UNIT,
        SUPERVISOR,
        "GET /vang-mat",
        "POST /vang-mat/thay",
        "POST /vang-mat/chuyen",
        "GET /tam-dung",
        "POST /tam-dung",
        "POST /tam-dung/ket-thuc",
    ),
    may(Reach.UNIT, HANDLER, "POST /lien-thong/{dossier}/{body}/tra", "POST /lien-thong/{dossier}/{body}/cham"),
    may(
        Reach.HOUSE,
        KEEPERS,
        "GET /dot-tiep-nhan",
        "POST /dot-tiep-nhan",
        "GET /he-thong",
        "GET /lich-lam-viec",
        "POST /lich-lam-viec/ngay",
        "POST /lich-lam-viec/nam",
        "GET /lich-lam-viec/{version}",
        "POST /lich-lam-viec/{version}/ap-dung",
        "POST /lich-lam-viec/{version}/bo",
    ),
    may(
        Reach.HOUSE,
        ADMIN,
        "GET /quan-tri/thu-hong",
        "POST /quan-tri/thu-hong",
        "GET /mau-ket-qua",
        "POST /mau-ket-qua",
        "POST /mau-ket-qua/thoi-dung",
        "GET /mau-ket-qua/mau.docx",
        "GET /mau-van-ban",
        "POST /mau-van-ban",
        "POST /mau-van-ban/dung",
        "GET /mau-van-ban/{kind}.docx",
        "GET /quan-tri",
        "GET /quan-tri/don-vi",
        "POST /quan-tri/don-vi",
        "GET /quan-tri/don-vi/{unit}",
        "POST /quan-tri/don-vi/{unit}",
        "POST /quan-tri/don-vi/{unit}/co-quan",
        "POST /quan-tri/don-vi/{unit}/gio",
        "GET /quan-tri/don-vi/{unit}/lien-thong",
        "POST /quan-tri/don-vi/{unit}/lien-thong",
        "GET /quan-tri/don-vi/{unit}/ban-giao",
        "POST /quan-tri/don-vi/{unit}/ban-giao",
        "GET /quan-tri/nhan-su",
        "POST /quan-tri/nhan-su",
        "GET /quan-tri/nhan-su/{key}",
        "POST /quan-tri/nhan-su/{key}",
        "POST /quan-tri/nhan-su/{key}/vai-tro",
        "POST /quan-tri/nhan-su/{key}/tai-khoan",
        "POST /quan-tri/nhan-su/{key}/thay",
        "GET /quan-tri/nhan-su/{key}/uy-quyen",
        "POST /quan-tri/nhan-su/{key}/uy-quyen",
        "GET /quan-tri/thu-tuc",
        "GET /quan-tri/thu-tuc/ban-nhap",
        "POST /quan-tri/thu-tuc/ban-nhap",
        "GET /quan-tri/thu-tuc/{code}/bai-bo",
        "POST /quan-tri/thu-tuc/{code}/bai-bo",
        "POST /quan-tri/thu-tuc/{code}/bai-bo/rut-lai",
        "GET /quan-tri/nghi-dinh",
        "GET /quan-tri/nghi-dinh/{slug}",
        "GET /quan-tri/kenh",
        "POST /quan-tri/kenh/thu",
        "GET /quan-tri/du-lieu",
        "GET /quan-tri/du-lieu/co-quan.yaml",
        "GET /quan-tri/du-lieu/nhat-ky-su-kien/{file}",
        "POST /quan-tri/du-lieu/nhan-su",
        "GET /quan-tri/du-lieu/ho-so",
        "POST /quan-tri/du-lieu/ho-so/xem-truoc",
        "POST /quan-tri/du-lieu/ho-so/nhap",
        "GET /quan-tri/du-lieu/ho-so/ket-qua/{key}",
        "POST /quan-tri/du-lieu/ho-so/cong-dvc",
        "GET /quan-tri/nhat-ky",
    ),
    # The demo's own pages; outside the demo they do not exist.
    may(
        Reach.HOUSE,
        INSIDE,
        "POST /minh-hoa/dong-ho",
        "GET /minh-hoa/thu-di",
        "GET /minh-hoa/thu-di/{key}",
        "GET /minh-hoa/thu-di/{key}/{number}",
    ),
)


class DeclaredTwice(ValueError):
    """One address, or one pair of reach and roles, stands in the table twice: which of them holds?"""


def rights_of(table: Iterable[Group]) -> dict[str, Right]:
    """The table by address. Raises DeclaredTwice."""
    found: dict[str, Right] = {}
    groups: set[tuple[Reach, Who]] = set()
    for reach, who, addresses in table:
        if (reach, who) in groups:
            raise DeclaredTwice(f"{reach} for {who}: put the addresses of both into one")
        groups.add((reach, who))
        for address in addresses:
            if address in found:
                raise DeclaredTwice(address)
            found[address] = Right(who, reach)
    return found


RIGHTS: Mapping[str, Right] = rights_of(_TABLE)
"""By method and path, as the route is written."""
