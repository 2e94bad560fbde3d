"""the word file is kept

Revision ID: 20261127_1900
Follows 20261127_1840.
"""

import sqlalchemy as sa
from alembic import op

revision = "20261127_1900"
down_revision = "20261127_1840"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Room for a letter's Word file and its hash; those of older letters are made when somebody wants them."""
    op.add_column("letter_file", sa.Column("word", sa.LargeBinary(), nullable=True))
    op.add_column("letter_file", sa.Column("word_sha256", sa.String(), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("letter_file", "word_sha256")
    op.drop_column("letter_file", "word")
