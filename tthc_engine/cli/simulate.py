"""`tthc simulate`: a year of invented dossiers, to measure and to try things on."""

import json
import time
from typing import Annotated

import typer

from tthc_engine import bootstrap
from tthc_engine.cli.progress import shown
from tthc_engine.settings import Settings


def simulate(
    dossiers: Annotated[int, typer.Option(min=1, help="How many are received and ended over the year.")] = 10_000,
    still_open: Annotated[int, typer.Option("--open", min=0, help="How many more are open at its end.")] = 1_000,
    year: Annotated[int, typer.Option(min=2024, max=2026, help="Which year's law and calendar.")] = 2026,
    seed: Annotated[int, typer.Option(help="The same seed gives the same log.")] = 1,
    communes: Annotated[int, typer.Option(min=0, help="How many units; 0: one for each 10,000 dossiers.")] = 0,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="The figures, for a program.")] = False,
) -> None:
    """Fill an EMPTY database with a province's year: every name invented, nothing that could be sent to anybody.

    Refused where there is an office or a dossier already. Say with TTHC_DATA_DIR or TTHC_DATABASE_URL where to.
    """
    from tthc_engine.work.simulation import simulating

    settings = Settings()
    simulating.check_unused(settings.database)
    app = bootstrap.start(settings)
    wish = simulating.Wish(closed=dossiers, open=still_open, year=year, seed=seed, communes=communes)
    began = time.perf_counter()
    with shown() as step:
        done = simulating.simulate(app, wish, progress=step)
    seconds = time.perf_counter() - began
    found = {
        "dossiers": done.written.dossiers,
        "events": done.written.events,
        "rows": done.written.rows,
        "commands": done.commands,
        "refused": dict(done.refused.most_common()),
        "communes": done.communes,
        "until": done.until.isoformat(),
        "log": done.log,
        "seconds": round(seconds, 1),
        "dossiers_a_second": round(done.written.dossiers / seconds),
    }
    if as_json:
        typer.echo(json.dumps(found, indent=2))
        return
    typer.echo(
        f"{done.written.dossiers:,} dossiers of {done.communes} communes with {done.written.events:,} events in"
        f" {seconds:.0f} s ({found['dossiers_a_second']} a second)."
    )
    typer.echo(f"The simulated time ends {done.until:%d/%m/%Y %H:%M}; log {done.log}")
