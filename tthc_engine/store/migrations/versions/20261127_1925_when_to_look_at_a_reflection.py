"""when to look at a reflection again

Revision ID: 20261127_1925
Follows 20261127_1921.
"""

import sqlalchemy as sa
from alembic import op

revision = "20261127_1925"
down_revision = "20261127_1921"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("feedback", sa.Column("look_at", sa.String(length=27), nullable=True))
    # What was open before is looked at once, as if it had come today.
    op.execute("UPDATE feedback SET look_at = received_at WHERE state NOT IN ('rejected', 'forwarded', 'published')")
    op.create_index("ix_feedback_look_at", "feedback", ["look_at"])


def downgrade() -> None:
    op.drop_index("ix_feedback_look_at", "feedback")
    op.drop_column("feedback", "look_at")
