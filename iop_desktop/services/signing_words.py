"""What the audit log keeps of who signs alone: the values of a person's fields, and of a credential they hold.

The log holds no words on record; of credentials it keeps a digest, which is enough to see that they are others.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from hashlib import sha256
from typing import Any
from uuid import UUID

from iop_desktop.models.clinic import Staff
from iop_desktop.models.staffing import StaffCredential
from iop_desktop.rules.signing_history import CREDENTIALS, SIGNING


def signing_words(staff: Staff) -> dict[str, str]:
    """The fields of ``SIGNING`` as text; of the words behind the name a digest."""
    digest = sha256(f"{staff.id}\0{staff.credentials}".encode()).hexdigest()
    return {name: _text(getattr(staff, name)) for name in SIGNING} | {CREDENTIALS: digest}


def changed_words(before: Mapping[str, str], after: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """The values that are others now, as they were and as they are."""
    names = sorted(name for name in after if before[name] != after[name])
    return {"before": {name: before[name] for name in names}, "after": {name: after[name] for name in names}}


def held_words(row: StaffCredential) -> dict[str, str]:
    """A credential with its id and days."""
    return {
        "id": str(row.id),
        "credential": row.credential,
        "from": row.from_on.isoformat(),
        "until": _text(row.until_on),
    }


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value.isoformat() if isinstance(value, date) else str(value) if isinstance(value, UUID | str) else ""
