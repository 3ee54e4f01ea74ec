"""From a record as it is kept to what is printed and sealed."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from iop_desktop.documents.note_record import NoteRecord
from iop_desktop.documents.signature_facts import SignatureFacts
from iop_desktop.models.clinic import Staff
from iop_desktop.rules.record import Record

# Printed in its own place beside the clinic's name.
_PRINTED_ELSEWHERE = frozenset({"Program"})


def printed_note(
    data: dict[str, Any], *, digest: str, version: int, needs_cosignature: bool, late_entry: bool
) -> NoteRecord:
    """The page of a record; ``data`` is its canonical form (rules/record.canonical)."""
    record = Record.from_data(data)
    born = data["date_of_birth"]
    return NoteRecord(
        clinic_name=data["clinic_name"],
        clinic_address=data["clinic_address"],
        program_name=data["program_name"],
        title=record.title,
        note_id=data["note_id"],
        version=version,
        client_name=data["client_name"],
        client_number=data["client_number"],
        date_of_birth=date.fromisoformat(born) if born else None,
        header=tuple(row for row in record.header if row[0] not in _PRINTED_ELSEWHERE),
        sections=record.sections,
        late_entry=late_entry,
        digest=digest,
        needs_cosignature=needs_cosignature,
    )


def signature_facts(staff: Staff, meaning: str, signed_at: datetime, zone: str) -> SignatureFacts:
    """What is printed beside a signature; ``meaning`` in words, ``zone`` the name of the clinic's time zone."""
    return SignatureFacts(
        name=staff.name,
        credentials=staff.credentials,
        licence=staff.licence,
        role_title=staff.title,
        meaning=meaning,
        signed_at=signed_at,
        zone=zone,
    )
