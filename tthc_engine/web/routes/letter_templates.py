"""Mẫu văn bản: the office's own Word templates, uploaded, tried, put to use and taken out of use by its keeper."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.datastructures import UploadFile
from starlette.responses import Response

from tthc_engine.documents.own.inspecting import LARGEST_FILE
from tthc_engine.documents.word import DOCX
from tthc_engine.domain.errors import Refusal, UnknownTemplateVersion
from tthc_engine.domain.procedure import Role
from tthc_engine.domain.regime import LetterKind
from tthc_engine.store import letter_templates, people
from tthc_engine.web import wording
from tthc_engine.web.access import Officer, needs
from tthc_engine.web.forms.typed import Posted, Typed, blank
from tthc_engine.web.statuses import status_of
from tthc_engine.web.view import app_of, at_of, go, page, says
from tthc_engine.work import letter_templates as own

router = APIRouter()
Keeper = Annotated[Officer, Depends(needs(Role.ADMIN))]
PAGE = "/mau-van-ban"
UNPROCESSABLE = 422


async def _uploaded(request: Request) -> tuple[str, bytes] | None:
    """The file of the form by name and bytes, read no further than one may be large; None where none was chosen."""
    found = (await request.form(max_fields=400)).get("tep")
    if not isinstance(found, UploadFile) or not found.filename:
        return None
    return found.filename, await found.read(LARGEST_FILE + 1)


Uploaded = Annotated[tuple[str, bytes] | None, Depends(_uploaded)]


@router.get("/mau-van-ban")
def overview(request: Request, officer: Keeper) -> Response:
    return _overview(request, officer, blank(says(request)))


@router.post("/mau-van-ban")
def upload(request: Request, officer: Keeper, typed: Posted, file: Uploaded) -> Response:
    """Keep a file as a new version once it stood the trial; it is not in use before somebody says so."""
    kind = _kind(typed.text("loai"))
    if kind is None:
        typed.wrong("loai", says(request)("template.no_kind"))
    if file is None:
        typed.wrong("tep", says(request)("template.no_file"))
    if kind is None or file is None:
        return _overview(request, officer, typed, status=UNPROCESSABLE)
    try:
        own.upload(app_of(request), officer.actor, kind, file[1], name=file[0], at=at_of(request))
    except Refusal as refusal:
        return _overview(request, officer, typed, refusal=refusal)
    return go(f"{PAGE}?da=template_kept")


@router.post("/mau-van-ban/dung")
def use(request: Request, officer: Keeper, typed: Posted) -> Response:
    """New letters of that kind take this version, or the software's own template again."""
    kind, version = _kind(typed.text("loai")), typed.text("ban")
    try:
        if kind is None or not (version == "" or version.isdigit()):
            raise UnknownTemplateVersion(version=version)
        chosen = int(version) if version else None
        own.use(app_of(request), officer.actor, kind, chosen, at=at_of(request))
    except Refusal as refusal:
        return _overview(request, officer, blank(says(request)), refusal=refusal)
    return go(f"{PAGE}?da=template_used")


@router.get("/mau-van-ban/{kind}.docx")
def download(request: Request, officer: Keeper, kind: str) -> Response:
    """The template in use, to be changed in Word and uploaded again."""
    wanted = _kind(kind)
    if wanted is None:
        raise UnknownTemplateVersion(version=kind)
    with app_of(request).read() as session:
        used = letter_templates.in_use(session, officer.actor.unit, wanted)
        file = letter_templates.body(session, used) if used else None
    headers = {"Content-Disposition": f'attachment; filename="mau-{wanted.value}.docx"', "Cache-Control": "no-store"}
    return Response(file or own.beginning(wanted), media_type=DOCX, headers=headers)


def _kind(text: str) -> LetterKind | None:
    return next((kind for kind in LetterKind if kind.value == text), None)


def _overview(
    request: Request, officer: Officer, typed: Typed, *, status: int = 200, refusal: Refusal | None = None
) -> Response:
    _ = says(request)
    with app_of(request).read() as session:
        kept = letter_templates.of_unit(session, officer.actor.unit)
        names = people.names(session, {key for one in kept for key in (one.uploaded_by, one.activated_by)})
    called = {key: one.name for key, one in names.items()}
    kinds = sorted(((kind.value, _(f"letter.{kind.value}")) for kind in LetterKind), key=lambda one: one[1])
    return page(
        request,
        "letter_templates.html",
        status=status_of(refusal) if refusal is not None else status,
        typed=typed,
        refused=wording.refusal(_, refusal, names=called) if refusal is not None else "",
        options=[("", _("order.choose")), *kinds],
        kinds=[(kind, name, [one for one in kept if one.kind == kind]) for kind, name in kinds],
        called=called,
        most=LARGEST_FILE // 1024 // 1024,
    )
