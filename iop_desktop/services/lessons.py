"""The lesson of the day: what is planned, what was given, and how."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session as Database

from iop_desktop.models.canonical import Json
from iop_desktop.models.lessons import Curriculum, DeliveredSegment, Delivery, FidelityRating, Lesson, Module
from iop_desktop.rules.refusal import Refusal
from iop_desktop.rules.rights import Right
from iop_desktop.rules.vocabulary import SegmentState
from iop_desktop.services.changes import Changes, Topic, Undo
from iop_desktop.services.deliveries import (
    NO_LESSON,
    begun_delivery,
    deliver,
    delivery_of,
    lessons_in_order,
    mark,
    next_lesson,
    require_unsigned,
    segments_of,
)
from iop_desktop.services.errors import NotFound, Refused
from iop_desktop.services.rights import needs
from iop_desktop.services.room_views import LessonView, SegmentRow
from iop_desktop.services.session_leading import require_leading
from iop_desktop.services.unlocked import Clock, Unlocked

_TOPICS = frozenset({Topic.LESSONS, Topic.NOTES})
_RETIRED = Refusal("retired", "That lesson is no longer offered. Choose another one; nothing was changed.")
_BEGUN = Refusal("begun", "This lesson has begun. Set its segments back to planned before you choose another.")


class LessonService:
    """Use cases of the lesson beside the roster."""

    def __init__(self, unlocked: Unlocked, clock: Clock) -> None:
        self._unlocked = unlocked
        self._clock = clock

    @needs(Right.READ_SESSIONS)
    def view(self, session_id: UUID) -> LessonView | None:
        """The lesson given in this session, else the next one of the curriculum; None when there is none."""
        with self._unlocked.reading() as db:
            delivery = delivery_of(db, session_id)
            if delivery is not None:
                segments = segments_of(db, delivery.id)
                states = {segment.position: segment.state for segment in segments}
                return _view(db, session_id, delivery.lesson_id, delivery.title, delivery.content, states)
            lesson = next_lesson(db, session_id)
            return _view(db, session_id, lesson.id, lesson.title, lesson.content, {}) if lesson else None

    @needs(Right.READ_SESSIONS)
    def lessons(self) -> tuple[tuple[UUID, str], ...]:
        """All lessons on offer in the order of their curriculum."""
        with self._unlocked.reading() as db:
            return tuple((lesson.id, lesson.title) for lesson in lessons_in_order(db) if not lesson.retired)

    @needs(Right.LEAD_GROUPS)
    def choose(self, session_id: UUID, lesson_id: UUID) -> Changes:
        """Give this lesson. Raises Refused for a retired one, once another has begun or a note is signed."""
        with self._unlocked.transaction() as db:
            detail = require_leading(db, self._unlocked, session_id)
            require_unsigned(db, session_id)
            lesson = db.get(Lesson, lesson_id)
            if lesson is None:
                raise NotFound(NO_LESSON)
            if lesson.retired:
                raise Refused((_RETIRED,))
            before = delivery_of(db, session_id)
            if before is not None:
                _drop(db, before)
            deliver(db, session_id, lesson)
            self._unlocked.audit(db, "lesson.chosen", session_id, {"lesson": str(lesson_id), **detail})
        return Changes(_TOPICS | {Topic.SESSIONS}, f"Lesson: {lesson.title}.")

    @needs(Right.LEAD_GROUPS)
    def mark_segment(self, session_id: UUID, position: int, state: SegmentState, reason: str = "") -> Changes:
        """Record how a segment was given. Raises NotFound, and Refused when a note of the session is signed."""
        with self._unlocked.transaction() as db:
            detail = require_leading(db, self._unlocked, session_id)
            require_unsigned(db, session_id)
            segment = _segment(db, session_id, position)
            before, why, title = segment.state, segment.reason, segment.title
            mark(segment, state, reason, self._clock())
            what: dict[str, Json] = {"position": position, "state": str(state), **detail}
            self._unlocked.audit(db, "lesson.segment", session_id, what)
        undo = Undo("Undo", partial(self.mark_segment, session_id, position, before, why))
        return Changes(_TOPICS, f"{title}: {state}.", undo)


def _segment(db: Database, session_id: UUID, position: int) -> DeliveredSegment:
    for segment in segments_of(db, begun_delivery(db, session_id).id):
        if segment.position == position:
            return segment
    raise NotFound(NO_LESSON)


def _drop(db: Database, delivery: Delivery) -> None:
    begun = (
        segment.state is not SegmentState.PLANNED or segment.seconds_spent for segment in segments_of(db, delivery.id)
    )
    rated = select(FidelityRating.id).where(FidelityRating.delivery_id == delivery.id).limit(1)
    if any(begun) or db.scalars(rated).one_or_none() is not None:
        raise Refused((_BEGUN,))
    db.execute(delete(DeliveredSegment).where(DeliveredSegment.delivery_id == delivery.id))
    db.delete(delivery)
    db.flush()


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
        lesson_id=lesson_id,
        title=title,
        module_title=module_title,
        curriculum_title=curriculum_title,
        objectives=tuple(content.get("objectives", ())),
        interventions=content.get("group_note", ""),
        segments=segments,
        minutes=sum(segment.minutes for segment in segments),
    )
