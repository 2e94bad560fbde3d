"""plans remind and keep their evidence

Revision ID: 20261127_1810
Follows 20261127_1655.
"""

import sqlalchemy as sa
from alembic import op

revision = "20261127_1810"
down_revision = "20261127_1655"
branch_labels = None
depends_on = None

POSITION = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    for table, columns in (("notice", ("topic", "path")), ("plan_note", ("period",))):
        for column in columns:
            op.add_column(table, sa.Column(column, sa.String(), nullable=False, server_default=""))
    op.add_column("plan_note", sa.Column("finding", POSITION, nullable=True))
    op.create_table(
        "plan_file",
        sa.Column("note", POSITION, nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("note", "sha256", name=op.f("pk_plan_file")),
    )
    op.create_index(op.f("ix_plan_file_sha256"), "plan_file", ["sha256"])
    op.create_table(
        "plan_watch",
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.String(length=27), nullable=True),
        sa.PrimaryKeyConstraint("unit", "slug", "year", name=op.f("pk_plan_watch")),
    )
    op.create_index(op.f("ix_plan_watch_next_at"), "plan_watch", ["next_at"])
    # A plan adopted before there were reminders is looked at once.
    op.execute(
        "INSERT INTO plan_watch (unit, slug, year, next_at) SELECT unit, slug, year, MIN(at) FROM plan"
        " GROUP BY unit, slug, year"
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_plan_watch_next_at"), "plan_watch")
    op.drop_table("plan_watch")
    op.drop_index(op.f("ix_plan_file_sha256"), "plan_file")
    op.drop_table("plan_file")
    op.drop_column("plan_note", "finding")
    op.drop_column("plan_note", "period")
    op.drop_column("notice", "path")
    op.drop_column("notice", "topic")
