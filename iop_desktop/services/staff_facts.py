"""What the rules of staffing look at, when somebody is added, invited or changed."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session as Database

from iop_desktop.models.clinic import Staff
from iop_desktop.rules.staffing import StaffFacts
from iop_desktop.rules.vocabulary import Role
from iop_desktop.services.invitation_rows import open_invitations
from iop_desktop.services.people_views import StaffEdit, StaffForm


def facts_of_new(db: Database, form: StaffForm) -> StaffFacts:
    """Of somebody new: a login is taken by whoever is or was on staff, and by who is invited."""
    taken = db.scalars(select(Staff.id).where(Staff.login == form.login)).first() is not None
    return StaffFacts(
        login=form.login,
        name=form.name,
        roles=form.roles,
        needs_cosignature=form.needs_cosignature,
        supervisor_roles=_roles_of_active(db, form.supervisor_id),
        login_is_taken=taken or any(row.login == form.login for row in open_invitations(db)),
    )


def facts_of_edit(db: Database, staff: Staff, form: StaffEdit) -> StaffFacts:
    """Of somebody who is changed; nobody supervises themselves."""
    other = form.supervisor_id if form.supervisor_id != staff.id else None
    return StaffFacts(
        login=staff.login,
        name=form.name,
        roles=form.roles,
        needs_cosignature=form.needs_cosignature,
        supervisor_roles=_roles_of_active(db, other),
    )


def _roles_of_active(db: Database, staff_id: UUID | None) -> frozenset[Role]:
    found = db.get(Staff, staff_id) if staff_id else None
    return found.roles if found is not None and found.active else frozenset()
