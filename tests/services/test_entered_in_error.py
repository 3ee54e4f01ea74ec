"""A note on the wrong member: two signatures strike it through, and it stays readable."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

import pytest

from iop_desktop.rules.vocabulary import AttendanceStatus, NoteKind, NoteState
from iop_desktop.services.errors import Refused
from iop_desktop.services.record_check import RecordCheckService
from iop_desktop.services.unlocked import Unlocked
from tests import factories
from tests.factories import SmallClinic
from tests.services.conftest import AsStaff
from tests.services.writing import Desk
from tests.support.clock import MovableClock
from tests.support.refusals import codes_of

REASON = "Written about another member."


@pytest.fixture
def desk(clinic: SmallClinic, unlocked: Unlocked, clock: MovableClock) -> Desk:
    """The intern with four signed notes that wait for a co-signature."""
    made = Desk(clinic, unlocked, clock)
    made.sign(made.write_all())
    return made


def who(desk: Desk, as_staff: AsStaff, login: str) -> Desk:
    return Desk(desk.clinic, as_staff(login), desk.clock)


def declared(desk: Desk, note_id: UUID) -> UUID:
    """A notice of error with its first signature."""
    notice = desk.add(note_id, NoteKind.ERROR, "", REASON)
    assert desk.sign([notice]).signed == (notice,)
    return notice


def test_author_and_supervisor_strike_a_note_together(desk: Desk, as_staff: AsStaff, tmp_path: Path) -> None:
    wrong, *others = desk.note_ids()
    notice = declared(desk, wrong)
    assert desk.notes.open(wrong).state is NoteState.AWAITING_COSIGNATURE
    supervisor = who(desk, as_staff, factories.SUPERVISOR)
    supervisor.cosign(notice, *others)
    assert supervisor.notes.open(wrong).state is NoteState.IN_ERROR
    assert wrong not in [row.note_id for row in supervisor.cosigning.queue()]
    found = supervisor.records.error_notice(wrong)
    assert found is not None
    assert (found.reason, found.signed_by) == (REASON, ("Dana Whitfield", "Maren Okafor"))
    assert supervisor.records.error_notice(others[0]) is None

    verdict = RecordCheckService(supervisor.unlocked).verify_all()
    assert (verdict.notes, verdict.problems) == (5, ())
    version = supervisor.version_ids(wrong)[0]
    assert supervisor.records.record(version).title == "Group Progress Note"
    assert len(supervisor.records.export(desk.session_id, tmp_path / "a")) == 3
    names = [path.name for path in supervisor.records.export(desk.session_id, tmp_path / "b", with_errors=True)]
    assert len(names) == 5
    assert sum("-error-" in name for name in names) == 1


def test_the_member_gets_a_new_note_of_the_same_session(desk: Desk, as_staff: AsStaff) -> None:
    wrong = desk.note_ids()[0]
    notice = declared(desk, wrong)
    who(desk, as_staff, factories.SUPERVISOR).cosign(notice)
    author = who(desk, as_staff, factories.INTERN)
    author.attendance.mark(author.session_id, author.clinic.client_ids[0], AttendanceStatus.TELEHEALTH)
    new = author.note_ids()[0]
    assert new != wrong
    author.write(new)
    assert author.sign([new]).signed == (new,)
    with pytest.raises(Refused):
        author.addenda.begin(wrong, NoteKind.ADDENDUM)
    assert RecordCheckService(author.unlocked).verify_all().problems == ()


def test_what_a_supervisor_begins_the_author_signs(desk: Desk, as_staff: AsStaff) -> None:
    wrong = desk.note_ids()[0]
    supervisor = who(desk, as_staff, factories.SUPERVISOR)
    notice = declared(supervisor, wrong)
    assert notice not in [row.note_id for row in supervisor.cosigning.queue()]
    licensed = who(desk, as_staff, factories.LICENSED)
    assert licensed.cosigning.queue() == ()
    author = who(desk, as_staff, factories.INTERN)
    assert [row.note_id for row in author.cosigning.queue()] == [notice]
    assert author.cosigning.view(author.version_ids(notice)[0]).kind is NoteKind.ERROR
    assert author.cosign(notice).signed
    assert author.notes.open(wrong).state is NoteState.IN_ERROR
    assert author.cosigning.queue() == ()


def test_the_author_may_send_the_notice_back(desk: Desk, as_staff: AsStaff) -> None:
    wrong = desk.note_ids()[0]
    notice = declared(who(desk, as_staff, factories.SUPERVISOR), wrong)
    author = who(desk, as_staff, factories.INTERN)
    author.cosigning.return_note(author.version_ids(notice)[0], "It is the right member: see the sheet.")
    assert author.notes.open(wrong).state is NoteState.AWAITING_COSIGNATURE


def test_one_notice_at_a_time_and_with_a_reason(desk: Desk, as_staff: AsStaff) -> None:
    wrong = desk.note_ids()[0]
    notice = desk.addenda.begin(wrong, NoteKind.ERROR)
    desk.notes.mark_shown(notice, desk.addenda.open(notice).digest)
    assert [reason.code for reason in desk.sign([notice]).not_ready[0].reasons] == ["reason"]
    assert codes_of(lambda: who(desk, as_staff, factories.SUPERVISOR).addenda.begin(wrong, NoteKind.ERROR)) == ["open"]


def test_an_addendum_on_the_wrong_member_is_entered_in_error_too(desk: Desk, as_staff: AsStaff) -> None:
    parent = desk.note_ids()[0]
    added = desk.add(parent, NoteKind.ADDENDUM, "Called back at four.")
    desk.sign([added])
    notice = declared(desk, added)
    supervisor = who(desk, as_staff, factories.SUPERVISOR)
    assert supervisor.records.versions(notice)[0].title == "Entered in error: addendum of November 24, 2026"
    supervisor.cosign(notice)
    thread = supervisor.threads.thread(parent)
    assert thread.state is NoteState.AWAITING_COSIGNATURE
    assert [entry.struck for entry in thread.entries if entry.note_id == added] == [True]
