"""The database's shape over time: Alembic revisions, packaged, run by the program itself."""

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import Script, ScriptDirectory
from sqlalchemy.exc import DBAPIError
from sqlmodel import SQLModel

from tthc_engine.store import (
    desk_tables,
    feedback_tables,
    figure_tables,
    kept_result_tables,
    meta,
    office_tables,
    plan_tables,
    publicity_tables,
    rating_tables,
    report_tables,
    retirement_tables,
    sending_tables,
    survey_tables,
    tables,
    telling_tables,
    working_tables,
)
from tthc_engine.store.database import Database

log = logging.getLogger(__name__)

HERE = Path(__file__).parent
CONTRACTS = "CONTRACTS"
"""What a revision calls its reason when it takes away what older software reads; none of that may serve after it."""
MIGRATING = 71182025
"""The advisory lock of whoever migrates."""
STEPWISE = "stepwise"
"""Whether each revision is a transaction of its own: fewer tables are locked at a time, and what is done stays done."""
HELD_SECONDS, HELD_PAUSE_SECONDS = 300.0, 0.3
"""How long a busy table is asked for again, and how often."""
_HELD = frozenset({"55P03", "40P01"})
"""PostgreSQL's states: a lock was not given in time, a deadlock was broken at our cost."""
TABLES = (
    tables,
    office_tables,
    report_tables,
    sending_tables,
    telling_tables,
    working_tables,
    desk_tables,
    plan_tables,
    feedback_tables,
    figure_tables,
    kept_result_tables,
    survey_tables,
    publicity_tables,
    rating_tables,
    retirement_tables,
)


def config(url: str) -> Config:
    """Alembic's configuration without a file: it runs from the installed package."""
    settings = Config()
    settings.set_main_option("script_location", str(HERE).replace("%", "%%"))
    # By date and time, so that two engineers' revisions sort as they were written.
    settings.set_main_option("file_template", "%%(year)d%%(month).2d%%(day).2d_%%(hour).2d%%(minute).2d_%%(slug)s")
    settings.set_main_option("timezone", "UTC")
    settings.set_main_option("sqlalchemy.url", url.replace("%", "%%"))
    return settings


def upgrade(url: str) -> None:
    """Bring the database at `url` to the newest shape; one that serves this software already is left alone.

    Several processes may start at once: on PostgreSQL one migrates and the others wait for it.
    """
    if serves(url):
        return
    with _alone(url):
        if not serves(url):
            _migrate(url)


def _migrate(url: str) -> None:
    """To the newest shape, one revision a transaction where somebody may be at work, each as often as it must wait."""
    settings, at_work = config(url), _revision(url) is not None
    settings.attributes[STEPWISE] = at_work
    if at_work:
        # Beforehand: a proxy asks the version before between two revisions as well.
        _say_whom_it_serves(url)
    until = monotonic() + HELD_SECONDS
    while True:
        try:
            command.upgrade(settings, "head")
            break
        except DBAPIError as error:
            if getattr(error.orig, "sqlstate", None) not in _HELD or monotonic() > until:
                raise
            log.info("action=migrate outcome=waits why='somebody holds its table'")
            sleep(HELD_PAUSE_SECONDS)
    _say_whom_it_serves(url)


def serves(url: str) -> bool:
    """Whether this software may work on the database: its own shape, or a newer one that says it serves this one too.

    So the old version goes on serving while a new one has migrated already, and may even be started again.
    """
    database = Database(url)
    try:
        found, own = _revision(url), head()
        if found == own:
            return True
        if found is None or found in {one.revision for one in _revisions()}:
            return False
        with database.read() as session:
            return own in json.loads(meta.get(session, meta.STILL_SERVED) or "[]")
    finally:
        database.dispose()


def is_current(url: str) -> bool:
    """Whether the database has the newest shape."""
    return _revision(url) == head()


def _revision(url: str) -> str | None:
    database = Database(url)
    try:
        with database.alchemy.connect() as connection:
            return MigrationContext.configure(connection).get_current_revision()
    finally:
        database.dispose()


def still_served() -> list[str]:
    """The shapes whose software works on the newest one too: back to the last revision that takes something away."""
    found: list[str] = []
    for one in _revisions():
        found.append(one.revision)
        if getattr(one.module, CONTRACTS, ""):
            break
    return found


def _revisions() -> list[Script]:
    """The newest first."""
    return list(ScriptDirectory(str(HERE)).walk_revisions())


@contextmanager
def _alone(url: str) -> Iterator[None]:
    database = Database(url)
    try:
        with database.alchemy.connect() as connection:
            if database.postgres:
                # Whoever migrates may take long; the others wait for it, however impatient they are otherwise.
                connection.exec_driver_sql("SET lock_timeout = 0")
                connection.exec_driver_sql("SET statement_timeout = 0")
                # Ends with this connection, whatever happens to us.
                connection.exec_driver_sql(f"SELECT pg_advisory_lock({MIGRATING})")
            yield
    finally:
        database.dispose()


def _say_whom_it_serves(url: str) -> None:
    database = Database(url)
    try:
        with database.transaction() as session:
            meta.put(session, meta.STILL_SERVED, json.dumps(still_served()))
    finally:
        database.dispose()


def differences(url: str) -> list[object]:
    """What a database still lacks, or has too much, against the declared tables; empty: nothing."""
    database = Database(url)
    try:
        with database.alchemy.connect() as connection:
            return list(compare_metadata(MigrationContext.configure(connection), SQLModel.metadata))
    finally:
        database.dispose()


def head() -> str | None:
    """The newest revision of this software."""
    return ScriptDirectory(str(HERE)).get_current_head()
