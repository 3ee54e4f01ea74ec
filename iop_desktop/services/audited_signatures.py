"""What the audit trail knows of signatures: which document was made when one was given."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session as Database

from iop_desktop.models.audit import AuditEvent
from iop_desktop.models.audit_reading import AuditQuery, everything
from iop_desktop.rules.disposal import DISPOSAL_DONE
from iop_desktop.services.signature_entries import facts_digest
from iop_desktop.services.signed_thread import SignedThread

# A signature on a note of another clinic, which went back in a packet, has an action of its own.
_SIGNATURES = frozenset({"note.signed", "note.cosigned"})
_NO_ENTRY = "The audit log has no entry of a signature on this note."
_OTHER_DIGEST = "The audit log has another digest for a signature on this note."
_OTHER_FACTS = "Who signed a version of this note, when or how, is not what the audit log says."


@dataclass(frozen=True, slots=True)
class _Entry:
    note_id: UUID
    digest: str
    facts: str


class AuditedSignatures:
    """The signatures of the audit trail by version and document. Those that were looked up count as seen."""

    def __init__(self, entries: dict[tuple[str, str], _Entry], destroyed: frozenset[UUID] = frozenset()) -> None:
        self._entries, self._destroyed = entries, destroyed
        self._seen: set[tuple[str, str]] = set()

    def problems_of(self, thread: SignedThread) -> Iterator[str]:
        """Signatures of a note that the audit trail does not know, or knows otherwise."""
        for version in thread.versions:
            for signature in version.signatures:
                key = (str(version.row.id), signature.pdf_sha256)
                entry = self._entries.get(key)
                self._seen.add(key)
                if entry is None:
                    yield _NO_ENTRY
                elif entry.digest != signature.digest:
                    yield _OTHER_DIGEST
                elif entry.facts and entry.facts != facts_digest(version.row, signature):
                    yield _OTHER_FACTS

    def unseen(self) -> tuple[UUID, ...]:
        """Notes with a signature in the audit trail that was not found, and that were not destroyed with a chart."""
        gone = dict.fromkeys(entry.note_id for key, entry in self._entries.items() if key not in self._seen)
        return tuple(note_id for note_id in gone if note_id not in self._destroyed)


def audited_signatures(db: Database) -> AuditedSignatures:
    """Read the entries of all signatures. An entry that is unreadable is the chain's own problem."""
    entries: dict[tuple[str, str], _Entry] = {}
    for body in db.scalars(select(AuditEvent.body).where(AuditEvent.body.like('%"pdf":%'))):
        try:
            content = json.loads(body)
            if content["action"] not in _SIGNATURES:
                continue
            details = content["details"]
            note_id = UUID(content["subject_id"])
            entries[details["version"], details["pdf"]] = _Entry(note_id, details["digest"], details.get("facts", ""))
        except (ValueError, KeyError, TypeError):
            continue
    return AuditedSignatures(entries, frozenset(_destroyed(db)))


def _destroyed(db: Database) -> Iterator[UUID]:
    """Notes that were destroyed with their chart after its period, as the trail says."""
    for entry in everything(db, AuditQuery(actions=(DISPOSAL_DONE,))):
        notes = entry.details.get("notes")
        yield from (UUID(str(note_id)) for note_id in (notes if isinstance(notes, list) else ()))
