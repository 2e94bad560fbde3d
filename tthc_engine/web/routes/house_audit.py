"""Nhật ký hệ thống: who changed which fact of the office and when, searched; and whether its chain is whole."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from tthc_engine.domain.procedure import Role
from tthc_engine.store import audit, offices, people
from tthc_engine.store.audit import PAGE, Sought
from tthc_engine.web import wording
from tthc_engine.web.access import Officer, needs
from tthc_engine.web.forms.typed import blank
from tthc_engine.web.messages import Messages
from tthc_engine.web.view import app_of, page, says

router = APIRouter()
Keeper = Annotated[Officer, Depends(needs(Role.ADMIN))]
FIELDS = ("loai", "nguoi", "tu_khoa", "tu", "den")


@router.get("/quan-tri/nhat-ky")
def search(request: Request, officer: Keeper, trang: int = 1) -> Response:
    """Only what concerns the keeper's own house."""
    _ = says(request)
    typed = blank(_, **{name: request.query_params.get(name, "")[:200] for name in FIELDS})
    sought = Sought(
        kind=typed.text("loai"),
        by=typed.text("nguoi"),
        words=typed.text("tu_khoa"),
        since=typed.day("tu"),
        until=typed.day("den"),
    )
    with app_of(request).read() as session:
        house = offices.below(session, officer.actor.unit)
        found, total = audit.search(session, house, sought, page=trang)
        kinds = audit.kinds(session, house)
        broken = audit.broken_at(session)
        names = {one.id: one.name for one in offices.units(session)}
        persons = {key: one.name for key, one in people.names(session, {one.by for one in found}).items()}
        staff = people.names(session, {key for unit in house for key in people.staff(session, unit)})
    called = names | {key: one.name for key, one in staff.items()}
    return page(
        request,
        "admin/audit.html",
        typed=typed,
        found=[(one, audited(_, one.kind), told(_, one.payload, called)) for one in found],
        total=total,
        number=max(trang, 1),
        last=-(-total // PAGE) or 1,
        kinds=[("", _("house.any")), *((kind, audited(_, kind)) for kind in kinds)],
        people=[("", _("house.any")), *sorted(((key, one.name) for key, one in staff.items()), key=lambda one: one[1])],
        names=names,
        persons=persons,
        broken=broken,
        query={name: typed.text(name) for name in FIELDS if typed.text(name)},
    )


def audited(_: Messages, kind: str) -> str:
    """What a kind of change is called; one without a name of its own as it is stored."""
    return _(f"audit.{kind}") if _.has(f"audit.{kind}") else kind


_NAMED = frozenset({"parent", "person", "substitute", "successor", "unit"})
"""Fields whose value is somebody's or a unit's key."""


def told(_: Messages, payload: Mapping[str, object], called: Mapping[str, str]) -> str:
    """`name: value` of what was written, in one line; a field without a name of its own as it is stored."""
    return " · ".join(
        f"{_(key) if _.has(key := f'audit_field.{name}') else name}: {_value(_, name, value, called)}"
        for name, value in payload.items()
        if value not in ("", "[]", None, [], {})
    )


def _value(_: Messages, name: str, value: object, called: Mapping[str, str]) -> str:
    if isinstance(value, list):
        return ", ".join(_value(_, name, one, called) for one in value)
    text = str(value)
    if name in ("role", "roles") and _.has(f"role.{text}"):
        return _(f"role.{text}")
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        return wording.day(date.fromisoformat(text))
    return called.get(text, text) if name in _NAMED else text
