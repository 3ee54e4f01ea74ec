"""Entered in error: who signs the notice second, and what happens to the note when both have signed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session as Database

from iop_desktop.models.clinic import Staff
from iop_desktop.models.notes import Note, NoteVersion, Signature
from iop_desktop.rules.added_notes import second_signer
from iop_desktop.rules.vocabulary import NoteKind, NoteState
from iop_desktop.services.unlocked import Unlocked


@dataclass(frozen=True, slots=True)
class ErrorNotice:
    """Why a note was entered in error, and who signed that with which time, first signature first."""

    notice_id: UUID
    reason: str
    signed_by: tuple[str, ...]
    signed_at: datetime


def second_of(db: Database, note: Note) -> UUID | None:
    """Who alone may sign this note second; None when any supervisor may who is not its author."""
    if note.kind is not NoteKind.ERROR:
        return None
    parent = db.get_one(Note, note.parent_id)
    return second_signer(note.author_id, parent.author_id, db.get_one(Staff, parent.author_id).active)


def strike(db: Database, note: Note, unlocked: Unlocked) -> None:
    """Mark the original as entered in error once its notice has both signatures; other notes change nothing.

    To be called in the transaction of the second signature, wherever that comes from.
    """
    if note.kind is not NoteKind.ERROR:
        return
    parent = db.get_one(Note, note.parent_id)
    parent.state = NoteState.IN_ERROR
    db.flush()
    unlocked.audit(db, "note.in_error", parent.id, {"notice": str(note.id)})


def error_notice(db: Database, note_id: UUID) -> ErrorNotice | None:
    """The finished notice about a note; None when there is none."""
    rows = db.execute(
        select(Note.id, NoteVersion.record, NoteVersion.number, Signature.name, Signature.signed_at)
        .join(NoteVersion, NoteVersion.note_id == Note.id)
        .join(Signature, Signature.note_version_id == NoteVersion.id)
        .where(Note.parent_id == note_id, Note.kind == NoteKind.ERROR, Note.state == NoteState.COMPLETE)
        .order_by(NoteVersion.number, Signature.signed_at)
    ).all()
    if not rows:
        return None
    last = [row for row in rows if row.number == rows[-1].number]
    return ErrorNotice(
        rows[0].id, last[0].record["reason"], tuple(row.name for row in last), max(row.signed_at for row in last)
    )
