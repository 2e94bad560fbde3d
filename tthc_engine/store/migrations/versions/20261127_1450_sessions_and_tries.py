"""sessions and counts of tries are the office's, not one process's

Revision ID: 5d0e7a91c2b4
Follows 1e0c8c3f992e.
"""

import sqlalchemy as sa
from alembic import op

revision = "5d0e7a91c2b4"
down_revision = "1e0c8c3f992e"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "web_session",
        sa.Column("mark", sa.String(), nullable=False),
        sa.Column("username", sa.String(), nullable=False),
        sa.Column("seal", sa.String(), nullable=False),
        sa.Column("opened_at", sa.String(length=27), nullable=False),
        sa.PrimaryKeyConstraint("mark", name=op.f("pk_web_session")),
    )
    with op.batch_alter_table("web_session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_web_session_username"), ["username"], unique=False)
    op.create_table(
        "web_try",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("at", sa.String(length=27), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_web_try")),
    )
    with op.batch_alter_table("web_try", schema=None) as batch_op:
        batch_op.create_index("ix_web_try_who", ["who", "at"], unique=False)
        batch_op.create_index("ix_web_try_at", ["at"], unique=False)


def downgrade() -> None:
    op.drop_table("web_try")
    op.drop_table("web_session")
