"""How each member of staff stands with the clinic: invited, active, suspended or left."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from datetime import datetime, tzinfo
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session as Database

from iop_desktop.models.clinic import Staff
from iop_desktop.models.staffing import Invitation, Suspension
from iop_desktop.rules.suspension import StaffState
from iop_desktop.services.invitation_rows import is_closed, open_invitations
from iop_desktop.services.people_views import StaffRow
from iop_desktop.services.uncovered import uncovered_words


def with_states(db: Database, rows: Iterable[StaffRow], now: datetime, zone: tzinfo) -> tuple[StaffRow, ...]:
    """The rows with their states, and those who are invited but not on staff yet; who left stands at the end."""
    invited = {row.staff_id: row for row in open_invitations(db) if not is_closed(db, row, now)}
    query = select(Suspension).where(Suspension.ended_at.is_(None))
    suspended = {row.staff_id: row for row in db.scalars(query)}
    found = [_with_state(db, row, invited.get(row.staff_id), suspended.get(row.staff_id), zone) for row in rows]
    known = {row.staff_id for row in found}
    found += [_invited(db, row, zone) for row in invited.values() if row.staff_id not in known]
    return tuple(sorted(found, key=lambda row: (row.state is StaffState.LEFT, row.name, row.staff_id)))


def state_of(db: Database, staff: Staff) -> StaffState:
    """The state of somebody who is or was on staff."""
    query = select(Suspension.id).where(Suspension.staff_id == staff.id, Suspension.ended_at.is_(None))
    if db.scalars(query).first() is not None:
        return StaffState.SUSPENDED
    return StaffState.ACTIVE if staff.active else StaffState.LEFT


def _with_state(
    db: Database, row: StaffRow, invitation: Invitation | None, suspension: Suspension | None, zone: tzinfo
) -> StaffRow:
    until = invitation.expires_at.astimezone(zone).date() if invitation is not None else None
    if suspension is not None:
        return dataclasses.replace(
            row,
            state=StaffState.SUSPENDED,
            suspended_on=suspension.suspended_at.astimezone(zone).date(),
            suspended_why=suspension.reason,
            uncovered=uncovered_words(db, row.staff_id),
        )
    return dataclasses.replace(row, state=StaffState.ACTIVE if row.active else StaffState.LEFT, invited_until=until)


def _invited(db: Database, invitation: Invitation, zone: tzinfo) -> StaffRow:
    """Somebody who is not on staff yet: nothing can be given to them before they accept."""
    return StaffRow(
        staff_id=invitation.staff_id,
        login=invitation.login,
        name=invitation.name,
        credentials=invitation.credentials,
        licence=invitation.licence,
        title=invitation.title,
        roles=invitation.roles,
        needs_cosignature=invitation.needs_cosignature,
        supervisor=_name(db, invitation.supervisor_id),
        active=False,
        supervisor_id=invitation.supervisor_id,
        state=StaffState.INVITED,
        invited_until=invitation.expires_at.astimezone(zone).date(),
    )


def _name(db: Database, staff_id: UUID | None) -> str:
    staff = db.get(Staff, staff_id) if staff_id else None
    return staff.name if staff is not None else ""
