"""what a result paper is called

Revision ID: 36e4f15e50d7
Follows 20261127_1525.
"""

import sqlalchemy as sa
from alembic import op

revision = "36e4f15e50d7"
down_revision = "20261127_1525"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("result_paper", schema=None) as batch_op:
        batch_op.add_column(sa.Column("form", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("symbol", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("number", sa.String(), nullable=False, server_default=""))


def downgrade() -> None:
    with op.batch_alter_table("result_paper", schema=None) as batch_op:
        batch_op.drop_column("number")
        batch_op.drop_column("symbol")
        batch_op.drop_column("form")
