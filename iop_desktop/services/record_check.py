"""Verifying the whole record: every signed note's rows against its document, its signatures, its thread and the audit.

Nothing is changed. The sentences name no person, so that the result can be kept or sent.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Select, exists, func, or_, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session as Database

from iop_desktop.models.errors import VaultClosed
from iop_desktop.models.notes import Note, NoteVersion
from iop_desktop.rules.rights import Right
from iop_desktop.rules.signing import SIGNED
from iop_desktop.rules.vocabulary import NoteState
from iop_desktop.services.audit import AuditService
from iop_desktop.services.audited_signatures import AuditedSignatures, audited_signatures
from iop_desktop.services.composed_note import NoteSource
from iop_desktop.services.errors import NotFound
from iop_desktop.services.note_sources import source_of
from iop_desktop.services.rights import needs
from iop_desktop.services.signed_thread import Trust, problems_of_thread, problems_of_versions, thread_of, trust_of
from iop_desktop.services.signing_batch import Progress, Stop, never, no_progress
from iop_desktop.services.under_signature import problems_under_signature
from iop_desktop.services.unlocked import Unlocked

_UNREADABLE = "Something kept of this note cannot be read: it was changed by another program."
_NOTHING_READABLE = "No note could be checked: what all of them rest on was changed by another program."
_SUBJECT_GONE = "What this note is about is not in these records any more."
_SIGNATURE_GONE = "The audit log knows a signature on this note that is not in the records any more."


@dataclass(frozen=True, slots=True)
class RecordProblem:
    """Something that does not hold together; ``note_id`` is None for the audit trail itself."""

    note_id: UUID | None
    sentence: str


@dataclass(frozen=True, slots=True)
class RecordVerdict:
    """What was found; ``notes`` counts the signed notes that were looked at, ``left`` those that were not any more."""

    notes: int
    problems: tuple[RecordProblem, ...]
    left: int = 0

    @property
    def ok(self) -> bool:
        """Whether everything was looked at and holds together."""
        return not self.problems and not self.left


class RecordCheckService:
    """Use case of verifying all records of an open vault."""

    def __init__(self, unlocked: Unlocked) -> None:
        self._unlocked = unlocked

    @needs(Right.CHECK_RECORDS)
    def verify_all(self, progress: Progress = no_progress, stop: Stop = never) -> RecordVerdict:
        """Look at every signed note in one consistent view; about 0.05 s a note, so on the long lane.

        ``stop`` is asked before each note.
        """
        chain = AuditService(self._unlocked).verify()
        found = [RecordProblem(None, problem) for problem in chain.problems]
        with self._unlocked.reading() as db:
            try:
                note_ids = db.scalars(_signed_notes()).all()
                check = _Check(db, self._unlocked, audited_signatures(db))
            except (SQLAlchemyError, LookupError, TypeError, ValueError):
                if self._unlocked.is_locked:
                    raise VaultClosed from None
                return RecordVerdict(0, (*found, RecordProblem(None, _NOTHING_READABLE)))
            for done, note_id in enumerate(note_ids):
                if stop():
                    return RecordVerdict(done, tuple(found), len(note_ids) - done)
                found += [RecordProblem(note_id, problem) for problem in check.problems_of(note_id)]
                progress(done + 1, len(note_ids))
            found += [RecordProblem(note_id, _SIGNATURE_GONE) for note_id in check.audited.unseen()]
        return RecordVerdict(len(note_ids), tuple(found))


class _Check:
    """One run over all notes: what they share is read once."""

    def __init__(self, db: Database, unlocked: Unlocked, audited: AuditedSignatures) -> None:
        self._db, self._unlocked, self.audited = db, unlocked, audited
        self._trust: Trust = trust_of(db)
        self._subject: tuple[UUID | None, ...] = ()
        self._source: NoteSource | None = None

    def problems_of(self, note_id: UUID) -> tuple[str, ...]:
        """Each different thing that is wrong with one note; a row of another kind than the program writes is one."""
        try:
            return self._problems_of(note_id)
        except (SQLAlchemyError, LookupError, TypeError, ValueError):
            if self._unlocked.is_locked:
                raise VaultClosed from None
            self._db.expunge_all()
            self._source = None
            return (_UNREADABLE,)

    def _problems_of(self, note_id: UUID) -> tuple[str, ...]:
        thread = thread_of(self._db, note_id)
        parts: tuple[Callable[[], Iterator[str]], ...] = (
            lambda: problems_of_thread(thread),
            lambda: problems_of_versions(thread, self._trust),
            lambda: self.audited.problems_of(thread),
            lambda: self._under(thread.note),
        )
        found = tuple(dict.fromkeys(itertools.chain.from_iterable(part() for part in parts)))
        for version in thread.versions:
            # The documents are most of what was read, and nobody needs them any more.
            for signature in version.signatures:
                self._db.expunge(signature)
        return found

    def _under(self, note: Note) -> Iterator[str]:
        try:
            source = self._source_of(note)
        except NotFound:
            yield _SUBJECT_GONE
            return
        yield from problems_under_signature(self._db, note, source)

    def _source_of(self, note: Note) -> NoteSource:
        """What the note is about; notes of one session come one after the other and share it."""
        subject = (note.session_id, note.contact_id, note.parent_id)
        if self._source is None or subject != self._subject:
            self._source, self._subject = source_of(self._db, note, self._unlocked), subject
        return self._source


def _signed_notes() -> Select[UUID]:
    """Every note that has a version or says that it is signed, those of one session side by side."""
    signed = exists().where(NoteVersion.note_id == Note.id)
    return (
        select(Note.id)
        .where(or_(signed, Note.state.in_(SIGNED | {NoteState.IN_ERROR})))
        .order_by(func.coalesce(Note.session_id, Note.contact_id, Note.parent_id), Note.id)
    )
