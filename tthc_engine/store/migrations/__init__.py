"""The database's shape over time: Alembic revisions, packaged, run by the program itself."""

from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlmodel import SQLModel

from tthc_engine.store import (
    desk_tables,
    feedback_tables,
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
from tthc_engine.store.sql import Database

HERE = Path(__file__).parent
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
    """Bring the database at `url` to the newest shape; one that is there already is left alone."""
    if not is_current(url):
        command.upgrade(config(url), "head")


def is_current(url: str) -> bool:
    """Whether the database has the newest shape."""
    database = Database(url)
    try:
        with database.alchemy.connect() as connection:
            return MigrationContext.configure(connection).get_current_revision() == head()
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
