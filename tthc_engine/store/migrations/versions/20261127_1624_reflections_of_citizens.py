"""reflections of citizens

Revision ID: 20c6192f2e98
Follows ce2e677ef704.
"""

import sqlalchemy as sa
from alembic import op

revision = "20c6192f2e98"
down_revision = "ce2e677ef704"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "feedback",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("secret_hash", sa.String(), nullable=False),
        sa.Column("form_key", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("sender", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("about_reference", sa.String(), nullable=False),
        sa.Column("received_at", sa.String(length=27), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feedback")),
        sa.UniqueConstraint("code", name=op.f("uq_feedback_code")),
        sa.UniqueConstraint("form_key", name=op.f("uq_feedback_form_key")),
    )
    op.create_index("ix_feedback_unit", "feedback", ["unit", "state", "received_at"])
    op.create_table(
        "feedback_act",
        sa.Column("feedback", sa.String(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("at", sa.String(length=27), nullable=False),
        sa.Column("by_person", sa.String(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("upheld", sa.Boolean(), nullable=True),
        sa.Column("rating", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("feedback", "seq", name=op.f("pk_feedback_act")),
    )


def downgrade() -> None:
    op.drop_table("feedback_act")
    op.drop_index("ix_feedback_unit", "feedback")
    op.drop_table("feedback")
