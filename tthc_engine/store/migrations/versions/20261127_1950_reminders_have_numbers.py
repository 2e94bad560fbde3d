"""reminders have numbers

Revision ID: 20261127_1950
Follows 20261127_1925.
"""

import sqlalchemy as sa
from alembic import op

revision = "20261127_1950"
down_revision = "20261127_1925"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Those written before keep their empty place for the clerk's number."""
    for name in ("number", "sha256"):
        op.add_column("reminder", sa.Column(name, sa.String(), nullable=False, server_default=""))


def downgrade() -> None:
    for name in ("sha256", "number"):
        op.drop_column("reminder", name)
