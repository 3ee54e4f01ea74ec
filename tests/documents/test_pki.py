"""The clinic's certificates: what they may be used for, how long, and under which names."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from iop_desktop.documents import pki
from iop_desktop.documents.certificate_text import certificate_text, is_right_to_left

NOW = datetime(2026, 11, 24, 17, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def root() -> pki.SigningRoot:
    return pki.new_root("Cedar Bridge Recovery", NOW)


def issued(root: pki.SigningRoot, **changes: str) -> x509.Certificate:
    facts = {"name": "Dana Whitfield", "credentials": "LPC-A", "licence": "LPC-44812", "role_title": "Facilitator"}
    return pki.issue_certificate(root, **{**facts, "email": "", **changes}, now=NOW)[1]


def value(certificate: x509.Certificate, oid: x509.ObjectIdentifier) -> str:
    (found,) = certificate.subject.get_attributes_for_oid(oid)
    return str(found.value)


def test_the_root_may_only_issue_certificates_of_people(root: pki.SigningRoot) -> None:
    extensions = root.certificate.extensions
    basic = extensions.get_extension_for_class(x509.BasicConstraints)
    assert (basic.critical, basic.value.ca, basic.value.path_length) == (True, True, 0)
    usage = extensions.get_extension_for_class(x509.KeyUsage)
    assert usage.critical
    assert usage.value.key_cert_sign and usage.value.crl_sign
    assert not usage.value.digital_signature and not usage.value.content_commitment
    assert value(root.certificate, NameOID.COMMON_NAME) == "Cedar Bridge Recovery Signing Root"
    root.certificate.verify_directly_issued_by(root.certificate)


def test_a_person_signs_documents_and_nothing_else(root: pki.SigningRoot) -> None:
    certificate = issued(root)
    certificate.verify_directly_issued_by(root.certificate)
    extensions = certificate.extensions
    basic = extensions.get_extension_for_class(x509.BasicConstraints)
    assert basic.critical and not basic.value.ca
    usage = extensions.get_extension_for_class(x509.KeyUsage)
    assert usage.critical
    assert usage.value.digital_signature and usage.value.content_commitment
    assert not usage.value.key_cert_sign and not usage.value.key_agreement and not usage.value.key_encipherment
    purposes = list(extensions.get_extension_for_class(x509.ExtendedKeyUsage).value)
    known = [ExtendedKeyUsageOID.EMAIL_PROTECTION, pki.DOCUMENT_SIGNING, pki.MICROSOFT_DOCUMENT_SIGNING]
    assert purposes == known
    above = extensions.get_extension_for_class(x509.AuthorityKeyIdentifier).value.key_identifier
    key = root.certificate.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value.digest
    assert above == key


def test_keys_and_signatures_are_what_readers_take(root: pki.SigningRoot) -> None:
    for certificate in (root.certificate, issued(root)):
        key = certificate.public_key()
        assert isinstance(key, ec.EllipticCurvePublicKey)
        assert key.curve.name == "secp256r1"
        assert isinstance(certificate.signature_hash_algorithm, SHA256)


def test_certificates_of_people_outlast_the_retention_of_records(root: pki.SigningRoot) -> None:
    for certificate, years in ((root.certificate, 20), (issued(root), 11)):
        assert certificate.not_valid_before_utc == NOW - timedelta(minutes=5)
        assert timedelta(days=365.2 * years) < certificate.not_valid_after_utc - NOW < timedelta(days=365.3 * years)


def test_the_subject_says_who_signs(root: pki.SigningRoot) -> None:
    certificate = issued(root, email="dana@example.org")
    assert value(certificate, NameOID.COMMON_NAME) == "Dana Whitfield, LPC-A"
    assert value(certificate, NameOID.SERIAL_NUMBER) == "LPC-44812"
    assert value(certificate, NameOID.TITLE) == "Facilitator"
    assert value(certificate, NameOID.ORGANIZATION_NAME) == "Cedar Bridge Recovery"
    mail = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert mail.get_values_for_type(x509.RFC822Name) == ["dana@example.org"]
    bare = issued(root, credentials="", licence="", role_title="")
    assert value(bare, NameOID.COMMON_NAME) == "Dana Whitfield"
    assert not bare.subject.get_attributes_for_oid(NameOID.TITLE)


def test_a_long_name_is_cut_before_its_credentials(root: pki.SigningRoot) -> None:
    name = value(issued(root, name="Nguyễn " * 20, credentials="PhD, LPC-S"), NameOID.COMMON_NAME)
    assert name.startswith("Nguyễn Nguyễn")
    assert name.endswith(", PhD, LPC-S")
    assert len(name.encode()) <= 64


def test_a_long_clinic_is_still_named_a_root() -> None:
    certificate = pki.new_root("Дом " * 60, NOW).certificate
    name = value(certificate, NameOID.COMMON_NAME)
    assert name.endswith(" Signing Root")
    assert len(name.encode()) <= 64


def test_credentials_stand_apart_from_a_name_written_from_right_to_left(root: pki.SigningRoot) -> None:
    certificate = issued(root, name="שרה כהן")
    assert value(certificate, NameOID.COMMON_NAME) == "שרה כהן"
    assert value(certificate, NameOID.GENERATION_QUALIFIER) == "LPC-A"
    assert value(pki.new_root("שרה כהן", NOW).certificate, NameOID.COMMON_NAME) == "שרה כהן"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Zoë  Núñez\n", "Zoë Núñez"),
        ("Zoë 😀", "Zoë"),
        ("😀", ""),
        ("a\u202eb\u0000c\ufffd", "abc"),
        ("Sarah כהן", "Sarah"),
        ("שרה 2 כהן", "שרה 2 כהן"),
        ("", ""),
    ],
)
def test_certificates_hold_what_every_reader_can_compare(typed: str, kept: str) -> None:
    assert certificate_text(typed) == kept


@pytest.mark.parametrize(
    ("typed", "kept"), [("LPC-448/12", "LPC-448/12"), ("№ 7#4_é", "No 7-4-e"), ("Щ12 😀", "-12"), ("שרה", "---")]
)
def test_licence_numbers_are_written_plainly(root: pki.SigningRoot, typed: str, kept: str) -> None:
    assert value(issued(root, licence=typed), NameOID.SERIAL_NUMBER) == kept


def test_direction_is_told_by_the_letters() -> None:
    assert is_right_to_left("שרה")
    assert is_right_to_left("محمد")
    assert not is_right_to_left("Zoë 3, Дарья")


def test_certificates_are_read_from_both_forms(root: pki.SigningRoot) -> None:
    certificate = root.certificate
    assert pki.load_certificate(pki.certificate_pem(certificate)) == certificate
    assert pki.load_certificate(pki.certificate_der(certificate)) == certificate
    assert pki.load_certificate(b"clinic root\n\n" + pki.certificate_pem(certificate)) == certificate
    assert pki.fingerprint(certificate) == certificate.fingerprint(SHA256()).hex()


@pytest.mark.parametrize("content", [b"", b"words", b"-----BEGIN CERTIFICATE-----\n", b"\x30\x03\x02\x01\x01"])
def test_what_is_no_certificate_is_refused(content: bytes) -> None:
    with pytest.raises(ValueError, match=r".+"):
        pki.load_certificate(content)


def test_a_signing_key_comes_back(root: pki.SigningRoot) -> None:
    again = pki.load_private_key(pki.private_key_der(root.key))
    assert again.private_numbers() == root.key.private_numbers()
    assert "PrivateKey" not in repr(root)


@pytest.mark.parametrize("kind", ["rsa", "ed25519", "none"])
def test_other_keys_are_refused(kind: str) -> None:
    form = Encoding.DER, PrivateFormat.PKCS8, NoEncryption()
    content = {
        "rsa": rsa.generate_private_key(65537, 2048).private_bytes(*form),
        "ed25519": ed25519.Ed25519PrivateKey.generate().private_bytes(*form),
        "none": b"no key",
    }[kind]
    with pytest.raises(ValueError, match=r".+"):
        pki.load_private_key(content)
