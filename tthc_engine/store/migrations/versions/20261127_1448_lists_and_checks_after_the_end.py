"""class lists, and dossiers that the clock still looks at after their result is out

Revision ID: 1e0c8c3f992e
Follows cfa5e005cc71.
"""

import sqlalchemy as sa
from alembic import op

revision = "1e0c8c3f992e"
down_revision = "cfa5e005cc71"
branch_labels = None
depends_on = None

LISTED = sa.text("list_key <> ''")
CHECKED = sa.text("next_check_at IS NOT NULL")
OPEN = sa.text("is_open")


def upgrade() -> None:
    op.add_column("dossier", sa.Column("list_key", sa.String(), server_default="", nullable=False))
    op.add_column("dossier", sa.Column("list_name", sa.String(), server_default="", nullable=False))
    op.create_index("ix_dossier_list", "dossier", ["list_key"], sqlite_where=LISTED, postgresql_where=LISTED)
    op.drop_index("ix_dossier_next_check_at", "dossier")
    op.create_index(
        "ix_dossier_next_check_at", "dossier", ["next_check_at"], sqlite_where=CHECKED, postgresql_where=CHECKED
    )


def downgrade() -> None:
    op.drop_index("ix_dossier_next_check_at", "dossier")
    op.create_index("ix_dossier_next_check_at", "dossier", ["next_check_at"], sqlite_where=OPEN, postgresql_where=OPEN)
    op.drop_index("ix_dossier_list", "dossier")
    with op.batch_alter_table("dossier", schema=None) as batch_op:
        batch_op.drop_column("list_name")
        batch_op.drop_column("list_key")
