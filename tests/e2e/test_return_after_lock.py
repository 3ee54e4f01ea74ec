"""Who unlocks again stands where they were, down to the caret; somebody else stands on their own Today."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication, QPlainTextEdit

from iop_desktop.ui.group_page import GroupPage
from iop_desktop.ui.members_page import MembersPage
from iop_desktop.ui.notes_page import NotesPage
from tests.e2e.driver import Driver
from tests.e2e.held import hold_session

TYPED = "Came back to the phone call from last week."


def write_in_second_note(driver: Driver) -> None:
    hold_session(driver.program.vault, driver.demo, driver.clock, signed=False)
    driver.unlock(driver.demo.facilitator)
    driver.press("Alt+3")
    driver.settle()
    page = driver.page("notes", NotesPage)
    page.list_card.view.go_to(2)
    driver.settle()
    field = page.note_card.form.fields["response"]
    field.setFocus()
    driver.press("Ctrl+A")
    driver.write(TYPED)
    driver.press(*["Left"] * 5)
    assert field.textCursor().position() == len(TYPED) - 5


def test_the_same_person_goes_on_at_the_same_letter(program: Driver) -> None:
    write_in_second_note(program)
    before = program.page("notes", NotesPage)._wanted
    program.lock()
    program.unlock(program.demo.facilitator)
    assert program.desk.shell.current_key == "notes"
    assert program.page("notes", NotesPage)._wanted == before
    field = QApplication.focusWidget()
    assert isinstance(field, QPlainTextEdit)
    assert field.toPlainText() == TYPED
    program.write("X")
    assert field.toPlainText() == TYPED[:-5] + "X" + TYPED[-5:]


def test_somebody_else_has_their_own_today_and_leaves_nothing_behind(program: Driver) -> None:
    write_in_second_note(program)
    program.lock()
    program.unlock(program.demo.supervisor)
    assert program.desk.shell.current_key == "today"
    program.lock()
    program.unlock(program.demo.facilitator)
    assert program.desk.shell.current_key == "today"


def test_back_to_the_same_member(program: Driver) -> None:
    program.unlock(program.demo.facilitator)
    client_id = program.desk.services.attendance.room(program.demo.session_id).rows[3].client_id
    program.desk.open_member(client_id)
    program.settle()
    program.lock()
    program.unlock(program.demo.facilitator)
    assert program.desk.shell.current_key == "members"
    assert program.page("members", MembersPage).chart.client_id == client_id


def test_a_running_session_goes_on(program: Driver) -> None:
    program.unlock(program.demo.facilitator)
    program.desk.services.sessions.start(program.demo.session_id)
    program.desk.open_session(program.demo.session_id)
    program.settle()
    program.lock()
    program.clock.advance(minutes=7)
    program.unlock(program.demo.facilitator)
    assert program.desk.shell.current_key == "group"
    assert program.page("group", GroupPage).session_id == program.demo.session_id
    head = program.desk._head
    assert head is not None
    assert head.started_at is not None
    assert (program.clock() - head.started_at).total_seconds() == 420
    assert head.ended_at is None


def test_other_records_after_a_restore_have_no_place(program: Driver) -> None:
    program.unlock(program.demo.facilitator)
    program.press("Alt+5")
    program.settle()
    left_off = program.program._left_off
    assert left_off is not None
    left_off._remember(program.desk.shell, program.unlocked.actor.staff_id)
    assert left_off._place is not None
    left_off.forget("asked")
    assert left_off._place is not None
    left_off.forget("restoring")
    assert left_off._place is None
