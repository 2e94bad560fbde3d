"""parts of other bodies, and a quick way to what supervisors allowed

Revision ID: 36cc7654066d
Follows 36e4f15e50d7.
"""

import sqlalchemy as sa
from alembic import op

revision = "36cc7654066d"
down_revision = "36e4f15e50d7"
branch_labels = None
depends_on = None

OVERRODE = sa.text("kind = 'supervisor_overrode'")


def upgrade() -> None:
    op.create_table(
        "part",
        sa.Column("dossier_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("duty", sa.Text(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("sent_at", sa.String(length=27), nullable=False),
        sa.Column("until_at", sa.String(length=27), nullable=True),
        sa.Column("returned_at", sa.String(length=27), nullable=True),
        sa.Column("late_for", sa.String(length=27), nullable=True),
        sa.Column("new_date", sa.String(length=27), nullable=True),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("dossier_id", "number", name=op.f("pk_part")),
    )
    op.create_index("ix_part_unit", "part", ["unit", "returned_at"])
    op.create_index("ix_event_overrode", "event", ["position"], sqlite_where=OVERRODE, postgresql_where=OVERRODE)


def downgrade() -> None:
    op.drop_index("ix_event_overrode", "event")
    op.drop_index("ix_part_unit", "part")
    op.drop_table("part")
