"""Đánh giá tháng: an officer sees their own month; the head the unit's, confirms or changes, and closes it."""

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from tthc_engine.domain.errors import Refusal
from tthc_engine.domain.rating import HEADS
from tthc_engine.reports import closing, official, periods
from tthc_engine.reports.periods import NoSuchPeriod, Period
from tthc_engine.reports.rating import tables
from tthc_engine.reports.rating.counting import FIGURES, scheme
from tthc_engine.web import wording
from tthc_engine.web.access import OFFICERS, Officer, needs
from tthc_engine.web.forms.typed import Posted, Typed, blank
from tthc_engine.web.messages import Messages
from tthc_engine.web.routes.report_tables import TYPES, in_language, shown, written
from tthc_engine.web.statuses import status_of
from tthc_engine.web.view import app_of, at_of, go, page, says, today_of
from tthc_engine.work import rating as work

router = APIRouter()
Reader = Annotated[Officer, Depends(needs(*OFFICERS))]
Head = Annotated[Officer, Depends(needs(*HEADS))]
HERE = "/danh-gia-thang"
NOT_FOUND, UNPROCESSABLE = 404, 422
MONTHS = 12


@router.get(HERE)
def overview(request: Request, officer: Reader) -> Response:
    return _overview(request, officer, blank(says(request)))


@router.get(HERE + "/ho-so")
def behind(request: Request, officer: Reader, nguoi: str = "", cot: str = "") -> Response:
    """The dossiers behind one figure of one officer: one's own, or any of the unit for its head."""
    period = _period(request)
    with app_of(request).read() as session:
        seen = work.month(app_of(request), session, officer.actor.unit, period, at=at_of(request))
    one = seen.of(nguoi or officer.person)
    if one is None or (cot and cot not in FIGURES) or not _may_see(officer, one.person):
        raise HTTPException(NOT_FOUND)
    _ = says(request)
    of = _(f"monthly.figure_{cot}" if cot else "monthly.taking_part")
    listed = in_language(tables.behind(seen.look, one, cot), _, title=f"{one.name}: {of}", period=period)
    back = f"{HERE}?ky={period.written}"
    return page(
        request, "rating/behind.html", period=period, name=one.name, of=of, back=back, **shown(listed, says(request))
    )


@router.get(HERE + "/tep.{ending}")
def file(request: Request, officer: Reader, ending: str) -> Response:
    """The month as XLSX, DOCX, PDF or CSV: the unit's for its head, one's own line for everybody else."""
    if ending not in TYPES:
        raise HTTPException(NOT_FOUND)
    app, period = app_of(request), _period(request)
    with app.read() as session:
        seen = work.month(app, session, officer.actor.unit, period, at=at_of(request))
    table = seen.table if officer.has(*HEADS) else seen.alone(officer.person)
    body = written(table, ending, mark=says(request)("app.demo") if app.settings.demo else "")
    name = official.file_name("danh-gia-thang", officer.actor.unit, period, ending)
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(body, media_type=TYPES[ending], headers=headers)


@router.post(HERE + "/chot")
def close(request: Request, officer: Head, typed: Posted) -> Response:
    """Freeze the month; a second time it is a correction with its reason."""
    period = _period(request)
    try:
        work.close(app_of(request), officer.actor, period, reason=typed.text("ly_do_chot"), at=at_of(request))
    except closing.ClosingRefused as refused:
        return _overview(request, officer, typed, status=UNPROCESSABLE, refused=says(request)(refused.key))
    except Refusal as refusal:
        said = wording.refusal(says(request), refusal)
        return _overview(request, officer, typed, status=status_of(refusal), refused=said)
    return go(f"{HERE}?ky={period.written}&da=monthly_closed")


@router.post(HERE + "/{person}")
def confirm(request: Request, officer: Head, typed: Posted, person: str) -> Response:
    """The head confirms the proposed grade or gives another with its reason."""
    period = _period(request)
    try:
        work.confirm(
            app_of(request),
            officer.actor,
            period,
            person=person,
            grade=typed.text("muc"),
            reason=typed.text("ly_do"),
            at=at_of(request),
        )
    except Refusal as refusal:
        said = wording.refusal(says(request), refusal)
        return _overview(request, officer, typed, status=status_of(refusal), refused=said, tried=person)
    return go(f"{HERE}?ky={period.written}&da=monthly#nguoi-{person}")


def _overview(
    request: Request, officer: Officer, typed: Typed, *, status: int = 200, refused: str = "", tried: str = ""
) -> Response:
    app, period = app_of(request), _period(request)
    head = officer.has(*HEADS)
    with app.read() as session:
        seen = work.month(app, session, officer.actor.unit, period, at=at_of(request))
        frozen = closing.closed(session, officer.actor.unit, tables.FORM, period.written) if head else []
        differs = bool(frozen) and bool(closing.differences(frozen[-1], seen.wanted, seen.table))
    return page(
        request,
        "rating/month.html",
        status=status,
        typed=typed,
        refused=refused,
        tried=tried,
        head=head,
        seen=seen,
        staff=[one for one in seen.staff if _may_see(officer, one.person)],
        figures=[(key, says(request)(f"monthly.figure_{key}")) for key in FIGURES],
        scheme=scheme(),
        period=period,
        months=_months(request),
        frozen=frozen,
        differs=differs,
        waiting=sum(one.person not in seen.confirmed for one in seen.staff),
        working=partial(_working, says(request)),
    )


def _working(_: Messages, minutes: int) -> str:
    return _("monthly.working", hours=minutes // 60, minutes=f"{minutes % 60:02d}")


def _may_see(officer: Officer, person: str) -> bool:
    return officer.has(*HEADS) or person == officer.person


def _period(request: Request) -> Period:
    """The month asked for; without one the last that is over. Raises HTTPException 404 for what is no month."""
    written_as = request.query_params.get("ky", "")
    if not written_as:
        return periods.before(periods.kind(scheme().period).holding(today_of(request)))
    try:
        found = periods.period(written_as)
    except NoSuchPeriod as error:
        raise HTTPException(NOT_FOUND) from error
    if not found.written.startswith(f"{scheme().period}:"):
        raise HTTPException(NOT_FOUND)
    return found


def _months(request: Request) -> list[Period]:
    found = [periods.kind(scheme().period).holding(today_of(request))]
    while len(found) < MONTHS:
        found.append(periods.before(found[-1]))
    return found
