"""What does not fit in a signed record, looked at row by row."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from itertools import pairwise

from iop_desktop.models.notes import NoteVersion, Signature
from iop_desktop.rules.record import digest


def problems_of_rows(version: NoteVersion, signatures: Sequence[Signature]) -> list[str]:
    """What does not fit between a version, its signatures and their documents, in plain sentences."""
    found = digest(version.record)
    checks = (
        (
            all(version.digest.encode() in signature.pdf for signature in signatures),
            "The signed document is of another record than the one kept in the vault.",
        ),
        (
            all(later.pdf.startswith(earlier.pdf) for earlier, later in pairwise(signatures)),
            "The co-signed document is not the one the author signed.",
        ),
        (found == version.digest, "The record kept in the vault is not the one that was signed."),
        (
            all(signature.digest == version.digest for signature in signatures),
            "A signature in the vault belongs to another record.",
        ),
        (
            all(sha256(signature.pdf).hexdigest() == signature.pdf_sha256 for signature in signatures),
            "A document in the vault is not the one that was kept when it was signed.",
        ),
    )
    return [problem for held, problem in checks if not held]
