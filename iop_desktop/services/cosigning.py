"""The supervisor reviews: a queue, the signed note in view, a co-signature or a return with a comment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from hashlib import sha256
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.orm import Session as Database

from iop_desktop.models.audit_chain import newest_at
from iop_desktop.models.base import new_id
from iop_desktop.models.canonical import Json
from iop_desktop.models.clinic import Staff
from iop_desktop.models.notes import Note, NoteVersion, Remark, Return, Signature, Viewing
from iop_desktop.rules import returns
from iop_desktop.rules.note_due import CLOCK_BEFORE_AUTHOR, refusals_of_clock
from iop_desktop.rules.notes import MAX_TEXT, clean_text
from iop_desktop.rules.record import Record, digest
from iop_desktop.rules.refusal import Refusal
from iop_desktop.rules.rights import RIGHTS, Right
from iop_desktop.rules.signing import CosigningFacts, refusals_to_cosign, refusals_to_return
from iop_desktop.rules.supervision import ObservationDue
from iop_desktop.rules.vocabulary import AUTHORING, Meaning, NoteState
from iop_desktop.services.changes import Changes, Topic
from iop_desktop.services.cosign_queue import queue_rows
from iop_desktop.services.error_notices import second_of, strike
from iop_desktop.services.errors import NotAllowed, NotFound, Refused
from iop_desktop.services.need_to_know import seen_note
from iop_desktop.services.note_history import earlier_comments
from iop_desktop.services.note_views import NotReady, QueueRow, ReviewView, SignOutcome
from iop_desktop.services.pens import Pen, SecretAsked, open_pen, secret_asked
from iop_desktop.services.printed_notes import signature_facts
from iop_desktop.services.rights import needs
from iop_desktop.services.signature_entries import signature_detail
from iop_desktop.services.signing import seconds_since, signature_row
from iop_desktop.services.signing_batch import Progress, Stop, never, no_progress, sign_each
from iop_desktop.services.standings import refusals_to_supervise
from iop_desktop.services.supervision import observation_of
from iop_desktop.services.unlocked import Clock, Unlocked

NO_SUCH_VERSION = "That signed note is not in these records. Nothing was changed; choose it again from the list."
_ALTERED = Refusal("altered", "This record is not as it was signed. Nothing was co-signed; tell your administrator.")
_LONG = Refusal("too-long", "The comment is longer than a return can hold.", "comment")


@dataclass(frozen=True, slots=True)
class _Review:
    """A signed version with its note and the author's signature."""

    version: NoteVersion
    note: Note
    signature: Signature
    returned: bool
    viewed: bool

    @property
    def client_name(self) -> str:
        name: str = self.version.record["client_name"]
        return name


