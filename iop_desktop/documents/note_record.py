"""Everything that is printed on a note: plain text and dates, no table types."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

REQUIRED_SIGNATURES = "IOPDRequiredSignatures"
"""Catalog key: how many signatures a complete note has. It is inside what the author certifies."""


@dataclass(frozen=True, slots=True)
class NoteRecord:
    """One note to be printed. It names nobody but the member and the staff."""

    clinic_name: str
    clinic_address: str
    program_name: str
    title: str
    note_id: str
    version: int
    client_name: str
    client_number: str
    date_of_birth: date | None
    header: tuple[tuple[str, str], ...]
    sections: tuple[tuple[str, tuple[str, ...]], ...]
    late_entry: bool
    digest: str
    needs_cosignature: bool
    language: str = "en-US"
