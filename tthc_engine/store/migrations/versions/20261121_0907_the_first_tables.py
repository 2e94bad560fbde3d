"""the first tables

Revision ID: cfa5e005cc71
Follows nothing.
"""

import sqlalchemy as sa
from alembic import op

revision = "cfa5e005cc71"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "account",
        sa.Column("username", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("demo", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("username", name=op.f("pk_account")),
    )
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_account_person"), ["person"], unique=False)

    op.create_table(
        "alert",
        sa.Column("dossier_id", sa.String(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("at", sa.String(length=27), nullable=False),
        sa.PrimaryKeyConstraint("dossier_id", "seq", "role", name=op.f("pk_alert")),
    )
    with op.batch_alter_table("alert", schema=None) as batch_op:
        batch_op.create_index("ix_alert_inbox", ["unit", "role", "at"], unique=False)

    op.create_table(
        "alert_reading",
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("dossier_id", sa.String(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", sa.String(length=27), nullable=False),
        sa.PrimaryKeyConstraint("person", "dossier_id", "seq", name=op.f("pk_alert_reading")),
    )
    op.create_table(
        "applicant",
        sa.Column("identifier", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("search", sa.String(), nullable=False),
        sa.Column("born_on", sa.String(length=10), nullable=True),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("verified", sa.Boolean(), nullable=False),
        sa.Column("seen_at", sa.String(length=27), nullable=False),
        sa.PrimaryKeyConstraint("identifier", name=op.f("pk_applicant")),
    )
    op.create_table(
        "certificate",
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("at", sa.String(length=27), nullable=False),
        sa.Column("open", sa.Integer(), nullable=False),
        sa.Column("looked_at", sa.Integer(), nullable=False),
        sa.Column("acted", sa.Integer(), nullable=False),
        sa.Column("differences", sa.Integer(), nullable=False),
        sa.Column("failed", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_certificate")),
    )
    op.create_table(
        "counter",
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("series", sa.String(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("unit", "series", "period", name=op.f("pk_counter")),
    )
    op.create_table(
        "daily_root",
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("until_position", sa.BigInteger(), nullable=False),
        sa.Column("root", sa.String(), nullable=False),
        sa.Column("at", sa.String(length=27), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_daily_root")),
    )
    op.create_table(
        "declaration",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("published", sa.Boolean(), nullable=False),
        sa.Column("at", sa.String(length=27), nullable=False),
        sa.PrimaryKeyConstraint("digest", "kind", name=op.f("pk_declaration")),
        sa.UniqueConstraint("kind", "name", "digest", name=op.f("uq_declaration_kind_name_digest")),
    )
    op.create_table(
        "delay_reason",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("wording", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("objective", sa.Boolean(), nullable=False),
        sa.Column("needs_evidence", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_delay_reason")),
    )
    op.create_table(
        "delivery_attempt",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("at", sa.String(length=27), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("detail", sa.String(), nullable=False),
        sa.Column("message_id", sa.String(), nullable=False),
        sa.Column("template", sa.String(), nullable=False),
        sa.Column("template_sha256", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("key", "attempt", name=op.f("pk_delivery_attempt")),
    )
    op.create_table(
        "dossier",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("head_hash", sa.String(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("procedure", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("in_force_from", sa.String(length=10), nullable=False),
        sa.Column("procedure_name", sa.String(), nullable=False),
        sa.Column("case_key", sa.String(), nullable=False),
        sa.Column("case_name", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("receive_result", sa.String(), nullable=False),
        sa.Column("sets", sa.Integer(), nullable=False),
        sa.Column("receiving_unit", sa.String(), nullable=False),
        sa.Column("competent_unit", sa.String(), nullable=False),
        sa.Column("office_unit", sa.String(), nullable=False),
        sa.Column("regime", sa.String(), nullable=False),
        sa.Column("calendar", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("owner_identifier", sa.String(), nullable=False),
        sa.Column("submitter", sa.String(), nullable=False),
        sa.Column("relation", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("search", sa.Text(), nullable=False),
        sa.Column("secret_hash", sa.String(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("registered_at", sa.String(length=27), nullable=False),
        sa.Column("received_at", sa.String(length=27), nullable=True),
        sa.Column("accepted_at", sa.String(length=27), nullable=True),
        sa.Column("due_at", sa.String(length=27), nullable=True),
        sa.Column("due_sort", sa.String(), nullable=False),
        sa.Column("soon_from", sa.String(length=27), nullable=True),
        sa.Column("appointment", sa.String(length=27), nullable=True),
        sa.Column("new_appointment", sa.String(length=27), nullable=True),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.Column("stopped", sa.Boolean(), nullable=False),
        sa.Column("fee_vnd", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(), nullable=True),
        sa.Column("step_name", sa.String(), nullable=False),
        sa.Column("step_role", sa.String(), nullable=True),
        sa.Column("step_unit", sa.String(), nullable=True),
        sa.Column("assignee", sa.String(), nullable=True),
        sa.Column("entered_at", sa.String(length=27), nullable=True),
        sa.Column("step_due", sa.String(length=27), nullable=True),
        sa.Column("released_at", sa.String(length=27), nullable=True),
        sa.Column("ended_at", sa.String(length=27), nullable=True),
        sa.Column("returned_at", sa.String(length=27), nullable=True),
        sa.Column("supplements", sa.Integer(), nullable=False),
        sa.Column("next_check_at", sa.String(length=27), nullable=True),
        sa.Column("breached_at", sa.String(length=27), nullable=True),
        sa.Column("minutes_late", sa.Integer(), nullable=False),
        sa.Column("ended_standing", sa.String(), nullable=True),
        sa.Column("ended_by_date", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dossier")),
    )
    with op.batch_alter_table("dossier", schema=None) as batch_op:
        batch_op.create_index(
            "ix_dossier_calendar",
            ["office_unit", "calendar"],
            unique=False,
            sqlite_where=sa.text("is_open"),
            postgresql_where=sa.text("is_open"),
        )
        batch_op.create_index(
            "ix_dossier_due",
            ["due_sort"],
            unique=False,
            sqlite_where=sa.text("is_open"),
            postgresql_where=sa.text("is_open"),
        )
        batch_op.create_index(
            "ix_dossier_next_check_at",
            ["next_check_at"],
            unique=False,
            sqlite_where=sa.text("is_open"),
            postgresql_where=sa.text("is_open"),
        )
        batch_op.create_index(batch_op.f("ix_dossier_owner_identifier"), ["owner_identifier"], unique=False)
        batch_op.create_index("ix_dossier_received_at", ["received_at"], unique=False)
        batch_op.create_index(
            "ix_dossier_reference",
            ["reference"],
            unique=True,
            sqlite_where=sa.text("reference <> ''"),
            postgresql_where=sa.text("reference <> ''"),
        )
        batch_op.create_index("ix_dossier_registered_at", ["registered_at"], unique=False)
        batch_op.create_index("ix_dossier_units", ["is_open", "receiving_unit", "competent_unit"], unique=False)
        batch_op.create_index("ix_dossier_work", ["step_unit", "step_role", "due_sort"], unique=False)

    op.create_table(
        "event",
        sa.Column("position", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("dossier_id", sa.String(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("at", sa.String(length=27), nullable=False),
        sa.Column("by_person", sa.String(), nullable=False),
        sa.Column("stands_for", sa.String(), nullable=True),
        sa.Column("procedure", sa.String(), nullable=False),
        sa.Column("regime", sa.String(), nullable=False),
        sa.Column("calendar", sa.String(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("personal_digest", sa.String(), nullable=False),
        sa.Column("prev_hash", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_event")),
        sa.UniqueConstraint("dossier_id", "seq", name=op.f("uq_event_dossier_id_seq")),
    )
    op.create_table(
        "handled",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("dossier_id", sa.String(), nullable=False),
        sa.Column("first_seq", sa.Integer(), nullable=False),
        sa.Column("last_seq", sa.Integer(), nullable=False),
        sa.Column("at", sa.String(length=27), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_handled")),
    )
    op.create_table(
        "heartbeat",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("at", sa.String(length=27), nullable=False),
        sa.Column("holder", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_heartbeat")),
    )
    op.create_table(
        "intake_window",
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("procedure", sa.String(), nullable=False),
        sa.Column("opens", sa.String(length=10), nullable=False),
        sa.Column("closes", sa.String(length=10), nullable=False),
        sa.Column("decision", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("unit", "procedure", "opens", name=op.f("pk_intake_window")),
    )
    op.create_table(
        "lease",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("holder", sa.String(), nullable=False),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.Column("until_at", sa.String(length=27), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_lease")),
    )
    op.create_table(
        "letter",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("dossier_id", sa.String(), nullable=False),
        sa.Column("letter", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("symbol", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("issued_at", sa.String(length=27), nullable=False),
        sa.Column("context", sa.Text(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter")),
        sa.UniqueConstraint("dossier_id", "letter", name=op.f("uq_letter_dossier_id_letter")),
    )
    with op.batch_alter_table("letter", schema=None) as batch_op:
        batch_op.create_index("ix_letter_series", ["unit", "symbol", "number"], unique=False)
        batch_op.create_index(
            "ix_letter_unfiled",
            ["issued_at"],
            unique=False,
            sqlite_where=sa.text("state = 'frozen'"),
            postgresql_where=sa.text("state = 'frozen'"),
        )

    op.create_table(
        "letter_file",
        sa.Column("letter_id", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("template", sa.String(), nullable=False),
        sa.Column("fonts", sa.String(), nullable=False),
        sa.Column("pdf", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.String(length=27), nullable=False),
        sa.PrimaryKeyConstraint("letter_id", name=op.f("pk_letter_file")),
    )
    op.create_table(
        "meta",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_meta")),
    )
    op.create_table(
        "obligation",
        sa.Column("dossier_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("epoch", sa.String(), nullable=False),
        sa.Column("owed_by", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("since", sa.String(length=27), nullable=False),
        sa.Column("until_at", sa.String(length=27), nullable=True),
        sa.Column("settled", sa.String(), nullable=True),
        sa.Column("settled_at", sa.String(length=27), nullable=True),
        sa.PrimaryKeyConstraint("dossier_id", "kind", "epoch", name=op.f("pk_obligation")),
    )
    with op.batch_alter_table("obligation", schema=None) as batch_op:
        batch_op.create_index(
            "ix_obligation_owed",
            ["unit", "owed_by", "until_at"],
            unique=False,
            sqlite_where=sa.text("settled IS NULL"),
            postgresql_where=sa.text("settled IS NULL"),
        )

    op.create_table(
        "office",
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("calendar", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("unit", name=op.f("pk_office")),
    )
    op.create_table(
        "office_calendar",
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("act", sa.String(), nullable=False),
        sa.Column("seen_at", sa.String(length=27), nullable=False),
        sa.Column("applied_at", sa.String(length=27), nullable=True),
        sa.PrimaryKeyConstraint("unit", "version", name=op.f("pk_office_calendar")),
    )
    op.create_table(
        "office_event",
        sa.Column("position", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("at", sa.String(length=27), nullable=False),
        sa.Column("by_person", sa.String(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("prev_hash", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_office_event")),
    )
    with op.batch_alter_table("office_event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_office_event_unit"), ["unit"], unique=False)

    op.create_table(
        "outbox",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("dossier_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("recipient", sa.Text(), nullable=False),
        sa.Column("context", sa.Text(), nullable=False),
        sa.Column("letter_id", sa.String(), nullable=True),
        sa.Column("not_before", sa.String(length=27), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("claimed_by", sa.String(), nullable=True),
        sa.Column("claimed_until", sa.String(length=27), nullable=True),
        sa.Column("created_at", sa.String(length=27), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_outbox")),
    )
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_outbox_dossier_id"), ["dossier_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_outbox_letter_id"), ["letter_id"], unique=False)
        batch_op.create_index(
            "ix_outbox_waiting",
            ["not_before"],
            unique=False,
            sqlite_where=sa.text("state = 'waiting'"),
            postgresql_where=sa.text("state = 'waiting'"),
        )

    op.create_table(
        "person",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
    )
    op.create_table(
        "personal",
        sa.Column("dossier_id", sa.String(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("salt", sa.String(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("dossier_id", "seq", name=op.f("pk_personal")),
    )
    op.create_table(
        "position",
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("valid_from", sa.String(length=10), nullable=False),
        sa.Column("valid_until", sa.String(length=10), nullable=True),
        sa.Column("signs", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("person", "role", "unit", "valid_from", name=op.f("pk_position")),
    )
    with op.batch_alter_table("position", schema=None) as batch_op:
        batch_op.create_index("ix_position_unit_role", ["unit", "role"], unique=False)

    op.create_table(
        "substitution",
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("substitute", sa.String(), nullable=False),
        sa.Column("valid_from", sa.String(length=10), nullable=False),
        sa.Column("valid_until", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("person", "substitute", "valid_from", name=op.f("pk_substitution")),
    )
    op.create_table(
        "unit",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("parent", sa.String(), nullable=True),
        sa.Column("successor", sa.String(), nullable=True),
        sa.Column("valid_from", sa.String(length=10), nullable=False),
        sa.Column("valid_until", sa.String(length=10), nullable=True),
        sa.Column("applies", sa.String(), nullable=False),
        sa.Column("decision", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit")),
    )
    with op.batch_alter_table("unit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_unit_parent"), ["parent"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("unit", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_unit_parent"))

    op.drop_table("unit")
    op.drop_table("substitution")
    with op.batch_alter_table("position", schema=None) as batch_op:
        batch_op.drop_index("ix_position_unit_role")

    op.drop_table("position")
    op.drop_table("personal")
    op.drop_table("person")
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_outbox_waiting",
            sqlite_where=sa.text("state = 'waiting'"),
            postgresql_where=sa.text("state = 'waiting'"),
        )
        batch_op.drop_index(batch_op.f("ix_outbox_letter_id"))
        batch_op.drop_index(batch_op.f("ix_outbox_dossier_id"))

    op.drop_table("outbox")
    with op.batch_alter_table("office_event", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_office_event_unit"))

    op.drop_table("office_event")
    op.drop_table("office_calendar")
    op.drop_table("office")
    with op.batch_alter_table("obligation", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_obligation_owed", sqlite_where=sa.text("settled IS NULL"), postgresql_where=sa.text("settled IS NULL")
        )

    op.drop_table("obligation")
    op.drop_table("meta")
    op.drop_table("letter_file")
    with op.batch_alter_table("letter", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_letter_unfiled", sqlite_where=sa.text("state = 'frozen'"), postgresql_where=sa.text("state = 'frozen'")
        )
        batch_op.drop_index("ix_letter_series")

    op.drop_table("letter")
    op.drop_table("lease")
    op.drop_table("intake_window")
    op.drop_table("heartbeat")
    op.drop_table("handled")
    op.drop_table("event")
    with op.batch_alter_table("dossier", schema=None) as batch_op:
        batch_op.drop_index("ix_dossier_work")
        batch_op.drop_index("ix_dossier_units")
        batch_op.drop_index("ix_dossier_registered_at")
        batch_op.drop_index(
            "ix_dossier_reference", sqlite_where=sa.text("reference <> ''"), postgresql_where=sa.text("reference <> ''")
        )
        batch_op.drop_index("ix_dossier_received_at")
        batch_op.drop_index(batch_op.f("ix_dossier_owner_identifier"))
        batch_op.drop_index(
            "ix_dossier_next_check_at", sqlite_where=sa.text("is_open"), postgresql_where=sa.text("is_open")
        )
        batch_op.drop_index("ix_dossier_due", sqlite_where=sa.text("is_open"), postgresql_where=sa.text("is_open"))
        batch_op.drop_index("ix_dossier_calendar", sqlite_where=sa.text("is_open"), postgresql_where=sa.text("is_open"))

    op.drop_table("dossier")
    op.drop_table("delivery_attempt")
    op.drop_table("delay_reason")
    op.drop_table("declaration")
    op.drop_table("daily_root")
    op.drop_table("counter")
    op.drop_table("certificate")
    op.drop_table("applicant")
    op.drop_table("alert_reading")
    with op.batch_alter_table("alert", schema=None) as batch_op:
        batch_op.drop_index("ix_alert_inbox")

    op.drop_table("alert")
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_account_person"))

    op.drop_table("account")
