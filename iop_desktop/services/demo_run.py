"""One session of the demo's first group, run through the services as people would: room, notes, signatures, files."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from iop_desktop.models.kdf import KdfCost
from iop_desktop.rules.note_vocabulary import Packet, RiskCheck
from iop_desktop.rules.notes import NoteDraft
from iop_desktop.rules.vocabulary import AttendanceStatus, NoteKind, Risk, SegmentState
from iop_desktop.services.attendance import AttendanceService
from iop_desktop.services.cosigning import CosigningService
from iop_desktop.services.demo import DemoClinic, Progress, no_progress
from iop_desktop.services.demo_calendar import SESSION_LENGTH, StoryClock
from iop_desktop.services.demo_content import DemoContent, TodayMember, read_demo_content
from iop_desktop.services.demo_notes import DemoUnfinished
from iop_desktop.services.demo_texts import UNKNOWN_REASON
from iop_desktop.services.lessons import LessonService
from iop_desktop.services.note_views import NoteView
from iop_desktop.services.notes import NoteService
from iop_desktop.services.pdf_check import check_files
from iop_desktop.services.records import RecordService
from iop_desktop.services.sessions import SessionService
from iop_desktop.services.signing import SigningService
from iop_desktop.services.unlocked import Clock, Unlocked
from iop_desktop.services.vault import VaultService

ROOT_NAME = "clinic-root.pem"
EXPORT_NAME = "export"
_WRITING = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class DemoRun:
    """What one session came to. ``seconds`` is by step; ``verified`` counts the files that hold in every respect."""

    session_id: UUID
    members: int
    present: int
    notes_signed: int
    notes_cosigned: int
    pdfs: tuple[Path, ...]
    root_certificate: Path
    verified: int
    seconds: dict[str, float]


@dataclass
class _Timer:
    """Seconds of each step, and the word that it has begun."""

    progress: Progress
    steps: tuple[str, ...] = ("unlock", "attendance", "lesson", "notes", "sign", "cosign", "export", "verify")
    seconds: dict[str, float] = field(default_factory=dict)

    @contextlib.contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Time one step."""
        self.progress(self.steps.index(name), len(self.steps), _SAID[name])
        begun = time.perf_counter()
        yield
        self.seconds[name] = round(self.seconds.get(name, 0.0) + time.perf_counter() - begun, 3)


_SAID = {
    "unlock": "Unlocking",
    "attendance": "Taking attendance",
    "lesson": "Giving the lesson",
    "notes": "Writing notes",
    "sign": "Signing",
    "cosign": "Co-signing",
    "export": "Exporting",
    "verify": "Verifying",
}


def run_demo_session(
    demo: DemoClinic, clock: Clock, *, kdf_cost: KdfCost | None = None, progress: Progress = no_progress
) -> DemoRun:
    """Run the session that waits and hand out its signed notes in ``export`` with the clinic's root certificate.

    The session is held from its planned start on; a start that is three hours ago makes every time in it true.
    Raises DemoUnfinished when a note cannot be signed, and UserError or VaultError of the services.
    """
    story = StoryClock(demo.starts_at, limit=max(clock(), demo.starts_at + SESSION_LENGTH + 4 * _WRITING))
    vaults = VaultService(demo.folder, story, kdf_cost=kdf_cost)
    vaults.lock(demo.unlocked)
    timer = _Timer(progress)
    with _unlocked(vaults, demo.facilitator, demo.passphrase, timer) as facilitator:
        session = _FacilitatedSession(facilitator, story, demo, read_demo_content())
        with timer.step("attendance"):
            session.take_attendance()
        with timer.step("lesson"):
            session.give_lesson()
        with timer.step("notes"):
            session.write_notes()
        with timer.step("sign"):
            signed = session.sign()
        members, present = session.count()
    story.move_to(story() + _WRITING)
    with _unlocked(vaults, demo.supervisor, demo.passphrase, timer) as supervisor:
        with timer.step("cosign"):
            cosigned = _cosign(supervisor, story, demo, signed)
        with timer.step("export"):
            pdfs, root = _export(supervisor, story, demo)
    with timer.step("verify"):
        verified = sum(verdict.ok for verdict in check_files(pdfs, root))
    return DemoRun(demo.session_id, members, present, len(signed), cosigned, pdfs, root, verified, timer.seconds)


@contextlib.contextmanager
def _unlocked(vaults: VaultService, login: str, passphrase: str, timer: _Timer) -> Iterator[Unlocked]:
    with timer.step("unlock"):
        unlocked = vaults.unlock(login, passphrase)
    try:
        yield unlocked
    finally:
        vaults.lock(unlocked)


