"""`tthc letters`: a dossier's letters as files, papers printed on demand, and the office's own Word templates."""

import json
from pathlib import Path
from typing import Annotated

import typer

from tthc_engine import bootstrap
from tthc_engine.bootstrap import App
from tthc_engine.cli.init import WrongOffice
from tthc_engine.documents import filing
from tthc_engine.domain.letters import LetterContext
from tthc_engine.domain.regime import LetterKind
from tthc_engine.reports import periods
from tthc_engine.store import dossiers, letter_templates, letters, offices
from tthc_engine.store.people import EVERYTHING, HANOI
from tthc_engine.work import letter_templates as own
from tthc_engine.work import papers

app = typer.Typer(no_args_is_help=True)

Reference = Annotated[str, typer.Argument(help="The dossier's code.")]
Out = Annotated[Path, typer.Option("--out", dir_okay=False, help="File to write: .pdf or .docx.")]
By = Annotated[str, typer.Option("--by", help="Key of the person who keeps the house (role admin).")]
Kind = Annotated[LetterKind, typer.Argument(help="Kind of letter.")]


@app.command("list")
def show(
    reference: Reference, *, as_json: Annotated[bool, typer.Option("--json", help="For a program.")] = False
) -> None:
    """The letters of a dossier: key, kind, number, whether filed."""
    office = bootstrap.app()
    with office.read() as session:
        found = letters.of_dossier(session, EVERYTHING, _dossier(office, reference))
    if as_json:
        rows = [
            {"letter": one.letter, "kind": one.kind, "number": one.number, "filed": one.filed, "sha256": one.sha256}
            for one in found
        ]
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for one in found:
        typer.echo(f"{one.letter}  {one.kind}  {one.number or '-'}  {'filed' if one.filed else 'draft'}")


@app.command()
def write(
    reference: Reference, letter: Annotated[str, typer.Argument(help="Its key in the list.")], *, out: Out
) -> None:
    """One letter as a file: the PDF that is filed (a draft before it has its number), or Word to be edited."""
    office = bootstrap.app()
    key = letters.letter_id(_dossier(office, reference), letter)
    file = filing.word_sheet(office, key) if _is_word(out) else filing.sheet(office, key).pdf
    out.write_bytes(file)
    typer.echo(f"{out}: {len(file)} bytes.")


@app.command()
def templates() -> None:
    """The office's own Word templates: unit, kind, version, whether in use, who kept it."""
    office = bootstrap.app()
    with office.read() as session:
        found = [one for unit in offices.units(session) for one in letter_templates.of_unit(session, unit.id)]
    for one in found:
        used = f"in use, by {one.activated_by}" if one.in_use else "not in use"
        typer.echo(f"{one.unit}  {one.kind}  {one.version}  {one.name}  kept by {one.uploaded_by}, {used}")


@app.command()
def template(kind: Kind, *, out: Out, paper: Annotated[str, typer.Option(help="a4 or a5.")] = "a4") -> None:
    """The software's own Word template of a kind, to begin an own one from."""
    if paper not in ("a4", "a5") or not _is_word(out):
        raise WrongOffice("A template is a .docx on a4 or a5.")
    out.write_bytes(own.beginning(kind, paper))
    typer.echo(f"{out}: change it in Word, then `tthc letters keep {kind} {out}`.")


@app.command()
def keep(
    kind: Kind,
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="The .docx.")],
    *,
    by: By,
) -> None:
    """Look into an own template, try it on every case of the letter, and keep it as the next version."""
    office = bootstrap.app()
    at = office.now()
    made = own.upload(office, own.keeper(office, by, at=at), kind, file.read_bytes(), name=file.name, at=at)
    typer.echo(f"{kind}: version {made.version}, tried on {made.tried_on} cases; not in use yet.")


@app.command()
def use(
    kind: Kind,
    version: Annotated[int | None, typer.Argument(help="Its version; none: the software's own again.")] = None,
    *,
    by: By,
) -> None:
    """Let new letters of a kind take that version; letters decided already keep theirs."""
    office = bootstrap.app()
    at = office.now()
    own.use(office, own.keeper(office, by, at=at), kind, version, at=at)
    typer.echo(f"{kind}: {f'version {version}' if version is not None else 'the software template'} from now on.")


@app.command()
def tracking(reference: Reference, *, out: Out) -> None:
    """Phiếu kiểm soát quá trình: every hand-over of a dossier until now, with limits beside what it took."""
    office = bootstrap.app()
    _print(office, papers.tracking_sheet(office, EVERYTHING, _dossier(office, reference), at=office.now()), out)


@app.command()
def received(list_key: Annotated[str, typer.Argument(help="Code of a class list.")], *, out: Out) -> None:
    """Danh sách hồ sơ tiếp nhận: the dossiers of one list on one paper."""
    office = bootstrap.app()
    _print(office, papers.class_list(office, EVERYTHING, list_key, at=office.now()), out)


@app.command()
def results(list_key: Annotated[str, typer.Argument(help="Code of a class list.")], *, out: Out) -> None:
    """Danh sách hồ sơ có kết quả: what one decision released of a list."""
    office = bootstrap.app()
    _print(office, papers.result_list(office, EVERYTHING, list_key, at=office.now()), out)


@app.command()
def register(
    unit: Annotated[str, typer.Argument(help="Key of the unit.")],
    *,
    period: Annotated[str, typer.Option(help="year:2026, quarter:2026-4 or 2026-10-01..2026-10-31.")] = "",
    out: Out,
) -> None:
    """Sổ theo dõi hồ sơ of a unit as the circular's form."""
    office = bootstrap.app()
    at = office.now()
    today = at.astimezone(HANOI).date()
    span = periods.period(period) if period else periods.kind("calendar_year").holding(today)
    _print(office, papers.register(office, unit, span, at=at), out)


def _print(office: App, paper: LetterContext, out: Path) -> None:
    file = papers.word(office, paper) if _is_word(out) else papers.pdf(paper)
    out.write_bytes(file)
    typer.echo(f"{out}: {len(file)} bytes.")


def _dossier(office: App, reference: str) -> str:
    with office.read() as session:
        found = dossiers.by_reference(session, EVERYTHING, reference)
    if found is None:
        raise WrongOffice(f"There is no dossier {reference}.")
    return found.id


def _is_word(out: Path) -> bool:
    if out.suffix.lower() not in (".pdf", ".docx"):
        raise WrongOffice(f"{out}: the file's name ends in .pdf or .docx.")
    return out.suffix.lower() == ".docx"
