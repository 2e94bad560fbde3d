"""Signing in and out, the language, and where each role begins."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from tthc_engine.domain.procedure import Role
from tthc_engine.store import people
from tthc_engine.web.access import (
    LANGUAGE_COOKIE,
    SESSION_SECONDS,
    Inside,
    Passwords,
    forgive_sign_in,
    spend_sign_in,
)
from tthc_engine.web.forms.typed import Posted, Typed, blank
from tthc_engine.web.messages import LANGUAGES
from tthc_engine.web.officers import end_session, may_sign_in, officer_called, open_session
from tthc_engine.web.pages.accounts import UnitAccounts, demo_accounts
from tthc_engine.web.view import app_of, at_of, go, page, says, session_of, sessions_of
from tthc_engine.work.demo.office import demo_office

router = APIRouter()

HOME: tuple[tuple[Role, str], ...] = (
    (Role.DESK, "/tiep-nhan"),
    (Role.SUPERVISOR, "/giam-sat"),
    (Role.HANDLER, "/viec-cua-toi"),
    (Role.APPROVER, "/viec-cua-toi"),
    (Role.CLERK, "/viec-cua-toi"),
    (Role.DIRECTOR, "/giam-sat"),
    (Role.ONESTOP_HEAD, "/giam-sat"),
    (Role.ADMIN, "/he-thong"),
)


@router.get("/")
def home(officer: Inside) -> Response:
    """Each role begins where its day begins."""
    return go(next((path for role, path in HOME if officer.has(role)), "/tai-khoan"))


@router.get("/dang-nhap")
def ask(request: Request, tiep: str = "", ten: str = "") -> Response:
    """`ten` names the account whose row in the demo's list was clicked."""
    return _asked(request, blank(says(request), tiep=tiep, ten=ten))


@router.post("/dang-nhap")
def sign_in(request: Request, typed: Posted) -> Response:
    _ = says(request)
    username = typed.text("ten").casefold()
    spend_sign_in(request, username)
    app = app_of(request)
    with app.read() as session:
        account = people.account(session, username)
    passwords: Passwords = request.app.state.passwords
    stored = account.password_hash if account is not None and may_sign_in(app, account) else None
    if not passwords.right(typed.values.get("mat_khau", ""), stored):
        return _asked(request, typed, status=422, refused=_("sign_in.wrong"))
    if officer_called(app, username, at_of(request)) is None:
        return _asked(request, typed, status=403, refused=_("sign_in.no_position"))
    forgive_sign_in(request, username)
    response = go(_inside_only(typed.text("tiep")))
    secure = request.url.scheme == "https"
    sessions = sessions_of(request)
    sessions.keep(response, open_session(app, sessions, username, password_hash=stored or ""), secure=secure)
    return response


def _asked(request: Request, typed: Typed, *, status: int = 200, refused: str = "") -> Response:
    """The form; in the demo beside its accounts."""
    app, units = app_of(request), list[UnitAccounts]()
    if app.settings.demo:
        with app.read() as session:
            units = demo_accounts(session, at_of(request), says(request))
    names = {account.username for unit in units for account in unit.accounts}
    return page(
        request,
        "sign_in.html",
        status=status,
        typed=typed,
        refused=refused,
        demo_units=units,
        demo_names=names,
        demo_password=demo_office().password if units else "",
    )


@router.post("/dang-xuat")
def sign_out(request: Request, typed: Posted) -> Response:
    """The session ends here and on every copy of its cookie."""
    ended = session_of(request)
    if ended.username:
        end_session(app_of(request), ended)
    response = go("/dang-nhap")
    sessions = sessions_of(request)
    sessions.keep(response, sessions.begin(), secure=request.url.scheme == "https")
    return response


@router.post("/ngon-ngu")
def choose_language(request: Request, typed: Posted) -> Response:
    response = go(_inside_only(typed.text("tiep")))
    if typed.text("ngon_ngu") in LANGUAGES:
        response.set_cookie(
            LANGUAGE_COOKIE, typed.text("ngon_ngu"), max_age=60 * SESSION_SECONDS, samesite="lax", httponly=True
        )
    return response


def _inside_only(path: str) -> str:
    """A path of this application, never another host's address."""
    return path if path.startswith("/") and not path.startswith(("//", "/\\")) else "/"
