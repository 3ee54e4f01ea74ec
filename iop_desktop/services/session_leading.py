"""Who may run a session, asked before anything about it is changed."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, bindparam, select
from sqlalchemy.orm import Session as Database

from iop_desktop.models.groups import Group, Session
from iop_desktop.models.straight import straight
from iop_desktop.rules.meetings import Leading, leads_as, may_plan
from iop_desktop.rules.rights import Right
from iop_desktop.services.actor import Actor
from iop_desktop.services.errors import NotAllowed, NotFound
from iop_desktop.services.session_heads import NO_SUCH_SESSION
from iop_desktop.services.unlocked import Unlocked

NOT_LEADING = "Only the facilitators of a session, or a facilitator who stands in, record it. Nothing was changed."
NOT_PLANNING = "Only who leads this group, a supervisor or an administrator changes its schedule. Nothing was changed."


# Put together once: it is read behind every key on the roster.
_LEADERS: Select[*tuple[Any, ...]] = (
    select(
        Session.group_id,
        Session.starts_at,
        Session.ends_at,
        Session.started_at,
        Session.ended_at,
        Session.facilitator_id,
        Session.cofacilitator_id,
        Group.facilitator_id.label("leader_id"),
        Group.cofacilitator_id.label("coleader_id"),
    )
    .join(Group, Group.id == Session.group_id)
    .where(Session.id == bindparam("session_id"))
)
Leaders = Row[*tuple[Any, ...]]


def leaders_of(db: Database, session_id: UUID) -> Leaders | None:
    """Who leads a session and its group, and when it is; None when there is no such session."""
    return straight(db).execute(_LEADERS, {"session_id": session_id}).one_or_none()


def require_planner(actor: Actor, leaders: Collection[UUID | None]) -> None:
    """Raises NotAllowed for who does not plan the sessions of a group with these leaders."""
    if not may_plan(actor.staff_id, leaders, all_groups=actor.may(Right.PLAN_ALL_GROUPS)):
        raise NotAllowed(NOT_PLANNING)


def leading(db: Database, unlocked: Unlocked, session_id: UUID) -> Leading | None:
    """In what capacity the actor may run this session; None when not at all. Raises NotFound."""
    return leading_by(unlocked, leaders_of(db, session_id))


def leading_by(unlocked: Unlocked, leaders: Leaders | None) -> Leading | None:
    """``leading`` for a session whose leaders were read already. Raises NotFound."""
    if leaders is None:
        raise NotFound(NO_SUCH_SESSION)
    actor = unlocked.actor
    both = (leaders.facilitator_id, leaders.cofacilitator_id)
    return leads_as(actor.staff_id, both, may_stand_in=actor.may(Right.STAND_IN))


def require_leading(db: Database, unlocked: Unlocked, session_id: UUID) -> dict[str, bool]:
    """What the audit detail says of the actor's capacity: a substitute is named so. Raises NotFound, NotAllowed."""
    return require_leading_by(unlocked, leaders_of(db, session_id))


def require_leading_by(unlocked: Unlocked, leaders: Leaders | None) -> dict[str, bool]:
    """``require_leading`` for a session whose leaders were read already. Raises NotFound, NotAllowed."""
    found = leading_by(unlocked, leaders)
    if found is None:
        raise NotAllowed(NOT_LEADING)
    return {"substitute": True} if found is Leading.SUBSTITUTE else {}
