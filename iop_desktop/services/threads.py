"""The thread of a signed note: original, versions, returns, what was added, requests of the client, in time order."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session as Database

from iop_desktop.models.amendments import AmendmentEvent, AmendmentRequest
from iop_desktop.models.clinic import Staff
from iop_desktop.models.notes import Note, NoteVersion, Remark, Return, Signature
from iop_desktop.models.packets import Partner
from iop_desktop.models.people import Client
from iop_desktop.rules.names import display_name, with_credentials
from iop_desktop.rules.rights import Right
from iop_desktop.rules.signing import SIGNABLE
from iop_desktop.rules.vocabulary import Meaning, NoteState
from iop_desktop.services.added_facts import day_of
from iop_desktop.services.addenda import possible_kinds
from iop_desktop.services.amendment_words import event_words
from iop_desktop.services.error_notices import error_notice
from iop_desktop.services.errors import NotFound
from iop_desktop.services.need_to_know import seen_note
from iop_desktop.services.record_facts import note_of
from iop_desktop.services.rights import needs
from iop_desktop.services.thread_views import EntryKind, NoteThread, ThreadEntry
from iop_desktop.services.unlocked import Clock, Unlocked
from iop_desktop.services.wall_text import count_of

NOT_SIGNED = "This note is not signed yet, so it has no history. Nothing was changed."


class ThreadService:
    """One use case: everything that happened to a note once it was signed."""

    def __init__(self, unlocked: Unlocked, clock: Clock) -> None:
        self._unlocked = unlocked
        self._clock = clock

    @needs(Right.READ_CHARTS)
    def thread(self, note_id: UUID) -> NoteThread:
        """The thread a note belongs to, told from its original. Raises NotFound, also while nothing is signed."""
        with self._unlocked.reading() as db:
            seen_note(db, self._unlocked, note_id)
            found = self._thread(db, original_of(db, note_id))
        self._unlocked.opened("note.opened", found.note_id)
        return found

    def _thread(self, db: Database, note: Note) -> NoteThread:
        versions = db.scalars(select(NoteVersion).where(NoteVersion.note_id == note.id).order_by(NoteVersion.number))
        version = versions.first()
        if version is None:
            raise NotFound(NOT_SIGNED)
        family = _family(db, note)
        entries = [*_signatures(db, family), *_returns(db, family), *self._requests(db, family)]
        client, notice = db.get_one(Client, note.client_id), error_notice(db, note.id)
        return NoteThread(
            note_id=note.id,
            client_id=note.client_id,
            client_name=display_name(client.first_name, client.last_name, client.preferred_name),
            title=version.record["title"],
            on=day_of(db, note, version, self._unlocked.zone),
            state=note.state,
            error_reason=notice.reason if notice else "",
            error_signed_by=notice.signed_by if notice else (),
            entries=tuple(sorted(entries, key=lambda entry: (entry.at, entry.order))),
            may_add=possible_kinds(db, self._unlocked, note),
            open_own=self._open_own(family),
        )

    def _open_own(self, family: list[Note]) -> UUID | None:
        mine = (note for note in family[1:] if note.author_id == self._unlocked.actor.staff_id)
        return next((note.id for note in mine if note.state in SIGNABLE), None)

    def _requests(self, db: Database, family: list[Note]) -> Iterator[ThreadEntry]:
        ids = [note.id for note in family]
        answered = select(AmendmentEvent.request_id).where(AmendmentEvent.addendum_id.in_(ids))
        requests = db.execute(
            select(AmendmentRequest, Staff.name)
            .join(Staff, Staff.id == AmendmentRequest.recorded_by)
            .where(or_(AmendmentRequest.note_id.in_(ids), AmendmentRequest.id.in_(answered)))
        ).all()
        for request, name in requests:
            yield ThreadEntry(
                request.recorded_at,
                EntryKind.REQUEST,
                "Client asked for an amendment",
                name,
                request.asked,
                request.note_id,
                request_id=request.id,
                order=1000,
            )
        events = db.execute(
            select(AmendmentEvent, Staff.name)
            .join(Staff, Staff.id == AmendmentEvent.recorded_by)
            .where(AmendmentEvent.request_id.in_([request.id for request, _ in requests]))
            .order_by(AmendmentEvent.id)
        )
        for place, (event, name) in enumerate(events):
            yield ThreadEntry(
                event.recorded_at,
                EntryKind.REQUEST,
                event_words(event.step, event.ground),
                name,
                event.text,
                family[0].id,
                request_id=event.request_id,
                order=1001 + place,
            )


def original_of(db: Database, note_id: UUID) -> Note:
    """The note that stands at the beginning. Raises NotFound."""
    note = note_of(db, note_id)
    while note.parent_id is not None:
        note = note_of(db, note.parent_id)
    return note


def _family(db: Database, original: Note) -> list[Note]:
    """The original and everything added to it, and to that."""
    family, generation = [original], [original]
    while generation:
        parents = [note.id for note in generation]
        generation = list(db.scalars(select(Note).where(Note.parent_id.in_(parents)).order_by(Note.id)))
        family += generation
    return family


def _signatures(db: Database, family: list[Note]) -> Iterator[ThreadEntry]:
    notes = {note.id: note for note in family}
    rows = db.execute(
        select(
            NoteVersion.id.label("version_id"),
            NoteVersion.note_id,
            NoteVersion.number,
            NoteVersion.kind,
            NoteVersion.late_entry,
            Signature.meaning,
            Signature.name,
            Signature.credentials,
            Signature.signed_at,
        )
        .join(Signature, Signature.note_version_id == NoteVersion.id)
        .where(NoteVersion.note_id.in_(notes))
    )
    for row in rows:
        second = row.meaning is Meaning.COSIGNED
        again = f", version {row.number}" if row.number > 1 else ""
        late = ". Late entry." if row.late_entry and not second else ""
        yield ThreadEntry(
            at=row.signed_at,
            kind=_entry_kind(row.meaning, notes[row.note_id]),
            title=f"{row.kind.label}{again} {'co-signed' if second else 'signed'}",
            who=with_credentials(row.name, row.credentials),
            detail=f"{row.meaning.label}{late}",
            note_id=row.note_id,
            version_id=row.version_id,
            struck=notes[row.note_id].state is NoteState.IN_ERROR,
            order=row.number * 3 + second * 2,
        )


def _entry_kind(meaning: Meaning, note: Note) -> EntryKind:
    if meaning is Meaning.COSIGNED:
        return EntryKind.COSIGNED
    return EntryKind.ADDED if note.parent_id is not None else EntryKind.SIGNED


def _returns(db: Database, family: list[Note]) -> Iterator[ThreadEntry]:
    rows = db.execute(
        select(
            Return,
            NoteVersion.note_id,
            NoteVersion.number,
            NoteVersion.kind,
            func.coalesce(Staff.name, Partner.name, "").label("name"),
            select(func.count()).where(Remark.return_id == Return.id).scalar_subquery().label("remarks"),
        )
        .join(NoteVersion, NoteVersion.id == Return.note_version_id)
        .outerjoin(Staff, Staff.id == Return.supervisor_id)
        .outerjoin(Partner, Partner.id == Return.partner_id)
        .where(NoteVersion.note_id.in_([note.id for note in family]))
    )
    for row in rows:
        remarks = f" ({count_of(row.remarks, 'remark')} on passages)" if row.remarks else ""
        yield ThreadEntry(
            at=row.Return.returned_at,
            kind=EntryKind.RETURNED,
            title=f"{row.kind.label} returned",
            who=row.name,
            detail=f"{row.Return.comment}{remarks}",
            note_id=row.note_id,
            version_id=row.Return.note_version_id,
            order=row.number * 3 + 1,
        )
