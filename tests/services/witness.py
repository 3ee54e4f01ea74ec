"""Remembers what was signed and what was saved last, and looks whether it is still so."""

from __future__ import annotations

from hashlib import sha256
from typing import Any
from uuid import UUID

from sqlalchemy import select

from iop_desktop.models import audit_chain
from iop_desktop.models.notes import Note, NoteVersion, Remark, Return, Signature
from iop_desktop.models.packets import PacketInItem
from iop_desktop.rules.notes import NoteDraft
from iop_desktop.rules.vocabulary import NoteState
from iop_desktop.services.record_check import RecordCheckService
from iop_desktop.services.records import RecordService
from iop_desktop.services.unlocked import Unlocked
from tests.services.writing import OWED

Prints = dict[UUID, tuple[str, ...]]


class Witness:
    """Sees one vault after every step. Prints may only grow at their end: a second signature, a return, a decision."""

    def __init__(self) -> None:
        self.kept: Prints = {}
        self.drafts: dict[UUID, Any] = {}
        self.entries = 0

    def saved(self, note_id: UUID, draft: NoteDraft) -> None:
        """This is what was saved last of a note."""
        self.drafts[note_id] = draft.cleaned().as_data()

    def look(self, unlocked: Unlocked) -> None:
        """Fails when anything signed changed, a new signature does not verify, a draft is lost or the chain broke."""
        found = prints(unlocked)
        for row_id, before in self.kept.items():
            assert found[row_id][: len(before)] == before
        self._verify_new(unlocked, found)
        self.kept = found
        self._see_drafts(unlocked)
        self._see_chain(unlocked)

    def look_at_all(self, unlocked: Unlocked) -> None:
        """Fails unless all records of the vault hold together."""
        assert RecordCheckService(unlocked).verify_all().problems == ()

    def _verify_new(self, unlocked: Unlocked, found: Prints) -> None:
        records = RecordService(unlocked, unlocked.clock)
        with unlocked.reading() as db:
            versions = set(db.scalars(select(NoteVersion.id)))
        for row_id in versions:
            if found[row_id] != self.kept.get(row_id):
                assert records.verify(row_id) in ((), OWED)

    def _see_drafts(self, unlocked: Unlocked) -> None:
        with unlocked.reading() as db:
            notes = {note.id: note for note in db.scalars(select(Note))}
            numbers: dict[UUID, list[int]] = {note_id: [] for note_id in notes}
            for version in db.scalars(select(NoteVersion)):
                numbers[version.note_id].append(version.number)
        for note_id, draft in self.drafts.items():
            assert notes[note_id].draft == draft
        for note_id, found in numbers.items():
            assert sorted(found) == list(range(1, len(found) + 1))
            assert (notes[note_id].state is NoteState.DRAFT) == (not found)

    def _see_chain(self, unlocked: Unlocked) -> None:
        with unlocked.reading() as db:
            verdict = audit_chain.verify(db)
        assert verdict.ok
        assert verdict.entries >= self.entries
        self.entries = verdict.entries


def prints(unlocked: Unlocked) -> Prints:
    """Every signed version and every note that came in a packet, as prints in the order in which they were made."""
    with unlocked.reading() as db:
        found: Prints = {
            version.id: (str(version.record), version.digest) for version in db.scalars(select(NoteVersion))
        }
        for signature in db.scalars(select(Signature).order_by(Signature.meaning)):
            marks = (signature.digest, signature.certificate_sha256, sha256(signature.pdf).hexdigest())
            found[signature.note_version_id] += (*marks, str(signature.signed_at))
        for returned in db.scalars(select(Return)):
            found[returned.note_version_id] += (returned.comment, str(returned.returned_at))
        for remark in db.scalars(select(Remark).order_by(Remark.return_id, Remark.position)):
            found[remark.id] = (remark.section, remark.passage, remark.comment)
        for item in db.scalars(select(PacketInItem)):
            decided = () if item.decision is None else (item.decision.value, str(item.decided_at), item.comment)
            signed = () if item.signed_pdf is None else (sha256(item.signed_pdf).hexdigest(),)
            found[item.id] = (sha256(item.pdf).hexdigest(), *decided, *signed)
    return found
