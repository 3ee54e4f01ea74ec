"""What cannot both be true of one member's note and the attendance of the session."""

from __future__ import annotations

from uuid import UUID

from iop_desktop.rules.contradictions import ContradictionFacts, contradictions
from iop_desktop.rules.notes import NoteDraft
from iop_desktop.rules.refusal import Refusal
from iop_desktop.rules.vocabulary import NoteKind
from iop_desktop.services.room_facts import RoomFacts


def room_contradictions(room: RoomFacts, client_id: UUID, kind: NoteKind, draft: NoteDraft) -> tuple[Refusal, ...]:
    """The draft held against the times of its member and of the session."""
    attendance, span = room.attendance[client_id], room.span
    return contradictions(
        ContradictionFacts(
            kind=kind,
            draft=draft,
            starts_at=span.starts_at,
            ends_at=span.ends_at,
            minutes=room.minutes(client_id),
            time_in=attendance.time_in,
            time_out=attendance.time_out,
        )
    )
