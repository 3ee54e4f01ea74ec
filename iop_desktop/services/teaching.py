"""A lesson in front of the group: each step is kept, so that a laptop that dies goes on where it was."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session as Database

from iop_desktop.models.canonical import Json
from iop_desktop.models.groups import Session
from iop_desktop.models.lessons import DeliveredSegment, Delivery, Lesson, Module
from iop_desktop.rules.rights import Right
from iop_desktop.rules.slides import Layout, Slide, read_slides
from iop_desktop.rules.teaching import Place
from iop_desktop.rules.vocabulary import SegmentState
from iop_desktop.services.breaks import keep_break
from iop_desktop.services.changes import Changes, Topic, Undo
from iop_desktop.services.deliveries import (
    begun_delivery,
    delivery_of,
    mark,
    next_lesson,
    notes_are_signed,
    require_unsigned,
    segments_of,
    taught_seconds,
)
from iop_desktop.services.errors import NotFound
from iop_desktop.services.rights import needs
from iop_desktop.services.session_heads import NO_SUCH_SESSION
from iop_desktop.services.session_leading import leading, require_leading
from iop_desktop.services.teaching_views import BREAK, TaughtSegment, TeachingView
from iop_desktop.services.unlocked import Clock, Unlocked

_TOPICS = frozenset({Topic.LESSONS, Topic.NOTES, Topic.ATTENDANCE})
_LONGEST_REASON = 300


class TeachingService:
    """Use cases of the runner. ``place`` in each call is where the lesson stands after it."""

    def __init__(self, unlocked: Unlocked, clock: Clock) -> None:
        self._unlocked = unlocked
        self._clock = clock

    @needs(Right.READ_SESSIONS)
    def view(self, session_id: UUID) -> TeachingView | None:
        """The lesson of the session where it stands; None without a curriculum. Raises NotFound."""
        with self._unlocked.reading() as db:
            session = db.get(Session, session_id)
            if session is None:
                raise NotFound(NO_SUCH_SESSION)
            editable = leading(db, self._unlocked, session_id) is not None
            signed = notes_are_signed(db, session_id)
            delivery = delivery_of(db, session_id)
            if delivery is not None:
                segments = segments_of(db, delivery.id)
                return _view(db, session, delivery.lesson_id, delivery.content, delivery, segments, editable, signed)
            lesson = next_lesson(db, session_id)
            return _view(db, session, lesson.id, lesson.content, None, [], editable, signed) if lesson else None

    @needs(Right.LEAD_GROUPS)
    def go(self, session_id: UUID, place: Place) -> Changes:
        """Keep where the lesson stands; a change of segment counts the time of the one that was left.

        Raises NotFound and NotAllowed. Once notes are signed the place still moves, but no time is counted.
        """
        with self._unlocked.transaction() as db:
            detail = require_leading(db, self._unlocked, session_id)
            delivery = begun_delivery(db, session_id)
            moved = self._move(db, session_id, delivery, place)
            if moved:
                what: dict[str, Json] = {"position": place.position, **detail}
                self._unlocked.audit(db, "lesson.reached", session_id, what)
        return Changes(_TOPICS if moved else frozenset())

    @needs(Right.LEAD_GROUPS)
    def mark(self, session_id: UUID, position: int, state: SegmentState, place: Place, reason: str = "") -> Changes:
        """Record how a segment was given and go on to ``place``. Raises NotFound, NotAllowed and Refused."""
        with self._unlocked.transaction() as db:
            detail = require_leading(db, self._unlocked, session_id)
            require_unsigned(db, session_id)
            delivery = begun_delivery(db, session_id)
            segment = next((row for row in segments_of(db, delivery.id) if row.position == position), None)
            if segment is None:
                raise NotFound(NO_SUCH_SESSION)
            before, title = (segment.state, segment.reason, _place(delivery)), segment.title
            mark(segment, state, reason.strip()[:_LONGEST_REASON], self._clock())
            self._move(db, session_id, delivery, place)
            what: dict[str, Json] = {"position": position, "state": str(state), **detail}
            self._unlocked.audit(db, "lesson.segment", session_id, what)
        undo = Undo("Undo", partial(self.mark, session_id, position, before[0], before[2], before[1]))
        return Changes(_TOPICS, f"{title}: {state}.", undo)

    @needs(Right.LEAD_GROUPS)
    def mark_taught(self, session_id: UUID) -> Changes:
        """Every segment that took time and of which nobody said anything was done. Raises as ``mark``."""
        with self._unlocked.transaction() as db:
            detail = require_leading(db, self._unlocked, session_id)
            require_unsigned(db, session_id)
            delivery = begun_delivery(db, session_id)
            rows = segments_of(db, delivery.id)
            taught = [row for row in rows if row.state is SegmentState.PLANNED and row.seconds_spent > 0]
            for row in taught:
                mark(row, SegmentState.DONE, "", self._clock())
            positions: dict[str, Json] = {"positions": [row.position for row in taught], **detail}
            self._unlocked.audit(db, "lesson.segments_done", session_id, positions)
        return Changes(_TOPICS, f"{len(taught)} {'segment' if len(taught) == 1 else 'segments'} marked done.")

    @needs(Right.LEAD_GROUPS)
    def pause(self, session_id: UUID) -> Changes:
        """Stop the clock of the running segment, or let it go on. Raises NotFound and NotAllowed."""
        now = self._clock()
        with self._unlocked.transaction() as db:
            require_leading(db, self._unlocked, session_id)
            delivery = begun_delivery(db, session_id)
            if delivery.segment_began_at is None:
                return Changes(frozenset())
            if delivery.paused_at is None:
                delivery.paused_at = now
            else:
                self._count(db, session_id, delivery)
                delivery.segment_began_at, delivery.paused_at = now, None
        return Changes(_TOPICS)

    def _move(self, db: Database, session_id: UUID, delivery: Delivery, place: Place) -> bool:
        """Put the lesson at ``place``; whether that is another segment than before."""
        delivery.slide = place.slide
        if delivery.position == place.position:
            return False
        runs = 1 <= place.position <= len(delivery.content.get("segments", ()))
        if not notes_are_signed(db, session_id):
            self._count(db, session_id, delivery)
        now, on_break = self._clock(), _is_break(delivery, place.position)
        if on_break is not _is_break(delivery, delivery.position):
            keep_break(self._unlocked, db, session_id, now, on=on_break)
        delivery.position = place.position
        delivery.segment_began_at, delivery.paused_at = (now if runs else None), None
        db.flush()
        return True

    def _count(self, db: Database, session_id: UUID, delivery: Delivery) -> None:
        """Add what the running segment took to its seconds."""
        ended_at = db.scalars(select(Session.ended_at).where(Session.id == session_id)).one()
        for row in segments_of(db, delivery.id):
            if row.position == delivery.position:
                row.seconds_spent = taught_seconds(delivery, row, self._clock(), ended_at)


def _is_break(delivery: Delivery, position: int) -> bool:
    segments = delivery.content.get("segments", ())
    return 1 <= position <= len(segments) and _kind_of(segments[position - 1]) == BREAK


def _place(delivery: Delivery) -> Place:
    return Place(delivery.position, delivery.slide)


def _view(
    db: Database,
    session: Session,
    lesson_id: UUID,
    content: dict[str, Any],
    delivery: Delivery | None,
    given: list[DeliveredSegment],
    editable: bool,
    signed: bool,
) -> TeachingView:
    lesson, module = db.execute(
        select(Lesson, Module).join(Module, Module.id == Lesson.module_id).where(Lesson.id == lesson_id)
    ).one()
    slides, numbers = deck_of(content)
    rows = {row.position: row for row in given}
    return TeachingView(
        session_id=session.id,
        title=delivery.title if delivery else lesson.title,
        module_title=module.title,
        segments=tuple(
            _segment(position, written, numbers[position - 1], rows.get(position))
            for position, written in enumerate(content.get("segments", ()), 1)
        ),
        slides=slides,
        questions=tuple(content.get("questions", ())),
        cautions=tuple(content.get("cautions", ())),
        materials=tuple(content.get("materials", ())),
        practice=content.get("practice", ""),
        place=_place(delivery) if delivery else Place(),
        began_at=delivery.segment_began_at if delivery else None,
        paused_at=delivery.paused_at if delivery else None,
        started_at=session.started_at,
        ended_at=session.ended_at,
        editable=editable,
        signed=signed,
    )


def deck_of(content: dict[str, Any]) -> tuple[tuple[Slide, ...], tuple[tuple[int, ...], ...]]:
    """The slides of a lesson, and the numbers of those that belong to each segment.

    A lesson without slides shows the title of each segment, so that the room knows where it is.
    """
    segments = content.get("segments", ())
    slides = read_slides(content.get("slides", ""))
    if not slides:
        made = tuple(Slide(_layout_of(segment), segment["title"]) for segment in segments)
        return made, tuple((number,) for number in range(1, len(made) + 1))
    known = range(1, len(slides) + 1)
    return slides, tuple(
        tuple(number for number in segment.get("slides", ()) if number in known) for segment in segments
    )


def _kind_of(segment: dict[str, Any]) -> str:
    """The kind as written; a lesson of an earlier format says it by the title alone."""
    kind: str = segment.get("kind") or (BREAK if segment["title"].strip().lower() == BREAK else "teach")
    return kind


def _layout_of(segment: dict[str, Any]) -> Layout:
    return Layout.BREAK if _kind_of(segment) == BREAK else Layout.STATEMENT


def _segment(
    position: int, written: dict[str, Any], slides: tuple[int, ...], given: DeliveredSegment | None
) -> TaughtSegment:
    return TaughtSegment(
        position=position,
        title=written["title"],
        kind=_kind_of(written),
        minutes=written["minutes"],
        say=written.get("say", ""),
        ask=tuple(written.get("ask", ())),
        do=written.get("do", ""),
        slides=slides,
        state=given.state if given else SegmentState.PLANNED,
        reason=given.reason if given else "",
        seconds=given.seconds_spent if given else 0,
    )
