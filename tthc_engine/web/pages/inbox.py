"""Việc của tôi: what this officer holds and owes, grouped by when, with one thing to do on each row."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
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
from tthc_engine.web.pages.marks import OBLIGATION_ICONS, edge_of, step_is_late

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


@dataclass(frozen=True, slots=True)
class _Placed:
    """Where on the page a dossier stands, and as what it is counted: known without its row's words."""

    found: _Found
    standing: Standing
    edge: str
    slow: bool
    group: str


def inbox(
    app: App, session: Session, scope: Scope, actors: Sequence[Actor], at: datetime, _: Messages, *, chosen: Shown
) -> Inbox:
    """`actors`: the officer, then the officer in the place of each absent colleague."""
    found: dict[str, _Found] = {}
    for actor in actors:
        for one in _on_the_desk(app, session, scope, actor, at):
            found.setdefault(one.line.id, one)
    placed = sorted((_placed(one, at) for one in found.values()), key=_owed_first)
    kept = [one for one in placed if _passes(one, chosen)]
    pages = max(1, ceil(len(kept) / LONGEST))
    number = min(max(1, chosen.page), pages)
    here = kept[(number - 1) * LONGEST : number * LONGEST]
    absent = people.names(session, {actor.stands_for for actor in actors if actor.stands_for})
    names = {key: who.name for key, who in absent.items()}
    # Words are made for what the page shows, figures are of everything.
    rows = list_rows(app, session, [one.found.line for one in here], at, _)
    shown = [_row(one, row, at, _, names) for one, row in zip(here, rows, strict=True)]
    posted = _posted(session, scope, actors[0], at, _) if actors[0].has(Role.CLERK) and chosen.plain else ()
    lines = [one.found.line for one in placed]
    return Inbox(
        groups=tuple((group, held) for group in GROUPS if (held := _group(shown, group))),
        sizes=Counter(one.group for one in kept),
        letters=posted,
        total=len(placed),
        overdue=sum(one.standing is Standing.OVERDUE for one in placed),
        due_today=sum(one.edge == "e-today" for one in placed),
        slow=sum(one.slow for one in placed),
        standing_in=tuple(names.values()),
        next_due=min((line.due_at for line in lines if line.due_at and line.is_open), default=None),
        procedures=tuple(sorted({(line.code, line.procedure_name) for line in lines})),
        steps=tuple(sorted({line.step_name for line in lines if line.step_name})),
        shown=len(kept),
        page=number,
        pages=pages,
    )


def _placed(found: _Found, at: datetime) -> _Placed:
    line = found.line
    standing = line.standing(at)
    edge = edge_of(line, standing, at)
    return _Placed(found, standing, edge, step_is_late(line, at), _group_of(found, edge, at))


def _owed_first(one: _Placed) -> tuple[int, bool, datetime]:
    """Group by group as the page shows them, what is due first at the top of each."""
    due = one.found.line.due_at
    return GROUPS.index(one.group), due is None, due or one.found.line.registered_at


def _group(rows: Iterable[InboxRow], group: str) -> tuple[InboxRow, ...]:
    return tuple(one for one in rows if one.group == group)


def _passes(one: _Placed, chosen: Shown) -> bool:
    line = one.found.line
    part = {"today": one.group == "today", "slow": one.slow, "instead": bool(one.found.actor.stands_for)}
    return (
        part.get(chosen.loc, True)
        and chosen.code in ("", line.code)
        and chosen.step in ("", line.step_name)
        and (not chosen.words or _says(line, fold(chosen.words).split()))
    )


def _says(line: DossierLine, words: Sequence[str]) -> bool:
    said = fold(f"{line.reference} {line.owner} {line.submitter} {line.procedure_name} {line.code}")
    return all(word in said for word in words)


def _on_the_desk(app: App, session: Session, scope: Scope, actor: Actor, at: datetime) -> list[_Found]:
    """Steps to do, debts to pay, explanations to judge and, at the desk, what was handed in and not yet accepted."""
    found: dict[str, _Found] = {}
    owed = [one for one in obligations.owed_by(session, scope, actor) if one.kind in _MEETS]
    debts: dict[str, OwedLine] = {}
    for debt in owed:
        debts.setdefault(debt.dossier_id, debt)
    steps = dossiers.inbox(session, scope, actor, at)
    unreleased = _await_release(app, session, steps)
    found |= {one.id: _Found(one, actor, debts.get(one.id), judge=False) for one in steps if one.id not in unreleased}
    if actor.has(Role.APPROVER, Role.DIRECTOR):
        done = [line for line in dossiers.handled(session, scope) if line.competent_unit == actor.unit]
        unreleased = _await_release(app, session, done)
        found |= {one.id: _Found(one, actor, debts.get(one.id), judge=False) for one in done if one.id in unreleased}
    waiting = _to_judge(app, session, scope, at) if actor.has(Role.APPROVER, Role.DIRECTOR) else set()
    beyond = [key for key in dict.fromkeys((*debts, *waiting)) if key not in found]
    owing = dossiers.by_ids(session, scope, beyond)
    for key in beyond:
        if key in owing:
            found[key] = _Found(owing[key], actor, debts.get(key), judge=key in waiting)
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


def _await_release(app: App, session: Session, lines: Iterable[DossierLine]) -> set[str]:
    """Those of which every step is done while the result still lies with the competent body."""
    last: dict[tuple[str, date], str] = {}
    found = set()
    for line in lines:
        version = (line.procedure, line.in_force_from)
        if version not in last:
            last[version] = _last_step(app, session, *version)
        if line.stage == Stage.HANDLING and line.step == last[version]:
            found.add(line.id)
    return found


def _last_step(app: App, session: Session, procedure: str, in_force_from: date) -> str:
    """Empty where a newer version of this software published it: a process of that tells."""
    try:
        return app.engine.rulebook.declarations.version(session, procedure, in_force_from).result.key
    except ProcedureOfNewerVersion:
        return ""


def _to_judge(app: App, session: Session, scope: Scope, at: datetime) -> set[str]:
    """Dossiers whose explanation was given and is neither approved nor sent back."""
    found = set()
    for debt in obligations.owed(session, scope, kind=ObligationKind.EXPLANATION):
        dossier, _ = app.engine.dossier(session, debt.dossier_id)
        given = dossier.explanation
        if given is not None and not given.returned and given.approved_by is None:
            found.add(debt.dossier_id)
    return found


def _row(placed: _Placed, row: ListRow, at: datetime, _: Messages, names: Mapping[str, str]) -> InboxRow:
    found = placed.found
    whom = found.actor.stands_for or ""
    return InboxRow(
        row=row,
        todo=_todo(found, _),
        instead=names.get(whom, whom),
        absent=whom,
        group=placed.group,
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


def _group_of(found: _Found, edge: str, at: datetime) -> str:
    line, today = found.line, wording.local(at).date()
    owes_today = found.owed is not None and (
        found.owed.until is None or wording.local(found.owed.until).date() <= today
    )
    if owes_today or found.judge or edge:
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
