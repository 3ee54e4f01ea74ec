"""The thread of a note tells everything in time order."""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

import pytest

from iop_desktop.models.notes import NoteVersion
from iop_desktop.rules.note_vocabulary import AmendmentStep
from iop_desktop.rules.returns import Remark
from iop_desktop.rules.vocabulary import NoteKind
from iop_desktop.services.amendment_views import RequestForm, StepForm
from iop_desktop.services.errors import NotFound
from iop_desktop.services.thread_views import EntryKind
from iop_desktop.services.unlocked import Unlocked
from tests import factories
from tests.factories import SmallClinic
from tests.services.conftest import AsStaff
from tests.services.writing import Desk
from tests.support.clock import MovableClock


def test_a_whole_life_in_order(clinic: SmallClinic, unlocked: Unlocked, as_staff: AsStaff, clock: MovableClock) -> None:
    desk = Desk(clinic, unlocked, clock)
    note_id = desk.write_all()[0]
    with pytest.raises(NotFound):
        desk.threads.thread(note_id)
    desk.sign([note_id])

    clock.advance(hours=1)
    supervisor = Desk(clinic, as_staff(factories.SUPERVISOR), clock)
    remark = Remark("Plan", "Use the breathing exercise", "Which one?")
    supervisor.cosigning.return_note(supervisor.version_ids(note_id)[0], "Name the skill.", [remark])

    clock.advance(hours=1)
    desk = Desk(clinic, as_staff(factories.INTERN), clock)
    view = desk.notes.open(note_id)
    saved = desk.notes.save(note_id, view.revision, replace(view.draft, plan="Use box breathing on Friday."))
    desk.notes.mark_shown(note_id, saved.digest)
    desk.sign([note_id])

    clock.advance(hours=1)
    supervisor = Desk(clinic, as_staff(factories.SUPERVISOR), clock)
    supervisor.cosign(note_id)
    client_id, today = clinic.client_ids[0], clock().date()
    supervisor.amendments.log(RequestForm(client_id, "I came on time.", today, note_id))
    clock.advance(hours=1)
    (request,) = supervisor.amendments.of_client(client_id)
    added = supervisor.amendments.take_step(request.request_id, StepForm(AmendmentStep.ACCEPTED, today))
    assert added is not None
    assert supervisor.threads.thread(added).open_own == added
    supervisor.write_added(added, "The member came at noon, as the sheet shows.")
    clock.advance(minutes=1)
    supervisor.sign([added])

    thread = supervisor.threads.thread(added)
    assert (thread.note_id, thread.open_own) == (note_id, None)
    assert [(entry.kind, entry.title) for entry in thread.entries] == [
        (EntryKind.SIGNED, "Progress note signed"),
        (EntryKind.RETURNED, "Progress note returned"),
        (EntryKind.SIGNED, "Progress note, version 2 signed"),
        (EntryKind.COSIGNED, "Progress note, version 2 co-signed"),
        (EntryKind.REQUEST, "Client asked for an amendment"),
        (EntryKind.REQUEST, "Request accepted"),
        (EntryKind.ADDED, "Addendum signed"),
    ]
    assert thread.entries[1].detail == "Name the skill. (1 remark on passages)"
    assert thread.entries[0].who == "Dana Whitfield, MSW Intern"
    assert all(entry.version_id for entry in thread.entries if entry.kind is not EntryKind.REQUEST)
    assert set(thread.may_add) == {NoteKind.ADDENDUM, NoteKind.CORRECTION, NoteKind.LATE_ENTRY, NoteKind.ERROR}
    with supervisor.unlocked.reading() as db:
        signed = db.get_one(NoteVersion, supervisor.version_ids(added)[0])
        assert signed.record["request"] == "Accepted; received on November 24, 2026"


def test_an_unknown_note(clinic: SmallClinic, unlocked: Unlocked, clock: MovableClock) -> None:
    with pytest.raises(NotFound):
        Desk(clinic, unlocked, clock).threads.thread(uuid4())
