"""Verifying the audit chain: whether every entry is there, unaltered, and still protected by the database."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from iop_desktop.models import audit_chain
from iop_desktop.models.anchor import Anchor
from iop_desktop.models.audit_chain import Break
from iop_desktop.models.errors import DatabaseMissing, KeyFileDamaged, KeyFileMissing, VaultDamaged
from iop_desktop.models.triggers import expected_triggers, present_triggers
from iop_desktop.rules.rights import Right
from iop_desktop.services.audit_anchors import known_anchors
from iop_desktop.services.checkpoint_check import check_checkpoints
from iop_desktop.services.rights import needs
from iop_desktop.services.standing_check import problems_of_standing
from iop_desktop.services.unlocked import Unlocked
from iop_desktop.services.wall_text import count_of

Step = Callable[[int, int, str], object]
# What says that records are damaged or a part of them is gone, before anything in them can be checked.
NOT_WHOLE = (VaultDamaged, KeyFileDamaged, KeyFileMissing, DatabaseMissing)
_UNPROTECTED = (
    "The database's own protection of what may never change is missing or was altered. It is put back at the next "
    "update of the program; restore a backup if you did not expect this."
)
_BESIDE_SHORT = "The entries of the audit log are whole, but something in the records is not as it says."
_UNPROTECTED_SHORT = "The entries are whole, but the database's own protection of them is missing or was altered."
_READING = "Checking the audit log"
_BREAKS = {
    Break.GAP: "an entry is missing",
    Break.ALTERED: "an entry was changed",
    Break.UNLINKED: "entries were taken out or put in another order",
    Break.CUT: "its end was cut off",
    Break.OLDER: "an older copy of the records was put back, or its end was cut off",
    Break.REWRITTEN: "its history was rewritten",
    Break.CHECKPOINT_GONE: "a signed checkpoint is missing",
    Break.CHECKPOINT_FORGED: "a signed checkpoint does not verify",
}


@dataclass(frozen=True, slots=True)
class AuditVerdict:
    """What verifying found. ``problems`` are plain sentences; ``entries`` counts the entries that are sound.

    ``at`` is the first entry that is wrong; ``kind`` says in what way the chain is broken; ``compared`` is the number
    of places outside of the database that it was compared with; ``vouched`` is the number of checkpoints that somebody
    signed, the last of them at entry ``vouched_to``.
    """

    entries: int
    ok: bool
    problems: tuple[str, ...] = ()
    at: int | None = None
    kind: Break | None = None
    compared: int = 0
    vouched: int = 0
    vouched_to: int = 0

    @property
    def sentence(self) -> str:
        """Whether the record is whole and, if not, where and in what way: one sentence."""
        if self.ok:
            known = f" and agrees with {self.compared} known earlier states" if self.compared > 1 else ""
            return f"The audit log is whole: {self.entries:,} entries, none changed, none missing{known}{self._signed}."
        if self.kind is None:
            return _UNPROTECTED_SHORT if self.problems == (_UNPROTECTED,) else _BESIDE_SHORT
        place = f", at entry {self.at:,}" if self.at else ""
        return f"The audit log is not whole: {_BREAKS[self.kind]}{place}."

    @property
    def _signed(self) -> str:
        if not self.vouched:
            return ""
        signed = count_of(self.vouched, "signed checkpoint vouches", "signed checkpoints vouch")
        return f"; {signed} for it up to entry {self.vouched_to:,}"


class AuditService:
    """The audit chain of an open vault."""

    def __init__(self, unlocked: Unlocked) -> None:
        self._unlocked = unlocked

    @needs(Right.CHECK_RECORDS)
    def verify(self, step: Step | None = None, known: Sequence[Anchor] = ()) -> AuditVerdict:
        """Recompute the whole chain, compare it with the key file, the clinic's backups and what people signed for.

        ``known`` are further ends of the log, such as that of a saved one. Changes nothing.
        About a second for every hundred thousand entries, so on the long lane. ``step`` may raise.
        """
        anchors = (*known_anchors(self._unlocked), *known)
        told = None if step is None else lambda done, whole: step(done, whole, _READING)
        unlocked = self._unlocked
        with unlocked.reading() as session:
            signed = check_checkpoints(session, unlocked.vault.keys.vault_id, unlocked.zone)
            verdict = audit_chain.verify(session, (*anchors, *signed.anchors), told)
            connection = session.connection()
            protected = present_triggers(connection) == expected_triggers(connection)
            # Nothing in a log that is broken explains anything.
            standing = problems_of_standing(session, unlocked.doorkeeper) if verdict.ok else ()
        problems = [] if verdict.ok else [f"Entry {verdict.at}: {verdict.problem}"]
        problems += [*(each.sentence for each in signed.problems), *standing]
        if not protected:
            problems.append(_UNPROTECTED)
        first = signed.problems[0] if verdict.ok and signed.problems else None
        return AuditVerdict(
            verdict.entries,
            not problems,
            tuple(problems),
            first.at if first else verdict.at,
            first.kind if first else verdict.kind,
            compared=len(anchors),
            vouched=len(signed.anchors),
            vouched_to=max((anchor.sequence for anchor in signed.anchors), default=0),
        )
