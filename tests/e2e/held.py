"""A session that was held, written and signed before the story begins: through the services, in a second."""

from __future__ import annotations

from datetime import timedelta

from iop_desktop.rules.vocabulary import AttendanceStatus, SegmentState
from iop_desktop.services.bundle import services_of
from iop_desktop.services.demo import DemoClinic
from iop_desktop.services.demo_content import read_demo_content
from iop_desktop.services.demo_run import draft_of, members_by_call_name
from iop_desktop.services.vault import VaultService
from tests.support.clock import MovableClock


def hold_session(vault: VaultService, demo: DemoClinic, clock: MovableClock, *, signed: bool = True) -> None:
    """Run the waiting session as its facilitator: roster, end, twelve notes, and signatures unless told otherwise."""
    unlocked = vault.unlock(demo.facilitator, demo.passphrase)
    services, texts = services_of(unlocked, clock), members_by_call_name(read_demo_content())
    session_id = demo.session_id
    clock.set(demo.starts_at)
    services.sessions.start(session_id)
    for row in services.attendance.room(session_id).rows:
        if not texts[row.name].status.attended:
            services.attendance.mark(session_id, row.client_id, texts[row.name].status)
        elif texts[row.name].status is AttendanceStatus.TELEHEALTH:
            services.attendance.mark(session_id, row.client_id, AttendanceStatus.TELEHEALTH)
    services.attendance.mark_rest_present(session_id)
    clock.set(demo.starts_at + timedelta(hours=3))
    for position in range(1, 4):
        services.lessons.mark_segment(session_id, position, SegmentState.DONE)
    services.sessions.end(session_id)
    part = services.notes.group_part(session_id)
    services.notes.save_group_part(session_id, part.revision, part.topic, part.interventions, part.note_format)
    for note in services.notes.list(session_id).rows:
        view = services.notes.open(note.note_id)
        saved = services.notes.save(note.note_id, view.revision, draft_of(view, texts[note.name]))
        services.notes.mark_shown(note.note_id, saved.digest)
    if signed:
        clock.advance(minutes=5)
        ready = [row.note_id for row in services.signing.check(session_id) if row.ready]
        outcome = services.signing.sign(ready, demo.passphrase)
        assert len(outcome.signed) == 12, [row.missing for row in services.signing.check(session_id) if row.missing]
    vault.lock(unlocked)
    clock.advance(minutes=5)
