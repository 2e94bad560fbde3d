"""Ủy quyền ký: in whose right one person signs letters, from when until when, on which paper it rests."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from tthc_engine.domain.errors import Refusal
from tthc_engine.domain.letter_parts import Authority
from tthc_engine.domain.procedure import Role
from tthc_engine.domain.regime import LetterKind
from tthc_engine.domain.signing import Delegation
from tthc_engine.store import delegations, offices
from tthc_engine.web import wording
from tthc_engine.web.access import Officer, needs
from tthc_engine.web.forms.typed import Posted, Typed, blank
from tthc_engine.web.statuses import status_of
from tthc_engine.web.view import app_of, at_of, go, page, says, today_of
from tthc_engine.work.house import signing, staff

router = APIRouter()
Keeper = Annotated[Officer, Depends(needs(Role.ADMIN))]
UNPROCESSABLE = 422
LINES = ("", "_2")
"""A signature block has one line above the title, or two: TM. Ủy ban nhân dân, KT. Chủ tịch."""


@router.get("/quan-tri/nhan-su/{key}/uy-quyen")
def listing(request: Request, officer: Keeper, key: str) -> Response:
    return _page(request, officer, key, blank(says(request), since=f"{today_of(request):%d/%m/%Y}"))


@router.post("/quan-tri/nhan-su/{key}/uy-quyen")
def change(request: Request, officer: Keeper, typed: Posted, key: str) -> Response:
    """A delegation given, or the last day of one that holds."""
    app, at = app_of(request), at_of(request)
    try:
        if typed.text("action") == "end":
            with app.read() as session:
                held = {_name(one): one for one in delegations.of_person(session, key)}
            typed.required("last", says(request)("house.last"))
            last, one = typed.day("last"), held.get(typed.text("which"))
            if last is not None and one is not None and not typed.errors:
                signing.end(app, officer.actor, one, last=last, at=at)
        else:
            given = _given(typed, key)
            if given is not None:
                signing.delegate(app, officer.actor, given, at=at)
    except Refusal as refusal:
        return _page(request, officer, key, typed, refusal=refusal)
    if typed.errors:
        return _page(request, officer, key, typed)
    return go(f"/quan-tri/nhan-su/{key}/uy-quyen?da=saved")


def _given(typed: Typed, key: str) -> Delegation | None:
    for name, label in (("sign_by", "house.sign_by"), ("sign_of", "house.sign_of"), ("since", "house.since")):
        typed.required(name, typed.says(label))
    for line in LINES:
        typed.offered(f"sign_by{line}", ["", *Authority])
    since, until = typed.day("since"), typed.day("until")
    kinds = tuple(kind for kind in LetterKind if kind.value in typed.all_of("kinds"))
    if typed.errors or since is None:
        return None
    lines = [(typed.text(f"sign_by{line}"), typed.text(f"sign_of{line}")) for line in LINES]
    return Delegation(
        person=key,
        unit=typed.text("unit"),
        signs=tuple((Authority(authority), of) for authority, of in lines if authority and of),
        valid_from=since,
        valid_until=until,
        kinds=kinds,
        document=typed.text("document"),
    )


def _name(one: Delegation) -> str:
    return f"{one.unit}/{one.valid_from}/{','.join(one.kinds)}"


def _page(request: Request, officer: Officer, key: str, typed: Typed, *, refusal: Refusal | None = None) -> Response:
    app, _ = app_of(request), says(request)
    with app.read() as session:
        known = staff.member(session, officer.actor, key)
        held = delegations.of_person(session, key)
        names = {one.id: one.name for one in offices.units(session)}
        house = offices.below(session, officer.actor.unit)
    mine = dict.fromkeys(post.unit for post in known.positions if post.unit in house)
    failed = refusal is not None or bool(typed.errors)
    return page(
        request,
        "admin/signing.html",
        status=(status_of(refusal) if refusal is not None else UNPROCESSABLE) if failed else 200,
        person=known.person,
        held=[(_name(one), one) for one in reversed(held)],
        unit_names=names,
        units=[(unit, names.get(unit, unit)) for unit in mine],
        authorities=[("", _("order.choose")), *((one.value, f"{one.value}.") for one in Authority)],
        kinds=[(one.value, _(f"letter.{one.value}")) for one in LetterKind],
        typed=typed,
        refused=wording.refusal(_, refusal, names={key: known.person.name}) if refusal is not None else "",
    )
