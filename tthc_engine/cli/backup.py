"""`tthc backup`: one copy by hand; the timetable makes the daily one."""

from pathlib import Path
from typing import Annotated

import typer

from tthc_engine import bootstrap
from tthc_engine.work.backup import copy_to


def backup(
    folder: Annotated[Path | None, typer.Argument(file_okay=False, help="Where to; else TTHC_BACKUP_DIR.")] = None,
) -> None:
    """Copy the office's data to the backup folder, while the office works. Prints the copy's path."""
    app = bootstrap.app()
    report = copy_to(app, folder or app.settings.backup_folder, at=app.now())
    typer.echo(report.file)
