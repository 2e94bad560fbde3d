"""Việc của tôi: what this officer holds and owes, grouped by when, with one thing to do on each row."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from tthc_engine.bootstrap import App
from tthc_engine.catalogue import fold
from tthc_engine.documents.filing import is_ready
from tthc_engine.domain.dossier import Stage
from tthc_engine.domain.errors import ProcedureOfNewerVersion
from tthc_engine.domain.obligations import ObligationKind
from tthc_engine.domain.people import Actor
from tthc_engine.domain.procedure import Role
from tthc_engine.domain.standing import Standing
from tthc_engine.store import alerts, dossiers, letters, obligations, people
from tthc_engine.store.dossiers import DossierLine
from tthc_engine.store.letters import LetterLine
from tthc_engine.store.obligations import OwedLine
from tthc_engine.store.people import Scope
from tthc_engine.store.sql import Session
from tthc_engine.web import wording
from tthc_engine.web.messages import Messages
from tthc_engine.web.pages.lists import ListRow, list_rows
from tthc_engine.web.pages.marks import OBLIGATION_ICONS

GROUPS = ("today", "online", "return", "week", "later", "stopped")
SUBMITTED, WAITING = 1, 5
"""Of the portal's states: handed in and not accepted, and waiting for the applicant."""
FILTERS = ("all", "today", "slow", "instead")
COLUMNS = ("owner", "procedure", "step", "received", "submitter", "channel", "case", "supplements")
"""What may stand in a row besides standing, remaining time, due date, code and the thing to do."""
USUAL = ("owner", "procedure", "step")
LONGEST = 200
"""Rows of a page: as many as stay readable. What is owed first stands on the first."""
# What each obligation asks of whoever owes it: the command that meets it.
_MEETS = {
    ObligationKind.LATENESS_QUESTION: "confirm_on_track",
    ObligationKind.EXPLANATION: "explain",
    ObligationKind.APOLOGY: "issue_apology",
    ObligationKind.ONESTOP_NOTICE: "notify_onestop",
    ObligationKind.ONLINE_ANSWER: "accept",
    ObligationKind.CLOSE_UNANSWERED: "close_unanswered",
    ObligationKind.CORRECTION: "release_result",
    ObligationKind.CONSULTATION: "answer_consultation",
    ObligationKind.HANDOVER: "hand_over",
    ObligationKind.BODY_NOTICE: "explain_part",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What the officer wants to see of the inbox; every field is one of the address, and empty means everything."""

    loc: str = "all"
    """One of FILTERS."""
    words: str = ""
    """In code, names or procedure, without diacritics."""
    code: str = ""
    """Of the procedure."""
    step: str = ""
    """The step's name."""
    page: int = 1
    """From 1; one beyond the last shows the last."""

    @property
    def plain(self) -> bool:
        return not (self.words or self.code or self.step) and self.loc == "all"


@dataclass(frozen=True, slots=True)
class Todo:
    label: str
    icon: str
    word: str
    """The command it leads to; empty: the dossier's page."""
    direct: bool = False


@dataclass(frozen=True, slots=True)
class InboxRow:
    row: ListRow
    todo: Todo
    instead: str
    """Whose work it is, where the officer stands in."""
    absent: str
    group: str
    note: str
    note_late: bool


@dataclass(frozen=True, slots=True)
class LetterTask:
    letter: LetterLine
    line: DossierLine
    name: str
    word: str


@dataclass(frozen=True, slots=True)
class Inbox:
    groups: tuple[tuple[str, tuple[InboxRow, ...]], ...]
    """What this page shows."""
    sizes: Mapping[str, int]
    """How many each group has on all pages together."""
    letters: tuple[LetterTask, ...]
    total: int
    overdue: int
    due_today: int
    slow: int
    standing_in: tuple[str, ...]
    next_due: datetime | None
    procedures: tuple[tuple[str, str], ...]
    """(code, name) of what lies in the inbox, for the filter."""
    steps: tuple[str, ...]
    shown: int
    """How many rows the filter lets through, on all pages together."""
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class _Found:
    """A dossier on this officer's desk and why it lies there."""

    line: DossierLine
    actor: Actor
    owed: OwedLine | None
    judge: bool
    """An explanation waits for this approver."""


def inbox(
    app: App, session: Session, scope: Scope, actors: Sequence[Actor], at: datetime, _: Messages, *, chosen: Shown
) -> Inbox:
    """`actors`: the officer, then the officer in the place of each absent colleague."""
    found: dict[str, _Found] = {}
    for actor in actors:
        for one in _on_the_desk(app, session, scope, actor, at):
            found.setdefault(one.line.id, one)
    rows = list_rows(app, session, [one.line for one in found.values()], at, _)
    absent = people.names(session, {actor.stands_for for actor in actors if actor.stands_for})
    listed = [_row(found[row.line.id], row, at, _, {key: who.name for key, who in absent.items()}) for row in rows]
    listed.sort(key=_owed_first)
    kept = [one for one in listed if _passes(one, chosen)]
    pages = max(1, ceil(len(kept) / LONGEST))
    number = min(max(1, chosen.page), pages)
    here = kept[(number - 1) * LONGEST : number * LONGEST]
    posted = _posted(session, scope, actors[0], at, _) if actors[0].has(Role.CLERK) and chosen.plain else ()
    return Inbox(
        groups=tuple((group, held) for group in GROUPS if (held := _group(here, group))),
        sizes=Counter(one.group for one in kept),
        letters=posted,
        total=len(listed),
        overdue=sum(one.row.standing is Standing.OVERDUE for one in listed),
        due_today=sum(one.row.edge == "e-today" for one in listed),
        slow=sum(bool(one.row.step_late) for one in listed),
        standing_in=tuple(who.name for who in absent.values()),
        next_due=min((due for one in listed if (due := one.row.line.due_at) and one.row.line.is_open), default=None),
        procedures=tuple(sorted({(one.row.line.code, one.row.line.procedure_name) for one in listed})),
        steps=tuple(sorted({one.row.line.step_name for one in listed if one.row.line.step_name})),
        shown=len(kept),
        page=number,
        pages=pages,
    )


def _owed_first(one: InboxRow) -> tuple[int, bool, datetime]:
    """Group by group as the page shows them, what is due first at the top of each."""
    due = one.row.line.due_at
    return GROUPS.index(one.group), due is None, due or one.row.line.registered_at


def _group(rows: Iterable[InboxRow], group: str) -> tuple[InboxRow, ...]:
    return tuple(one for one in rows if one.group == group)


def _passes(one: InboxRow, chosen: Shown) -> bool:
    line = one.row.line
    said = fold(f"{line.reference} {line.owner} {line.submitter} {line.procedure_name} {line.code}")
    part = {"today": one.group == "today", "slow": bool(one.row.step_late), "instead": bool(one.instead)}
    return (
        part.get(chosen.loc, True)
        and chosen.code in ("", line.code)
        and chosen.step in ("", line.step_name)
        and all(word in said for word in fold(chosen.words).split())
    )


def _on_the_desk(app: App, session: Session, scope: Scope, actor: Actor, at: datetime) -> list[_Found]:
    """Steps to do, debts to pay, explanations to judge and, at the desk, what was handed in and not yet accepted."""
    found: dict[str, _Found] = {}
    owed = [one for one in obligations.owed_by(session, scope, actor) if one.kind in _MEETS]
    debts: dict[str, OwedLine] = {}
    for debt in owed:
        debts.setdefault(debt.dossier_id, debt)
    for line in dossiers.inbox(session, scope, actor, at):
        if not _awaits_release(app, session, line):
            found[line.id] = _Found(line, actor, debts.get(line.id), judge=False)
    if actor.has(Role.APPROVER, Role.DIRECTOR):
        for line in dossiers.handled(session, scope):
            if line.competent_unit == actor.unit and _awaits_release(app, session, line):
                found[line.id] = _Found(line, actor, debts.get(line.id), judge=False)
    waiting = _to_judge(app, session, scope, at) if actor.has(Role.APPROVER, Role.DIRECTOR) else set()
    for key in [*debts, *waiting]:
        if key not in found and (owing := dossiers.by_id(session, scope, key)) is not None:
            found[key] = _Found(owing, actor, debts.get(key), judge=key in waiting)
    for line in _at_the_desk(session, scope, actor):
        found.setdefault(line.id, _Found(line, actor, debts.get(line.id), judge=False))
    return [
        _Found(one.line, one.actor, one.owed, judge=key in waiting) if key in waiting else one
        for key, one in found.items()
    ]


def _at_the_desk(session: Session, scope: Scope, actor: Actor) -> list[DossierLine]:
    """What was handed in here and not yet accepted, and whoever still has to bring something."""
    if not actor.has(Role.DESK, Role.ONESTOP_HEAD):
        return []
    chosen = [dossiers.Filter(open_only=True, status=status) for status in (SUBMITTED, WAITING)]
    lines = [line for one in chosen for line in dossiers.listing(session, scope, one).lines]
    return [line for line in lines if line.receiving_unit == actor.unit]


def _awaits_release(app: App, session: Session, line: DossierLine) -> bool:
    """Every step is done and the result still lies with the competent body."""
    try:
        procedure = app.engine.rulebook.declarations.version(session, line.procedure, line.in_force_from)
    except ProcedureOfNewerVersion:
        return False
    return line.stage == Stage.HANDLING and line.step == procedure.result.key


def _to_judge(app: App, session: Session, scope: Scope, at: datetime) -> set[str]:
    """Dossiers whose explanation was given and is neither approved nor sent back."""
    found = set()
    for debt in obligations.owed(session, scope, kind=ObligationKind.EXPLANATION):
        dossier, _ = app.engine.dossier(session, debt.dossier_id)
        given = dossier.explanation
        if given is not None and not given.returned and given.approved_by is None:
            found.add(debt.dossier_id)
    return found


def _row(found: _Found, row: ListRow, at: datetime, _: Messages, names: dict[str, str]) -> InboxRow:
    todo = _todo(found, _)
    whom = found.actor.stands_for or ""
    return InboxRow(
        row=row,
        todo=todo,
        instead=names.get(whom, whom),
        absent=whom,
        group=_group_of(found, row, at),
        note=_note(found, _),
        note_late=found.owed is not None and found.owed.late(at),
    )


def _todo(found: _Found, _: Messages) -> Todo:
    line = found.line
    if found.judge:
        return Todo(_("todo.approve_explanation"), "explain", "approve_explanation", direct=False)
    if found.owed is not None:
        kind = ObligationKind(found.owed.kind)
        word = _MEETS[kind]
        return Todo(_(f"todo.{kind.value}"), OBLIGATION_ICONS[kind], "" if word == "confirm_on_track" else word)
    if line.status == WAITING:
        return Todo(_("todo.receive_supplement"), "", "receive_supplement") if _at_desk(found) else Todo("", "", "")
    if line.accepted_at is None:
        return Todo(_("todo.accept"), "", "accept")
    if line.stage == Stage.RELEASED:
        return Todo(_("todo.return_result"), "", "return_result")
    if line.step_role == Role.DESK and line.stage == Stage.HANDLING and found.actor.has(Role.APPROVER, Role.DIRECTOR):
        return Todo(_("todo.release_result"), "", "release_result")
    if line.step_role in (Role.APPROVER, Role.DIRECTOR):
        return Todo(_("todo.approve"), "check", "approve", direct=True)
    return Todo(_("command.complete"), "", "complete", direct=True)


def _at_desk(found: _Found) -> bool:
    return found.actor.has(Role.DESK, Role.ONESTOP_HEAD)


def _note(found: _Found, _: Messages) -> str:
    if found.owed is not None and found.owed.until is not None:
        return _("dossier.owed_until", until=wording.short_instant(found.owed.until))
    return ""


def _group_of(found: _Found, row: ListRow, at: datetime) -> str:
    line, today = found.line, wording.local(at).date()
    owes_today = found.owed is not None and (
        found.owed.until is None or wording.local(found.owed.until).date() <= today
    )
    if owes_today or found.judge or row.edge:
        return "today"
    if line.status == WAITING:
        return "stopped"
    if line.accepted_at is None:
        return "online"
    if line.stage == Stage.RELEASED:
        return "return"
    sunday = today + timedelta(days=6 - today.weekday())
    if line.due_at is not None and wording.local(line.due_at).date() <= sunday:
        return "week"
    return "later"


def _posted(session: Session, scope: Scope, actor: Actor, at: datetime, _: Messages) -> tuple[LetterTask, ...]:
    """Letters that wait for the clerk's number; the oldest first."""
    tasks = []
    for letter in letters.unnumbered(session, scope):
        line = dossiers.by_id(session, scope, letter.dossier_id)
        if line is not None and letter.unit == actor.unit and not is_ready(letter):
            tasks.append(LetterTask(letter, line, _(f"letter.{letter.kind}"), "number_letter"))
    return tuple(tasks)


def unread_alerts(session: Session, scope: Scope, actor: Actor) -> list[alerts.AlertLine]:
    return alerts.unread(session, scope, actor, limit=50)
