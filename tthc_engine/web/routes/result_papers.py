"""Kết quả: drafted from a template, signed one or fifty at once, numbered and released."""

import io
import secrets
import zipfile
from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from tthc_engine.documents.results import MARKS
from tthc_engine.documents.signing import NoCertificate
from tthc_engine.domain.procedure import Role
from tthc_engine.store import dossiers, people, result_papers
from tthc_engine.store.result_papers import ResultPaper
from tthc_engine.web import wording
from tthc_engine.web.access import Officer, needs
from tthc_engine.web.bulk import chosen_of
from tthc_engine.web.forms.typed import Posted, Typed, blank
from tthc_engine.web.messages import Messages
from tthc_engine.web.portions import Portion, portion_of
from tthc_engine.web.routes.letters import pdf_response, word_response
from tthc_engine.web.view import app_of, at_of, go, page, says
from tthc_engine.work import result_templates, results
from tthc_engine.work.bulk import Outcome
from tthc_engine.work.results import Taken

router = APIRouter()
MAKERS = (Role.HANDLER, Role.APPROVER, Role.DIRECTOR)
Maker = Annotated[Officer, Depends(needs(*MAKERS))]
Reader = Annotated[Officer, Depends(needs(*MAKERS, Role.CLERK))]
Signs = Annotated[Officer, Depends(needs(Role.APPROVER, Role.DIRECTOR))]
HERE = "/ket-qua"
LARGEST_FILE = 15_000_000
MOST = 200


@router.get(HERE)
def overview(request: Request, officer: Reader) -> Response:
    """What waits for a signature, what is signed, what was released lately."""
    return _overview(request, officer)


def _overview(request: Request, officer: Officer, *, refused: str = "", status: int = 200) -> Response:
    app = app_of(request)
    with app.read() as session:
        scope = people.scope_of(session, officer.actor)
        found = {state: result_papers.of_unit(session, scope, state) for state in ("draft", "signed")}
        released = result_papers.of_unit(session, scope, "released", limit=1_000)[-30:][::-1]
        authors = people.names(session, {one.made_by for papers in found.values() for one in papers})
    return page(
        request,
        "result_papers.html",
        status=status,
        drafts=found["draft"],
        signed=found["signed"],
        released=released,
        authors=authors,
        refused=refused,
        signs_here=app.settings.sign_p12 is not None,
        trusts=app.settings.trust_roots is not None,
        form_key=secrets.token_urlsafe(12),
    )


@router.get(HERE + "/moi")
def new(request: Request, officer: Maker, chon: Annotated[list[str] | None, Query()] = None) -> Response:
    return _draft_page(request, officer, chon or [], blank(says(request), form="decision"))


@router.post(HERE + "/moi")
def draft(request: Request, officer: Maker, typed: Posted) -> Response:
    """From the bar of many: the page with these dossiers; from that page: the papers."""
    keys = typed.all_of("chon")
    if not typed.chosen("da_hoi"):
        return _draft_page(request, officer, keys, blank(says(request), form="decision"))
    app, at, _ = app_of(request), at_of(request), says(request)
    text, about = typed.required("note", _("result.text")), typed.text("about")
    together, form_key = typed.text("cach") == "chung", typed.key or secrets.token_urlsafe(12)
    with app.transaction() as session:
        scope = people.scope_of(session, officer.actor)
        portion = portion_of(typed, keys, carry=("da_hoi", "note", "about", "form", "cach", "signer"))
        now = keys if together else portion.now
        lines = [one.line for one in chosen_of(app, session, scope, now) if one.line.accepted_at and one.line.is_open]
        units = {line.competent_unit for line in lines}
        if not lines and portion.rest and not together:
            # Somebody ended the whole portion meanwhile: the others are still drafted.
            return page(request, "results_drafted.html", portion=portion, key=form_key)
        if len(units) != 1:
            raise HTTPException(409)
        unit = units.pop()
        forms = result_templates.offered(session, unit, {line.code for line in lines})
        typed.offered("form", forms)
        form = forms.get(typed.text("form"))
        if typed.errors or form is None:
            return _draft_page(request, officer, keys, typed, status=422)
        may = results.signers(session, unit, at)
        signer = next((one for one in may if one.id == typed.text("signer")), may[0] if may else None)
        if signer is None:
            raise HTTPException(409)
        results.make_drafts(
            app,
            session,
            lines,
            form=form,
            about=about,
            text=text,
            together=together,
            signer=signer,
            by=officer.person,
            key=form_key,
            at=at,
        )
    if portion.rest and not together:
        return page(request, "results_drafted.html", portion=portion, key=form_key)
    return go(f"{HERE}?da=result_drafted")


@router.get(HERE + "/tai-ve.zip")
def bundle(request: Request, officer: Reader, chon: Annotated[list[str] | None, Query()] = None) -> Response:
    """The chosen drafts in one file, to be signed with the Government's tool; no name of a person in a file's name."""
    packed = io.BytesIO()
    with app_of(request).read() as session, zipfile.ZipFile(packed, "w") as out:
        scope = people.scope_of(session, officer.actor)
        for key in (chon or [])[:MOST]:
            paper, pdf = result_papers.paper(session, scope, key), result_papers.file(session, scope, key)
            if paper is not None and pdf is not None and paper.state == "draft":
                out.writestr(_file_name(paper), pdf)
    headers = {"Content-Disposition": 'attachment; filename="ket-qua-cho-ky.zip"', "Cache-Control": "no-store"}
    return Response(packed.getvalue(), media_type="application/zip", headers=headers)


