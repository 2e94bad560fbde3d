"""Nhân sự: who works in the house, in which roles and from when until when, who stands in, and who may sign in."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from tthc_engine.domain.errors import Refusal
from tthc_engine.domain.procedure import Role
from tthc_engine.store import offices, people
from tthc_engine.store.people import Person, Scope
from tthc_engine.web import wording
from tthc_engine.web.access import Officer, Passwords, needs
from tthc_engine.web.forms import house as forms
from tthc_engine.web.forms.typed import Posted, Typed, blank
from tthc_engine.web.statuses import status_of
from tthc_engine.web.view import app_of, at_of, go, page, says, today_of
from tthc_engine.work import absences
from tthc_engine.work.house import staff, units
from tthc_engine.work.house.staff import HELD, Member, Newcomer

router = APIRouter()
Keeper = Annotated[Officer, Depends(needs(Role.ADMIN))]
UNPROCESSABLE = 422


@router.get("/quan-tri/nhan-su")
def listing(request: Request, officer: Keeper) -> Response:
    return _listing(request, officer, blank(says(request)))


@router.post("/quan-tri/nhan-su")
def employ(request: Request, officer: Keeper, typed: Posted) -> Response:
    """Somebody new, with roles from a day on and an account."""
    _ = says(request)
    key = typed.required("key", _("house.person_key"))
    username = typed.text("username").casefold() or key
    person, roles = forms.person(typed, key), forms.roles(typed)
    unit, secret = typed.required("unit", _("account.unit")), forms.password(typed, username)
    since = typed.day("since") or today_of(request)
    if not typed.errors:
        hashed = _passwords(request).hashed(secret)
        one = Newcomer(person=person, username=username, password_hash=hashed, unit=unit, roles=roles, since=since)
        try:
            staff.employ(app_of(request), officer.actor, one, at=at_of(request))
        except Refusal as refusal:
            typed.wrong("key", wording.refusal(_, refusal))
    if typed.errors:
        return _listing(request, officer, typed, status=UNPROCESSABLE)
    return go(f"/quan-tri/nhan-su/{key}?da=saved")


@router.get("/quan-tri/nhan-su/{key}")
def one(request: Request, officer: Keeper, key: str) -> Response:
    return _one(request, officer, key)


@router.post("/quan-tri/nhan-su/{key}")
def change(request: Request, officer: Keeper, typed: Posted, key: str) -> Response:
    """Name, title and contact."""
    person = forms.person(typed, key)
    if typed.errors:
        return _one(request, officer, key, about=typed)
    try:
        staff.change_person(app_of(request), officer.actor, person, at=at_of(request))
    except Refusal as refusal:
        return _one(request, officer, key, about=typed, refusal=refusal)
    return go(f"/quan-tri/nhan-su/{key}?da=saved")


@router.post("/quan-tri/nhan-su/{key}/vai-tro")
def roles(request: Request, officer: Keeper, typed: Posted, key: str) -> Response:
    """A role given, or the last day of one that is held."""
    app, at = app_of(request), at_of(request)
    try:
        if typed.text("action") == "end":
            _end(request, officer, typed, key)
        else:
            with app.read() as session:
                house = [one.unit.id for one in units.house(session, officer.actor)]
            post = forms.post(typed, key, house)
            if post is not None:
                staff.give_role(app, officer.actor, post, at=at)
    except Refusal as refusal:
        return _one(request, officer, key, role=typed, refusal=refusal)
    if typed.errors:
        return _one(request, officer, key, role=typed)
    return go(f"/quan-tri/nhan-su/{key}?da=saved")


def _end(request: Request, officer: Officer, typed: Typed, key: str) -> None:
    app = app_of(request)
    with app.read() as session:
        held = staff.member(session, officer.actor, key).positions
    named = [one for one in held if f"{one.role.value}/{one.unit}/{one.valid_from}" == typed.text("post")]
    last = typed.day("last")
    typed.required("last", says(request)("house.last"))
    if named and last is not None and not typed.errors:
        staff.end_role(app, officer.actor, named[0], last=last, at=at_of(request))


@router.post("/quan-tri/nhan-su/{key}/tai-khoan")
def account(request: Request, officer: Keeper, typed: Posted, key: str) -> Response:
    """A new password, or the account closed or opened again; whoever is signed in with it is not any more."""
    app, at = app_of(request), at_of(request)
    try:
        if typed.text("action") == "password":
            with app.read() as session:
                known = staff.member(session, officer.actor, key).account
            secret = forms.password(typed, known.username if known else "")
            if not typed.errors:
                staff.set_password(app, officer.actor, key, password_hash=_passwords(request).hashed(secret), at=at)
        else:
            staff.set_open(app, officer.actor, key, active=typed.text("action") == "open", at=at)
    except Refusal as refusal:
        return _one(request, officer, key, secret=typed, refusal=refusal)
    if typed.errors:
        return _one(request, officer, key, secret=typed)
    return go(f"/quan-tri/nhan-su/{key}?da=saved")


@router.post("/quan-tri/nhan-su/{key}/thay")
def substitute(request: Request, officer: Keeper, typed: Posted, key: str) -> Response:
    """Somebody does this person's work from one day until another."""
    _ = says(request)
    since, until = typed.day("tu"), typed.day("den")
    for name, label in (("tu", "absence.since"), ("den", "absence.until"), ("ly_do", "order.reason")):
        typed.required(name, _(label))
    if typed.errors or since is None or until is None:
        return _one(request, officer, key, stands=typed)
    try:
        absences.substitute(
            app_of(request),
            officer.actor,
            person=key,
            instead=typed.text("thay"),
            since=since,
            until=until,
            reason=typed.text("ly_do"),
            at=at_of(request),
        )
    except Refusal as refusal:
        return _one(request, officer, key, stands=typed, refusal=refusal)
    return go(f"/quan-tri/nhan-su/{key}?da=substitute")


