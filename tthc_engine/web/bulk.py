"""One command for many dossiers on screen: what all of them allow, how many papers it makes, what became of each."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from tthc_engine.bootstrap import App
from tthc_engine.domain import timing
from tthc_engine.domain.decide import ever_asks, permitted
from tthc_engine.domain.dossier import Dossier
from tthc_engine.domain.errors import Refusal, UnknownDossier
from tthc_engine.domain.people import Actor
from tthc_engine.domain.procedure import Step
from tthc_engine.domain.rules import Rules
from tthc_engine.engine.rulebook import acting_inside
from tthc_engine.store import people
from tthc_engine.store.dossiers import DossierLine
from tthc_engine.store.people import Scope
from tthc_engine.store.sql import Session
from tthc_engine.web import wording
from tthc_engine.web.forms.order import Entry
from tthc_engine.web.forms.orders import ORDERS
from tthc_engine.web.forms.typed import Typed
from tthc_engine.web.messages import Messages
from tthc_engine.web.pages.dossier import pointless
from tthc_engine.web.pages.seen import declared_names, line_of
from tthc_engine.work.bulk import Outcome as Done
from tthc_engine.work.bulk import do_each

MOST = 200
"""Dossiers one act may take: as many as stay readable on one page."""
SEEN = "@"
"""Between a dossier's key and the version the officer saw: one that changed since is not acted on unseen."""

LETTERS: Mapping[str, int] = {
    "complete": 0,
    "approve": 0,
    "confirm_on_track": 0,
    "accept": 1,
    "hand_over": 1,
    "notify_onestop": 1,
    "declare_delay": 0,
    "approve_explanation": 1,
    "return_explanation": 0,
    "release_result": 0,
    "close_unanswered": 1,
    "assign": 0,
    "reassign": 0,
    "explain": 0,
    "return_result": 0,
}
"""The commands that make sense for many at once, the usual one first, and the letters each writes for one dossier."""

_OF_ONE = frozenset({"result_number", "result_on", "new_date", "received_at"})
"""Fields that are about one dossier: asked of many only row by row."""
_BY_ROW: Mapping[str, tuple[str, ...]] = {
    "release_result": ("result_number",),
    "return_result": ("receiver", "received_by", "shown"),
    "explain": ("reason_code", "reason", "result_number", "result_on"),
    "declare_delay": ("new_date",),
}
"""Fields that each row may answer for itself; where it does not, what was typed for all holds."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """A dossier that was ticked, as this request sees it."""

    line: DossierLine
    dossier: Dossier
    rules: Rules

    @property
    def key(self) -> str:
        return self.line.reference or self.line.id


@dataclass(frozen=True, slots=True)
class Offer:
    """A command that every ticked dossier allows."""

    word: str
    label: str
    letters: int
    typed: bool
    """Something has to be typed first."""


@dataclass(frozen=True, slots=True)
class Withheld:
    """A command of the officer's roles that some of the ticked dossiers do not allow."""

    label: str
    count: int
    why: str
    """The first refusal, in words."""


