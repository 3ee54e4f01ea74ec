"""The supervisor reviews notes of another clinic: they are read, co-signed or returned, in the own vault."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from functools import partial
from hashlib import sha256
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session as Database

from iop_desktop.documents.pki import signing_key_of
from iop_desktop.models.audit_chain import newest_at
from iop_desktop.models.clinic import Staff
from iop_desktop.models.packets import PacketInItem
from iop_desktop.rules.names import initials_of
from iop_desktop.rules.note_due import refusals_of_clock
from iop_desktop.rules.note_vocabulary import PacketDecision
from iop_desktop.rules.notes import MAX_TEXT, clean_text
from iop_desktop.rules.packets import DecidingFacts, refusals_to_cosign_from_packet, refusals_to_decide
from iop_desktop.rules.refusal import Refusal
from iop_desktop.rules.returns import Remark
from iop_desktop.rules.rights import Right
from iop_desktop.rules.vocabulary import Meaning
from iop_desktop.services.changes import Changes, Topic
from iop_desktop.services.errors import Refused
from iop_desktop.services.note_views import NotReady, QueueRow, SignOutcome
from iop_desktop.services.packet_items import InItem, in_item, in_item_of, my_items, subject_of
from iop_desktop.services.packet_views import PacketReview
from iop_desktop.services.pdf_pages import pages_of
from iop_desktop.services.pens import Pen, open_pen
from iop_desktop.services.printed_notes import signature_facts
from iop_desktop.services.rights import needs
from iop_desktop.services.signing import seconds_since
from iop_desktop.services.signing_batch import Progress, Stop, never, no_progress, sign_each
from iop_desktop.services.standings import refusals_to_supervise
from iop_desktop.services.unlocked import Clock, Unlocked, load_certificate

if TYPE_CHECKING:
    from iop_desktop.documents.page_image import PageImage
    from iop_desktop.documents.seal import Signer

_TOPICS = frozenset({Topic.SIGNATURES})
_LONG = Refusal("too-long", "The comment is longer than a return can hold.", "comment")
_COMMENT = Refusal("comment", "Write what the author is to change.", "comment")
_OTHER_KEY = Refusal(
    "other-key", "This packet was made for an earlier signing key of yours. Give the sender your current card."
)
_CLOCK = Refusal(
    "clock",
    "The clock of this computer stands outside the time for which the certificate in this packet is valid. Nothing was "
    "signed: set the clock right, or ask for a new packet.",
)


class PacketReviewService:
    """Use cases of reviewing notes of another clinic. Their records are never part of this clinic's."""

    def __init__(self, unlocked: Unlocked, clock: Clock) -> None:
        self._unlocked = unlocked
        self._clock = clock

    @needs(Right.CO_SIGN)
    def queue(self) -> tuple[QueueRow, ...]:
        """Notes of other clinics that wait for this supervisor's decision; ``version_id`` is the id of the item."""
        if not self._unlocked.actor.may(Right.REVIEW_PACKETS):
            return ()
        today = self._clock().astimezone(self._unlocked.zone).date()
        with self._unlocked.reading() as db:
            items = [
                in_item(*row) for row in db.execute(my_items(self._unlocked).where(PacketInItem.decision.is_(None)))
            ]
        return tuple(
            QueueRow(
                version_id=item.row.id,
                note_id=item.listing.note_id,
                client_name=item.listing.client_name,
                initials=initials_of(item.listing.client_name),
                author=item.listing.author,
                group_name=item.listing.group_name,
                session_on=item.listing.session_on,
                kind=item.listing.kind,
                signed_at=item.listing.signed_at,
                age_days=max(0, (today - item.listing.signed_at.astimezone(self._unlocked.zone).date()).days),
                viewed=item.row.viewed_at is not None,
                version=item.listing.version,
                author_id=item.partner.id,
                clinic=item.partner.clinic_name,
            )
            for item in items
        )

    @needs(Right.REVIEW_PACKETS)
    def view(self, item_id: UUID) -> PacketReview:
        """A note of another clinic to be read. Raises NotFound."""
        with self._unlocked.reading() as db:
            item = in_item_of(db, self._unlocked, item_id)
        return PacketReview(
            item_id=item.row.id,
            clinic_name=item.partner.clinic_name,
            client_name=item.listing.client_name,
            author=item.listing.author,
            group_name=item.listing.group_name,
            session_on=item.listing.session_on,
            kind=item.listing.kind,
            version=item.listing.version,
            signed_at=item.listing.signed_at,
            earlier_comments=item.listing.comments,
            viewed=item.row.viewed_at is not None,
            decision=item.row.decision,
        )

    @needs(Right.REVIEW_PACKETS)
    def preview(self, item_id: UUID, scale: float) -> tuple[PageImage, ...]:
        """The pages as pictures; ``scale`` 1 is 72 dots an inch. Raises NotFound."""
        with self._unlocked.reading() as db:
            row = in_item_of(db, self._unlocked, item_id).row
            pdf = row.signed_pdf or row.pdf
        return pages_of(pdf, scale)

    @needs(Right.REVIEW_PACKETS)
    def text(self, item_id: UUID) -> str:
        """The words of the document, page after page, for whoever reads without pictures. Raises NotFound."""
        from iop_desktop.documents.preview import page_texts

        with self._unlocked.reading() as db:
            pdf = in_item_of(db, self._unlocked, item_id).row.pdf
        return "\n\n".join(page_texts(pdf))

    @needs(Right.REVIEW_PACKETS)
    def mark_viewed(self, item_id: UUID) -> None:
        """Remember that the whole note was on this supervisor's screen. Raises NotFound."""
        with self._unlocked.transaction() as db:
            item = in_item_of(db, self._unlocked, item_id)
            if item.row.viewed_at is None:
                item.row.viewed_at = self._clock()
                self._unlocked.audit(db, "packet_item.reviewed", item.row.id, subject_of(item))

    @needs(Right.CO_SIGN)
    def known(self, ids: Iterable[UUID]) -> frozenset[UUID]:
        """Which of these ids are items of packets."""
        with self._unlocked.reading() as db:
            return frozenset(db.scalars(select(PacketInItem.id).where(PacketInItem.id.in_(list(ids)))))

    @needs(Right.REVIEW_PACKETS)
    def cosign(
        self, item_ids: Sequence[UUID], secret: str, progress: Progress = no_progress, stop: Stop = never
    ) -> SignOutcome:
        """Co-sign each note in a transaction of its own; what is not ready is listed with its reasons.

        Raises WrongPassphrase before anything is signed, and SigningStopped when something fails in the middle.
        """
        with open_pen(self._unlocked, secret) as pen:
            return sign_each(item_ids, partial(self._cosign_one, pen, item_ids[-1:]), progress, stop)

    @needs(Right.REVIEW_PACKETS)
    def return_note(self, item_id: UUID, comment: str, remarks: Sequence[Remark] = ()) -> Changes:
        """Decide to send a note back; the comment travels in the answer. Raises Refused, NotFound."""
        cleaned = clean_text(comment)
        with self._unlocked.transaction() as db:
            item = in_item_of(db, self._unlocked, item_id)
            refusals = refusals_to_decide(self._facts(db, item))
            refusals += (_COMMENT,) * (not cleaned) + (_LONG,) * (len(cleaned) > MAX_TEXT)
            if refusals:
                raise Refused(refusals)
            row = item.row
            row.decision, row.decided_at = PacketDecision.RETURNED, self._clock().replace(microsecond=0)
            row.comment, row.remarks = cleaned, [_kept(remark) for remark in remarks]
            self._unlocked.audit(db, "packet_item.returned", row.id, subject_of(item))
        return Changes(_TOPICS, "Returned. Its author reads your comment once they have opened your answer.")

    def _facts(self, db: Database, item: InItem) -> DecidingFacts:
        return DecidingFacts(
            decided=item.row.decision is not None,
            viewed=item.row.viewed_at is not None,
            clinic_revoked=item.partner.revoked_at is not None,
        )

    def _cosign_one(self, pen: Pen, last: Sequence[UUID], item_id: UUID) -> NotReady | None:
        now = self._clock().replace(microsecond=0)
        with self._unlocked.transaction() as db:
            item = in_item_of(db, self._unlocked, item_id)
            refusals = refusals_to_cosign_from_packet(self._facts(db, item)) or self._refusals(db, pen, item, now)
            if refusals:
                return NotReady(item.row.id, item.listing.note_id, item.listing.client_name, refusals)
            supervisor = db.get_one(Staff, self._unlocked.actor.staff_id)
            row = item.row
            row.signed_pdf = self._signed(pen, supervisor, item, now)
            row.decision, row.decided_at = PacketDecision.COSIGNED, now
            detail = subject_of(item) | {"digest": item.listing.digest, "pdf": sha256(row.signed_pdf).hexdigest()}
            self._unlocked.audit(db, "packet_item.cosigned", row.id, detail)
            pen.voucher.added(db, last=item_id in last)
        return None

    def _refusals(self, db: Database, pen: Pen, item: InItem, now: datetime) -> tuple[Refusal, ...]:
        """The certificate has to be of this key and valid now, and the own clinic has to let this person supervise."""
        issued = load_certificate(item.packet.issued_certificate)
        staff = db.get_one(Staff, self._unlocked.actor.staff_id)
        if not issued.not_valid_before_utc <= now <= issued.not_valid_after_utc:
            return (_CLOCK,)
        if signing_key_of(issued) != signing_key_of(pen.signer.certificate):
            return (_OTHER_KEY,)
        backdated = refusals_of_clock(self._clock(), None, newest_at(db))
        if backdated:
            return backdated
        return refusals_to_supervise(db, staff, now.astimezone(self._unlocked.zone).date())

    def _signed(self, pen: Pen, supervisor: Staff, item: InItem, now: datetime) -> bytes:
        from iop_desktop.documents.seal import cosign

        return cosign(
            item.row.pdf,
            _signer(pen, item),
            signature_facts(supervisor, Meaning.COSIGNED.label, now, str(self._unlocked.zone)),
            item.listing.digest,
            location=item.packet.manifest["clinic_name"],
            seconds_since_authentication=seconds_since(pen.opened_at, now),
        )


def _signer(pen: Pen, item: InItem) -> Signer:
    """The supervisor's own key, with the certificate of the clinic whose note it is."""
    return replace(
        pen.signer,
        certificate=load_certificate(item.packet.issued_certificate),
        root_certificate=load_certificate(item.partner.root_certificate),
    )


def _kept(remark: Remark) -> dict[str, str]:
    return asdict(replace(remark, comment=clean_text(remark.comment)))
