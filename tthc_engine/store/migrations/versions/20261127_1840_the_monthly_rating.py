"""what heads confirm of the monthly rating

Revision ID: 20261127_1840
Follows 20261127_1832.
"""

import sqlalchemy as sa
from alembic import op

revision = "20261127_1840"
down_revision = "20261127_1832"
branch_labels = None
depends_on = None


def upgrade() -> None:
    words = ("unit", "period", "person", "proposed", "points", "grade", "reason")
    op.create_table(
        "staff_rating",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        *(sa.Column(one, sa.String(), nullable=False) for one in words),
        sa.Column("at", sa.String(length=27), nullable=False),
        sa.Column("by_person", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_rating")),
    )
    op.create_index("ix_staff_rating_month", "staff_rating", ["unit", "period", "person"])


def downgrade() -> None:
    op.drop_index("ix_staff_rating_month", "staff_rating")
    op.drop_table("staff_rating")
