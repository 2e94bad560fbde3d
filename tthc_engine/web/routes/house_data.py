"""Nhập, xuất: the office as a text, people from a list, the event log, and where the other exports lie."""

import gzip
import io
import secrets
from collections.abc import Callable, Iterable, Mapping
from typing import Annotated, BinaryIO, cast

from fastapi import APIRouter, Depends, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response, StreamingResponse

from tthc_engine.domain.errors import Refusal
from tthc_engine.domain.procedure import Role
from tthc_engine.exchange.logs import commas, ocel, source, xes
from tthc_engine.exchange.logs.source import Told
from tthc_engine.store import offices
from tthc_engine.store.people import Scope
from tthc_engine.web import wording
from tthc_engine.web.access import Officer, Passwords, needs
from tthc_engine.web.forms.typed import Posted, Typed, blank
from tthc_engine.web.messages import Messages
from tthc_engine.web.streaming import written
from tthc_engine.web.view import app_of, at_of, page, says, today_of
from tthc_engine.work.house import carrying, units
from tthc_engine.work.house.carrying import Line, Unreadable

router = APIRouter()
Keeper = Annotated[Officer, Depends(needs(Role.ADMIN))]
DEMO_MARK = "DỮ LIỆU MINH HỌA"
MOST = 100
"""People of one list: each password is hashed while the officer waits."""
UNPROCESSABLE = 422
PACKED = 6
"""How hard a log is packed, of 9: the hardest takes a fifth longer and is a seventh smaller."""
GATHERED = 64 * 1024
"""Bytes that are packed at a time."""


@router.get("/quan-tri/du-lieu")
def overview(request: Request, officer: Keeper) -> Response:
    return _overview(request, officer, blank(says(request)))


@router.get("/quan-tri/du-lieu/co-quan.yaml")
def office_text(request: Request, officer: Keeper) -> Response:
    """Units, hours and people as they are today; no password."""
    with app_of(request).read() as session:
        text = carrying.described(session, officer.actor, today_of(request))
    name = f"co-quan-{today_of(request).isoformat()}.yaml"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(text, media_type="application/yaml; charset=utf-8", headers=headers)


@router.get("/quan-tri/du-lieu/nhat-ky-su-kien/{file}")
def event_log(request: Request, officer: Keeper, file: str) -> Response:
    """The event log of the house's units, without anybody's name, written while it is sent; who took it is recorded."""
    if file not in LOGS:
        raise HTTPException(404)
    app = app_of(request)
    mark = DEMO_MARK if app.settings.demo else ""
    with app.transaction() as session:
        house = offices.below(session, officer.actor.unit)
        said = {"file": file, "units": sorted(house)}
        kind = "event_log_exported"
        offices.audit(session, officer.actor.unit, kind=kind, by=officer.person, at=at_of(request), payload=said)

    def write(out: BinaryIO) -> None:
        with app.read() as session:
            told = source.told(session, app.engine.rulebook.declarations, Scope(house))
            LOGS[file](told, out, mark)

    name = f"{file.partition('.')[0]}-{today_of(request).isoformat()}.{file.partition('.')[2]}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    media = "application/gzip" if file.endswith(".gz") else "text/csv; charset=utf-8"
    return StreamingResponse(written(write), media_type=media, headers=headers)


def _packed(write: Callable[[BinaryIO], None], out: BinaryIO) -> None:
    # Without name and time: the same log gives the same bytes.
    packed = gzip.GzipFile(filename="", mode="wb", fileobj=out, compresslevel=PACKED, mtime=0)
    # An attribute is some fifty bytes: one by one they cost more than what is packed.
    with packed, io.BufferedWriter(cast(io.RawIOBase, packed), GATHERED) as gathered:
        write(gathered)


LOGS: Mapping[str, Callable[[Iterable[Told], BinaryIO, str], None]] = {
    "su-kien.xes.gz": lambda told, out, mark: _packed(lambda packed: xes.write(told, packed, mark=mark), out),
    "su-kien.ocel.json.gz": lambda told, out, _: _packed(lambda packed: ocel.write(told, packed), out),
    "su-kien.csv": lambda told, out, _: commas.write_events(told, out),
    "ho-so.csv": lambda told, out, _: commas.write_dossiers(told, out),
}
"""What the event log is given out as: XES (IEEE 1849), OCEL 2.0, one line an event, one line a dossier."""


@router.post("/quan-tri/du-lieu/nhan-su")
def bring_in(request: Request, officer: Keeper, typed: Posted) -> Response:
    """People from a list, each with a first password that is shown once, on this page."""
    app, _ = app_of(request), says(request)
    unit = typed.required("unit", _("account.unit"))
    typed.required("declaration", _("data.list"))
    listed = []
    try:
        listed = carrying.wanted(typed.values.get("declaration", ""))
    except Unreadable as wrong:
        typed.wrong("declaration", _("data.unreadable", why=str(wrong)[:300]))
    if len(listed) > MOST:
        typed.wrong("declaration", _("data.too_many", n=MOST))
    if typed.errors:
        return _overview(request, officer, typed, status=UNPROCESSABLE)
    passwords: Passwords = request.app.state.passwords
    first = [secrets.token_urlsafe(9) for _one in listed]
    hashes = [passwords.hashed(one) for one in first]
    done = carrying.bring_in(app, officer.actor, unit, listed, hashes=hashes, at=at_of(request))
    rows = [(one, _why(one, _), "" if one.refused else secret) for one, secret in zip(done, first, strict=True)]
    return _overview(request, officer, typed if any(why for _line, why, _secret in rows) else blank(_), rows=rows)


def _why(one: Line, _: Messages) -> str:
    if isinstance(one.refused, Refusal):
        return wording.refusal(_, one.refused)
    return _("data.row_wrong", what=one.refused) if one.refused else ""


def _overview(
    request: Request,
    officer: Officer,
    typed: Typed,
    *,
    status: int = 200,
    rows: list[tuple[Line, str, str]] | None = None,
) -> Response:
    with app_of(request).read() as session:
        house = [(one.unit.id, one.unit.name) for one in units.house(session, officer.actor)]
    return page(
        request,
        "admin/data.html",
        status=status,
        typed=typed,
        units=house,
        rows=rows,
        logs=LOGS,
        roles=", ".join(role.value for role in Role if role not in (Role.APPLICANT, Role.CLOCK)),
    )
