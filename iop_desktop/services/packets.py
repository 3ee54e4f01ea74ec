"""The author's side: signed notes go into one file for a supervisor at another laptop."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from hashlib import sha256
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey
from sqlalchemy import Row, select
from sqlalchemy.orm import Session as Database

from iop_desktop.documents.packet import key_hash, make_packet
from iop_desktop.documents.packet_manifest import PacketItem, PacketManifest
from iop_desktop.documents.pki import certificate_der, fingerprint
from iop_desktop.models.base import new_id
from iop_desktop.models.notes import Note, NoteVersion, Return, Signature
from iop_desktop.models.packets import PacketOut, PacketOutItem, Partner
from iop_desktop.rules.names import display_name, with_credentials
from iop_desktop.rules.packets import PartnerFacts, SendingFacts, refusals_of_supervisor, refusals_to_send
from iop_desktop.rules.rights import Right
from iop_desktop.rules.vocabulary import NoteKind, NoteState
from iop_desktop.services.errors import NotFound, Refused
from iop_desktop.services.exchange_keys import OwnKeys, own_keys
from iop_desktop.services.note_history import earlier_comments
from iop_desktop.services.packet_refusals import taken
from iop_desktop.services.packet_views import MadeFile, PartnerRow, SendableRow
from iop_desktop.services.partners import PartnerService, partner_of
from iop_desktop.services.pens import pen_of
from iop_desktop.services.rights import needs
from iop_desktop.services.signed_versions import signed_versions, subject_of
from iop_desktop.services.unlocked import Clock, Unlocked

SUFFIX = ".ioppacket"
_UNKNOWN = "One of these notes is not in these records. No packet was made; choose again from the list."


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A signed version that is to go into a packet."""

    item: PacketItem
    facts: SendingFacts
    pdf: bytes


