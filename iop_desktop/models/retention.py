"""The end of episodes and of charts: discharges, periods, legal holds, proposals to destroy, what is left."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from iop_desktop.models.base import Base, Keyed, StrEnumType
from iop_desktop.rules.discharge import DischargeReason


class Discharge(Keyed, Base):
    """An episode of care ended; inserted, never changed, the latest one counts.

    ``corrects`` is the one that this puts right, and ``taken_back`` says that the episode goes on. ``ended`` holds what
    ended with it: ids of memberships with the last day they had before, and ids of waiting entries.
    """

    __tablename__ = "discharge"

    admission_id: Mapped[UUID] = mapped_column(ForeignKey("admission.id"), index=True)
    on: Mapped[date] = mapped_column("happened_on")
    reason: Mapped[DischargeReason] = mapped_column(StrEnumType(DischargeReason))
    remark: Mapped[str] = mapped_column(Text, default="")
    corrects: Mapped[UUID | None] = mapped_column(ForeignKey("discharge.id"))
    why: Mapped[str] = mapped_column(Text, default="")
    taken_back: Mapped[bool] = mapped_column(default=False)
    ended: Mapped[dict[str, Any]]
    recorded_by: Mapped[UUID] = mapped_column(ForeignKey("staff.id"))
    recorded_at: Mapped[datetime]


class LegalHold(Keyed, Base):
    """A chart that must be kept whatever its retention period; only lifting it is written later."""

    __tablename__ = "legal_hold"

    client_id: Mapped[UUID] = mapped_column(ForeignKey("client.id"), index=True)
    reason: Mapped[str] = mapped_column(Text)
    placed_by: Mapped[UUID] = mapped_column(ForeignKey("staff.id"))
    placed_at: Mapped[datetime]
    lifted_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
    lifted_at: Mapped[datetime | None]
    lift_reason: Mapped[str] = mapped_column(Text, default="")


class ChartPeriod(Keyed, Base):
    """How many years one chart is kept; 0 = as long as every chart. Inserted, never changed, the latest one counts."""

    __tablename__ = "chart_period"

    client_id: Mapped[UUID] = mapped_column(ForeignKey("client.id"), index=True)
    years: Mapped[int]
    reason: Mapped[str] = mapped_column(Text)
    decided_by: Mapped[UUID] = mapped_column(ForeignKey("staff.id"))
    decided_at: Mapped[datetime]


class DisposalProposal(Keyed, Base):
    """An administrator proposes to destroy a chart; only withdrawing it is written later."""

    __tablename__ = "disposal_proposal"

    client_id: Mapped[UUID] = mapped_column(ForeignKey("client.id"), index=True)
    proposed_by: Mapped[UUID] = mapped_column(ForeignKey("staff.id"))
    proposed_at: Mapped[datetime]
    withdrawn_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
    withdrawn_at: Mapped[datetime | None]


class Disposal(Keyed, Base):
    """What is left of a chart that was destroyed; inserted, never changed.

    ``record_hash`` is a keyed hash of the record number, so that one who asks for that number gets an answer;
    ``destroyed`` counts the rows by table, ``rule`` says in words why the chart could go.
    """

    __tablename__ = "disposal"

    record_hash: Mapped[str] = mapped_column(String(64), index=True)
    discharged_on: Mapped[date]
    kept_until: Mapped[date]
    rule: Mapped[str] = mapped_column(String(300))
    destroyed: Mapped[dict[str, Any]]
    certificate_sha256: Mapped[str] = mapped_column(String(64))
    proposed_by: Mapped[UUID] = mapped_column(ForeignKey("staff.id"))
    proposed_at: Mapped[datetime]
    confirmed_by: Mapped[UUID] = mapped_column(ForeignKey("staff.id"))
    confirmed_at: Mapped[datetime]
