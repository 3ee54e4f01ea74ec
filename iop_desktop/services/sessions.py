"""Meetings of groups: which are today, starting and ending them, planning new ones."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, tzinfo
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, or_
from sqlalchemy.orm import Session as Database

from iop_desktop.models.canonical import Json
from iop_desktop.models.groups import Session
from iop_desktop.models.lessons import Lesson
from iop_desktop.rules.attendance import SessionSpan
from iop_desktop.rules.meetings import (
    actual_end,
    is_recorded_late,
    refusals_of_skipped,
    refusals_to_correct,
    refusals_to_end,
    refusals_to_plan,
    refusals_to_start,
    refusals_under_signature,
)
from iop_desktop.rules.refusal import Refusal
from iop_desktop.rules.rights import Right
from iop_desktop.rules.staffing_limits import LimitWarning
from iop_desktop.services.attendance_log import signed_clients
from iop_desktop.services.breaks import keep_break
from iop_desktop.services.changes import Changes, Topic
from iop_desktop.services.deliveries import deliver
from iop_desktop.services.errors import NotFound, Refused
from iop_desktop.services.need_to_know import may_open
from iop_desktop.services.rights import needs
from iop_desktop.services.room_views import SessionHead
from iop_desktop.services.session_heads import session_head, session_heads
from iop_desktop.services.session_leading import require_leading, require_planner
from iop_desktop.services.session_rows import active_group, add_session, planned_span, session_of, standing_spans
from iop_desktop.services.session_start import answer_limits, begin, open_warnings
from iop_desktop.services.session_times import typed_times
from iop_desktop.services.unlocked import Clock, Unlocked
from iop_desktop.services.wall_text import day_and_time, time_text

_TOPICS = frozenset({Topic.SESSIONS})
_Times = tuple[datetime | None, datetime | None]
_LATELY = timedelta(weeks=8)
_NO_LESSON = "That lesson is not in these records. Nothing was changed."


class SessionService:
    """Use cases around one meeting of a group."""

    def __init__(self, unlocked: Unlocked, clock: Clock) -> None:
        self._unlocked = unlocked
        self._clock = clock

    @property
    def zone(self) -> tzinfo:
        """The clinic's time zone, in which people type and read times."""
        return self._unlocked.zone

    @needs(Right.READ_SESSIONS)
    def today(self) -> tuple[SessionHead, ...]:
        """Sessions of this day on the clinic's calendar and those still running, earliest first."""
        with self._unlocked.reading() as db:
            return sessions_of_today(db, self._unlocked, self._clock())

    @needs(Right.READ_SESSIONS)
    def current(self) -> UUID | None:
        """The session the Group page opens with: the one that runs, else the next today, else my last one."""
        return self._current(roster=True)

    def _current(self, *, roster: bool) -> UUID | None:
        """Of the sessions that this person may open; of their notes unless only the ``roster`` is meant."""
        today = self.today()
        with self._unlocked.reading() as db:
            open_to_me = may_open(db, self._unlocked, [head.session_id for head in today], roster=roster)
        heads = sorted((each for each in today if each.session_id in open_to_me), key=lambda head: not head.is_mine)
        running = [head for head in heads if head.started_at and not head.ended_at]
        ahead = [head for head in heads if not head.started_at and head.ends_at > self._clock()]
        for head in (*running, *ahead):
            return head.session_id
        last = self._last_of_mine()
        return last[0].session_id if last else None

    @needs(Right.READ_SESSIONS)
    def to_write_about(self) -> UUID | None:
        """The session the Notes page opens with: mine that runs, else my last that was held, else my last by plan."""
        running = [head for head in self.today() if head.is_mine and head.started_at and not head.ended_at]
        for head in (*running, *self._last_of_mine(held=True), *self._last_of_mine()):
            return head.session_id
        return self._current(roster=False)

    @needs(Right.READ_SESSIONS)
    def head(self, session_id: UUID) -> SessionHead:
        """One session. Raises NotFound."""
        with self._unlocked.reading() as db:
            return session_head(db, session_id, self._unlocked.actor.staff_id, self._unlocked.zone)

    @needs(Right.LEAD_GROUPS)
    def start(self, session_id: UUID, *, reason: str = "", ahead: bool = False) -> Changes:
        """Begin a session now. Raises NotFound, NotAllowed, Refused.

        ``ahead`` confirms that it is held more than an hour before its time. ``reason`` lets a session begin that a
        rule of size or staffing speaks against, or whose day is over; it is kept with the rule or with the late entry.
        """
        now = self._clock()
        with self._unlocked.transaction() as db:
            detail = require_leading(db, self._unlocked, session_id)
            session = session_of(db, session_id)
            cancelled = session.cancelled_at is not None
            _refuse(refusals_to_start(planned_span(session), session.started_at, now, ahead=ahead, cancelled=cancelled))
            begin(db, self._unlocked, session, now, reason)
            self._unlocked.audit(db, "session.started", session_id, {"at": str(session.started_at), **detail})
            text = time_text(session.started_at or now, self._unlocked.zone)
        return Changes(_TOPICS | {Topic.ATTENDANCE}, f"The session began at {text}.")

    @needs(Right.LEAD_GROUPS)
    def end(self, session_id: UUID) -> Changes:
        """End a session now, earlier or later than planned. Raises NotFound, NotAllowed, Refused."""
        now = self._clock()
        with self._unlocked.transaction() as db:
            detail = require_leading(db, self._unlocked, session_id)
            session = session_of(db, session_id)
            _refuse(refusals_under_signature(bool(signed_clients(db, session_id))))
            _refuse(refusals_to_end(planned_span(session), session.started_at, session.ended_at, now))
            ended_at = actual_end(planned_span(session), now)
            keep_break(self._unlocked, db, session_id, ended_at, on=False)
            session.ended_at = ended_at
            self._unlocked.audit(db, "session.ended", session_id, {"at": session.ended_at.isoformat(), **detail})
            text = time_text(session.ended_at, self._unlocked.zone)
        return Changes(_TOPICS | {Topic.ATTENDANCE, Topic.NOTES}, f"The session ended at {text}.")

    @needs(Right.LEAD_GROUPS)
    def set_times(self, session_id: UUID, start_text: str, end_text: str) -> Changes:
        """Correct when a session began and ended, as the wall clock showed; an empty text leaves that time.

        One that nobody started is recorded afterwards in this way, unless a rule of size or staffing asks for a
        reason: then it is begun first. Raises NotFound, NotAllowed, Refused.
        """
        now = self._clock()
        with self._unlocked.transaction() as db:
            detail = require_leading(db, self._unlocked, session_id)
            session = session_of(db, session_id)
            _refuse(refusals_of_skipped(session.cancelled_at is not None))
            before = (session.started_at, session.ended_at)
            times = typed_times(session, start_text, end_text, self._unlocked.zone)
            if times == before:
                return Changes(frozenset())
            _refuse(refusals_to_correct(*times, now, signed=bool(signed_clients(db, session_id))))
            if before[0] is None:
                answer_limits(db, self._unlocked, session, now, "")
                if is_recorded_late(planned_span(session), now, self._unlocked.zone):
                    session.recorded_late_at = session.recorded_late_at or now
            session.started_at, session.ended_at = times
            self._unlocked.audit(db, "session.times", session_id, {**_times_detail(before, times), **detail})
        return Changes(_TOPICS | {Topic.ATTENDANCE, Topic.NOTES}, "The times of the session are corrected.")

    @needs(Right.PLAN_SESSIONS)
    def schedule(self, group_id: UUID, starts_at: datetime, ends_at: datetime, lesson_id: UUID | None) -> Changes:
        """Plan a meeting with the group's staff and place, and optionally its lesson.

        Raises NotFound, NotAllowed for who does not plan this group, and Refused.
        """
        planned = SessionSpan(starts_at, ends_at)
        with self._unlocked.transaction() as db:
            group = active_group(db, group_id)
            require_planner(self._unlocked.actor, (group.facilitator_id, group.cofacilitator_id))
            _refuse(refusals_to_plan(planned, standing_spans(db, group_id)))
            session = add_session(db, group, planned)
            if lesson_id is not None:
                _give_lesson(db, session.id, lesson_id)
            self._unlocked.audit(db, "session.scheduled", session.id, {"group": str(group_id)})
            warnings = open_warnings(db, self._unlocked, session)
        today = self._clock().astimezone(self._unlocked.zone).date()
        when = day_and_time(starts_at, self._unlocked.zone, today)
        message = f"Session {session.number} is planned: {when}."
        return Changes(_TOPICS | {Topic.GROUPS}, " ".join((message, *(each.sentence for each in warnings))))

    @needs(Right.READ_SESSIONS)
    def warnings(self, session_id: UUID) -> tuple[LimitWarning, ...]:
        """The rules of size and staffing that a session goes against and nobody has answered. Raises NotFound."""
        with self._unlocked.reading() as db:
            return open_warnings(db, self._unlocked, session_of(db, session_id))

    def _last_of_mine(self, *, held: bool = False) -> tuple[SessionHead, ...]:
        me, now = self._unlocked.actor.staff_id, self._clock()

        def latest(heads: Select[Any], since: datetime | None) -> Select[Any]:
            return (
                heads.where(
                    Session.cancelled_at.is_(None),
                    or_(Session.facilitator_id == me, Session.cofacilitator_id == me),
                    Session.started_at.is_not(None) if held else Session.starts_at <= now,
                    *((Session.starts_at >= since,) if since else ()),
                )
                .order_by(Session.starts_at.desc(), Session.id)
                .limit(1)
            )

        with self._unlocked.reading() as db:
            # Almost always among the last weeks, and then the years before need not be read.
            for since in (now - _LATELY, None):
                found = session_heads(db, partial(latest, since=since), me, self._unlocked.zone)
                if found:
                    return found
        return ()


