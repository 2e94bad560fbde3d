"""`tthc procedures`: look at the law as declared, and check it before anybody works by it."""

import json
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from tthc_engine.catalogue import Catalogue, digest, load_procedure, packaged
from tthc_engine.catalogue import schema as json_schema
from tthc_engine.catalogue.feedback import check_feedback
from tthc_engine.catalogue.levels import naming_abolished
from tthc_engine.catalogue.plans import check_plans
from tthc_engine.catalogue.portal import check_portal
from tthc_engine.catalogue.reasons import check_reasons
from tthc_engine.catalogue.retention import check_retention
from tthc_engine.catalogue.review import check_review
from tthc_engine.catalogue.telling import check_telling
from tthc_engine.catalogue.timelines import without_timeline
from tthc_engine.catalogue.waits import check_waits
from tthc_engine.catalogue.words import day, described, summary
from tthc_engine.cli.draft import draft
from tthc_engine.cli.publishing import diff, move, proof_problems, publish
from tthc_engine.cli.retiring import retire
from tthc_engine.domain.errors import DeclarationError, Problem
from tthc_engine.domain.procedure import Procedure, Scope

app = typer.Typer(no_args_is_help=True, help="Check, list, show, compare, publish, retire and draft declarations.")

app.command()(draft)
app.command()(diff)
app.command()(publish)
app.command()(move)
app.command()(retire)

_TIMELINES = Path("tests") / "timelines"
On = Annotated[str, typer.Option("--on", metavar="YYYY-MM-DD", help="Only what is in force that day.")]
AsJson = Annotated[bool, typer.Option("--json", help="For programs.")]


@app.command()
def check(
    paths: Annotated[list[Path] | None, typer.Argument(help="Folders of declarations, or single files.")] = None,
    *,
    prove: Annotated[
        bool,
        typer.Option("--prove", help="Also walk every road of each version in force, in an office with all roles."),
    ] = False,
    on: On = "",
) -> None:
    """Read declarations strictly; exit 1 with one line for each problem: file, line, what, what to do.

    Without PATHS: the declarations that came with this software. A folder beside `tests/timelines` must also have a
    timeline for every procedure.
    """
    problems: list[Problem] = []
    counted = 0
    for path in paths or [_packaged_root()]:
        if not path.exists():
            typer.echo(f"{path} does not exist", err=True)
            raise typer.Exit(2)
        found, versions = _checked(path)
        if prove and not found:
            found += proof_problems(path, on=_day(on))
        problems += found
        counted += versions
    for problem in problems:
        typer.echo(str(problem))
    typer.echo(f"{len(problems)} problems" if problems else f"{counted} versions of procedures, no problem")
    raise typer.Exit(1 if problems else 0)


@app.command("list")
def list_(
    words: Annotated[
        list[str] | None, typer.Argument(help="Words of the name or the code; without diacritics too.")
    ] = None,
    on: On = "",
    internal: Annotated[bool, typer.Option("--internal", help="Only internal procedures (TTHC nội bộ).")] = False,
    shared: Annotated[bool, typer.Option("--shared", help="Only inter-agency ones (liên thông).")] = False,
    as_json: AsJson = False,
) -> None:
    """List every version, or those in force on a day, best match first."""
    catalogue = packaged()
    when = _day(on)
    found = [
        procedure for procedure in catalogue.matching(" ".join(words or [])) if when is None or procedure.in_force(when)
    ]
    if internal:
        found = [one for one in found if one.scope is Scope.INTERNAL]
    if shared:
        found = [one for one in found if any(step.bodies for step in one.steps)]
    if as_json:
        typer.echo(json.dumps([_row(procedure) for procedure in found], ensure_ascii=False, indent=1))
        return
    for procedure in found:
        validity = f"{day(procedure.in_force_from)} - {day(procedure.in_force_until)}"
        typer.echo(
            f"{procedure.code}  {validity:<23}  {procedure.short_name or procedure.name}  [{summary(procedure)}]"
        )


@app.command()
def show(
    code: Annotated[str, typer.Argument(help="National code, slug or path of a declaration.")],
    on: On = "",
    as_json: AsJson = False,
) -> None:
    """Show one procedure: the version in force on a day, else the newest."""
    procedure = _one(code, on)
    if as_json:
        typer.echo(json.dumps(_row(procedure) | procedure.model_dump(mode="json"), ensure_ascii=False, indent=1))
        return
    typer.echo("\n".join([*described(procedure), f"  sha256: {digest(procedure)}"]))


@app.command()
def regimes() -> None:
    """Show the one-stop decrees, from when each holds, what amends it and what of that nobody has read."""
    for one in packaged().regimes:
        typer.echo(f"{one.slug}  {one.name}  {day(one.received_from)} - {day(one.received_until)}")
        for text in one.amended_by:
            read = text.effect or "đã đọc" if text.read else "CHƯA ĐỌC: các con số có thể đã đổi"
            typer.echo(f"  sửa đổi bởi {text.title}: {read}")


@app.command()
def schema(
    out: Annotated[Path, typer.Option("--out", help="Folder to write the JSON Schemas to.")],
) -> None:
    """Write the JSON Schemas that editors use while one types a declaration."""
    for path in json_schema.write(out):
        typer.echo(path.as_posix())


def _checked(path: Path) -> tuple[list[Problem], int]:
    try:
        if path.is_file():
            return list(naming_abolished([load_procedure(path)], root=path)), 1
        problems = [
            *check_reasons(path),
            *check_review(path),
            *check_telling(path),
            *check_feedback(path),
            *check_plans(path),
            *check_portal(path),
            *check_retention(path),
            *check_waits(path),
        ]
        catalogue = Catalogue.load(path)
    except DeclarationError as error:
        return error.problems, 0
    problems += naming_abolished(catalogue.procedures, root=path)
    timelines = path.resolve().parent / _TIMELINES
    if timelines.is_dir():
        problems += without_timeline(catalogue.procedures, root=path, timelines=timelines)
    return problems, len(catalogue.procedures)


def _packaged_root() -> Path:
    here = Path("procedures")
    return here if (here / "regimes").is_dir() else Catalogue.packaged_root()


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter(f"'{text}' is not a date; write YYYY-MM-DD") from error


def _one(code: str, on: str) -> Procedure:
    if code.endswith(".yaml"):
        return load_procedure(Path(code))
    when = _day(on)
    return packaged().in_force(code, when) if when else packaged().versions(code)[-1]


def _row(procedure: Procedure) -> dict[str, object]:
    return {
        "code": procedure.code,
        "slug": procedure.slug,
        "name": procedure.name,
        "in_force_from": procedure.in_force_from.isoformat(),
        "in_force_until": procedure.in_force_until.isoformat() if procedure.in_force_until else None,
        "limits": [limit.words or summary(procedure) for limit in procedure.limits],
        "digest": digest(procedure),
    }
