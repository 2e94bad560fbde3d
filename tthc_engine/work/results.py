"""Results from draft to desk: drafted for one dossier or many, signed by fifties, numbered, released.

A signed file is believed only when it is a draft of ours with a signature behind it (`documents.signing`); then it is
kept and the dossiers it decides are approved, in one transaction and each with an outcome of its own.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from tthc_engine.bootstrap import App
from tthc_engine.catalogue import fold
from tthc_engine.documents.results import Decided, Draft, Form, draft, filled
from tthc_engine.documents.signing import (
    Certificate,
    NoCertificate,
    OwnCertificate,
    Signature,
    SignatureUnfit,
    begins_with,
    roots,
    verify,
)
from tthc_engine.documents.word.filling import word_result
from tthc_engine.domain import commands as c
from tthc_engine.domain.letter_parts import Authority, Signatory, SignsFor
from tthc_engine.domain.people import Actor
from tthc_engine.domain.procedure import Role
from tthc_engine.store import counters, offices, people, result_papers
from tthc_engine.store.dossiers import DossierLine
from tthc_engine.store.people import HANOI, Person, Scope
from tthc_engine.store.result_papers import ResultPaper
from tthc_engine.store.sql import Session
from tthc_engine.work.bulk import Outcome, ask, by_the_handful

SIGN = (Role.DIRECTOR, Role.APPROVER)


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one signed file."""

    name: str
    """Of the file as it was sent; of one signed here, its dossier's code."""
    paper: ResultPaper | None = None
    signature: Signature | None = None
    why: str = ""
    """Empty: taken. Else a word of `signing.Unfit`, or `unknown`, `stranger`, `done`, `no_roots`."""
    approved: tuple[Outcome, ...] = ()


def make_drafts(
    app: App,
    session: Session,
    lines: Sequence[DossierLine],
    *,
    form: Form,
    about: str,
    text: str,
    together: bool,
    signer: Person,
    by: str,
    key: str,
    at: datetime,
) -> list[str]:
    """Draft one paper for each dossier, or one for all `together`; the keys of the papers.

    `text` may hold the template's marks (`documents.results.MARKS`), which each paper fills with its own facts. All of
    `lines` are decided in the same unit; the same `key` drafts once. Where the template has a Word file, each draft has
    one too.
    """
    groups = [tuple(lines)] if together else [(line,) for line in lines]
    made = []
    for group in groups:
        paper = sha256(f"{key}:{'' if together else group[0].id}".encode()).hexdigest()[:24]
        made.append(paper)
        if result_papers.paper(session, people.EVERYTHING, paper) is not None:
            continue
        one = _draft(app, session, group, form=form, about=about, text=text, signer=signer, at=at)
        pdf = draft(one)
        result_papers.keep(
            session,
            paper,
            unit=group[0].competent_unit,
            form=form.key,
            title=form.title,
            symbol="-".join(filter(None, (form.symbol, one.symbol_suffix))),
            subject=one.about,
            body=one.text,
            pdf=pdf,
            docx=word_result(one) if form.word is not None else None,
            sha256=sha256(pdf).hexdigest(),
            dossiers=[line.id for line in group],
            by=by,
            at=at,
        )
    return made


def _draft(
    app: App,
    session: Session,
    group: Sequence[DossierLine],
    *,
    form: Form,
    about: str,
    text: str,
    signer: Person,
    at: datetime,
) -> Draft:
    unit = group[0].competent_unit
    office, own = offices.office(session, unit), offices.unit(session, unit)
    agency = office.facts.agency if office else own.name if own else unit
    first = group[0]
    said = filled(
        text, owner=first.owner, procedure=first.procedure_name.lower(), reference=first.reference, agency=agency
    )
    return Draft(
        form=form,
        about=about,
        text=said,
        agency=agency,
        agency_parent=office.facts.agency_parent if office else "",
        symbol_suffix=office.facts.symbol_suffix if office else "",
        place=office.facts.place if office else agency,
        on=at.astimezone(HANOI).date(),
        dossiers=tuple(
            Decided(line.reference, line.owner, f"{line.received_at.astimezone(HANOI):%d/%m/%Y}")
            for line in group
            if line.received_at is not None
        ),
        signatory=_signatory(session, signer, unit, at, office.facts.head_title if office else "Thủ trưởng đơn vị"),
        demo=app.settings.demo,
    )


def _signatory(session: Session, signer: Person, unit: str, at: datetime, head_title: str) -> Signatory:
    known = {one.value for one in Authority}
    held = [one.signs for one in people.positions(session, at, person=signer.id, unit=unit) if one.signs]
    signs = held[0] if held else ()
    return Signatory(
        name=signer.name,
        title=signer.title or head_title,
        signs_for=tuple(SignsFor(authority=Authority(right), of=of) for right, of in signs if right in known),
    )


def signers(session: Session, unit: str, at: datetime) -> list[Person]:
    """Who may sign results of the unit that day, the head first."""
    found: dict[str, Person] = {}
    for role in SIGN:
        for one in people.holders(session, unit, role, at):
            found.setdefault(one.id, one)
    return list(found.values())


# -- signed elsewhere ------------------------------------------------------------------------------------------------


def take_signed(
    app: App, scope: Scope, files: Sequence[tuple[str, bytes]], *, by: Actor, key: str, at: datetime
) -> list[Taken]:
    """Check each file, keep what holds, and approve the dossiers it decides; one outcome for each file."""
    trusted = roots(app.settings.trust_roots)
    with app.read() as session:
        waiting = result_papers.of_unit(session, scope, "draft", "signed", limit=2_000)
    by_length: dict[int, dict[str, ResultPaper]] = {}
    for paper in waiting:
        by_length.setdefault(paper.length, {})[paper.sha256] = paper
    # Checked before anything is written: nobody waits for a signature to be verified.
    looked = [_looked(name, pdf, _whose(pdf, by_length), trusted, now=app.wall()) for name, pdf in files]
    return by_the_handful(
        app, looked, lambda session, one: _kept(app, session, one, by=by, key=key, at=at) if one.pdf else one.taken
    )


