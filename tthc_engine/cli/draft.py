"""`tthc procedures draft`: national procedure sheets in, draft declarations and a list of open questions out."""

import json
from datetime import date, datetime
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from tthc_engine.exchange.sheets import Summary, read_sheets, write_drafts

_VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


def draft(
    sheets: Annotated[Path, typer.Argument(metavar="SHEETS.jsonl[.gz]", help="National sheets, one JSON a line.")],
    out: Annotated[Path, typer.Option("--out", help="Folder for the drafts, one YAML a sheet.")],
    report: Annotated[Path | None, typer.Option("--report", help="Also write what was understood as JSON.")] = None,
    on: Annotated[
        str, typer.Option("--on", metavar="YYYY-MM-DD", help="Day of the sheets; else the day the file was written.")
    ] = "",
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print the report instead of its summary.")] = False,
) -> None:
    """Turn national sheets into draft declarations; whatever is not certain becomes a question for a person."""
    if not sheets.is_file():
        typer.echo(f"{sheets} does not exist", err=True)
        raise typer.Exit(2)
    if out.exists() and not out.is_dir():
        typer.echo(f"{out} is a file; name a folder for the drafts", err=True)
        raise typer.Exit(2)
    made = write_drafts(read_sheets(sheets), out, on=_day(on, sheets))
    told = json.dumps(made.report(), ensure_ascii=False, indent=1)
    if report:
        report.parent.mkdir(parents=True, exist_ok=True)
        report.write_text(told + "\n", "utf-8")
    for line in [told] if as_json else _told(made, out):
        typer.echo(line)


def _day(on: str, sheets: Path) -> date:
    if not on:
        return datetime.fromtimestamp(sheets.stat().st_mtime, _VIETNAM).date()
    try:
        return date.fromisoformat(on)
    except ValueError as error:
        raise typer.BadParameter(f"'{on}' is not a date; write YYYY-MM-DD") from error


def _told(made: Summary, out: Path) -> list[str]:
    sheets = len(made.written)
    if not sheets:
        return ["no sheet found"]
    return [
        f"{sheets} sheets, {made.understood} times understood without a person ({_share(made.understood, sheets)}); "
        f"of the {made.stating} that state a time: {_share(made.understood, made.stating)}",
        f"{made.loading} drafts load as they are; all lie in {out}",
        *(f"left to a person, {why}: {count}" for why, count in made.reasons.most_common()),
    ]


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %" if whole else "none"
