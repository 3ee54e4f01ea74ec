"""Tables of the audit chain and of what the database remembers of its key file."""

from __future__ import annotations

import datetime

from sqlalchemy import CheckConstraint, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from iop_desktop.models.base import Base


class AuditEvent(Base):
    """One link: ``body`` is canonical JSON with the previous link's MAC in it, ``mac`` the HMAC-SHA256 over ``body``.

    There is no foreign key on purpose: the chain outlives everything it speaks of.
    """

    __tablename__ = "audit_event"

    sequence: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    body: Mapped[str] = mapped_column(Text)
    mac: Mapped[bytes] = mapped_column(LargeBinary(32))


class AuditHead(Base):
    """The one row that says how long the chain is, so that cutting its end is noticed."""

    __tablename__ = "audit_head"
    __table_args__ = (CheckConstraint("id = 1", name="single"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sequence: Mapped[int]
    mac: Mapped[bytes] = mapped_column(LargeBinary(32))


class KeyFileRecord(Base):
    """The key file as it was last saved: its generation and SHA-256, so that an older file put back is noticed."""

    __tablename__ = "key_file_record"
    __table_args__ = (CheckConstraint("id = 1", name="single"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    vault_id: Mapped[str] = mapped_column(String(36))
    generation: Mapped[int]
    fingerprint: Mapped[str] = mapped_column(String(64))
    recorded_at: Mapped[datetime.datetime]
