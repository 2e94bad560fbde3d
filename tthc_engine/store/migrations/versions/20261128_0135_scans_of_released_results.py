"""scans of released results

Revision ID: 20261128_0135
Follows 20261127_2222.
"""

import sqlalchemy as sa
from alembic import op

revision = "20261128_0135"
down_revision = "20261127_2222"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("given_result", sa.Column("sha256", sa.String(), server_default="", nullable=False))


def downgrade() -> None:
    op.drop_column("given_result", "sha256")