def sessions_of_today(db: Database, unlocked: Unlocked, now: datetime) -> tuple[SessionHead, ...]:
    """Sessions of this day on the clinic's calendar that were not skipped, and those that run on from yesterday."""
    first, last = day_bounds(now.astimezone(unlocked.zone).date(), unlocked)
    # In one range of time, so that the years before are not read.
    since_yesterday = and_(Session.starts_at >= first - timedelta(days=1), Session.starts_at < last)
    runs_on = and_(Session.started_at.is_not(None), Session.ended_at.is_(None), Session.ends_at > now)
    wanted = and_(since_yesterday, or_(Session.starts_at >= first, runs_on))
    return session_heads(
        db,
        lambda heads: heads.where(wanted, Session.cancelled_at.is_(None)).order_by(Session.starts_at, Session.id),
        unlocked.actor.staff_id,
        unlocked.zone,
    )


def day_bounds(day: date, unlocked: Unlocked) -> tuple[datetime, datetime]:
    """First moment of the day and of the next on the clinic's calendar; 23 or 25 hours apart when clocks change."""
    first, following = (datetime.combine(each, time(), tzinfo=unlocked.zone) for each in (day, day + timedelta(days=1)))
    return first, following


def _refuse(refusals: tuple[Refusal, ...]) -> None:
    if refusals:
        raise Refused(refusals)


def _times_detail(before: _Times, after: _Times) -> dict[str, Json]:
    return {name: [str(moment or "") for moment in times] for name, times in (("before", before), ("after", after))}


def _give_lesson(db: Database, session_id: UUID, lesson_id: UUID) -> None:
    lesson = db.get(Lesson, lesson_id)
    if lesson is None:
        raise NotFound(_NO_LESSON)
    deliver(db, session_id, lesson)
