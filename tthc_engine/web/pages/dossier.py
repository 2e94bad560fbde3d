"""What the dossier's page shows: steps, papers, letters, obligations, and which commands the officer may give."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from tthc_engine.domain import timing
from tthc_engine.domain.commands import PaperState
from tthc_engine.domain.decide import ever_asks, permitted
from tthc_engine.domain.dossier import Dossier, Stage, StepRecord
from tthc_engine.domain.errors import NotYourStep, NotYourUnit, Refusal, WrongStage
from tthc_engine.domain.obligations import ObligationKind, Settled
from tthc_engine.domain.people import Actor
from tthc_engine.domain.procedure import Step
from tthc_engine.domain.rules import Rules
from tthc_engine.store.letters import LetterLine
from tthc_engine.web import wording
from tthc_engine.web.forms.orders import ORDERS
from tthc_engine.web.messages import Messages
from tthc_engine.web.pages.marks import Mark, obligation_mark
from tthc_engine.web.pages.seen import Seen

# What waits for somebody is done first; what anybody may do at any time comes after.
FIRST = (
    "confirm_on_track",
    "declare_delay",
    "accept",
    "receive_supplement",
    "issue_apology",
    "explain",
    "approve_explanation",
    "return_explanation",
    "notify_onestop",
    "close_unanswered",
    "complete",
    "approve",
    "release_result",
    "return_result",
    "answer_online",
    "hand_over",
    "answer_consultation",
    "return_part",
    "explain_part",
    "confirm_payment",
    "number_letter",
    "dispatch",
)
_STOPPING = frozenset({"refuse", "withdraw", "stop", "close_unanswered"})
_ICONS = {
    "confirm_on_track": "check",
    "declare_delay": "apology",
    "issue_apology": "apology",
    "explain": "explain",
    "approve_explanation": "check",
    "notify_onestop": "notice",
    "approve": "check",
    "complete": "right",
    "number_letter": "stamp",
}


@dataclass(frozen=True, slots=True)
class Act:
    """A command the officer may give now."""

    word: str
    label: str
    icon: str
    direct: bool
    stops: bool
    absent: str
    """In whose place; empty: in their own."""
    main: bool = False


@dataclass(frozen=True, slots=True)
class Cannot:
    label: str
    why: str


@dataclass(frozen=True, slots=True)
class Acts:
    first: tuple[Act, ...]
    others: tuple[Act, ...]
    by_law: tuple[Cannot, ...]
    """Refused by law or because the step is a colleague's: always shown with the reason."""
    by_stage: tuple[Cannot, ...]


@dataclass(frozen=True, slots=True)
class StepRow:
    number: int
    name: str
    person: str
    planned: str
    actual: str
    difference: str
    late: bool
    state: str
    dress: str
    icon: str


@dataclass(frozen=True, slots=True)
class PaperLine:
    name: str
    form: str
    state: Mark
    remark: str
    reused_from: str
    """The dossier that the paper was handed in with, or the database that was read; empty for one handed in now."""


@dataclass(frozen=True, slots=True)
class LetterRow:
    letter: str
    name: str
    on: datetime
    number: str
    kind: str


@dataclass(frozen=True, slots=True)
class OwedRow:
    mark: Mark
    by: str
    words: str
    late: bool


def acts(found: Seen, actors: Iterable[Actor], at: datetime, _: Messages, *, letters: Iterable[LetterLine]) -> Acts:
    """Every command of the officer's roles, sorted by whether and when it can be given.

    `actors`: the officer first, then the officer in the place of each absent colleague.
    """
    allowed: list[Act] = []
    law: list[Cannot] = []
    stage: list[Cannot] = []
    standing_by = list(actors)
    unnumbered = any(not one.number for one in letters)
    for word in (*FIRST, *(word for word in ORDERS if word not in FIRST)):
        refusal, actor = _asked(found, word, standing_by, at)
        if actor is None or pointless(found.dossier, found.rules, word, unnumbered=unnumbered):
            continue
        if word == "move_version" and not found.versions:
            continue
        label = command_label(found, word, _)
        if refusal is None:
            allowed.append(_act(word, label, actor))
        elif isinstance(refusal, WrongStage | NotYourUnit):
            stage.append(Cannot(label, wording.refusal(_, refusal, names=found.names)))
        else:
            law.append(Cannot(label, wording.refusal(_, refusal, names=found.names)))
    # Telling of a delay is the answer to a question; unasked it is one possibility among others.
    asked = question(found) is not None
    first = [one for one in allowed if one.word in FIRST and (asked or one.word != "declare_delay")]
    if first:
        first[0] = replace(first[0], main=True)
    return Acts(
        tuple(first),
        tuple(one for one in allowed if one.word not in [act.word for act in first]),
        tuple(law),
        tuple(stage),
    )