class PacketService:
    """Use cases of sending notes to a supervisor elsewhere."""

    def __init__(self, unlocked: Unlocked, clock: Clock) -> None:
        self._unlocked = unlocked
        self._clock = clock

    @needs(Right.SEND_PACKETS)
    def supervisors(self) -> tuple[PartnerRow, ...]:
        """Trusted supervisors elsewhere who may co-sign today."""
        day = self._today()
        rows = PartnerService(self._unlocked, self._clock).rows()
        return tuple(
            row
            for row in rows
            if not refusals_of_supervisor(PartnerFacts(row.role, row.revoked_at is not None, row.credential_until, day))
        )

    @needs(Right.SEND_PACKETS)
    def sendable(self) -> tuple[SendableRow, ...]:
        """The actor's own notes that wait for a co-signature, oldest first."""
        mine = (Note.author_id == self._unlocked.actor.staff_id) & (Note.state == NoteState.AWAITING_COSIGNATURE)
        waiting = (
            signed_versions()
            .where(mine, Return.id.is_(None), NoteVersion.kind != NoteKind.ERROR)
            .order_by(Signature.signed_at, NoteVersion.id)
        )
        with self._unlocked.reading() as db:
            rows = db.execute(waiting).all()
            sent = _last_sent(db, [row.version_id for row in rows])
        return tuple(_sendable(row, self._unlocked.zone, sent.get(row.version_id, ("", None))) for row in rows)

    @needs(Right.SEND_PACKETS)
    def make(self, partner_id: UUID, version_ids: Sequence[UUID], passphrase: str) -> MadeFile:
        """One file for one supervisor; the notes stay where they are until an answer comes.

        Raises WrongPassphrase, TooSoon, Refused, NotFound, FileRefused.
        """
        keys = own_keys(self._unlocked, passphrase)
        now = self._clock().replace(microsecond=0)
        wanted_ids = tuple(dict.fromkeys(version_ids))
        with pen_of(self._unlocked, keys.signing) as pen, self._unlocked.transaction() as db:
            partner = partner_of(db, partner_id)
            wanted = self._wanted(db, wanted_ids)
            refusals = self._refusals(partner, wanted)
            if refusals:
                raise Refused(refusals)
            manifest = self._manifest(partner, wanted, keys, now)
            pdfs = [each.pdf for each in wanted]
            recipient = X25519PublicKey.from_public_bytes(partner.packet_key)
            content = taken(lambda: make_packet(manifest, pdfs, keys.signing.key, recipient))
            self._remember(db, partner, manifest)
            pen.voucher.added(db)
        return MadeFile(manifest.packet_id, file_name(), content, len(wanted))

    def _today(self) -> date:
        return self._clock().astimezone(self._unlocked.zone).date()

    def _refusals(self, partner: Partner, wanted: Sequence[_Wanted]) -> tuple[Any, ...]:
        facts = PartnerFacts(partner.role, partner.revoked_at is not None, partner.credential_until, self._today())
        return (*refusals_of_supervisor(facts), *refusals_to_send(tuple(each.facts for each in wanted)))

    def _wanted(self, db: Database, version_ids: Sequence[UUID]) -> list[_Wanted]:
        query = signed_versions().add_columns(Signature.pdf, NoteVersion.digest).where(NoteVersion.id.in_(version_ids))
        found = {row.version_id: row for row in db.execute(query)}
        if len(found) < len(version_ids):
            raise NotFound(_UNKNOWN)
        return [self._one(db, found[version_id]) for version_id in version_ids]

    def _one(self, db: Database, row: Row[*tuple[Any, ...]]) -> _Wanted:
        item = PacketItem(
            version_id=row.version_id,
            note_id=row.note_id,
            version=row.number,
            kind=row.kind,
            client_name=display_name(row.first_name, row.last_name, row.preferred_name),
            author=with_credentials(row.author, row.credentials),
            group_name=subject_of(row),
            session_on=row.starts_at.astimezone(self._unlocked.zone).date(),
            signed_at=row.signed_at,
            digest=row.digest,
            sha256=sha256(row.pdf).hexdigest(),
            comments=earlier_comments(db, row.note_id),
        )
        state = NoteState.RETURNED if row.return_id is not None else row.state
        return _Wanted(item, SendingFacts(state, row.kind, row.author_id, self._unlocked.actor.staff_id), row.pdf)

    def _manifest(self, partner: Partner, wanted: Sequence[_Wanted], keys: OwnKeys, now: datetime) -> PacketManifest:
        assert partner.issued_certificate is not None  # every supervisor's card was given one
        return PacketManifest(
            packet_id=new_id(),
            created=now,
            clinic_name=self._unlocked.clinic_name,
            certificate=certificate_der(keys.signing.certificate),
            reply_key=keys.exchange.public_key().public_bytes_raw(),
            recipient=key_hash(X25519PublicKey.from_public_bytes(partner.packet_key)),
            root=fingerprint(keys.signing.root_certificate),
            issued=partner.issued_certificate,
            items=tuple(each.item for each in wanted),
        )

    def _remember(self, db: Database, partner: Partner, manifest: PacketManifest) -> None:
        db.add(
            PacketOut(
                id=manifest.packet_id,
                partner_id=partner.id,
                staff_id=self._unlocked.actor.staff_id,
                manifest_sha256=sha256(manifest.as_bytes()).hexdigest(),
                created_at=manifest.created,
            )
        )
        db.flush()
        db.add_all(
            PacketOutItem(packet_id=manifest.packet_id, note_version_id=item.version_id, pdf_sha256=item.sha256)
            for item in manifest.items
        )
        versions = [str(item.version_id) for item in manifest.items]
        self._unlocked.audit(db, "packet.made", manifest.packet_id, {"partner": str(partner.id), "versions": versions})


def file_name() -> str:
    """A name for a packet or an answer that says nothing and is not the same twice."""
    return f"{secrets.token_hex(6)}{SUFFIX}"


def _sendable(row: Row[*tuple[Any, ...]], zone: tzinfo, sent: tuple[str, datetime | None]) -> SendableRow:
    return SendableRow(
        version_id=row.version_id,
        note_id=row.note_id,
        client_name=display_name(row.first_name, row.last_name, row.preferred_name),
        group_name=subject_of(row),
        session_on=row.starts_at.astimezone(zone).date(),
        kind=row.kind,
        signed_at=row.signed_at,
        sent_to=sent[0],
        sent_at=sent[1],
    )


def _last_sent(db: Database, version_ids: Sequence[UUID]) -> dict[UUID, tuple[str, datetime | None]]:
    rows = db.execute(
        select(PacketOutItem.note_version_id, Partner.name, PacketOut.created_at)
        .join(PacketOut, PacketOut.id == PacketOutItem.packet_id)
        .join(Partner, Partner.id == PacketOut.partner_id)
        .where(PacketOutItem.note_version_id.in_(version_ids))
        .order_by(PacketOut.created_at)
    )
    return {version_id: (name, created_at) for version_id, name, created_at in rows}
