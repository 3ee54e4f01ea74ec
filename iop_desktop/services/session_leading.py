"""Who may run a session, asked before anything about it is changed."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session as Database

from iop_desktop.models.groups import Session
from iop_desktop.rules.meetings import Leading, leads_as, may_plan
from iop_desktop.rules.rights import Right
from iop_desktop.services.actor import Actor
from iop_desktop.services.errors import NotAllowed, NotFound
from iop_desktop.services.session_heads import NO_SUCH_SESSION
from iop_desktop.services.unlocked import Unlocked

NOT_LEADING = "Only the facilitators of a session, or a facilitator who stands in, record it. Nothing was changed."
NOT_PLANNING = "Only who leads this group, a supervisor or an administrator changes its schedule. Nothing was changed."


def require_planner(actor: Actor, leaders: Collection[UUID | None]) -> None:
    """Raises NotAllowed for who does not plan the sessions of a group with these leaders."""
    if not may_plan(actor.staff_id, leaders, all_groups=actor.may(Right.PLAN_ALL_GROUPS)):
        raise NotAllowed(NOT_PLANNING)


def leading(db: Database, unlocked: Unlocked, session_id: UUID) -> Leading | None:
    """In what capacity the actor may run this session; None when not at all. Raises NotFound."""
    leaders = db.execute(
        select(Session.facilitator_id, Session.cofacilitator_id).where(Session.id == session_id)
    ).one_or_none()
    if leaders is None:
        raise NotFound(NO_SUCH_SESSION)
    actor = unlocked.actor
    return leads_as(actor.staff_id, tuple(leaders), may_stand_in=actor.may(Right.STAND_IN))


def require_leading(db: Database, unlocked: Unlocked, session_id: UUID) -> dict[str, bool]:
    """What the audit detail says of the actor's capacity: a substitute is named so. Raises NotFound, NotAllowed."""
    found = leading(db, unlocked, session_id)
    if found is None:
        raise NotAllowed(NOT_LEADING)
    return {"substitute": True} if found is Leading.SUBSTITUTE else {}
