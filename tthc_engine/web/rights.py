"""Who may do what: one table of every address of the application, with the roles it is for and how far it reaches.

The table is asked before every page and form (`by_rights`), beside what a page itself declares; an address that is
neither in the table nor declares its roles opens for nobody. The unit is the third side: `Reach` says whose rows an
address may touch, and the store's `Scope` holds it in every query (`store.people.scope_of`).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from fastapi import Request
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException

from tthc_engine.domain.procedure import Role
from tthc_engine.web.access import INSIDE, OFFICERS, Forbidden, Needs, Officer, SignInNeeded, signed_in

DEMO_ONLY = "/minh-hoa/"
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
SURVEYORS = SUPERVISOR | DIRECTOR
"""Who opens a survey that belongs to no dossier."""

_TABLE: Mapping[tuple[Reach, Who], tuple[str, ...]] = {
    (Reach.PUBLIC, ANYBODY): (
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
    (Reach.SELF, SIGNED_IN): (
        "GET /",
        "GET /tai-khoan",
        "POST /tai-khoan/mat-khau",
        "POST /tai-khoan/cach-nhan",
        "POST /tai-khoan/dang-xuat-noi-khac",
    ),
    (Reach.UNIT, DESK): (
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
    (Reach.SELF, OFFICERS): (
        "GET /thong-bao",
        "GET /thong-bao/so",
        "GET /thong-bao/dong",
        "POST /thong-bao/da-xem",
        "POST /thong-bao/mot",
    ),
    (Reach.HOUSE, OFFICERS): ("GET /thu-tuc-noi-bo",),
    (Reach.UNIT, OFFICERS): (
        "GET /ho-so",
        "GET /hang-loat",
        "GET /ke-hoach",
        "GET /ke-hoach/{unit}/{slug}/{year}",
        "POST /ke-hoach/{unit}/{slug}/{year}",
        "GET /ke-hoach/{unit}/{slug}/{year}/bao-cao.{ending}",
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
    (Reach.UNIT, OFFICERS - SUPERVISOR): ("GET /viec-cua-toi",),
    (Reach.SELF, OFFICERS - SUPERVISOR): ("POST /viec-cua-toi/danh-sach", "POST /viec-cua-toi/cot"),
    (Reach.UNIT, WATCHERS): (
        "GET /giam-sat",
        "POST /giam-sat/da-xem",
        "GET /giam-sat/danh-sach",
        "GET /giam-sat/tuan",
        "GET /hai-long",
    ),
    (Reach.UNIT, SUPERVISOR | DIRECTOR): (
        "GET /giam-sat/don-doc",
        "POST /giam-sat/don-doc",
        "GET /giam-sat/don-doc/{key}.docx",
        "POST /hai-long/khao-sat",
    ),
    (Reach.UNIT, CLERK): ("GET /van-thu", "POST /van-thu/cap-so", "POST /van-thu/gui"),
    (Reach.UNIT, MAKERS): ("GET /ket-qua/moi", "POST /ket-qua/moi"),
    (Reach.UNIT, MAKERS | CLERK): ("GET /ket-qua", "GET /ket-qua/tai-ve.zip", "GET /ket-qua/{paper}.pdf"),
    (Reach.UNIT, SIGNERS): ("POST /ket-qua/tai-len", "POST /ket-qua/ky", "POST /ket-qua/phat-hanh"),
    (Reach.HOUSE, SUPERVISOR | DIRECTOR): (
        "POST /giam-sat/chi-tieu",
        "POST /giam-sat/man-hinh",
        "GET /ke-hoach/moi",
        "POST /ke-hoach/moi",
    ),
    (Reach.UNIT, READERS): (
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
    ),
    (Reach.UNIT, CLOSERS): ("POST /bao-cao/bieu/{key}/chot",),
    (Reach.UNIT, ENTERERS): ("POST /bao-cao/bieu/{key}/so-lieu",),
    (Reach.UNIT, FEEDBACK): (
        "GET /phan-anh",
        "GET /niem-yet",
        "GET /phan-anh/{key}",
        "POST /phan-anh/{key}/nguoi-gui",
        "POST /phan-anh/{key}/{word}",
    ),
    (Reach.UNIT, FEEDBACK_CLERKS): ("GET /phan-anh/moi", "POST /phan-anh/moi", "POST /niem-yet"),
    (Reach.UNIT, KEEPERS): ("GET /he-thong/da-bao",),
    (Reach.UNIT, SUPERVISOR): (
        "GET /vang-mat",
        "POST /vang-mat/thay",
        "POST /vang-mat/chuyen",
        "GET /tam-dung",
        "POST /tam-dung",
        "POST /tam-dung/ket-thuc",
    ),
    (Reach.UNIT, HANDLER): ("POST /lien-thong/{dossier}/{body}/tra", "POST /lien-thong/{dossier}/{body}/cham"),
    (Reach.HOUSE, KEEPERS): (
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
    (Reach.HOUSE, ADMIN): (
        "GET /quan-tri/thu-hong",
        "POST /quan-tri/thu-hong",
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
        "GET /quan-tri/nghi-dinh",
        "GET /quan-tri/nghi-dinh/{slug}",
        "GET /quan-tri/kenh",
        "POST /quan-tri/kenh/thu",
        "GET /quan-tri/du-lieu",
        "GET /quan-tri/du-lieu/co-quan.yaml",
        "POST /quan-tri/du-lieu/nhan-su",
        "GET /quan-tri/nhat-ky",
    ),
    # The demo's own pages; outside the demo they do not exist.
    (Reach.HOUSE, INSIDE): (
        "POST /minh-hoa/dong-ho",
        "GET /minh-hoa/thu-di",
        "GET /minh-hoa/thu-di/{key}",
        "GET /minh-hoa/thu-di/{key}/{number}",
    ),
}

RIGHTS: Mapping[str, Right] = {
    address: Right(who, reach) for (reach, who), addresses in _TABLE.items() for address in addresses
}
"""By method and path, as the route is written."""


def by_rights(request: Request) -> None:
    """Dependency of every page. Raises SignInNeeded or Forbidden."""
    route: APIRoute = request.scope["route"]
    if route.path.startswith(DEMO_ONLY) and not request.app.state.app.settings.demo:
        raise HTTPException(404)
    right = RIGHTS.get(f"{request.method} {route.path}")
    who = right.who if right is not None else declared(route)
    if right is None and who == ANYBODY:
        raise Forbidden(frozenset())
    if who == ANYBODY:
        return
    officer: Officer | None = request.state.officer
    if officer is None:
        raise SignInNeeded
    if isinstance(who, frozenset) and not officer.has(*who):
        raise Forbidden(who)


def declared(route: APIRoute) -> Who:
    """What the page itself says in its dependencies: the roles of its `needs`, somebody signed in, or nothing."""
    calls = list(_calls(route))
    roles = [call.roles for call in calls if isinstance(call, Needs)]
    if roles:
        return frozenset.intersection(*roles)
    return SIGNED_IN if signed_in in calls else ANYBODY


def _calls(route: APIRoute) -> Iterator[object]:
    waiting = [route.dependant]
    while waiting:
        one = waiting.pop()
        yield one.call
        waiting += one.dependencies


def names(routes: Iterable[APIRoute]) -> Iterator[tuple[str, APIRoute]]:
    """Every route under each of its methods, named as the table names it."""
    for route in routes:
        for method in sorted(route.methods or ()):
            yield f"{method} {route.path}", route
