"""Signing: the author certifies the note, the supervisor approves it in the prepared field.

pyHanko is pinned exactly, because parts that are not public are overridden here. What each override is for was found by
measuring: rewriting the metadata breaks PDF/A, raising the version breaks PDF/A, and parsing the key for every
signature costs most of the time.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any, Protocol

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import MDPPerm, SigAuthType, SigSeedSubFilter
from pyhanko.sign.signers.pdf_byterange import BuildProps
from pyhanko.sign.signers.pdf_cms import Signer as CmsSigner
from pyhanko.sign.signers.pdf_signer import PdfSignatureMetadata, PdfSigner, PdfSigningSession, _ensure_esic_ext
from pyhanko.stamp.noop import NoOpStampStyle
from pyhanko_certvalidator.registry import SimpleCertificateStore

from iop_desktop import __version__
from iop_desktop.documents.audit_paper import EXPORT_FIELD
from iop_desktop.documents.layout import PROGRAM
from iop_desktop.documents.quiet import silence_libraries
from iop_desktop.documents.signature_block import AUTHOR_FIELD, STAMP_HEIGHT, STAMP_WIDTH, SUPERVISOR_FIELD
from iop_desktop.documents.signature_facts import SignatureFacts, stamp_lines
from iop_desktop.documents.stamp import stamp_style

SIGNATURE_OVERHEAD = 800
"""Bytes of a P-256 signature besides certificates and names; about 400 are used."""
_LONGEST_SIGNATURE = 72
silence_libraries()


class SigningKey(Protocol):
    """What makes a raw signature: a P-256 key in memory, or one that never leaves its token."""

    def sign(self, data: bytes, signature_algorithm: ec.EllipticCurveSignatureAlgorithm, /) -> bytes:
        """The ECDSA signature (DER) over the data. A token raises TokenError."""


@dataclass(frozen=True, slots=True)
class Signer:
    """A person's key for one batch of signatures, with the certificates that go with it.

    ``by_pin`` tells that a token's PIN was given instead of a pass phrase; the signature says so.
    """

    key: SigningKey = field(repr=False)
    certificate: x509.Certificate
    root_certificate: x509.Certificate
    by_pin: bool = False


class _KeySigner(CmsSigner):
    """Signs with a key that was parsed once."""

    def __init__(self, signer: Signer) -> None:
        self._key = signer.key
        store = SimpleCertificateStore()  # type: ignore[no-untyped-call]  # the library leaves its constructor untyped
        store.register(_asn1(signer.root_certificate))
        super().__init__(signing_cert=_asn1(signer.certificate), cert_registry=store)

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        """The raw signature; a dry run gives as many zero bytes."""
        return bytes(_LONGEST_SIGNATURE) if dry_run else self._key.sign(data, ec.ECDSA(hashes.SHA256()))


class _Writer(IncrementalPdfFileWriter):
    """Adds a revision without rewriting the metadata."""

    def _update_meta(self) -> None:
        pass


class _PdfSigner(PdfSigner):
    """Takes the signing time from the facts and keeps the file at PDF 1.7."""

    def __init__(self, *args: Any, signed_at: datetime, **options: Any) -> None:
        super().__init__(*args, **options)
        self._signed_at = signed_at

    def register_extensions(self, pdf_out: Any, *, md_algorithm: str) -> None:
        """Only the PAdES extension; the one for newer hash functions would raise the version."""
        _ensure_esic_ext(pdf_out)

    def init_signing_session(self, pdf_out: Any, existing_fields_only: bool = False) -> PdfSigningSession:
        """A session whose clock is the given moment."""
        session = super().init_signing_session(pdf_out, existing_fields_only)
        session.system_time = self._signed_at
        return session


def _asn1(certificate: x509.Certificate) -> Any:
    return _parsed(certificate.public_bytes(Encoding.DER))


@lru_cache(maxsize=4)
def _parsed(der: bytes) -> Any:
    """The library's own form of a certificate, parsed once for a batch."""
    from asn1crypto.x509 import Certificate

    return Certificate.load(der)


def _reserved(signer: Signer) -> int:
    """Hex digits kept for one signature: it holds both certificates and names their issuer twice more."""
    certificates = (signer.certificate, signer.root_certificate)
    length = sum(len(certificate.public_bytes(Encoding.DER)) for certificate in certificates)
    return 2 * (length + 2 * len(signer.certificate.issuer.public_bytes()) + SIGNATURE_OVERHEAD)


def certify(
    pdf: bytes, signer: Signer, facts: SignatureFacts, *, location: str, seconds_since_authentication: int
) -> bytes:
    """The author's certification: from now on only the prepared fields may be signed (DocMDP, P=2)."""
    metadata = _metadata(AUTHOR_FIELD, signer, facts, location, seconds_since_authentication)
    metadata.update(certify=True, docmdp_permissions=MDPPerm.FILL_FORMS)
    return _sign(pdf, signer, facts, metadata, NoOpStampStyle())


def cosign(
    pdf: bytes, signer: Signer, facts: SignatureFacts, digest: str, *, location: str, seconds_since_authentication: int
) -> bytes:
    """The supervisor's approval in the prepared field; afterwards nothing may change (field lock, P=1)."""
    metadata = _metadata(SUPERVISOR_FIELD, signer, facts, location, seconds_since_authentication)
    metadata.update(docmdp_permissions=MDPPerm.NO_CHANGES)
    style = stamp_style(stamp_lines(facts, digest), STAMP_WIDTH, STAMP_HEIGHT)
    return _sign(pdf, signer, facts, metadata, style)


def certify_log(
    pdf: bytes, signer: Signer, facts: SignatureFacts, *, location: str, seconds_since_authentication: int
) -> bytes:
    """The one signature of a saved audit log; afterwards nothing may change (DocMDP, P=1)."""
    metadata = _metadata(EXPORT_FIELD, signer, facts, location, seconds_since_authentication)
    metadata.update(certify=True, docmdp_permissions=MDPPerm.NO_CHANGES)
    return _sign(pdf, signer, facts, metadata, NoOpStampStyle())


def _metadata(field_name: str, signer: Signer, facts: SignatureFacts, location: str, seconds: int) -> dict[str, Any]:
    return {
        "field_name": field_name,
        "name": facts.signed_name,
        "reason": facts.meaning,
        "location": location,
        "subfilter": SigSeedSubFilter.PADES,
        "md_algorithm": "sha256",
        "prop_auth_type": SigAuthType.PIN if signer.by_pin else SigAuthType.PASSWORD,
        "prop_auth_time": max(0, seconds),
        "app_build_props": BuildProps(name=PROGRAM, revision=__version__),
    }


def _sign(pdf: bytes, signer: Signer, facts: SignatureFacts, metadata: dict[str, Any], style: Any) -> bytes:
    pdf_signer = _PdfSigner(
        PdfSignatureMetadata(**metadata), _KeySigner(signer), stamp_style=style, signed_at=facts.signed_at
    )
    signed = pdf_signer.sign_pdf(_Writer(io.BytesIO(pdf)), existing_fields_only=True, bytes_reserved=_reserved(signer))
    content: bytes = signed.getvalue()
    return content
