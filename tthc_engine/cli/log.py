"""`tthc log stats FILE`: the figures of anybody's event log, for study and for comparison."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer
from rich import box
from rich.console import Console
from rich.table import Table

from tthc_engine.cli import progress
from tthc_engine.exchange.logs.figures import figures
from tthc_engine.exchange.logs.opening import opened

SHOWN_EDGES = 10
_HOUR = 3600

app = typer.Typer(no_args_is_help=True, help="Event logs of other systems, read for study.")


@app.callback()
def log() -> None:
    """Event logs of other systems, read for study."""


@app.command()
def stats(
    file: Annotated[
        Path,
        typer.Argument(
            help="XES, OCEL (JSON, XML, SQLite), or CSV; plain or gzipped.", exists=True, dir_okay=False, readable=True
        ),
    ],
    *,
    object_type: Annotated[str, typer.Option(help="What a case is in an OCEL; else what most events touch.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Every figure, for a program.")] = False,
) -> None:
    """Throughput, working time, variants, waits, lateness, handovers, rework. Exit 2 where the file is no event log."""
    size = file.stat().st_size
    with progress.shown() as step:
        read = None if step is None else lambda done: step(done, size)
        found = figures(opened(file, object_type=object_type, read=read))
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False, indent=1))
    else:
        _print(found)


def _print(found: dict[str, Any]) -> None:
    console = Console(markup=False, highlight=False)
    console.print(
        f"{found['n_cases']} cases, {found['n_events']} events, {found['n_activities']} activities,"
        f" {found['n_resources']} resources, {found['variants_time_order']['n']} variants"
    )
    if left_out := found.get("n_events_without_timestamp"):
        console.print(f"{left_out} more events have no instant that can be read: they are left out of every figure")
    console.print(f"from {found['first_event_utc']} to {found['last_event_utc']}")
    console.print(_spans(found))
    for key, late in found.items():
        if key.startswith("lateness_vs_"):
            counts = ", ".join(
                f"{how.removesuffix('_asof').replace('_', ' ')} {times}"
                for how, times in sorted(late["counts"].items())
            )
            console.print(f"{key.replace('_', ' ')}: {counts}")
    console.print(_edges(found["bottlenecks"]["by_total_wall_wait"][:SHOWN_EDGES]))
    console.print(f"fingerprint {found['fingerprint_case_activity_utcms_sha256']}")


def _spans(found: dict[str, Any]) -> Table:
    table = Table(title="First to last event, hours", box=box.SIMPLE_HEAD, title_justify="left")
    table.add_column("")
    for name in ("median", "p90", "mean"):
        table.add_column(name, justify="right")
    for name, key in (
        ("elapsed", "throughput_wall_seconds"),
        ("working, Mon-Fri 08:00-17:00", "throughput_work_seconds_W1"),
        ("working, Mon-Fri 07:30-11:30, 13:30-17:00", "throughput_work_seconds_W2"),
    ):
        spread = found[key]
        if spread["n"]:
            told = (spread["quantiles_linear"]["p50"], spread["quantiles_linear"]["p90"], spread["mean"])
            table.add_row(name, *(_hours(seconds) for seconds in told))
    return table


def _edges(edges: list[dict[str, Any]]) -> Table:
    table = Table(title="Where most time is waited, hours", box=box.SIMPLE_HEAD, title_justify="left")
    table.add_column("from", ratio=1)
    table.add_column("to", ratio=1)
    for name in ("times", "sum", "median", "p90"):
        table.add_column(name, justify="right")
    for one in edges:
        told = (_hours(one[key]) for key in ("wall_sum", "wall_median", "wall_p90"))
        table.add_row(one["from"], one["to"], str(one["n"]), *told)
    return table


def _hours(seconds: float) -> str:
    return f"{seconds / _HOUR:,.1f}"
