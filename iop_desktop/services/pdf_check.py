"""Checking signed notes and saved audit logs from outside: files and the clinic's root certificate, no vault."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography.x509 import Certificate

from iop_desktop.services.errors import UserError

_NO_FILE = "There is no such file, or it cannot be read."
_BAD_ROOT = (
    "The root certificate cannot be read. Give the certificate file the clinic has published (PEM or DER); "
    "nothing was checked."
)
_BAD_CRL = (
    "The list of revoked certificates cannot be read, or it is not of this clinic. Give the file the clinic has "
    "published with its root certificate; nothing was checked."
)


class CrlRefused(UserError):
    """The file given as list of revoked certificates is none of this root."""

    def __init__(self) -> None:
        super().__init__(_BAD_CRL)


class RootRefused(UserError):
    """The file given as root certificate is none."""

    def __init__(self) -> None:
        super().__init__(_BAD_ROOT)


@dataclass(frozen=True, slots=True)
class SignerFound:
    """Who signed, what it means and when, as the document proves it."""

    name: str
    credentials: str
    meaning: str
    signed_at: datetime | None


@dataclass(frozen=True, slots=True)
class FileVerdict:
    """What was found about one file; ``problems`` is empty when it is ok."""

    path: Path
    ok: bool
    signers: tuple[SignerFound, ...]
    problems: tuple[str, ...]


def check_files(paths: Sequence[Path], root: Path, crl: Path | None = None) -> tuple[FileVerdict, ...]:
    """Check each file strictly against the root certificate, and the list of revoked ones where it is given.

    A missing file is a problem. Raises RootRefused and CrlRefused.
    """
    from iop_desktop.documents.pki import load_certificate

    try:
        certificate = load_certificate(root.read_bytes())
    except (OSError, ValueError):
        raise RootRefused from None
    revoked = _revoked(crl, certificate) if crl else {}
    return tuple(_check(path, certificate, revoked) for path in paths)


def _revoked(crl: Path, root: Certificate) -> dict[int, datetime]:
    from iop_desktop.documents.revocations import read_crl

    try:
        return read_crl(crl.read_bytes(), root)
    except (OSError, ValueError):
        raise CrlRefused from None


def _check(path: Path, certificate: Certificate, revoked: Mapping[int, datetime]) -> FileVerdict:
    from iop_desktop.documents.verification import FIELDS, LOG_FIELDS, is_saved_log, verify_note

    try:
        data = path.read_bytes()
    except OSError:
        return FileVerdict(path, False, (), (_NO_FILE,))
    fields = LOG_FIELDS if is_saved_log(data) else FIELDS
    verdict = verify_note(data, [certificate], revoked=revoked, fields=fields)
    signers = tuple(SignerFound(seen.name, seen.credentials, seen.meaning, seen.signed_at) for seen in verdict.signers)
    return FileVerdict(path, verdict.ok, signers, verdict.problems)
