"""Co-signing between laptops: whom to trust, the packets sent and received, and the answers."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from iop_desktop.models.base import Base, Keyed, StrEnumType, Versioned
from iop_desktop.rules.note_vocabulary import PacketDecision
from iop_desktop.rules.vocabulary import Role


class ExchangeKey(Keyed, Base):
    """A person's X25519 key for packets; the private half is sealed for that person alone."""

    __tablename__ = "exchange_key"

    staff_id: Mapped[UUID] = mapped_column(ForeignKey("staff.id"), unique=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    sealed_private_key: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime]


class Partner(Keyed, Versioned, Base):
    """A person at another laptop whose card an administrator has trusted.

    ``issued_certificate`` is by this clinic's root for that person's own key, so that a co-signature hangs on it.
    """

    __tablename__ = "partner"

    name: Mapped[str] = mapped_column(String(120))
    credentials: Mapped[str] = mapped_column(String(60), default="")
    licence: Mapped[str] = mapped_column(String(60), default="")
    title: Mapped[str] = mapped_column(String(80), default="")
    role: Mapped[Role] = mapped_column(StrEnumType(Role))
    clinic_name: Mapped[str] = mapped_column(String(200))
    root_certificate: Mapped[bytes] = mapped_column(LargeBinary)
    certificate: Mapped[bytes] = mapped_column(LargeBinary)
    issued_certificate: Mapped[bytes | None] = mapped_column(LargeBinary)
    packet_key: Mapped[bytes] = mapped_column(LargeBinary)
    fingerprint: Mapped[str] = mapped_column(String(64), unique=True)
    credential_until: Mapped[date | None]
    trusted_by: Mapped[UUID] = mapped_column(ForeignKey("staff.id"))
    trusted_at: Mapped[datetime]
    revoked_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
    revoked_at: Mapped[datetime | None]
    revoke_reason: Mapped[str] = mapped_column(String(160), default="")


class PacketOut(Keyed, Base):
    """A packet this clinic made for a supervisor elsewhere; its id is the packet's."""

    __tablename__ = "packet_out"

    partner_id: Mapped[UUID] = mapped_column(ForeignKey("partner.id"))
    staff_id: Mapped[UUID] = mapped_column(ForeignKey("staff.id"))
    manifest_sha256: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]


class PacketOutItem(Keyed, Base):
    """A signed version in a packet and the document as it was then."""

    __tablename__ = "packet_out_item"

    packet_id: Mapped[UUID] = mapped_column(ForeignKey("packet_out.id"), index=True)
    note_version_id: Mapped[UUID] = mapped_column(ForeignKey("note_version.id"), index=True)
    pdf_sha256: Mapped[str] = mapped_column(String(64))

    __table_args__ = (UniqueConstraint("packet_id", "note_version_id"),)


class PacketAnswer(Keyed, Base):
    """An answer that was applied, once; its id is the answer's."""

    __tablename__ = "packet_answer"

    packet_id: Mapped[UUID] = mapped_column(ForeignKey("packet_out.id"))
    sha256: Mapped[str] = mapped_column(String(64))
    applied_by: Mapped[UUID] = mapped_column(ForeignKey("staff.id"))
    applied_at: Mapped[datetime]


class PacketIn(Keyed, Base):
    """A packet from another clinic, opened here; its id is the packet's."""

    __tablename__ = "packet_in"

    partner_id: Mapped[UUID] = mapped_column(ForeignKey("partner.id"))
    staff_id: Mapped[UUID] = mapped_column(ForeignKey("staff.id"))
    manifest: Mapped[dict[str, Any]]
    reply_key: Mapped[bytes] = mapped_column(LargeBinary)
    issued_certificate: Mapped[bytes] = mapped_column(LargeBinary)
    received_at: Mapped[datetime]


class PacketInItem(Keyed, Versioned, Base):
    """A note of another clinic before this supervisor: what the queue shows, the document, and what was decided."""

    __tablename__ = "packet_in_item"

    packet_id: Mapped[UUID] = mapped_column(ForeignKey("packet_in.id"), index=True)
    version_id: Mapped[UUID]
    listing: Mapped[dict[str, Any]]
    pdf: Mapped[bytes] = mapped_column(LargeBinary)
    pdf_sha256: Mapped[str] = mapped_column(String(64))
    viewed_at: Mapped[datetime | None]
    decision: Mapped[PacketDecision | None] = mapped_column(StrEnumType(PacketDecision))
    decided_at: Mapped[datetime | None]
    comment: Mapped[str] = mapped_column(Text, default="")
    remarks: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    signed_pdf: Mapped[bytes | None] = mapped_column(LargeBinary)

    __table_args__ = (UniqueConstraint("packet_id", "version_id"),)


class PacketReply(Keyed, Base):
    """An answer that was made here, and the notes it holds; its id is the answer's."""

    __tablename__ = "packet_reply"

    packet_id: Mapped[UUID] = mapped_column(ForeignKey("packet_in.id"))
    version_ids: Mapped[list[str]]
    created_at: Mapped[datetime]
