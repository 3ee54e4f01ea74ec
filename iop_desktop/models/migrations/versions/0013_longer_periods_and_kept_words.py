"""Charts that are kept for more years than every chart, and what was typed in a dialog when the lock closed it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from iop_desktop.models import base

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the schema; the caller owns the transaction."""
    _chart_period()
    _kept_words()


def _chart_period() -> None:
    op.create_table(
        "chart_period",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("years", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=False),
        sa.Column("decided_at", base.UTCDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_chart_period_client_id_client")),
        sa.ForeignKeyConstraint(["decided_by"], ["staff.id"], name=op.f("fk_chart_period_decided_by_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chart_period")),
    )
    op.create_index("ix_chart_period_client_id", "chart_period", ["client_id"], unique=False)


def _kept_words() -> None:
    op.create_table(
        "kept_words",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("dialog", sa.String(length=120), nullable=False),
        sa.Column("fields", base.PortableJson, nullable=False),
        sa.Column("kept_at", base.UTCDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_kept_words_staff_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kept_words")),
        sa.UniqueConstraint("staff_id", "dialog", name=op.f("uq_kept_words_staff_id_dialog")),
    )
