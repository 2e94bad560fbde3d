"""A second limit beside the statutory one, where a local decision shortens it.

Revision ID: 20261127_1500
Revises: 47a27d60d29e
"""

import sqlalchemy as sa
from alembic import op

revision = "20261127_1500"
down_revision = "47a27d60d29e"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("dossier", sa.Column("cut_due_at", sa.String(length=27), nullable=True))
    op.add_column("dossier", sa.Column("cut_standing", sa.String(), nullable=True))
    op.add_column("dossier", sa.Column("cut_minutes_late", sa.Integer(), nullable=False, server_default="0"))


def downgrade() -> None:
    op.drop_column("dossier", "cut_minutes_late")
    op.drop_column("dossier", "cut_standing")
    op.drop_column("dossier", "cut_due_at")
