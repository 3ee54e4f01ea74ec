"""A person's second factor: the secret shared with their authenticator app, and what stands in for a lost telephone."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from iop_desktop.models.base import Base, Keyed


class SecondFactor(Base):
    """One for each person who has one; ``last_step`` is the step of the last code that was taken."""

    __tablename__ = "second_factor"

    staff_id: Mapped[UUID] = mapped_column(ForeignKey("staff.id"), primary_key=True)
    secret: Mapped[bytes] = mapped_column(LargeBinary)
    last_step: Mapped[int]
    enrolled_at: Mapped[datetime]


class SpareCode(Keyed, Base):
    """A recovery code of a second factor as its SHA-256; each works once."""

    __tablename__ = "spare_code"

    staff_id: Mapped[UUID] = mapped_column(ForeignKey("staff.id"))
    digest: Mapped[bytes] = mapped_column(LargeBinary)
    used_at: Mapped[datetime | None]

    __table_args__ = (Index("ix_spare_code_staff_id", "staff_id"),)
