"""Files of notes checked from outside against the clinic's root and its list of revoked certificates."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from iop_desktop.cli.main import app
from iop_desktop.documents.pki import certificate_pem
from iop_desktop.documents.revocations import RevokedCertificate, build_crl
from iop_desktop.services.pdf_check import CrlRefused, check_files
from tests.documents.samples import FINAL, NOW, SampleClinic


@pytest.fixture(scope="module")
def clinic() -> SampleClinic:
    return SampleClinic()


@pytest.fixture
def files(tmp_path: Path, clinic: SampleClinic) -> tuple[Path, Path, Path]:
    """A signed note, the root certificate, and a list by which its author left a day before."""
    note, root, crl = (tmp_path / name for name in ("note.pdf", "clinic-root.pem", "clinic-revoked.crl"))
    note.write_bytes(clinic.certified(FINAL))
    root.write_bytes(certificate_pem(clinic.root))
    left = RevokedCertificate(clinic.author.certificate.serial_number, NOW - timedelta(days=1))
    crl.write_bytes(build_crl(clinic.signing_root, (left,), NOW))
    return note, root, crl


def test_a_note_signed_after_its_author_left_is_not_valid(files: tuple[Path, Path, Path]) -> None:
    note, root, crl = files
    assert check_files((note,), root)[0].ok
    (verdict,) = check_files((note,), root, crl)
    assert verdict.problems == ("Signature 1 was made after the certificate of its signer was revoked.",)


def test_a_list_of_another_clinic_is_refused(files: tuple[Path, Path, Path]) -> None:
    note, root, crl = files
    crl.write_bytes(build_crl(SampleClinic().signing_root, (), NOW))
    for wrong in (crl, crl.with_name("missing.crl")):
        with pytest.raises(CrlRefused, match="CrlRefused"):
            check_files((note,), root, wrong)


def test_the_command_takes_the_list(files: tuple[Path, Path, Path]) -> None:
    note, root, crl = (str(path) for path in files)
    done = CliRunner().invoke(app, ["verify", note, "--root", root, "--crl", crl])
    assert done.exit_code == 1
    assert "was made after the certificate of its signer was revoked" in done.output
