"""`tthc report`: form II.06a and the register, on the terminal or into files."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Annotated, Any, BinaryIO

import typer
from rich import box
from rich.console import Console
from rich.table import Table

from tthc_engine import bootstrap
from tthc_engine.bootstrap import App
from tthc_engine.domain.calendar import HANOI
from tthc_engine.reports import commas, making, official, periods, register, sheets
from tthc_engine.reports.facts import LateBasis
from tthc_engine.reports.form06a import COLUMNS, Form06a, Row, RowsBy
from tthc_engine.reports.periods import Period
from tthc_engine.store import offices

WRONG_CALL = 2
SHOWN_LINES = 40
"""A register is long: the terminal shows its beginning, files hold it whole."""

app = typer.Typer(no_args_is_help=True, help="Registers and periodic forms, counted from the event log.")

Unit = Annotated[str, typer.Option(help="Id of the reporting unit; not needed where there is one office.")]
PeriodText = Annotated[
    str,
    typer.Option(
        "--period",
        help="quarter:2026-4, reporting_month:2026-11, half_year:2026-1, year:2026, calendar_month:2026-11,"
        " calendar_year:2026, or 2026-10-01..2026-10-31. Default: the period that holds today.",
    ),
]
Xlsx = Annotated[Path | None, typer.Option(help="Write a spreadsheet.", dir_okay=False)]
Csv = Annotated[Path | None, typer.Option(help="Write comma-separated values.", dir_okay=False)]
AsJson = Annotated[bool, typer.Option("--json", help="For a program.")]


@app.callback()
def report() -> None:
    """Registers and periodic forms, counted from the event log."""


@app.command()
def ii06a(
    *,
    unit: Unit = "",
    period: PeriodText = "",
    rows: Annotated[RowsBy, typer.Option(help="What a line stands for.")] = RowsBy.FIELD,
    basis: Annotated[LateBasis, typer.Option(help="Against which date lateness is judged.")] = LateBasis.ORIGINAL,
    xlsx: Xlsx = None,
    csv: Csv = None,
    as_json: AsJson = False,
) -> None:
    """Form II.06a/VPCP/KSTT of one unit and period, as it was known at the period's end."""
    here = bootstrap.app()
    at = here.now()
    span = period_of(period, default="quarter", today=at.astimezone(HANOI).date())
    asked = making.Asked(unit=unit_of(here, unit), period=span, at=at, rows_by=rows, basis=basis)
    with here.read() as session:
        form = making.form06a(session, asked)
    if xlsx is not None:
        write(xlsx, lambda out: sheets.form06a_xlsx(form, out, mark=mark_of(here)))
    if csv is not None:
        write(csv, lambda out: commas.form06a_csv(form, out))
    if as_json:
        typer.echo(json.dumps(_form_as_json(form), ensure_ascii=False))
    elif xlsx is None and csv is None:
        _print_form(form)


@app.command("register")
def register_book(
    *,
    unit: Unit = "",
    period: PeriodText = "",
    xlsx: Xlsx = None,
    csv: Csv = None,
    as_json: Annotated[bool, typer.Option("--json", help="For a program: one JSON object a line.")] = False,
) -> None:
    """Sổ theo dõi hồ sơ of one unit: a book a year, numbered from 1, as it was known at the period's end."""
    here = bootstrap.app()
    at = here.now()
    span = period_of(period, default="calendar_year", today=at.astimezone(HANOI).date())
    pages = _Pages(here, unit_of(here, unit), span)
    if xlsx is not None:
        write(
            xlsx, lambda out: pages.read(lambda book, lines: sheets.register_xlsx(book, lines, out, mark=mark_of(here)))
        )
    if csv is not None:
        write(csv, lambda out: pages.read(lambda book, lines: commas.register_csv(book, lines, out)))
    if as_json:
        pages.read(_print_lines_as_json)
    elif xlsx is None and csv is None:
        pages.read(_print_book)


@dataclass(frozen=True, slots=True)
class _Pages:
    """The asked pages of a book, read anew for each use: a stream is read once."""

    here: App
    unit: str
    span: Period

    def read(self, use: Callable[[register.Book, Iterator[register.Line]], Any]) -> None:
        with self.here.read() as session:
            book = register.book(session, self.unit, self.span, at=self.here.now())
            use(book, register.lines(self.here.engine, session, book))


def period_of(written: str, *, default: str, today: date) -> Period:
    return periods.period(written) if written else periods.kind(default).holding(today)


