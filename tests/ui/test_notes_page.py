"""Writing notes on a real vault: nothing is preselected, everything is saved, what is missing leads there."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from sqlalchemy import event

from iop_desktop.rules.notes import NoteDraft
from iop_desktop.rules.vocabulary import AttendanceStatus, NoteKind, SegmentState
from iop_desktop.services.bundle import services_of
from iop_desktop.ui.autosave import DEBOUNCE_MS, SaveState
from iop_desktop.ui.group_part_dialog import GroupPartDialog
from iop_desktop.ui.note_blocks import TEXTS
from iop_desktop.ui.note_saving import NOT_ALL_SAVED, SAVED_AFTER_ALL
from iop_desktop.ui.notes_page import NotesPage
from iop_desktop.ui.sign_dialog import SignDialog
from iop_desktop.ui.unlock_page import UnlockPage
from tests.e2e.driver import Driver
from tests.e2e.held import hold_session


def opened(driver: Driver) -> NotesPage:
    driver.unlock(driver.demo.facilitator)
    driver.press("Alt+3")
    driver.settle()
    return driver.page("notes", NotesPage)


def held(driver: Driver) -> None:
    """Everybody came but the sixth; nothing is written."""
    vault = driver.program.vault
    unlocked = vault.unlock(driver.demo.facilitator, driver.demo.passphrase)
    services, session_id = services_of(unlocked, driver.clock), driver.demo.session_id
    services.sessions.start(session_id)
    services.attendance.mark(
        session_id, services.attendance.room(session_id).rows[5].client_id, AttendanceStatus.EXCUSED
    )
    services.attendance.mark_rest_present(session_id)
    services.lessons.mark_segment(session_id, 1, SegmentState.DONE)
    part = services.notes.group_part(session_id)
    services.notes.save_group_part(session_id, part.revision, part.topic, part.interventions, part.note_format)
    driver.clock.advance(hours=3)
    services.sessions.end(session_id)
    vault.lock(unlocked)


@pytest.fixture
def page(program: Driver) -> NotesPage:
    held(program)
    return opened(program)


def test_nothing_clinical_is_preselected(program: Driver, page: NotesPage) -> None:
    for _ in page.list_card.view.rows:
        assert page.note_card.form.read() == NoteDraft()
        assert page._view is not None
        assert page._view.draft == NoteDraft()
        program.press("Alt+Down")
        program.settle()


def test_the_sixth_gets_an_absence_note(program: Driver, page: NotesPage) -> None:
    page.list_card.view.go_to(5)
    program.settle()
    form = page.note_card.form
    assert page._view is not None
    assert page._view.kind is NoteKind.ABSENCE
    assert [key for key in TEXTS if form._blocks[key].isVisible()] == ["plan", "outreach", "reason"]
    assert not form._progress_part.isVisible()
    page.list_card.view.go_to(0)
    program.settle()
    assert [key for key in TEXTS if form._blocks[key].isVisible()] == ["response", "plan"]


def test_what_rests_is_saved_by_itself(program: Driver, page: NotesPage) -> None:
    page.note_card.form.fields["response"].setFocus()
    program.write("Spoke first.")
    assert page.note_card.saved.text() == "Not saved yet"
    QTest.qWait(DEBOUNCE_MS + 50)
    program.settle()
    assert page.note_card.saved.text() == "Saved"
    row = page.list_card.view.rows[0]
    assert program.desk.services.notes.open(row.note_id).draft.response == "Spoke first."
    assert "Spoke first." in page.preview_card.preview.toPlainText()


def test_moving_on_saves_at_once_and_brings_the_text_back(program: Driver, page: NotesPage) -> None:
    page.note_card.form.fields["response"].setFocus()
    program.write("Spoke first.")
    program.press("Alt+Down")
    program.settle()
    assert page.note_card.form.fields["response"].toPlainText() == ""
    program.press("Alt+Up")
    program.settle()
    assert page.note_card.form.fields["response"].toPlainText() == "Spoke first."


@contextlib.contextmanager
def full_disk(driver: Driver) -> Iterator[None]:
    """The database takes nothing more, as on a full disk."""
    engine = driver.unlocked.engine

    def limit(connection: Any, *_: object) -> None:
        connection.execute("PRAGMA max_page_count = 1")

    def lift(connection: Any, *_: object) -> None:
        connection.execute("PRAGMA max_page_count = 1000000")

    event.listen(engine, "checkout", limit)
    try:
        yield
    finally:
        event.remove(engine, "checkout", limit)
        event.listen(engine, "checkout", lift)


def response_of(driver: Driver, note_id: UUID) -> str:
    return driver.desk.services.notes.open(note_id).draft.response


LONG = "Spoke first. " * 1500


def test_what_cannot_be_saved_is_kept_and_saved_later(program: Driver, page: NotesPage) -> None:
    form, first = page.note_card.form, page.list_card.view.rows[0].note_id
    with full_disk(program):
        form.fields["response"].setPlainText(LONG)
        form.fields["plan"].setPlainText("Call on Thursday.")
        program.press("Alt+Down")
        program.settle()
        assert form.fields["response"].toPlainText() == ""
        assert page._saver.state is SaveState.FAILED
        assert program.desk.shell.banner.text()
        program.press("Alt+1")
        program.settle()
        program.press("Alt+3")
        program.settle()
        page.list_card.view.go_to(0)
        program.settle()
        assert page.note_card.saved.text() == "Not saved"
        assert form.fields["response"].toPlainText() == LONG
        assert form.fields["plan"].toPlainText() == "Call on Thursday."
        program.press("Ctrl+Shift+S")
        program.settle()
        assert QApplication.activeModalWidget() is None
        assert program.desk.shell.banner.text() == NOT_ALL_SAVED
    assert response_of(program, first) == ""
    program.press("Alt+Down")
    program.settle()
    assert page._saver.unsaved == frozenset()
    assert response_of(program, first) == LONG.strip()
    assert program.desk.shell.banner.text() == SAVED_AFTER_ALL


def test_the_lock_page_does_not_call_a_lost_draft_saved(program: Driver, page: NotesPage) -> None:
    page.note_card.form.fields["response"].setPlainText(LONG)
    with full_disk(program):
        program.lock()
    front = program.program.window.findChild(UnlockPage)
    assert isinstance(front, UnlockPage)
    assert "could not be saved" in front._subtitle.text()
    assert program.dialogs.asked == []


def test_another_session_is_not_pushed_aside_by_an_earlier_answer(program: Driver, page: NotesPage) -> None:
    shown = page._session_id
    page._accept(UUID(int=7), None)
    assert page._session_id == shown
    assert page.list_card.isVisible()


def test_markup_is_shown_as_it_was_typed(program: Driver, page: NotesPage) -> None:
    page.note_card.form.fields["response"].setFocus()
    program.write("<b>5 < 6</b> & “quoted” שלום")
    page._saver.flush()
    program.settle()
    assert "<b>5 < 6</b> & “quoted” שלום" in page.preview_card.preview.toPlainText()


def test_ready_next_stays_where_something_is_missing(program: Driver, page: NotesPage) -> None:
    first = page.list_card.view.currentIndex().row()
    program.press("Ctrl+Return")
    program.settle()
    assert page.list_card.view.currentIndex().row() == first
    assert page.note_card.missing.text().startswith("Choose how the member took part.")
    assert program.focus.accessibleName().startswith("Participation")


def test_what_is_not_ready_leads_to_its_field(program: Driver, page: NotesPage) -> None:
    program.press("Ctrl+Shift+A")
    dialog = program.dialog(SignDialog)
    assert (len(dialog.ready), dialog.blocked_list.count()) == (0, 12)
    program.press("End", "Return")
    program.settle()
    assert page.list_card.view.currentIndex().row() == 11
    assert program.focus.accessibleName().startswith("Participation")


def test_risk_that_is_present_asks_for_a_safety_plan(program: Driver, page: NotesPage) -> None:
    form = page.note_card.form
    program.press("Ctrl+4")
    program.write("3")
    assert form._blocks["risk_plan"].isVisible()
    program.press("Ctrl+4", "Delete")
    assert not form._blocks["risk_plan"].isVisible()


def test_the_group_part_is_written_once_and_stands_in_each_note(program: Driver, page: NotesPage) -> None:
    program.press("Ctrl+G")
    dialog = program.dialog(GroupPartDialog)
    assert dialog.topic.text()
    program.press("Ctrl+A")
    program.write("Riding the wave")
    program.press("Return")
    program.settle()
    for number in (0, 7):
        page.list_card.view.go_to(number)
        program.settle()
        assert "Riding the wave" in page.preview_card.preview.toPlainText()


def test_a_signed_note_cannot_be_typed_into(program: Driver) -> None:
    hold_session(program.program.vault, program.demo, program.clock)
    page = opened(program)
    field = page.note_card.form.fields["response"]
    before = field.toPlainText()
    field.setFocus()
    program.write("x")
    assert field.toPlainText() == before
    assert not page.note_card.sign.isEnabled()
    assert page.note_card.missing.text() == "Signed. What was signed cannot be changed."