@dataclass(frozen=True, slots=True)
class Offers:
    offered: tuple[Offer, ...]
    withheld: tuple[Withheld, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one dossier; `refused` is empty when it was done."""

    line: DossierLine
    done: bool
    letters: int
    refused: str


def chosen_of(app: App, session: Session, scope: Scope, keys: Iterable[str]) -> list[Chosen]:
    """The ticked dossiers that this officer may see, each once; others are left out in silence."""
    found: dict[str, Chosen] = {}
    for key in list(dict.fromkeys(keys))[:MOST]:
        try:
            line = line_of(session, scope, key.partition(SEEN)[0])
        except UnknownDossier:
            continue
        dossier, rules = app.engine.dossier(session, line.id)
        found.setdefault(line.id, Chosen(line, dossier, rules))
    return list(found.values())


def offers(session: Session, chosen: Sequence[Chosen], actors: Sequence[Actor], at: datetime, _: Messages) -> Offers:
    """What all of `chosen` allow now; what only some refuse is told with how many and why."""
    offered, withheld = [], []
    for word, letters in LETTERS.items():
        if not any(ever_asks(word, actor) for actor in actors):
            continue
        refusals = [_refusal(session, one, word, actors, at) for one in chosen]
        against = [one for one in refusals if one is not None]
        if not against and chosen:
            asked = [entry for entry in entries_of(word) if entry.needed]
            offered.append(Offer(word, label_of(word, chosen, _), letters * len(chosen), bool(asked)))
        elif len(against) < len(chosen):
            first = next(one for one in against)
            why = wording.refusal(_, first) if isinstance(first, Refusal) else _("bulk.pointless")
            withheld.append(Withheld(label_of(word, chosen, _), len(against), why))
    return Offers(tuple(offered), tuple(withheld))


def entries_of(word: str) -> tuple[Entry, ...]:
    """The fields that are asked once for all."""
    return tuple(entry for entry in ORDERS[word].entries if entry.name not in _OF_ONE)


def by_row(word: str) -> tuple[Entry, ...]:
    """The fields that each row may answer for itself."""
    return tuple(entry for entry in ORDERS[word].entries if entry.name in _BY_ROW.get(word, ()))


def field_of(name: str, key: str) -> str:
    """What a row's own answer is called in the form."""
    return f"{name}:{key}"


def answer_of(typed: Typed, word: str, key: str) -> Typed:
    """What was typed for one dossier: its own answers, and those for all where it has none."""
    own = {entry.name: typed.text(field_of(entry.name, key)) for entry in by_row(word)}
    return Typed(typed.says, {**typed.values, **{name: text for name, text in own.items() if text}}, typed.many)


def label_of(word: str, chosen: Sequence[Chosen], _: Messages) -> str:
    """The command's name; moving on names the step that follows, where it is the same for all."""
    if word == "complete":
        following = {step.name if (step := _following(one)) else "" for one in chosen}
        name = following.pop() if len(following) == 1 else ""
        return _("dossier.next", step=name) if name else _("command.complete")
    return _(f"command.{word}")


def each(
    app: App,
    scope: Scope,
    keys: Iterable[str],
    word: str,
    *,
    typed: Typed,
    actors: Sequence[Actor],
    at: datetime,
) -> list[Outcome]:
    """Give the command to each dossier (`work.bulk`); one outcome each, in the order of `keys`.

    The first of `actors` who may is the one who acts; whom a row named with the version its reader saw is not acted on
    when it changed since.
    """
    wanted = list(dict.fromkeys(keys))[:MOST]
    with app.read() as session:
        rows = chosen_of(app, session, scope, wanted)
        who = [_who(session, row, word, actors, at) for row in rows]
        staff = {key for row in rows for key in people.staff(session, row.line.competent_unit)}
        staff |= {key for row in rows for key in people.staff(session, row.line.receiving_unit)}
        names = {key: one.name for key, one in people.names(session, staff).items()}
    answers = [answer_of(typed, word, row.key) for row in rows]
    asked = [
        ORDERS[word].build(answer, row.line.id, actor) for answer, row, actor in zip(answers, rows, who, strict=True)
    ]
    # An answer that cannot be read is that row's own outcome, and is asked of nobody.
    fit = [command for command, answer in zip(asked, answers, strict=True) if not answer.errors]
    done = iter(do_each(app, fit, at=at, key=typed.key or "", expected=_versions(rows, wanted)))
    return [
        Outcome(row.line, done=False, letters=0, refused=next(iter(answer.errors.values())))
        if answer.errors
        else _outcome(row, next(done), typed.says, names)
        for row, answer in zip(rows, answers, strict=True)
    ]


def _versions(rows: Iterable[Chosen], keys: Iterable[str]) -> dict[str, int]:
    """In which version the officer saw each dossier; a key without one is acted on as it is now."""
    seen = {name: int(version) for name, _, version in (key.partition(SEEN) for key in keys) if version.isdigit()}
    return {row.line.id: seen[row.key] for row in rows if row.key in seen}


def _outcome(row: Chosen, one: Done, _: Messages, names: Mapping[str, str]) -> Outcome:
    refused = ""
    called = {**declared_names(row.rules.procedure), **names}
    if one.refused is not None:
        refused = wording.refusal(_, one.refused, names=called)
    elif one.overtaken is not None:
        refused = wording.stale(_, one.overtaken, names=called)
    return Outcome(row.line, done=one.done, letters=one.letters, refused=refused)


def _who(session: Session, one: Chosen, word: str, actors: Sequence[Actor], at: datetime) -> Actor:
    for actor in actors:
        asking = acting_inside(session, actor, one.dossier)
        if ever_asks(word, actor) and permitted(one.dossier, word, asking, one.rules, at=at) is None:
            return actor
    return actors[0]


class _Pointless:
    """Not refused, and nothing would come of it."""


def _refusal(
    session: Session, one: Chosen, word: str, actors: Sequence[Actor], at: datetime
) -> Refusal | _Pointless | None:
    """Why nobody of `actors` may; None: somebody may."""
    if pointless(one.dossier, one.rules, word):
        return _Pointless()
    own: Refusal | None = None
    for actor in actors:
        if not ever_asks(word, actor):
            continue
        refusal = permitted(one.dossier, word, acting_inside(session, actor, one.dossier), one.rules, at=at)
        if refusal is None:
            return None
        own = own or refusal
    return own or _Pointless()


def _following(one: Chosen) -> Step | None:
    step = timing.current_step(one.dossier, one.rules)
    return one.rules.procedure.step_after(step.key) if step else None
