"""Hồ sơ từ hệ thống khác: an export looked at, then taken in; our own dossiers in the national portal's fields."""

import tempfile
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.background import BackgroundTask
from starlette.responses import FileResponse, Response

from tthc_engine.domain.procedure import Role
from tthc_engine.exchange.dossiers.portal_files import KINDS
from tthc_engine.exchange.dossiers.results import Rows
from tthc_engine.exchange.dossiers.unreadable import UnreadableTable
from tthc_engine.store.people import Scope
from tthc_engine.web.access import Officer, needs
from tthc_engine.web.forms.limits import plain
from tthc_engine.web.forms.typed import Posted, Typed, blank
from tthc_engine.web.messages import Messages
from tthc_engine.web.pages import imported
from tthc_engine.web.view import app_of, at_of, go, page, says, today_of
from tthc_engine.work import portal
from tthc_engine.work.house import taking_in, units
from tthc_engine.work.importing import Asked, Done, Outcome, Summary

router = APIRouter()
Keeper = Annotated[Officer, Depends(needs(Role.ADMIN))]
UNPROCESSABLE = 422
SHOWN = 200
"""Lines with something to say on the page; the result file has them all."""


@router.get("/quan-tri/du-lieu/ho-so")
def overview(request: Request, officer: Keeper) -> Response:
    return _page(request, officer, blank(says(request)))


@router.post("/quan-tri/du-lieu/ho-so/xem-truoc")
def look(request: Request, officer: Keeper, typed: Posted) -> Response:
    """What taking the file in would do; nothing is written but the file itself, for a day."""
    chosen = typed.files.get("tep", [])
    if not chosen:
        typed.wrong("tep", says(request)("imported.no_file"))
        return _page(request, officer, typed, status=UNPROCESSABLE)
    name = plain("name", chosen[0].filename or "")[:200]
    try:
        key = taking_in.keep(app_of(request), name, chosen[0].file.read(taking_in.LARGEST_FILE + 1))
        return _taken(request, officer, typed, key, name=name, dry_run=True)
    except UnreadableTable as no:
        typed.wrong("tep", imported.unreadable(no, says(request)))
        return _page(request, officer, typed, status=UNPROCESSABLE)


@router.post("/quan-tri/du-lieu/ho-so/nhap")
def take(request: Request, officer: Keeper, typed: Posted) -> Response:
    """Take in the file that was looked at, or give it up (`bo`); asked twice it does nothing twice."""
    app, key = app_of(request), typed.text("khoa")
    if typed.text("bo"):
        taking_in.give_up(app, key)
        return go("/quan-tri/du-lieu/ho-so?da=import_given_up")
    if taking_in.is_finished(app, key):
        looked = {"key": key, "name": typed.text("ten")[:200], "shown": [], "dry_run": False, "figures": []}
        return _page(request, officer, typed, looked=looked)
    try:
        return _taken(request, officer, typed, key, name=typed.text("ten")[:200], dry_run=False)
    except UnreadableTable as no:
        typed.wrong("tep", imported.unreadable(no, says(request)))
        return _page(request, officer, typed, status=UNPROCESSABLE)


@router.get("/quan-tri/du-lieu/ho-so/ket-qua/{key}")
def result(request: Request, officer: Keeper, key: str) -> Response:
    """Every line with something to say, as CSV; the key was shown to whoever looked."""
    path = taking_in.result_of(app_of(request), key)
    if path is None:
        typed = blank(says(request))
        typed.wrong("tep", says(request)("imported.gone"))
        return _page(request, officer, typed, status=404)
    return FileResponse(path, media_type="text/csv", filename="ket-qua-nhap.csv", headers={"Cache-Control": "no-store"})


@router.post("/quan-tri/du-lieu/ho-so/cong-dvc")
def portal_file(request: Request, officer: Keeper, typed: Posted) -> Response:
    """Our dossiers in the portal's fields; or, where it is asked for, what the portal would refuse."""
    _ = says(request)
    first, last, ending = typed.day("tu"), typed.day("den"), typed.text("kieu", KINDS[0])
    for name, found in (("tu", first), ("den", last)):
        if found is None and name not in typed.errors:
            typed.wrong(name, _("imported.no_day"))
    if ending not in KINDS:
        typed.wrong("kieu", _("imported.no_file"))
    if typed.errors or first is None or last is None:
        return _page(request, officer, typed, status=UNPROCESSABLE)
    return _portal(request, officer, first, last, ending=ending, refused=typed.chosen("khong_dat"))


def _portal(request: Request, officer: Officer, first: date, last: date, *, ending: str, refused: bool) -> Response:
    app = app_of(request)
    with app.read() as session:
        house = frozenset(one.unit.id for one in units.house(session, officer.actor))
    span = portal.Span(scope=Scope(house), unit=officer.actor.unit, first=first, last=last)
    # A file of its own folder, so that what is sent is on disk and not in memory; gone once it was sent.
    folder = tempfile.TemporaryDirectory(prefix="tthc-portal-")
    name = f"cong-dvc-{first:%Y%m%d}-{last:%Y%m%d}"
    file, beside = Path(folder.name) / f"{name}{ending}", Path(folder.name) / f"{name}.khong-dat.csv"
    portal.export(app, span, file, refused=beside, by=officer.person, at=at_of(request))
    wanted = beside if refused else file
    headers = {"Cache-Control": "no-store"}
    return FileResponse(wanted, filename=wanted.name, headers=headers, background=BackgroundTask(folder.cleanup))


def _taken(request: Request, officer: Officer, typed: Typed, key: str, *, name: str, dry_run: bool) -> Response:
    app, _ = app_of(request), says(request)
    with app.read() as session:
        house = {one.unit.id for one in units.house(session, officer.actor) if one.office is not None}
    unit = typed.text("unit")
    asked = Asked(
        source=typed.text("nguon")[:100],
        unit=unit if unit in house else "",
        units=frozenset(house),
        by=officer.actor,
        dry_run=dry_run,
    )
    shown: list[list[str | int]] = []

    def tell(one: Done, rows: Rows) -> None:
        for line in imported.rows(one, _, dry_run=dry_run):
            rows.add(line)
            if len(shown) < SHOWN:
                shown.append(line)

    summary = taking_in.take(
        app, key, asked, name=name, sheet=_("imported.sheet"), told=tell, begin=lambda rows: rows.add(imported.head(_))
    )
    looked = {"key": key, "name": name, "shown": shown, "dry_run": dry_run, "figures": _figures(summary, _, dry_run)}
    return _page(request, officer, typed, looked=looked)


def _figures(summary: Summary, _: Messages, dry_run: bool) -> list[tuple[str, int]]:
    counted = [(imported.outcome(one, _, dry_run=dry_run), summary.outcomes[one]) for one in Outcome]
    return [*counted, *((imported.kind(kind, _), times) for kind, times in summary.kinds.most_common())]


def _page(
    request: Request, officer: Officer, typed: Typed, *, status: int = 200, looked: dict[str, object] | None = None
) -> Response:
    _ = says(request)
    with app_of(request).read() as session:
        house = [(one.unit.id, one.unit.name) for one in units.house(session, officer.actor) if one.office is not None]
    typed = replace(typed, values={"den": f"{today_of(request):%d/%m/%Y}", **typed.values})
    return page(
        request,
        "admin/imports.html",
        status=status,
        typed=typed,
        units=house if len(house) == 1 else [("", _("imported.by_line")), *house],
        kinds=[(kind, kind.removeprefix(".").upper()) for kind in KINDS],
        looked=looked,
        head=imported.head(_),
        most=taking_in.LARGEST_FILE // 1_000_000,
    )
