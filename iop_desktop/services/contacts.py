"""Individual sessions and contacts with one client: kept with their note, changed until it is signed."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session as Database

from iop_desktop.models.base import new_id
from iop_desktop.models.notes import Contact, Note
from iop_desktop.models.people import Client
from iop_desktop.rules.contacts import ContactDetails, refusals_of_contact
from iop_desktop.rules.notes import clean_text
from iop_desktop.rules.refusal import Refusal
from iop_desktop.rules.rights import Right
from iop_desktop.rules.signing import SIGNABLE
from iop_desktop.rules.vocabulary import NoteState
from iop_desktop.services.changes import Changes, Topic
from iop_desktop.services.circle import away
from iop_desktop.services.contact_facts import SIGNED_CONTACT, contact_of, contact_sources
from iop_desktop.services.errors import NotAllowed, NotFound, Refused, Stale
from iop_desktop.services.gate_memory import GateMemory
from iop_desktop.services.need_to_know import require_chart
from iop_desktop.services.note_measure import Measure, note_measure, note_row
from iop_desktop.services.note_views import NoteList
from iop_desktop.services.rights import needs
from iop_desktop.services.unlocked import Clock, Unlocked

RECENT = timedelta(days=30)
_TOPICS = frozenset({Topic.NOTES})
_NO_CLIENT = "That client is not in these records. Nothing was kept."
_NOT_AUTHOR = "Only who held a contact changes it. Nothing was changed."
_STALE = "This contact was changed somewhere else in the meantime. Nothing is lost: compare both and save again."
_SIGNED = Refusal("signed", SIGNED_CONTACT)


class ContactService:
    """Use cases of contacts. Whoever keeps one is the author of its note."""

    def __init__(self, unlocked: Unlocked, clock: Clock) -> None:
        self._unlocked = unlocked
        self._clock = clock
        self._memory = GateMemory()

    @property
    def may_write(self) -> bool:
        """Whether the person at the keyboard writes about contacts at all."""
        return self._unlocked.actor.may(Right.WRITE_NOTES)

    @property
    def now(self) -> datetime:
        """This moment on the clinic's wall, for a form to begin with."""
        return self._clock().astimezone(self._unlocked.zone)

    @needs(Right.WRITE_NOTES)
    def create(self, client_id: UUID, details: ContactDetails) -> UUID:
        """Keep a contact and begin its note; returns the note's id. Raises NotFound and Refused."""
        details, actor = self._checked(details), self._unlocked.actor
        with self._unlocked.transaction() as db:
            if db.get(Client, client_id) is None:
                raise NotFound(_NO_CLIENT)
            require_chart(db, self._unlocked, client_id)
            contact = Contact(id=new_id(), client_id=client_id, staff_id=actor.staff_id)
            _put(contact, details)
            note = Note(
                id=new_id(),
                contact_id=contact.id,
                client_id=client_id,
                author_id=actor.staff_id,
                state=NoteState.DRAFT,
                draft={},
                shown_digest="",
                saved_at=None,
            )
            db.add(contact)
            db.flush()
            db.add(note)
            db.flush()
            self._unlocked.audit(db, "contact.kept", contact.id, {"kind": details.kind.value, "note": str(note.id)})
            return note.id

    @needs(Right.WRITE_NOTES)
    def change(self, contact_id: UUID, revision: int, details: ContactDetails) -> Changes:
        """Put a contact right. Raises NotFound, NotAllowed, Stale for an old revision, Refused when it is signed."""
        details = self._checked(details)
        with self._unlocked.transaction() as db:
            contact = contact_of(db, contact_id)
            if self._unlocked.actor.staff_id not in (contact.staff_id, _author_of(db, contact_id)):
                raise NotAllowed(_NOT_AUTHOR)
            if _is_signed(db, contact_id):
                raise Refused((_SIGNED,))
            if contact.revision != revision:
                raise Stale(_STALE)
            _put(contact, details)
            db.flush()
            self._unlocked.audit(db, "contact.changed", contact_id, {"kind": details.kind.value})
        return Changes(_TOPICS, "The contact is changed. Read its note once more before you sign.")

    @needs(Right.READ_NOTES)
    def list(self) -> NoteList:
        """This author's contact notes: all that are open, and those of the last 30 days; latest contact first.

        For a supervisor also the open ones of people supervised who cannot work now: they wait for another author.
        """
        me, since = self._unlocked.actor.staff_id, self._clock() - RECENT
        is_open = Note.state.in_(SIGNABLE)
        with self._unlocked.reading() as db:
            mine = (Note.author_id == me) & or_(is_open, Contact.starts_at >= since)
            wanted = or_(mine, is_open & Note.author_id.in_(away(db, self._unlocked.actor)))
            found = db.execute(
                select(Note, Contact)
                .join(Contact, Contact.id == Note.contact_id)
                .where(wanted)
                .order_by(Contact.starts_at.desc(), Note.id)
            ).all()
            signed = {contact.id for note, contact in found if note.state not in SIGNABLE}
            sources = contact_sources(db, [contact for _, contact in found], self._unlocked, signed)
            now = self._clock()
            rows = tuple(
                note_row(sources[contact.id], note, self._measure(db, note, now) if note.state in SIGNABLE else None)
                for note, contact in found
            )
        return NoteList(None, rows, sum(row.state not in SIGNABLE for row in rows))

    def _measure(self, db: Database, note: Note, now: datetime) -> Measure:
        return note_measure(db, note, self._unlocked, now, self._memory)

    def _checked(self, details: ContactDetails) -> ContactDetails:
        """The details as they are kept: times to the minute, texts fit to be printed. Raises Refused."""
        kept = replace(
            details,
            starts_at=details.starts_at.replace(second=0, microsecond=0),
            ends_at=details.ends_at.replace(second=0, microsecond=0),
            place=_line(details.place),
            with_whom=_line(details.with_whom),
            topic=_line(details.topic),
            interventions=clean_text(details.interventions),
        )
        refusals = refusals_of_contact(kept, self._clock())
        if refusals:
            raise Refused(refusals)
        return kept


def _line(text: str) -> str:
    return " ".join(clean_text(text).split())


def _put(contact: Contact, details: ContactDetails) -> None:
    contact.kind, contact.mode = details.kind, details.mode
    contact.starts_at, contact.ends_at = details.starts_at, details.ends_at
    contact.place, contact.with_whom = details.place, details.with_whom
    contact.topic, contact.interventions = details.topic, details.interventions
    contact.note_format = details.note_format


def _author_of(db: Database, contact_id: UUID) -> UUID | None:
    """The author of the contact's note that counts; who took it over puts the contact right as well."""
    query = select(Note.author_id).where(Note.contact_id == contact_id, Note.state != NoteState.IN_ERROR)
    return db.scalars(query).first()


def _is_signed(db: Database, contact_id: UUID) -> bool:
    states = db.scalars(select(Note.state).where(Note.contact_id == contact_id)).all()
    return any(state not in SIGNABLE for state in states)
