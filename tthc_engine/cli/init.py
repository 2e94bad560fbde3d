"""`tthc init`: a real office. Asks, or reads a file; passwords are typed, never written down by us."""

import sys
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from string import Formatter
from typing import Annotated, Any

import typer
import yaml
from pwdlib import PasswordHash
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from tthc_engine.bootstrap import App, start
from tthc_engine.catalogue import Catalogue
from tthc_engine.domain.errors import KeyTaken, KeyWrong, TthcError
from tthc_engine.domain.letter_parts import Authority
from tthc_engine.domain.office import OfficeFacts
from tthc_engine.domain.procedure import Role
from tthc_engine.domain.regime import Period
from tthc_engine.settings import Settings
from tthc_engine.store import hours, offices, people
from tthc_engine.store.offices import Unit
from tthc_engine.store.people import HANOI, Person
from tthc_engine.store.sql import Session
from tthc_engine.work.house.staff import Newcomer, take_on

BY = "init"
SHORTEST_PASSWORD = 10
ASKED_FOR = (Role.DESK, Role.HANDLER, Role.APPROVER, Role.CLERK, Role.SUPERVISOR, Role.ADMIN)
# Without them a dossier is received and goes no further.
NEEDED = (Role.DESK, Role.HANDLER, Role.APPROVER, Role.CLERK, Role.SUPERVISOR)
CODE_PARTS = frozenset({"authority", "date", "counter"})
NOT_HELD = frozenset({Role.APPLICANT, Role.CLOCK})


class WrongOffice(TthcError):
    """The office as described cannot be set up; the text says what to change."""


class _Described(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class DescribedPerson(_Described):
    key: str = Field(pattern=r"^[a-z][a-z0-9._-]{1,40}$")
    """Stands in the log for ever: short, and never a name's or an identifier's place."""
    name: str = Field(min_length=1)
    title: str = ""
    roles: tuple[Role, ...] = Field(min_length=1)
    username: str = Field(default="", pattern=r"^[a-z0-9._-]{0,40}$")
    """None given: the key. Small letters: signing in does not tell them from capitals."""
    email: str = ""
    phone: str = ""
    signs: tuple[tuple[Authority, str], ...] = ()


class DescribedUnit(_Described):
    id: str = Field(pattern=r"^[a-z][a-z0-9._-]{0,40}$")
    code: str = Field(min_length=1)
    name: str = Field(min_length=1)
    parent: str | None = None
    voluntary: bool = False
    decision: str = ""


class DescribedOffice(_Described):
    """What `--file` holds."""

    unit: DescribedUnit
    hours: str = "vn-a"
    """A preset of procedures/calendars/hours.yaml."""
    place: str
    agency: str = ""
    agency_parent: str = ""
    onestop: str = ""
    address: str = ""
    phone: str = ""
    website: str = ""
    province: str = ""
    """As `procedures/overlays/` names it."""
    symbol_suffix: str = ""
    own_rules: tuple[str, ...] = ()
    code_pattern: str = ""
    explanation_within: Period | None = None
    explanation_to: str = ""
    head_title: str = "Thủ trưởng đơn vị"
    people: tuple[DescribedPerson, ...] = Field(min_length=1)


def init(
    *,
    file: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="The office in YAML; else it is asked for.")
    ] = None,
    passwords: Annotated[
        Path | None,
        typer.Option(exists=True, dir_okay=False, help="Lines `username password`, for set-ups without a terminal."),
    ] = None,
) -> None:
    """Set up a real office: unit, hours, people, code pattern."""
    settings = Settings()
    if settings.demo:
        raise WrongOffice("TTHC_DEMO is set: a real office is never made in the demo's database.")
    described = _read(file) if file is not None else _ask()
    typed = passwords_of(described.people, passwords)
    app = start(settings)
    with app.transaction() as session:
        set_up(session, app, described, typed, at=app.now())
    held = {role for one in described.people for role in one.roles}
    if open_roles := [role.value for role in NEEDED if role not in held]:
        typer.echo(f"Nobody is {', '.join(open_roles)} yet: dossiers stop where they are needed.", err=True)
    typer.echo(f"{described.unit.name}: {len(described.people)} people. Now run `tthc run`.")


