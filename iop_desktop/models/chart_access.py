"""Charts opened from outside one's groups: the opening, its early end, and the review; inserted, never changed."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from iop_desktop.models.base import Base, Keyed, StrEnumType
from iop_desktop.rules.break_glass import GlassKind, GlassVerdict


class ChartAccess(Keyed, Base):
    """Somebody opened a chart from outside, until ``until_at``; ``reason`` stands here and not in the audit chain."""

    __tablename__ = "chart_access"

    client_id: Mapped[UUID] = mapped_column(ForeignKey("client.id"), index=True)
    staff_id: Mapped[UUID] = mapped_column(ForeignKey("staff.id"))
    kind: Mapped[GlassKind] = mapped_column(StrEnumType(GlassKind))
    reason: Mapped[str] = mapped_column(Text)
    begun_at: Mapped[datetime]
    until_at: Mapped[datetime]

    __table_args__ = (Index("ix_chart_access_staff", "staff_id", "until_at"),)


class ChartAccessEnd(Base):
    """The person closed the chart before the time was over."""

    __tablename__ = "chart_access_end"

    access_id: Mapped[UUID] = mapped_column(ForeignKey("chart_access.id"), primary_key=True)
    closed_at: Mapped[datetime]


class ChartAccessReview(Base):
    """Somebody else looked at it afterwards."""

    __tablename__ = "chart_access_review"

    access_id: Mapped[UUID] = mapped_column(ForeignKey("chart_access.id"), primary_key=True)
    reviewed_by: Mapped[UUID] = mapped_column(ForeignKey("staff.id"))
    reviewed_at: Mapped[datetime]
    verdict: Mapped[GlassVerdict] = mapped_column(StrEnumType(GlassVerdict))
    comment: Mapped[str] = mapped_column(Text, default="")
