"""procedures that end

Revision ID: 20261127_1815
Follows 20261127_1810.
"""

import sqlalchemy as sa
from alembic import op

revision = "20261127_1815"
down_revision = "20261127_1810"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "procedure_retirement",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("since", sa.String(length=10), nullable=False),
        sa.Column("act", sa.String(), nullable=False),
        sa.Column("act_on", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("at", sa.String(length=27), nullable=False),
        sa.Column("by_person", sa.String(), nullable=False),
        sa.Column("lifted_from", sa.String(length=10), nullable=True),
        sa.Column("lifted_at", sa.String(length=27), nullable=True),
        sa.Column("lifted_by", sa.String(), nullable=False),
        sa.Column("lifted_why", sa.String(), nullable=False),
        sa.Column("mistake", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_procedure_retirement")),
    )
    op.create_index("ix_procedure_retirement_code", "procedure_retirement", ["code"])


def downgrade() -> None:
    op.drop_index("ix_procedure_retirement_code", "procedure_retirement")
    op.drop_table("procedure_retirement")
