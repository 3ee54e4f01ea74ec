"""Who may sign alone, the certificates that were issued, and those that were revoked."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from iop_desktop.models.base import Base, Keyed, Versioned


class CredentialPolicy(Keyed, Versioned, Base):
    """From a day on, what the holder of a credential may do alone, and where the clinic has that from.

    It holds until a newer one begins, or through ``until_on``.
    """

    __tablename__ = "credential_policy"

    credential: Mapped[str] = mapped_column(String(40))
    signs_alone: Mapped[bool]
    may_supervise: Mapped[bool]
    from_on: Mapped[date]
    until_on: Mapped[date | None]
    source: Mapped[str] = mapped_column(String(300), default="")

    __table_args__ = (UniqueConstraint("credential", "from_on"),)


class StaffCertificate(Keyed, Base):
    """A certificate the clinic issued to a member of staff (DER); the current one stands in the staff row too."""

    __tablename__ = "staff_certificate"

    staff_id: Mapped[UUID] = mapped_column(ForeignKey("staff.id"), index=True)
    certificate: Mapped[bytes] = mapped_column(LargeBinary)
    sha256: Mapped[str] = mapped_column(String(64), unique=True)
    issued_at: Mapped[datetime]


class Revocation(Keyed, Base):
    """From this moment on a certificate of the clinic counts no more. ``serial`` in hex."""

    __tablename__ = "revocation"

    certificate_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    serial: Mapped[str] = mapped_column(String(48))
    reason: Mapped[str] = mapped_column(String(160))
    revoked_at: Mapped[datetime]
    revoked_by: Mapped[UUID] = mapped_column(ForeignKey("staff.id"))
