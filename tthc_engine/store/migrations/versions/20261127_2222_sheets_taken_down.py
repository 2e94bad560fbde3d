"""sheets taken down

Revision ID: 20261127_2222
Follows 20261127_2207.
"""

import sqlalchemy as sa
from alembic import op

revision = "20261127_2222"
down_revision = "20261127_2207"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("publicity", sa.Column("taken_down", sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    op.drop_column("publicity", "taken_down")
