"""The clinic's list of certificates that no longer sign: made by its root (RFC 5280), handed out beside the notes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding

from iop_desktop.documents.pki import SigningRoot
from iop_desktop.rules.certificates import RevocationReason

_FLAGS = {
    RevocationReason.LEFT.value: x509.ReasonFlags.affiliation_changed,
    RevocationReason.REPLACED.value: x509.ReasonFlags.superseded,
}
_UNTIL_THE_NEXT = timedelta(days=366)
"""Nobody can fetch a newer list from a program without a network, so each one holds for a year."""


@dataclass(frozen=True, slots=True)
class RevokedCertificate:
    """From which moment on a certificate signs no more, and why."""

    serial_number: int
    revoked_at: datetime
    reason: x509.ReasonFlags = x509.ReasonFlags.unspecified


def flag_of(reason: str) -> x509.ReasonFlags:
    """The word of RFC 5280 for why the clinic ended a certificate; unspecified for any other."""
    return _FLAGS.get(reason, x509.ReasonFlags.unspecified)


def build_crl(root: SigningRoot, revoked: Iterable[RevokedCertificate], now: datetime) -> bytes:
    """The list (DER), signed by the root. Its number grows with the clock, so the newer of two lists is known."""
    authority = x509.AuthorityKeyIdentifier.from_issuer_public_key(root.key.public_key())
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(root.certificate.subject)
        .last_update(now)
        .next_update(now + _UNTIL_THE_NEXT)
        .add_extension(x509.CRLNumber(int(now.timestamp())), critical=False)
        .add_extension(authority, critical=False)
    )
    for one in revoked:
        builder = builder.add_revoked_certificate(_entry(one))
    return builder.sign(root.key, hashes.SHA256()).public_bytes(Encoding.DER)


def _entry(revoked: RevokedCertificate) -> x509.RevokedCertificate:
    builder = x509.RevokedCertificateBuilder()
    builder = builder.serial_number(revoked.serial_number).revocation_date(revoked.revoked_at)
    # RFC 5280, 5.3.1: "unspecified" is said by saying nothing.
    if revoked.reason is not x509.ReasonFlags.unspecified:
        builder = builder.add_extension(x509.CRLReason(revoked.reason), critical=False)
    return builder.build()


def read_crl(content: bytes, root: x509.Certificate) -> dict[int, datetime]:
    """When each certificate on the list was revoked, by serial number; the list is PEM or DER.

    Raises ValueError for what is no list, or not a list of this root.
    """
    pem = b"-----BEGIN" in content
    crl = x509.load_pem_x509_crl(content) if pem else x509.load_der_x509_crl(content)
    if not crl.is_signature_valid(root.public_key()):  # type: ignore[arg-type]  # a root's key is elliptic
        raise ValueError("the list of revoked certificates is not of this root")
    return {one.serial_number: one.revocation_date_utc for one in crl}
