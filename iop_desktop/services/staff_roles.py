"""Giving and taking roles of somebody who works here."""

from __future__ import annotations

import dataclasses

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session as Database

from iop_desktop.models.clinic import Staff
from iop_desktop.models.groups import Group
from iop_desktop.models.notes import Note
from iop_desktop.models.role_set import role_words
from iop_desktop.rules.refusal import Refusal
from iop_desktop.rules.signing import SIGNABLE
from iop_desktop.rules.staffing import RoleFacts, refusals_of_roles
from iop_desktop.rules.vocabulary import Role
from iop_desktop.services.leaving import is_last_administrator
from iop_desktop.services.unlocked import Unlocked


def refusals_to_change(unlocked: Unlocked, db: Database, staff: Staff, roles: frozenset[Role]) -> tuple[Refusal, ...]:
    """Why these roles cannot become somebody's: what others need of this person now."""
    supervised = select(func.count()).where(Staff.supervisor_id == staff.id, Staff.active, Staff.needs_cosignature)
    leads = or_(Group.facilitator_id == staff.id, Group.cofacilitator_id == staff.id)
    begun = select(func.count()).where(Note.author_id == staff.id, Note.state.in_(SIGNABLE))
    facts = RoleFacts(
        before=staff.roles,
        after=roles,
        is_oneself=staff.id == unlocked.actor.staff_id,
        is_last_administrator=is_last_administrator(db, staff),
        supervised=db.scalar(supervised) or 0,
        groups=db.scalar(select(func.count()).select_from(Group).where(Group.active, leads)) or 0,
        begun=db.scalar(begun) or 0,
    )
    return refusals_of_roles(facts)


def change_roles(unlocked: Unlocked, db: Database, staff: Staff, roles: frozenset[Role]) -> bool:
    """Set the roles, in the caller's transaction; whether that changed any.

    One's own doors open and close at once; the pages of the window follow when it is unlocked again.
    """
    if staff.roles == roles:
        return False
    detail = {"before": role_words(staff.roles), "after": role_words(roles)}
    staff.roles = roles
    unlocked.audit(db, "staff.roles", staff.id, detail)
    if staff.id == unlocked.actor.staff_id:
        unlocked.actor = dataclasses.replace(unlocked.actor, roles=roles)
    return True
