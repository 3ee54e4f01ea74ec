"""Discharges, legal holds, and the disposal of charts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from iop_desktop.models import base

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_REASONS = (
    *("completed", "transferred", "against_advice", "lost_contact"),
    *("administrative", "incarcerated", "died", "other"),
)


def upgrade() -> None:
    _discharge()
    _legal_hold()
    _disposal_proposal()
    _disposal()


def _discharge() -> None:
    op.create_table(
        "discharge",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("admission_id", sa.Uuid(), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column(
            "reason",
            sa.Enum(*_REASONS, name="discharge_reason", native_enum=False, create_constraint=True, length=24),
            nullable=False,
        ),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("corrects", sa.Uuid(), nullable=True),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("taken_back", sa.Boolean(), nullable=False),
        sa.Column("ended", base.PortableJson, nullable=False),
        *_by("recorded"),
        *_staff_keys("discharge", "recorded_by"),
        sa.ForeignKeyConstraint(["admission_id"], ["admission.id"], name=op.f("fk_discharge_admission_id_admission")),
        sa.ForeignKeyConstraint(["corrects"], ["discharge.id"], name=op.f("fk_discharge_corrects_discharge")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_discharge")),
    )
    op.create_index("ix_discharge_admission_id", "discharge", ["admission_id"], unique=False)


def _legal_hold() -> None:
    op.create_table(
        "legal_hold",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        *_by("placed"),
        *_by("lifted", nullable=True),
        sa.Column("lift_reason", sa.Text(), nullable=False),
        *_staff_keys("legal_hold", "placed_by", "lifted_by"),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_legal_hold_client_id_client")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_legal_hold")),
    )
    op.create_index("ix_legal_hold_client_id", "legal_hold", ["client_id"], unique=False)


def _disposal_proposal() -> None:
    op.create_table(
        "disposal_proposal",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        *_by("proposed"),
        *_by("withdrawn", nullable=True),
        *_staff_keys("disposal_proposal", "proposed_by", "withdrawn_by"),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_disposal_proposal_client_id_client")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disposal_proposal")),
    )
    op.create_index("ix_disposal_proposal_client_id", "disposal_proposal", ["client_id"], unique=False)


def _disposal() -> None:
    op.create_table(
        "disposal",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("record_hash", sa.String(length=64), nullable=False),
        sa.Column("discharged_on", sa.Date(), nullable=False),
        sa.Column("kept_until", sa.Date(), nullable=False),
        sa.Column("rule", sa.String(length=300), nullable=False),
        sa.Column("destroyed", base.PortableJson, nullable=False),
        sa.Column("certificate_sha256", sa.String(length=64), nullable=False),
        *_by("proposed"),
        *_by("confirmed"),
        *_staff_keys("disposal", "proposed_by", "confirmed_by"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disposal")),
    )
    op.create_index("ix_disposal_record_hash", "disposal", ["record_hash"], unique=False)


def _by(done: str, *, nullable: bool = False) -> tuple[sa.Column[object], ...]:
    return (
        sa.Column(f"{done}_by", sa.Uuid(), nullable=nullable),
        sa.Column(f"{done}_at", base.UTCDateTime(timezone=True), nullable=nullable),
    )


def _staff_keys(table: str, *columns: str) -> tuple[sa.ForeignKeyConstraint, ...]:
    return tuple(
        sa.ForeignKeyConstraint([column], ["staff.id"], name=op.f(f"fk_{table}_{column}_staff")) for column in columns
    )
