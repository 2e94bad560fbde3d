"""where procedures are posted

Revision ID: 20261127_1655
Follows 20261127_1640.
"""

import sqlalchemy as sa
from alembic import op

revision = "20261127_1655"
down_revision = "20261127_1640"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "publicity",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("version", sa.String(length=10), nullable=False),
        sa.Column("medium", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("posted_on", sa.String(length=10), nullable=False),
        sa.Column("evidence", sa.String(), nullable=False),
        sa.Column("at", sa.String(length=27), nullable=False),
        sa.Column("by_person", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publicity")),
    )
    op.create_index("ix_publicity_unit", "publicity", ["unit", "code"])


def downgrade() -> None:
    op.drop_index("ix_publicity_unit", "publicity")
    op.drop_table("publicity")
