"""Signed checkpoints of the audit chain: who vouched with their own key for the chain up to an entry."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from iop_desktop.models.base import Base


class AuditCheckpoint(Base):
    """``signature`` (ECDSA, DER) is over where the chain stood; ``mac`` is the keyed hash of entry ``sequence``.

    Checkpoints are numbered without gaps, and the entry that each one covers last says its number, so that one which
    was taken out is missed.
    """

    __tablename__ = "audit_checkpoint"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sequence: Mapped[int] = mapped_column(unique=True)
    mac: Mapped[bytes] = mapped_column(LargeBinary(32))
    staff_id: Mapped[UUID] = mapped_column(ForeignKey("staff.id"))
    certificate_sha256: Mapped[str] = mapped_column(String(64), index=True)
    signed_at: Mapped[datetime]
    signature: Mapped[bytes] = mapped_column(LargeBinary)
