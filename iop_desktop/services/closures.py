"""Days on which the clinic is closed: no group meets, and what was planned then is cancelled."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session as Database

from iop_desktop.models.canonical import Json
from iop_desktop.models.groups import Closure, Session
from iop_desktop.rules.meetings import refusals_of_closure, refusals_to_restore
from iop_desktop.rules.rights import Right
from iop_desktop.services.changes import Changes, Topic
from iop_desktop.services.errors import NotFound, Refused
from iop_desktop.services.plan_ahead import closed_on
from iop_desktop.services.rights import needs
from iop_desktop.services.schedule_views import ClosureRow
from iop_desktop.services.session_rows import planned_span, standing_spans
from iop_desktop.services.unlocked import Clock, Unlocked
from iop_desktop.services.wall_text import count_of

_TOPICS = frozenset({Topic.SESSIONS, Topic.GROUPS, Topic.CLINIC})
_NO_CLOSURE = "That closure is not in these records. Nothing was changed."


class ClosureService:
    """Use cases of clinic closures."""

    def __init__(self, unlocked: Unlocked, clock: Clock) -> None:
        self._unlocked = unlocked
        self._clock = clock

    @needs(Right.READ_ROSTERS)
    def rows(self) -> tuple[ClosureRow, ...]:
        """All closures that are not over, earliest first."""
        with self._unlocked.reading() as db:
            rows = db.scalars(select(Closure).where(Closure.last_on >= self._today()).order_by(Closure.first_on))
            return tuple(ClosureRow(row.id, row.first_on, row.last_on, row.reason) for row in rows)

    @needs(Right.CLOSE_DAYS)
    def add(self, first_on: date, last_on: date, reason: str) -> Changes:
        """Close the clinic from a day to a day, both included; sessions planned then and not begun are cancelled.

        Raises NotAllowed unless by an administrator, and Refused.
        """
        refusals = refusals_of_closure(first_on, last_on, reason)
        if refusals:
            raise Refused(refusals)
        now = self._clock()
        with self._unlocked.transaction() as db:
            closure = Closure(first_on=first_on, last_on=last_on, reason=reason.strip())
            db.add(closure)
            db.flush()
            cancelled = 0
            for session in self._open_sessions(db, first_on, last_on, now):
                session.cancelled_at, session.cancel_reason = now, _words(closure)
                self._unlocked.audit(db, "session.skipped", session.id, {"closure": str(closure.id)})
                cancelled += 1
            detail: dict[str, Json] = {
                "first": first_on.isoformat(),
                "last": last_on.isoformat(),
                "cancelled": cancelled,
            }
            self._unlocked.audit(db, "closure.added", closure.id, detail)
        return Changes(_TOPICS, f"The closure is kept. {count_of(cancelled, 'planned session')} cancelled.")

    @needs(Right.CLOSE_DAYS)
    def remove(self, closure_id: UUID) -> Changes:
        """Take a closure back; what it cancelled and is still to come is planned again, unless another closure holds.

        Raises as ``add``, and NotFound.
        """
        now = self._clock()
        with self._unlocked.transaction() as db:
            closure = db.get(Closure, closure_id)
            if closure is None:
                raise NotFound(_NO_CLOSURE)
            others = db.scalars(select(Closure).where(Closure.id != closure_id)).all()
            freed = [
                session
                for session in self._cancelled_by(db, closure)
                if not closed_on(others, self._day(session.starts_at))
            ]
            restored = sum(self._restore(db, session, now) for session in freed)
            self._unlocked.audit(db, "closure.removed", closure_id, {"restored": restored})
            db.delete(closure)
        return Changes(_TOPICS, f"The closure is taken back. {count_of(restored, 'session')} planned again.")

    def _today(self) -> date:
        return self._clock().astimezone(self._unlocked.zone).date()

    def _day(self, moment: datetime) -> date:
        return moment.astimezone(self._unlocked.zone).date()

    def _open_sessions(self, db: Database, first_on: date, last_on: date, now: datetime) -> list[Session]:
        sessions = db.scalars(
            select(Session).where(
                Session.started_at.is_(None), Session.cancelled_at.is_(None), Session.ends_at > now - timedelta(days=1)
            )
        )
        return [session for session in sessions if first_on <= self._day(session.starts_at) <= last_on]

    def _cancelled_by(self, db: Database, closure: Closure) -> list[Session]:
        sessions = db.scalars(
            select(Session).where(Session.cancelled_at.is_not(None), Session.cancel_reason == _words(closure))
        )
        return [session for session in sessions if closure.first_on <= self._day(session.starts_at) <= closure.last_on]

    def _restore(self, db: Database, session: Session, now: datetime) -> bool:
        others = standing_spans(db, session.group_id, session.id)
        if refusals_to_restore(planned_span(session), now, others):
            return False
        session.cancelled_at, session.cancel_reason = None, ""
        self._unlocked.audit(db, "session.restored", session.id)
        return True


def _words(closure: Closure) -> str:
    return f"Closed: {closure.reason}"
