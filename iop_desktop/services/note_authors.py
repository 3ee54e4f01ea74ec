"""Somebody takes over a note that another one has begun and not signed: who led with them, or their supervisor."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session as Database

from iop_desktop.models.clinic import Staff
from iop_desktop.models.notes import Note
from iop_desktop.rules.names import with_credentials
from iop_desktop.rules.note_authors import TakeOverFacts, refusals_to_take_over
from iop_desktop.rules.rights import Right
from iop_desktop.services.changes import Changes, Topic
from iop_desktop.services.circle import people_of
from iop_desktop.services.errors import Refused, Stale
from iop_desktop.services.need_to_know import seen_note
from iop_desktop.services.note_sources import source_of
from iop_desktop.services.rights import needs
from iop_desktop.services.unlocked import Unlocked

_TOPICS = frozenset({Topic.NOTES})
_STALE = "This note was saved in the meantime. Nothing is lost: read it again before you take it over."


@dataclass(frozen=True, slots=True)
class AuthorView:
    """Whose note it is. ``revision`` goes back when it is taken over."""

    name: str
    is_mine: bool
    may_take_over: bool
    revision: int


class NoteAuthorService:
    """Use case of taking over. What was written stays; the record and the signature name the new author."""

    def __init__(self, unlocked: Unlocked) -> None:
        self._unlocked = unlocked

    @needs(Right.READ_NOTES)
    def author_of(self, note_id: UUID) -> AuthorView:
        """Who the author is, and whether the person at the keyboard may take the note over. Raises NotFound."""
        with self._unlocked.reading() as db:
            note = seen_note(db, self._unlocked, note_id)
            author = db.get_one(Staff, note.author_id)
            may = not refusals_to_take_over(self._facts(db, note, author))
        name = with_credentials(author.name, author.credentials)
        return AuthorView(name, author.id == self._unlocked.actor.staff_id, may, note.revision)

    @needs(Right.WRITE_NOTES)
    def take_over(self, note_id: UUID, revision: int) -> Changes:
        """Become the author of an unsigned note. Raises NotFound, Stale for an old revision, and Refused."""
        with self._unlocked.transaction() as db:
            note = seen_note(db, self._unlocked, note_id, writing=True)
            author = db.get_one(Staff, note.author_id)
            refusals = refusals_to_take_over(self._facts(db, note, author))
            if refusals:
                raise Refused(refusals)
            if note.revision != revision:
                raise Stale(_STALE)
            earlier, note.author_id = note.author_id, self._unlocked.actor.staff_id
            # Another author stands on the page now, so it has to be read once more before it is signed.
            note.shown_digest = ""
            detail = {"from": str(earlier), "to": str(note.author_id)}
            self._unlocked.audit(db, "note.taken_over", note.id, detail)
        return Changes(_TOPICS, "You are the author of this note now. Read it to its end before you sign it.")

    def _facts(self, db: Database, note: Note, author: Staff) -> TakeOverFacts:
        actor = self._unlocked.actor
        led = source_of(db, note, self._unlocked).writers
        others = select(Staff.id).where(Staff.id.in_(led - {author.id}), Staff.active)
        return TakeOverFacts(
            state=note.state,
            leads=actor.staff_id in led,
            is_author=note.author_id == actor.staff_id,
            author_is_active=author.active,
            supervises=actor.may(Right.SUPERVISE) and author.id in people_of(db, actor),
            others_lead=db.scalars(others.limit(1)).first() is not None,
        )
