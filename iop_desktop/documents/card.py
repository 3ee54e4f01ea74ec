"""A card introduces one person of one clinic to another clinic: who signs, with which key, and where packets go.

It holds no secret and nothing about clients. The person's signing key signs the whole, the certificate in it hangs on
the clinic's root in it; whether this is really that clinic is what people compare the fingerprint for.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Self

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from iop_desktop.documents.packet import is_signed, sign_words
from iop_desktop.documents.packet_faults import Fault, FileFault
from iop_desktop.documents.pki import certificate_der, hangs_on
from iop_desktop.documents.strict_json import read_json, to_text, write_json
from iop_desktop.rules.notes import clean_text
from iop_desktop.rules.vocabulary import Role

if TYPE_CHECKING:
    from iop_desktop.documents.seal import SigningKey

FORMAT = 1
LARGEST_CARD = 16_000
_LARGEST_OPEN = 64_000
_VERSION = b"\x01"
_WHAT = b"IOP Desktop card 1\n"
_GROUPS, _DIGITS = 6, 5
_TEXTS = {"clinic_name": 200, "name": 120, "credentials": 60, "licence": 60, "title": 80}


@dataclass(frozen=True, slots=True)
class Card:
    """One person of one clinic. ``packet_key`` is the raw X25519 key packets for this person are sealed to."""

    clinic_name: str
    name: str
    credentials: str
    licence: str
    title: str
    role: Role
    root: x509.Certificate = field(repr=False)
    certificate: x509.Certificate = field(repr=False)
    packet_key: bytes = field(repr=False)
    made_at: datetime

    def as_bytes(self) -> bytes:
        """What the person signs."""
        texts: dict[str, Any] = {name: getattr(self, name) for name in _TEXTS}
        return write_json(
            {
                **texts,
                "format": FORMAT,
                "role": self.role.value,
                "root": to_text(certificate_der(self.root)),
                "certificate": to_text(certificate_der(self.certificate)),
                "packet_key": to_text(self.packet_key),
                "made_at": self.made_at.isoformat(),
            }
        )

    @classmethod
    def from_bytes(cls, content: bytes) -> Self:
        """The card again. Raises FileFault: NEWER, DAMAGED."""
        fields = read_json(content)
        if fields.number("format") != FORMAT:
            raise FileFault(Fault.NEWER)
        texts = {name: _seen(fields.text(name, longest)) for name, longest in _TEXTS.items()}
        card = cls(
            **texts,
            role=_role(fields.words("role")),
            root=_certificate(fields.content("root")),
            certificate=_certificate(fields.content("certificate")),
            packet_key=fields.content("packet_key"),
            made_at=fields.moment("made_at"),
        )
        fields.end()
        return card


def make_card(card: Card, key: SigningKey) -> bytes:
    """The card as a file, signed by the person it introduces."""
    content = card.as_bytes()
    inside = write_json({"card": to_text(content), "signature": to_text(sign_words(key, _WHAT, content))})
    return _VERSION + zlib.compress(inside, 9)


def read_card(file: bytes) -> Card:
    """The card, signed by its person, whose certificate hangs on the clinic's root. Raises FileFault."""
    if not file or len(file) > LARGEST_CARD:
        raise FileFault(Fault.NOT_OURS)
    if file[:1] != _VERSION:
        raise FileFault(Fault.NEWER)
    fields = read_json(_unpacked(file[1:]))
    content, signature = fields.content("card"), fields.content("signature")
    fields.end()
    card = Card.from_bytes(content)
    if not hangs_on(card.certificate, card.root) or not is_signed(card.certificate, _WHAT, content, signature):
        raise FileFault(Fault.FORGED)
    if not _takes_packets(card.packet_key):
        raise FileFault(Fault.DAMAGED)
    return card


def card_hash(file: bytes) -> str:
    """SHA-256 of the whole card, in hex."""
    return sha256(file).hexdigest()


def fingerprint_digits(hexadecimal: str) -> str:
    """A card's SHA-256 as it is read aloud: six groups of five digits, about a hundred bits."""
    number = int(hexadecimal, 16) % 10 ** (_GROUPS * _DIGITS)
    digits = f"{number:0{_GROUPS * _DIGITS}d}"
    return " ".join(digits[start : start + _DIGITS] for start in range(0, len(digits), _DIGITS))


def _unpacked(content: bytes) -> bytes:
    """Never more than the limit is unpacked."""
    unpacking = zlib.decompressobj()
    try:
        inside = unpacking.decompress(content, _LARGEST_OPEN)
    except zlib.error:
        raise FileFault(Fault.NOT_OURS) from None
    if not unpacking.eof or unpacking.unused_data:
        raise FileFault(Fault.DAMAGED)
    return inside


def _takes_packets(raw: bytes) -> bool:
    """A key of the right length that is no point of low order, to which nothing could be sealed."""
    try:
        X25519PrivateKey.generate().exchange(X25519PublicKey.from_public_bytes(raw))
    except ValueError:
        return False
    return True


def _certificate(der: bytes) -> x509.Certificate:
    try:
        return x509.load_der_x509_certificate(der)
    except ValueError:
        raise FileFault(Fault.DAMAGED) from None


def _seen(text: str) -> str:
    """A text that reads as it is: no unseen controls, no marks that turn the direction of what follows."""
    if clean_text(text) != text:
        raise FileFault(Fault.DAMAGED)
    return text


def _role(text: str) -> Role:
    try:
        return Role(text)
    except ValueError:
        raise FileFault(Fault.DAMAGED) from None
