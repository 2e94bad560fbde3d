"""Nhật ký hệ thống: who changed which fact of the office and when, searched; and whether its chain is whole."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from tthc_engine.domain.procedure import Role
from tthc_engine.store import audit, offices, people
from tthc_engine.store.audit import PAGE, Sought
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
    return page(
        request,
        "admin/audit.html",
        typed=typed,
        found=[(one, audited(_, one.kind), told(one.payload)) for one in found],
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


def told(payload: dict[str, object]) -> str:
    """`name: value` of what was written, in one line."""
    return " · ".join(f"{name}: {value}" for name, value in payload.items() if value not in ("", None, [], {}))
