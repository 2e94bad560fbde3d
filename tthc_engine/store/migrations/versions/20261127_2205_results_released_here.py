"""results released here enter the register of results still valid

Revision ID: 20261127_2205
Follows 20261127_2000. The rows are written from the log when the software starts.
"""

import sqlalchemy as sa
from alembic import op

revision = "20261127_2205"
down_revision = "20261127_2000"
branch_labels = None
depends_on = None


def upgrade() -> None:
    def words(*names: str) -> list[sa.Column[str]]:
        return [sa.Column(one, sa.String(), nullable=False) for one in names]

    def instant(name: str, *, nullable: bool = True) -> sa.Column[str]:
        return sa.Column(name, sa.String(length=27), nullable=nullable)

    op.create_table(
        "given_result",
        *words("dossier_id"),
        sa.Column("turn", sa.Integer(), nullable=False),
        *words("unit", "same", "kind", "number"),
        sa.Column("issued_on", sa.String(length=10), nullable=False),
        *words("holder", "identifier", "words"),
        sa.Column("valid_from", sa.String(length=10), nullable=False),
        sa.Column("valid_until", sa.String(length=10), nullable=True),
        instant("at", nullable=False),
        instant("digitised_at"),
        instant("withdrawn_at"),
        *words("withdrawn_why"),
        sa.PrimaryKeyConstraint("dossier_id", "turn", name=op.f("pk_given_result")),
    )
    op.create_index("ix_given_result_identifier", "given_result", ["identifier"])
    op.create_index("ix_given_result_unit", "given_result", ["unit", "issued_on"])
    op.create_index("ix_given_result_same", "given_result", ["unit", "same"])


def downgrade() -> None:
    for name in ("ix_given_result_same", "ix_given_result_unit", "ix_given_result_identifier"):
        op.drop_index(name, "given_result")
    op.drop_table("given_result")
