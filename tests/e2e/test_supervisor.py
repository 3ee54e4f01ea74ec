"""The supervisor's queue, the note that goes back, its new version, and the files that others can verify."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QLabel

from iop_desktop.rules.vocabulary import NoteState
from iop_desktop.services.pdf_check import check_files
from iop_desktop.ui.cosign_page import CosignPage
from iop_desktop.ui.notes_page import NotesPage
from iop_desktop.ui.pdf_viewer import PdfViewer
from iop_desktop.ui.return_dialog import ReturnDialog
from iop_desktop.ui.sign_dialog import SignDialog
from tests.e2e.driver import Driver
from tests.e2e.held import hold_session

COMMENT = "Please say in the plan who makes the call, and when."
ADDED = " The counselor calls on Thursday at noon."


def queue_of(driver: Driver) -> CosignPage:
    return driver.page("cosign", CosignPage)


def states(driver: Driver) -> list[NoteState]:
    return [row.state for row in driver.desk.services.notes.list(driver.demo.session_id).rows]


def read_the_first(driver: Driver, page: CosignPage) -> list[bool]:
    """Scroll the first note to its end; which notes of the queue count as read then."""
    pages = 0
    while page.review.preview.next_page():
        assert pages < 20
        pages += 1
        driver.settle()
    driver.settle()
    return [row.viewed for row in page.queue.rows]


def return_the_first(driver: Driver) -> str:
    """Open the queue, read the first note and send it back; whose it was."""
    driver.unlock(driver.demo.supervisor)
    driver.press("Alt+4")
    driver.settle()
    page = queue_of(driver)
    assert len(page.queue.rows) == 12
    assert read_the_first(driver, page) == [True] + [False] * 11
    name = page.queue.rows[0].client_name
    driver.press("Ctrl+R")
    driver.dialog(ReturnDialog)
    driver.write(COMMENT)
    driver.press("Tab")
    driver.tab_to("Return note")
    driver.press("Space")
    driver.settle()
    assert len(page.queue.rows) == 11
    return name


def cosign_all(driver: Driver) -> int:
    """Read every note of the queue, then one pass phrase; how many were co-signed."""
    page = queue_of(driver)
    count = len(page.queue.rows)
    page.queue.view.go_to(0)
    for _ in range(5 * count):
        driver.settle()
        driver.press("Ctrl+Return")
    driver.settle()
    assert all(row.viewed for row in page.queue.rows)
    driver.press("Ctrl+Shift+A")
    dialog = driver.dialog(SignDialog)
    assert (len(dialog.ready), dialog.blocked_list.count()) == (count, 0)
    driver.write(driver.demo.passphrase)
    driver.press("Return")
    driver.settle()
    return count


def mend_returned(driver: Driver, name: str) -> None:
    """The author finds the returned note on the Notes page, reads the comment, adds a sentence and signs again."""
    driver.unlock(driver.demo.facilitator)
    driver.press("Alt+3")
    driver.settle()
    page = driver.page("notes", NotesPage)
    assert page._view is not None
    assert (page._view.name, page._view.state) == (name, NoteState.RETURNED)
    assert page.note_card.returned.isVisible()
    shown = [label.text() for label in page.note_card.returned.findChildren(QLabel)]
    assert any(COMMENT in text for text in shown)
    page.note_card.form.fields["plan"].setFocus()
    driver.press("Ctrl+End")
    driver.write(ADDED)
    driver.press("Ctrl+Shift+S")
    dialog = driver.dialog(SignDialog)
    assert [item.name for item in dialog.ready] == [name]
    driver.write(driver.demo.passphrase)
    driver.press("Return")
    driver.settle()


def read_old_version(driver: Driver) -> None:
    """Both signed versions stand in the viewer; the old one verifies and shows its page."""
    driver.press("Ctrl+P")
    driver.settle()
    viewer = driver.dialog(PdfViewer)
    assert viewer._versions.count() == 2
    assert viewer._versions.itemText(1).startswith("Version 1, returned")
    driver.tab_to("Version")
    driver.press("Down")
    driver.settle()
    assert viewer._versions.currentIndex() == 1
    assert viewer._state.accessibleName().startswith("Author's signature valid")
    pages = [label for label in viewer.findChildren(QLabel) if label.accessibleName().startswith("Page 1")]
    assert not pages[0].pixmap().isNull()
    driver.press("Escape")
    driver.settle()


def test_return_mend_and_cosign_until_the_files_verify(program: Driver, tmp_path: Path) -> None:
    hold_session(program.program.vault, program.demo, program.clock)
    name = return_the_first(program)
    assert cosign_all(program) == 11
    assert queue_of(program).empty.isVisible()
    program.lock()
    program.clock.advance(minutes=10)
    mend_returned(program, name)
    assert states(program).count(NoteState.AWAITING_COSIGNATURE) == 1
    read_old_version(program)
    program.lock()
    program.clock.advance(minutes=10)
    program.unlock(program.demo.supervisor)
    program.press("Alt+4")
    program.settle()
    row = queue_of(program).queue.rows[0]
    assert (row.client_name, row.version) == (name, 2)
    assert cosign_all(program) == 1
    assert states(program) == [NoteState.COMPLETE] * 12
    program.lock()
    export_and_verify(program, tmp_path / "out")


def export_and_verify(driver: Driver, folder: Path) -> None:
    """The facilitator saves the PDFs with the button of the Notes page; anyone can verify them with the root."""
    folder.mkdir()
    driver.dialogs.path = folder
    driver.unlock(driver.demo.facilitator)
    driver.press("Alt+3")
    driver.settle()
    driver.tab_to("PDFs: save the finished notes of this session")
    driver.press("Space")
    driver.settle()
    assert driver.desk.shell.banner.text() == "12 PDFs saved."
    root = folder / "root.pem"
    root.write_bytes(driver.desk.services.records.root_certificate_pem())
    pdfs = sorted(folder.glob("*.pdf"))
    assert len(pdfs) == 12
    names = [part for row in driver.desk.services.clients.rows() for part in row.name.split()]
    assert [pdf.name for pdf in pdfs if any(name.lower() in pdf.name.lower() for name in names)] == []
    verdicts = check_files(pdfs, root)
    assert [verdict.problems for verdict in verdicts if not verdict.ok] == []
    assert {tuple(signer.name for signer in verdict.signers) for verdict in verdicts} == {
        ("Dana Whitfield", "Amara Nwosu")
    }


def test_a_note_that_was_not_read_is_not_cosigned(program: Driver) -> None:
    hold_session(program.program.vault, program.demo, program.clock)
    program.unlock(program.demo.supervisor)
    program.press("Alt+4")
    program.settle()
    read_the_first(program, queue_of(program))
    program.press("Ctrl+Shift+A")
    dialog = program.dialog(SignDialog)
    assert (len(dialog.ready), dialog.blocked_list.count()) == (1, 11)
    program.write(program.demo.passphrase)
    program.press("Return")
    program.settle()
    assert states(program).count(NoteState.COMPLETE) == 1
    assert program.desk.shell.banner.text() == "1 note co-signed."
