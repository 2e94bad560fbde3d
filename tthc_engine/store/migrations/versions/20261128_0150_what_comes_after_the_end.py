"""what comes after the end

Revision ID: 20261128_0150
Follows 20261128_0140.
"""

import sqlalchemy as sa
from alembic import op

revision = "20261128_0150"
down_revision = "20261128_0140"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The columns; what they hold of older dossiers comes with `tthc rebuild`, which the doctor asks for."""
    op.add_column("fact", sa.Column("waiting_since", sa.String(length=27), nullable=True))
    op.add_column("fact", sa.Column("earlier", sa.Text(), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("fact", "earlier")
    op.drop_column("fact", "waiting_since")
