"""figures of what is over

Revision ID: 20261127_2207
Follows 20261127_2205.
"""

import sqlalchemy as sa
from alembic import op

revision = "20261127_2207"
down_revision = "20261127_2205"
branch_labels = None
depends_on = None

BEYOND = "kind = 'step_completed' AND payload LIKE '%\"difference\":%' AND payload NOT LIKE '%\"difference\":-%'"
OWED = "settled IS NULL"
UNITS = ("receiving_unit", "competent_unit")
INDEXES = (
    ("ix_event_beyond", "event", ("dossier_id",), BEYOND),
    ("ix_dossier_open_at", "dossier", ("receiving_unit", "due_sort", "competent_unit"), "is_open"),
    ("ix_dossier_closed_at", "dossier", ("receiving_unit", "competent_unit"), "NOT is_open"),
    (
        "ix_dossier_elsewhere",
        "dossier",
        ("competent_unit", "is_open", "due_sort", "receiving_unit"),
        "receiving_unit <> competent_unit",
    ),
    (
        "ix_dossier_work",
        "dossier",
        ("step_unit", "step_role", "due_sort", "assignee", "is_open"),
        "step_unit IS NOT NULL",
    ),
    (
        "ix_obligation_owed",
        "obligation",
        ("unit", "owed_by", "until_at", "kind", *UNITS, "since", "dossier_id", "epoch"),
        OWED,
    ),
    (
        "ix_fact_open",
        "fact",
        (
            *("known_until", "known_from", "field_name", "competent_unit", "channel", "waiting", "place"),
            *("due_on", "new_due_on", "cut_due_on", "accepted_on", "received_on", "reopened"),
        ),
        "ended_on IS NULL",
    ),
)
BEFORE = (
    ("ix_dossier_work", "dossier", ("step_unit", "step_role", "due_sort"), ""),
    ("ix_dossier_units", "dossier", ("is_open", "receiving_unit", "competent_unit"), ""),
    ("ix_obligation_owed", "obligation", ("unit", "owed_by", "until_at"), OWED),
    (
        "ix_fact_open",
        "fact",
        (
            *("known_until", "known_from", "field_name", "competent_unit", "channel", "waiting", "due_on"),
            *("new_due_on", "accepted_on", "received_on", "reopened"),
        ),
        "ended_on IS NULL",
    ),
)


def upgrade() -> None:
    op.create_table(
        "settled_period",
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("settled_at", sa.String(length=27), nullable=False),
        sa.PrimaryKeyConstraint("period", name=op.f("pk_settled_period")),
    )
    keys = ("kind", "period", "receiving_unit", "competent_unit", "unit", "name")
    op.create_table(
        "period_figure",
        *(sa.Column(key, sa.String(), nullable=False) for key in keys),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(*keys, name=op.f("pk_period_figure")),
    )
    for column in UNITS:
        op.add_column("obligation", sa.Column(column, sa.String(), nullable=False, server_default=""))
    their = "(SELECT {column} FROM dossier WHERE dossier.id = obligation.dossier_id)"
    filled = ", ".join(f"{column} = COALESCE({their.format(column=column)}, '')" for column in UNITS)
    op.execute(f"UPDATE obligation SET {filled}")
    _replace(BEFORE, INDEXES)


def downgrade() -> None:
    _replace(INDEXES, BEFORE)
    for column in UNITS:
        with op.batch_alter_table("obligation") as batch_op:
            batch_op.drop_column(column)
    op.drop_table("period_figure")
    op.drop_table("settled_period")


Indexes = tuple[tuple[str, str, tuple[str, ...], str], ...]


def _replace(old: Indexes, new: Indexes) -> None:
    for name, table, _, _ in old:
        op.drop_index(name, table_name=table)
    for name, table, columns, where in new:
        held = sa.text(where) if where else None
        op.create_index(name, table, list(columns), sqlite_where=held, postgresql_where=held)