def _asked(found: Seen, word: str, actors: list[Actor], at: datetime) -> tuple[Refusal | None, Actor | None]:
    """The first actor who may, else the officer's own refusal; no actor where the roles never have the word."""
    own: Refusal | None = None
    asking: Actor | None = None
    for actor in actors:
        if not ever_asks(word, actor):
            continue
        refusal = permitted(found.dossier, word, actor, found.rules, at=at)
        if refusal is None:
            return None, actor
        if asking is None or isinstance(own, NotYourStep):
            own, asking = refusal, actor
    return own, asking


def pointless(dossier: Dossier, rules: Rules, word: str, *, unnumbered: bool = False) -> bool:
    """Two words for one act, or nothing left to do by it."""
    step = timing.current_step(dossier, rules)
    signing = step is not None and step.owner in ("approver", "director")
    if word == "take_over":
        return dossier.stage is not Stage.FOLLOWED
    if word == "complete":
        return signing
    if word == "approve":
        return not signing
    if word == "assign":
        return dossier.assignee is not None
    if word == "reassign":
        return dossier.assignee is None
    if word in ("withdraw", "stop"):
        stops = rules.regime.stop_by_applicant is not None and dossier.accepted
        return stops == (word == "withdraw")
    if word == "extend":
        return rules.procedure.extension is None or dossier.extended_until is not None
    if word == "chase":
        late = any(one.ran_late for one in dossier.consulted) or any(one.late_for for one in dossier.at_work)
        return not late
    if word == "take_back_extension":
        return dossier.extended_until is None
    return word == "number_letter" and not unnumbered


def _act(word: str, label: str, actor: Actor) -> Act:
    return Act(word, label, _ICONS.get(word, ""), ORDERS[word].direct, word in _STOPPING, actor.stands_for or "")


def command_label(found: Seen, word: str, _: Messages) -> str:
    """The command's name; moving on names the step that follows."""
    if word == "complete":
        step = timing.current_step(found.dossier, found.rules)
        following = found.rules.procedure.step_after(step.key) if step else None
        return _("dossier.next", step=following.name) if following else _("command.complete")
    if word == "refuse" and not found.dossier.accepted:
        return _("command.refuse_intake")
    return _(f"command.{word}")


def step_rows(found: Seen, at: datetime, _: Messages) -> list[StepRow]:
    rows: list[StepRow] = []
    for number, step in enumerate(found.rules.procedure.steps, 1):
        records = [one for one in found.dossier.steps if one.step == step.key]
        rows += [_past(found, number, step, one, _) for one in records]
        if step.key == found.dossier.current_step and found.dossier.is_open:
            rows.append(_present(found, number, step, at, _))
        elif not records:
            planned = wording.duration(_, step.within, day_minutes=found.rules.calendar.ordinary_day)
            who = _(f"role.{step.owner.value}")
            rows.append(
                StepRow(number, step.name, who, planned, "–", "–", False, _("dossier.not_yet_turn"), "muted", "")
            )
    return rows


def _past(found: Seen, number: int, step: Step, record: StepRecord, _: Messages) -> StepRow:
    entered, left = wording.short_instant(record.entered_at), record.left_at
    same = wording.local(record.entered_at).date() == wording.local(left).date()
    actual = f"{entered} – {wording.clock_time(left) if same else wording.short_instant(left)}"
    late = (record.difference or 0) > 0
    state, dress, icon = _("dossier.done"), "ok", "done"
    if record.void:
        state, dress, icon = _("dossier.void"), "none", ""
    elif record.sent_back:
        state, dress, icon = _("dossier.sent_back"), "none", "withdrawn"
    return StepRow(
        number,
        step.name,
        found.person_names.get(record.person, record.person) or _(f"role.{step.owner.value}"),
        wording.duration(_, step.within, day_minutes=found.rules.calendar.ordinary_day),
        actual,
        _difference(record.difference, found, _),
        late,
        state,
        dress,
        icon,
    )


