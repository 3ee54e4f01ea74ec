"""A co-facilitator takes over what the facilitator could not finish, on a real vault."""

from __future__ import annotations

from uuid import UUID

import pytest
from sqlalchemy import select

from iop_desktop.models.audit import AuditEvent
from iop_desktop.models.clinic import Staff
from iop_desktop.rules.vocabulary import Meaning, NoteState
from iop_desktop.services.errors import Stale
from iop_desktop.services.note_authors import NoteAuthorService
from iop_desktop.services.record_check import RecordCheckService
from iop_desktop.services.staff import StaffService
from tests.factories import ADMINISTRATOR, INTERN, LICENSED, SUPERVISOR, SmallClinic
from tests.services.conftest import AsStaff
from tests.services.writing import Desk
from tests.support.clock import MovableClock
from tests.support.refusals import codes_of


@pytest.fixture
def note_ids(clinic: SmallClinic, as_staff: AsStaff, clock: MovableClock) -> tuple[UUID, ...]:
    """The intern has written all notes and signed the first."""
    desk = Desk(clinic, as_staff(INTERN), clock)
    written = desk.write_all()
    desk.sign(written[:1])
    return written


def authors(desk: Desk) -> NoteAuthorService:
    return NoteAuthorService(desk.unlocked)


def take_over(desk: Desk, note_id: UUID) -> None:
    authors(desk).take_over(note_id, desk.notes.open(note_id).revision)


def test_the_co_facilitator_signs_as_such(
    clinic: SmallClinic, note_ids: tuple[UUID, ...], as_staff: AsStaff, clock: MovableClock
) -> None:
    desk = Desk(clinic, as_staff(LICENSED), clock)
    note_id = note_ids[1]
    before = authors(desk).author_of(note_id)
    assert (before.name, before.is_mine, before.may_take_over) == ("Dana Whitfield, MSW Intern", False, True)
    take_over(desk, note_id)
    after = authors(desk).author_of(note_id)
    assert (after.name, after.is_mine, after.may_take_over) == ("Jo Ortiz, LCSW", True, False)
    (refused,) = desk.sign([note_id]).not_ready
    assert [reason.code for reason in refused.reasons] == ["not-shown"]
    desk.notes.mark_shown(note_id, desk.notes.open(note_id).digest)
    assert desk.sign([note_id]).signed == (note_id,)
    (version,) = desk.records.versions(note_id)
    assert [row.meaning for row in version.signatures] == [Meaning.COFACILITATOR]
    assert version.complete
    assert desk.records.verify(version.version_id) == ()
    assert RecordCheckService(desk.unlocked).verify_all().problems == ()
    with desk.unlocked.reading() as db:
        assert sum('"note.taken_over"' in body for body in db.scalars(select(AuditEvent.body))) == 1


def test_others_and_signed_notes_are_refused(
    clinic: SmallClinic, note_ids: tuple[UUID, ...], as_staff: AsStaff, clock: MovableClock
) -> None:
    supervisor = Desk(clinic, as_staff(SUPERVISOR), clock)
    assert codes_of(lambda: authors(supervisor).take_over(note_ids[1], 1)) == ["not-leading"]
    desk = Desk(clinic, as_staff(LICENSED), clock)
    assert codes_of(lambda: take_over(desk, note_ids[0])) == ["signed"]
    with pytest.raises(Stale):
        authors(desk).take_over(note_ids[1], 99)


def test_a_returned_note_of_somebody_who_left_can_go_on(
    clinic: SmallClinic, note_ids: tuple[UUID, ...], as_staff: AsStaff, clock: MovableClock
) -> None:
    supervisor = Desk(clinic, as_staff(SUPERVISOR), clock)
    supervisor.cosigning.return_note(supervisor.version_ids(note_ids[0])[0], "Name the coping skill.")
    desk = Desk(clinic, as_staff(LICENSED), clock)
    assert authors(desk).author_of(note_ids[0]).may_take_over is False
    StaffService(as_staff(ADMINISTRATOR), clock).leave(clinic.staff[INTERN], "Moved away.")
    desk = Desk(clinic, as_staff(LICENSED), clock)
    take_over(desk, note_ids[0])
    assert desk.notes.open(note_ids[0]).state is NoteState.RETURNED
    with desk.unlocked.reading() as db:
        assert db.scalars(select(Staff.active).where(Staff.login == INTERN)).one() is False
