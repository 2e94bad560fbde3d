"""what the desk ticked is counted

Revision ID: 20261127_1825
Follows 20261127_1815.
"""

import sqlalchemy as sa
from alembic import op

revision = "20261127_1825"
down_revision = "20261127_1815"
branch_labels = None
depends_on = None

COUNTS = ("reused", "payments", "online_payments")


def upgrade() -> None:
    """The columns; what they hold of older dossiers comes with `tthc rebuild`, which the doctor asks for."""
    for name in COUNTS:
        op.add_column("fact", sa.Column(name, sa.Integer(), nullable=False, server_default="0"))
    op.add_column("fact", sa.Column("identified", sa.String(), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("fact", "identified")
    for name in reversed(COUNTS):
        op.drop_column("fact", name)
