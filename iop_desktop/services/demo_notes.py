"""Notes of the past: written, signed and co-signed with real keys as the story goes on; the last ones unfinished."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from iop_desktop.models.base import new_id
from iop_desktop.models.notes import Note
from iop_desktop.rules.notes import NoteDraft
from iop_desktop.rules.vocabulary import NoteKind, NoteState
from iop_desktop.services.cosigning import CosigningService
from iop_desktop.services.demo_calendar import StoryClock
from iop_desktop.services.demo_content import LatestNotes, Sentences
from iop_desktop.services.demo_history import Held
from iop_desktop.services.demo_people import Placed, PlacedGroup
from iop_desktop.services.demo_staff import AtTheKeyboard
from iop_desktop.services.demo_texts import absence_draft, progress_draft
from iop_desktop.services.errors import UserError
from iop_desktop.services.record_facts import SessionFacts, session_facts
from iop_desktop.services.signing import SigningService

WRITING = timedelta(minutes=50)
NEXT_MORNING = timedelta(hours=14)
RETURN_COMMENT = (
    "Please say in the plan who makes the next contact and when, and link the response to the objective. "
    "The rest reads well."
)
# Of a latest session: this many notes are left as drafts, and this many are signed only the day after.
_DRAFTS_LEFT = 3
_SIGNED_LATER = 4


class DemoUnfinished(UserError):
    """A note of the demo could not be signed; the demo is of no use then."""

    def __init__(self) -> None:
        super().__init__("The demo clinic could not be finished. Nothing of yours was touched; please try again.")


@dataclass(frozen=True, slots=True)
class NoteWriter:
    """Writes and signs what the story needs; ``keyboard`` has every member of staff by login."""

    keyboard: Mapping[str, AtTheKeyboard]
    supervisor: AtTheKeyboard
    clock: StoryClock
    passphrase: str
    sentences: Sentences

    def finish(self, placed: PlacedGroup, held: Held) -> None:
        """Write and sign all notes of a session on the same day."""
        note_ids = self.write(placed, held)
        self.clock.move_to(held.span.ends_at + WRITING)
        self.sign(placed, note_ids)

    def leave_drafts(self, placed: PlacedGroup, held: Held) -> None:
        """A session whose last notes are still to be written."""
        note_ids = self.write(placed, held, drafts_left=_DRAFTS_LEFT)
        self.clock.move_to(held.span.ends_at + WRITING)
        self.sign(placed, note_ids[:-_DRAFTS_LEFT])

    def leave_waiting(self, placed: PlacedGroup, held: Held) -> tuple[UUID, ...]:
        """Sign some notes, leave some as drafts; returns those that are ready and will be signed the day after."""
        note_ids = self.write(placed, held, drafts_left=_DRAFTS_LEFT)
        ready = note_ids[:-_DRAFTS_LEFT]
        self.clock.move_to(held.span.ends_at + WRITING)
        self.sign(placed, ready[:-_SIGNED_LATER])
        return ready[-_SIGNED_LATER:]

    def author(self, placed: PlacedGroup) -> AtTheKeyboard:
        """Who facilitates the group."""
        return self.keyboard[placed.group.facilitator]

    def write(self, placed: PlacedGroup, held: Held, drafts_left: int = 0) -> tuple[UUID, ...]:
        """Write a draft for every member; the last ``drafts_left`` stay half written or empty."""
        author = self.author(placed)
        self.clock.move_to(held.span.ends_at)
        with author.transaction() as db:
            facts = session_facts(db, held.session_id, author)
            drafts = self._drafts(placed, held, facts)
            notes = []
            for index, (member, draft) in enumerate(drafts):
                left = len(drafts) - index
                text = draft if left > drafts_left else _half_written(draft, left)
                notes.append(self._note(facts, member, text))
            db.add_all(notes)
            db.flush()
            author.audit(db, "demo.notes", held.session_id, {"count": len(notes)})
            return tuple(note.id for note in notes)

    def sign(self, placed: PlacedGroup, note_ids: Sequence[UUID]) -> None:
        """Sign as the author, with the author's own key. Raises DemoUnfinished."""
        outcome = SigningService(self.author(placed), self.clock).sign(note_ids, self.passphrase)
        if outcome.not_ready:
            raise DemoUnfinished

    def cosign(self) -> None:
        """Co-sign what waits for the supervisor, each note having been opened. Raises DemoUnfinished."""
        service = CosigningService(self.supervisor, self.clock)
        waiting = [row.version_id for row in service.queue()]
        for version_id in waiting:
            service.mark_viewed(version_id)
        if service.cosign(waiting, self.passphrase).not_ready:
            raise DemoUnfinished

    def return_oldest(self) -> None:
        """Send the oldest progress note that waits back to its author."""
        service = CosigningService(self.supervisor, self.clock)
        progress_notes = [row for row in service.queue() if row.kind is NoteKind.PROGRESS]
        if progress_notes:
            service.mark_viewed(progress_notes[0].version_id)
            service.return_note(progress_notes[0].version_id, RETURN_COMMENT)

    def _drafts(self, placed: PlacedGroup, held: Held, facts: SessionFacts) -> list[tuple[Placed, NoteDraft]]:
        drafts: list[tuple[Placed, NoteDraft]] = []
        taken: set[int] = set()
        for position, member in enumerate(placed.members):
            if member.first_on > held.day:
                continue
            if facts.kind(member.client_id) is NoteKind.ABSENCE:
                draft, place = absence_draft(position, taken, held.number, self.sentences)
                taken.add(place)
            else:
                draft = progress_draft(member.member, position, held.number, member.goal_ids, self.sentences)
            drafts.append((member, draft))
        return drafts

    def _note(self, facts: SessionFacts, member: Placed, draft: NoteDraft) -> Note:
        """A draft as the notes page leaves it: saved, and shown to its author once it is whole."""
        note = Note(
            id=new_id(),
            session_id=facts.room.head.session_id,
            client_id=member.client_id,
            author_id=facts.facilitator_id,
            state=NoteState.DRAFT,
            draft=draft.as_data(),
            saved_at=self.clock() if draft.started else None,
        )
        composed = facts.compose(note)
        note.shown_digest = "" if composed.missing else composed.digest
        return note


def _half_written(draft: NoteDraft, left: int) -> NoteDraft:
    """The last note is not begun, the others lack their plan."""
    if left == 1:
        return NoteDraft()
    return NoteDraft(
        participation=draft.participation, affect=draft.affect, response=draft.response, outreach=draft.outreach
    )


def write_notes_of_day(writer: NoteWriter, sessions: Sequence[tuple[PlacedGroup, Held]]) -> None:
    """Write and sign the notes of one day; the supervisor comes the next morning. The latest day leaves work to do."""
    later: list[tuple[PlacedGroup, tuple[UUID, ...]]] = []
    for placed, held in sessions:
        plan = placed.group.latest_notes if held.sessions_ago == 1 else LatestNotes.FINISHED
        if plan is LatestNotes.WAITING:
            later.append((placed, writer.leave_waiting(placed, held)))
        elif plan is LatestNotes.DRAFTS:
            writer.leave_drafts(placed, held)
        else:
            writer.finish(placed, held)
    writer.clock.move_to(max(held.span.ends_at for _, held in sessions) + NEXT_MORNING)
    if not later:
        writer.cosign()
    for placed, note_ids in later:
        writer.return_oldest()
        writer.sign(placed, note_ids)