def set_up(session: Session, app: App, described: DescribedOffice, typed: dict[str, str], *, at: datetime) -> None:
    """Write unit, office, people and accounts. `typed` gives each username its password.

    Raises WrongOffice when the unit exists already, or anything described does not fit.
    """
    unit = described.unit
    if any(account.demo for account in people.accounts(session)):
        raise WrongOffice("This database is the demo's; a real office has its own data folder (TTHC_DATA_DIR).")
    if offices.unit(session, unit.id) is not None:
        raise WrongOffice(f"Unit {unit.id} is there already; people are changed by `tthc people`.")
    if unit.parent is not None and offices.unit(session, unit.parent) is None:
        raise WrongOffice(f"There is no unit {unit.parent}; make the unit above first.")
    today = at.astimezone(HANOI).date()
    node = Unit(
        id=unit.id,
        code=unit.code,
        name=unit.name,
        parent=unit.parent,
        voluntary=unit.voluntary,
        decision=unit.decision,
        valid_from=today,
    )
    offices.put_unit(session, node, by=BY, at=at)
    hours.open_office(session, app.catalogue, unit.id, facts_of(described, app.catalogue), by=BY, at=at)
    for one in described.people:
        employ(session, one, unit.id, typed, today=today, at=at)


def facts_of(described: DescribedOffice, catalogue: Catalogue) -> OfficeFacts:
    """The office's facts. Raises WrongOffice for hours nobody declared or a code pattern that does not work."""
    preset = catalogue.presets.get(described.hours)
    if preset is None:
        raise WrongOffice(f"No hours {described.hours}; there are: {', '.join(sorted(catalogue.presets))}.")
    if described.code_pattern:
        _try_pattern(described.code_pattern)
    if described.unit.voluntary and not described.unit.decision:
        raise WrongOffice("A unit that applies the rules voluntarily names its decision.")
    own = described.model_dump(exclude={"unit", "hours", "people"})
    own["agency"] = described.agency or described.unit.name
    return OfficeFacts(**own, week=preset.week, receive_only=tuple(preset.receive_only))


def _try_pattern(pattern: str) -> None:
    try:
        odd = {name for _, name, _, _ in Formatter().parse(pattern) if name} - CODE_PARTS
        first, second = (pattern.format(authority="H99", date=date(2026, 11, 16), counter=n) for n in (1, 2))
    except (KeyError, ValueError, IndexError) as error:
        raise WrongOffice(f"Code pattern {pattern}: {error}; use authority, date and counter.") from error
    if odd:
        raise WrongOffice(f"Code pattern {pattern}: {', '.join(sorted(odd))}; use authority, date and counter.")
    if first == second:
        raise WrongOffice(f"Code pattern {pattern} gives two dossiers one code; it needs {{counter}}.")


def employ(
    session: Session, one: DescribedPerson, unit: str, typed: dict[str, str], *, today: date, at: datetime
) -> None:
    """Person, positions from `today` and account. Raises WrongOffice for a role nobody holds, or a key in use."""
    if wrong := NOT_HELD & set(one.roles):
        raise WrongOffice(f"{one.key}: nobody is employed as {', '.join(sorted(wrong))}.")
    username = one.username or one.key
    comer = Newcomer(
        person=Person(id=one.key, name=one.name, title=one.title, email=one.email, phone=one.phone),
        username=username,
        password_hash=PasswordHash.recommended().hash(strong(username, typed.get(username, ""))),
        unit=unit,
        roles=tuple(one.roles),
        since=today,
        signs=tuple((authority.value, of) for authority, of in one.signs),
    )
    try:
        take_on(session, comer, by=BY, at=at)
    except (KeyTaken, KeyWrong) as wrong_key:
        raise WrongOffice(f"{one.key}: {wrong_key}") from wrong_key


