"""Invitations as they stand in the records."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session as Database

from iop_desktop.models.audit_chain import AuditEntry, append
from iop_desktop.models.clinic import Staff
from iop_desktop.models.staffing import Invitation
from iop_desktop.rules.invitations import InvitationEnd, is_over
from iop_desktop.services.disk_room import newest_moment


def open_invitations(db: Database) -> tuple[Invitation, ...]:
    """Those that were not accepted, withdrawn or found expired, the earliest first."""
    query = select(Invitation).where(Invitation.ended_at.is_(None)).order_by(Invitation.invited_at, Invitation.id)
    return tuple(db.scalars(query))


def open_invitation_of(db: Database, staff_id: UUID) -> Invitation | None:
    """The open invitation of this person, if there is one."""
    return next((found for found in open_invitations(db) if found.staff_id == staff_id), None)


def is_for_new(db: Database, invitation: Invitation) -> bool:
    """Whether it is for somebody who is not on staff yet."""
    return db.get(Staff, invitation.staff_id) is None


def has_expired(db: Database, invitation: Invitation, now: datetime) -> bool:
    """Whether its time is over, by this clock or by what the records have seen."""
    return is_over(invitation.expires_at, now, newest_moment(db))


def end_invitation(
    db: Database, invitation: Invitation, outcome: InvitationEnd, now: datetime, actor: UUID | None
) -> None:
    """From here on it opens nothing; the caller takes its slot out of the key file."""
    invitation.ended_at, invitation.outcome = now, outcome
    append(db, AuditEntry(now, f"invitation.{outcome.value}", actor, "staff", invitation.staff_id))
    db.flush()
