"""Breaks of the whole group: their minutes count for nobody."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session as Database

from iop_desktop.models.groups import Session, SessionBreak
from iop_desktop.rules.attendance_refusals import refusals_to_break
from iop_desktop.rules.rights import Right
from iop_desktop.services.attendance_log import signed_clients
from iop_desktop.services.changes import Changes, Topic
from iop_desktop.services.errors import Refused
from iop_desktop.services.rights import needs
from iop_desktop.services.session_leading import require_leading
from iop_desktop.services.unlocked import Clock, Unlocked
from iop_desktop.services.wall_text import time_text

_TOPICS = frozenset({Topic.ATTENDANCE, Topic.NOTES})


class BreakService:
    """Use cases of a pause in the running session."""

    def __init__(self, unlocked: Unlocked, clock: Clock) -> None:
        self._unlocked = unlocked
        self._clock = clock

    @needs(Right.LEAD_GROUPS)
    def toggle(self, session_id: UUID) -> Changes:
        """Let the group have a break from now on, or end the one that runs. Raises NotFound, NotAllowed, Refused."""
        now = self._clock().replace(microsecond=0)
        with self._unlocked.transaction() as db:
            detail = require_leading(db, self._unlocked, session_id)
            found = _open(db, session_id)
            ends = found is not None
            refusals = refusals_to_break(_runs(db, session_id), bool(signed_clients(db, session_id)))
            if refusals:
                raise Refused(refusals)
            _switch(self._unlocked, db, session_id, found, now)
            self._unlocked.audit(db, "break.ended" if ends else "break.began", session_id, detail)
        when = time_text(now, self._unlocked.zone)
        return Changes(_TOPICS, f"The group goes on since {when}." if ends else f"Break since {when}.")


def keep_break(unlocked: Unlocked, db: Database, session_id: UUID, now: datetime, *, on: bool) -> None:
    """Begin or end the break that the lesson has come to; nothing where that is so already or cannot be recorded."""
    found = _open(db, session_id)
    if (found is not None) is on or not _runs(db, session_id) or signed_clients(db, session_id):
        return
    _switch(unlocked, db, session_id, found, now.replace(microsecond=0))
    unlocked.audit(db, "break.began" if on else "break.ended", session_id, {"by": "lesson"})


def end_break(unlocked: Unlocked, db: Database, session_id: UUID, now: datetime) -> None:
    """End the break of a session that has not begun after all: it must not last into one that begins later."""
    found = _open(db, session_id)
    if found is not None:
        _switch(unlocked, db, session_id, found, now.replace(microsecond=0))
        unlocked.audit(db, "break.ended", session_id, {"by": "undo"})


def _switch(unlocked: Unlocked, db: Database, session_id: UUID, found: SessionBreak | None, now: datetime) -> None:
    if found is not None:
        found.ends_at = max(now, found.starts_at)
    else:
        staff_id = unlocked.actor.staff_id
        db.add(SessionBreak(session_id=session_id, starts_at=now, ends_at=None, recorded_by=staff_id))


def _runs(db: Database, session_id: UUID) -> bool:
    session = db.get_one(Session, session_id)
    return session.started_at is not None and session.ended_at is None


def _open(db: Database, session_id: UUID) -> SessionBreak | None:
    query = select(SessionBreak).where(SessionBreak.session_id == session_id, SessionBreak.ends_at.is_(None))
    return db.scalars(query).first()
