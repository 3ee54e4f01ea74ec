"""The supervisor's side: a packet of another clinic comes in, and what was decided goes out as an answer."""

from __future__ import annotations

from collections.abc import Sequence, Set
from hashlib import sha256
from uuid import UUID

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey
from sqlalchemy import select
from sqlalchemy.orm import Session as Database

from iop_desktop.documents.packet import Packet, key_hash, make_answer, open_packet
from iop_desktop.documents.packet_faults import Fault, FileFault
from iop_desktop.documents.packet_manifest import AnswerItem, AnswerManifest, Remark
from iop_desktop.documents.pki import fingerprint, hangs_on, signing_key_of
from iop_desktop.models.base import new_id
from iop_desktop.models.canonical import Json
from iop_desktop.models.packets import PacketIn, PacketInItem, PacketReply, Partner
from iop_desktop.rules.note_vocabulary import PacketDecision
from iop_desktop.rules.rights import Right
from iop_desktop.rules.signing import COSIGNATURE_MISSING
from iop_desktop.services.errors import NotFound
from iop_desktop.services.exchange_keys import OwnKeys, own_keys
from iop_desktop.services.packet_items import InItem, in_item, my_items
from iop_desktop.services.packet_refusals import ANSWER_GIVEN, FileRefused, taken
from iop_desktop.services.packet_views import AnswerDue, MadeFile, PacketOpened
from iop_desktop.services.packets import file_name
from iop_desktop.services.partners import trusted_by_root
from iop_desktop.services.pens import pen_of
from iop_desktop.services.rights import needs
from iop_desktop.services.unlocked import Clock, Unlocked, load_certificate

_STRANGER = (
    "The sender of this packet is not known here: no card of their clinic is trusted, or the trust was revoked. An "
    "administrator trusts a card under Settings."
)
_OTHER_KEY = "This packet was made for an earlier signing key of yours. Give the sender your current card."
_AGAIN = "This packet was opened here before; its notes are in your queue or decided."
_ALTERED = "A note in this packet is not as its author signed it. Nothing of it was taken; tell the sender."
_NOTHING_DECIDED = "Nothing in that packet is decided yet. No answer was made."


class PacketInboxService:
    """Use cases of packets that come in and their answers."""

    def __init__(self, unlocked: Unlocked, clock: Clock) -> None:
        self._unlocked = unlocked
        self._clock = clock

    @needs(Right.REVIEW_PACKETS)
    def open(self, content: bytes, passphrase: str) -> PacketOpened:
        """Take a packet into this vault after every check. Raises FileRefused, NotAllowed, WrongPassphrase, TooSoon."""
        keys = own_keys(self._unlocked, passphrase)
        packet = taken(lambda: open_packet(content, keys.exchange), ANSWER_GIVEN)
        with self._unlocked.reading() as db:
            partner = self._known_sender(db, packet, keys)
        _require_unaltered(packet, partner)
        with self._unlocked.transaction() as db:
            partner = self._known_sender(db, packet, keys)
            if db.get(PacketIn, packet.manifest.packet_id) is not None:
                raise FileRefused(_AGAIN, "replayed")
            self._keep(db, packet, partner)
        manifest = packet.manifest
        return PacketOpened(manifest.packet_id, partner.clinic_name, manifest.items[0].author, len(manifest.items))

    @needs(Right.REVIEW_PACKETS)
    def answers_due(self) -> tuple[AnswerDue, ...]:
        """Packets of this supervisor with at least one decision, newest first."""
        with self._unlocked.reading() as db:
            items = [in_item(*row) for row in db.execute(my_items(self._unlocked))]
            replied = _replied(db, {item.packet.id for item in items})
        packets = dict.fromkeys(item.packet.id for item in items)
        dues = [_due([item for item in items if item.packet.id == packet_id], replied) for packet_id in packets]
        return tuple(sorted((due for due in dues if due.decided), key=lambda due: due.received_at, reverse=True))

    @needs(Right.REVIEW_PACKETS)
    def answer(self, packet_id: UUID, passphrase: str) -> MadeFile:
        """One file for the author with what was decided since the last answer; when that is nothing, all of it again.

        Raises Refused, NotFound, WrongPassphrase, TooSoon.
        """
        keys = own_keys(self._unlocked, passphrase)
        with pen_of(self._unlocked, keys.signing) as pen, self._unlocked.transaction() as db:
            query = my_items(self._unlocked).where(PacketIn.id == packet_id, PacketInItem.decision.is_not(None))
            decided = [in_item(*row) for row in db.execute(query)]
            if not decided:
                raise NotFound(_NOTHING_DECIDED)
            replied = _replied(db, {packet_id})
            items = [item for item in decided if not _is_sent(item, replied)] or decided
            manifest, appended = self._answer(items, keys)
            reply_key = X25519PublicKey.from_public_bytes(items[0].packet.reply_key)
            content = taken(lambda: make_answer(manifest, appended, keys.signing.key, reply_key))
            versions = [str(item.row.version_id) for item in items]
            db.add(
                PacketReply(
                    id=manifest.answer_id, packet_id=packet_id, version_ids=versions, created_at=manifest.created
                )
            )
            self._unlocked.audit(db, "packet.answered", packet_id, {"answer": str(manifest.answer_id)})
            pen.voucher.added(db)
        return MadeFile(packet_id, file_name(), content, len(items))

    def _answer(self, items: Sequence[InItem], keys: OwnKeys) -> tuple[AnswerManifest, list[bytes]]:
        packet = items[0].packet
        manifest = AnswerManifest(
            answer_id=new_id(),
            packet_id=packet.id,
            created=self._clock().replace(microsecond=0),
            certificate=packet.issued_certificate,
            recipient=key_hash(X25519PublicKey.from_public_bytes(packet.reply_key)),
            items=tuple(_decision(item) for item in items),
        )
        if signing_key_of(load_certificate(packet.issued_certificate)) != keys.signing.key.public_key():
            raise FileRefused(_OTHER_KEY, "other-key")
        return manifest, [_appended(item.row) for item in items if item.row.decision is PacketDecision.COSIGNED]

    def _known_sender(self, db: Database, packet: Packet, keys: OwnKeys) -> Partner:
        """The trusted clinic the sender belongs to. Raises FileRefused."""
        manifest, now = packet.manifest, self._clock()
        certificate = load_certificate(manifest.certificate)
        partners = trusted_by_root(db, certificate)
        valid = certificate.not_valid_before_utc <= now <= certificate.not_valid_after_utc
        if not partners or not valid or fingerprint(load_certificate(partners[0].root_certificate)) != manifest.root:
            raise FileRefused(_STRANGER, "unknown-sender")
        issued = taken(lambda: _certificate(manifest.issued))
        root = load_certificate(partners[0].root_certificate)
        if not hangs_on(issued, root) or signing_key_of(issued) != keys.signing.key.public_key():
            raise FileRefused(_OTHER_KEY, "other-key")
        return partners[0]

    def _keep(self, db: Database, packet: Packet, partner: Partner) -> None:
        manifest = packet.manifest
        db.add(
            PacketIn(
                id=manifest.packet_id,
                partner_id=partner.id,
                staff_id=self._unlocked.actor.staff_id,
                manifest={"clinic_name": manifest.clinic_name, "created": manifest.created.isoformat()},
                reply_key=manifest.reply_key,
                issued_certificate=manifest.issued,
                received_at=self._clock(),
            )
        )
        db.flush()
        db.add_all(
            PacketInItem(
                packet_id=manifest.packet_id,
                version_id=item.version_id,
                listing=item.as_data(),
                pdf=pdf,
                pdf_sha256=item.sha256,
            )
            for item, pdf in zip(manifest.items, packet.pdfs, strict=True)
        )
        detail: dict[str, Json] = {"partner": str(partner.id), "count": len(manifest.items)}
        self._unlocked.audit(db, "packet.opened", manifest.packet_id, detail)


