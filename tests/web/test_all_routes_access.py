"""Who may open what: every address is in the table of rights, so that a new one without a decision fails."""

import re

import pytest

from tests.web.office import WebOffice
from tthc_engine.domain.procedure import Role
from tthc_engine.web.app import page_routes
from tthc_engine.web.doors import declared, names
from tthc_engine.web.rights import ANYBODY, Reach
from tthc_engine.web.rights_table import RIGHTS

ONE_OF_EACH = {
    Role.HANDLER: "hung",
    Role.APPROVER: "minh",
    Role.DIRECTOR: "huong",
    Role.SUPERVISOR: "quan",
    Role.ONESTOP_HEAD: "bich",
    Role.ADMIN: "long",
    Role.DESK: "sen",
    Role.CLERK: "sen",
}


ROUTES = dict(names(page_routes()))


def test_every_address_is_in_the_table_of_rights_and_says_the_same_itself():
    assert set(ROUTES) - set(RIGHTS) == set(), "add it to web/rights_table.py"
    assert set(RIGHTS) - set(ROUTES) == set(), "no such address any more"
    assert {name: declared(route) for name, route in ROUTES.items()} == {name: one.who for name, one in RIGHTS.items()}


PLAIN = sorted(name.split(" ")[1] for name in RIGHTS if name.startswith("GET") and "{" not in name)


@pytest.mark.parametrize("path", PLAIN)
def test_a_stranger_is_asked_to_sign_in(office: WebOffice, path: str):
    answer = office.visitor().client.get(path)
    if RIGHTS[f"GET {path}"].who == ANYBODY:
        # The certificate's page is there only where HTTPS was begun.
        assert answer.status_code in (200, 303, 404)
        assert not answer.headers.get("location", "").startswith("/dang-nhap")
    else:
        assert answer.headers["location"].startswith("/dang-nhap")


FORMS = sorted(name.split(" ")[1] for name, right in RIGHTS.items() if name.startswith("POST"))


@pytest.mark.parametrize("path", FORMS)
def test_no_form_is_taken_without_its_token(office: WebOffice, path: str):
    """A stranger is sent to sign in; whoever may send the form, from another page, is told so."""
    filled = re.sub(r"{[^}]+}", "x", path)
    who = RIGHTS[f"POST {path}"].who
    browser = office.visitor()
    if who != ANYBODY:
        assert browser.client.post(filled, data={}).headers["location"].startswith("/dang-nhap")
        held = next(person for role, person in ONE_OF_EACH.items() if not isinstance(who, frozenset) or role in who)
        browser = office.sign_in(held)
    assert browser.client.post(filled, data={"form_token": "made-up"}).status_code == 403


@pytest.mark.parametrize("role", sorted(ONE_OF_EACH))
def test_a_role_opens_its_pages_and_no_others(office: WebOffice, role: Role):
    browser = office.sign_in(ONE_OF_EACH[role])
    held = office.actor(ONE_OF_EACH[role]).roles
    for path in PLAIN:
        allowed = RIGHTS[f"GET {path}"].who
        answer = browser.client.get(path)
        if isinstance(allowed, frozenset) and held.isdisjoint(allowed):
            assert answer.status_code == 403, path
            assert "Trang này dành cho" in answer.text
        else:
            # Without the query it asks for, a page of figures has nothing to show; it was opened all the same.
            assert answer.status_code in (200, 303, 404, 422), path


def of_a_dossier() -> list[str]:
    """Every address about one dossier: `{key}` in its path, and it touches rows of a unit."""
    return sorted(name for name, one in RIGHTS.items() if one.reach is Reach.UNIT and "/ho-so/{key}" in name)


def test_a_dossier_of_one_unit_does_not_exist_for_another(office: WebOffice):
    """Route by route: an officer of the commune names the school's dossier and is told that there is none."""
    reference = office.accepted("2026-06-01 08:20").dossier.reference
    seen = {"desk": office.sign_in("la"), "handler": office.sign_in("so")}
    tried = 0
    for name in of_a_dossier():
        method, path = name.split(" ")
        filled = path.replace("{key}", reference).replace("{word}", "complete").replace("{letter}", "1")
        filled = re.sub(r"{[^}]+}", "1", filled)
        who = RIGHTS[name].who
        for role, browser in seen.items():
            if isinstance(who, frozenset) and Role(role) not in who:
                continue
            token = {"form_token": re.search(r'name="form_token" value="([^"]+)"', browser.see("/tai-khoan").text)[1]}
            answer = browser.client.get(filled) if method == "GET" else browser.client.post(filled, data=token)
            assert answer.status_code == 404, f"{name} as {role}: {answer.status_code}"
            assert "Giàng Minh Khang" not in answer.text
            tried += 1
    assert tried >= 12
