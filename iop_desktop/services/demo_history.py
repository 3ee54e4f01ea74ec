"""Sessions of the past weeks as they were held: attendance, lesson and group part."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session as Database

from iop_desktop.models.base import new_id
from iop_desktop.models.groups import Session
from iop_desktop.models.lessons import Lesson
from iop_desktop.models.notes import GroupPart
from iop_desktop.rules.attendance import SessionSpan
from iop_desktop.rules.vocabulary import AttendanceEventKind, AttendanceStatus, SegmentState
from iop_desktop.services import attendance_log as log
from iop_desktop.services.deliveries import deliver, segments_of
from iop_desktop.services.demo_calendar import SESSION_LENGTH
from iop_desktop.services.demo_content import Sentences
from iop_desktop.services.demo_people import Placed, PlacedGroup
from iop_desktop.services.demo_texts import draw, observation_of, status_of
from iop_desktop.services.unlocked import Unlocked

_LATE = timedelta(minutes=10)
_LEFT_EARLY = timedelta(minutes=35)
_SEEN_WITHIN = 150
# One segment in twenty is skipped and two are shortened: lessons rarely go as they were planned.
_SHARE_TAUGHT = {SegmentState.DONE: 1.0, SegmentState.SHORTENED: 0.6, SegmentState.SKIPPED: 0.0}
_OUT_OF = 20


@dataclass(frozen=True, slots=True)
class Held:
    """A session of the past. ``sessions_ago`` is 1 for the group's latest one."""

    session_id: UUID
    number: int
    day: date
    span: SessionSpan
    sessions_ago: int


def hold_session(
    unlocked: Unlocked,
    placed: PlacedGroup,
    number: int,
    starts_at: datetime,
    sessions_ago: int,
    lesson_id: UUID,
    sentences: Sentences,
) -> Held:
    """Write down one session of a group with everything but its notes, in one transaction."""
    span = SessionSpan(starts_at, starts_at + SESSION_LENGTH)
    day = starts_at.astimezone(unlocked.zone).date()
    with unlocked.transaction() as db:
        session = _session(placed, number, span)
        db.add(session)
        db.flush()
        _add_attendance(db, session, placed, day, sessions_ago, sentences)
        _add_lesson(db, session, placed, lesson_id)
        unlocked.audit(db, "demo.session", session.id, {"number": number})
        return Held(session.id, number, day, span, sessions_ago)


def _session(placed: PlacedGroup, number: int, span: SessionSpan) -> Session:
    return Session(
        id=new_id(),
        group_id=placed.group_id,
        number=number,
        starts_at=span.starts_at,
        ends_at=span.ends_at,
        started_at=span.starts_at,
        ended_at=span.ends_at,
        facilitator_id=placed.facilitator_id,
        cofacilitator_id=placed.cofacilitator_id,
        place=placed.group.place,
    )


def _add_attendance(
    db: Database, session: Session, placed: PlacedGroup, day: date, sessions_ago: int, sentences: Sentences
) -> None:
    events: list[log.NewEvent] = []
    for member in placed.members:
        if member.first_on <= day:
            events += _events(member, session, sessions_ago, sentences)
    if events:
        log.record(db, session.id, events, by=session.facilitator_id, now=session.ends_at)


def _events(placed: Placed, session: Session, sessions_ago: int, sentences: Sentences) -> list[log.NewEvent]:
    member, number = placed.member, session.number
    status = status_of(member, number, sessions_ago)
    moment = _moment_of(status, session, draw(15, "minutes", member.full_name, number))
    events = [log.NewEvent(placed.client_id, AttendanceEventKind.MARKED, status, at=moment)]
    if status in (AttendanceStatus.EXCUSED, AttendanceStatus.CANCELLED_BY_CLIENT):
        place = draw(len(sentences.absence_reasons), "reason", member.full_name, number)
        reason, excuse = sentences.absence_reasons[place], sentences.absence_excuses[place]
        events.append(log.NewEvent(placed.client_id, AttendanceEventKind.REASON, text=reason, excuse=excuse))
    observation = observation_of(member, number, sentences)
    if status.attended and observation:
        seen_at = session.starts_at + timedelta(minutes=draw(_SEEN_WITHIN, "seen", member.full_name, number))
        events.append(log.NewEvent(placed.client_id, AttendanceEventKind.OBSERVED, text=observation, at=seen_at))
    return events


def _moment_of(status: AttendanceStatus, session: Session, minutes: int) -> datetime:
    if status is AttendanceStatus.LATE:
        return session.starts_at + _LATE + timedelta(minutes=minutes)
    if status is AttendanceStatus.LEFT_EARLY:
        return session.ends_at - _LEFT_EARLY - timedelta(minutes=minutes)
    return session.starts_at


def _add_lesson(db: Database, session: Session, placed: PlacedGroup, lesson_id: UUID) -> None:
    lesson = db.get_one(Lesson, lesson_id)
    delivery = deliver(db, session.id, lesson)
    db.add(
        GroupPart(
            session_id=session.id,
            note_format=placed.group.note_format,
            topic=lesson.title,
            interventions=lesson.content["group_note"],
        )
    )
    over = session.starts_at
    for segment in segments_of(db, delivery.id):
        segment.state = _segment_state(placed.group.code, session.number, segment.position)
        segment.seconds_spent = round(segment.minutes * 60 * _SHARE_TAUGHT[segment.state])
        over += timedelta(seconds=segment.seconds_spent)
        segment.marked_at = over
    db.flush()


def _segment_state(code: str, number: int, position: int) -> SegmentState:
    drawn = draw(_OUT_OF, "segment", code, number, position)
    if drawn == 0 and position > 1:
        return SegmentState.SKIPPED
    return SegmentState.SHORTENED if drawn in (1, 2) else SegmentState.DONE
