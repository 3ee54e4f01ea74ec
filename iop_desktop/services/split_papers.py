"""What goes along when a session is split: the lesson, the group part, attendance, breaks, unsigned notes."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import insert, select
from sqlalchemy.orm import Session as Database

from iop_desktop.models.base import new_id
from iop_desktop.models.groups import AttendanceEvent, Session, SessionBreak
from iop_desktop.models.lessons import DeliveredSegment, Delivery
from iop_desktop.models.notes import GroupPart, Note
from iop_desktop.rules.vocabulary import AttendanceEventKind, AttendanceStatus
from iop_desktop.services import attendance_log as log

MOVED = "moved to the second part of the group"


def copy_delivery(db: Database, first_id: UUID, second_id: UUID) -> None:
    """The lesson as it stands, with what was given of it so far."""
    delivery = db.scalars(select(Delivery).where(Delivery.session_id == first_id)).one_or_none()
    if delivery is None:
        return
    copy = Delivery(
        session_id=second_id,
        lesson_id=delivery.lesson_id,
        title=delivery.title,
        content=delivery.content,
        position=delivery.position,
        slide=delivery.slide,
        segment_began_at=delivery.segment_began_at,
        paused_at=delivery.paused_at,
    )
    db.add(copy)
    db.flush()
    segments = db.scalars(select(DeliveredSegment).where(DeliveredSegment.delivery_id == delivery.id))
    db.add_all(
        DeliveredSegment(
            delivery_id=copy.id,
            position=each.position,
            title=each.title,
            minutes=each.minutes,
            state=each.state,
            marked_at=each.marked_at,
            reason=each.reason,
            seconds_spent=each.seconds_spent,
        )
        for each in segments
    )
    db.flush()


def copy_group_part(db: Database, first_id: UUID, second_id: UUID) -> None:
    """What is written of the whole session so far; each part goes on with its own."""
    part = db.scalars(select(GroupPart).where(GroupPart.session_id == first_id)).one_or_none()
    if part is not None:
        db.add(
            GroupPart(
                session_id=second_id,
                note_format=part.note_format,
                topic=part.topic,
                interventions=part.interventions,
            )
        )


def copy_breaks(db: Database, first_id: UUID, second_id: UUID) -> None:
    """Breaks that the whole group had, or has now: their minutes count in neither part."""
    rows = db.scalars(select(SessionBreak).where(SessionBreak.session_id == first_id)).all()
    db.add_all(
        SessionBreak(session_id=second_id, starts_at=each.starts_at, ends_at=each.ends_at, recorded_by=each.recorded_by)
        for each in rows
    )


def move_notes(db: Database, first_id: UUID, second: Session, moved: Collection[UUID]) -> None:
    """Unsigned notes go along with their members, to whoever leads the second part."""
    for note in db.scalars(select(Note).where(Note.session_id == first_id, Note.client_id.in_(moved))):
        note.session_id, note.author_id = second.id, second.facilitator_id


def move_events(
    db: Database, first_id: UUID, second_id: UUID, moved: Collection[UUID], *, by: UUID, now: datetime
) -> None:
    """Record the events of these members once more in the second session; in the first they are not marked again."""
    event = AttendanceEvent
    events = db.scalars(
        select(event).where(event.session_id == first_id, event.client_id.in_(moved)).order_by(event.ordinal)
    ).all()
    if not events:
        return
    db.execute(insert(event), _copies(events, second_id, by, now))
    recorded = dict.fromkeys(each.client_id for each in events)
    unmark = (AttendanceEventKind.MARKED, AttendanceStatus.UNMARKED)
    log.record(db, first_id, [log.NewEvent(client, *unmark, at=now, text=MOVED) for client in recorded], by=by, now=now)


def _copies(events: Sequence[AttendanceEvent], session_id: UUID, by: UUID, now: datetime) -> list[dict[str, object]]:
    """The same events for another session: times as they were, recorded now, referring to each other anew."""
    batches = {each.batch_id: new_id() for each in events}
    ids = {each.id: new_id() for each in events}
    return [
        {
            "id": ids[each.id],
            "session_id": session_id,
            "client_id": each.client_id,
            "ordinal": ordinal,
            "batch_id": batches[each.batch_id],
            "kind": each.kind,
            "status": each.status,
            "at": each.at,
            "text": "" if each.text == log.BEGAN else each.text,
            "undoes": batches.get(each.undoes) if each.undoes else None,
            "corrects": ids.get(each.corrects) if each.corrects else None,
            "excuse": each.excuse,
            "recorded_at": now,
            "recorded_by": by,
        }
        for ordinal, each in enumerate(events, 1)
    ]
