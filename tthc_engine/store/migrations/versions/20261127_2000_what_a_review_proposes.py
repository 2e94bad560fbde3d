"""what a review proposes

Revision ID: 20261127_2000
Follows 20261127_1950.
"""

import sqlalchemy as sa
from alembic import op

revision = "20261127_2000"
down_revision = "20261127_1950"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "procedure_review",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.String(length=27), nullable=False),
        sa.Column("by_person", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_procedure_review")),
    )
    op.create_index("ix_procedure_review_unit_year", "procedure_review", ["unit", "year"])


def downgrade() -> None:
    op.drop_index("ix_procedure_review_unit_year", "procedure_review")
    op.drop_table("procedure_review")
