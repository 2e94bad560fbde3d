"""the desk

Revision ID: 9cd649d26e46
Follows cfa127e5ef7a.
"""

import sqlalchemy as sa
from alembic import op

revision = "9cd649d26e46"
down_revision = "cfa127e5ef7a"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "blank_receipt",
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("secret", sa.String(), nullable=False),
        sa.Column("by_person", sa.String(), nullable=False),
        sa.Column("at", sa.String(length=27), nullable=False),
        sa.Column("dossier_id", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("reference"),
    )
    with op.batch_alter_table("blank_receipt", schema=None) as batch_op:
        batch_op.create_index("ix_blank_receipt_unit_day", ["unit", "day"], unique=False)

    op.create_table(
        "draft",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("procedure", sa.String(), nullable=False),
        sa.Column("typed", sa.Text(), nullable=False),
        sa.Column("at", sa.String(length=27), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("draft", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_draft_person"), ["person"], unique=False)

    op.create_table(
        "scan",
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("media", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("signed", sa.Boolean(), nullable=False),
        sa.Column("by_person", sa.String(), nullable=False),
        sa.Column("at", sa.String(length=27), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("sha256"),
    )
    op.create_table(
        "scan_use",
        sa.Column("dossier_id", sa.String(), nullable=False),
        sa.Column("component", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("at", sa.String(length=27), nullable=False),
        sa.PrimaryKeyConstraint("dossier_id", "component", "sha256"),
    )
    with op.batch_alter_table("scan_use", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_scan_use_sha256"), ["sha256"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("scan_use", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_scan_use_sha256"))

    op.drop_table("scan_use")
    op.drop_table("scan")
    with op.batch_alter_table("draft", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_draft_person"))

    op.drop_table("draft")
    with op.batch_alter_table("blank_receipt", schema=None) as batch_op:
        batch_op.drop_index("ix_blank_receipt_unit_day")

    op.drop_table("blank_receipt")
