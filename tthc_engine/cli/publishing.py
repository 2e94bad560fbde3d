"""`tthc procedures publish | diff | move`: from a new text of the law to the dossiers it reaches."""

import sys
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from tthc_engine import bootstrap
from tthc_engine.bootstrap import App, NoOfficeHere
from tthc_engine.catalogue import Catalogue, load_procedure, packaged
from tthc_engine.catalogue.comparing import in_words
from tthc_engine.catalogue.overlays import load_overlay
from tthc_engine.catalogue.words import day as day_words
from tthc_engine.cli.progress import shown
from tthc_engine.cli.reach import day, lines, officer, told, units_meant, wrong
from tthc_engine.domain.errors import DeclarationError, NotInForce, Problem
from tthc_engine.domain.procedure import Approval, Procedure
from tthc_engine.store.sql import Session
from tthc_engine.work.changes import versions
from tthc_engine.work.publishing import publishing
from tthc_engine.work.publishing.proof import Flaw

DOES_NOT_HOLD = 1
UnitsMeant = Annotated[list[str] | None, typer.Option("--unit", help="Whose people and hours; may be repeated.")]
By = Annotated[str, typer.Option("--by", help="Who publishes, for the office's own record.")]
OnDay = Annotated[str, typer.Option(metavar="YYYY-MM-DD", help="Day of that decision.")]


def publish(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="A version, or an overlay.")],
    *,
    internal: Annotated[str, typer.Option("--internal", help="Number of the internal workflow's approval.")] = "",
    internal_on: OnDay = "",
    electronic: Annotated[str, typer.Option("--electronic", help="Number of the electronic workflow's.")] = "",
    electronic_on: OnDay = "",
    look: Annotated[bool, typer.Option("--check", help="Prove it and say what changes; publish nothing.")] = False,
    unit: UnitsMeant = None,
    by: By = "cli",
) -> None:
    """Prove a version on every road in this office, then put it in force here. Exit 1 with a road that fails.

    TT 01/2018/TT-VPCP Điều 8: the chairman approves the internal workflow, then the electronic one; both are asked for.
    """
    here = bootstrap.app()
    units = units_meant(here, unit, every=True)
    if load_overlay(file) is not None:
        _publish_overlay(here, file, look=look, by=by)
        return
    procedure = load_procedure(file)
    if not look:
        procedure = procedure.model_copy(
            update={
                "internal_workflow": _approval("internal", internal, internal_on) or procedure.internal_workflow,
                "electronic_workflow": _approval("electronic", electronic, electronic_on)
                or procedure.electronic_workflow,
            }
        )
        if procedure.internal_workflow is None or procedure.electronic_workflow is None:
            wrong("Give --internal and --electronic with --internal-on and --electronic-on: both are approved first.")
    flaws = {one: publishing.proved(here, procedure, one, at=here.now()) for one in units}
    if any(flaws.values()):
        for one, found in flaws.items():
            typer.echo("\n".join(_told(one, found)))
        typer.echo("Chưa công bố.")
        raise typer.Exit(DOES_NOT_HOLD)
    typer.echo(f"{procedure.code}, áp dụng từ {day_words(procedure.in_force_from)}: đi hết mọi đường, không lỗi.")
    _what_changes(here, procedure)
    if look:
        return
    publishing.publish(here, procedure, units=units, by=by, at=here.now())
    typer.echo("Đã công bố. Hồ sơ đang giải quyết giữ phiên bản cũ; chuyển bằng `tthc procedures move`.")


def proof_problems(path: Path, *, on: date | None) -> list[Problem]:
    """What the publication gate says of each version below `path`, in an office that has everybody.

    `on`: those in force that day; None: on the day on which the newest of them was last checked.
    """
    if path.is_file():
        found, law = [load_procedure(path)], packaged()
    else:
        law = Catalogue.load(path)
        found = list(law.procedures)
    when = on or max((one.checked_on for one in found), default=date.min)
    return [
        Problem(
            file=f"{one.slug}/{one.in_force_from}",
            line=1,
            what="\n".join(flaw.lines()),
            advice="mend it, or add a `waiver`",
        )
        for one in found
        if one.in_force(when) or path.is_file()
        for flaw in publishing.proved_anywhere(one, law, on=when)
    ]


def diff(
    code: Annotated[str, typer.Argument(help="National code or slug.")],
    before: Annotated[str, typer.Argument(metavar="A", help="In-force date, code or path.")],
    after: Annotated[str, typer.Argument(metavar="B", help="In-force date, code or path.")],
) -> None:
    """Say in words what changes between two versions and which open dossiers it could touch. Exit 1 if they differ."""
    one, other = version(code, before), version(code, after)
    changes = in_words(one, other)
    typer.echo("\n".join(changes) if changes else "no difference")
    if changes:
        _in_flight(one, other)
    raise typer.Exit(1 if changes else 0)