def _certificate(der: bytes) -> x509.Certificate:
    try:
        return load_certificate(der)
    except ValueError:
        raise FileFault(Fault.DAMAGED) from None


def _require_unaltered(packet: Packet, partner: Partner) -> None:
    """Each document is a note its author has certified, that owes exactly the co-signature. Raises FileRefused."""
    from iop_desktop.documents.verification import verify_note

    root = load_certificate(partner.root_certificate)
    for item, pdf in zip(packet.manifest.items, packet.pdfs, strict=True):
        verdict = verify_note(pdf, [root])
        if verdict.problems != (COSIGNATURE_MISSING,) or item.digest.encode() not in pdf:
            raise FileRefused(_ALTERED, "altered")


def _replied(db: Database, packet_ids: Set[UUID]) -> set[tuple[UUID, str]]:
    rows = db.scalars(select(PacketReply).where(PacketReply.packet_id.in_(packet_ids)))
    return {(row.packet_id, version_id) for row in rows for version_id in row.version_ids}


def _is_sent(item: InItem, replied: Set[tuple[UUID, str]]) -> bool:
    return (item.packet.id, str(item.row.version_id)) in replied


def _due(items: Sequence[InItem], replied: Set[tuple[UUID, str]]) -> AnswerDue:
    decided = [item for item in items if item.row.decision is not None]
    return AnswerDue(
        packet_id=items[0].packet.id,
        clinic_name=items[0].partner.clinic_name,
        sender=items[0].listing.author,
        decided=len(decided),
        unsent=sum(not _is_sent(item, replied) for item in decided),
        open=len(items) - len(decided),
        received_at=items[0].packet.received_at,
    )


def _decision(item: InItem) -> AnswerItem:
    row = item.row
    assert row.decision is not None  # only decided items are answered
    assert row.decided_at is not None
    if row.decision is PacketDecision.COSIGNED:
        return AnswerItem(row.version_id, row.decision, row.decided_at, sha256=sha256(_appended(row)).hexdigest())
    remarks = tuple(Remark(**remark) for remark in row.remarks)
    return AnswerItem(row.version_id, row.decision, row.decided_at, comment=row.comment, remarks=remarks)


def _appended(row: PacketInItem) -> bytes:
    """Only the signature's own bytes go back: the note itself does not travel again."""
    return (row.signed_pdf or b"")[len(row.pdf) :]
