"""closed reports on their way

Revision ID: 20261127_1832
Follows 20261127_1825.
"""

import sqlalchemy as sa
from alembic import op

revision = "20261127_1832"
down_revision = "20261127_1825"
branch_labels = None
depends_on = None

POSITION = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "report_file",
        sa.Column("closed_id", POSITION, autoincrement=False, nullable=False),
        sa.Column("ending", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.String(length=27), nullable=False),
        sa.PrimaryKeyConstraint("closed_id", "ending", name=op.f("pk_report_file")),
    )
    op.create_table(
        "report_addressee",
        sa.Column("id", POSITION, nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("since", sa.String(length=27), nullable=False),
        sa.Column("until", sa.String(length=27), nullable=True),
        sa.Column("by_person", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_addressee")),
    )
    op.create_index("ix_report_addressee_unit", "report_addressee", ["unit"])
    op.create_table(
        "report_sending",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("closed_id", POSITION, nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("to_name", sa.String(), nullable=False),
        sa.Column("to_unit", sa.String(), nullable=False),
        sa.Column("at", sa.String(length=27), nullable=False),
        sa.Column("received_at", sa.String(length=27), nullable=True),
        sa.Column("received_by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_report_sending")),
    )
    for column in ("closed_id", "unit", "to_unit"):
        op.create_index(f"ix_report_sending_{column}", "report_sending", [column])


def downgrade() -> None:
    for column in ("closed_id", "unit", "to_unit"):
        op.drop_index(f"ix_report_sending_{column}", "report_sending")
    op.drop_table("report_sending")
    op.drop_index("ix_report_addressee_unit", "report_addressee")
    op.drop_table("report_addressee")
    op.drop_table("report_file")
