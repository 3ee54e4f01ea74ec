"""A session of the demo's first group up to notes that are ready to be signed, through the services."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from benchmarks.clinic import BenchClinic
from iop_desktop.rules.vocabulary import AttendanceStatus, SegmentState
from iop_desktop.services.bundle import Services
from iop_desktop.services.demo_calendar import SESSION_LENGTH, StoryClock
from iop_desktop.services.demo_content import read_demo_content
from iop_desktop.services.demo_run import draft_of, members_by_call_name

_WRITING = timedelta(minutes=5)


def hold(clinic: BenchClinic, services: Services, clock: StoryClock) -> tuple[UUID, ...]:
    """Attendance, lesson and a complete note for every member; the ids of the notes."""
    take_attendance(clinic, services)
    finish(clinic, services, clock)
    return write_notes(clinic, services)


def take_attendance(clinic: BenchClinic, services: Services) -> None:
    """The exceptions of the demo's own text, then everybody else."""
    texts = members_by_call_name(read_demo_content())
    services.sessions.start(clinic.session_id)
    for row in services.attendance.room(clinic.session_id).rows:
        member = texts[row.name]
        if member.status is not AttendanceStatus.PRESENT:
            services.attendance.mark(clinic.session_id, row.client_id, member.status)
        if member.reason:
            services.attendance.set_reason(clinic.session_id, row.client_id, member.reason)
    services.attendance.mark_rest_present(clinic.session_id)


def finish(clinic: BenchClinic, services: Services, clock: StoryClock) -> None:
    """The whole lesson was given and the session is over."""
    lesson = services.lessons.view(clinic.session_id)
    if lesson is None:
        lesson_id, _ = services.lessons.lessons()[0]
        services.lessons.choose(clinic.session_id, lesson_id)
        lesson = services.lessons.view(clinic.session_id)
    for segment in lesson.segments if lesson else ():
        services.lessons.mark_segment(clinic.session_id, segment.position, SegmentState.DONE)
    clock.move_to(clinic.starts_at + SESSION_LENGTH)
    services.sessions.end(clinic.session_id)
    clock.move_to(clinic.starts_at + SESSION_LENGTH + _WRITING)


def write_notes(clinic: BenchClinic, services: Services) -> tuple[UUID, ...]:
    """Write every note and look at it."""
    texts = members_by_call_name(read_demo_content())
    part = services.notes.group_part(clinic.session_id)
    services.notes.save_group_part(clinic.session_id, part.revision, part.topic, part.interventions, part.note_format)
    rows = services.notes.list(clinic.session_id).rows
    for row in rows:
        view = services.notes.open(row.note_id)
        saved = services.notes.save(row.note_id, view.revision, draft_of(view, texts[row.name]))
        services.notes.mark_shown(row.note_id, saved.digest)
    return tuple(row.note_id for row in rows)
