"""Kết quả còn hiệu lực: the register of what was given and is still valid, on paper or with its file."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from tthc_engine.domain.errors import Refusal
from tthc_engine.exchange.scans import ENDINGS, LARGEST, UnfitScan
from tthc_engine.store import kept_results, people, scan_files, scans
from tthc_engine.store.kept_results import PAGE, Entry, Wanted
from tthc_engine.web import wording
from tthc_engine.web.access import OFFICERS, Officer, needs
from tthc_engine.web.forms import kept_results as forms
from tthc_engine.web.forms.attached import kept
from tthc_engine.web.forms.class_list import UnreadableList, as_text
from tthc_engine.web.forms.typed import Posted, Typed, blank
from tthc_engine.web.rights import RESULT_KEEPERS
from tthc_engine.web.routes.identity import masked
from tthc_engine.web.statuses import status_of
from tthc_engine.web.view import app_of, at_of, go, page, says, today_of
from tthc_engine.work import kept_results as work

router = APIRouter()
Reader = Annotated[Officer, Depends(needs(*OFFICERS))]
Writer = Annotated[Officer, Depends(needs(*RESULT_KEEPERS))]
HERE = "/ket-qua-con-hieu-luc"
NOT_FOUND, UNPROCESSABLE = 404, 422
KEPT = "tep_giu"
"""The hash of a file that was taken already, so that a refused form does not lose it."""


@router.get(HERE)
def register(request: Request, officer: Reader) -> Response:
    return _register(request, officer, blank(says(request)))


@router.get(HERE + "/{key}/tep")
def file(request: Request, officer: Reader, key: str) -> Response:
    """The scan itself; who looked at it is not kept, since the register is the unit's own."""
    app = app_of(request)
    with app.read() as session:
        found = kept_results.by_id(session, people.scope_of(session, officer.actor), key)
        scan = scans.find(session, found.sha256) if found is not None and found.sha256 else None
    content = scan_files.read(app.settings.scan_folder, scan.sha256) if scan is not None else None
    if scan is None or content is None:
        raise HTTPException(NOT_FOUND)
    name = f"ket-qua-{scan.sha256[:12]}.{ENDINGS.get(scan.media, 'bin')}"
    headers = {"Content-Disposition": f'inline; filename="{name}"', "Cache-Control": "no-store"}
    return Response(content, media_type=scan.media, headers=headers)


@router.post(HERE)
def enter(request: Request, officer: Writer, typed: Posted) -> Response:
    """One paper by hand, with its file or without."""
    typed = _with_file(request, officer, typed)
    result = forms.one(typed, today_of(request))
    if result is None or typed.errors:
        return _register(request, officer, typed, status=UNPROCESSABLE)
    try:
        done = work.enter(app_of(request), officer.actor, [result], sha256=typed.text(KEPT), at=at_of(request))
    except Refusal as refusal:
        said = wording.refusal(says(request), refusal)
        return _register(request, officer, typed, status=status_of(refusal), refused=said)
    told = "kept" if done.new else "kept_digitised" if done.digitised else "kept_known"
    return go(f"{HERE}?da={told}")


@router.post(HERE + "/danh-sach")
def enter_list(request: Request, officer: Writer, typed: Posted) -> Response:
    """Many from a list. Lines that are right are entered; the others come back with what is wrong in them."""
    _ = says(request)
    try:
        found = forms.rows(forms.cells_of(typed), _, today=today_of(request))
    except UnreadableList as unreadable:
        typed.wrong("danh_sach", _(unreadable.key))
        return _register(request, officer, typed, status=UNPROCESSABLE)
    right = [one.result for one in found if one.result is not None]
    wrong = [one for one in found if one.result is None]
    if not found:
        typed.wrong("rows", _("kept.no_lines"))
        return _register(request, officer, typed, status=UNPROCESSABLE)
    done = work.enter(app_of(request), officer.actor, right, at=at_of(request))
    left = blank(_, rows=as_text(one.cells for one in wrong))
    return _register(request, officer, left, status=UNPROCESSABLE if wrong else 200, done=done, wrong=wrong)


@router.post(HERE + "/{key}")
def change(request: Request, officer: Writer, typed: Posted, key: str) -> Response:
    """Its scan, or (`thoi`) that it is not valid any more, with the reason."""
    app, at = app_of(request), at_of(request)
    try:
        if typed.text("thoi"):
            work.withdraw(app, officer.actor, key, why=typed.text("ly_do"), at=at)
            return go(f"{HERE}?da=kept_withdrawn")
        typed = _with_file(request, officer, typed)
        if not typed.text(KEPT) and not typed.errors:
            typed.wrong("tep", says(request)("kept.no_file"))
        if typed.errors:
            return _register(request, officer, typed, status=UNPROCESSABLE)
        work.attach(app, officer.actor, key, typed.text(KEPT), at=at)
    except Refusal as refusal:
        said = wording.refusal(says(request), refusal)
        return _register(request, officer, typed, status=status_of(refusal), refused=said)
    return go(f"{HERE}?da=kept_file")


def _with_file(request: Request, officer: Officer, typed: Typed) -> Typed:
    """The form with its file looked at and kept, the hash in place of it; an unfit one is an error."""
    app = app_of(request)
    sha256 = typed.text(KEPT)
    if sha256:
        with app.read() as session:
            # A hash that somebody typed is not a file that this officer brought.
            sha256 = sha256 if scans.uploaded_by(session, sha256, officer.person) else ""
    made = Typed(typed.says, dict(typed.values), typed.many, typed.errors)
    for one in typed.files.get("tep", []):
        content = one.file.read(LARGEST + 1)
        if not content:
            continue
        try:
            sha256 = kept(app, content, by=officer.person, at=at_of(request)).sha256
        except UnfitScan as unfit:
            made.wrong("tep", typed.says(f"scan.{unfit.why.value}", name=one.filename or ""))
    made.values = {**typed.values, KEPT: sha256}
    return made


def _register(
    request: Request,
    officer: Officer,
    typed: Typed,
    *,
    status: int = 200,
    refused: str = "",
    done: work.Entered | None = None,
    wrong: list[forms.Row] | None = None,
) -> Response:
    query, today = request.query_params, today_of(request)
    words, which = query.get("q", ""), query.get("loc", "valid")
    number = max(int(query["trang"]), 1) if query.get("trang", "").isdigit() else 1
    wanted = Wanted(words=words, valid_on=None if which == "all" else today, on_paper_only=which == "paper")
    with app_of(request).read() as session:
        scope = people.scope_of(session, officer.actor)
        found, total = kept_results.listed(session, scope, wanted, page=number)
        counted = kept_results.counted(session, {officer.actor.unit}, today, at_of(request))
        kinds = sorted({one.kind for one in counted})
    return page(
        request,
        "kept_results.html",
        status=status,
        typed=typed,
        refused=refused,
        done=done,
        wrong=wrong or [],
        found=found,
        total=total,
        number=number,
        more=total > number * PAGE,
        words=words,
        which=which,
        valid=sum(one.valid for one in counted),
        digitised=sum(one.digitised for one in counted),
        kinds=kinds,
        masked=masked,
        state=lambda one: _state(one, request),
        may_enter=officer.has(*RESULT_KEEPERS),
        unit_id=officer.actor.unit,
    )


def _state(one: Entry, request: Request) -> str:
    if one.withdrawn_at is not None:
        return "withdrawn"
    return "valid" if one.valid_on(today_of(request)) else "ended"