@dataclass(frozen=True, slots=True)
class _Looked:
    """One file as it was sent, checked."""

    taken: Taken
    pdf: bytes = b""
    """Empty: it is refused."""
    signatures: tuple[Signature, ...] = ()


def _looked(
    name: str, pdf: bytes, paper: ResultPaper | None, trusted: Sequence[Certificate], *, now: datetime
) -> _Looked:
    if paper is None:
        return _Looked(Taken(name, why="unknown"))
    if paper.state != "draft":
        return _Looked(Taken(name, paper, why="done"))
    if not trusted:
        return _Looked(Taken(name, paper, why="no_roots"))
    try:
        return _Looked(Taken(name, paper), pdf, verify(pdf, trusted, now=now))
    except SignatureUnfit as unfit:
        return _Looked(Taken(name, paper, why=unfit.why.value))


def _whose(pdf: bytes, by_length: Mapping[int, Mapping[str, ResultPaper]]) -> ResultPaper | None:
    """The draft that the file begins with, byte for byte."""
    for length, papers in by_length.items():
        if len(pdf) >= length and (found := papers.get(begins_with(pdf, length))) is not None:
            return found
    return None


def _kept(app: App, session: Session, looked: _Looked, *, by: Actor, key: str, at: datetime) -> Taken:
    """The signer must be somebody who may sign here, or the office itself; then the dossiers are approved."""
    name, paper = looked.taken.name, looked.taken.paper
    if paper is None:
        return looked.taken
    allowed = _names(session, paper.unit, at)
    own = next((one for one in looked.signatures if _is_one_of(one.name, allowed)), None)
    if own is None:
        return Taken(name, paper, looked.signatures[0], why="stranger")
    fresh = result_papers.sign(
        session,
        paper.id,
        looked.pdf,
        sha256=sha256(looked.pdf).hexdigest(),
        signer=own.name,
        certificate=own.certificate,
        signed_at=own.at,
    )
    if not fresh:
        return Taken(name, paper, own, why="done")
    note = f"Ký số: {own.name}, {own.at.astimezone(HANOI):%d/%m/%Y %H:%M}"
    asked = [c.Approve(dossier=dossier, by=by, note=note) for dossier, _, _ in paper.dossiers]
    outcomes = tuple(ask(app, session, one, at=at, key=f"{key}:{paper.id}") for one in asked)
    return Taken(name, paper, own, approved=outcomes)


def _names(session: Session, unit: str, at: datetime) -> list[str]:
    office, own = offices.office(session, unit), offices.unit(session, unit)
    named = [one.name for one in signers(session, unit, at)]
    named += [office.facts.agency] if office else []
    return [*named, own.name] if own else named


def _is_one_of(name: str, allowed: Sequence[str]) -> bool:
    """Certificates write names in their own way: compared without diacritics, whole words, in order."""
    said = f" {fold(name)} "
    return any(f" {fold(one)} " in said for one in allowed if one)


# -- signed here -----------------------------------------------------------------------------------------------------


def sign_here(app: App, scope: Scope, keys: Sequence[str], *, by: Actor, key: str, at: datetime) -> list[Taken]:
    """Sign drafts with the office's own certificate, then treat them as any signed file.

    Raises NoCertificate where none is set up or it cannot be opened.
    """
    path = app.settings.sign_p12
    if path is None or not path.exists():
        raise NoCertificate("TTHC_SIGN_P12 names no file")
    own = OwnCertificate(path, app.settings.sign_p12_password)
    files = []
    for paper_id in keys:
        with app.read() as session:
            paper = result_papers.paper(session, scope, paper_id)
            pdf = result_papers.file(session, scope, paper_id)
        if paper is not None and pdf is not None and paper.state == "draft":
            name = paper.dossiers[0][1] if paper.dossiers else paper.id[:8]
            files.append((name, own.sign(pdf, reason="Phê duyệt kết quả giải quyết thủ tục hành chính")))
    return take_signed(app, scope, files, by=by, key=key, at=at)


# -- released --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Released:
    paper: ResultPaper
    number: str
    outcomes: tuple[Outcome, ...]


def release(app: App, scope: Scope, keys: Sequence[str], *, by: Actor, key: str, at: datetime) -> list[Released]:
    """Give each signed paper its number of the register and release the dossiers it decides.

    A paper is released when one of its dossiers was; tried again it keeps its number.
    """
    done = by_the_handful(
        app, keys, lambda session, paper: _released(app, session, scope, paper, by=by, key=key, at=at)
    )
    return [one for one in done if one is not None]


def _released(
    app: App, session: Session, scope: Scope, paper_id: str, *, by: Actor, key: str, at: datetime
) -> Released | None:
    """None for a paper that is not signed, or not seen from here."""
    paper = result_papers.paper(session, scope, paper_id)
    if paper is None or paper.state not in ("signed", "released"):
        return None
    number = paper.number
    if not number:
        year = str(at.astimezone(HANOI).year)
        number = f"{counters.take(session, paper.unit, paper.symbol, year)}/{paper.symbol}"
        result_papers.number(session, paper.id, number)
    asked = [c.ReleaseResult(dossier=dossier, by=by, result_number=number) for dossier, _, _ in paper.dossiers]
    outcomes = tuple(ask(app, session, one, at=at, key=f"{key}:{paper.id}") for one in asked)
    if any(one.done for one in outcomes):
        result_papers.release(session, paper.id)
    return Released(paper, number, outcomes)
