"""Which signed notes of a session leave the vault together."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session as Database
from sqlalchemy.orm import aliased

from iop_desktop.models.notes import Note, NoteVersion, Return, Signature
from iop_desktop.rules.vocabulary import Meaning, NoteKind, NoteState
from iop_desktop.services.export_folder import ExportedNote

_Parent = aliased(Note)


def exported_notes(db: Database, session_id: UUID, *, with_errors: bool) -> tuple[ExportedNote, ...]:
    """The latest version of each complete note and of what was added to it, with the PDF after its last signature.

    A note entered in error, what was added to it and its notice are there only ``with_errors``.
    """
    finished = [NoteState.COMPLETE, NoteState.IN_ERROR] if with_errors else [NoteState.COMPLETE]
    added = and_(_Parent.session_id == session_id, _Parent.state.in_(finished))
    wanted = or_(Note.session_id == session_id, added)
    found = _latest(db, Note.state.in_(finished) & wanted)
    return tuple(note for note in found if with_errors or note.kind is not NoteKind.ERROR)


def exported_note(db: Database, note_id: UUID) -> tuple[ExportedNote, ...]:
    """The latest version of one note when it is complete, else nothing."""
    return _latest(db, (Note.id == note_id) & (Note.state == NoteState.COMPLETE))


def _latest(db: Database, wanted: ColumnElement[bool]) -> tuple[ExportedNote, ...]:
    rows = db.execute(
        select(NoteVersion.id, NoteVersion.note_id, NoteVersion.kind, Signature.meaning, Signature.pdf)
        .join(Note, Note.id == NoteVersion.note_id)
        .join(Signature, Signature.note_version_id == NoteVersion.id)
        .outerjoin(_Parent, _Parent.id == Note.parent_id)
        .outerjoin(Return, Return.note_version_id == NoteVersion.id)
        .where(Return.id.is_(None), wanted)
        .order_by(NoteVersion.note_id, NoteVersion.number)
    )
    latest: dict[UUID, ExportedNote] = {}
    for version_id, note_id, kind, meaning, pdf in rows:
        found = latest.get(note_id)
        if found is None or found.version_id != version_id or meaning is Meaning.COSIGNED:
            latest[note_id] = ExportedNote(version_id, note_id, kind, pdf)
    return tuple(latest.values())
