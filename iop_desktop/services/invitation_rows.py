"""Invitations as they stand in the records."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session as Database

from iop_desktop.models.audit_chain import AuditEntry, append
from iop_desktop.models.clinic import Staff
from iop_desktop.models.keyfile import KeyFile
from iop_desktop.models.keyslot import SlotKind
from iop_desktop.models.staffing import Invitation
from iop_desktop.rules.invitations import InvitationEnd, is_over
from iop_desktop.rules.rights import Right, allows
from iop_desktop.services.disk_room import newest_moment


def open_invitations(db: Database) -> tuple[Invitation, ...]:
    """Those that were not accepted, withdrawn or found expired, the earliest first."""
    query = select(Invitation).where(Invitation.ended_at.is_(None)).order_by(Invitation.invited_at, Invitation.id)
    return tuple(db.scalars(query))


def open_invitation_of(db: Database, staff_id: UUID) -> Invitation | None:
    """The open invitation of this person, if there is one."""
    return next((found for found in open_invitations(db) if found.staff_id == staff_id), None)


def has_expired(db: Database, invitation: Invitation, now: datetime) -> bool:
    """Whether its time is over, by this clock or by what the records have seen."""
    return is_over(invitation.expires_at, now, newest_moment(db))


def is_closed(db: Database, invitation: Invitation, now: datetime) -> bool:
    """Whether it lets nobody in any more: its time is over, or who made it, and knows its code, invites nobody now."""
    maker = db.get(Staff, invitation.invited_by)
    invites = maker is not None and maker.active and allows(maker.roles, Right.MANAGE_STAFF)
    return not invites or has_expired(db, invitation, now)


def withdraw_with(db: Database, staff_id: UUID, now: datetime, actor: UUID) -> int:
    """End the invitations of somebody who goes, and those they made; how many of the latter there were."""
    made = 0
    for invitation in open_invitations(db):
        if staff_id in (invitation.staff_id, invitation.invited_by):
            made += invitation.staff_id != staff_id
            end_invitation(db, invitation, InvitationEnd.WITHDRAWN, now, actor)
    return made


def slots_to_close(db: Database, key_file: KeyFile, staff_id: UUID) -> frozenset[str]:
    """Slots of somebody who goes, and those of invitations that are not open any more."""
    still = {invitation.slot_id for invitation in open_invitations(db)}
    return frozenset(
        slot.slot_id
        for slot in key_file.slots()
        if slot.staff_id == str(staff_id) or (slot.kind is SlotKind.INVITATION and slot.slot_id not in still)
    )


def end_invitation(
    db: Database, invitation: Invitation, outcome: InvitationEnd, now: datetime, actor: UUID | None
) -> None:
    """From here on it opens nothing; the caller takes its slot out of the key file."""
    invitation.ended_at, invitation.outcome = now, outcome
    append(db, AuditEntry(now, f"invitation.{outcome.value}", actor, "staff", invitation.staff_id))
    db.flush()
