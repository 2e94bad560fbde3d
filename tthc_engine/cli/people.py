"""`tthc people`: who works in a real office after it was set up: comes, leaves, forgets a password, is away.

Nothing is removed: a position ends on a day, and whoever acted stays in the log by name.
"""

import json
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer
import yaml
from pwdlib import PasswordHash
from pydantic import TypeAdapter, ValidationError

from tthc_engine import bootstrap
from tthc_engine.cli import delegating
from tthc_engine.cli.init import BY, NOT_HELD, DescribedPerson, WrongOffice, employ, passwords_of, readable, strong
from tthc_engine.cli.posts import a_day, posts_of
from tthc_engine.domain.procedure import Role
from tthc_engine.store import offices, people, wishes
from tthc_engine.store.people import HANOI, Account, Position, Substitution
from tthc_engine.store.sql import Session

app = typer.Typer(no_args_is_help=True)
_DESCRIBED = TypeAdapter(tuple[DescribedPerson, ...])
_DAY = "YYYY-MM-DD"
app.command("delegate")(delegating.delegate)
app.command("undelegate")(delegating.undelegate)
app.command("delegations")(delegating.show)


@app.command("list")
def show(*, as_json: Annotated[bool, typer.Option("--json", help="For a program.")] = False) -> None:
    """Everybody with a position today: unit, key, roles, account."""
    office = bootstrap.app()
    with office.read() as session:
        held = people.positions(session, office.now())
        named = people.names(session, (one.person for one in held))
        opened = {one.person: one.username for one in people.accounts(session) if one.active}
    rows = [
        {
            "unit": unit,
            "key": key,
            "name": named[key].name,
            "title": named[key].title,
            "roles": [one.role.value for one in held if (one.unit, one.person) == (unit, key)],
            "account": opened.get(key, ""),
        }
        for unit, key in dict.fromkeys((one.unit, one.person) for one in held)
    ]
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for row in rows:
        account = row["account"] or "no account"
        typer.echo(f"{row['unit']}  {row['key']}  {row['name']}, {row['title']} ({', '.join(row['roles'])}; {account})")


@app.command()
def add(
    unit: Annotated[str, typer.Argument(help="Key of the unit, as `tthc people list` shows it.")],
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="The list `people:` of an office's file.")],
    *,
    passwords: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="Lines `username password`; else they are typed.")
    ] = None,
) -> None:
    """Take people on in a unit, from today."""
    described = _read(file)
    typed = passwords_of(described, passwords)
    office = bootstrap.app()
    at = office.now()
    with office.transaction() as session:
        if offices.unit(session, unit) is None:
            raise WrongOffice(f"There is no unit {unit}.")
        for one in described:
            employ(session, one, unit, typed, today=at.astimezone(HANOI).date(), at=at)
    typer.echo(f"{unit}: {len(described)} more.")


@app.command()
def give(
    key: Annotated[str, typer.Argument(help="Key of the person.")],
    role: Annotated[Role, typer.Argument(help="One more role, from today.")],
    *,
    unit: Annotated[str, typer.Option(help="Key of the unit; else where the person works today.")] = "",
) -> None:
    """Give somebody who is there already one more role."""
    office = bootstrap.app()
    at = office.now()
    with office.transaction() as session:
        held = people.positions(session, at, person=key)
        where = unit or posts_of(session, key, held)[0].unit
        if people.person(session, key) is None or offices.unit(session, where) is None or role in NOT_HELD:
            raise WrongOffice(f"{key} cannot be {role.value} in {where}.")
        if not any((one.role, one.unit) == (role, where) for one in held):
            signs = next((one.signs for one in held if one.signs), ())
            today = at.astimezone(HANOI).date()
            post = Position(person=key, role=role, unit=where, valid_from=today, signs=signs)
            people.put_position(session, post, by=BY, at=at)
    typer.echo(f"{key} is {role.value} in {where}.")


@app.command()
def leave(
    key: Annotated[str, typer.Argument(help="Key of the person.")],
    *,
    on: Annotated[str, typer.Option(help=f"Last day in office, {_DAY}; else today.")] = "",
) -> None:
    """End every position somebody holds; dossiers given to them are reassigned by the supervisor."""
    office = bootstrap.app()
    at = office.now()
    last = a_day(on) if on else at.astimezone(HANOI).date()
    with office.transaction() as session:
        held = posts_of(session, key, people.positions(session, at, person=key))
        if too_new := [one for one in held if one.valid_from > last]:
            raise WrongOffice(f"{key} is {too_new[0].role.value} from {too_new[0].valid_from} only.")
        for one in held:
            people.put_position(session, replace(one, valid_until=last), by=BY, at=at)
    typer.echo(f"{key}: {len(held)} positions end on {last}.")


