"""Suspensions as they stand in the records."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session as Database

from iop_desktop.models.clinic import Staff
from iop_desktop.models.staffing import Suspension


def open_suspension_of(db: Database, staff_id: UUID) -> Suspension | None:
    """The suspension under which this person is now, if there is one."""
    query = select(Suspension).where(Suspension.staff_id == staff_id, Suspension.ended_at.is_(None))
    return db.scalars(query.order_by(Suspension.suspended_at.desc())).first()


def suspended_staff(db: Database) -> tuple[Staff, ...]:
    """Everybody who is suspended now, by login."""
    query = select(Staff).join(Suspension, Suspension.staff_id == Staff.id).where(Suspension.ended_at.is_(None))
    return tuple(db.scalars(query.order_by(Staff.login)))


def end_suspension(db: Database, staff_id: UUID, now: datetime, actor: UUID) -> None:
    """This person is not suspended any more, and the kept slot is forgotten."""
    suspension = open_suspension_of(db, staff_id)
    if suspension is not None:
        suspension.ended_at, suspension.ended_by, suspension.slot = now, actor, b""
        db.flush()
