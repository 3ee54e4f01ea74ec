"""A lesson as it is given in a session: which one comes next, how its text is kept, when it may still be changed."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session as Database
from sqlalchemy.orm import defer

from iop_desktop.models.groups import Group, Session
from iop_desktop.models.lessons import Curriculum, DeliveredSegment, Delivery, Lesson, Module
from iop_desktop.models.notes import Note
from iop_desktop.rules.refusal import Refusal
from iop_desktop.rules.signing import group_part_is_locked
from iop_desktop.rules.teaching import SegmentClock, seconds_spent
from iop_desktop.rules.vocabulary import SegmentState
from iop_desktop.services.errors import NotFound, Refused
from iop_desktop.services.lesson_order import in_order
from iop_desktop.services.session_heads import NO_SUCH_SESSION

NO_LESSON = "That lesson is not in these records. Nothing was changed."
_LOCKED = Refusal("signed", "Notes of this session are signed, and they name the lesson. Nothing was changed.")


def delivery_of(db: Database, session_id: UUID) -> Delivery | None:
    """The lesson given in a session, if one was begun or chosen."""
    return db.scalars(select(Delivery).where(Delivery.session_id == session_id)).one_or_none()


def segments_of(db: Database, delivery_id: UUID) -> list[DeliveredSegment]:
    """The segments of a delivery in order."""
    query = select(DeliveredSegment).where(DeliveredSegment.delivery_id == delivery_id)
    return list(db.scalars(query.order_by(DeliveredSegment.position)))


def lessons_in_order(db: Database, curriculum_id: UUID | None = None) -> list[Lesson]:
    """All lessons, or those of one curriculum, in order, those that are no longer offered among them.

    A text is read when it is asked for.
    """
    query = (
        select(Lesson)
        .join(Module, Module.id == Lesson.module_id)
        .join(Curriculum, Curriculum.id == Module.curriculum_id)
        .order_by(*in_order())
        .options(defer(Lesson.content))
    )
    if curriculum_id is not None:
        query = query.where(Module.curriculum_id == curriculum_id)
    return list(db.scalars(query))


def next_lesson(db: Database, session_id: UUID) -> Lesson | None:
    """The lesson after the one this group had last, in the group's own curriculum if it has one.

    It begins anew when the group had all of them. Raises NotFound.
    """
    session = db.get(Session, session_id)
    if session is None:
        raise NotFound(NO_SUCH_SESSION)
    lessons = lessons_in_order(db, db.get_one(Group, session.group_id).curriculum_id)
    last = db.scalars(
        select(Delivery.lesson_id)
        .join(Session, Session.id == Delivery.session_id)
        .where(Session.group_id == session.group_id, Session.starts_at < session.starts_at)
        .order_by(Session.starts_at.desc())
        .limit(1)
    ).one_or_none()
    ids = [lesson.id for lesson in lessons]
    following = ids.index(last) + 1 if last in ids else 0
    return next((lesson for lesson in (*lessons[following:], *lessons[:following]) if not lesson.retired), None)


def deliver(db: Database, session_id: UUID, lesson: Lesson) -> Delivery:
    """Keep the lesson's text with the session, so that later edits of the curriculum do not reach back."""
    delivery = Delivery(session_id=session_id, lesson_id=lesson.id, title=lesson.title, content=lesson.content)
    db.add(delivery)
    db.flush()
    for position, segment in enumerate(lesson.content.get("segments", ()), 1):
        db.add(
            DeliveredSegment(
                delivery_id=delivery.id,
                position=position,
                title=segment["title"],
                minutes=segment["minutes"],
                state=SegmentState.PLANNED,
                marked_at=None,
            )
        )
    db.flush()
    return delivery


def begun_delivery(db: Database, session_id: UUID) -> Delivery:
    """The delivery of a session; the next lesson is chosen when there is none yet. Raises NotFound without a lesson."""
    found = delivery_of(db, session_id)
    if found is not None:
        return found
    lesson = next_lesson(db, session_id)
    if lesson is None:
        raise NotFound(NO_LESSON)
    return deliver(db, session_id, lesson)


def notes_are_signed(db: Database, session_id: UUID) -> bool:
    """Whether what was taught stands in a signed note and must stay as it is."""
    states = frozenset(db.scalars(select(Note.state).where(Note.session_id == session_id)))
    return group_part_is_locked(states)


def require_unsigned(db: Database, session_id: UUID) -> None:
    """Raises Refused when a note of the session is signed."""
    if notes_are_signed(db, session_id):
        raise Refused((_LOCKED,))


def mark(segment: DeliveredSegment, state: SegmentState, reason: str, now: datetime) -> None:
    """Write down how a segment was given; only a skipped one has a reason."""
    segment.state = state
    segment.reason = reason if state is SegmentState.SKIPPED else ""
    segment.marked_at = None if state is SegmentState.PLANNED else now


def taught_seconds(
    delivery: Delivery, segment: DeliveredSegment, now: datetime | None, ended_at: datetime | None
) -> int:
    """Seconds a segment has taken until now; without ``now`` a segment that still runs counts to the session's end."""
    until = now or ended_at
    if segment.position != delivery.position or until is None:
        return segment.seconds_spent
    clock = SegmentClock(segment.seconds_spent, delivery.segment_began_at, delivery.paused_at)
    return seconds_spent(clock, until, ended_at)
