"""lists of a province

Revision ID: 20261127_1921
Follows 20261127_1910.
"""

import sqlalchemy as sa
from alembic import op

revision = "20261127_1921"
down_revision = "20261127_1910"
branch_labels = None
depends_on = None

BOARD = (
    *("due_sort", "id", "soon_from", "stopped", "step_due", "assignee", "step_role", "step_unit"),
    *("receiving_unit", "competent_unit"),
)
INDEXES = (
    ("ix_dossier_board", "dossier", BOARD, "is_open"),
    ("ix_dossier_closed", "dossier", ("registered_at", "id"), "NOT is_open"),
    (
        "ix_dossier_granted",
        "dossier",
        ("ended_at", "ended_standing", "receiving_unit", "competent_unit"),
        "outcome = 'granted' AND due_at IS NOT NULL",
    ),
    ("ix_dossier_late", "dossier", ("ended_at",), "minutes_late > 0"),
    ("ix_dossier_shelf", "dossier", ("receiving_unit", "competent_unit"), "status = 9"),
    ("ix_outbox_failed", "outbox", ("created_at",), "state = 'failed'"),
)


def upgrade() -> None:
    """The keys of dossiers that are there already are written at the next start (`rebuilding.fill_search`)."""
    op.create_table(
        "search_key",
        sa.Column("key", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False),
        sa.Column("dossier_id", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("key", "dossier_id", name=op.f("pk_search_key")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_search_key_dossier_id", "search_key", ["dossier_id"])
    for name, table, columns, where in INDEXES:
        op.create_index(name, table, list(columns), sqlite_where=sa.text(where), postgresql_where=sa.text(where))
    op.create_index("ix_alert_role", "alert", ["role", "at"])
    op.drop_index("ix_dossier_due", table_name="dossier")


def downgrade() -> None:
    is_open = sa.text("is_open")
    op.create_index("ix_dossier_due", "dossier", ["due_sort"], sqlite_where=is_open, postgresql_where=is_open)
    op.drop_index("ix_alert_role", table_name="alert")
    for name, table, _, _ in reversed(INDEXES):
        op.drop_index(name, table_name=table)
    op.drop_index("ix_search_key_dossier_id", table_name="search_key")
    op.drop_table("search_key")
