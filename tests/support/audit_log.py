"""What stands in the audit log."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import select

from iop_desktop.models import audit_chain
from iop_desktop.models.audit import AuditEvent
from iop_desktop.services.unlocked import Unlocked


def entries(unlocked: Unlocked, action: str = "") -> list[dict[str, Any]]:
    """All entries, or those of one action, the earliest first; the chain has to hold."""
    with unlocked.reading() as db:
        assert audit_chain.verify(db).ok
        found = [json.loads(body) for body in db.scalars(select(AuditEvent.body).order_by(AuditEvent.sequence))]
    return [entry for entry in found if action in ("", entry["action"])]


def actions(unlocked: Unlocked) -> list[str]:
    """The action of each entry, the earliest first."""
    return [entry["action"] for entry in entries(unlocked)]
