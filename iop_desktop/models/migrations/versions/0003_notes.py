"""notes"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from iop_desktop.models import base

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the schema; the caller owns the transaction."""
    _group_part()
    _note()
    _note_version()
    _note_return()
    _signature()
    _viewing()


def _group_part() -> None:
    op.create_table(
        "group_part",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column(
            "note_format",
            sa.Enum("dap", "birp", name="note_format", native_enum=False, create_constraint=True, length=24),
            nullable=False,
        ),
        sa.Column("topic", sa.String(length=200), nullable=False),
        sa.Column("interventions", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["session_id"], ["group_session.id"], name=op.f("fk_group_part_session_id_group_session")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_part")),
        sa.UniqueConstraint("session_id", name=op.f("uq_group_part_session_id")),
    )


def _note() -> None:
    op.create_table(
        "note",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "awaiting",
                "returned",
                "complete",
                name="note_state",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("draft", base.PortableJson, nullable=False),
        sa.Column("shown_digest", sa.String(length=64), nullable=False),
        sa.Column("saved_at", base.UTCDateTime(timezone=True), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["staff.id"], name=op.f("fk_note_author_id_staff")),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_note_client_id_client")),
        sa.ForeignKeyConstraint(["session_id"], ["group_session.id"], name=op.f("fk_note_session_id_group_session")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_note")),
        sa.UniqueConstraint("session_id", "client_id", name=op.f("uq_note_session_id_client_id")),
    )
    op.create_index(op.f("ix_note_author_id"), "note", ["author_id"], unique=False)
    op.create_index(op.f("ix_note_client_id"), "note", ["client_id"], unique=False)
    op.create_index("ix_note_state", "note", ["state", "author_id"], unique=False)


def _note_version() -> None:
    op.create_table(
        "note_version",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("note_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("progress", "absence", name="note_kind", native_enum=False, create_constraint=True, length=24),
            nullable=False,
        ),
        sa.Column("record", base.PortableJson, nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("needs_cosignature", sa.Boolean(), nullable=False),
        sa.Column("created_at", base.UTCDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["note_id"], ["note.id"], name=op.f("fk_note_version_note_id_note")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_note_version")),
        sa.UniqueConstraint("note_id", "number", name=op.f("uq_note_version_note_id_number")),
    )


def _note_return() -> None:
    op.create_table(
        "note_return",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("note_version_id", sa.Uuid(), nullable=False),
        sa.Column("supervisor_id", sa.Uuid(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("returned_at", base.UTCDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["note_version_id"], ["note_version.id"], name=op.f("fk_note_return_note_version_id_note_version")
        ),
        sa.ForeignKeyConstraint(["supervisor_id"], ["staff.id"], name=op.f("fk_note_return_supervisor_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_note_return")),
        sa.UniqueConstraint("note_version_id", name=op.f("uq_note_return_note_version_id")),
    )


def _signature() -> None:
    op.create_table(
        "signature",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("note_version_id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column(
            "meaning",
            sa.Enum("author", "cosigned", name="meaning", native_enum=False, create_constraint=True, length=24),
            nullable=False,
        ),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("credentials", sa.String(length=60), nullable=False),
        sa.Column("licence", sa.String(length=60), nullable=False),
        sa.Column("signed_at", base.UTCDateTime(timezone=True), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("certificate_sha256", sa.String(length=64), nullable=False),
        sa.Column("pdf", sa.LargeBinary(), nullable=False),
        sa.Column("pdf_sha256", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["note_version_id"], ["note_version.id"], name=op.f("fk_signature_note_version_id_note_version")
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_signature_staff_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signature")),
        sa.UniqueConstraint("note_version_id", "meaning", name=op.f("uq_signature_note_version_id_meaning")),
    )
    op.create_index(op.f("ix_signature_staff_id"), "signature", ["staff_id"], unique=False)


def _viewing() -> None:
    op.create_table(
        "viewing",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("note_version_id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("viewed_at", base.UTCDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["note_version_id"], ["note_version.id"], name=op.f("fk_viewing_note_version_id_note_version")
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_viewing_staff_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_viewing")),
    )
    op.create_index("ix_viewing_version", "viewing", ["note_version_id", "staff_id"], unique=False)
