"""Papers printed when somebody wants them: tracking sheet, register, class list, results of a decision.

Each is a letter's context, made from the log as it is now; `documents` sets it as PDF or fills it in as Word.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime

from tthc_engine.bootstrap import App
from tthc_engine.documents.render import render
from tthc_engine.documents.word import word_file
from tthc_engine.domain.composing import sheets
from tthc_engine.domain.composing.writing import Writing
from tthc_engine.domain.dossier import Outcome
from tthc_engine.domain.errors import NothingRequested, NotYourUnit, UnknownDossier
from tthc_engine.domain.events import ResultReleased
from tthc_engine.domain.letter_parts import LetterHead, Signatory
from tthc_engine.domain.letters import LetterContext, Register, RegisterLine
from tthc_engine.domain.procedure import Channel
from tthc_engine.domain.regime import LetterKind
from tthc_engine.engine.papers import writing
from tthc_engine.reports import register as books
from tthc_engine.reports.periods import Period
from tthc_engine.store import dossiers, letter_templates, log, offices
from tthc_engine.store.people import HANOI, Scope
from tthc_engine.store.sql import Session
from tthc_engine.work import lists

_RECEIVED_BY = {
    Channel.DIRECT: "Trực tiếp",
    Channel.ONLINE: "Trực tuyến",
    Channel.POSTAL: "Bưu chính",
}


def tracking_sheet(app: App, scope: Scope, dossier: str, *, at: datetime) -> LetterContext:
    """Phiếu kiểm soát quá trình of one dossier with every hand-over until now. Raises UnknownDossier."""
    with app.read() as session:
        return sheets.tracking_sheet(_writing(app, session, scope, dossier, LetterKind.TRACKING_SHEET, at))


def class_list(app: App, scope: Scope, key: str, *, at: datetime) -> LetterContext:
    """Danh sách hồ sơ tiếp nhận: the dossiers of one list on one paper. Raises NothingRequested for an unknown list."""
    with app.read() as session:
        members = _members(session, scope, key)
        first = _writing(app, session, scope, members[0], LetterKind.CLASS_LIST, at)
        return sheets.class_list(first, [app.engine.dossier(session, one)[0] for one in members])


def result_list(app: App, scope: Scope, key: str, *, at: datetime) -> LetterContext:
    """Danh sách hồ sơ có kết quả of the decision that released most of a list; those refused stand beside.

    Raises NothingRequested for an unknown list and for one of which nothing was released.
    """
    with app.read() as session:
        members = _members(session, scope, key)
        released = {one: found for one in members if (found := _released(session, one)) is not None}
        if not released:
            raise NothingRequested
        [(decision, _)] = Counter(one.result_number for one in released.values()).most_common(1)
        mine = [one for one in released if released[one].result_number == decision]
        refused = {
            one: "Từ chối giải quyết"
            for one in members
            if one not in released and app.engine.dossier(session, one)[0].outcome is Outcome.REFUSED
        }
        first = _writing(app, session, scope, mine[0], LetterKind.RESULT_LIST, at)
        said = {one: released[one].note.strip() or "Được giải quyết" for one in mine} | refused
        return sheets.result_list(
            first,
            [
                sheets.Decided(dossier=app.engine.dossier(session, one)[0], result=said[one])
                for one in members
                if one in said
            ],
            decision=decision,
            decided_on=_day(released[mine[0]].at),
        )


def register(app: App, unit: str, period: Period, *, at: datetime) -> LetterContext:
    """Sổ theo dõi hồ sơ of one unit and period, on the form of the period's last day. Raises NotYourUnit."""
    with app.read() as session:
        office = offices.office(session, unit)
        if office is None:
            raise NotYourUnit
        book = books.book(session, unit, period, at=at)
        rows = [_row(one) for one in books.lines(app.engine, session, book)]
        template = letter_templates.in_use(session, unit, LetterKind.REGISTER)
    day = min(period.last_on, _day(at))
    regime = app.catalogue.regime_on(day)
    form = regime.form(LetterKind.REGISTER, day)
    return Register(
        head=LetterHead(
            agency_parent=office.facts.agency_parent,
            agency=office.facts.agency,
            onestop=office.facts.onestop,
            place=office.facts.place,
            letter_date=_day(at),
            title=form.title if form is not None else "Sổ theo dõi hồ sơ",
            form_number=form.number if form is not None else "",
            citation=form.citation if form is not None else "",
            legal_basis=office.facts.own_rules,
            word_template=template,
            demo=app.settings.demo,
        ),
        year=book.year,
        first_on=period.first_on,
        last_on=period.last_on,
        rows=tuple(rows),
        keeper=Signatory(title="Người giữ sổ"),
    )


def pdf(paper: LetterContext, *, aside: bool = False) -> bytes:
    return render(paper, aside=aside).pdf


def word(app: App, paper: LetterContext) -> bytes:
    """The paper to be edited, on the office's own template where one is in use."""
    with app.read() as session:
        own = letter_templates.body(session, paper.head.word_template)
    return word_file(paper, template=own)


def _writing(app: App, session: Session, scope: Scope, dossier: str, kind: LetterKind, at: datetime) -> Writing:
    if dossiers.by_id(session, scope, dossier) is None:
        raise UnknownDossier
    known = app.engine.load(session, dossier)
    if known.dossier is None:
        raise UnknownDossier
    around = app.engine.rulebook.of_dossier(session, known.dossier, known.regime)
    return writing(session, known.dossier, around, app.engine.printed, kind=kind, at=at)


def _members(session: Session, scope: Scope, key: str) -> Sequence[str]:
    found = [one.id for one in lists.members(session, scope, key)]
    if not found:
        raise NothingRequested
    return found


def _released(session: Session, dossier: str) -> ResultReleased | None:
    found = [one.event for one in log.load(session, dossier) if isinstance(one.event, ResultReleased)]
    return found[-1] if found else None


def _row(one: books.Line) -> RegisterLine:
    return RegisterLine(
        number=one.number,
        code=one.reference,
        procedure=one.procedure,
        sets=one.sets,
        applicant=one.applicant or "(dữ liệu cá nhân đã xóa)",
        contact=one.contact,
        authority=one.authority or "…",
        received_at=one.received_at,
        appointment=one.appointment,
        new_appointment=one.new_appointment,
        due_rule="" if one.appointment is not None else one.limit_words,
        returned_at=one.returned_at,
        receive_result=_RECEIVED_BY.get(one.receive_result, ""),
        received_by=one.received_by,
        note=_note(one),
    )


def _note(one: books.Line) -> str:
    said = []
    if one.supplement_on is not None:
        said.append(f"yêu cầu bổ sung {one.supplement_on:%d/%m/%Y}")
    if one.outcome in _ENDED:
        said.append(_ENDED[one.outcome])
    if one.late:
        said.append("quá hạn")
    return "; ".join(said)


_ENDED = {
    Outcome.REFUSED: "từ chối giải quyết",
    Outcome.WITHDRAWN: "rút hồ sơ",
    Outcome.STOPPED_BY_APPLICANT: "dừng thực hiện",
    Outcome.CLOSED_UNANSWERED: "đóng hồ sơ vì không bổ sung",
}


def _day(at: datetime) -> date:
    return at.astimezone(HANOI).date()