def _difference(minutes: int | None, found: Seen, _: Messages) -> str:
    if minutes is None:
        return "–"
    if minutes == 0:
        return _("time.exact")
    span = wording.span(_, minutes, day_minutes=found.rules.calendar.ordinary_day)
    return _("time.slow", span=span) if minutes > 0 else _("time.early", span=span)


def _present(found: Seen, number: int, step: Step, at: datetime, _: Messages) -> StepRow:
    limit = timing.step_due(found.dossier, found.rules)
    late = limit is not None and at > limit
    minutes = found.rules.calendar.between(limit, at) if late and limit else None
    entered = found.dossier.entered_at
    person = found.dossier.assignee
    waiting = timing.is_stopped(found.dossier, found.rules)
    state, dress, icon = _("dossier.doing"), "ok", "ontime"
    if waiting:
        state, dress, icon = _("standing.stopped"), "stop", "stop"
    elif late:
        state, dress, icon = _("standing.step_late"), "step", "step"
    return StepRow(
        number,
        step.name,
        found.person_names.get(person, person) if person else _(f"role.{step.owner.value}"),
        wording.duration(_, step.within, day_minutes=found.rules.calendar.ordinary_day),
        _("time.since", when=wording.short_instant(entered)) if entered else "–",
        _difference(minutes, found, _) if late else "–",
        late,
        state,
        dress,
        icon,
    )


_PAPER = {
    PaperState.PRESENT: ("check", "ok"),
    PaperState.MISSING: ("minus", "late-soft"),
    PaperState.WRONG: ("warn", "soon"),
    PaperState.NOT_APPLICABLE: ("none", "none"),
}


def paper_lines(found: Seen, _: Messages) -> list[PaperLine]:
    named = {one.key: one.name for one in found.rules.procedure.components}
    lines = []
    for paper in found.dossier.papers:
        icon, dress = _PAPER[paper.state]
        absent = paper.state is PaperState.NOT_APPLICABLE
        lines.append(
            PaperLine(
                named.get(paper.component, paper.component),
                "–" if absent else _(f"paper_form.{paper.form.value}"),
                Mark(_(f"paper_state.{paper.state.value}"), icon, dress, plain=True),
                paper.remark,
                paper.reused_from,
            )
        )
    return lines


def component_name(found: Seen, key: str) -> str:
    """What the paper is called; the key itself for one that is on no list."""
    return next((one.name for one in found.rules.procedure.components if one.key == key), key)


def letter_rows(letters: Iterable[LetterLine], _: Messages) -> list[LetterRow]:
    """The latest first; a kind that was issued twice is numbered."""
    listed = list(letters)
    seen: dict[str, int] = {}
    rows = []
    for one in listed:
        seen[one.kind] = seen.get(one.kind, 0) + 1
        name = _(f"letter.{one.kind}")
        several = sum(other.kind == one.kind for other in listed) > 1
        rows.append(
            LetterRow(
                one.letter,
                _("dossier.nth", name=name, n=seen[one.kind]) if several else name,
                one.issued_at,
                one.number,
                one.kind,
            )
        )
    return rows[::-1]


def owed_rows(found: Seen, at: datetime, _: Messages) -> list[OwedRow]:
    """What was or is owed for this dossier; questions that simply passed are left out."""
    rows = []
    for one in found.dossier.obligations:
        if one.settled is Settled.LAPSED:
            continue
        late = one.late(at)
        mark = obligation_mark(one.kind.value, _, until=one.until, at=at, settled=one.settled)
        if one.settled is Settled.MET and one.settled_at:
            words = _("dossier.met_late" if late else "dossier.met_at", when=wording.short_instant(one.settled_at))
        elif one.settled is Settled.MISSED:
            words = _("dossier.missed")
        else:
            words = _("dossier.owed_until", until=wording.short_instant(one.until)) if one.until else ""
        rows.append(OwedRow(mark, _(f"role.{one.owed_by.value}"), words, late))
    return rows


def question(found: Seen) -> datetime | None:
    """Until when the lateness question must be answered; None while it is not asked."""
    owed = found.dossier.owed(ObligationKind.LATENESS_QUESTION)
    return owed.until if owed else None
