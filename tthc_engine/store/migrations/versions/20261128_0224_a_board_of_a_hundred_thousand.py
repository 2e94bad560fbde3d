"""a board of a hundred thousand open dossiers

Revision ID: 20261128_0224
Follows 20261128_0150.
"""

import sqlalchemy as sa
from alembic import op

revision = "20261128_0224"
down_revision = "20261128_0150"
branch_labels = None
depends_on = None

BEYOND = "kind = 'step_completed' AND payload LIKE '%\"difference\":%' AND payload NOT LIKE '%\"difference\":-%'"
OWED = "settled IS NULL"
AT_A_STEP = "step_unit IS NOT NULL"
AFTER = (
    (
        "ix_dossier_work",
        "dossier",
        ("step_unit", "step_role", "assignee", "due_sort", "is_open", "soon_from", "step_due", "stopped"),
        AT_A_STEP,
    ),
    ("ix_dossier_at_no_step", "dossier", ("due_sort",), "is_open AND step_unit IS NULL"),
    ("ix_dossier_beyond", "dossier", ("due_sort", "receiving_unit", "competent_unit"), "is_open AND beyond > 0"),
    ("ix_obligation_owed", "obligation", ("unit", "owed_by", "until_at"), OWED),
    (
        "ix_obligation_kind",
        "obligation",
        ("kind", "until_at", "since", "dossier_id", "epoch", "receiving_unit", "competent_unit"),
        OWED,
    ),
)
BEFORE = (
    (
        "ix_dossier_work",
        "dossier",
        ("step_unit", "step_role", "due_sort", "assignee", "is_open"),
        AT_A_STEP,
    ),
    (
        "ix_obligation_owed",
        "obligation",
        (
            *("unit", "owed_by", "until_at", "kind", "receiving_unit", "competent_unit"),
            *("since", "dossier_id", "epoch"),
        ),
        OWED,
    ),
)

Indexes = tuple[tuple[str, str, tuple[str, ...], str], ...]


def upgrade() -> None:
    op.add_column("dossier", sa.Column("beyond", sa.Integer(), nullable=False, server_default="0"))
    postgres = op.get_bind().dialect.name == "postgresql"
    minutes = "(payload::json->>'difference')::integer" if postgres else "json_extract(payload, '$.difference')"
    # The figure is of open dossiers alone, so only these are written.
    op.execute(
        f"UPDATE dossier SET beyond = lost.minutes FROM (SELECT dossier_id, SUM({minutes}) AS minutes FROM event"
        f" WHERE {BEYOND} AND dossier_id IN (SELECT id FROM dossier WHERE is_open) GROUP BY dossier_id) AS lost"
        " WHERE dossier.id = lost.dossier_id AND lost.minutes > 0"
    )
    _replace(BEFORE, AFTER)


def downgrade() -> None:
    _replace(AFTER, BEFORE)
    with op.batch_alter_table("dossier") as batch_op:
        batch_op.drop_column("beyond")


def _replace(old: Indexes, new: Indexes) -> None:
    for name, table, _, _ in old:
        op.drop_index(name, table_name=table)
    for name, table, columns, where in new:
        held = sa.text(where)
        op.create_index(name, table, list(columns), sqlite_where=held, postgresql_where=held)
