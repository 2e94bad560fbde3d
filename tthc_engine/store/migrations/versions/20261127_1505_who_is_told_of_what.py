"""who is told of what

Revision ID: 47a27d60d29e
Follows 8e237f4bc62a.
"""

import sqlalchemy as sa
from alembic import op

revision = "47a27d60d29e"
down_revision = "8e237f4bc62a"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "invariant",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("at", sa.String(length=27), nullable=False),
        sa.Column("broken", sa.Integer(), nullable=False),
        sa.Column("examples", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_invariant")),
    )
    op.create_table(
        "ladder",
        sa.Column("dossier_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("epoch", sa.String(), nullable=False),
        sa.Column("until_at", sa.String(), nullable=False),
        sa.Column("rung", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.String(length=27), nullable=True),
        sa.PrimaryKeyConstraint("dossier_id", "kind", "epoch", "until_at", name=op.f("pk_ladder")),
    )
    op.create_table(
        "notice",
        sa.Column("position", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("dossier_id", sa.String(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("epoch", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("for_role", sa.String(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("whose", sa.String(), nullable=False),
        sa.Column("at", sa.String(length=27), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("not_before", sa.String(length=27), nullable=False),
        sa.Column("held_for", sa.String(), nullable=False),
        sa.Column("message_key", sa.String(), nullable=True),
        sa.Column("sent_at", sa.String(length=27), nullable=True),
        sa.Column("read_at", sa.String(length=27), nullable=True),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_notice")),
        sa.UniqueConstraint("key", name=op.f("uq_notice_key")),
    )
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_notice_dossier_id"), ["dossier_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_notice_message_key"), ["message_key"], unique=False)
        batch_op.create_index(
            "ix_notice_unread",
            ["person", "position"],
            unique=False,
            sqlite_where=sa.text("read_at IS NULL"),
            postgresql_where=sa.text("read_at IS NULL"),
        )
        batch_op.create_index(
            "ix_notice_waiting",
            ["not_before"],
            unique=False,
            sqlite_where=sa.text("state = 'waiting'"),
            postgresql_where=sa.text("state = 'waiting'"),
        )

    op.create_table(
        "preference",
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("way", sa.String(), nullable=False),
        sa.Column("digest_only", sa.Boolean(), nullable=False),
        sa.Column("at", sa.String(length=27), nullable=False),
        sa.Column("by_person", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("person", name=op.f("pk_preference")),
    )
    op.create_table(
        "sweep_certificate",
        sa.Column("position", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.String(length=27), nullable=False),
        sa.Column("open", sa.Integer(), nullable=False),
        sa.Column("candidates", sa.Integer(), nullable=False),
        sa.Column("acted", sa.Integer(), nullable=False),
        sa.Column("failed", sa.Text(), nullable=False),
        sa.Column("left_due", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_sweep_certificate")),
    )
    with op.batch_alter_table("sweep_certificate", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sweep_certificate_at"), ["at"], unique=False)

    op.create_table(
        "wish",
        sa.Column("dossier_id", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("way", sa.String(), nullable=False),
        sa.Column("consent", sa.Boolean(), nullable=False),
        sa.Column("at", sa.String(length=27), nullable=False),
        sa.Column("by_person", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("dossier_id", name=op.f("pk_wish")),
    )


def downgrade() -> None:
    op.drop_table("wish")
    with op.batch_alter_table("sweep_certificate", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sweep_certificate_at"))

    op.drop_table("sweep_certificate")
    op.drop_table("preference")
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_notice_waiting",
            sqlite_where=sa.text("state = 'waiting'"),
            postgresql_where=sa.text("state = 'waiting'"),
        )
        batch_op.drop_index(
            "ix_notice_unread", sqlite_where=sa.text("read_at IS NULL"), postgresql_where=sa.text("read_at IS NULL")
        )
        batch_op.drop_index(batch_op.f("ix_notice_message_key"))
        batch_op.drop_index(batch_op.f("ix_notice_dossier_id"))

    op.drop_table("notice")
    op.drop_table("ladder")
    op.drop_table("invariant")
