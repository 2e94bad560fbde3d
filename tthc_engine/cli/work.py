"""`tthc work`: the timetable in a process of its own, beside web processes that leave it (`TTHC_FLOWS=worker`)."""

import sys
import threading

import typer

from flows.recorded import inline
from flows.schedule import DEMO_JOBS, JOBS, Timetable
from tthc_engine import bootstrap
from tthc_engine.cli.lasting import lasting, refuse_what_is_no_office
from tthc_engine.cli.log_lines import log_lines
from tthc_engine.settings import Settings


def work() -> None:
    """Do what is due, until Ctrl-C or SIGTERM. Several may run: a lease in the database lets one of them tick."""
    settings = Settings()
    app = bootstrap.start(settings)
    refuse_what_is_no_office(app)
    log_lines(settings.log_level, settings.log_format)
    timetable = Timetable(app, inline, jobs=DEMO_JOBS if settings.demo else JOBS)
    with lasting():
        timetable.start()
        try:
            typer.echo(f"tthc: at work as {timetable.holder}")
            sys.stdout.flush()
            threading.Event().wait()
        finally:
            timetable.stop()