def unit_of(here: App, asked: str) -> str:
    """The unit asked for, or the only office. Exit code 2 where neither is plain."""
    if asked:
        return asked
    with here.read() as session:
        known = [one.unit for one in offices.offices(session)]
    if len(known) == 1:
        return known[0].id
    for one in known:
        typer.echo(f"  --unit {one.id}    {one.name}", err=True)
    typer.echo("Say which unit." if known else "There is no office yet: tthc init sets one up.", err=True)
    raise typer.Exit(WRONG_CALL)


def mark_of(here: App) -> str:
    """What marks every printed page of the demo."""
    return "DỮ LIỆU MINH HỌA" if here.settings.demo else ""


def write(path: Path, write: Callable[[BinaryIO], Any]) -> None:
    """The file appears whole or not at all."""
    with _whole(path) as out:
        write(out)
    typer.echo(str(path), err=True)


@contextmanager
def _whole(path: Path) -> Iterator[BinaryIO]:
    draft = path.with_name(f".{path.name}.part")
    try:
        with draft.open("wb") as out:
            yield out
        draft.replace(path)
    except OSError as error:
        typer.echo(f"{path} cannot be written: {error.strerror}", err=True)
        raise typer.Exit(WRONG_CALL) from error
    finally:
        draft.unlink(missing_ok=True)


def _print_form(form: Form06a) -> None:
    console = Console(markup=False, highlight=False)
    console.print(f"{official.FORM_NUMBER}  {form.unit_name}", style="bold")
    console.print(official.period_words(form.period))
    # Thirteen columns fit eighty characters only by their numbers; what they are stands below.
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0))
    table.add_column("(1)", justify="right")
    table.add_column("(2)", ratio=1)
    for column in COLUMNS:
        table.add_column(f"({column})", justify="right", no_wrap=True)
    for index, row in enumerate((*form.rows, form.total), start=1):
        last = row is form.total
        table.add_row("" if last else str(index), row.name, *_figures(row), style="bold" if last else None)
    console.print(table)
    told = zip(official.FORM_CODES[2:], official.FORM_FIELDS[2:], strict=True)
    console.print("; ".join(f"{code} {words}" for code, words in told))
    share = official.share_words(form.total.on_time_share)
    for sentence in (f"Tỷ lệ giải quyết trước hạn và đúng hạn: {share}.", *official.notes(form)):
        console.print(f"- {sentence}")


def _figures(row: Row) -> list[str]:
    return [str(row[column]) for column in COLUMNS]


def _form_as_json(form: Form06a) -> dict[str, Any]:
    return {
        "form": "II.06a/VPCP/KSTT",
        "unit": form.unit,
        "unit_name": form.unit_name,
        "from": form.period.first_on.isoformat(),
        "until": form.period.last_on.isoformat(),
        "known_at": form.known_at.isoformat(),
        "rows_by": form.rows_by.value,
        "late_basis": form.basis.value,
        "rows": [_row_as_json(row) for row in form.rows],
        "total": _row_as_json(form.total),
        "on_time_share": form.total.on_time_share,
        "remarks": {remark.value: number for remark, number in sorted(form.remarks.items())},
    }


def _row_as_json(row: Row) -> dict[str, Any]:
    return {"key": row.key, "name": row.name, **{str(column): row[column] for column in COLUMNS}}


def _print_lines_as_json(_: register.Book, lines: Iterator[register.Line]) -> None:
    for line in lines:
        cells = official.register_cells(line)
        typer.echo(json.dumps(dict(zip(official.REGISTER_FIELDS, cells, strict=True)), ensure_ascii=False))


def _print_book(book: register.Book, lines: Iterator[register.Line]) -> None:
    console = Console(markup=False, highlight=False)
    console.print(f"{official.REGISTER_TITLE}  {book.unit_name}", style="bold")
    console.print(official.book_words(book))
    table = Table()
    shown = (0, 1, 2, 4, 7, 8, 9, 12)
    for column in shown:
        table.add_column(official.REGISTER_FIELDS[column], justify="right" if column == 0 else "left")
    for line in islice(lines, SHOWN_LINES):
        cells = official.register_cells(line)
        table.add_row(*(str(cells[column]) for column in shown))
    console.print(table)
    more = sum(1 for _ in lines)
    if more:
        console.print(f"… và {more} dòng nữa; --xlsx hoặc --csv ghi đủ sổ.")
