"""what the applicant said of private companies' services

Revision ID: 20261127_1525
Follows 9cd649d26e46.
"""

import sqlalchemy as sa
from alembic import op

revision = "20261127_1525"
down_revision = "9cd649d26e46"
branch_labels = None
depends_on = None
CONTRACTS = "wish.consent gives way to wish.said, before the first release"


def upgrade() -> None:
    with op.batch_alter_table("wish", schema=None) as batch_op:
        batch_op.add_column(sa.Column("said", sa.String(), nullable=False, server_default=""))
        batch_op.drop_column("consent")
    with op.batch_alter_table("wish", schema=None) as batch_op:
        batch_op.alter_column("said", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("wish", schema=None) as batch_op:
        batch_op.add_column(sa.Column("consent", sa.Boolean(), nullable=False, server_default=sa.true()))
        batch_op.drop_column("said")
