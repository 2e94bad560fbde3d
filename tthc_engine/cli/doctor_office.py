"""What `tthc doctor` looks at in the office itself: its database, calendars, timetable, mail, Prefect and copies.

Each finding that is not well ends with what to do. A machine without an office yet earns a note, not a problem.
"""

import smtplib
import socket
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from urllib.parse import urlsplit

from sqlalchemy.exc import SQLAlchemyError

from flows.deploy import NotDeployed, check_carried_out
from flows.schedule import LEASE
from notifications.channels.smtp import Smtp
from tthc_engine import tracing
from tthc_engine.bootstrap import App, build
from tthc_engine.catalogue.files import CalendarYear
from tthc_engine.cli.findings import Finding
from tthc_engine.settings import Settings
from tthc_engine.store import calendars, facts, machine, migrations, offices
from tthc_engine.store.people import HANOI
from tthc_engine.work import backup
from tthc_engine.work.alarms import NIGHT_AND_MORNING, SILENCE

PATIENCE_SECONDS = 5.0
EXAMPLE = "example.org"


def examine_office(settings: Settings) -> Iterator[Finding]:
    """Every finding about the office of `settings`; asks the mail server and Prefect where they are set."""
    yield from check_mail(settings)
    if settings.flows == "server":
        yield from check_prefect()
    if settings.otel_url:
        yield from check_tracing(settings)
    file = settings.sqlite_file
    if file is not None and not file.exists():
        yield Finding("note", "office", f"none in {file.parent} yet: `tthc init` makes one")
        return
    try:
        current = migrations.serves(settings.database)
    except SQLAlchemyError as error:
        why = " ".join(str(getattr(error, "orig", None) or error).split())
        yield Finding("problem", "migrations", f"the database cannot be asked ({why}): look at its server or its disk")
        return
    if not current:
        yield Finding(
            "problem", "migrations", "the database has another shape than this software: make a backup, then `tthc run`"
        )
        return
    yield Finding("ok", "migrations", f"at {migrations.head()}")
    app = build(settings)
    try:
        yield from check_rows(app, app.now())
    finally:
        app.database.dispose()


def check_rows(app: App, at: datetime) -> Iterator[Finding]:
    """What the office's own rows tell at `at`."""
    with app.read() as session:
        known = {one.unit.id: calendars.years_of(session, one) for one in offices.offices(session)}
        ticked, lease = machine.heartbeat(session, "clock-sweep"), machine.lease(session, LEASE)
        copied = backup.last(session)
        old = facts.are_old(session)
    if old:
        yield Finding(
            "problem",
            "reports",
            "their fact rows were written by an earlier version: make a backup, then `tthc rebuild`",
        )
    for unit, years in known.items():
        yield from check_calendar(unit, years or app.catalogue.calendar_years, at.astimezone(HANOI).date())
    holder = f", its lease held by {lease.holder}" if lease is not None and lease.until > at else ""
    yield _age("timetable", ticked, at, most=SILENCE, holder=holder, advice="start `tthc run` (or the workers)")
    if not app.settings.backup_daily and copied is None:
        yield Finding("note", "backup", "left to others (TTHC_BACKUP_DAILY=0): see that they run, and try a restore")
    else:
        yield _age("backup", copied, at, most=NIGHT_AND_MORNING, advice="`tthc backup`; is its disk there?")


def check_calendar(unit: str, years: Iterable[CalendarYear], today: date) -> Iterator[Finding]:
    """This year must be known, and the next one at least by its statutory days: dates reach into it."""
    published = {one.year: one.published for one in years}
    what, enter = f"calendar of {unit}", "enter it with `tthc calendar enter` when it is published"
    for year in (today.year, today.year + 1):
        if year not in published:
            yield Finding("problem", what, f"{year} is missing, dates into it are refused: upgrade, or {enter}")
        elif not published[year]:
            yield Finding("note", what, f"{year} is not decided yet, dates into it are tạm tính: {enter}")
        else:
            yield Finding("ok", what, f"{year} is decided")


def check_mail(settings: Settings) -> Iterator[Finding]:
    """Can the mail server be talked to, with this user and password? Sends nothing."""
    if not settings.smtp_url:
        yield Finding("note", "mail", f"becomes files in {settings.mail_folder}: set TTHC_SMTP_URL to send it")
        return
    if settings.mail_from.rstrip(">").endswith(EXAMPLE):
        yield Finding("problem", "mail", f"its sender is {settings.mail_from}: set TTHC_MAIL_FROM to the office's own")
    try:
        with Smtp.from_url(settings.smtp_url, patience=PATIENCE_SECONDS).connected() as server:
            server.noop()
    except (OSError, smtplib.SMTPException) as away:
        yield Finding("problem", "mail", f"the server does not take us ({type(away).__name__}): look at TTHC_SMTP_URL")
    else:
        yield Finding("ok", "mail", "the server answers and lets us in")


def check_prefect() -> Iterator[Finding]:
    try:
        workers = check_carried_out()
    except NotDeployed as why:
        yield Finding("problem", "Prefect", str(why))
    except Exception as away:
        # A server that answers nonsense raises whatever its client makes of it.
        yield Finding("problem", "Prefect", f"the server cannot be asked ({type(away).__name__}): see PREFECT_API_URL")
    else:
        yield Finding("ok", "Prefect", f"{workers} workers on line")


def check_tracing(settings: Settings) -> Iterator[Finding]:
    """Is what sends spans installed, and does something listen where they are to go?"""
    address = urlsplit(settings.otel_url)
    if not tracing.is_installed():
        yield Finding("note", "tracing", "TTHC_OTEL_URL is set, nothing is sent: pip install 'tthc-engine[otel]'")
        return
    port = address.port or (443 if address.scheme == "https" else 80)
    try:
        socket.create_connection((address.hostname or "", port), timeout=PATIENCE_SECONDS).close()
    except OSError as away:
        yield Finding("note", "tracing", f"the collector does not answer ({type(away).__name__}): see TTHC_OTEL_URL")
    else:
        yield Finding("ok", "tracing", f"spans go to {address.hostname}:{port}")


def _age(what: str, last: datetime | None, at: datetime, *, most: timedelta, advice: str, holder: str = "") -> Finding:
    if last is None:
        return Finding("note", what, f"never yet: {advice}")
    said = f"{last.astimezone(HANOI):%Y-%m-%d %H:%M}{holder}"
    return Finding("ok", what, said) if at - last <= most else Finding("note", what, f"last {said}: {advice}")
