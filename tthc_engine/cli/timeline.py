"""`tthc timeline check FILE…`: anybody's timelines, played on the law that came with this software."""

from pathlib import Path
from typing import Annotated

import typer

from tthc_engine.catalogue import Catalogue, packaged
from tthc_engine.work.timelines import TimelineError, play, read

app = typer.Typer(no_args_is_help=True, help="Timelines: the law's tests, written by people who know the law.")


@app.callback()
def timeline() -> None:
    """Timelines: the law's tests, written by people who know the law."""


@app.command()
def check(
    files: Annotated[list[Path], typer.Argument(help="YAML files or folders of them.")],
    procedures: Annotated[Path | None, typer.Option(help="Another folder of declarations.")] = None,
) -> None:
    """Play every story; exit 1 and say what differs where one fails, 2 where a file is not a timeline."""
    catalogue = Catalogue.load(procedures) if procedures else packaged()
    stories, differences = 0, []
    try:
        for path in _expanded(files):
            for story in read(path):
                stories += 1
                differences += play(story, catalogue)
    except TimelineError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from error
    for difference in differences:
        typer.echo(str(difference))
    failed = len({difference.story for difference in differences})
    typer.echo(f"{stories} timelines, {failed} do not hold")
    raise typer.Exit(1 if differences else 0)


def _expanded(paths: list[Path]) -> list[Path]:
    return [file for path in paths for file in (sorted(path.rglob("*.yaml")) if path.is_dir() else [path])]