class CosigningService:
    """Use cases of clinical supervision. The author's words are never changed here."""

    def __init__(self, unlocked: Unlocked, clock: Clock) -> None:
        self._unlocked = unlocked
        self._clock = clock

    @needs(Right.CO_SIGN)
    def asked(self) -> SecretAsked:
        """What this person is asked for before co-signing."""
        return secret_asked(self._unlocked)

    @needs(Right.CO_SIGN)
    def queue(self) -> tuple[QueueRow, ...]:
        """Signed notes that wait for this person: for a supervisor, or for the author of a note that a supervisor says
        was entered in error. Those of authors assigned to this supervisor come first, and the oldest first.
        """
        with self._unlocked.reading() as db:
            return queue_rows(db, self._unlocked, self._clock())

    @needs(Right.CO_SIGN)
    def view(self, version_id: UUID) -> ReviewView:
        """A version to be read; ``mark_viewed`` keeps that it was read. Raises NotFound, NotAllowed."""
        with self._unlocked.reading() as db:
            review = self._review(db, version_id)
            self._require_reviewer(db, review.note)
            comments = earlier_comments(db, review.note.id)
            observed = observation_of(db, review.note.author_id, self._unlocked.zone, self._clock())
        self._unlocked.opened("note.opened", review.note.id)
        return _view(review, comments, observed)

    @needs(Right.CO_SIGN)
    def mark_viewed(self, version_id: UUID) -> None:
        """Remember that the whole version was on this supervisor's screen, once. Raises NotFound, NotAllowed."""
        with self._unlocked.transaction() as db:
            review = self._review(db, version_id)
            self._require_reviewer(db, review.note)
            if not review.viewed:
                staff_id = self._unlocked.actor.staff_id
                db.add(Viewing(note_version_id=version_id, staff_id=staff_id, viewed_at=self._clock()))
                self._unlocked.audit(db, "note.reviewed", review.note.id, {"version": str(version_id)})

    def _require_reviewer(self, db: Database, note: Note) -> None:
        actor = self._unlocked.actor
        if not actor.may(Right.SUPERVISE) and second_of(db, note) != actor.staff_id:
            raise NotAllowed(RIGHTS[Right.SUPERVISE].sentence)

    @needs(Right.CO_SIGN)
    def cosign(
        self,
        version_ids: Sequence[UUID],
        secret: str,
        progress: Progress = no_progress,
        stop: Stop = never,
    ) -> SignOutcome:
        """Co-sign each version in a transaction of its own; what is not ready is listed with its reasons.

        ``secret`` is the pass phrase, or the PIN of a token (``asked`` says which); ``stop`` is asked before each one.
        Raises WrongPassphrase or TokenError before anything is signed, and SigningStopped when something fails in the
        middle.
        """
        with open_pen(self._unlocked, secret) as pen:
            return sign_each(version_ids, partial(self._cosign_one, pen, version_ids[-1:]), progress, stop)

    @needs(Right.CO_SIGN)
    def return_note(self, version_id: UUID, comment: str, remarks: Sequence[returns.Remark] = ()) -> Changes:
        """Send a version back to its author, with remarks on passages. The version stays readable.

        Raises Refused, NotFound.
        """
        cleaned = clean_text(comment)
        remarks = [replace(each, comment=clean_text(each.comment)) for each in remarks]
        with self._unlocked.transaction() as db:
            review = self._review(db, version_id)
            refusals = refusals_to_return(self._facts(db, review), cleaned) + self._ended_credential(db, review.note)
            refusals += self._clock_refusals(db, review)
            refusals += (_LONG,) * (len(cleaned) > MAX_TEXT)
            refusals += returns.refusals_of_remarks(Record.from_data(review.version.record), remarks)
            if refusals:
                raise Refused(refusals)
            sent = Return(
                id=new_id(),
                note_version_id=version_id,
                supervisor_id=self._unlocked.actor.staff_id,
                comment=cleaned,
                returned_at=self._clock(),
            )
            db.add(sent)
            db.flush()
            db.add_all(_remark_rows(sent.id, remarks))
            review.note.state = NoteState.RETURNED
            detail: dict[str, Json] = {"version": str(version_id), "remarks": len(remarks)}
            self._unlocked.audit(db, "note.returned", review.note.id, detail)
        return Changes(frozenset({Topic.NOTES, Topic.SIGNATURES}), "Returned to its author with your comment.")

    def _cosign_one(self, pen: Pen, last: Sequence[UUID], version_id: UUID) -> NotReady | None:
        now = self._clock().replace(microsecond=0)
        with self._unlocked.transaction() as db:
            review = self._review(db, version_id)
            refusals = (
                refusals_to_cosign(self._facts(db, review))
                or self._ended_credential(db, review.note)
                or self._clock_refusals(db, review)
                or _alterations(review)
            )
            if refusals:
                return NotReady(review.note.id, review.note.client_id, review.client_name, refusals)
            supervisor = db.get_one(Staff, self._unlocked.actor.staff_id)
            pdf = self._approved(pen, supervisor, review, now)
            zone = str(self._unlocked.zone)
            signature = signature_row(review.version, supervisor, Meaning.COSIGNED, now, zone, pen, pdf)
            db.add(signature)
            review.note.state = NoteState.COMPLETE
            db.flush()
            self._unlocked.audit(db, "note.cosigned", review.note.id, signature_detail(review.version, signature))
            strike(db, review.note, self._unlocked)
            pen.voucher.added(db, last=version_id in last)
        return None

    def _approved(self, pen: Pen, supervisor: Staff, review: _Review, now: datetime) -> bytes:
        from iop_desktop.documents.seal import cosign

        return cosign(
            review.signature.pdf,
            pen.signer,
            signature_facts(supervisor, Meaning.COSIGNED.label, now, str(self._unlocked.zone)),
            review.version.digest,
            location=self._unlocked.clinic_name,
            seconds_since_authentication=seconds_since(pen.opened_at, now),
        )

    def _clock_refusals(self, db: Database, review: _Review) -> tuple[Refusal, ...]:
        """Nobody reviews before the author signed, nor by a clock that stands before what was recorded."""
        now = self._clock()
        early = (CLOCK_BEFORE_AUTHOR,) * (now < review.signature.signed_at)
        return early + refusals_of_clock(now, None, newest_at(db))

    def _ended_credential(self, db: Database, note: Note) -> tuple[Refusal, ...]:
        """Why the clinic's policy stops this supervisor today; an author who signs second supervises nobody."""
        if second_of(db, note) == self._unlocked.actor.staff_id:
            return ()
        today = self._clock().astimezone(self._unlocked.zone).date()
        return refusals_to_supervise(db, db.get_one(Staff, self._unlocked.actor.staff_id), today)

    def _facts(self, db: Database, review: _Review) -> CosigningFacts:
        staff_id = self._unlocked.actor.staff_id
        return CosigningFacts(
            # A version that was returned is history, wherever the note stands now.
            state=NoteState.RETURNED if review.returned else review.note.state,
            author_id=review.note.author_id,
            supervisor_id=staff_id,
            supervises=self._unlocked.actor.may(Right.SUPERVISE),
            viewed=review.viewed,
            second_id=second_of(db, review.note),
        )

    def _review(self, db: Database, version_id: UUID) -> _Review:
        seen = exists().where(
            Viewing.note_version_id == NoteVersion.id, Viewing.staff_id == self._unlocked.actor.staff_id
        )
        row = db.execute(
            select(NoteVersion, Note, Signature, Return.id, seen)
            .join(Note, Note.id == NoteVersion.note_id)
            .join(Signature, (Signature.note_version_id == NoteVersion.id) & (Signature.meaning.in_(AUTHORING)))
            .outerjoin(Return, Return.note_version_id == NoteVersion.id)
            .where(NoteVersion.id == version_id)
        ).one_or_none()
        if row is None:
            raise NotFound(NO_SUCH_VERSION)
        version, note, signature, return_id, viewed = row
        seen_note(db, self._unlocked, note.id, writing=True)
        return _Review(version, note, signature, return_id is not None, viewed)