def move(
    code: Annotated[str, typer.Argument(help="National code of the version that dossiers have.")],
    *,
    since: Annotated[str, typer.Option("--from", metavar="YYYY-MM-DD", help="First day of the version they have.")],
    to: Annotated[str, typer.Option("--to", metavar="YYYY-MM-DD", help="First day of the one they go to.")],
    to_code: Annotated[str, typer.Option("--to-code", help="Its code, where another procedure replaced it.")] = "",
    reason: Annotated[str, typer.Option("--reason")],
    legal_basis: Annotated[str, typer.Option("--legal-basis", help="The transitional clause or act.")],
    by: Annotated[str, typer.Option("--by", help="The supervisor who decides it, by key.")],
    step: Annotated[str, typer.Option("--step", help="Where they go on, if their step is gone.")] = "",
    case: Annotated[str, typer.Option("--case", help="Their case by the new version.")] = "",
    unit: UnitsMeant = None,
    look: Annotated[bool, typer.Option("--preview", help="Only say what it would move.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="The result for a program.")] = False,
) -> None:
    """Move open dossiers to another version, each with its own event; without it each stays on its own."""
    here = bootstrap.app()
    units = units_meant(here, unit, every=True)
    with here.read() as session:
        one = _known(here, session, code, day(since, "--from"))
        other = _known(here, session, to_code or code, day(to, "--to"))
        who = officer(session, by, here.now())
        ids = versions.in_flight(session, one, other, units=units)
        moving = versions.Moving(to=other, reason=reason, legal_basis=legal_basis, step=step, case=case)
        if look:
            with shown() as progress:
                reach = versions.preview(here, session, moving, ids, by=who, at=here.now(), progress=progress)
    if not look:
        with shown() as progress:
            reach = versions.move(here, moving, ids, by=who, at=here.now(), progress=progress)
    told(here, reach, preview=look, json_wanted=as_json)


def version(code: str, named: str) -> Procedure:
    """`named`: an in-force date of `code`, another code (its newest version), or the path of a file."""
    if named.endswith(".yaml"):
        return load_procedure(Path(named))
    try:
        when = date.fromisoformat(named)
    except ValueError:
        return packaged().versions(named)[-1]
    known = [*packaged().versions(code), *_published_here(code)]
    for procedure in reversed(known):
        if procedure.in_force_from == when:
            return procedure
    raise NotInForce(procedure=code, on=when)


def _known(here: App, session: Session, code: str, on: date) -> Procedure:
    for procedure in reversed(here.engine.rulebook.versions(session, code)):
        if procedure.in_force_from == on:
            return procedure
    raise NotInForce(procedure=code, on=on)


def _published_here(code: str) -> Sequence[Procedure]:
    try:
        here = bootstrap.app()
    except NoOfficeHere:
        return ()
    with here.read() as session:
        return [one for one in here.engine.rulebook.declarations.published(session) if code in (one.code, one.slug)]


def _approval(what: str, number: str, on: str) -> Approval | None:
    """As given, or asked for where somebody sits at the terminal."""
    if not number and sys.stdin.isatty():
        number = typer.prompt(f"Số quyết định phê duyệt quy trình ({what})", default="", show_default=False)
        on = on or (typer.prompt("Ngày (YYYY-MM-DD)") if number else "")
    if not number.strip():
        return None
    return Approval(number=number.strip(), on=day(on, f"--{what}-on"))


def _told(unit: str, flaws: Sequence[Flaw]) -> Iterator[str]:
    yield f"{unit}: {len(flaws)} điều chưa đúng" if flaws else f"{unit}: không lỗi"
    for flaw in flaws:
        yield from (f"  {line}" for line in flaw.lines())


def _what_changes(here: App, procedure: Procedure) -> None:
    with here.read() as session:
        earlier = [
            one
            for one in here.engine.rulebook.versions(session, procedure.code)
            if one.in_force_from <= procedure.in_force_from and one != procedure
        ]
    if not earlier:
        typer.echo("Thủ tục mới, không có phiên bản trước.")
        return
    typer.echo("\n".join(in_words(earlier[-1], procedure)) or "Không thay đổi gì so với phiên bản trước.")
    _in_flight(earlier[-1], procedure)


def _in_flight(before: Procedure, after: Procedure) -> None:
    """The open dossiers on the earlier version, and what moving each would do. Silent where there is no office."""
    try:
        here = bootstrap.app()
    except NoOfficeHere:
        return
    with here.read() as session:
        ids = versions.in_flight(session, before, after)
        if not ids:
            typer.echo("Không có hồ sơ đang giải quyết theo phiên bản trước.")
            return
        typer.echo(f"{len(ids)} hồ sơ đang giải quyết giữ phiên bản {day_words(before.in_force_from)}. Nếu chuyển:")
        here_and_now = {one.key for one in before.steps} - {one.key for one in after.steps}
        step = after.handling[0].key if here_and_now else ""
        plan = versions.Moving(to=after, reason="-", legal_basis="-", step=step)
        for line in lines(session, versions.preview(here, session, plan, ids, at=here.now()), preview=True):
            typer.echo(line)


def _publish_overlay(here: App, file: Path, *, look: bool, by: str) -> None:
    overlay = load_overlay(file)
    if overlay is None:
        raise DeclarationError(f"{file} is no overlay.")
    catalogue: Catalogue = here.catalogue
    problems = publishing.overlay_problems(here, overlay, catalogue)
    if problems:
        typer.echo("\n".join(problems))
        raise typer.Exit(DOES_NOT_HOLD)
    if not look:
        publishing.publish_overlay(here, overlay, by=by, at=here.now())
    done = "đúng, chưa công bố" if look else "đã công bố"
    typer.echo(f"{overlay.decision}: {done}. Áp dụng với hồ sơ nhận từ {day_words(overlay.in_force_from)}.")
