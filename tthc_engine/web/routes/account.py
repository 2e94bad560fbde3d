"""Tài khoản: who is signed in, and their password."""

from dataclasses import replace

from fastapi import APIRouter, Request
from starlette.responses import Response

from tthc_engine.store import doors, offices, people, wishes
from tthc_engine.web.access import Inside, Officer, Passwords, forgive_sign_in, spend_sign_in
from tthc_engine.web.forms.typed import Posted, Typed, blank
from tthc_engine.web.officers import oldest, open_session, stand_ins
from tthc_engine.web.view import app_of, at_of, go, page, says, session_of, sessions_of

router = APIRouter()
SHORTEST_PASSWORD = 10
"""As `tthc init` asks for the first one."""
UNPROCESSABLE = 422


@router.get("/tai-khoan")
def account(request: Request, officer: Inside) -> Response:
    return _shown(request, officer, blank(says(request)))


@router.post("/tai-khoan/mat-khau")
def change_password(request: Request, officer: Inside, typed: Posted) -> Response:
    """The new password opens from now on; whoever is signed in elsewhere with the old one is not any more."""
    app, passwords = app_of(request), _passwords(request)
    with app.read() as session:
        known = people.account(session, officer.username)
    _checked(typed, officer)
    spend_sign_in(request, officer.username)
    if known is None or not passwords.right(typed.values.get("cu", ""), known.password_hash):
        typed.wrong("cu", says(request)("password.old_wrong"))
    if typed.errors or known is None:
        return _shown(request, officer, typed, status=UNPROCESSABLE)
    forgive_sign_in(request, officer.username)
    stored = passwords.hashed(typed.values["moi"])
    with app.transaction() as session:
        people.put_account(session, replace(known, password_hash=stored))
        doors.end_others(session, officer.username)
        changed = {"username": officer.username}
        by, at = officer.person, at_of(request)
        offices.audit(session, officer.actor.unit, kind="password_changed", by=by, at=at, payload=changed)
    response = go("/tai-khoan?da=password")
    secure = request.url.scheme == "https"
    sessions = sessions_of(request)
    sessions.keep(response, open_session(app, sessions, officer.username, password_hash=stored), secure=secure)
    return response


@router.post("/tai-khoan/dang-xuat-noi-khac")
def sign_out_elsewhere(request: Request, officer: Inside, typed: Posted) -> Response:
    """Every other screen on which the account is signed in is signed out; this one stays."""
    del typed  # its token has been checked
    with app_of(request).transaction() as session:
        doors.end_others(session, officer.username, but=session_of(request).mark)
    return go("/tai-khoan?da=elsewhere")


def _checked(typed: Typed, officer: Officer) -> None:
    """Long enough, not the user's name, not the old one, typed the same twice."""
    _, new = typed.says, typed.values.get("moi", "")
    if len(new) < SHORTEST_PASSWORD:
        typed.wrong("moi", _("password.short", n=SHORTEST_PASSWORD))
    elif officer.username in new.casefold():
        typed.wrong("moi", _("password.has_name"))
    elif new == typed.values.get("cu", ""):
        typed.wrong("moi", _("password.same"))
    if new != typed.values.get("moi_lai", ""):
        typed.wrong("moi_lai", _("password.differs"))


def _shown(request: Request, officer: Officer, typed: Typed, *, status: int = 200) -> Response:
    with app_of(request).read() as session:
        absent = [one.stands_for or "" for one in stand_ins(session, officer, at_of(request))]
        names = [one.name for one in people.names(session, absent).values()]
        preference = wishes.preference(session, officer.person)
        screens = doors.open_sessions(session, officer.username, since=oldest(app_of(request)))
    return page(
        request,
        "account.html",
        status=status,
        stands_for=names,
        preference=preference,
        typed=typed,
        shortest=SHORTEST_PASSWORD,
        screens=[(one.opened_at, one.mark == session_of(request).mark) for one in screens],
    )


def _passwords(request: Request) -> Passwords:
    passwords: Passwords = request.app.state.passwords
    return passwords
