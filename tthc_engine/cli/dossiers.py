"""`tthc dossiers`: one command for many dossiers, and class lists, for whoever works from a terminal or a script."""

import csv
import json
import sys
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from tthc_engine import bootstrap
from tthc_engine.bootstrap import App
from tthc_engine.cli import progress
from tthc_engine.domain.commands import Party
from tthc_engine.domain.errors import UnknownPerson
from tthc_engine.domain.people import Actor
from tthc_engine.domain.requests import UnknownWord, registration
from tthc_engine.store import people
from tthc_engine.store.people import HANOI
from tthc_engine.work import bulk, lists
from tthc_engine.work.bulk import Outcome

app = typer.Typer(no_args_is_help=True)
DOES_NOT_HOLD, CALLED_WRONGLY = 1, 2
COLUMNS = ("ho_ten", "ngay_sinh", "so_dinh_danh", "nguoi_nop", "quan_he", "dien_thoai", "dia_chi")

By = Annotated[str, typer.Option("--by", help="Key of the person who asks, as `tthc people list` shows it.")]
AsJson = Annotated[bool, typer.Option("--json", help="For a program.")]
Key = Annotated[str, typer.Option(help="A key of your own: the same call again does nothing twice.")]


@app.command("do")
def do(
    word: Annotated[str, typer.Argument(help="The command: assign, reassign, complete, approve, return_result …")],
    codes: Annotated[list[str] | None, typer.Argument(help="Dossier codes; none: one a line from stdin.")] = None,
    *,
    by: By,
    given: Annotated[
        list[str] | None, typer.Option("--with", metavar="NAME=VALUE", help="An argument; repeat it.")
    ] = None,
    key: Key = "",
    as_json: AsJson = False,
) -> None:
    """Give one command to many dossiers; each has its own outcome. Exit 1 when any was refused."""
    office = bootstrap.app()
    at = office.now()
    chosen = codes or sys.stdin.read().split()
    try:
        with progress.shown() as told:
            outcomes = bulk.same_for_all(
                office,
                word,
                _arguments(given or ()),
                chosen,
                by=_actor(office, by, at),
                at=at,
                instant=_instant,
                key=key,
                told=told,
            )
    except UnknownWord as unknown:
        typer.echo(str(unknown), err=True)
        raise typer.Exit(CALLED_WRONGLY) from None
    _tell(outcomes, as_json=as_json)


@app.command("receive-list")
def receive_list(
    procedure: Annotated[str, typer.Argument(help="National code or slug.")],
    file: Annotated[
        Path, typer.Argument(exists=True, dir_okay=False, help=f"CSV with a heading line: {', '.join(COLUMNS)}.")
    ],
    *,
    title: Annotated[str, typer.Option(help="What the list is called: a class and its school year.")],
    by: By,
    case: Annotated[str, typer.Option(help="The declared case; else the first.")] = "",
    key: Key = "",
    as_json: AsJson = False,
) -> None:
    """Accept a dossier for every name of a class list. Exit 1 when any line was refused."""
    office = bootstrap.app()
    at = office.now()
    with file.open(encoding="utf-8-sig", newline="") as lines:
        names = [named(row) for row in csv.DictReader(lines)]
    declared = office.catalogue.in_force(procedure, at.astimezone(HANOI).date())
    about = registration(declared, {"case": case} if case else {})
    with progress.shown() as told:
        received = lists.receive(office, _actor(office, by, at), about, names, title=title, at=at, key=key, told=told)
    if not as_json:
        typer.echo(received.key)
    _tell(received.outcomes, as_json=as_json)


@app.command("release-list")
def release_list(
    list_key: Annotated[str, typer.Argument(help="The list's code.")],
    *,
    number: Annotated[str, typer.Option(help="Number of the one decision for all of them.")],
    by: By,
    key: Key = "",
    as_json: AsJson = False,
) -> None:
    """Release one decision for every open dossier of a list. Exit 1 when any was refused."""
    office = bootstrap.app()
    at = office.now()
    actor = _actor(office, by, at)
    with office.read() as session:
        found = lists.members(session, people.scope_of(session, actor), list_key)
    with progress.shown() as told:
        outcomes = lists.release(office, actor, found, result_number=number, at=at, key=key, told=told)
    _tell(outcomes, as_json=as_json)


@app.command("list")
def show(list_key: Annotated[str, typer.Argument(help="The list's code.")], *, as_json: AsJson = False) -> None:
    """The dossiers of one list, and how each stands."""
    office = bootstrap.app()
    at = office.now()
    with office.read() as session:
        found = lists.members(session, people.EVERYTHING, list_key)
    if as_json:
        rows = [
            {"dossier": one.reference, "owner": one.owner, "standing": one.standing(at), "outcome": one.outcome}
            for one in found
        ]
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for number, one in enumerate(found, start=1):
        typer.echo(f"{number:3d}  {one.reference}  {one.owner}  {one.outcome or one.standing(at)}")


def named(row: dict[str, str]) -> lists.Named:
    """One line of a list as schools keep it; who hands in is the parent where one is named."""
    said = {name: (row.get(name) or "").strip() for name in COLUMNS}
    owner = Party(
        name=said["ho_ten"],
        identifier=said["so_dinh_danh"],
        born_on=_day(said["ngay_sinh"]),
        phone="" if said["nguoi_nop"] else said["dien_thoai"],
        address=said["dia_chi"],
    )
    if not said["nguoi_nop"]:
        return lists.Named(owner=owner)
    parent = Party(name=said["nguoi_nop"], phone=said["dien_thoai"], address=said["dia_chi"])
    return lists.Named(owner=owner, submitter=parent, relation=said["quan_he"] or "parent")


def _day(text: str) -> date | None:
    """`09/03/2016` or `2016-03-09`."""
    if not text:
        return None
    iso = "-".join(part.zfill(2) for part in reversed(text.split("/"))) if "/" in text else text
    try:
        return date.fromisoformat(iso)
    except ValueError:
        typer.echo(f"{text!r} is not a day; write 09/03/2016", err=True)
        raise typer.Exit(CALLED_WRONGLY) from None


def _arguments(given: Iterable[str]) -> dict[str, Any]:
    pairs = [one.partition("=") for one in given]
    return {name: value for name, _, value in pairs}


def _instant(text: Any) -> datetime:
    """The office's wall clock: "2026-06-01 09:00"."""
    try:
        return datetime.fromisoformat(str(text)).replace(tzinfo=HANOI)
    except ValueError as error:
        raise UnknownWord(f'{text!r} is not an instant; write "2026-06-01 09:00"') from error


def _actor(office: App, key: str, at: datetime) -> Actor:
    with office.read() as session:
        found = people.actor(session, key, at)
    if found is None:
        raise UnknownPerson(person=key)
    return found


def _tell(outcomes: Sequence[Outcome], *, as_json: bool) -> None:
    refused = [one for one in outcomes if not one.done]
    if as_json:
        typer.echo(json.dumps([one.as_json() for one in outcomes], ensure_ascii=False, indent=2))
    else:
        for one in outcomes:
            said = one.as_json()
            typer.echo(
                f"{one.reference or one.dossier_id or '-'}  {said['refused'] or 'done'}  {said['says']}".rstrip()
            )
        typer.echo(f"done={len(outcomes) - len(refused)} refused={len(refused)}")
    raise typer.Exit(DOES_NOT_HOLD if refused else 0)
