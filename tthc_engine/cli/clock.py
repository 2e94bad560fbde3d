"""`tthc clock`: explain a due date in words, or answer clock questions by the thousand."""

import json
import sys
from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, NoReturn, TextIO

import typer
from pydantic import ValidationError

from tthc_engine.catalogue import Catalogue, packaged
from tthc_engine.cli.clock_cases import answer, calendar_from
from tthc_engine.domain.calendar import CalendarNotPublished, WorkingCalendar
from tthc_engine.domain.derivation import Derivation, Rule, derive
from tthc_engine.domain.procedure import Channel
from tthc_engine.domain.time_limit import Counting, FractionRule, Phase, PhaseStart, Unit

DOES_NOT_HOLD, WRONG_CALL = 1, 2

app = typer.Typer(no_args_is_help=True)


@app.command()
def solve(
    cases: Annotated[str, typer.Argument(help="JSON lines, one case each; - reads standard input.")],
    *,
    calendars: Annotated[Path, typer.Option(help="JSON: the calendars that the cases name.", dir_okay=False)],
) -> None:
    """Answer each case by every convention it asks for; prints `id` and `expect`, one JSON line a case.

    Exit code 1 when a case reaches beyond its calendar or cannot be read; its line then says `error`.
    """
    known = _read_calendars(calendars)
    failed = False
    with _opened(cases) as lines:
        for number, line in enumerate(lines, start=1):
            if line.strip():
                solved = _solved(line, number, known)
                failed |= "error" in solved
                sys.stdout.write(json.dumps(solved, ensure_ascii=False) + "\n")
    if failed:
        raise typer.Exit(DOES_NOT_HOLD)


@app.command()
def explain(
    *,
    received: Annotated[str, typer.Option(help='The office\'s wall clock, e.g. "2026-06-01 09:00".')],
    procedure: Annotated[str, typer.Option(help="National code or slug.")] = "",
    case: Annotated[str, typer.Option(help="The procedure's case; the first by default.")] = "",
    channel: Annotated[Channel, typer.Option(help="How the dossier came in.")] = Channel.DIRECT,
    office: Annotated[str, typer.Option(help="Whose hours: a preset such as vn-a.")] = "vn-a",
    start: Annotated[list[str] | None, typer.Option(help="A phase's own start: KEY=INSTANT.")] = None,
    amount: Annotated[str, typer.Option(help="A raw limit instead of a procedure's.")] = "",
    unit: Annotated[Unit, typer.Option(help="Unit of --amount.")] = Unit.WORKING_DAYS,
    counting: Annotated[Counting | None, typer.Option(help="Convention; the decree's by default.")] = None,
    fraction: Annotated[FractionRule, typer.Option(help="What a fraction of a day means.")] = FractionRule.CEIL,
    hours_per_day: Annotated[str, typer.Option(help="Working hours in one working day.")] = "",
    cutoff: Annotated[str, typer.Option(help="same_day: received after this time counts from the next day.")] = "",
    on: Annotated[str, typer.Option(help="fixed_date: the date.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="The whole derivation as JSON.")] = False,
) -> None:
    """Say why a due date is that date: rule, calendar, each day counted or skipped."""
    catalogue = packaged()
    calendar = _office_calendar(catalogue, office)
    at = _instant(received, calendar, option="--received")
    known = _starts(start or [], calendar)
    regime = catalogue.regime_on(at.date())
    convention = counting or regime.counting.value
    if procedure:
        declared = catalogue.in_force(procedure, at.date())
        keys = [one.key for one in declared.cases]
        if case and case not in keys:
            _wrong(f"{procedure} has no case {case}; it has: {', '.join(keys) or 'none'}")
        limit = declared.limit(case or (keys[0] if keys else ""), channel)
        phases, words = limit.phases, limit.words
        name = f"{declared.code} {declared.name}, áp dụng từ {declared.in_force_from:%d/%m/%Y}"
    else:
        raw = {"amount": amount, "cutoff": cutoff, "on": on}
        term = {"unit": unit, **{key: value for key, value in raw.items() if value}}
        options = {"fraction": fraction, "hours_per_day": hours_per_day or None}
        phases, words, name = (_phase({**term, **options}),), "", ""
    rule = Rule(procedure=name, limit=words, regime=regime.name, counting_citation=regime.counting.citation)
    starts = {phase.key: at for phase in phases if phase.start is PhaseStart.ACCEPTED} | known
    derivation = derive(phases, starts, calendar, counting=convention, rule=rule)
    _print(derivation, as_json=as_json)
    if unknown := [phase.key for phase in phases if not _begins(phase, starts)]:
        typer.echo(f"Say when these begin: {', '.join(f'--start {key}=INSTANT' for key in unknown)}", err=True)


def _begins(phase: Phase, starts: Mapping[str, datetime]) -> bool:
    return phase.key in starts or phase.start is PhaseStart.PREVIOUS_PHASE


def _print(derivation: Derivation, *, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(derivation.to_json(), ensure_ascii=False, indent=2))
    else:
        typer.echo("\n".join(derivation.in_words()))


def _solved(line: str, number: int, calendars: Mapping[str, WorkingCalendar]) -> dict[str, Any]:
    try:
        case = json.loads(line)
    except ValueError as error:
        return {"id": None, "error": f"line {number}: {error}"}
    identifier = case.get("id") if isinstance(case, dict) else None
    try:
        return {"id": identifier, "expect": answer(case, dict(calendars))}
    except CalendarNotPublished as error:
        return {"id": identifier, "error": str(error)}
    except KeyError as error:
        return {"id": identifier, "error": f"line {number}: unknown or missing {error}"}
    except (ValueError, TypeError) as error:
        return {"id": identifier, "error": f"line {number}: {error}"}


def _read_calendars(path: Path) -> dict[str, WorkingCalendar]:
    try:
        declared = json.loads(path.read_text(encoding="utf-8"))
        return {name: calendar_from(name, calendar) for name, calendar in declared.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        _wrong(f"{path}: not a file of calendars ({error})")


def _opened(cases: str) -> AbstractContextManager[TextIO]:
    if cases == "-":
        return nullcontext(sys.stdin)
    try:
        return Path(cases).open(encoding="utf-8")
    except OSError as error:
        _wrong(str(error))


def _office_calendar(catalogue: Catalogue, office: str) -> WorkingCalendar:
    try:
        return catalogue.office_calendar(office)
    except KeyError:
        _wrong(f"there is no office preset {office}; known: {', '.join(sorted(catalogue.presets))}")


def _starts(pairs: list[str], calendar: WorkingCalendar) -> dict[str, datetime]:
    found: dict[str, datetime] = {}
    for pair in pairs:
        key, equals, text = pair.partition("=")
        if not equals:
            _wrong(f"--start {pair}: write KEY=INSTANT")
        found[key] = _instant(text, calendar, option=f"--start {key}")
    return found


def _instant(text: str, calendar: WorkingCalendar, *, option: str) -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        _wrong(f'{option} "{text}": write an instant such as "2026-06-01 09:00"')
    return at.replace(tzinfo=calendar.zone) if at.tzinfo is None else calendar.local(at)


def _phase(declared: dict[str, Any]) -> Phase:
    try:
        return Phase.model_validate(declared)
    except ValidationError as error:
        _wrong(error.errors()[0]["msg"].removeprefix("Value error, "))


def _wrong(why: str) -> NoReturn:
    typer.echo(why, err=True)
    raise typer.Exit(WRONG_CALL)
