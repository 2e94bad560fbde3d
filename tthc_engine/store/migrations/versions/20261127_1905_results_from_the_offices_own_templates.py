"""results from the office's own templates

Revision ID: 20261127_1905
Follows 20261127_1900.
"""

import sqlalchemy as sa
from alembic import op

revision = "20261127_1905"
down_revision = "20261127_1900"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "result_template",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("procedure", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("symbol", sa.String(), nullable=False),
        sa.Column("one", sa.Text(), nullable=False),
        sa.Column("many", sa.Text(), nullable=False),
        sa.Column("docx", sa.LargeBinary(), nullable=True),
        sa.Column("docx_name", sa.String(), nullable=False),
        sa.Column("tried_on", sa.Integer(), nullable=False),
        sa.Column("in_use", sa.Boolean(), nullable=False),
        sa.Column("kept_by", sa.String(), nullable=False),
        sa.Column("kept_at", sa.String(length=27), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_result_template")),
        sa.UniqueConstraint(
            "unit", "procedure", "title", "version", name=op.f("uq_result_template_unit_procedure_title_version")
        ),
    )
    op.add_column("result_paper", sa.Column("title", sa.String(), nullable=False, server_default=""))
    op.add_column("result_paper", sa.Column("docx", sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    op.drop_column("result_paper", "docx")
    op.drop_column("result_paper", "title")
    op.drop_table("result_template")
