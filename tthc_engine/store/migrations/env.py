"""How Alembic reaches the database; called by Alembic, not imported."""

from typing import Any, Literal

from alembic import context
from sqlalchemy import create_engine, pool, text
from sqlmodel import AutoString, SQLModel

from tthc_engine.store import (
    desk_tables,
    feedback_tables,
    figure_tables,
    kept_result_tables,
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
from tthc_engine.store.columns import Day, Instant
from tthc_engine.store.migrations import STEPWISE

LOCK_TIMEOUT = "500ms"
"""A migration that cannot have its lock gives up and asks again, rather than queue every officer behind it.

Shorter than PostgreSQL's deadlock_timeout (1 s): where it and an officer wait for each other, the migration goes.
"""

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


def render_type(kind: str, given: Any, _: object) -> str | Literal[False]:
    """Our column types are plain text to the database: a migration must not depend on today's code."""
    if kind == "type" and isinstance(given, Instant | Day | AutoString):
        length = getattr(given.impl_instance, "length", None)
        return f"sa.String(length={length})" if length else "sa.String()"
    return False


def main() -> None:
    url = context.config.get_main_option("sqlalchemy.url") or "sqlite://"
    engine = create_engine(url, poolclass=pool.NullPool)
    with engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text(f"SET lock_timeout = '{LOCK_TIMEOUT}'"))
            connection.commit()
        context.configure(
            connection=connection,
            target_metadata=SQLModel.metadata,
            render_as_batch=connection.dialect.name == "sqlite",
            render_item=render_type,
            compare_type=True,
            transaction_per_migration=bool(context.config.attributes.get(STEPWISE)),
        )
        with context.begin_transaction():
            context.run_migrations()


main()