def _passwords(request: Request) -> Passwords:
    passwords: Passwords = request.app.state.passwords
    return passwords


def _listing(request: Request, officer: Officer, typed: Typed, *, status: int = 200) -> Response:
    today = today_of(request)
    with app_of(request).read() as session:
        house = [one.unit for one in units.house(session, officer.actor)]
        members = staff.staff(session, [one.id for one in house])
    names = {one.id: one.name for one in house}
    rows = [(one, _now(one, today, names)) for one in members]
    return page(
        request,
        "admin/people.html",
        status=status,
        here=[(one, posts) for one, posts in rows if posts],
        gone=[one for one, posts in rows if not posts],
        names=names,
        units=list(names.items()),
        roles=[(role.value, says(request)(f"role.{role.value}")) for role in HELD],
        typed=typed,
    )


def _now(one: Member, today: object, names: dict[str, str]) -> list[people.Position]:
    """What the person holds today or will hold, in the units of the house."""
    return [
        post
        for post in one.positions
        if post.unit in names and (post.valid_until is None or str(post.valid_until) >= str(today))
    ]


def _one(
    request: Request,
    officer: Officer,
    key: str,
    *,
    about: Typed | None = None,
    role: Typed | None = None,
    secret: Typed | None = None,
    stands: Typed | None = None,
    refusal: Refusal | None = None,
) -> Response:
    """The person's page; whichever form was refused keeps what was typed."""
    app, _, at = app_of(request), says(request), at_of(request)
    with app.read() as session:
        known = staff.member(session, officer.actor, key)
        house = {one.unit.id: one.unit.name for one in units.house(session, officer.actor)}
        away = [
            one
            for one in people.substitutions(session, Scope(offices.below(session, officer.actor.unit)), at)
            if key in (one.person, one.substitute)
        ]
        colleagues = staff.staff(session, house)
        named = people.names(session, {name for one in away for name in (one.person, one.substitute)})
        elsewhere = {one.id: one.name for one in offices.units(session)}
    failed = any(one is not None for one in (about, role, secret, stands))
    person: Person = known.person
    said = blank(_, name=person.name, title=person.title, email=person.email, phone=person.phone)
    return page(
        request,
        "admin/person.html",
        status=(status_of(refusal) if refusal is not None else UNPROCESSABLE) if failed else 200,
        person=person,
        account=known.account,
        posts=known.positions,
        own=key == officer.person,
        unit_names=elsewhere,
        units=list(house.items()),
        roles=[(one.value, _(f"role.{one.value}")) for one in HELD],
        options=[("", _("order.choose")), *((one.person.id, one.person.name) for one in colleagues if one != known)],
        away=[(named[one.person].name, named[one.substitute].name, one) for one in away],
        about=about or said,
        role=role or blank(_, unit=next(iter(house)), since=f"{today_of(request):%d/%m/%Y}"),
        secret=secret or blank(_),
        stands=stands or blank(_),
        refused=wording.refusal(_, refusal, names={key: person.name}) if refusal is not None else "",
    )
