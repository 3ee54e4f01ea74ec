"""What the notes of one batch are composed from, read once a session as long as nothing changes.

Whatever is written into the records leaves an audit entry in the same transaction. So nothing has changed as long as
the audit chain ends where this batch itself has ended it.
"""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.orm import Session as Database

from iop_desktop.models.audit_chain import head
from iop_desktop.models.notes import Note
from iop_desktop.services.composed_note import NoteSource
from iop_desktop.services.note_sources import source_of
from iop_desktop.services.unlocked import Unlocked

Subject = tuple[UUID | None, UUID | None, UUID | None]


class BatchSources:
    """Lives for one batch."""

    def __init__(self, unlocked: Unlocked) -> None:
        self._unlocked = unlocked
        self._subject: Subject = (None, None, None)
        self._source: NoteSource | None = None
        self._end: int | None = None

    def source_of(self, db: Database, note: Note) -> NoteSource:
        """What this note is about, as it stands in the caller's transaction. Raises NotFound."""
        subject, end = (note.session_id, note.contact_id, note.parent_id), _end(db)
        if self._source is None or subject != self._subject or end != self._end:
            self._source = source_of(db, note, self._unlocked)
            self._subject, self._end = subject, end
        return self._source

    def wrote(self, db: Database) -> None:
        """The entry that the batch has just appended changes nothing of what was read."""
        self._end = _end(db)


def _end(db: Database) -> int:
    end = head(db)
    return end.sequence if end else 0
