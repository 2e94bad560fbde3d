"""what people think of the service

Revision ID: 20261127_1640
Follows 20c6192f2e98.
"""

import sqlalchemy as sa
from alembic import op

revision = "20261127_1640"
down_revision = "20c6192f2e98"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "survey",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("opens_on", sa.String(length=10), nullable=False),
        sa.Column("closes_on", sa.String(length=10), nullable=False),
        sa.Column("at", sa.String(length=27), nullable=False),
        sa.Column("by_person", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey")),
    )
    op.create_index(op.f("ix_survey_unit"), "survey", ["unit"])
    op.create_table(
        "survey_mark",
        sa.Column("mark", sa.String(), nullable=False),
        sa.Column("survey", sa.String(), nullable=False),
        sa.Column("used", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("mark", name=op.f("pk_survey_mark")),
    )
    op.create_table(
        "survey_answer",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("survey", sa.String(), nullable=False),
        sa.Column("officer", sa.String(), nullable=False),
        sa.Column("way", sa.String(), nullable=False),
        sa.Column("answered_on", sa.String(length=10), nullable=False),
        sa.Column("answers", sa.Text(), nullable=False),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_answer")),
    )
    op.create_index("ix_survey_answer_unit", "survey_answer", ["unit", "answered_on"])


def downgrade() -> None:
    op.drop_index("ix_survey_answer_unit", "survey_answer")
    op.drop_table("survey_answer")
    op.drop_table("survey_mark")
    op.drop_index(op.f("ix_survey_unit"), "survey")
    op.drop_table("survey")
