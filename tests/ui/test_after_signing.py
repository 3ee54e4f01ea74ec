"""After a signature: threads, additions, notices of error and requests of the client, in the real window."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QApplication, QLabel, QVBoxLayout

from iop_desktop.rules.note_vocabulary import AmendmentStep
from iop_desktop.rules.vocabulary import NoteKind, NoteState
from iop_desktop.services.amendment_views import RequestForm
from iop_desktop.ui.addendum_dialog import AddendumDialog
from iop_desktop.ui.amendment_dialogs import LogRequestDialog, RequestDialog, StepDialog
from iop_desktop.ui.cosign_page import MARK_FIRST, CosignPage
from iop_desktop.ui.group_part_dialog import GroupPartDialog
from iop_desktop.ui.members_page import MembersPage
from iop_desktop.ui.note_signing import WITH_ERRORS
from iop_desktop.ui.notes_page import NotesPage
from iop_desktop.ui.pdf_viewer import PdfViewer
from iop_desktop.ui.remark_drafts import RemarkDialog
from iop_desktop.ui.return_dialog import ReturnDialog
from iop_desktop.ui.settings_page import SettingsPage
from iop_desktop.ui.sign_dialog import SignDialog
from iop_desktop.ui.supervision_settings import SupervisionSettings
from iop_desktop.ui.thread_dialog import ThreadDialog
from iop_desktop.ui.widgets.elided_label import ElidedLabel
from iop_desktop.ui.widgets.task_row import TaskRow
from tests.e2e.driver import Driver
from tests.e2e.held import hold_session


def queue(driver: Driver, days: int = 1) -> CosignPage:
    hold_session(driver.program.vault, driver.demo, driver.clock)
    driver.clock.advance(days=days)
    driver.unlock(driver.demo.supervisor)
    driver.press("Alt+4")
    driver.settle()
    return driver.page("cosign", CosignPage)


def select(page: CosignPage, words: str) -> None:
    found = page.review.preview.document().find(words)
    assert not found.isNull()
    page.review.preview.setTextCursor(found)


def remarked(driver: Driver, page: CosignPage, words: str, comment: str) -> None:
    select(page, words)
    driver.press("Ctrl+M")
    dialog = driver.dialog(RemarkDialog)
    driver.write(comment)
    dialog.confirm()
    driver.settle()


def sign(driver: Driver) -> None:
    dialog = driver.dialog(SignDialog)
    driver.write(driver.demo.passphrase)
    driver.press("Return")
    driver.until(lambda: QApplication.activeModalWidget() is not dialog)
    driver.settle()


def first_row(layout: QVBoxLayout) -> TaskRow:
    item = layout.itemAt(0)
    assert item is not None
    made = item.widget()
    assert isinstance(made, TaskRow)
    return made


def client_of(driver: Driver, name: str) -> UUID:
    return next(row.client_id for row in driver.desk.services.clients.rows() if row.name == name)


def test_late_notes_are_counted_and_one_author_is_shown(program: Driver) -> None:
    page = queue(program, days=8)
    assert page.queue._late.text() == "12 late"
    assert page.queue.author.count() == 2
    assert not page.queue.author.isVisible()
    assert page.review._observed.text().startswith("Author never observed yet")


def test_a_passage_is_selected_by_keyboard(program: Driver) -> None:
    page = queue(program)
    program.press("Ctrl+M")
    program.settle()
    assert program.desk.shell.banner.text() == MARK_FIRST
    assert program.focus is page.review.preview
    page.review.preview.moveCursor(QTextCursor.MoveOperation.End)
    program.press("Shift+Ctrl+Left")
    assert page.review.preview.selected_passage() is not None
    program.press("Ctrl+M")
    program.dialog(RemarkDialog).confirm()
    program.settle()
    assert program.dialog(RemarkDialog)._field.error()
    program.press("Escape")


def test_remarks_go_with_the_return_and_lead_the_author_to_the_words(program: Driver) -> None:
    page = queue(program)
    note_id = page.queue.rows[0].note_id
    remarked(program, page, "Place", "It was room 3.")
    words = program.desk.services.notes.open(note_id).draft.response.split(".")[0]
    remarked(program, page, words, "Say which skill.")
    assert [remark.comment for remark in page.review.remarks.remarks] == ["It was room 3.", "Say which skill."]
    program.press("Alt+Down")
    program.settle()
    assert page.review.remarks.remarks == ()
    program.press("Alt+Up")
    program.settle()
    lines = [part.text() for part in page.review.remarks.findChildren(ElidedLabel)]
    assert lines[0].startswith("It was room 3.") and lines[1].startswith("Say which skill."), "the remark comes first"
    program.click(program.button("Remove remark 1"))
    assert len(page.review.remarks.remarks) == 1
    program.press("Ctrl+R")
    dialog = program.dialog(ReturnDialog)
    assert dialog.comment.toPlainText() == "See my 1 remark on the note."
    dialog._send()
    program.settle()

    program.lock()
    program.unlock(program.demo.facilitator)
    program.desk.open_notes(program.demo.session_id)
    program.settle()
    notes = program.page("notes", NotesPage)
    assert notes._view is not None
    assert notes._view.note_id == note_id
    assert notes.list_card.view.items[0].line == "Returned, unchanged"
    (remark,) = notes.note_card.remarks.buttons
    assert remark.text() == "Say which skill."
    program.click(remark)
    field = notes.note_card.form.fields["response"]
    assert program.focus is field
    assert field.textCursor().selectedText() == words


def test_a_remark_on_what_all_share_leads_to_the_group_part_that_stays(program: Driver) -> None:
    page = queue(program)
    remarked(program, page, "Topic:", "Which course?")
    program.press("Ctrl+R")
    program.dialog(ReturnDialog)._send()
    program.settle()
    program.lock()
    program.unlock(program.demo.facilitator)
    program.desk.open_notes(program.demo.session_id)
    program.settle()
    notes = program.page("notes", NotesPage)
    program.click(notes.note_card.remarks.buttons[0])
    dialog = program.dialog(GroupPartDialog)
    assert dialog.topic.isReadOnly()
    program.press("Escape")


def test_an_addendum_from_the_thread_to_the_signature(program: Driver) -> None:
    queue(program)
    program.press("Ctrl+T")
    thread = program.dialog(ThreadDialog)
    assert [row.text() for row in thread.rows] == ["Progress note signed"]
    program.click(thread.add_buttons[NoteKind.ADDENDUM])
    dialog = program.dialog(AddendumDialog)
    assert dialog.missing.text().startswith("Write what is to be added")
    program.press("Ctrl+Shift+S")
    program.settle()
    assert program.dialog(AddendumDialog) is dialog
    program.write("The member called back at four.")
    program.press("Ctrl+Shift+S")
    program.settle()
    assert "called back at four" in dialog.preview.toPlainText()
    sign(program)
    program.press("Ctrl+T")
    assert [row.text() for row in program.dialog(ThreadDialog).rows] == ["Progress note signed", "Addendum signed"]
    program.press("Escape")


def test_an_original_that_went_on_is_shown_once_more_before_signing(program: Driver) -> None:
    page = queue(program)
    row = page.queue.rows[0]
    program.desk.after.begin(row.note_id)
    dialog = program.dialog(AddendumDialog)
    program.write("The member called back at four.")
    program.press("Ctrl+Shift+S")
    program.dialog(SignDialog)
    cosigning = program.desk.services.cosigning
    cosigning.mark_viewed(row.version_id)
    cosigning.cosign([row.version_id], program.demo.passphrase)
    before = dialog.preview.toPlainText()
    sign(program)
    assert program.dialog(AddendumDialog) is dialog
    assert dialog._fields["reason"].error().startswith("Read this note once more")
    assert dialog.preview.toPlainText() != before
    program.press("Ctrl+Shift+S")
    sign(program)
    assert QApplication.activeModalWidget() is None


def test_a_name_of_somebody_else_is_decided_in_the_dialog(program: Driver) -> None:
    page = queue(program)
    row, other = page.queue.rows[0], page.queue.rows[1]
    program.desk.after.begin(row.note_id)
    dialog = program.dialog(AddendumDialog)
    first = other.client_name.split()[0]
    program.write(f"Sat beside {first} and spoke first.")
    program.press("Ctrl+Shift+S")
    program.settle()
    assert program.dialog(AddendumDialog) is dialog
    assert dialog.concerns.isVisible()
    program.click(program.button(f"Go to {first}", dialog))
    assert dialog.text.textCursor().selectedText() == first
    program.click(program.button(f"{first} is not a name here", dialog))
    program.settle()
    assert dialog.missing.text() == "Everything required is there"
    program.press("Ctrl+Shift+S")
    sign(program)
    assert QApplication.activeModalWidget() is None


def test_what_was_typed_is_kept_when_the_program_locks(program: Driver) -> None:
    page = queue(program)
    program.desk.after.begin(page.queue.rows[0].note_id)
    program.dialog(AddendumDialog)
    program.write("Half a sentence")
    program.program.window.lock("asked")
    program.settle()
    program.unlock(program.demo.supervisor)
    (need,) = [need for need in program.desk.services.today.view().needs if need.kind.value == "addenda"]
    program.desk._open_need(need)
    dialog = program.dialog(AddendumDialog)
    assert dialog.text.toPlainText() == "Half a sentence"
    program.click(dialog.discard)
    program.settle()
    assert QApplication.activeModalWidget() is None
    assert program.desk.services.addenda.mine() == ()


def test_closing_keeps_what_was_typed(program: Driver) -> None:
    page = queue(program)
    program.desk.after.begin(page.queue.rows[0].note_id, NoteKind.CORRECTION)
    program.dialog(AddendumDialog)
    program.write("The time was wrong.")
    program.press("Escape")
    program.settle()
    assert QApplication.activeModalWidget() is None
    (row,) = program.desk.services.addenda.mine()
    assert program.desk.services.addenda.open(row.note_id).reason == "The time was wrong."


def test_what_another_window_saved_is_shown_and_nothing_typed_is_lost(program: Driver) -> None:
    page = queue(program)
    program.desk.after.begin(page.queue.rows[0].note_id)
    dialog = program.dialog(AddendumDialog)
    addenda = program.desk.services.addenda
    view = addenda.open(dialog.view.note_id)
    addenda.save(view.note_id, view.revision, "", "Words of the other window.")
    program.write("My own words")
    program.press("Escape")
    program.settle()
    assert program.dialog(AddendumDialog) is dialog
    assert dialog.text.toPlainText() == "My own words"
    assert "Words of the other window." in dialog._fields["response"].error()
    program.press("Escape")
    program.settle()
    assert QApplication.activeModalWidget() is None
    assert addenda.open(view.note_id).text == "My own words"


def test_a_note_entered_in_error_is_struck_through_everywhere(program: Driver) -> None:
    page = queue(program)
    wrong = page.queue.rows[0]
    program.desk.after.begin(wrong.note_id, NoteKind.ERROR)
    program.dialog(AddendumDialog)
    assert program.dialogs.asked[-1].startswith("Say that this note was entered in error")
    program.write("It is about another member.")
    program.press("Ctrl+Shift+S")
    sign(program)
    program.lock()

    program.unlock(program.demo.facilitator)
    program.press("Alt+4")
    program.settle()
    page = program.page("cosign", CosignPage)
    assert [row.kind for row in page.queue.rows] == [NoteKind.ERROR]
    assert page.review.isVisible() and not page.fidelity.isVisible(), "no lesson is rated beside a notice"
    program.press("Ctrl+Return", "Ctrl+Shift+S")
    program.settle()
    sign(program)
    assert page.empty.isVisible()

    program.desk.open_member(client_of(program, wrong.client_name))
    program.settle()
    chart = program.page("members", MembersPage).chart
    assert "Entered in error" in first_row(chart._notes).accessibleName()
    program.desk.pdfs.show(wrong.note_id)
    viewer = program.dialog(PdfViewer)
    program.settle()
    assert "entered in error" in viewer._state.accessibleName()
    pages = [part for part in viewer.findChildren(QLabel) if part.accessibleName().startswith("Page ")]
    assert pages
    assert all("entered in error" in page.accessibleName() for page in pages)
    program.press("Escape")
    program.desk.after.show_thread(wrong.note_id)
    thread = program.dialog(ThreadDialog)
    assert thread.add_buttons == {}
    assert thread.rows[0].accessibleName().startswith("Progress note signed (entered in error)")
    program.press("Escape")


@pytest.fixture
def asked(program: Driver) -> Driver:
    """A client asked 50 days ago; the supervisor has the chart open."""
    page = queue(program)
    row = page.queue.rows[0]
    client_id = client_of(program, row.client_name)
    program.clock.advance(days=50)
    day = (program.clock() - timedelta(days=50)).date()
    program.desk.services.amendments.log(RequestForm(client_id, "I was on time.", day, row.note_id))
    program.desk.open_member(client_id)
    program.settle()
    return program


def test_a_request_is_logged_from_the_chart(program: Driver) -> None:
    page = queue(program)
    program.desk.open_member(client_of(program, page.queue.rows[0].client_name))
    program.settle()
    program.press("Ctrl+Shift+R")
    dialog = program.dialog(LogRequestDialog)
    dialog.confirm()
    program.settle()
    assert "in the client's words" in dialog.error.text()
    program.write("Take out that I came late.")
    dialog.confirm()
    program.settle()
    chart = program.page("members", MembersPage).chart
    assert "60 days left" in first_row(chart._requests).accessibleName()


def test_a_request_is_denied_with_a_letter(asked: Driver) -> None:
    chart = asked.page("members", MembersPage).chart
    assert "10 days left" in first_row(chart._requests).accessibleName()
    first_row(chart._requests).click()
    request = asked.dialog(RequestDialog)
    asked.click(request.step_buttons[AmendmentStep.DENIED])
    dialog = asked.dialog(StepDialog)
    dialog.text.setPlainText("The sheet shows it.")
    dialog.confirm()
    asked.settle()
    assert dialog.error.text() == "Choose the ground on which the request is denied."
    dialog.ground.setCurrentIndex(4)
    dialog.confirm()
    request = asked.dialog(RequestDialog)
    assert list(request.step_buttons) == [AmendmentStep.DISAGREEMENT]
    asked.click(asked.button("Letter of denial", request))
    assert asked.dialog(PdfViewer)._state.text() == "To be signed by hand"
    asked.press("Escape", "Escape")


def test_accepting_leads_into_the_addendum(asked: Driver) -> None:
    chart = asked.page("members", MembersPage).chart
    first_row(chart._requests).click()
    asked.click(asked.dialog(RequestDialog).step_buttons[AmendmentStep.ACCEPTED])
    asked.dialog(StepDialog).confirm()
    dialog = asked.dialog(AddendumDialog)
    assert "Client's request" in dialog.preview.toPlainText()
    assert not dialog.discard.isVisible()
    assert asked.desk.services.notes.open(dialog.view.parent_id).state is NoteState.AWAITING_COSIGNATURE
    asked.press("Escape")
    asked.settle()


def test_the_limits_are_set_by_a_supervisor(program: Driver) -> None:
    queue(program, days=3)
    program.desk.shell.go("settings")
    program.settle()
    settings = program.page("settings", SettingsPage).parts.part(SupervisionSettings)
    settings.wait.setValue(2)
    settings._save()
    program.settle()
    assert {row.overdue for row in program.desk.services.cosigning.queue()} == {True}


def test_notes_in_error_are_exported_only_when_asked_for(program: Driver, tmp_path: Path) -> None:
    page = queue(program)
    wrong = page.queue.rows[0].note_id
    after, services = program.desk.after, program.desk.services
    after.begin(wrong, NoteKind.ERROR)
    program.dialog(AddendumDialog)
    program.write("Another member.")
    program.press("Ctrl+Shift+S")
    sign(program)
    program.lock()
    program.unlock(program.demo.facilitator)
    services = program.desk.services
    (row,) = services.cosigning.queue()
    services.cosigning.mark_viewed(row.version_id)
    services.cosigning.cosign([row.version_id], program.demo.passphrase)
    program.desk.open_notes(program.demo.session_id)
    program.settle()
    notes = program.page("notes", NotesPage)
    folder = tmp_path / "out"
    program.dialogs.path = folder
    program.dialogs.agree = False
    program.click(notes.list_card.pdfs)
    program.settle()
    assert program.dialogs.asked[-2:] == ["Save the signed notes as PDF", WITH_ERRORS]
    assert not folder.exists()
    program.dialogs.agree = True
    program.click(notes.list_card.pdfs)
    program.settle()
    assert sorted(path.name.split("-")[4] for path in folder.glob("*.pdf")) == ["error", "progress"]
