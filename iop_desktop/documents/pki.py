"""The clinic's own certificates: one root, and one certificate for each person who signs.

ECDSA P-256 with SHA-256, the strongest that common PDF readers take. Certificates of people outlast the longest
retention period of the records, because a note must stay verifiable as long as it is kept.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256R1,
    EllipticCurvePrivateKey,
    EllipticCurvePublicKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_der_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID, ObjectIdentifier

from iop_desktop.documents.certificate_text import certificate_text, is_right_to_left, plain_text

ROOT_YEARS, PERSON_YEARS = 20, 11
DOCUMENT_SIGNING = ObjectIdentifier("1.3.6.1.5.5.7.3.36")
"""RFC 9336."""
MICROSOFT_DOCUMENT_SIGNING = ObjectIdentifier("1.3.6.1.4.1.311.10.3.12")
_SLACK = timedelta(minutes=5)
_YEAR = timedelta(days=365, hours=6)
_LONGEST_NAME, _LONGEST_CREDENTIALS = 64, 30
"""RFC 5280, upper bound of a common name; counted in bytes, which every reader accepts."""
_ROOT_TITLE = " Signing Root"


@dataclass(frozen=True, slots=True)
class SigningRoot:
    """The clinic's root key and certificate."""

    key: EllipticCurvePrivateKey = field(repr=False)
    certificate: x509.Certificate


def new_root(clinic_name: str, now: datetime) -> SigningRoot:
    """A new root for a clinic, valid 20 years, that may issue only certificates of people."""
    key = generate_private_key(SECP256R1())
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, _short(clinic_name)),
            x509.NameAttribute(NameOID.COMMON_NAME, _root_name(clinic_name)),
        ]
    )
    builder = _builder(name, name, key.public_key(), now, ROOT_YEARS)
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    builder = builder.add_extension(_key_usage(signs_certificates=True), critical=True)
    return SigningRoot(key, builder.sign(key, hashes.SHA256()))


def issue_certificate(
    root: SigningRoot, *, name: str, credentials: str, licence: str, role_title: str, email: str, now: datetime
) -> tuple[EllipticCurvePrivateKey, x509.Certificate]:
    """A fresh key and its certificate for one member of staff."""
    key = generate_private_key(SECP256R1())
    facts = {"name": name, "credentials": credentials, "licence": licence, "role_title": role_title, "email": email}
    return key, issue_for_public_key(root, key.public_key(), **facts, now=now)


def issue_for_public_key(
    root: SigningRoot,
    public_key: EllipticCurvePublicKey,
    *,
    name: str,
    credentials: str,
    licence: str,
    role_title: str,
    email: str,
    now: datetime,
) -> x509.Certificate:
    """A certificate for a key that exists already: renewed, on a token, or of a partner's supervisor.

    Subject: name with credentials, licence number, title. Raises ValueError for a key that is not on P-256.
    """
    if not isinstance(public_key.curve, SECP256R1):
        raise ValueError("a signing key lies on the curve P-256")
    subject = subject_of(root.certificate, name, credentials, licence, role_title)
    # A certificate that outlives its root could not be checked to its end.
    latest = root.certificate.not_valid_after_utc
    builder = _builder(subject, root.certificate.subject, public_key, now, PERSON_YEARS, latest)
    builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    builder = builder.add_extension(_key_usage(signs_certificates=False), critical=True)
    usages = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION, DOCUMENT_SIGNING, MICROSOFT_DOCUMENT_SIGNING])
    builder = builder.add_extension(usages, critical=False)
    if email:
        builder = builder.add_extension(x509.SubjectAlternativeName([x509.RFC822Name(email)]), critical=False)
    issuer = x509.AuthorityKeyIdentifier.from_issuer_public_key(root.key.public_key())
    return builder.add_extension(issuer, critical=False).sign(root.key, hashes.SHA256())


def subject_of(root: x509.Certificate, name: str, credentials: str, licence: str, role_title: str) -> x509.Name:
    """Whom a certificate of this clinic names; two people whose words differ only beyond its limits look alike."""
    parts = [*root.subject.get_attributes_for_oid(NameOID.ORGANIZATION_NAME), *_named(name, credentials)]
    optional = ((NameOID.SERIAL_NUMBER, plain_text(licence)), (NameOID.TITLE, role_title))
    parts += [x509.NameAttribute(oid, _short(text)) for oid, text in optional if text]
    return x509.Name(parts)


