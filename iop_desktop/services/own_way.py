"""That whoever opened the vault came in by the slot that the records know as that person's."""

from __future__ import annotations

import hmac
from datetime import datetime
from uuid import UUID

from iop_desktop.models.audit_chain import AuditEntry, append
from iop_desktop.models.clinic import Staff
from iop_desktop.models.database import Vault
from iop_desktop.models.keyfile_views import Opened
from iop_desktop.services.errors import NotAllowed

_UNKNOWN_WAY = (
    "Your name is on a way in that the records do not know: somebody put it into the key file with another program. "
    "Nothing was opened. An administrator finds it with Verify under Settings, Audit, and makes a new vault key."
)


def require_own_way(vault: Vault, opened: Opened, now: datetime) -> None:
    """Raise NotAllowed, and keep an entry, for a slot that somebody who had the keys made in another's name.

    Whoever has the vault open can seal such a slot into the key file; the slot's key pair is what they cannot copy.
    """
    public_key = opened.private_key.public_key().public_bytes_raw()
    with vault.transaction() as session:
        staff = session.get(Staff, UUID(opened.staff_id))
        if staff is None or (
            staff.slot_id == opened.slot_id and hmac.compare_digest(staff.slot_public_key, public_key)
        ):
            return
        append(session, AuditEntry(now, "unlock.unknown_slot", None, "staff", staff.id))
    raise NotAllowed(_UNKNOWN_WAY)
