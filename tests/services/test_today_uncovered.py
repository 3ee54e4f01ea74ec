"""What waits for somebody else when a person is suspended or has left, and that it can be put right."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from iop_desktop.models.groups import Group, Session
from iop_desktop.rules.notes import NoteDraft
from iop_desktop.rules.vocabulary import Meaning
from iop_desktop.services.contacts import ContactService
from iop_desktop.services.errors import NotAllowed
from iop_desktop.services.groups import GroupService
from iop_desktop.services.note_authors import NoteAuthorService
from iop_desktop.services.record_check import RecordCheckService
from iop_desktop.services.staff import StaffService
from iop_desktop.services.suspension import SuspensionService
from iop_desktop.services.today import TodayService
from iop_desktop.services.today_views import Need, NeedKind
from iop_desktop.services.unlocked import Unlocked
from tests.factories import ADMINISTRATOR, INTERN, LICENSED, SUPERVISOR, SmallClinic, group_form
from tests.services.conftest import AsStaff
from tests.services.two_groups import phone_call
from tests.services.writing import Desk
from tests.support.clock import MovableClock

WAITING = (NeedKind.UNCOVERED, NeedKind.LEADERLESS)
DANAS = "By Dana Whitfield, since today"


def rows(unlocked: Unlocked, clock: MovableClock) -> list[Need]:
    return [need for need in TodayService(unlocked, clock).view().needs if need.kind in WAITING]


def details(unlocked: Unlocked, clock: MovableClock) -> list[str]:
    return [need.detail for need in rows(unlocked, clock)]


def alone(unlocked: Unlocked, clinic: SmallClinic) -> None:
    """Nobody leads the group or its session beside the intern."""
    with unlocked.transaction() as db:
        db.get_one(Group, clinic.group_id).cofacilitator_id = None
        db.get_one(Session, clinic.session_id).cofacilitator_id = None


def suspend(clinic: SmallClinic, as_staff: AsStaff, clock: MovableClock) -> None:
    SuspensionService(as_staff(ADMINISTRATOR), clock).suspend(clinic.staff[INTERN], "Under review.")


def leave(clinic: SmallClinic, as_staff: AsStaff, clock: MovableClock) -> None:
    StaffService(as_staff(ADMINISTRATOR), clock).leave(clinic.staff[INTERN], "Moved away.")


@pytest.mark.parametrize("go", [suspend, leave])
def test_unfinished_notes_are_told_to_who_can_finish_them(
    clinic: SmallClinic,
    as_staff: AsStaff,
    clock: MovableClock,
    go: Callable[[SmallClinic, AsStaff, MovableClock], None],
) -> None:
    desk = Desk(clinic, as_staff(INTERN), clock)
    written = desk.write_all()
    assert rows(as_staff(SUPERVISOR), clock) == []
    go(clinic, as_staff, clock)
    assert rows(as_staff(ADMINISTRATOR), clock) == []
    (need,) = rows(as_staff(LICENSED), clock)
    assert (need.detail, need.count, need.session_id) == (DANAS, 4, clinic.session_id)
    co_facilitator = Desk(clinic, as_staff(LICENSED), clock)
    authors = NoteAuthorService(co_facilitator.unlocked)
    authors.take_over(written[0], co_facilitator.notes.open(written[0]).revision)
    assert [need.count for need in rows(as_staff(SUPERVISOR), clock)] == [3]
    assert not NoteAuthorService(as_staff(SUPERVISOR)).author_of(written[1]).may_take_over


def test_without_a_co_facilitator_the_supervisor_finishes_the_note_and_the_record_says_so(
    clinic: SmallClinic, as_staff: AsStaff, clock: MovableClock
) -> None:
    desk = Desk(clinic, as_staff(INTERN), clock)
    alone(desk.unlocked, clinic)
    note_id = desk.write_all()[0]
    suspend(clinic, as_staff, clock)
    supervisor = Desk(clinic, as_staff(SUPERVISOR), clock)
    assert NoteAuthorService(supervisor.unlocked).author_of(note_id).may_take_over
    NoteAuthorService(supervisor.unlocked).take_over(note_id, supervisor.notes.open(note_id).revision)
    view = supervisor.notes.open(note_id)
    header = dict(view.record.header)
    assert header["Facilitator"] == "Dana Whitfield, MSW Intern"
    assert header["Written by"] == "Maren Okafor, LCSW, CADC, finishing the note of somebody else"
    supervisor.notes.mark_shown(note_id, view.digest)
    assert supervisor.sign([note_id]).signed == (note_id,)
    (version,) = supervisor.records.versions(note_id)
    assert [row.meaning for row in version.signatures] == [Meaning.AUTHOR]
    assert RecordCheckService(supervisor.unlocked).verify_all().problems == ()


def test_notes_that_were_never_begun_are_told_and_begun_by_the_supervisor(
    clinic: SmallClinic, as_staff: AsStaff, clock: MovableClock
) -> None:
    desk = Desk(clinic, as_staff(INTERN), clock)
    alone(desk.unlocked, clinic)
    desk.hold_session()
    leave(clinic, as_staff, clock)
    (need, _group) = rows(as_staff(SUPERVISOR), clock)
    assert (need.detail, need.session_id) == (DANAS, clinic.session_id)
    assert len(Desk(clinic, as_staff(SUPERVISOR), clock).notes.list(clinic.session_id).rows) == 4


def test_a_note_about_a_contact_is_finished_by_the_supervisor(
    clinic: SmallClinic, as_staff: AsStaff, clock: MovableClock
) -> None:
    clock.advance(hours=1)
    note_id = ContactService(as_staff(INTERN), clock).create(clinic.client_ids[0], phone_call(clock()))
    with pytest.raises(NotAllowed):
        Desk(clinic, as_staff(LICENSED), clock).notes.save(note_id, 1, NoteDraft())
    assert ContactService(as_staff(SUPERVISOR), clock).list().rows == ()
    suspend(clinic, as_staff, clock)
    unlocked = as_staff(SUPERVISOR)
    desk, contacts = Desk(clinic, unlocked, clock), ContactService(unlocked, clock)
    (need,) = (each for each in rows(unlocked, clock) if each.kind is NeedKind.UNCOVERED)
    assert (need.note_id, need.count) == (note_id, 1)
    assert [row.note_id for row in contacts.list().rows] == [note_id]
    NoteAuthorService(unlocked).take_over(note_id, desk.notes.open(note_id).revision)
    view = desk.notes.open(note_id)
    header = dict(view.record.header)
    assert header["Held by"] == "Dana Whitfield, MSW Intern"
    assert header["Written by"] == "Maren Okafor, LCSW, CADC, finishing the note of somebody else"
    assert view.contact is not None and view.editable
    contacts.change(view.contact.contact_id, view.contact.revision, view.contact.details)


def test_notes_of_a_facilitator_without_a_supervisor_are_before_every_supervisor(
    clinic: SmallClinic, as_staff: AsStaff, clock: MovableClock
) -> None:
    clock.advance(hours=1)
    note_id = ContactService(as_staff(LICENSED), clock).create(clinic.client_ids[0], phone_call(clock()))
    assert rows(as_staff(SUPERVISOR), clock) == []
    SuspensionService(as_staff(ADMINISTRATOR), clock).suspend(clinic.staff[LICENSED], "Under review.")
    unlocked = as_staff(SUPERVISOR)
    assert details(unlocked, clock) == ["By Jo Ortiz, since today"]
    assert NoteAuthorService(unlocked).author_of(note_id).may_take_over


@pytest.mark.parametrize("login", [ADMINISTRATOR, SUPERVISOR])
def test_a_group_that_nobody_can_lead_is_told_until_it_has_a_facilitator(
    clinic: SmallClinic, as_staff: AsStaff, clock: MovableClock, login: str
) -> None:
    suspend(clinic, as_staff, clock)
    assert rows(as_staff(login), clock) == []
    SuspensionService(as_staff(ADMINISTRATOR), clock).suspend(clinic.staff[LICENSED], "Under review.")
    unlocked = as_staff(login)
    (need,) = rows(unlocked, clock)
    assert (need.detail, need.group_id) == ("Morning IOP", clinic.group_id)
    groups = GroupService(unlocked, clock)
    form = group_form(clinic.adult_program, clinic.staff[SUPERVISOR], name="Morning IOP", code="AM")
    groups.change(clinic.group_id, groups.open(clinic.group_id).revision, form)
    assert rows(unlocked, clock) == []
