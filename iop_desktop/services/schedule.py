"""The schedule of groups: sessions made ahead, skipped, restored, moved, and recorded afterwards."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import Row, select
from sqlalchemy.orm import Session as Database

from iop_desktop.models.clinic import Staff
from iop_desktop.models.groups import Closure, Group, Session
from iop_desktop.models.lessons import Delivery
from iop_desktop.rules.attendance import SessionSpan
from iop_desktop.rules.meetings import (
    may_plan,
    refusals_to_move,
    refusals_to_record_past,
    refusals_to_restore,
    refusals_to_skip,
)
from iop_desktop.rules.recurrence import timetable_words
from iop_desktop.rules.refusal import Refusal
from iop_desktop.rules.rights import Right
from iop_desktop.services.changes import Changes, Topic, Undo
from iop_desktop.services.errors import NotFound, Refused
from iop_desktop.services.plan_ahead import plan_if_possible
from iop_desktop.services.rights import needs
from iop_desktop.services.schedule_views import ClosureRow, PastSession, PlanRow, PlanState, Schedule
from iop_desktop.services.session_leading import require_planner
from iop_desktop.services.session_rows import (
    NO_GROUP,
    active_group,
    add_session,
    planned_span,
    session_of,
    standing_spans,
)
from iop_desktop.services.timetables import timetable_of
from iop_desktop.services.unlocked import Clock, Unlocked
from iop_desktop.services.wall_text import day_and_time

LOOK_BACK = timedelta(days=60)
_TOPICS = frozenset({Topic.SESSIONS, Topic.GROUPS})


class ScheduleService:
    """Use cases around when groups meet."""

    def __init__(self, unlocked: Unlocked, clock: Clock) -> None:
        self._unlocked = unlocked
        self._clock = clock

    @needs(Right.PLAN_SESSIONS)
    def plan_ahead(self) -> int:
        """Make the sessions of the next two weeks that are missing, if they can be written; how many were made."""
        return plan_if_possible(self._unlocked, self._clock())

    @needs(Right.READ_ROSTERS)
    def view(self, group_id: UUID) -> Schedule:
        """The schedule of one group, planned ahead. Raises NotFound."""
        now, actor = self._clock(), self._unlocked.actor
        plan_if_possible(self._unlocked, now)
        with self._unlocked.reading() as db:
            group = db.get(Group, group_id)
            if group is None:
                raise NotFound(NO_GROUP)
            timetable = timetable_of(group)
            return Schedule(
                group_id=group_id,
                words=timetable_words(timetable) if timetable else "No fixed days; sessions are planned one by one",
                timetable=timetable,
                rows=self._rows(db, group_id, now),
                closures=_closures(db, now.astimezone(self._unlocked.zone).date() - LOOK_BACK),
                may_change=may_plan(
                    actor.staff_id,
                    (group.facilitator_id, group.cofacilitator_id),
                    all_groups=actor.may(Right.PLAN_ALL_GROUPS),
                ),
            )

    @needs(Right.PLAN_SESSIONS)
    def skip(self, session_id: UUID, reason: str) -> Changes:
        """Cancel a planned session and keep it with the reason. Raises NotFound, NotAllowed, Refused."""
        now = self._clock()
        with self._unlocked.transaction() as db:
            session = self._plannable(db, session_id)
            cancelled = session.cancelled_at is not None
            _refuse(refusals_to_skip(session.started_at, cancelled=cancelled, reason=reason))
            session.cancelled_at, session.cancel_reason = now, reason.strip()
            self._unlocked.audit(db, "session.skipped", session_id, {"group": str(session.group_id)})
            message = f"Session {session.number} is skipped: {self._when(session.starts_at)}."
        return Changes(_TOPICS, message, Undo("Restore", lambda: self.restore(session_id)))

    @needs(Right.PLAN_SESSIONS)
    def restore(self, session_id: UUID) -> Changes:
        """Plan a skipped session again at its time. Raises NotFound, NotAllowed, Refused."""
        now = self._clock()
        with self._unlocked.transaction() as db:
            session = self._plannable(db, session_id)
            if session.cancelled_at is None:
                return Changes(frozenset())
            others = standing_spans(db, session.group_id, session_id)
            _refuse(refusals_to_restore(planned_span(session), now, others))
            session.cancelled_at, session.cancel_reason = None, ""
            self._unlocked.audit(db, "session.restored", session_id, {"group": str(session.group_id)})
            message = f"Session {session.number} is planned again: {self._when(session.starts_at)}."
        return Changes(_TOPICS, message)

    @needs(Right.PLAN_SESSIONS)
    def move(self, session_id: UUID, starts_at: datetime, ends_at: datetime) -> Changes:
        """Plan a session for another time; where it came from is kept. Raises NotFound, NotAllowed, Refused."""
        now = self._clock()
        with self._unlocked.transaction() as db:
            session = self._plannable(db, session_id)
            target, cancelled = SessionSpan(starts_at, ends_at), session.cancelled_at is not None
            others = standing_spans(db, session.group_id, session_id)
            _refuse(refusals_to_move(session.started_at, target, now, others, cancelled=cancelled))
            before = session.starts_at
            session.moved_from = session.moved_from or before
            session.starts_at, session.ends_at = starts_at, ends_at
            detail = {"from": before.isoformat(), "to": starts_at.isoformat()}
            self._unlocked.audit(db, "session.moved", session_id, detail)
            message = f"Session {session.number} is moved: {self._when(starts_at)}."
        return Changes(_TOPICS, message)

    @needs(Right.PLAN_SESSIONS)
    def record_past(self, group_id: UUID, past: PastSession) -> Changes:
        """Record a session that was held and not recorded then, as a late entry.

        The planned session of that day that nobody started is taken; else a new one is made. When it was recorded is
        the moment of this call and nothing else. Raises NotFound, NotAllowed, Refused.
        """
        now = self._clock()
        with self._unlocked.transaction() as db:
            group = active_group(db, group_id)
            self._require_planner((group.facilitator_id, group.cofacilitator_id))
            held = SessionSpan(past.began_at, past.ended_at)
            planned = _forgotten(db, group_id, held, self._unlocked)
            others = standing_spans(db, group_id, planned.id if planned else None)
            _refuse(refusals_to_record_past(held, now, past.reason, others))
            session = planned or add_session(db, group, held)
            session.started_at, session.ended_at = past.began_at, past.ended_at
            session.recorded_late_at, session.late_reason = now, past.reason.strip()
            detail = {"began": past.began_at.isoformat(), "ended": past.ended_at.isoformat()}
            self._unlocked.audit(db, "session.recorded_late", session.id, {"group": str(group_id), **detail})
            message = f"Session {session.number} is recorded as a late entry: {self._when(past.began_at)}."
        return Changes(_TOPICS | {Topic.ATTENDANCE, Topic.NOTES}, message)

    def _plannable(self, db: Database, session_id: UUID) -> Session:
        session = session_of(db, session_id)
        group = db.get_one(Group, session.group_id)
        leaders = (group.facilitator_id, group.cofacilitator_id, session.facilitator_id, session.cofacilitator_id)
        self._require_planner(leaders)
        return session

    def _require_planner(self, leaders: tuple[UUID | None, ...]) -> None:
        require_planner(self._unlocked.actor, leaders)

    def _when(self, moment: datetime) -> str:
        zone = self._unlocked.zone
        return day_and_time(moment, zone, self._clock().astimezone(zone).date())

    def _rows(self, db: Database, group_id: UUID, now: datetime) -> tuple[PlanRow, ...]:
        query = (
            select(Session, Staff.name.label("facilitator"), Delivery.title.label("lesson"))
            .join(Staff, Staff.id == Session.facilitator_id)
            .outerjoin(Delivery, Delivery.session_id == Session.id)
            .where(Session.group_id == group_id, Session.starts_at > now - LOOK_BACK)
            .order_by(Session.starts_at.desc(), Session.number.desc())
        )
        return tuple(self._row(row, now) for row in db.execute(query))

    def _row(self, row: Row[Session, str, str], now: datetime) -> PlanRow:
        session = row.Session
        state = state_of(session, now)
        return PlanRow(
            session_id=session.id,
            number=session.number,
            starts_at=session.started_at or session.starts_at,
            ends_at=session.ended_at or session.ends_at,
            zone=self._unlocked.zone,
            state=state,
            facilitator=row.facilitator,
            lesson=row.lesson or "",
            detail=self._detail(session, state),
        )

    def _detail(self, session: Session, state: PlanState) -> str:
        if state is PlanState.SKIPPED:
            return session.cancel_reason
        if state is PlanState.LATE_ENTRY:
            return session.late_reason
        if session.split_of is not None:
            return "Second part of a split group"
        if session.moved_from is not None:
            return f"Moved from {self._when(session.moved_from)}"
        return ""


def state_of(session: Session, now: datetime) -> PlanState:
    """Where a session of the schedule stands."""
    if session.cancelled_at is not None:
        return PlanState.SKIPPED
    if session.recorded_late_at is not None:
        return PlanState.LATE_ENTRY
    if session.started_at is not None:
        return PlanState.HELD if session.ended_at is not None else PlanState.RUNNING
    if session.ends_at <= now:
        return PlanState.NOT_RECORDED
    return PlanState.PLANNED if session.moved_from is None else PlanState.MOVED


def _forgotten(db: Database, group_id: UUID, held: SessionSpan, unlocked: Unlocked) -> Session | None:
    """The planned session of the day that nobody started, nearest to when it was held."""
    day = held.starts_at.astimezone(unlocked.zone).date()
    found = [
        session
        for session in db.scalars(
            select(Session).where(
                Session.group_id == group_id, Session.started_at.is_(None), Session.cancelled_at.is_(None)
            )
        )
        if session.starts_at.astimezone(unlocked.zone).date() == day
    ]
    return min(found, key=lambda session: abs(session.starts_at - held.starts_at), default=None)


def _closures(db: Database, since: date) -> tuple[ClosureRow, ...]:
    rows = db.scalars(select(Closure).where(Closure.last_on >= since).order_by(Closure.first_on))
    return tuple(ClosureRow(row.id, row.first_on, row.last_on, row.reason) for row in rows)


def _refuse(refusals: Iterable[Refusal]) -> None:
    found = tuple(refusals)
    if found:
        raise Refused(found)