def strong(username: str, password: str) -> str:
    if len(password) < SHORTEST_PASSWORD or username in password:
        raise WrongOffice(
            f"{username}: a password has at least {SHORTEST_PASSWORD} characters and not the user's name."
        )
    return password


def _read(file: Path) -> DescribedOffice:
    try:
        return DescribedOffice.model_validate(yaml.safe_load(readable(file)))
    except yaml.YAMLError as error:
        raise WrongOffice(f"{file}: {error}") from error
    except ValidationError as error:
        raise WrongOffice(f"{file}: {_first_problem(error)}") from error


def readable(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise WrongOffice(f"{file}: save it as UTF-8 text ({error.reason} at byte {error.start})") from error


def _first_problem(error: ValidationError) -> str:
    problem = error.errors()[0]
    place = ".".join(str(part) for part in problem["loc"])
    return f"{place}: {problem['msg']}" if place else "describe the office as docs/operating.md shows it"


def passwords_of(described: Sequence[DescribedPerson], file: Path | None) -> dict[str, str]:
    """Each user name's password: from the lines `username password` of `file`, else typed on the terminal."""
    wanted = [one.username or one.key for one in described]
    if file is None:
        return _ask_passwords(wanted)
    lines = [line.split(maxsplit=1) for line in readable(file).splitlines() if line.strip()]
    typed = {parts[0]: parts[1] for parts in lines if len(parts) == 2}
    if missing := [username for username in wanted if username not in typed]:
        raise WrongOffice(f"{file}: no password for {', '.join(missing)}.")
    return typed


def _ask_passwords(wanted: Sequence[str]) -> dict[str, str]:
    if not sys.stdin.isatty():
        raise WrongOffice("Passwords are typed on a terminal; without one give --passwords.")
    return {
        username: typer.prompt(f"Password of {username}", hide_input=True, confirmation_prompt=True)
        for username in wanted
    }


def _ask() -> DescribedOffice:
    if not sys.stdin.isatty():
        raise WrongOffice("Nobody to ask; describe the office with --file.")
    answers: dict[str, Any] = {
        "unit": {
            "id": typer.prompt("Short key of the unit (a-z)"),
            "code": typer.prompt("Identification code, e.g. H99.58.04"),
            "name": typer.prompt("Name of the unit"),
        },
        "place": typer.prompt("Place before the date of letters"),
        "hours": typer.prompt("Hours (vn-a, vn-b, vn-c, vn-d, vn-sat, vn-sat-desk)", default="vn-a"),
        "agency_parent": typer.prompt("Body above, on letters", default="", show_default=False),
        "onestop": typer.prompt("Name of the one-stop desk", default="", show_default=False),
        "symbol_suffix": typer.prompt(
            "After the kind in letters' symbols, e.g. THTHCSSN", default="", show_default=False
        ),
        "code_pattern": typer.prompt("Pattern of dossier codes (empty: the decree's)", default="", show_default=False),
        "people": _ask_people(),
    }
    try:
        return DescribedOffice.model_validate(answers)
    except ValidationError as error:
        raise WrongOffice(_first_problem(error)) from error


def _ask_people() -> list[dict[str, Any]]:
    described: dict[str, dict[str, Any]] = {}
    typer.echo("One person may hold several roles: give the same key again.")
    for role in ASKED_FOR:
        key = typer.prompt(f"Key of the {role.value} (empty: nobody yet)", default="", show_default=False)
        if not key:
            continue
        if key not in described:
            name = typer.prompt("  Full name")
            described[key] = {"key": key, "name": name, "title": typer.prompt("  Title"), "roles": []}
        described[key]["roles"].append(role)
    return list(described.values())
