"""What ends with an episode of care, and putting it back when the discharge is put right."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session as Database

from iop_desktop.models.groups import Group, Membership, WaitingEntry
from iop_desktop.models.people import Admission
from iop_desktop.rules.discharge import DischargeReason
from iop_desktop.rules.waiting import WaitingOutcome


def memberships_to_end(admission: Admission, on: date) -> Select[Membership]:
    """Memberships in groups of the program that last after a day."""
    later = or_(Membership.last_on.is_(None), Membership.last_on > on)
    query = select(Membership).join(Group, Group.id == Membership.group_id)
    return query.where(Membership.client_id == admission.client_id, Group.program_id == admission.program_id, later)


def waiting_to_end(admission: Admission) -> Select[WaitingEntry]:
    """Open places on waiting lists of the program's groups."""
    query = select(WaitingEntry).join(Group, Group.id == WaitingEntry.group_id)
    return query.where(
        WaitingEntry.client_id == admission.client_id,
        Group.program_id == admission.program_id,
        WaitingEntry.ended_on.is_(None),
    )


def end_with(db: Database, admission: Admission, on: date, reason: DischargeReason) -> dict[str, Any]:
    """End memberships, waiting and the episode itself with a day; what was ended, to be kept with the discharge."""
    admission.discharged_on = on
    memberships: dict[str, str | None] = {}
    for membership in db.scalars(memberships_to_end(admission, on)):
        memberships[str(membership.id)] = membership.last_on.isoformat() if membership.last_on else None
        membership.last_on, membership.ended_why = on, f"Discharged: {reason.label}"
    waiting = list(db.scalars(waiting_to_end(admission)))
    for entry in waiting:
        entry.ended_on, entry.outcome = on, WaitingOutcome.WITHDREW
    return {"memberships": memberships, "waiting": [str(entry.id) for entry in waiting]}


def put_back(db: Database, admission: Admission, ended: dict[str, Any]) -> None:
    """Let go on what a discharge had ended."""
    admission.discharged_on = None
    for key, last_on in ended["memberships"].items():
        membership = db.get_one(Membership, UUID(key))
        membership.last_on, membership.ended_why = date.fromisoformat(last_on) if last_on else None, ""
    for key in ended["waiting"]:
        entry = db.get_one(WaitingEntry, UUID(key))
        entry.ended_on, entry.outcome = None, ""
    db.flush()