@router.get(HERE + "/{paper}.pdf")
def file(request: Request, officer: Reader, paper: str) -> Response:
    with app_of(request).read() as session:
        scope = people.scope_of(session, officer.actor)
        found, pdf = result_papers.paper(session, scope, paper), result_papers.file(session, scope, paper)
    if found is None or not pdf:
        raise HTTPException(404)
    return pdf_response(pdf, _file_name(found).removesuffix(".pdf"))


@router.get(HERE + "/{paper}.docx")
def word(request: Request, officer: Reader, paper: str) -> Response:
    """The draft as it stands in the office's own Word template."""
    with app_of(request).read() as session:
        scope = people.scope_of(session, officer.actor)
        found, docx = result_papers.paper(session, scope, paper), result_papers.word(session, scope, paper)
    if found is None or docx is None:
        raise HTTPException(404)
    return word_response(docx, _file_name(found).removesuffix(".pdf"))


@router.post(HERE + "/tai-len")
def upload(request: Request, officer: Signs, typed: Posted) -> Response:
    """Signed files back from the Government's tool: each is checked, matched and its dossiers approved."""
    app, at, _ = app_of(request), at_of(request), says(request)
    files = [(one.filename or "", one.file.read(LARGEST_FILE)) for one in typed.files.get("file", [])[:MOST]]
    if not files:
        return _overview(request, officer, refused=_("result.no_file"), status=422)
    with app.read() as session:
        scope = people.scope_of(session, officer.actor)
    key = typed.key or secrets.token_urlsafe(12)
    taken = results.take_signed(app, scope, files, by=officer.actor, key=key, at=at)
    return _told(request, taken)


@router.post(HERE + "/ky")
def sign(request: Request, officer: Signs, typed: Posted) -> Response:
    """Sign the ticked drafts with the office's own certificate."""
    app, at, _ = app_of(request), at_of(request), says(request)
    with app.read() as session:
        scope = people.scope_of(session, officer.actor)
    key = typed.key or secrets.token_urlsafe(12)
    try:
        portion = portion_of(typed, typed.all_of("chon")[:MOST])
        taken = results.sign_here(app, scope, portion.now, by=officer.actor, key=key, at=at)
    except NoCertificate:
        return _overview(request, officer, refused=_("result.no_certificate"), status=409)
    return _told(request, taken, portion=portion, key=key)


@router.post(HERE + "/phat-hanh")
def release(request: Request, officer: Signs, typed: Posted) -> Response:
    """Number the ticked papers and hand their results to the one-stop."""
    app, at, _ = app_of(request), at_of(request), says(request)
    with app.read() as session:
        scope = people.scope_of(session, officer.actor)
    key = typed.key or secrets.token_urlsafe(12)
    done = results.release(app, scope, typed.all_of("chon")[:MOST], by=officer.actor, key=key, at=at)
    decided = [dossier for one in done for dossier, _code, _owner in one.paper.dossiers]
    with app.read() as session:
        lines = [dossiers.by_id(session, scope, one) for one in decided]
    return page(
        request,
        "results_released.html",
        released=[(one, _outcomes(one.outcomes, _)) for one in done],
        list_keys=sorted({line.list_key for line in lines if line is not None and line.list_key and line.outcome}),
    )


def _told(request: Request, taken: Sequence[Taken], *, portion: Portion | None = None, key: str = "") -> Response:
    _ = says(request)
    return page(
        request,
        "results_signed.html",
        portion=portion,
        key=key,
        taken=[(one, _outcomes(one.approved, _)) for one in taken],
        good=sum(not one.why for one in taken),
        bad=sum(bool(one.why) for one in taken),
    )


def _outcomes(outcomes: Sequence[Outcome], _: Messages) -> list[tuple[str, str]]:
    """(code, why not) of each dossier; the second is empty where it was done."""
    told = []
    for one in outcomes:
        refused = wording.refusal(_, one.refused) if one.refused is not None else ""
        overtaken = wording.stale(_, one.overtaken) if one.overtaken is not None else ""
        told.append((one.reference, refused or overtaken))
    return told


def _file_name(paper: ResultPaper) -> str:
    code = paper.dossiers[0][1] if len(paper.dossiers) == 1 else f"{len(paper.dossiers)}-ho-so"
    return f"{code}-{paper.id[:8]}.pdf"


def _draft_page(
    request: Request, officer: Officer, keys: Sequence[str], typed: Typed, *, status: int = 200
) -> Response:
    app, at, _ = app_of(request), at_of(request), says(request)
    with app.read() as session:
        scope = people.scope_of(session, officer.actor)
        rows = chosen_of(app, session, scope, keys)
        fit = [one for one in rows if one.line.accepted_at and one.line.is_open]
        units = {one.line.competent_unit for one in fit}
        may = results.signers(session, min(units), at) if len(units) == 1 else []
        codes = {one.line.code for one in fit}
        forms = result_templates.offered(session, min(units), codes) if len(units) == 1 else {}
    many = len(fit) > 1
    if not typed.chosen("da_hoi"):
        names = {one.line.procedure_name for one in fit}
        about = _("result.about_draft", procedure=names.pop().lower()) if len(names) == 1 else ""
        first = next(iter(forms.values()), None)
        typed = blank(_, form=first.key, about=about, note=first.one, cach="rieng") if first else typed
    return page(
        request,
        "result_new.html",
        status=status,
        rows=fit,
        left_out=len(rows) - len(fit),
        one_unit=len(units) == 1,
        many=many,
        typed=typed,
        forms=[(key, one.title) for key, one in forms.items()],
        texts={key: (one.one, one.many) for key, one in forms.items()},
        signers=[(one.id, f"{one.name}, {one.title}" if one.title else one.name) for one in may],
        marks=", ".join(MARKS.values()),
        form_key=secrets.token_urlsafe(12),
    )
