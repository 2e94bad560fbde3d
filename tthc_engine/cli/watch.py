"""`tthc watch`: called every few minutes by the machine's own cron or a systemd timer, never by our timetable."""

import json
from datetime import datetime
from typing import Annotated

import typer

from tthc_engine.bootstrap import App, build
from tthc_engine.settings import Settings
from tthc_engine.web.messages import DEFAULT, Messages, messages
from tthc_engine.web.pages.alarms import alarm_sentences
from tthc_engine.work.watch import watch as watch_now

DOES_NOT_HOLD = 1
NOWHERE = "sqlite:///:memory:"


def watch(*, as_json: Annotated[bool, typer.Option("--json", help="For a program.")] = False) -> None:
    """Look at every alarm, tell it by TTHC_ALARM_URL or TTHC_ALARM_MAIL_TO, and exit 1 where anything is wrong."""
    settings = Settings()
    file = settings.sqlite_file
    gone = file is not None and not file.exists()
    # SQLite would make an empty file in its place, and nobody would be told.
    app = build(settings.model_copy(update={"database_url": NOWHERE}) if gone else settings)
    at, says = app.wall(), messages(DEFAULT)
    sentences = [says("alarm.database", why=f"{file.name} is gone")] if file and gone else _sentences(app, at, says)
    found = watch_now(settings, sentences, at=at)
    if as_json:
        said = {"alarms": found.sentences, "told": found.told, "not_told": found.not_told}
        typer.echo(json.dumps(said, ensure_ascii=False))
    else:
        for sentence in found.sentences:
            typer.echo(sentence)
        for road in found.not_told:
            typer.echo(road, err=True)
    raise typer.Exit(DOES_NOT_HOLD if found.sentences else 0)


def _sentences(app: App, at: datetime, says: Messages) -> list[str]:
    """The alarms in words; that nobody can ask the database is one."""
    try:
        return alarm_sentences(app, app.now() if app.settings.demo else at, says)
    except Exception as error:
        # Whatever it is (a lost disk, a server that is away): the switch must not die of what it watches.
        return [says("alarm.database", why=f"{type(error).__name__}: {' '.join(str(error).split())[:200]}")]
