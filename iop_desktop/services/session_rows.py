"""Rows of sessions as the use cases make and look for them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session as Database

from iop_desktop.models.groups import Group, Session
from iop_desktop.rules.attendance import SessionSpan
from iop_desktop.rules.refusal import Refusal
from iop_desktop.services.errors import NotFound, Refused
from iop_desktop.services.session_heads import NO_SUCH_SESSION

NO_GROUP = "That group is not in these records. Nothing was changed."
ENDED = Refusal("closed", "This group has ended.", "group")


def session_of(db: Database, session_id: UUID) -> Session:
    """A session. Raises NotFound."""
    session = db.get(Session, session_id)
    if session is None:
        raise NotFound(NO_SUCH_SESSION)
    return session


def active_group(db: Database, group_id: UUID) -> Group:
    """A group that still meets. Raises NotFound and Refused."""
    group = db.get(Group, group_id)
    if group is None:
        raise NotFound(NO_GROUP)
    if not group.active:
        raise Refused((ENDED,))
    return group


def planned_span(session: Session) -> SessionSpan:
    """From when to when it is planned."""
    return SessionSpan(session.starts_at, session.ends_at)


def standing_spans(db: Database, group_id: UUID, but: UUID | None = None) -> list[SessionSpan]:
    """When the group meets: its sessions that were not skipped, by the plan; without the session ``but``."""
    rows = db.execute(
        select(Session.id, Session.starts_at, Session.ends_at).where(
            Session.group_id == group_id, Session.cancelled_at.is_(None), Session.split_of.is_(None)
        )
    )
    return [SessionSpan(starts_at, ends_at) for session_id, starts_at, ends_at in rows if session_id != but]


def add_session(
    db: Database, group: Group, planned: SessionSpan, *, occurrence_on: date | None = None, **values: Any
) -> Session:
    """A meeting of a group with its staff and place; ``values`` are further columns."""
    columns: dict[str, Any] = {
        "facilitator_id": group.facilitator_id,
        "cofacilitator_id": group.cofacilitator_id,
        "place": group.place,
        "mode": group.mode,
    }
    session = Session(
        group_id=group.id,
        number=_free_number(db, group.id, planned.starts_at),
        starts_at=planned.starts_at,
        ends_at=planned.ends_at,
        occurrence_on=occurrence_on,
        **(columns | values),
    )
    db.add(session)
    db.flush()
    return session


def _free_number(db: Database, group_id: UUID, starts_at: datetime) -> int:
    """The number of a session that begins then.

    Sessions that are still to come and stand at the end of the row move up by one, so that numbers follow the calendar
    and no number changes of a session that was held.
    """
    sessions = db.scalars(select(Session).where(Session.group_id == group_id).order_by(Session.number.desc()))
    for session in sessions:
        if session.started_at is not None or session.starts_at <= starts_at:
            return session.number + 1
        session.number += 1
        db.flush()
    return 1