@app.command()
def password(
    username: Annotated[str, typer.Argument(help="As it is typed at sign-in.")],
    *,
    passwords: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="A line `username password`; else it is typed.")
    ] = None,
) -> None:
    """Set a new password for somebody who forgot theirs; whoever is signed in with the old one is not any more."""
    office = bootstrap.app()
    with office.read() as session:
        known = _account(session, username)
        person = people.person(session, known.person)
        held = people.positions(session, office.now(), person=known.person)
    described = DescribedPerson(
        key=known.person, name=person.name if person else known.person, roles=(Role.DESK,), username=username
    )
    typed = passwords_of((described,), passwords)
    hashed = PasswordHash.recommended().hash(strong(username, typed[username]))
    with office.transaction() as session:
        people.put_account(session, replace(_account(session, username), password_hash=hashed))
        for unit in dict.fromkeys(one.unit for one in held):
            changed = {"username": username}
            offices.audit(session, unit, kind="password_changed", by=BY, at=office.now(), payload=changed)
    typer.echo(f"{username}: the new password holds from now on.")


@app.command()
def substitute(
    absent: Annotated[str, typer.Argument(help="Key of the person who is away.")],
    by: Annotated[str, typer.Argument(help="Key of the person who acts for them.")],
    *,
    first: Annotated[str, typer.Option("--from", help=f"First day, {_DAY}.")],
    last: Annotated[str, typer.Option("--until", help=f"Last day, {_DAY}.")],
    reason: Annotated[str, typer.Option(help="The decision or assignment it rests on.")] = "",
) -> None:
    """Let somebody act for an absent colleague, with that colleague's roles, on those days."""
    days = (a_day(first), a_day(last))
    if days[1] < days[0] or absent == by:
        raise WrongOffice("A substitution is from a day until a later one, by somebody else.")
    office = bootstrap.app()
    at = office.now()
    with office.transaction() as session:
        unit = posts_of(session, absent, people.positions(session, at, person=absent))[0].unit
        posts_of(session, by, people.positions(session, at, person=by))
        one = Substitution(person=absent, substitute=by, valid_from=days[0], valid_until=days[1], reason=reason)
        people.put_substitution(session, one, unit=unit, by=BY, at=at)
    typer.echo(f"{by} acts for {absent} from {days[0]} until {days[1]}.")


@app.command()
def prefer(
    key: Annotated[str, typer.Argument(help="Key of the person.")],
    *,
    way: Annotated[str, typer.Option(help=f"One of {', '.join(wishes.OFFICERS_WAYS)}.")] = "",
    language: Annotated[str, typer.Option(help="vi or en.")] = "",
    digest: Annotated[
        bool | None, typer.Option("--digest/--at-once", help="One message at each opening, or as things come.")
    ] = None,
) -> None:
    """How somebody is told of alerts; without options, what holds now. Each changes their own under "Tài khoản"."""
    office = bootstrap.app()
    at = office.now()
    with office.transaction() as session:
        unit = posts_of(session, key, people.positions(session, at, person=key))[0].unit
        known = wishes.preference(session, key)
        chosen = wishes.Preference(
            language=language or known.language,
            way=way or known.way,
            digest_only=known.digest_only if digest is None else digest,
        )
        if chosen != known:
            try:
                wishes.prefer(session, key, chosen, unit=unit, by=BY, at=at)
            except ValueError as wrong:
                raise WrongOffice(f"There is no such way or language: {wrong}.") from wrong
    said = "one message at each opening" if chosen.digest_only else "as things come"
    typer.echo(f"{key}: by {chosen.way}, in {chosen.language}, {said}.")


def _account(session: Session, username: str) -> Account:
    found = people.account(session, username)
    if found is None:
        raise WrongOffice(f"There is no account {username}.")
    return found


def _read(file: Path) -> tuple[DescribedPerson, ...]:
    try:
        found = yaml.safe_load(readable(file))
        return _DESCRIBED.validate_python(found.get("people") if isinstance(found, dict) else found)
    except yaml.YAMLError as error:
        raise WrongOffice(f"{file}: {error}") from error
    except ValidationError as error:
        problem = error.errors()[0]
        place = ".".join(str(part) for part in problem["loc"])
        raise WrongOffice(f"{file}: people.{place}: {problem['msg']}") from error
