"""Reading what a note is about."""

from __future__ import annotations

from sqlalchemy.orm import Session as Database

from iop_desktop.models.notes import Note
from iop_desktop.services.added_facts import added_source
from iop_desktop.services.composed_note import NoteSource
from iop_desktop.services.contact_facts import contact_source
from iop_desktop.services.errors import NotFound
from iop_desktop.services.record_facts import NO_SUCH_NOTE, session_facts
from iop_desktop.services.unlocked import Unlocked


def source_of(db: Database, note: Note, unlocked: Unlocked) -> NoteSource:
    """The session, contact or earlier note that this note is about. Raises NotFound."""
    if note.session_id is not None:
        return session_facts(db, note.session_id, unlocked)
    if note.contact_id is not None:
        return contact_source(db, note.contact_id, unlocked)
    if note.parent_id is not None:
        return added_source(db, note, unlocked)
    raise NotFound(NO_SUCH_NOTE)
