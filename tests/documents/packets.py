"""Two clinics that send each other packets: the author's at home, and the supervisor's."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from typing import Any
from uuid import UUID

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from iop_desktop.documents import packet, pki
from iop_desktop.documents.card import Card
from iop_desktop.documents.packet_manifest import AnswerItem, AnswerManifest, PacketItem, PacketManifest
from iop_desktop.documents.seal import Signer
from iop_desktop.rules.note_vocabulary import PacketDecision
from iop_desktop.rules.vocabulary import NoteKind, Role
from tests.documents.samples import DIGEST, NOW, SampleClinic, supervisor

PACKET_ID = UUID("0193f2a1-b2c3-7000-8000-00000000aaaa")
ANSWER_ID = UUID("0193f2a1-b2c3-7000-8000-00000000bbbb")
VERSION_ID = UUID("0193f2a1-b2c3-7000-8000-00000000cccc")
NOTE_ID = UUID("0193f2a1-b2c3-7000-8000-00000000dddd")
HOME, AWAY = SampleClinic("Cedar Bridge Recovery"), SampleClinic("Bright Water Counseling")


@dataclass(frozen=True)
class Pair:
    """The author of one clinic, the supervisor of another, and the certificate the first issued to the second."""

    author_key: X25519PrivateKey = field(default_factory=X25519PrivateKey.generate)
    supervisor_key: X25519PrivateKey = field(default_factory=X25519PrivateKey.generate)
    away: Signer = field(default_factory=lambda: AWAY.supervisor)

    @property
    def issued(self) -> x509.Certificate:
        return issued_for(self.away)

    @property
    def pen(self) -> Signer:
        """The supervisor's own key with the home clinic's certificate."""
        return Signer(self.away.key, self.issued, HOME.root)

    def manifest(self, pdfs: tuple[bytes, ...], issued: x509.Certificate | None = None, **changes: Any) -> Any:
        values: dict[str, Any] = {
            "packet_id": PACKET_ID,
            "created": NOW,
            "clinic_name": HOME.name,
            "certificate": pki.certificate_der(HOME.author.certificate),
            "reply_key": self.author_key.public_key().public_bytes_raw(),
            "recipient": packet.key_hash(self.supervisor_key.public_key()),
            "root": pki.fingerprint(HOME.root),
            "issued": pki.certificate_der(issued or self.issued),
            "items": tuple(item_of(pdf, number) for number, pdf in enumerate(pdfs)),
        }
        return PacketManifest(**(values | changes))

    def packet(self, *pdfs: bytes, **changes: Any) -> bytes:
        return packet.make_packet(
            self.manifest(pdfs, **changes), pdfs, HOME.author.key, self.supervisor_key.public_key()
        )

    def answer(self, *appended: bytes, items: tuple[AnswerItem, ...] = (), **changes: Any) -> bytes:
        found = tuple(
            AnswerItem(UUID(int=VERSION_ID.int + number), PacketDecision.COSIGNED, NOW, sha256(delta).hexdigest())
            for number, delta in enumerate(appended)
        )
        values: dict[str, Any] = {
            "answer_id": ANSWER_ID,
            "packet_id": PACKET_ID,
            "created": NOW,
            "certificate": pki.certificate_der(self.issued),
            "recipient": packet.key_hash(self.author_key.public_key()),
            "items": found + items,
        }
        manifest = AnswerManifest(**(values | changes))
        return packet.make_answer(manifest, appended, self.away.key, self.author_key.public_key())


def item_of(pdf: bytes, number: int = 0, **changes: Any) -> PacketItem:
    """What the queue shows of one note."""
    values: dict[str, Any] = {
        "version_id": UUID(int=VERSION_ID.int + number),
        "note_id": UUID(int=NOTE_ID.int + number),
        "version": 1,
        "kind": NoteKind.PROGRESS,
        "client_name": "Zoë Łukaszewicz-Nguyễn",
        "author": "Dana Whitfield, LPC-A",
        "group_name": "Morning IOP",
        "session_on": date(2026, 11, 24),
        "signed_at": NOW,
        "digest": DIGEST,
        "sha256": sha256(pdf).hexdigest(),
        "comments": (),
    }
    return PacketItem(**(values | changes))


_ISSUED: dict[str, x509.Certificate] = {}


def issued_for(signer: Signer) -> x509.Certificate:
    """The home clinic's certificate for a supervisor's own key; the same each time."""
    facts = supervisor()
    own = pki.fingerprint(signer.certificate)
    if own not in _ISSUED:
        key = signer.certificate.public_key()
        _ISSUED[own] = pki.issue_for_public_key(
            HOME.signing_root,
            key,  # type: ignore[arg-type]  # the sample clinic makes elliptic-curve keys only
            name=facts.name,
            credentials=facts.credentials,
            licence=facts.licence,
            role_title=facts.role_title,
            email="",
            now=HOME.made_at,
        )
    return _ISSUED[own]


def card_of(clinic: SampleClinic, signer: Signer, packet_key: bytes, **changes: Any) -> Card:
    """The supervisor's card."""
    facts = supervisor()
    values: dict[str, Any] = {
        "clinic_name": clinic.name,
        "name": facts.name,
        "credentials": facts.credentials,
        "licence": facts.licence,
        "title": facts.role_title,
        "role": Role.SUPERVISOR,
        "root": clinic.root,
        "certificate": signer.certificate,
        "packet_key": packet_key,
        "made_at": NOW,
    }
    return Card(**(values | changes))
