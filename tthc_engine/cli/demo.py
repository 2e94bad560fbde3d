"""`tthc demo`: an office of invented people with a year behind it, served with a clock that can be moved."""

import os
import shutil
import sqlite3
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from sqlalchemy.exc import DatabaseError

from tthc_engine.bootstrap import App, start
from tthc_engine.cli.run import WRONG_CALL, open_door, serve
from tthc_engine.settings import Settings
from tthc_engine.store import people
from tthc_engine.store.database import Database
from tthc_engine.web.messages import DEFAULT, messages
from tthc_engine.web.wording import role_names
from tthc_engine.work.demo import seeding
from tthc_engine.work.demo.office import demo_office

_DATABASE_FILES = ("", "-wal", "-shm")

TRY_THIS = (
    (
        "giaovu",
        "Lường Minh Khôi: hạn hôm nay 17:00. Bấm «Ngày làm việc tiếp theo»: quá hạn, phải giải trình và xin lỗi.",
    ),
    ("giaovu", "Vàng Thị Ngân: hạn 17/11. Bảo đảm đúng hạn, hay báo cáo dự kiến quá hạn? Còn kịp xin lỗi hôm nay."),
    ("phohieutruong", "Ký duyệt, phê duyệt giải trình, ban hành văn bản xin lỗi (PDF)."),
    ("ksth", "Ai đang nợ việc gì; vì sao hạn là ngày này?"),
    ("tiepnhan1", "Tiếp nhận một hồ sơ và in giấy hẹn."),
)


def demo(
    *,
    host: Annotated[str | None, typer.Option(help="Address to listen on, instead of TTHC_HOST.")] = None,
    port: Annotated[int | None, typer.Option(min=1, max=65535, help="Port, instead of TTHC_PORT.")] = None,
    fresh: Annotated[bool, typer.Option("--fresh", help="Throw the demo's data away and begin anew.")] = False,
    no_serve: Annotated[bool, typer.Option("--no-serve", help="Prepare the data and stop.")] = False,
) -> None:
    """Serve a seeded office with invented data and a movable clock."""
    settings = _settings(host, port)
    door = None if no_serve else open_door(settings)
    if fresh:
        _throw_away(settings)
    app = start(settings)
    try:
        _prepare(app)
    except seeding.NotTheDemo as error:
        typer.echo(f"{app.settings.database}: {error}.", err=True)
        raise typer.Exit(WRONG_CALL) from error
    if door is None:
        typer.echo(announcement(app))
        return
    serve(app, door, announcement=announcement(app))


def _settings(host: str | None, port: int | None) -> Settings:
    # Children of this process (the flows' API) read the environment: they too must know that this is the demo.
    os.environ["TTHC_DEMO"] = "1"
    given = {name: value for name, value in {"host": host, "port": port}.items() if value is not None}
    return Settings(demo=True, **given)  # type: ignore[arg-type]


def _throw_away(settings: Settings) -> None:
    """Remove the demo's database and mail; the key and everything else in the folder stays."""
    database = settings.sqlite_file
    if database is None:
        typer.echo("--fresh removes a database file; on a server, drop and create the database yourself.", err=True)
        raise typer.Exit(WRONG_CALL)
    if database.exists() and not _is_the_demos(settings):
        typer.echo(f"{database} is not the demo's; nothing was removed.", err=True)
        raise typer.Exit(WRONG_CALL)
    for ending in _DATABASE_FILES:
        Path(f"{database}{ending}").unlink(missing_ok=True)
    shutil.rmtree(settings.mail_folder, ignore_errors=True)


def _is_the_demos(settings: Settings) -> bool:
    """Read as it lies there, without bringing it up to date: a demo of an older version is thrown away too."""
    database = Database(settings.database)
    try:
        with database.read() as session:
            accounts = people.accounts(session)
    except (DatabaseError, sqlite3.Error):
        return False
    finally:
        database.dispose()
    return all(account.demo for account in accounts)


def _prepare(app: App) -> None:
    if seeding.is_seeded(app):
        return
    console = Console(stderr=True)
    with Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed}/{task.total}"),
        TimeElapsedColumn(),
        console=console,
        disable=not sys.stderr.isatty(),
    ) as bar:
        task = bar.add_task("Một năm hồ sơ minh họa / a year of dossiers", total=None)
        done = seeding.seed(app, progress=lambda now, whole: bar.update(task, completed=now, total=whole))
    typer.echo(f"{done.dossiers} dossiers, {done.events} events.", err=True)


def announcement(app: App) -> str:
    """Address, accounts and what to try first, in Vietnamese and English."""
    office = demo_office()
    units = {unit.id: unit.name for unit in office.units}
    width = max(len(one.account) for one in office.people)
    vietnamese = messages(DEFAULT)
    lines = [
        "",
        "DỮ LIỆU MINH HỌA: mọi tên người, mã số và hồ sơ đều bịa. Every name and dossier is invented.",
        f"Địa chỉ / address:     {app.settings.address}",
        f"Mật khẩu / password:   {office.password}   (mọi tài khoản / every account)",
        f"Giờ minh họa / clock:  {app.now().astimezone(office.now.tzinfo):%d/%m/%Y %H:%M}",
    ]
    for unit in dict.fromkeys(one.unit for one in office.people):
        lines += ["", units[unit]]
        lines += [
            f"  {one.account:<{width}}  {one.name}, {one.title} ({role_names(vietnamese, one.roles)})"
            for one in office.people
            if one.unit == unit
        ]
    lines += ["", "Hai phút đầu / the first two minutes:"]
    lines += [f"  {account:<{width}}  {what}" for account, what in TRY_THIS]
    lines += ["", "Dừng / stop: Ctrl-C.   Làm lại từ đầu / begin anew: tthc demo --fresh"]
    return "\n".join(lines)