def latest_end(root: x509.Certificate, now: datetime) -> datetime:
    """How long a certificate issued now would last."""
    return min(now + PERSON_YEARS * _YEAR, root.not_valid_after_utc)


def _builder(
    subject: x509.Name,
    issuer: x509.Name,
    public_key: EllipticCurvePublicKey,
    now: datetime,
    years: int,
    latest: datetime | None = None,
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public_key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _SLACK)
        .not_valid_after(min(now + years * _YEAR, latest) if latest else now + years * _YEAR)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public_key), critical=False)
    )


def _key_usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=not signs_certificates,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )


def _short(text: str, longest: int = _LONGEST_NAME) -> str:
    """Cut between characters; the limit counts bytes, of which letters beyond A to Z take two and more."""
    return certificate_text(text).encode()[:longest].decode(errors="ignore").strip() or "-"


def _named(name: str, credentials: str) -> list[x509.NameAttribute[str]]:
    """Name with credentials; a long name is cut rather than the credentials.

    The credentials stand once more by themselves, because a name may hold a comma ("Smith, Jr."), and only there
    behind a name written from right to left, because a name may not mix directions of writing.
    """
    if not credentials:
        return [x509.NameAttribute(NameOID.COMMON_NAME, _short(name))]
    ending = _short(credentials, _LONGEST_CREDENTIALS)
    apart = x509.NameAttribute(NameOID.GENERATION_QUALIFIER, ending)
    if is_right_to_left(certificate_text(name)):
        return [x509.NameAttribute(NameOID.COMMON_NAME, _short(name)), apart]
    room = _LONGEST_NAME - len(f", {ending}".encode())
    return [x509.NameAttribute(NameOID.COMMON_NAME, f"{_short(name, room)}, {ending}"), apart]


def _root_name(clinic_name: str) -> str:
    if is_right_to_left(certificate_text(clinic_name)):
        return _short(clinic_name)
    return _short(clinic_name, _LONGEST_NAME - len(_ROOT_TITLE)) + _ROOT_TITLE


def hangs_on(certificate: x509.Certificate, root: x509.Certificate) -> bool:
    """Whether a person's certificate was issued by this root, and the root is one that issues only such."""
    try:
        basic = root.extensions.get_extension_for_class(x509.BasicConstraints).value
        own = certificate.extensions.get_extension_for_class(x509.BasicConstraints).value
        root.verify_directly_issued_by(root)
        certificate.verify_directly_issued_by(root)
    except (
        x509.ExtensionNotFound,
        x509.DuplicateExtension,
        x509.UnsupportedGeneralNameType,
        UnsupportedAlgorithm,
        InvalidSignature,
        ValueError,
        TypeError,
    ):
        return False
    keys = signing_key_of(certificate), signing_key_of(root)
    return None not in keys and basic.ca and basic.path_length == 0 and not own.ca


def signing_key_of(certificate: x509.Certificate) -> EllipticCurvePublicKey | None:
    """The certificate's key when it is of the one kind this program signs with (P-256)."""
    try:
        key = certificate.public_key()
    except (UnsupportedAlgorithm, ValueError):
        return None
    return key if isinstance(key, EllipticCurvePublicKey) and isinstance(key.curve, SECP256R1) else None


def certificate_pem(certificate: x509.Certificate) -> bytes:
    """The certificate as PEM text, as other programs import it."""
    return certificate.public_bytes(Encoding.PEM)


def certificate_der(certificate: x509.Certificate) -> bytes:
    """The certificate as the vault keeps it."""
    return certificate.public_bytes(Encoding.DER)


def load_certificate(content: bytes) -> x509.Certificate:
    """A certificate from PEM or DER. Raises ValueError for anything else."""
    if b"-----BEGIN" in content:
        return x509.load_pem_x509_certificate(content)
    return x509.load_der_x509_certificate(content)


def private_key_der(key: EllipticCurvePrivateKey) -> bytes:
    """PKCS#8 DER without encryption: to be sealed by the caller, never written as it is."""
    return key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())


def load_private_key(content: bytes) -> EllipticCurvePrivateKey:
    """The key again. Raises ValueError if it is no elliptic-curve key."""
    key = load_der_private_key(content, password=None)
    if not isinstance(key, EllipticCurvePrivateKey):
        raise ValueError("a signing key is an elliptic-curve key")
    return key


def fingerprint(certificate: x509.Certificate) -> str:
    """SHA-256 of the certificate in hex."""
    return certificate.fingerprint(hashes.SHA256()).hex()
