"""What commands that act on many dossiers share: who acts, when, and how what happened is told."""

import json
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any, NoReturn

import typer

from tthc_engine.bootstrap import App
from tthc_engine.cli.calendar_words import move_json, move_lines
from tthc_engine.domain.calendar import HANOI
from tthc_engine.domain.people import Actor
from tthc_engine.store import dossiers, offices, people
from tthc_engine.store.people import EVERYTHING
from tthc_engine.store.sql import Session
from tthc_engine.web import messages, wording
from tthc_engine.work.changes.reaching import Reach

DOES_NOT_HOLD, WRONG_CALL = 1, 2
_NAMED = 5
"""Dossiers named beside one reason; the rest are counted."""
_ = messages.messages("vi")


def wrong(sentence: str) -> NoReturn:
    """The call cannot be understood: one sentence on stderr, exit code 2."""
    typer.echo(sentence, err=True)
    raise typer.Exit(WRONG_CALL)


def officer(session: Session, key: str, at: datetime) -> Actor:
    """Who gives the command, by key or user name, with the roles they hold today. Exits 2 where nobody is called so."""
    account = people.account(session, key)
    found = people.actor(session, key if account is None else account.person, at)
    if found is None:
        wrong(f"Nobody called {key} holds a position today; see `tthc people list`.")
    return found


def units_meant(here: App, named: Sequence[str] | None, *, every: bool) -> tuple[str, ...]:
    """The units named, or all that have an office. Exits 2 where several exist and none was named."""
    with here.read() as session:
        known = [one.unit.id for one in offices.offices(session)]
    if named:
        if strange := sorted(set(named) - set(known)):
            wrong(f"There is no office {strange[0]}; there are: {', '.join(known)}.")
        return tuple(named)
    if not every and len(known) != 1:
        wrong(f"Name an office with --unit, or --all: {', '.join(known)}.")
    return tuple(known)


def instant(text: str, option: str) -> datetime:
    """`2026-12-03 07:30` on the office's clock. Exits 2 for anything else."""
    try:
        return datetime.strptime(text.strip().replace("T", " "), "%Y-%m-%d %H:%M").replace(tzinfo=HANOI)
    except ValueError:
        wrong(f'{option} {text}: write "YYYY-MM-DD HH:MM".')


def day(text: str, option: str) -> date:
    """`2025-06-30`. Exits 2 for anything else."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        wrong(f"{option} {text}: write a day as YYYY-MM-DD.")


def lines(session: Session, reach: Reach, *, preview: bool) -> Iterator[str]:
    """The reach of an act in the officer's words, dossier by dossier."""
    if preview:
        moved = sum(one.moves for one in reach.moves)
        kept = len(reach.quiet)
        yield f"Xem trước: {reach.looked_at} hồ sơ, {moved} hồ sơ thay đổi hạn, {kept} hồ sơ không đổi ngày."
        for one in reach.moves:
            yield from move_lines(one)
    else:
        yield f"Đã thực hiện với {len(reach.done)} trong {reach.looked_at} hồ sơ."
    reasons: dict[str, list[str]] = {}
    for dossier, refusal in reach.refused.items():
        reasons.setdefault(wording.refusal(_, refusal), []).append(dossier)
    for why, several in reasons.items():
        named = ", ".join(_named(session, one) for one in several[:_NAMED])
        more = f" và {len(several) - _NAMED} hồ sơ nữa" if len(several) > _NAMED else ""
        yield f"  {named}{more}: {why}"
    for dossier, why in reach.failed.items():
        yield f"  {_named(session, dossier)}: {why}"


def as_json(session: Session, reach: Reach) -> dict[str, Any]:
    """The reach of an act for a program."""
    return {
        "looked_at": reach.looked_at,
        "moves": [move_json(one) for one in reach.moves],
        "quiet": [_named(session, one) for one in reach.quiet],
        "done": [_named(session, one) for one in reach.done],
        "refused": {_named(session, one): refusal.name for one, refusal in reach.refused.items()},
        "failed": {_named(session, one): why for one, why in reach.failed.items()},
    }


def told(here: App, reach: Reach, *, preview: bool, json_wanted: bool) -> NoReturn:
    """Print it and end: exit code 1 where a dossier could not be judged, else 0."""
    with here.read() as session:
        if json_wanted:
            typer.echo(json.dumps(as_json(session, reach), ensure_ascii=False, indent=2))
        else:
            typer.echo("\n".join(lines(session, reach, preview=preview)))
    raise typer.Exit(DOES_NOT_HOLD if reach.failed else 0)


def _named(session: Session, dossier_id: str) -> str:
    line = dossiers.by_id(session, EVERYTHING, dossier_id)
    return line.reference if line is not None and line.reference else dossier_id
