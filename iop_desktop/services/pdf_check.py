"""Checking signed notes from outside: files and the clinic's root certificate, no vault."""

from __future__ import annotations

from collections.abc import Sequence
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


def check_files(paths: Sequence[Path], root: Path) -> tuple[FileVerdict, ...]:
    """Check each file strictly against the root certificate; a missing file is a problem. Raises RootRefused."""
    from iop_desktop.documents.pki import load_certificate

    try:
        certificate = load_certificate(root.read_bytes())
    except (OSError, ValueError):
        raise RootRefused from None
    return tuple(_check(path, certificate) for path in paths)


def _check(path: Path, certificate: Certificate) -> FileVerdict:
    from iop_desktop.documents.verification import verify_note

    try:
        data = path.read_bytes()
    except OSError:
        return FileVerdict(path, False, (), (_NO_FILE,))
    verdict = verify_note(data, [certificate])
    signers = tuple(SignerFound(seen.name, seen.credentials, seen.meaning, seen.signed_at) for seen in verdict.signers)
    return FileVerdict(path, verdict.ok, signers, verdict.problems)
