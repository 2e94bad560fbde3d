"""reports to a unit that does not stand above

Revision ID: 20261128_0140
Follows 20261128_0135.
"""

import sqlalchemy as sa
from alembic import op

revision = "20261128_0140"
down_revision = "20261128_0135"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("report_addressee", sa.Column("to_unit", sa.String(), server_default="", nullable=False))


def downgrade() -> None:
    op.drop_column("report_addressee", "to_unit")
