"""The lesson of the day: what is planned, what was given, and how."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session as Database

from iop_desktop.models.canonical import Json
from iop_desktop.models.groups import Session
from iop_desktop.models.lessons import Curriculum, DeliveredSegment, Delivery, Lesson, Module
from iop_desktop.models.notes import Note
from iop_desktop.rules.refusal import Refusal
from iop_desktop.rules.signing import group_part_is_locked
from iop_desktop.rules.vocabulary import SegmentState
from iop_desktop.services.changes import Changes, Topic, Undo
from iop_desktop.services.errors import NotFound, Refused
from iop_desktop.services.room_views import LessonView, SegmentRow
from iop_desktop.services.session_heads import NO_SUCH_SESSION
from iop_desktop.services.session_leading import require_leading
from iop_desktop.services.unlocked import Clock, Unlocked

_TOPICS = frozenset({Topic.LESSONS, Topic.NOTES})
_NO_LESSON = "That lesson is not in these records. Nothing was changed."
_LOCKED = Refusal("signed", "Notes of this session are signed, and they name the lesson. Nothing was changed.")
_BEGUN = Refusal("begun", "This lesson has begun. Set its segments back to planned before you choose another.")


class LessonService:
    """Use cases of the lesson beside the roster."""

    def __init__(self, unlocked: Unlocked, clock: Clock) -> None:
        self._unlocked = unlocked
        self._clock = clock

    def view(self, session_id: UUID) -> LessonView | None:
        """The lesson given in this session, else the next one of the curriculum; None when there is none."""
        with self._unlocked.reading() as db:
            delivery = _delivery(db, session_id)
            if delivery is not None:
                segments = _segments(db, delivery.id)
                states = {segment.position: segment.state for segment in segments}
                return _view(db, session_id, delivery.lesson_id, delivery.title, delivery.content, states)
            lesson = _next_lesson(db, session_id)
            return _view(db, session_id, lesson.id, lesson.title, lesson.content, {}) if lesson else None

    def lessons(self) -> tuple[tuple[UUID, str], ...]:
        """All lessons in the order of their curriculum."""
        with self._unlocked.reading() as db:
            return tuple((lesson.id, lesson.title) for lesson in _in_order(db))

    def choose(self, session_id: UUID, lesson_id: UUID) -> Changes:
        """Give this lesson in the session. Raises Refused once another has begun or a note is signed."""
        with self._unlocked.transaction() as db:
            detail = require_leading(db, self._unlocked, session_id)
            _require_unlocked(db, session_id)
            lesson = db.get(Lesson, lesson_id)
            if lesson is None:
                raise NotFound(_NO_LESSON)
            before = _delivery(db, session_id)
            if before is not None:
                _drop(db, before)
            deliver(db, session_id, lesson)
            self._unlocked.audit(db, "lesson.chosen", session_id, {"lesson": str(lesson_id), **detail})
        return Changes(_TOPICS | {Topic.SESSIONS}, f"Lesson: {lesson.title}.")

    def mark_segment(self, session_id: UUID, position: int, state: SegmentState) -> Changes:
        """Record how a segment was given. Raises NotFound, and Refused when a note of the session is signed."""
        with self._unlocked.transaction() as db:
            detail = require_leading(db, self._unlocked, session_id)
            _require_unlocked(db, session_id)
            segment = self._segment(db, session_id, position)
            before, segment.state = segment.state, state
            segment.marked_at = None if state is SegmentState.PLANNED else self._clock()
            title = segment.title
            what: dict[str, Json] = {"position": position, "state": str(state), **detail}
            self._unlocked.audit(db, "lesson.segment", session_id, what)
        undo = Undo("Undo", partial(self.mark_segment, session_id, position, before))
        return Changes(_TOPICS, f"{title}: {state}.", undo)

    def _segment(self, db: Database, session_id: UUID, position: int) -> DeliveredSegment:
        delivery = _delivery(db, session_id)
        if delivery is None:
            lesson = _next_lesson(db, session_id)
            if lesson is None:
                raise NotFound(_NO_LESSON)
            delivery = deliver(db, session_id, lesson)
        for segment in _segments(db, delivery.id):
            if segment.position == position:
                return segment
        raise NotFound(_NO_LESSON)


def _delivery(db: Database, session_id: UUID) -> Delivery | None:
    return db.scalars(select(Delivery).where(Delivery.session_id == session_id)).one_or_none()


def _segments(db: Database, delivery_id: UUID) -> list[DeliveredSegment]:
    query = select(DeliveredSegment).where(DeliveredSegment.delivery_id == delivery_id)
    return list(db.scalars(query.order_by(DeliveredSegment.position)))


def _in_order(db: Database) -> list[Lesson]:
    query = (
        select(Lesson)
        .join(Module, Module.id == Lesson.module_id)
        .join(Curriculum, Curriculum.id == Module.curriculum_id)
        .order_by(Curriculum.code, Module.number, Lesson.number)
    )
    return list(db.scalars(query))


def _next_lesson(db: Database, session_id: UUID) -> Lesson | None:
    """The lesson after the one this group had last; from the beginning when it had all."""
    session = db.get(Session, session_id)
    if session is None:
        raise NotFound(NO_SUCH_SESSION)
    lessons = _in_order(db)
    last = db.scalars(
        select(Delivery.lesson_id)
        .join(Session, Session.id == Delivery.session_id)
        .where(Session.group_id == session.group_id, Session.starts_at < session.starts_at)
        .order_by(Session.starts_at.desc())
        .limit(1)
    ).one_or_none()
    ids = [lesson.id for lesson in lessons]
    following = ids.index(last) + 1 if last in ids else 0
    return lessons[following % len(lessons)] if lessons else None


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


def _drop(db: Database, delivery: Delivery) -> None:
    if any(segment.state is not SegmentState.PLANNED for segment in _segments(db, delivery.id)):
        raise Refused((_BEGUN,))
    db.execute(delete(DeliveredSegment).where(DeliveredSegment.delivery_id == delivery.id))
    db.delete(delivery)
    db.flush()


def _require_unlocked(db: Database, session_id: UUID) -> None:
    states = frozenset(db.scalars(select(Note.state).where(Note.session_id == session_id)))
    if group_part_is_locked(states):
        raise Refused((_LOCKED,))


def _view(
    db: Database,
    session_id: UUID,
    lesson_id: UUID,
    title: str,
    content: dict[str, Any],
    states: dict[int, SegmentState],
) -> LessonView:
    module_title, curriculum_title = db.execute(
        select(Module.title, Curriculum.title)
        .join(Lesson, Lesson.module_id == Module.id)
        .join(Curriculum, Curriculum.id == Module.curriculum_id)
        .where(Lesson.id == lesson_id)
    ).one()
    segments = tuple(
        SegmentRow(
            position=position,
            title=segment["title"],
            minutes=segment["minutes"],
            say=segment.get("say", ""),
            state=states.get(position, SegmentState.PLANNED),
        )
        for position, segment in enumerate(content.get("segments", ()), 1)
    )
    return LessonView(
        session_id=session_id,
        title=title,
        module_title=module_title,
        curriculum_title=curriculum_title,
        objectives=tuple(content.get("objectives", ())),
        interventions=content.get("group_note", ""),
        segments=segments,
        minutes=sum(segment.minutes for segment in segments),
    )
