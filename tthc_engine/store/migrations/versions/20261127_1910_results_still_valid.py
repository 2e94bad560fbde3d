"""results that are still valid

Revision ID: 20261127_1910
Follows 20261127_1905.
"""

import sqlalchemy as sa
from alembic import op

revision = "20261127_1910"
down_revision = "20261127_1905"
branch_labels = None
depends_on = None


def upgrade() -> None:
    def words(*names: str) -> list[sa.Column[str]]:
        return [sa.Column(one, sa.String(), nullable=False) for one in names]

    op.create_table(
        "kept_result",
        *words("id", "unit", "same", "kind", "number"),
        sa.Column("issued_on", sa.String(length=10), nullable=False),
        *words("issuer", "holder", "identifier", "words"),
        sa.Column("valid_from", sa.String(length=10), nullable=False),
        sa.Column("valid_until", sa.String(length=10), nullable=True),
        sa.Column("at", sa.String(length=27), nullable=False),
        *words("by_person", "sha256"),
        sa.Column("digitised_at", sa.String(length=27), nullable=True),
        sa.Column("withdrawn_at", sa.String(length=27), nullable=True),
        *words("withdrawn_why"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kept_result")),
        sa.UniqueConstraint("unit", "same", name="uq_kept_result_unit"),
    )
    op.create_index("ix_kept_result_identifier", "kept_result", ["identifier"])
    op.create_index("ix_kept_result_sha256", "kept_result", ["sha256"])


def downgrade() -> None:
    op.drop_index("ix_kept_result_sha256", "kept_result")
    op.drop_index("ix_kept_result_identifier", "kept_result")
    op.drop_table("kept_result")
