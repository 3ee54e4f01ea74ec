"""Packets of notes to be co-signed elsewhere, and their answers: signed inside, sealed for one person outside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from iop_desktop.documents.packet_archive import Parts, read_parts, write_parts
from iop_desktop.documents.packet_faults import Fault, FileFault
from iop_desktop.documents.packet_manifest import AnswerManifest, PacketManifest
from iop_desktop.documents.pki import signing_key_of
from iop_desktop.documents.sealed_file import open_sealed, seal_for
from iop_desktop.rules.note_vocabulary import PacketDecision

if TYPE_CHECKING:
    from iop_desktop.documents.seal import SigningKey

_REQUEST, _ANSWER = b"IOP Desktop co-sign packet 1\n", b"IOP Desktop co-sign answer 1\n"
"""What is signed begins with what it is, so that no signature can be used for anything else."""


@dataclass(frozen=True, slots=True)
class Packet:
    """An opened packet: its manifest and one PDF for each item. Who the sender is, the caller has to judge."""

    manifest: PacketManifest
    pdfs: tuple[bytes, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Answer:
    """An opened answer: its manifest and, for each item, the bytes to append (empty for a return)."""

    manifest: AnswerManifest
    appended: tuple[bytes, ...] = field(repr=False)


def make_packet(manifest: PacketManifest, pdfs: Sequence[bytes], key: SigningKey, recipient: X25519PublicKey) -> bytes:
    """The file for the supervisor. Raises FileFault (TOO_LARGE)."""
    return _made(_REQUEST, manifest.as_bytes(), pdfs, key, recipient)


def open_packet(file: bytes, private_key: X25519PrivateKey) -> Packet:
    """A packet with every check that needs no records: opened by its recipient, signed by the certificate it names,
    each PDF as the manifest says. Raises FileFault.
    """
    parts = read_parts(open_sealed(private_key, file))
    manifest = PacketManifest.from_bytes(parts.manifest)
    _require_signed(_REQUEST, parts, manifest.certificate)
    _require_recipient(manifest.recipient, private_key)
    _require_files([item.sha256 for item in manifest.items], parts.files)
    return Packet(manifest, parts.files)


def make_answer(
    manifest: AnswerManifest, appended: Sequence[bytes], key: SigningKey, recipient: X25519PublicKey
) -> bytes:
    """The file for the author; ``appended`` are the signatures' bytes of the co-signed items, in their order."""
    return _made(_ANSWER, manifest.as_bytes(), appended, key, recipient)


def open_answer(file: bytes, private_key: X25519PrivateKey) -> Answer:
    """An answer with every check that needs no records. Raises FileFault."""
    parts = read_parts(open_sealed(private_key, file))
    manifest = AnswerManifest.from_bytes(parts.manifest)
    _require_signed(_ANSWER, parts, manifest.certificate)
    _require_recipient(manifest.recipient, private_key)
    _require_files([item.sha256 for item in manifest.items if item.decision is PacketDecision.COSIGNED], parts.files)
    left = iter(parts.files)
    return Answer(
        manifest, tuple(next(left) if item.decision is PacketDecision.COSIGNED else b"" for item in manifest.items)
    )


def key_hash(key: X25519PublicKey) -> str:
    """SHA-256 of a packet key, in hex: how a manifest names whom it is for."""
    return sha256(key.public_bytes_raw()).hexdigest()


def sign_words(key: SigningKey, what: bytes, content: bytes) -> bytes:
    """A signature over a content that begins with what it is."""
    return key.sign(what + content, ec.ECDSA(hashes.SHA256()))


def is_signed(certificate: x509.Certificate, what: bytes, content: bytes, signature: bytes) -> bool:
    """Whether the certificate's key made this signature."""
    key = signing_key_of(certificate)
    if key is None:
        return False
    try:
        key.verify(signature, what + content, ec.ECDSA(hashes.SHA256()))
    except (InvalidSignature, ValueError):
        return False
    return True


def _made(what: bytes, manifest: bytes, files: Sequence[bytes], key: SigningKey, recipient: X25519PublicKey) -> bytes:
    parts = Parts(manifest, sign_words(key, what, manifest), tuple(files))
    return seal_for(recipient, write_parts(parts))


def _require_signed(what: bytes, parts: Parts, der: bytes) -> None:
    try:
        certificate = x509.load_der_x509_certificate(der)
    except ValueError:
        raise FileFault(Fault.DAMAGED) from None
    if not is_signed(certificate, what, parts.manifest, parts.signature):
        raise FileFault(Fault.FORGED)


def _require_recipient(named: str, private_key: X25519PrivateKey) -> None:
    # The recipient of a packet could seal it anew for somebody else; the sender's signature says for whom it was.
    if named != key_hash(private_key.public_key()):
        raise FileFault(Fault.FORGED)


def _require_files(expected: Sequence[str], files: Sequence[bytes]) -> None:
    if list(expected) != [sha256(content).hexdigest() for content in files]:
        raise FileFault(Fault.DAMAGED)
