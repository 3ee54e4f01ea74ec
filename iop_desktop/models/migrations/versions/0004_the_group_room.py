"""The group room: recurring groups, rosters with history, richer attendance, lessons that are taught."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from iop_desktop.models import base

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_MODE = (
    "mode VARCHAR(24) DEFAULT 'in_person' NOT NULL CONSTRAINT ck_{}_meeting_mode "
    "CHECK (mode IN ('in_person', 'telehealth', 'hybrid'))"
)
# Written as SQL: a column is added in place, with its constraints, and the table's other constraints stay as they are.
_COLUMNS = {
    "curriculum": (
        "language VARCHAR(12) DEFAULT 'en-US' NOT NULL",
        "author VARCHAR(160) DEFAULT '' NOT NULL",
        "licence VARCHAR(80) DEFAULT '' NOT NULL",
        "review TEXT DEFAULT '' NOT NULL",
        "review_by DATE",
        (
            "origin VARCHAR(24) DEFAULT 'shipped' NOT NULL CONSTRAINT ck_curriculum_curriculum_origin "
            "CHECK (origin IN ('shipped', 'imported', 'clinic'))"
        ),
        "publisher VARCHAR(64) DEFAULT '' NOT NULL",
        "pack_sha256 VARCHAR(64) DEFAULT '' NOT NULL",
    ),
    "delivered_segment": (
        "reason VARCHAR(300) DEFAULT '' NOT NULL",
        "seconds_spent INTEGER DEFAULT 0 NOT NULL",
    ),
    "delivery": (
        "position INTEGER DEFAULT 0 NOT NULL",
        "slide INTEGER DEFAULT 0 NOT NULL",
        "segment_began_at VARCHAR(27)",
        "paused_at VARCHAR(27)",
    ),
    "group_session": (
        _MODE.format("group_session"),
        "occurrence_on DATE",
        "moved_from VARCHAR(27)",
        "cancelled_at VARCHAR(27)",
        "cancel_reason VARCHAR(160) DEFAULT '' NOT NULL",
        "recorded_late_at VARCHAR(27)",
        "late_reason VARCHAR(300) DEFAULT '' NOT NULL",
        "split_of CHAR(32) CONSTRAINT fk_group_session_split_of_group_session REFERENCES group_session (id)",
    ),
    "lesson": (
        "code VARCHAR(60) DEFAULT '' NOT NULL",
        "edited_at VARCHAR(27)",
        "edited_by CHAR(32) CONSTRAINT fk_lesson_edited_by_staff REFERENCES staff (id)",
        "retired BOOLEAN DEFAULT 0 NOT NULL",
    ),
    "membership": (
        "ended_why TEXT DEFAULT '' NOT NULL",
        "continues CHAR(32) CONSTRAINT fk_membership_continues_membership REFERENCES membership (id)",
    ),
    "module": ("code VARCHAR(40) DEFAULT '' NOT NULL",),
    "program": ("rule_packs JSON DEFAULT '[]' NOT NULL",),
    "treatment_group": (
        "recurrence VARCHAR(200) DEFAULT '' NOT NULL",
        "first_on DATE",
        "meets_at VARCHAR(5) DEFAULT '' NOT NULL",
        "minutes INTEGER DEFAULT 180 NOT NULL",
        "is_open BOOLEAN DEFAULT 1 NOT NULL",
        _MODE.format("treatment_group"),
        "curriculum_id CHAR(32) CONSTRAINT fk_treatment_group_curriculum_id_curriculum REFERENCES curriculum (id)",
    ),
}


def upgrade() -> None:
    """Change the schema; the caller owns the transaction."""
    _closure()
    _publisher()
    _waiting_entry()
    _lesson_file()
    _rule_override()
    _session_break()
    _session_document()
    _split_member()
    _fidelity_rating()
    _attendance_event()
    for table, columns in _COLUMNS.items():
        for column in columns:
            op.execute(f"ALTER TABLE {table} ADD COLUMN {column}")
    op.create_index(op.f("ix_lesson_code"), "lesson", ["code"], unique=False)
    _name_lessons()
    _rename_group_wording()


def _closure() -> None:
    op.create_table(
        "closure",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=160), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_closure")),
    )
    op.create_index(op.f("ix_closure_first_on"), "closure", ["first_on"], unique=False)


def _publisher() -> None:
    op.create_table(
        "publisher",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("accepted_by", sa.Uuid(), nullable=False),
        sa.Column("accepted_at", base.UTCDateTime(timezone=True), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["accepted_by"], ["staff.id"], name=op.f("fk_publisher_accepted_by_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publisher")),
        sa.UniqueConstraint("fingerprint", name=op.f("uq_publisher_fingerprint")),
    )


def _waiting_entry() -> None:
    op.create_table(
        "waiting_entry",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("group_id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("outcome", sa.String(length=40), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_waiting_entry_client_id_client")),
        sa.ForeignKeyConstraint(
            ["group_id"], ["treatment_group.id"], name=op.f("fk_waiting_entry_group_id_treatment_group")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waiting_entry")),
    )
    op.create_index(op.f("ix_waiting_entry_client_id"), "waiting_entry", ["client_id"], unique=False)
    op.create_index(op.f("ix_waiting_entry_group_id"), "waiting_entry", ["group_id"], unique=False)


def _lesson_file() -> None:
    op.create_table(
        "lesson_file",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("lesson_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.Column("media_type", sa.String(length=60), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("added_at", base.UTCDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["lesson_id"], ["lesson.id"], name=op.f("fk_lesson_file_lesson_id_lesson")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lesson_file")),
    )
    op.create_index(op.f("ix_lesson_file_lesson_id"), "lesson_file", ["lesson_id"], unique=False)


def _rule_override() -> None:
    op.create_table(
        "rule_override",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("group_id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=True),
        sa.Column("rule", sa.String(length=80), nullable=False),
        sa.Column("allowed", sa.Integer(), nullable=False),
        sa.Column("actual", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("decided_at", base.UTCDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["group_id"], ["treatment_group.id"], name=op.f("fk_rule_override_group_id_treatment_group")
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["group_session.id"], name=op.f("fk_rule_override_session_id_group_session")
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_rule_override_staff_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule_override")),
    )
    op.create_index(op.f("ix_rule_override_group_id"), "rule_override", ["group_id"], unique=False)


def _session_break() -> None:
    op.create_table(
        "session_break",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("starts_at", base.UTCDateTime(timezone=True), nullable=False),
        sa.Column("ends_at", base.UTCDateTime(timezone=True), nullable=True),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["recorded_by"], ["staff.id"], name=op.f("fk_session_break_recorded_by_staff")),
        sa.ForeignKeyConstraint(
            ["session_id"], ["group_session.id"], name=op.f("fk_session_break_session_id_group_session")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session_break")),
    )
    op.create_index(op.f("ix_session_break_session_id"), "session_break", ["session_id"], unique=False)


def _session_document() -> None:
    op.create_table(
        "session_document",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("pdf", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("made_at", base.UTCDateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["made_by"], ["staff.id"], name=op.f("fk_session_document_made_by_staff")),
        sa.ForeignKeyConstraint(
            ["session_id"], ["group_session.id"], name=op.f("fk_session_document_session_id_group_session")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session_document")),
    )
    op.create_index(op.f("ix_session_document_session_id"), "session_document", ["session_id"], unique=False)


def _split_member() -> None:
    op.create_table(
        "split_member",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_split_member_client_id_client")),
        sa.ForeignKeyConstraint(
            ["session_id"], ["group_session.id"], name=op.f("fk_split_member_session_id_group_session")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_split_member")),
        sa.UniqueConstraint("session_id", "client_id", name=op.f("uq_split_member_session_id_client_id")),
    )


def _fidelity_rating() -> None:
    op.create_table(
        "fidelity_rating",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("delivery_id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("by_supervisor", sa.Boolean(), nullable=False),
        sa.Column("scores", base.PortableJson, nullable=False),
        sa.Column("rated_at", base.UTCDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["delivery_id"], ["delivery.id"], name=op.f("fk_fidelity_rating_delivery_id_delivery")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_fidelity_rating_staff_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fidelity_rating")),
    )
    op.create_index(op.f("ix_fidelity_rating_delivery_id"), "fidelity_rating", ["delivery_id"], unique=False)


def _attendance_event() -> None:
    """Made anew, because the lists of kinds and statuses are part of the table."""
    for index in ("ix_attendance_event_client_id", "uq_attendance_event_order"):
        op.drop_index(index, "attendance_event")
    op.rename_table("attendance_event", "attendance_event_0003")
    op.create_table(
        "attendance_event",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("batch_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "marked",
                "time_in",
                "time_out",
                "pulled_out",
                "returned",
                "corrected",
                "reason",
                "observed",
                "undone",
                name="attendance_event_kind",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column(
            "status",
            sa.Enum(
                "unmarked",
                "present",
                "late",
                "left_early",
                "telehealth",
                "telehealth_audio",
                "excused",
                "no_show",
                "cancelled_client",
                "cancelled_program",
                "make_up",
                name="attendance_status",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=True,
        ),
        sa.Column("at", base.UTCDateTime(timezone=True), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("undoes", sa.Uuid(), nullable=True),
        sa.Column("corrects", sa.Uuid(), nullable=True),
        sa.Column(
            "excuse",
            sa.Enum(
                "illness",
                "court",
                "work",
                "transport",
                "childcare",
                "hospital",
                "bereavement",
                "religious",
                "weather",
                "other",
                name="excuse_reason",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=True,
        ),
        sa.Column("recorded_at", base.UTCDateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_attendance_event_client_id_client")),
        sa.ForeignKeyConstraint(["recorded_by"], ["staff.id"], name=op.f("fk_attendance_event_recorded_by_staff")),
        sa.ForeignKeyConstraint(
            ["session_id"], ["group_session.id"], name=op.f("fk_attendance_event_session_id_group_session")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendance_event")),
    )
    kept = "id, session_id, client_id, ordinal, batch_id, kind, status, at, text, undoes, recorded_at, recorded_by"
    op.execute(f"INSERT INTO attendance_event ({kept}) SELECT {kept} FROM attendance_event_0003")
    op.drop_table("attendance_event_0003")
    op.create_index(op.f("ix_attendance_event_client_id"), "attendance_event", ["client_id"], unique=False)
    op.create_index("uq_attendance_event_order", "attendance_event", ["session_id", "ordinal"], unique=True)


def _name_lessons() -> None:
    """Modules and lessons of earlier courses get codes from their numbers."""
    op.execute(
        "UPDATE module SET code = (SELECT code FROM curriculum WHERE curriculum.id = module.curriculum_id)"
        " || '-' || number"
    )
    op.execute("UPDATE lesson SET code = (SELECT code FROM module WHERE module.id = lesson.module_id) || '-' || number")


def _rename_group_wording() -> None:
    """What was ``interventions`` in a lesson is the wording for the group part of the notes: ``group_note``."""
    connection = op.get_bind()
    for name in ("lesson", "delivery"):
        table = sa.table(name, sa.column("id", sa.Uuid()), sa.column("content", base.PortableJson))
        for row in connection.execute(sa.select(table.c.id, table.c.content)).all():
            content = dict(row.content)
            content["group_note"] = content.pop("interventions", "")
            connection.execute(sa.update(table).where(table.c.id == row.id).values(content=content))