def _remark_rows(return_id: UUID, remarks: Sequence[returns.Remark]) -> list[Remark]:
    return [
        Remark(
            return_id=return_id,
            position=place,
            section=each.section,
            passage=returns.squeezed(each.passage),
            comment=each.comment,
        )
        for place, each in enumerate(remarks, start=1)
    ]


def _view(review: _Review, comments: tuple[str, ...], observed: ObservationDue | None) -> ReviewView:
    data = review.version.record
    credentials = review.signature.credentials
    return ReviewView(
        version_id=review.version.id,
        note_id=review.note.id,
        client_name=review.client_name,
        author=f"{review.signature.name}, {credentials}" if credentials else review.signature.name,
        signed_at=review.signature.signed_at,
        record=Record.from_data(data),
        digest=review.version.digest,
        goal=data["goal"],
        objective=data["objective"],
        earlier_comments=comments,
        version=review.version.number,
        kind=review.version.kind,
        observed=observed,
        late_entry=review.version.late_entry,
    )


def _alterations(review: _Review) -> tuple[Refusal, ...]:
    """A supervisor signs what was on screen, so the kept record and document must be what the author signed."""
    signature = review.signature
    whole = digest(review.version.record) == review.version.digest == signature.digest
    same = sha256(signature.pdf).hexdigest() == signature.pdf_sha256
    return () if whole and same else (_ALTERED,)
