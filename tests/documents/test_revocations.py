"""Renewal and revocation: one key may have several certificates, and a revoked one keeps what it signed before."""

from __future__ import annotations

import shutil
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding

from iop_desktop.documents import pki
from iop_desktop.documents.revocations import RevokedCertificate, build_crl, read_crl
from iop_desktop.documents.seal import Signer
from iop_desktop.documents.verification import verify_note
from tests.documents.samples import FINAL, NOW, SampleClinic, SignedNotes, author

FACTS = {"name": "Dana Whitfield", "credentials": "LPC", "licence": "LPC-44812", "role_title": "Counselor", "email": ""}
REVOKED = "Signature {} was made after the certificate of its signer was revoked."


def test_a_renewed_certificate_is_for_the_same_key(clinic: SampleClinic) -> None:
    old = clinic.author.certificate
    public_key = old.public_key()
    assert isinstance(public_key, ec.EllipticCurvePublicKey)
    renewed = pki.issue_for_public_key(clinic.signing_root, public_key, **FACTS, now=NOW)
    assert renewed.public_key() == public_key
    assert renewed.serial_number != old.serial_number
    assert renewed.not_valid_after_utc > old.not_valid_after_utc
    pdf = clinic.certified(FINAL, author(), Signer(clinic.author.key, renewed, clinic.root))
    verdict = verify_note(pdf, [clinic.root], expected_signers=[pki.fingerprint(renewed)])
    assert verdict.problems == ()
    assert verdict.signers[0].credentials == "LPC"


def test_a_key_on_another_curve_gets_no_certificate(clinic: SampleClinic) -> None:
    other = ec.generate_private_key(ec.SECP384R1()).public_key()
    with pytest.raises(ValueError, match="P-256"):
        pki.issue_for_public_key(clinic.signing_root, other, **FACTS, now=NOW)


@pytest.mark.parametrize(("seconds", "ok"), [(-1, False), (0, False), (1, True)])
def test_what_was_signed_before_the_revocation_stays_good(signed: SignedNotes, seconds: int, ok: bool) -> None:
    revoked = {signed.clinic.author.certificate.serial_number: NOW + timedelta(seconds=seconds)}
    verdict = verify_note(signed.final, [signed.clinic.root], revoked=revoked)
    assert verdict.problems == (() if ok else (REVOKED.format(1),))


def test_each_signature_is_judged_by_its_own_certificate(signed: SignedNotes) -> None:
    revoked = {signed.clinic.supervisor.certificate.serial_number: NOW - timedelta(days=1)}
    assert verify_note(signed.both, [signed.clinic.root], revoked=revoked).problems == (REVOKED.format(2),)


def test_the_list_says_which_certificate_ended_when_and_why(clinic: SampleClinic) -> None:
    left = RevokedCertificate(clinic.author.certificate.serial_number, NOW, x509.ReasonFlags.cessation_of_operation)
    lost = RevokedCertificate(clinic.supervisor.certificate.serial_number, NOW - timedelta(days=3))
    content = build_crl(clinic.signing_root, (left, lost), NOW)
    crl = x509.load_der_x509_crl(content)
    assert crl.issuer == clinic.root.subject
    assert crl.next_update_utc is not None and crl.next_update_utc > NOW + timedelta(days=365)
    assert crl.extensions.get_extension_for_class(x509.CRLNumber).value.crl_number == int(NOW.timestamp())
    reasons = {one.serial_number: list(one.extensions) for one in crl}
    assert reasons[lost.serial_number] == []
    assert reasons[left.serial_number][0].value == x509.CRLReason(left.reason)
    read = {left.serial_number: NOW, lost.serial_number: NOW - timedelta(days=3)}
    assert read_crl(content, clinic.root) == read
    assert read_crl(crl.public_bytes(Encoding.PEM), clinic.root) == read
    assert read_crl(build_crl(clinic.signing_root, (), NOW), clinic.root) == {}


def test_the_list_of_another_clinic_is_refused(clinic: SampleClinic) -> None:
    content = build_crl(SampleClinic().signing_root, (), NOW)
    with pytest.raises(ValueError, match="not of this root"):
        read_crl(content, clinic.root)
    with pytest.raises(ValueError, match=r".+"):
        read_crl(b"no list", clinic.root)


def test_openssl_knows_the_list_and_the_revoked_certificate(tmp_path: Path, clinic: SampleClinic) -> None:
    tool = shutil.which("openssl")
    if tool is None:
        pytest.fail("openssl is not installed.")
    certificate = clinic.author.certificate
    crl = build_crl(
        clinic.signing_root, (RevokedCertificate(certificate.serial_number, clinic.made_at),), clinic.made_at
    )
    paths = {name: tmp_path / f"{name}.pem" for name in ("root", "person", "crl")}
    paths["root"].write_bytes(pki.certificate_pem(clinic.root))
    paths["person"].write_bytes(pki.certificate_pem(certificate))
    paths["crl"].write_bytes(x509.load_der_x509_crl(crl).public_bytes(Encoding.PEM))
    command: list[str | Path] = [
        tool,
        "verify",
        "-crl_check",
        "-CAfile",
        paths["root"],
        "-CRLfile",
        paths["crl"],
        paths["person"],
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    assert done.returncode != 0
    assert "certificate revoked" in done.stdout + done.stderr
