"""Verifying the audit chain: whether every entry is there, unaltered, and still protected by the database."""

from __future__ import annotations

from dataclasses import dataclass

from iop_desktop.models import audit_chain
from iop_desktop.models.triggers import expected_triggers, present_triggers
from iop_desktop.services.unlocked import Unlocked

_UNPROTECTED = (
    "The database's own protection of what may never change is missing or was altered. It is put back at the next "
    "update of the program; restore a backup if you did not expect this."
)


@dataclass(frozen=True, slots=True)
class AuditVerdict:
    """What verifying found. ``problems`` are plain sentences; ``entries`` counts the entries that are sound."""

    entries: int
    ok: bool
    problems: tuple[str, ...] = ()


class AuditService:
    """The audit chain of an open vault."""

    def __init__(self, unlocked: Unlocked) -> None:
        self._unlocked = unlocked

    def verify(self) -> AuditVerdict:
        """Recompute the whole chain; about 0.02 s per thousand entries, so on the long lane. Changes nothing."""
        with self._unlocked.reading() as session:
            verdict = audit_chain.verify(session)
            connection = session.connection()
            protected = present_triggers(connection) == expected_triggers(connection)
        problems = [] if verdict.ok else [f"Entry {verdict.at}: {verdict.problem}"]
        if not protected:
            problems.append(_UNPROTECTED)
        return AuditVerdict(verdict.entries, not problems, tuple(problems))
