"""Verifying the audit chain: whether every entry is there, unaltered, and still protected by the database."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from iop_desktop.models import audit_chain
from iop_desktop.models.audit_chain import Break
from iop_desktop.models.triggers import expected_triggers, present_triggers
from iop_desktop.rules.rights import Right
from iop_desktop.services.audit_anchors import known_anchors
from iop_desktop.services.rights import needs
from iop_desktop.services.unlocked import Unlocked

Step = Callable[[int, int, str], object]
_UNPROTECTED = (
    "The database's own protection of what may never change is missing or was altered. It is put back at the next "
    "update of the program; restore a backup if you did not expect this."
)
_UNPROTECTED_SHORT = "The entries are whole, but the database's own protection of them is missing or was altered."
_READING = "Checking the audit log"
_BREAKS = {
    Break.GAP: "an entry is missing",
    Break.ALTERED: "an entry was changed",
    Break.UNLINKED: "entries were taken out or put in another order",
    Break.CUT: "its end was cut off",
    Break.OLDER: "an older copy of the records was put back",
    Break.REWRITTEN: "its history was rewritten",
}


@dataclass(frozen=True, slots=True)
class AuditVerdict:
    """What verifying found. ``problems`` are plain sentences; ``entries`` counts the entries that are sound.

    ``at`` is the first entry that is wrong; ``kind`` says in what way the chain is broken; ``compared`` is the number
    of places outside of the database that it was compared with.
    """

    entries: int
    ok: bool
    problems: tuple[str, ...] = ()
    at: int | None = None
    kind: Break | None = None
    compared: int = 0

    @property
    def sentence(self) -> str:
        """Whether the record is whole and, if not, where and in what way: one sentence."""
        if self.ok:
            known = f" and agrees with {self.compared} known earlier states" if self.compared > 1 else ""
            return f"The audit log is whole: {self.entries:,} entries, none changed, none missing{known}."
        if self.kind is None:
            return _UNPROTECTED_SHORT
        return f"The audit log is not whole: {_BREAKS[self.kind]}, at entry {self.at:,}."


class AuditService:
    """The audit chain of an open vault."""

    def __init__(self, unlocked: Unlocked) -> None:
        self._unlocked = unlocked

    @needs(Right.CHECK_RECORDS)
    def verify(self, step: Step | None = None) -> AuditVerdict:
        """Recompute the whole chain and compare it with the key file and the clinic's backups; changes nothing.

        About a second for every hundred thousand entries, so on the long lane. ``step`` may raise to stop.
        """
        anchors = known_anchors(self._unlocked)
        told = None if step is None else lambda done, whole: step(done, whole, _READING)
        with self._unlocked.reading() as session:
            verdict = audit_chain.verify(session, anchors, told)
            connection = session.connection()
            protected = present_triggers(connection) == expected_triggers(connection)
        problems = [] if verdict.ok else [f"Entry {verdict.at}: {verdict.problem}"]
        if not protected:
            problems.append(_UNPROTECTED)
        return AuditVerdict(
            verdict.entries, not problems, tuple(problems), verdict.at, verdict.kind, compared=len(anchors)
        )
