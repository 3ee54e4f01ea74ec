"""Coming to the clinic and being kept away from it: invitations, suspensions, and single credentials."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from iop_desktop.models.base import Base, Keyed, StrEnumType, Versioned
from iop_desktop.models.role_set import RoleSet
from iop_desktop.rules.invitations import InvitationEnd
from iop_desktop.rules.vocabulary import Role


class Invitation(Keyed, Versioned, Base):
    """A way in that works once, until ``expires_at``, and lets a person set a pass phrase of their own.

    ``staff_id`` is the row that the person has or will have; what a new person's row will say stands here until then.
    ``slot_public_key`` serves a change of the vault key, as that of a member of staff does.
    """

    __tablename__ = "invitation"

    staff_id: Mapped[UUID] = mapped_column(index=True)
    login: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(120))
    credentials: Mapped[str] = mapped_column(String(60), default="")
    licence: Mapped[str] = mapped_column(String(60), default="")
    title: Mapped[str] = mapped_column(String(80), default="")
    roles: Mapped[frozenset[Role]] = mapped_column(RoleSet())
    needs_cosignature: Mapped[bool] = mapped_column(default=False)
    supervisor_id: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
    slot_id: Mapped[str] = mapped_column(String(64), unique=True)
    slot_public_key: Mapped[bytes] = mapped_column(LargeBinary)
    invited_by: Mapped[UUID] = mapped_column(ForeignKey("staff.id"))
    invited_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    outcome: Mapped[InvitationEnd | None] = mapped_column(StrEnumType(InvitationEnd))


class Suspension(Keyed, Versioned, Base):
    """Somebody is kept out of the records for a time. ``slot`` is their way in, taken out of the key file meanwhile.

    It is still sealed by their pass phrase and holds no key of the vault; it is emptied when the suspension ends.
    """

    __tablename__ = "suspension"

    staff_id: Mapped[UUID] = mapped_column(ForeignKey("staff.id"), index=True)
    reason: Mapped[str] = mapped_column(String(120))
    suspended_by: Mapped[UUID] = mapped_column(ForeignKey("staff.id"))
    suspended_at: Mapped[datetime]
    slot: Mapped[bytes] = mapped_column(LargeBinary)
    ended_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
    ended_at: Mapped[datetime | None]


class StaffCredential(Keyed, Versioned, Base):
    """One credential of a member of staff: its number, the state that gave it, and from when to when it is good."""

    __tablename__ = "staff_credential"

    staff_id: Mapped[UUID] = mapped_column(ForeignKey("staff.id"), index=True)
    credential: Mapped[str] = mapped_column(String(40))
    number: Mapped[str] = mapped_column(String(60), default="")
    state: Mapped[str] = mapped_column(String(40), default="")
    from_on: Mapped[date]
    until_on: Mapped[date | None]
