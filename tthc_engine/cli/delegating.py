"""`tthc people delegate`, `undelegate`, `delegations`: in whose right somebody signs letters, and on which days."""

import json
from dataclasses import replace
from typing import Annotated

import typer

from tthc_engine import bootstrap
from tthc_engine.cli.init import BY, WrongOffice
from tthc_engine.cli.posts import DAY, a_day, posts_of
from tthc_engine.domain import signing
from tthc_engine.domain.letter_parts import Authority
from tthc_engine.domain.regime import LetterKind
from tthc_engine.domain.signing import Delegation
from tthc_engine.store import delegations, people
from tthc_engine.store.people import HANOI


def delegate(
    key: Annotated[str, typer.Argument(help="Key of the person who signs.")],
    *,
    signs: Annotated[
        list[str], typer.Option("--as", help='In printed order: --as "TM:Ủy ban nhân dân" --as "KT:Chủ tịch".')
    ],
    first: Annotated[str, typer.Option("--from", help=f"First day, {DAY}.")],
    last: Annotated[str, typer.Option("--until", help=f"Last day, {DAY}; TUQ always has one.")] = "",
    kind: Annotated[list[LetterKind] | None, typer.Option(help="Only letters of these kinds; else all.")] = None,
    document: Annotated[str, typer.Option(help="Number and date of the paper it rests on.")] = "",
    unit: Annotated[str, typer.Option(help="Key of the unit; else where the person works today.")] = "",
) -> None:
    """Let somebody sign in another's right on those days: TM, KT, TL, TUQ or Q (NĐ 30/2020 Điều 13)."""
    office = bootstrap.app()
    at = office.now()
    with office.transaction() as session:
        held = posts_of(session, key, people.positions(session, at, person=key))
        where = unit or held[0].unit
        if where not in {one.unit for one in held}:
            raise WrongOffice(f"{key} does not work in {where}.")
        one = Delegation(
            person=key,
            unit=where,
            signs=tuple(_line(text) for text in signs),
            valid_from=a_day(first),
            valid_until=a_day(last) if last else None,
            kinds=tuple(kind or ()),
            document=document.strip(),
        )
        signing.check(one)
        delegations.put(session, one, by=BY, at=at)
    typer.echo(f"{key} signs {_words(one)} from {one.valid_from}{f' until {one.valid_until}' if last else ''}.")


def undelegate(
    key: Annotated[str, typer.Argument(help="Key of the person who signs.")],
    *,
    first: Annotated[str, typer.Option("--from", help=f"The delegation's first day, {DAY}.")],
    on: Annotated[str, typer.Option(help=f"Its last day now, {DAY}; else today.")] = "",
) -> None:
    """End what was delegated earlier than it said; letters already decided keep their signature block."""
    office = bootstrap.app()
    at = office.now()
    last = a_day(on) if on else at.astimezone(HANOI).date()
    with office.transaction() as session:
        found = [one for one in delegations.of_person(session, key) if one.valid_from == a_day(first)]
        if not found:
            raise WrongOffice(f"Nothing was delegated to {key} from {first}.")
        for one in found:
            ended = replace(one, valid_until=last)
            signing.check(ended)
            delegations.put(session, ended, by=BY, at=at)
    typer.echo(f"{key}: {len(found)} delegations end on {last}.")


def show(*, as_json: Annotated[bool, typer.Option("--json", help="For a program.")] = False) -> None:
    """Who signs in whose right today and later."""
    office = bootstrap.app()
    with office.read() as session:
        found = delegations.on_day(session, office.now().astimezone(HANOI).date())
    if as_json:
        rows = [
            {
                "unit": one.unit,
                "person": one.person,
                "signs": [[authority.value, of] for authority, of in one.signs],
                "from": one.valid_from.isoformat(),
                "until": one.valid_until.isoformat() if one.valid_until else None,
                "kinds": [kind.value for kind in one.kinds],
                "document": one.document,
            }
            for one in found
        ]
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for one in found:
        until = one.valid_until or "…"
        kinds = ", ".join(one.kinds) or "every letter"
        typer.echo(f"{one.unit}  {one.person}  {_words(one)}  {one.valid_from} – {until}  {kinds}  {one.document}")


def _line(text: str) -> tuple[Authority, str]:
    authority, _, of = text.partition(":")
    try:
        known = Authority(authority.strip().upper().rstrip("."))
    except ValueError as error:
        raise WrongOffice(f'{text!r}: write an authority and of whom, as in "KT:Hiệu trưởng".') from error
    if not of.strip():
        raise WrongOffice(f'{text!r}: write of whom, as in "KT:Hiệu trưởng".')
    return known, of.strip()


def _words(one: Delegation) -> str:
    return " / ".join(f"{authority}. {of}" for authority, of in one.signs)
