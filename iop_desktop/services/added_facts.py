"""What an addendum, a correction, a late entry or a notice of error is composed from: the signed note it is about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, tzinfo
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session as Database

from iop_desktop.models.amendments import AmendmentEvent, AmendmentRequest
from iop_desktop.models.clinic import Clinic, Staff
from iop_desktop.models.groups import Session
from iop_desktop.models.notes import Contact, Note, NoteVersion, Signature
from iop_desktop.models.people import Client
from iop_desktop.rules.added_notes import SAME_WORDS_WITHIN, AddedWords, missing_in_added, same_words
from iop_desktop.rules.day_names import long_date
from iop_desktop.rules.names import display_name, initials_of
from iop_desktop.rules.notes import NoteDraft
from iop_desktop.rules.record import Person, Record, digest
from iop_desktop.rules.record_added import AddedFacts, Original, canonical_added
from iop_desktop.rules.vocabulary import AUTHORING, Meaning, NoteKind, NoteState
from iop_desktop.services.composed_note import ComposedNote
from iop_desktop.services.errors import NotFound
from iop_desktop.services.note_beside import Beside
from iop_desktop.services.unlocked import Unlocked

NO_ORIGINAL = "The note this document is about is not in these records. Nothing was changed."


@dataclass(frozen=True, slots=True)
class AddedSource:
    """The original as it stands now, and what else the document says. ``others`` are texts it may not repeat."""

    kind: NoteKind | None
    original: Original
    record: Mapping[str, Any]
    clinic_name: str
    clinic_address: str
    people: Mapping[UUID, Person]
    zone: tzinfo
    day: date
    writers: frozenset[UUID]
    client_name: str
    request: str
    others: tuple[str, ...]

    def name_of(self, client_id: UUID) -> str:
        """The member's name as lists show it."""
        return self.client_name

    def meaning_for(self, author_id: UUID) -> Meaning:
        """The author of what is added; a notice of error is a document of its own and adds nothing."""
        return Meaning.AUTHOR if self.kind is NoteKind.ERROR else Meaning.ADDENDUM

    def compose(self, note: Note) -> ComposedNote:
        """The document as it would be signed now. Raises ValueError for a note of no added kind."""
        if note.kind is None:
            raise ValueError(note.id)
        draft = NoteDraft.from_data(note.draft)
        data = canonical_added(self._facts(note, note.kind, draft))
        repeated = same_words(draft.response, self.others)
        return ComposedNote(
            kind=note.kind,
            status=None,
            draft=draft,
            minutes=0,
            data=data,
            record=Record.from_data(data),
            digest=digest(data),
            missing=missing_in_added(AddedWords(note.kind, draft.reason, draft.response, repeated)),
        )

    def beside(self, note: Note) -> Beside:
        """What stands beside the document while it is written: whom it is about and when the original was."""
        return Beside(
            name=self.client_name,
            initials=initials_of(self.client_name),
            pronouns="",
            line=note.kind.label if note.kind else "",
            goals=(),
        )

    def _facts(self, note: Note, kind: NoteKind, draft: NoteDraft) -> AddedFacts:
        return AddedFacts(
            note_id=str(note.id),
            kind=kind,
            original=self.original,
            clinic_name=self.clinic_name,
            clinic_address=self.clinic_address,
            program_name=self.record["program_name"],
            client_name=self.record["client_name"],
            client_number=self.record["client_number"],
            date_of_birth=self.record["date_of_birth"],
            goal=self.record["goal"],
            objective=self.record["objective"],
            author=self.people[note.author_id],
            written_on=note.saved_at.astimezone(self.zone).date() if note.saved_at else None,
            reason=draft.reason,
            text=draft.response,
            request=self.request,
        )


def added_source(db: Database, note: Note, unlocked: Unlocked) -> AddedSource:
    """Read what a document is added to. Raises NotFound when the original has no signed version."""
    parent = db.get(Note, note.parent_id) if note.parent_id is not None else None
    version = _latest_version(db, parent.id) if parent is not None else None
    if parent is None or version is None:
        raise NotFound(NO_ORIGINAL)
    today = unlocked.clock().astimezone(unlocked.zone).date()
    clinic = db.execute(select(Clinic.name, Clinic.address)).one()
    client = db.get_one(Client, note.client_id)
    people = db.execute(select(Staff.id, Staff.name, Staff.credentials, Staff.title))
    return AddedSource(
        kind=note.kind,
        original=_original(db, parent, version, unlocked.zone),
        record=version.record,
        clinic_name=clinic.name,
        clinic_address=clinic.address,
        people={staff_id: Person(name, credentials, title) for staff_id, name, credentials, title in people},
        zone=unlocked.zone,
        day=note.saved_at.astimezone(unlocked.zone).date() if note.saved_at else today,
        writers=frozenset(),
        client_name=display_name(client.first_name, client.last_name, client.preferred_name),
        request=_request(db, note.id),
        others=_others(db, note, unlocked.zone, today),
    )


def _latest_version(db: Database, note_id: UUID) -> NoteVersion | None:
    versions = select(NoteVersion).where(NoteVersion.note_id == note_id).order_by(NoteVersion.number.desc())
    return db.scalars(versions.limit(1)).one_or_none()


def _original(db: Database, parent: Note, version: NoteVersion, zone: tzinfo) -> Original:
    rows = db.execute(
        select(Signature.meaning, Signature.name, Signature.credentials, Signature.pdf_sha256).where(
            Signature.note_version_id == version.id
        )
    ).all()
    author = next(row for row in rows if row.meaning in AUTHORING)
    latest = next((row for row in rows if row.meaning is Meaning.COSIGNED), author)
    return Original(
        note_id=str(parent.id),
        kind=version.kind,
        title=version.record["title"],
        on=day_of(db, parent, version, zone),
        version=version.number,
        author=Person(author.name, author.credentials).signed_name,
        digest=version.digest,
        pdf_sha256=latest.pdf_sha256,
    )


def day_of(db: Database, note: Note, version: NoteVersion, zone: tzinfo) -> date:
    """The day a signed note is about: of its session or contact, else the day it was signed."""
    begins: datetime | None = None
    if note.session_id is not None:
        begins = db.scalars(select(Session.starts_at).where(Session.id == note.session_id)).one()
    elif note.contact_id is not None:
        begins = db.scalars(select(Contact.starts_at).where(Contact.id == note.contact_id)).one()
    return (begins or version.created_at).astimezone(zone).date()


def _request(db: Database, note_id: UUID) -> str:
    received = db.scalars(
        select(AmendmentRequest.received_on)
        .join(AmendmentEvent, AmendmentEvent.request_id == AmendmentRequest.id)
        .where(AmendmentEvent.addendum_id == note_id)
    ).first()
    return f"Accepted; received on {long_date(received)}" if received else ""


def _others(db: Database, note: Note, zone: tzinfo, today: date) -> tuple[str, ...]:
    """What other documents of the last 30 days say, whoever they are about; one entered in error counts no more."""
    since = datetime.combine(today - SAME_WORDS_WITHIN, time(), zone)
    rows = db.scalars(
        select(Note.draft).where(
            Note.parent_id.is_not(None),
            Note.id != note.id,
            Note.kind != NoteKind.ERROR,
            Note.state != NoteState.IN_ERROR,
            Note.saved_at >= since,
        )
    )
    return tuple(draft.get("response", "") for draft in rows)
