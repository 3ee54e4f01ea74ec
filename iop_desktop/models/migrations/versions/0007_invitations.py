"""Invitations, suspensions, and single credentials of staff."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from iop_desktop.models import base

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the schema; the caller owns the transaction."""
    _invitation()
    _suspension()
    _staff_credential()


def _staff_key(table: str, column: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], ["staff.id"], name=op.f(f"fk_{table}_{column}_staff"))


def _invitation() -> None:
    outcomes = ("accepted", "withdrawn", "expired")
    op.create_table(
        "invitation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("login", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("credentials", sa.String(length=60), nullable=False),
        sa.Column("licence", sa.String(length=60), nullable=False),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("roles", sa.String(length=40), nullable=False),
        sa.Column("needs_cosignature", sa.Boolean(), nullable=False),
        sa.Column("supervisor_id", sa.Uuid(), nullable=True),
        sa.Column("slot_id", sa.String(length=64), nullable=False),
        sa.Column("slot_public_key", sa.LargeBinary(), nullable=False),
        sa.Column("invited_by", sa.Uuid(), nullable=False),
        sa.Column("invited_at", base.UTCDateTime(), nullable=False),
        sa.Column("expires_at", base.UTCDateTime(), nullable=False),
        sa.Column("ended_at", base.UTCDateTime(), nullable=True),
        sa.Column(
            "outcome",
            sa.Enum(*outcomes, name="invitation_end", native_enum=False, create_constraint=True, length=24),
            nullable=True,
        ),
        sa.Column("revision", sa.Integer(), nullable=False),
        _staff_key("invitation", "supervisor_id"),
        _staff_key("invitation", "invited_by"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("slot_id", name=op.f("uq_invitation_slot_id")),
    )
    op.create_index(op.f("ix_invitation_staff_id"), "invitation", ["staff_id"])


def _suspension() -> None:
    op.create_table(
        "suspension",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.String(length=120), nullable=False),
        sa.Column("suspended_by", sa.Uuid(), nullable=False),
        sa.Column("suspended_at", base.UTCDateTime(), nullable=False),
        sa.Column("slot", sa.LargeBinary(), nullable=False),
        sa.Column("ended_by", sa.Uuid(), nullable=True),
        sa.Column("ended_at", base.UTCDateTime(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        *(_staff_key("suspension", column) for column in ("staff_id", "suspended_by", "ended_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suspension")),
    )
    op.create_index(op.f("ix_suspension_staff_id"), "suspension", ["staff_id"])


def _staff_credential() -> None:
    op.create_table(
        "staff_credential",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("credential", sa.String(length=40), nullable=False),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        _staff_key("staff_credential", "staff_id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_credential")),
    )
    op.create_index(op.f("ix_staff_credential_staff_id"), "staff_credential", ["staff_id"])
