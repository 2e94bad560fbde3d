"""what reports are counted from

Revision ID: 148429048579
Follows 20261127_1500.
"""

import sqlalchemy as sa
from alembic import op

revision = "148429048579"
down_revision = "20261127_1500"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "closed_report",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("form", sa.String(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("closed_at", sa.String(length=27), nullable=False),
        sa.Column("closed_by", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("previous", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_closed_report")),
    )
    with op.batch_alter_table("closed_report", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_closed_report_unit"), ["unit"], unique=False)

    op.create_table(
        "fact",
        sa.Column("dossier_id", sa.String(), nullable=False),
        sa.Column("known_from", sa.String(length=27), nullable=False),
        sa.Column("known_until", sa.String(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("procedure", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("procedure_name", sa.String(), nullable=False),
        sa.Column("field_name", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("receive_result", sa.String(), nullable=False),
        sa.Column("receiving_unit", sa.String(), nullable=False),
        sa.Column("competent_unit", sa.String(), nullable=False),
        sa.Column("accepted_at", sa.String(length=27), nullable=True),
        sa.Column("accepted_on", sa.String(length=10), nullable=True),
        sa.Column("received_at", sa.String(length=27), nullable=True),
        sa.Column("received_on", sa.String(length=10), nullable=True),
        sa.Column("appointment", sa.String(length=27), nullable=True),
        sa.Column("due_at", sa.String(length=27), nullable=True),
        sa.Column("due_on", sa.String(length=10), nullable=True),
        sa.Column("new_appointment", sa.String(length=27), nullable=True),
        sa.Column("new_due_on", sa.String(length=10), nullable=True),
        sa.Column("cut_due_at", sa.String(length=27), nullable=True),
        sa.Column("cut_due_on", sa.String(length=10), nullable=True),
        sa.Column("waiting", sa.Boolean(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("ended_at", sa.String(length=27), nullable=True),
        sa.Column("ended_on", sa.String(length=10), nullable=True),
        sa.Column("ended_year", sa.Integer(), nullable=True),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("standing", sa.String(), nullable=True),
        sa.Column("minutes_late", sa.Integer(), nullable=False),
        sa.Column("reopened", sa.Integer(), nullable=False),
        sa.Column("returned_at", sa.String(length=27), nullable=True),
        sa.Column("breached_at", sa.String(length=27), nullable=True),
        sa.Column("supplements", sa.Integer(), nullable=False),
        sa.Column("waited_minutes", sa.Integer(), nullable=False),
        sa.Column("worked_minutes", sa.Integer(), nullable=False),
        sa.Column("steps", sa.Text(), nullable=False),
        sa.Column("papers", sa.Integer(), nullable=False),
        sa.Column("electronic", sa.Integer(), nullable=False),
        sa.Column("fee_vnd", sa.Integer(), nullable=False),
        sa.Column("asked_vnd", sa.Integer(), nullable=False),
        sa.Column("paid_vnd", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("dossier_id", "known_from", name=op.f("pk_fact")),
    )
    with op.batch_alter_table("fact", schema=None) as batch_op:
        batch_op.create_index("ix_fact_accepted_on", ["accepted_on", "receiving_unit"], unique=False)
        batch_op.create_index(
            "ix_fact_elsewhere",
            ["receiving_unit", "ended_on", "known_until", "competent_unit"],
            unique=False,
            sqlite_where=sa.text("receiving_unit <> competent_unit"),
            postgresql_where=sa.text("receiving_unit <> competent_unit"),
        )
        batch_op.create_index(
            "ix_fact_ended_on",
            ["competent_unit", "ended_on"],
            unique=False,
            sqlite_where=sa.text("ended_on IS NOT NULL"),
            postgresql_where=sa.text("ended_on IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_fact_open",
            [
                "known_until",
                "known_from",
                "field_name",
                "competent_unit",
                "channel",
                "waiting",
                "due_on",
                "new_due_on",
                "accepted_on",
                "received_on",
                "reopened",
            ],
            unique=False,
            sqlite_where=sa.text("ended_on IS NULL"),
            postgresql_where=sa.text("ended_on IS NULL"),
        )
        batch_op.create_index(
            "ix_fact_reopened",
            ["competent_unit"],
            unique=False,
            sqlite_where=sa.text("reopened > 0"),
            postgresql_where=sa.text("reopened > 0"),
        )
        batch_op.create_index(
            "ix_fact_settled",
            [
                "ended_year",
                "field_name",
                "competent_unit",
                "place",
                "ended_on",
                "accepted_on",
                "received_on",
                "known_until",
                "reopened",
            ],
            unique=False,
            sqlite_where=sa.text("ended_on IS NOT NULL"),
            postgresql_where=sa.text("ended_on IS NOT NULL"),
        )

    op.create_table(
        "indicator_entry",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("indicator", sa.String(), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("whole", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("at", sa.String(length=27), nullable=False),
        sa.Column("by_person", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_indicator_entry")),
    )
    with op.batch_alter_table("indicator_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_indicator_entry_unit"), ["unit"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("indicator_entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_indicator_entry_unit"))

    op.drop_table("indicator_entry")
    with op.batch_alter_table("fact", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_fact_settled",
            sqlite_where=sa.text("ended_on IS NOT NULL"),
            postgresql_where=sa.text("ended_on IS NOT NULL"),
        )
        batch_op.drop_index(
            "ix_fact_reopened", sqlite_where=sa.text("reopened > 0"), postgresql_where=sa.text("reopened > 0")
        )
        batch_op.drop_index(
            "ix_fact_open", sqlite_where=sa.text("ended_on IS NULL"), postgresql_where=sa.text("ended_on IS NULL")
        )
        batch_op.drop_index(
            "ix_fact_ended_on",
            sqlite_where=sa.text("ended_on IS NOT NULL"),
            postgresql_where=sa.text("ended_on IS NOT NULL"),
        )
        batch_op.drop_index(
            "ix_fact_elsewhere",
            sqlite_where=sa.text("receiving_unit <> competent_unit"),
            postgresql_where=sa.text("receiving_unit <> competent_unit"),
        )
        batch_op.drop_index("ix_fact_accepted_on")

    op.drop_table("fact")
    with op.batch_alter_table("closed_report", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_closed_report_unit"))

    op.drop_table("closed_report")
