"""A session brought to the point where its notes can be written and signed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from iop_desktop.rules.note_vocabulary import Packet, RiskCheck
from iop_desktop.rules.notes import NoteDraft
from iop_desktop.rules.vocabulary import Affect, AttendanceStatus, NoteKind, Participation, Progress, Risk, SegmentState
from iop_desktop.services.addenda import AddendaService
from iop_desktop.services.amendments import AmendmentService
from iop_desktop.services.attendance import AttendanceService
from iop_desktop.services.cosigning import CosigningService
from iop_desktop.services.lessons import LessonService
from iop_desktop.services.note_views import NoteView, SignOutcome
from iop_desktop.services.notes import NoteService
from iop_desktop.services.records import RecordService
from iop_desktop.services.sessions import SessionService
from iop_desktop.services.signing import SigningService
from iop_desktop.services.threads import ThreadService
from iop_desktop.services.unlocked import Unlocked
from tests.factories import SmallClinic
from tests.support.clock import MovableClock

PROGRESS_DRAFT = NoteDraft(
    participation=Participation.ACTIVE,
    affect=Affect.EVEN,
    progress=Progress.SOME,
    risk=Risk.DENIED,
    response="Named payday as a trigger and rode out an urge in practice.",
    plan="Use the breathing exercise on Friday and report back.",
)
OWN_TEXTS = (
    (PROGRESS_DRAFT.response, PROGRESS_DRAFT.plan),
    ("Told the group about the bus stop and laughed at the memory.", "Walk the other way home until Monday."),
    ("Listened, then asked how sleep and cravings hang together.", "Keep the diary for three nights."),
    ("Read the letter aloud and cried a little.", "Show the letter to the counselor."),
)
OWED = ("The supervisor's co-signature is missing.",)
ABSENCE_DRAFT = NoteDraft(
    outreach="Called and left a message.",
    plan="Call again tomorrow before noon.",
    reason="Not known yet.",
    risk_check=RiskCheck.NOT_REACHED,
    packet=Packet.PLANNED,
)


class Desk:
    """Services of one person over the session of the small clinic."""

    def __init__(self, clinic: SmallClinic, unlocked: Unlocked, clock: MovableClock) -> None:
        self.clinic, self.unlocked, self.clock = clinic, unlocked, clock
        self.session_id = clinic.session_id
        self.attendance = AttendanceService(unlocked, clock)
        self.lessons = LessonService(unlocked, clock)
        self.notes = NoteService(unlocked, clock)
        self.signing = SigningService(unlocked, clock)
        self.cosigning = CosigningService(unlocked, clock)
        self.records = RecordService(unlocked, clock)
        self.sessions = SessionService(unlocked, clock)
        self.addenda = AddendaService(unlocked, clock)
        self.threads = ThreadService(unlocked, clock)
        self.amendments = AmendmentService(unlocked, clock)

    def hold_session(self) -> None:
        """Three come, one of them late; the fourth does not. The lesson is given and the session ends on time."""
        ids = self.clinic.client_ids
        self.attendance.mark(self.session_id, ids[3], AttendanceStatus.NO_SHOW)
        self.attendance.mark_rest_present(self.session_id)
        self.clock.advance(minutes=10)
        self.attendance.mark(self.session_id, ids[1], AttendanceStatus.LATE)
        self.lessons.mark_segment(self.session_id, 1, SegmentState.DONE)
        self.clock.advance(minutes=170)
        self.sessions.end(self.session_id)
        self.save_group_part()

    def save_group_part(self) -> None:
        """Confirm what the lesson suggests."""
        part = self.notes.group_part(self.session_id)
        self.notes.save_group_part(self.session_id, part.revision, part.topic, part.interventions, part.note_format)

    def note_ids(self) -> tuple[UUID, ...]:
        """The notes in the order of the clinic's clients."""
        rows = {row.client_id: row.note_id for row in self.notes.list(self.session_id).rows}
        return tuple(rows[client_id] for client_id in self.clinic.client_ids)

    def write(self, note_id: UUID) -> NoteView:
        """Write a note to the end and look at it."""
        view = self.notes.open(note_id)
        draft = ABSENCE_DRAFT if view.kind is NoteKind.ABSENCE else self.progress_draft(view)
        if view.kind is NoteKind.PROGRESS and view.goals:
            draft = replace(draft, goal_id=view.goals[0].goal_id)
        saved = self.notes.save(note_id, view.revision, draft)
        self.notes.mark_shown(note_id, saved.digest)
        return self.notes.open(note_id)

    def progress_draft(self, view: NoteView) -> NoteDraft:
        """What is written about this member; the first one's text is that of ``PROGRESS_DRAFT``."""
        response, plan = OWN_TEXTS[self.clinic.client_ids.index(view.client_id) % len(OWN_TEXTS)]
        return replace(PROGRESS_DRAFT, response=response, plan=plan)

    def write_all(self) -> tuple[UUID, ...]:
        """Hold the session, write all notes and look at them."""
        self.hold_session()
        note_ids = self.note_ids()
        for note_id in note_ids:
            self.write(note_id)
        return note_ids

    def add(self, parent_id: UUID, kind: NoteKind, text: str, reason: str = "It was left out.") -> UUID:
        """Begin a document on a signed note, write it and look at it."""
        note_id = self.addenda.begin(parent_id, kind)
        self.write_added(note_id, text, reason)
        return note_id

    def write_added(self, note_id: UUID, text: str, reason: str = "") -> None:
        """Write a document that was begun, and look at it."""
        saved = self.addenda.save(note_id, self.addenda.open(note_id).revision, reason, text)
        self.notes.mark_shown(note_id, saved.digest)

    def cosign(self, *note_ids: UUID) -> SignOutcome:
        """Read the latest versions of these notes and co-sign them."""
        latest = [self.version_ids(note_id)[-1] for note_id in note_ids]
        for version_id in latest:
            self.cosigning.mark_viewed(version_id)
        return self.cosigning.cosign(latest, self.clinic.passphrase)

    def sign(self, note_ids: Sequence[UUID]) -> SignOutcome:
        """Sign with the right pass phrase."""
        return self.signing.sign(note_ids, self.clinic.passphrase)

    def version_ids(self, note_id: UUID) -> list[UUID]:
        """The signed versions of a note, oldest first."""
        return [row.version_id for row in self.records.versions(note_id)]
