"""One command for many dossiers: assign two hundred, hand back fifty, release a whole list.

Nothing is decided together: each dossier is asked on its own and has its own outcome, so that one that is refused, or
that somebody else just changed, never holds up the others. They are only written down by the handful: waiting for the
disk once for each took three quarters of the time of a long list.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from tthc_engine.bootstrap import App
from tthc_engine.domain.commands import Command
from tthc_engine.domain.errors import Refusal, StaleDossier, UnknownDossier
from tthc_engine.domain.people import Actor
from tthc_engine.domain.requests import command
from tthc_engine.store import dossiers, people
from tthc_engine.store.dossiers import DossierLine
from tthc_engine.store.sql import Session, lost_a_race

TOGETHER = 30
"""Dossiers written in one transaction: as many as keep another officer waiting for about a tenth of a second."""

Asked = TypeVar("Asked")
Did = TypeVar("Did")
Told = Callable[[int, int], None]
"""Told how many are done, and of how many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one dossier."""

    dossier_id: str
    reference: str = ""
    refused: Refusal | None = None
    """Why not; None where it was done."""
    overtaken: StaleDossier | None = None
    """Somebody acted on it in the same moment: look again and ask again."""
    repeated: bool = False
    """The same request had been answered before; nothing was done twice."""
    letters: int = 0
    """How many letters it made."""

    @property
    def done(self) -> bool:
        return self.refused is None and self.overtaken is None

    def as_json(self) -> dict[str, Any]:
        why = self.refused.name if self.refused is not None else "StaleDossier" if self.overtaken is not None else None
        return {
            "dossier": self.dossier_id,
            "reference": self.reference,
            "done": self.done,
            "refused": why,
            "says": str(self.refused or self.overtaken or ""),
            "repeated": self.repeated,
        }


def do_each(
    app: App,
    asked: Sequence[Command],
    *,
    at: datetime,
    key: str = "",
    told: Told | None = None,
    expected: Mapping[str, int] | None = None,
) -> list[Outcome]:
    """Ask every command, in the order given; each outcome stands at its command's place.

    Args:
        key: of the request that asks for all of them (a form's idempotency key). The same request sent again answers
            each dossier with what was done the first time, and does what had not been reached yet.
        expected: the version in which the asker saw a dossier, by id; one that changed since is overtaken.
    """
    saw = expected or {}
    return by_the_handful(
        app,
        asked,
        lambda session, one: ask(app, session, one, at=at, key=key, expected=saw.get(one.dossier)),
        told=told,
    )


def by_the_handful(
    app: App, all_of: Sequence[Asked], do: Callable[[Session, Asked], Did], *, told: Told | None = None
) -> list[Did]:
    """`do` for each, in the order given, thirty to a transaction; what `do` must be able to take back it attempts.

    Where another transaction crossed a handful, each of it is done once more in a transaction of its own.
    """
    done: list[Did] = []
    for first in range(0, len(all_of), TOGETHER):
        done += _written(app, all_of[first : first + TOGETHER], do)
        if told is not None:
            told(len(done), len(all_of))
    return done


def _written(app: App, some: Sequence[Asked], do: Callable[[Session, Asked], Did]) -> list[Did]:
    try:
        with app.transaction() as session:
            return [do(session, one) for one in some]
    except Exception as error:
        if len(some) == 1 or not lost_a_race(error):
            raise
    return [did for one in some for did in _written(app, [one], do)]


def ask(app: App, session: Session, asked: Command, *, at: datetime, key: str, expected: int | None = None) -> Outcome:
    """One command within a handful's transaction: refused, it takes back its own rows and nothing else."""
    own_key = f"{key}:{asked.dossier}" if key else None
    try:
        with session.attempt():
            handled = app.engine.handle(session, asked, at=at, key=own_key, expected=expected)
    except Refusal as refusal:
        return Outcome(dossier_id=asked.dossier, reference=_reference(session, asked.dossier), refused=refusal)
    except StaleDossier as stale:
        return Outcome(dossier_id=asked.dossier, reference=_reference(session, asked.dossier), overtaken=stale)
    return Outcome(
        dossier_id=asked.dossier,
        reference=handled.dossier.reference,
        repeated=handled.repeated,
        letters=sum(event.kind == "letter_issued" for event in handled.events),
    )


def _reference(session: Session, dossier: str) -> str:
    line = dossiers.by_id(session, people.EVERYTHING, dossier)
    return line.reference if line is not None else ""


def same_for_all(
    app: App,
    word: str,
    arguments: Mapping[str, Any],
    chosen: Iterable[str],
    *,
    by: Actor,
    at: datetime,
    instant: Callable[[Any], datetime],
    key: str = "",
    told: Told | None = None,
) -> list[Outcome]:
    """`word` with the same `arguments` for each chosen dossier, by code (mã hồ sơ) or id, the double ones once.

    A dossier that the actor may not see is an unknown one. Raises UnknownWord before anything is done.
    """
    outcomes: dict[str, Outcome] = {}
    asked: list[Command] = []
    with app.read() as session:
        scope = people.scope_of(session, by)
        for name in dict.fromkeys(one.strip() for one in chosen if one.strip()):
            line = dossiers.by_reference(session, scope, name) or dossiers.by_id(session, scope, name)
            if line is None:
                outcomes[name] = Outcome(dossier_id="", reference=name, refused=UnknownDossier())
            elif line.id not in outcomes:
                outcomes[line.id] = Outcome(dossier_id=line.id)
                asked.append(_worded(app, session, word, arguments, line, by=by, instant=instant))
    outcomes |= {one.dossier_id: one for one in do_each(app, asked, at=at, key=key, told=told)}
    return list(outcomes.values())


def _worded(
    app: App,
    session: Session,
    word: str,
    arguments: Mapping[str, Any],
    line: DossierLine,
    *,
    by: Actor,
    instant: Callable[[Any], datetime],
) -> Command:
    _, rules = app.engine.dossier(session, line.id)
    return command(word, arguments, by=by, dossier=line.id, procedure=rules.procedure, instant=instant)
