"""What follows a signature, by keyboard alone: a remark and a return, an addendum, a client's request to amend."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtWidgets import QApplication

from iop_desktop.rules.note_vocabulary import AmendmentStep
from iop_desktop.rules.vocabulary import NoteKind, NoteState
from iop_desktop.ui.addendum_dialog import AddendumDialog
from iop_desktop.ui.amendment_dialogs import LogRequestDialog, RequestDialog, StepDialog
from iop_desktop.ui.cosign_page import CosignPage
from iop_desktop.ui.notes_page import NotesPage
from iop_desktop.ui.remark_drafts import RemarkDialog
from iop_desktop.ui.return_dialog import ReturnDialog
from iop_desktop.ui.sign_dialog import SignDialog
from iop_desktop.ui.thread_dialog import ThreadDialog
from tests.e2e.driver import Driver
from tests.e2e.held import hold_session

ADDED = "Called back at four and asked for a bus pass."


def go_to_queue(driver: Driver) -> CosignPage:
    driver.unlock(driver.demo.supervisor)
    driver.press("Alt+4")
    driver.settle()
    return driver.page("cosign", CosignPage)


def give_passphrase(driver: Driver) -> None:
    """Sign what the open dialog offers."""
    dialog = driver.dialog(SignDialog)
    assert dialog.blocked_list.count() == 0
    driver.write(driver.demo.passphrase)
    driver.press("Return")
    driver.until(lambda: QApplication.activeModalWidget() is not dialog)
    driver.settle()


def read_and_cosign(driver: Driver, page: CosignPage) -> None:
    """The note in view is read to its end and co-signed alone."""
    while page.review.preview.next_page():
        driver.settle()
    driver.settle()
    driver.press("Ctrl+Shift+S")
    give_passphrase(driver)


def press_button(driver: Driver, name: str) -> None:
    driver.tab_to(name)
    driver.press("Space")
    driver.settle()


def tab_to_row(driver: Driver, words: str) -> None:
    """Press Tab until a widget with these words in its name has the keyboard."""
    for _ in range(40):
        if words in driver.focus.accessibleName():
            return
        driver.press("Tab")
    raise AssertionError(f"Tab does not lead to {words!r}")


def problems(driver: Driver, note_id: UUID) -> tuple[str, ...]:
    """What is wrong with the latest signed version of a note."""
    records = driver.desk.services.records
    return records.verify(records.versions(note_id)[-1].version_id)


def remark_and_return(driver: Driver, page: CosignPage) -> str:
    """Words of the record are selected with Shift and arrows, remarked on, and the note goes back; whose it was."""
    name = page.queue.rows[0].client_name
    driver.tab_to("The record as it reads now")
    driver.press("Ctrl+End", "Ctrl+Shift+Left", "Ctrl+Shift+Left", "Ctrl+Shift+Left")
    driver.press("Ctrl+M")
    driver.dialog(RemarkDialog)
    driver.write("Which day?")
    press_button(driver, "Add remark")
    assert [remark.comment for remark in page.review.remarks.remarks] == ["Which day?"]
    driver.press("Ctrl+R")
    driver.dialog(ReturnDialog)
    press_button(driver, "Return note")
    return name


def mend(driver: Driver, name: str) -> None:
    """The author goes to the remark, adds the day and signs again."""
    driver.unlock(driver.demo.facilitator)
    driver.press("Alt+3")
    driver.settle()
    page = driver.page("notes", NotesPage)
    assert page._view is not None
    assert (page._view.name, page._view.state) == (name, NoteState.RETURNED)
    tab_to_row(driver, "Which day?")
    driver.press("Space")
    driver.settle()
    assert driver.focus is page.note_card.form.fields["plan"]
    driver.press("Ctrl+End")
    driver.write(" On Thursday.")
    driver.press("Ctrl+Shift+S")
    give_passphrase(driver)


def test_a_remark_a_return_and_a_cosignature(program: Driver) -> None:
    hold_session(program.program.vault, program.demo, program.clock)
    page = go_to_queue(program)
    note_id = page.queue.rows[0].note_id
    name = remark_and_return(program, page)
    assert len(page.queue.rows) == 11
    program.lock()
    program.clock.advance(minutes=10)
    mend(program, name)
    program.lock()
    program.clock.advance(minutes=10)
    page = go_to_queue(program)
    program.press("End")
    program.settle()
    assert page._review is not None
    assert (page._review.note_id, page._review.version) == (note_id, 2)
    read_and_cosign(program, page)
    assert program.desk.services.notes.open(note_id).state is NoteState.COMPLETE
    assert problems(program, note_id) == ()


def test_an_addendum_is_written_signed_and_cosigned(program: Driver) -> None:
    hold_session(program.program.vault, program.demo, program.clock)
    program.unlock(program.demo.facilitator)
    program.press("Alt+3")
    program.settle()
    program.press("Ctrl+T")
    program.dialog(ThreadDialog)
    press_button(program, "Addendum…")
    program.dialog(AddendumDialog)
    program.write(ADDED)
    program.press("Ctrl+Shift+S")
    give_passphrase(program)
    program.lock()
    page = go_to_queue(program)
    program.press("End")
    program.settle()
    assert page._review is not None
    assert page._review.kind is NoteKind.ADDENDUM
    added, services = page._review.note_id, program.desk.services
    read_and_cosign(program, page)
    assert services.addenda.open(added).text == ADDED
    assert services.addenda.open(added).state is NoteState.COMPLETE
    assert problems(program, added) == ()


def test_a_client_asks_to_amend_and_it_is_accepted(program: Driver) -> None:
    hold_session(program.program.vault, program.demo, program.clock)
    page = go_to_queue(program)
    name = page.queue.rows[0].client_name
    program.press("Alt+5")
    program.settle()
    program.press("Ctrl+F")
    program.write(name)
    program.settle()
    program.press("Ctrl+Shift+R")
    program.dialog(LogRequestDialog)
    program.write("I was there from the beginning.")
    program.tab_to("About which note")
    program.press("Down")
    press_button(program, "Log the request")
    tab_to_row(program, "60 days left")
    program.press("Space")
    request = program.dialog(RequestDialog).request
    assert (request.asked, request.client_name) == ("I was there from the beginning.", name)
    press_button(program, "Accept…")
    program.dialog(StepDialog)
    press_button(program, "Accept and begin the addendum")
    added = program.dialog(AddendumDialog).view
    assert "Client's request" in dict(added.record.header)
    program.write("The sign-in sheet shows noon; the note says ten past.")
    program.press("Ctrl+Shift+S")
    give_passphrase(program)
    services = program.desk.services
    answered = services.amendments.request(request.request_id)
    assert [step.step for step in answered.steps] == [AmendmentStep.ACCEPTED]
    assert answered.addendum_id == added.note_id
    assert services.addenda.open(added.note_id).state is NoteState.COMPLETE
    assert problems(program, added.note_id) == ()