class _FacilitatedSession:
    """The facilitator's part."""

    def __init__(self, unlocked: Unlocked, clock: StoryClock, demo: DemoClinic, content: DemoContent) -> None:
        self._clock = clock
        self._demo = demo
        self._id = demo.session_id
        self._today = members_by_call_name(content)
        self._sessions = SessionService(unlocked, clock)
        self._attendance = AttendanceService(unlocked, clock)
        self._lessons = LessonService(unlocked, clock)
        self._notes = NoteService(unlocked, clock)
        self._signing = SigningService(unlocked, clock)

    def take_attendance(self) -> None:
        """Mark who is away or different, then everybody else present; say why and what was seen."""
        self._sessions.start(self._id)
        exceptions = [
            (row.client_id, self._today[row.name])
            for row in self._attendance.room(self._id).rows
            if self._today[row.name].status is not AttendanceStatus.PRESENT
        ]
        for client_id, member in sorted(exceptions, key=lambda found: found[1].late_minutes):
            self._clock.move_to(self._demo.starts_at + timedelta(minutes=member.late_minutes))
            self._attendance.mark(self._id, client_id, member.status)
        self._attendance.mark_rest_present(self._id)
        for row in self._attendance.room(self._id).rows:
            member = self._today[row.name]
            if member.reason:
                self._attendance.set_reason(self._id, row.client_id, member.reason)
            if member.observation:
                self._attendance.observe(self._id, row.client_id, member.observation)

    def give_lesson(self) -> None:
        """Mark each segment of the lesson done when its time is over, end the session."""
        view = self._lessons.view(self._id)
        over = self._demo.starts_at
        for segment in view.segments if view else ():
            over += timedelta(minutes=segment.minutes)
            self._clock.move_to(over)
            self._lessons.mark_segment(self._id, segment.position, SegmentState.DONE)
        self._clock.move_to(self._demo.starts_at + SESSION_LENGTH)
        self._sessions.end(self._id)

    def write_notes(self) -> None:
        """Write the group part once and each member's own note, and look at each."""
        part = self._notes.group_part(self._id)
        self._notes.save_group_part(self._id, part.revision, part.topic, part.interventions, part.note_format)
        for row in self._notes.list(self._id).rows:
            view = self._notes.open(row.note_id)
            saved = self._notes.save(row.note_id, view.revision, draft_of(view, self._today[row.name]))
            self._notes.mark_shown(row.note_id, saved.digest)
        self._clock.move_to(self._clock() + _WRITING)

    def sign(self) -> tuple[UUID, ...]:
        """Sign all with one pass phrase; the ids of the notes. Raises DemoUnfinished."""
        ready = [row.note_id for row in self._signing.check(self._id) if row.ready]
        outcome = self._signing.sign(ready, self._demo.passphrase)
        if outcome.not_ready or len(outcome.signed) != len(self._today):
            raise DemoUnfinished
        return outcome.signed

    def count(self) -> tuple[int, int]:
        """Members and how many of them were present."""
        rows = self._attendance.room(self._id).rows
        return len(rows), sum(row.status.attended for row in rows)


def members_by_call_name(content: DemoContent) -> dict[str, TodayMember]:
    """The texts of the session, by the name on the roster."""
    members = content.groups[0].members
    return {f"{member.preferred or member.first} {member.last}": content.today[member.full_name] for member in members}


def draft_of(view: NoteView, member: TodayMember) -> NoteDraft:
    """The individual part of one note of the session."""
    if view.kind is NoteKind.ABSENCE:
        return NoteDraft(
            outreach=member.outreach,
            plan=member.plan,
            reason="" if view.reason else UNKNOWN_REASON,
            risk_check=RiskCheck.DENIED if view.reason else RiskCheck.NOT_REACHED,
            packet=Packet.PLANNED,
        )
    return NoteDraft(
        participation=member.participation,
        affect=member.affect,
        progress=member.progress,
        risk=Risk.DENIED,
        goal_id=view.goals[member.goal - 1].goal_id,
        response=member.response,
        plan=member.plan,
    )


def _cosign(unlocked: Unlocked, clock: StoryClock, demo: DemoClinic, signed: tuple[UUID, ...]) -> int:
    service = CosigningService(unlocked, clock)
    waiting = [row.version_id for row in service.queue() if row.note_id in signed]
    for version_id in waiting:
        service.mark_viewed(version_id)
    outcome = service.cosign(waiting, demo.passphrase)
    if outcome.not_ready:
        raise DemoUnfinished
    return len(outcome.signed)


def _export(unlocked: Unlocked, clock: StoryClock, demo: DemoClinic) -> tuple[tuple[Path, ...], Path]:
    service = RecordService(unlocked, clock)
    pdfs = service.export(demo.session_id, demo.folder / EXPORT_NAME)
    root = demo.folder / ROOT_NAME
    root.write_bytes(service.root_certificate_pem())
    return pdfs, root
