"""Who may see a chart: the counselor of an episode of care, and charts opened from outside one's groups."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from iop_desktop.models import base

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_KINDS = ("emergency", "coverage", "supervision", "client_request", "audit")


def upgrade() -> None:
    """Change the schema; the caller owns the transaction."""
    staff = "CONSTRAINT fk_admission_counselor_id_staff REFERENCES staff (id)"
    op.execute(f"ALTER TABLE admission ADD COLUMN counselor_id CHAR(32) {staff}")
    op.create_index("ix_admission_counselor_id", "admission", ["counselor_id"], unique=False)
    _chart_access()
    _chart_access_end()
    _chart_access_review()


def _chart_access() -> None:
    op.create_table(
        "chart_access",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(*_KINDS, name="glass_kind", native_enum=False, create_constraint=True, length=24),
            nullable=False,
        ),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("begun_at", base.UTCDateTime(timezone=True), nullable=False),
        sa.Column("until_at", base.UTCDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_chart_access_client_id_client")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_chart_access_staff_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chart_access")),
    )
    op.create_index("ix_chart_access_client_id", "chart_access", ["client_id"], unique=False)
    op.create_index("ix_chart_access_staff", "chart_access", ["staff_id", "until_at"], unique=False)


def _chart_access_end() -> None:
    op.create_table(
        "chart_access_end",
        sa.Column("access_id", sa.Uuid(), nullable=False),
        sa.Column("closed_at", base.UTCDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["access_id"], ["chart_access.id"], name=op.f("fk_chart_access_end_access_id_chart_access")
        ),
        sa.PrimaryKeyConstraint("access_id", name=op.f("pk_chart_access_end")),
    )


def _chart_access_review() -> None:
    op.create_table(
        "chart_access_review",
        sa.Column("access_id", sa.Uuid(), nullable=False),
        sa.Column("reviewed_by", sa.Uuid(), nullable=False),
        sa.Column("reviewed_at", base.UTCDateTime(timezone=True), nullable=False),
        sa.Column(
            "verdict",
            sa.Enum(
                "justified",
                "not_justified",
                name="glass_verdict",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["access_id"], ["chart_access.id"], name=op.f("fk_chart_access_review_access_id_chart_access")
        ),
        sa.ForeignKeyConstraint(["reviewed_by"], ["staff.id"], name=op.f("fk_chart_access_review_reviewed_by_staff")),
        sa.PrimaryKeyConstraint("access_id", name=op.f("pk_chart_access_review")),
    )
