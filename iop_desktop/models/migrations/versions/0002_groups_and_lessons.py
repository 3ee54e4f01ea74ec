"""groups and lessons"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from iop_desktop.models import base

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the schema; the caller owns the transaction."""
    _curriculum()
    _module()
    _treatment_group()
    _group_session()
    _lesson()
    _membership()
    _attendance_event()
    _delivery()
    _delivered_segment()


def _curriculum() -> None:
    op.create_table(
        "curriculum",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("version", sa.String(length=20), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_curriculum")),
        sa.UniqueConstraint("code", name=op.f("uq_curriculum_code")),
    )


def _module() -> None:
    op.create_table(
        "module",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("curriculum_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.ForeignKeyConstraint(["curriculum_id"], ["curriculum.id"], name=op.f("fk_module_curriculum_id_curriculum")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_module")),
    )
    op.create_index(op.f("ix_module_curriculum_id"), "module", ["curriculum_id"], unique=False)


def _treatment_group() -> None:
    op.create_table(
        "treatment_group",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("program_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "psychoeducation",
                "skills",
                "cognitive_behavioral",
                "relapse_prevention",
                "support",
                "interpersonal",
                "family",
                name="group_kind",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("facilitator_id", sa.Uuid(), nullable=False),
        sa.Column("cofacilitator_id", sa.Uuid(), nullable=True),
        sa.Column("place", sa.String(length=80), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column(
            "note_format",
            sa.Enum("dap", "birp", name="note_format", native_enum=False, create_constraint=True, length=24),
            nullable=False,
        ),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["cofacilitator_id"], ["staff.id"], name=op.f("fk_treatment_group_cofacilitator_id_staff")
        ),
        sa.ForeignKeyConstraint(["facilitator_id"], ["staff.id"], name=op.f("fk_treatment_group_facilitator_id_staff")),
        sa.ForeignKeyConstraint(["program_id"], ["program.id"], name=op.f("fk_treatment_group_program_id_program")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_treatment_group")),
        sa.UniqueConstraint("code", name=op.f("uq_treatment_group_code")),
        sa.UniqueConstraint("name", name=op.f("uq_treatment_group_name")),
    )
    op.create_index(op.f("ix_treatment_group_facilitator_id"), "treatment_group", ["facilitator_id"], unique=False)


def _group_session() -> None:
    op.create_table(
        "group_session",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("group_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("starts_at", base.UTCDateTime(timezone=True), nullable=False),
        sa.Column("ends_at", base.UTCDateTime(timezone=True), nullable=False),
        sa.Column("started_at", base.UTCDateTime(timezone=True), nullable=True),
        sa.Column("ended_at", base.UTCDateTime(timezone=True), nullable=True),
        sa.Column("facilitator_id", sa.Uuid(), nullable=False),
        sa.Column("cofacilitator_id", sa.Uuid(), nullable=True),
        sa.Column("place", sa.String(length=80), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["cofacilitator_id"], ["staff.id"], name=op.f("fk_group_session_cofacilitator_id_staff")
        ),
        sa.ForeignKeyConstraint(["facilitator_id"], ["staff.id"], name=op.f("fk_group_session_facilitator_id_staff")),
        sa.ForeignKeyConstraint(
            ["group_id"], ["treatment_group.id"], name=op.f("fk_group_session_group_id_treatment_group")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_session")),
        sa.UniqueConstraint("group_id", "number", name=op.f("uq_group_session_group_id_number")),
    )
    op.create_index(op.f("ix_group_session_facilitator_id"), "group_session", ["facilitator_id"], unique=False)
    op.create_index(op.f("ix_group_session_starts_at"), "group_session", ["starts_at"], unique=False)


def _lesson() -> None:
    op.create_table(
        "lesson",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("module_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("content", base.PortableJson, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["module_id"], ["module.id"], name=op.f("fk_lesson_module_id_module")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lesson")),
    )
    op.create_index(op.f("ix_lesson_module_id"), "lesson", ["module_id"], unique=False)


def _membership() -> None:
    op.create_table(
        "membership",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("group_id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_membership_client_id_client")),
        sa.ForeignKeyConstraint(
            ["group_id"], ["treatment_group.id"], name=op.f("fk_membership_group_id_treatment_group")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership")),
    )
    op.create_index(op.f("ix_membership_client_id"), "membership", ["client_id"], unique=False)
    op.create_index(op.f("ix_membership_group_id"), "membership", ["group_id"], unique=False)


def _attendance_event() -> None:
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
                "excused",
                "no_show",
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
        sa.Column("recorded_at", base.UTCDateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_attendance_event_client_id_client")),
        sa.ForeignKeyConstraint(["recorded_by"], ["staff.id"], name=op.f("fk_attendance_event_recorded_by_staff")),
        sa.ForeignKeyConstraint(
            ["session_id"], ["group_session.id"], name=op.f("fk_attendance_event_session_id_group_session")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendance_event")),
    )
    op.create_index(op.f("ix_attendance_event_client_id"), "attendance_event", ["client_id"], unique=False)
    op.create_index("uq_attendance_event_order", "attendance_event", ["session_id", "ordinal"], unique=True)


def _delivery() -> None:
    op.create_table(
        "delivery",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("lesson_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("content", base.PortableJson, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["lesson_id"], ["lesson.id"], name=op.f("fk_delivery_lesson_id_lesson")),
        sa.ForeignKeyConstraint(
            ["session_id"], ["group_session.id"], name=op.f("fk_delivery_session_id_group_session")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery")),
        sa.UniqueConstraint("session_id", name=op.f("uq_delivery_session_id")),
    )


def _delivered_segment() -> None:
    op.create_table(
        "delivered_segment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("delivery_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "planned",
                "done",
                "shortened",
                "skipped",
                name="segment_state",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("marked_at", base.UTCDateTime(timezone=True), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["delivery_id"], ["delivery.id"], name=op.f("fk_delivered_segment_delivery_id_delivery")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivered_segment")),
        sa.UniqueConstraint("delivery_id", "position", name=op.f("uq_delivered_segment_delivery_id_position")),
    )
