"""Who may open what: every address is listed here, so that a new one without a decision fails."""

import pytest
from fastapi.routing import APIRoute

from tests.web.office import WebOffice
from tthc_engine.domain.procedure import Role
from tthc_engine.web.access import INSIDE, OFFICERS, Needs, signed_in
from tthc_engine.web.app import page_routes

ANYBODY = "anybody"
SIGNED_IN = "signed in"
DESK = frozenset({Role.DESK, Role.ONESTOP_HEAD})
WATCHERS = frozenset({Role.SUPERVISOR, Role.DIRECTOR, Role.APPROVER, Role.ONESTOP_HEAD})
KEEPERS = frozenset({Role.SUPERVISOR, Role.ADMIN})

MAY_OPEN: dict[str, object] = {
    "GET /": SIGNED_IN,
    "GET /dang-nhap": ANYBODY,
    "POST /dang-nhap": ANYBODY,
    "POST /dang-xuat": ANYBODY,
    "POST /ngon-ngu": ANYBODY,
    "GET /tai-khoan": SIGNED_IN,
    "POST /tai-khoan/mat-khau": SIGNED_IN,
    "GET /tra-cuu": ANYBODY,
    "POST /tra-cuu": ANYBODY,
    "GET /tra-cuu/ket-qua": ANYBODY,
    "GET /tra-cuu/van-ban/{letter}.pdf": ANYBODY,
    "GET /tiep-nhan": DESK,
    "POST /tiep-nhan": DESK,
    "GET /tiep-nhan/thu-tuc": DESK,
    "POST /tiep-nhan/ngay-hen": DESK,
    "POST /tiep-nhan/nguoi": DESK,
    "GET /ho-so": OFFICERS,
    "GET /ho-so/{key}": OFFICERS,
    "GET /ho-so/{key}/vi-sao": OFFICERS,
    "GET /ho-so/{key}/giay-tiep-nhan": DESK,
    "GET /ho-so/{key}/lenh/{word}": OFFICERS,
    "POST /ho-so/{key}/lenh/{word}": OFFICERS,
    "POST /ho-so/{key}/xem-truoc.pdf": OFFICERS,
    "GET /ho-so/{key}/van-ban/{letter}": OFFICERS,
    "GET /ho-so/{key}/van-ban/{letter}.pdf": OFFICERS,
    "GET /viec-cua-toi": OFFICERS - {Role.SUPERVISOR},
    "GET /giam-sat": WATCHERS,
    "POST /giam-sat/da-xem": WATCHERS,
    "GET /vang-mat": frozenset({Role.SUPERVISOR}),
    "POST /vang-mat/thay": frozenset({Role.SUPERVISOR}),
    "POST /vang-mat/chuyen": frozenset({Role.SUPERVISOR}),
    "GET /he-thong": KEEPERS,
    "GET /lich-lam-viec": KEEPERS,
    "POST /lich-lam-viec/ngay": KEEPERS,
    "POST /lich-lam-viec/nam": KEEPERS,
    "GET /lich-lam-viec/{version}": KEEPERS,
    "POST /lich-lam-viec/{version}/ap-dung": KEEPERS,
    "POST /lich-lam-viec/{version}/bo": KEEPERS,
    # The demo's own pages; outside the demo they do not exist.
    "POST /minh-hoa/dong-ho": INSIDE,
    "GET /minh-hoa/thu-di": INSIDE,
    "GET /minh-hoa/thu-di/{key}": INSIDE,
    "GET /minh-hoa/thu-di/{key}/{number}": INSIDE,
}
ONE_OF_EACH = {
    Role.HANDLER: "hung",
    Role.APPROVER: "minh",
    Role.DIRECTOR: "huong",
    Role.SUPERVISOR: "quan",
    Role.ONESTOP_HEAD: "bich",
    Role.ADMIN: "long",
    Role.DESK: "sen",
}


def declared() -> dict[str, APIRoute]:
    return {f"{method} {route.path}": route for route in page_routes() for method in sorted(route.methods or ())}


def guard(route: APIRoute) -> object:
    """What the route itself declares: the roles of its `needs`, a signed-in officer, or nothing."""
    calls = []
    waiting = [route.dependant]
    while waiting:
        one = waiting.pop()
        calls.append(one.call)
        waiting += one.dependencies
    roles = [call.roles for call in calls if isinstance(call, Needs)]
    if roles:
        return frozenset.intersection(*roles)
    return SIGNED_IN if signed_in in calls else ANYBODY


def test_every_address_says_who_may_open_it():
    reports = {name for name in declared() if name.split(" ")[1].startswith("/bao-cao")}
    assert set(declared()) - reports == set(MAY_OPEN)
    assert {name: guard(route) for name, route in declared().items() if name not in reports} == MAY_OPEN


def test_reports_are_for_officers_only():
    for name, route in declared().items():
        if name.split(" ")[1].startswith("/bao-cao"):
            roles = guard(route)
            assert isinstance(roles, frozenset), name
            assert roles <= OFFICERS, name


PLAIN = sorted(name.split(" ")[1] for name in MAY_OPEN if name.startswith("GET") and "{" not in name)


@pytest.mark.parametrize("path", PLAIN)
def test_a_stranger_is_asked_to_sign_in(office: WebOffice, path: str):
    answer = office.visitor().client.get(path)
    if MAY_OPEN[f"GET {path}"] == ANYBODY:
        assert answer.status_code in (200, 303)
        assert not answer.headers.get("location", "").startswith("/dang-nhap")
    else:
        assert answer.headers["location"].startswith("/dang-nhap")


@pytest.mark.parametrize("role", sorted(ONE_OF_EACH))
def test_a_role_opens_its_pages_and_no_others(office: WebOffice, role: Role):
    browser = office.sign_in(ONE_OF_EACH[role])
    held = office.actor(ONE_OF_EACH[role]).roles
    for path in PLAIN:
        allowed = MAY_OPEN[f"GET {path}"]
        answer = browser.client.get(path)
        if isinstance(allowed, frozenset) and held.isdisjoint(allowed):
            assert answer.status_code == 403, path
            assert "Trang này dành cho" in answer.text
        else:
            assert answer.status_code in (200, 303), path
