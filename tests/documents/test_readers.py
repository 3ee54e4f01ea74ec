"""What other programs say about a signed note: pdfsig (poppler) with the clinic's root, and OpenSSL."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from iop_desktop.documents.pki import certificate_pem
from tests.documents.samples import SignedNotes


def run(tool: str, *arguments: str | Path) -> str:
    """The tool's answer. Fails with a sentence where it is not installed."""
    found = shutil.which(tool)
    if found is None:
        pytest.fail(f"{tool} is not installed. Run `make setup`, or install poppler-utils, libnss3-tools and openssl.")
    done = subprocess.run([found, *arguments], capture_output=True, text=True, timeout=30, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.fixture
def trusting(tmp_path: Path, signed: SignedNotes) -> Path:
    """A folder of trusted certificates in which the clinic's root stands."""
    folder, root = tmp_path / "trust", tmp_path / "root.pem"
    folder.mkdir()
    root.write_bytes(certificate_pem(signed.clinic.root))
    run("certutil", "-N", "-d", f"sql:{folder}", "--empty-password")
    run("certutil", "-A", "-d", f"sql:{folder}", "-n", "clinic", "-t", "C,C,C", "-i", root)
    return folder


def signatures(trusting: Path, pdf: bytes) -> list[str]:
    """What pdfsig says, one text for each signature."""
    path = trusting.parent / "note.pdf"
    path.write_bytes(pdf)
    return re.split(r"^Signature #\d+:", run("pdfsig", "-nssdir", f"sql:{trusting}", path), flags=re.MULTILINE)[1:]


def test_pdfsig_trusts_both_signatures_and_the_last_covers_all(trusting: Path, signed: SignedNotes) -> None:
    said = signatures(trusting, signed.both)
    assert len(said) == 2
    for text, name in zip(said, ("Dana Whitfield, LPC-A", "Sam Rivera, PhD, LPC-S"), strict=True):
        assert f"Signer Certificate Common Name: {name}" in text
        assert "Signature Validation: Signature is Valid." in text
        assert "Certificate Validation: Certificate is Trusted." in text
        assert "Signature Type: ETSI.CAdES.detached" in text
        assert "Signing Hash Algorithm: SHA-256" in text
    assert "Not total document signed" in said[0]
    assert "Total document signed" in said[1]


def test_pdfsig_trusts_a_note_of_its_author_alone(trusting: Path, signed: SignedNotes) -> None:
    (said,) = (text for text in signatures(trusting, signed.final) if "Dana Whitfield" in text)
    for words in ("Signature is Valid.", "Certificate is Trusted.", "Total document signed"):
        assert words in said


def test_pdfsig_does_not_trust_another_clinic(trusting: Path, signed: SignedNotes) -> None:
    from tests.documents.samples import FINAL, SampleClinic

    said = "".join(signatures(trusting, SampleClinic(name=signed.clinic.name).certified(FINAL)))
    assert "Signature is Valid." in said
    assert "Certificate is Trusted." not in said


def test_openssl_accepts_the_signature_as_cades(tmp_path: Path, signed: SignedNotes) -> None:
    span = re.search(rb"/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)", signed.final)
    assert span
    _, first, second, length = (int(part) for part in span.groups())
    content = signed.final[:first] + signed.final[second : second + length]
    signature = bytes.fromhex(signed.final[first:second].strip(b"<> \n").decode())
    paths = tmp_path / "content", tmp_path / "signature", tmp_path / "root.pem"
    for path, data in zip(paths, (content, signature, certificate_pem(signed.clinic.root)), strict=True):
        path.write_bytes(data)
    options: list[str | Path] = [
        "-verify",
        "-cades",
        "-binary",
        "-inform",
        "DER",
        "-purpose",
        "any",
        "-out",
        tmp_path / "out",
    ]
    said = run("openssl", "cms", *options, "-content", paths[0], "-in", paths[1], "-CAfile", paths[2])
    assert "Verification successful" in said
