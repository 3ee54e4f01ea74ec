"""Writing on the notes page of a real vault: phrases, spelling, what was noted, what is known of the member."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from iop_desktop.rules.vocabulary import AttendanceStatus
from iop_desktop.services.bundle import services_of
from iop_desktop.ui.autosave import DEBOUNCE_MS
from iop_desktop.ui.beside_card import CONTEXT, RECORD
from iop_desktop.ui.group_part_dialog import GroupPartDialog
from iop_desktop.ui.notes_page import NotesPage
from iop_desktop.ui.phrases_dialog import PhraseDialog, PhrasesDialog
from iop_desktop.ui.spelling_guide import NOTHING_MARKED, SpellingGuide
from iop_desktop.ui.words_dialog import WordsDialog
from iop_desktop.ui.writing_field import WritingField
from tests.e2e.driver import Driver


def held(driver: Driver) -> None:
    """Everybody came, and something was noted about the first two."""
    vault, demo = driver.program.vault, driver.demo
    unlocked = vault.unlock(demo.facilitator, demo.passphrase)
    services = services_of(unlocked, driver.clock)
    services.sessions.start(demo.session_id)
    rows = services.attendance.room(demo.session_id).rows
    services.attendance.mark(demo.session_id, rows[1].client_id, AttendanceStatus.NO_SHOW)
    services.attendance.mark_rest_present(demo.session_id)
    services.attendance.observe(demo.session_id, rows[0].client_id, "Named a trigger.")
    services.attendance.observe(demo.session_id, rows[0].client_id, "Left “for air”.")
    driver.clock.advance(hours=3)
    services.sessions.end(demo.session_id)
    vault.lock(unlocked)


@pytest.fixture
def page(program: Driver) -> NotesPage:
    held(program)
    program.unlock(program.demo.facilitator)
    program.press("Alt+3")
    program.settle()
    found = program.page("notes", NotesPage)
    found.note_card.form.fields["response"].setFocus()
    return found


def response(page: NotesPage) -> WritingField:
    return page.note_card.form.fields["response"]


def menu_of(driver: Driver, page: NotesPage) -> QMenu:
    driver.settle()
    guide = next(each for each in page.children() if isinstance(each, SpellingGuide))
    assert guide.menu is not None
    return guide.menu


def test_the_clinics_phrases_are_at_hand(program: Driver, page: NotesPage) -> None:
    program.write(";next ")
    assert response(page).toPlainText() == "Practice ‹skill› ‹times› before ‹day›."
    assert response(page).textCursor().selectedText() == "‹skill›"
    program.write("urge surfing")
    program.press("Tab")
    program.write("twice")
    program.press("Tab")
    program.write("Friday")
    program.press("Tab")
    assert response(page).toPlainText() == "Practice urge surfing twice before Friday."
    assert page.note_card.form.fields["plan"].hasFocus()


def test_an_unfilled_stop_is_missing_before_signing(program: Driver, page: NotesPage) -> None:
    program.write(";next ")
    program.press("Ctrl+Return")
    program.settle()
    row = page.list_card.view.rows[0]
    assert "stops" in [refusal.code for refusal in row.missing]


def test_undo_survives_going_to_the_next_member_and_back(program: Driver, page: NotesPage) -> None:
    program.write("Spoke first. ")
    program.press("Alt+Down")
    program.settle()
    program.press("Alt+Up")
    program.settle()
    response(page).setFocus()
    program.press("Ctrl+Z")
    assert response(page).toPlainText() == ""


def test_f7_walks_through_the_misspelled_words(program: Driver, page: NotesPage) -> None:
    program.write("She recieved help. ")
    page.note_card.form.fields["plan"].setFocus()
    program.write("Beleive it. ")
    response(page).setFocus()
    program.press("Ctrl+Home", "F7")
    menu = menu_of(program, page)
    assert response(page).textCursor().selectedText() == "recieved"
    assert "received" in menu.actions()[0].text()
    QTest.keyClick(menu, Qt.Key.Key_1)
    assert response(page).toPlainText() == "She received help. "
    response(page).undo()
    assert response(page).toPlainText() == "She recieved help. "
    response(page).redo()
    program.press("F7")
    menu_of(program, page).close()
    assert page.note_card.form.fields["plan"].textCursor().selectedText() == "Beleive"


def test_saving_leaves_the_open_menu_alone(program: Driver, page: NotesPage) -> None:
    program.write("She recieved help. ")
    program.press("Ctrl+Home", "F7")
    menu = menu_of(program, page)
    QTest.qWait(DEBOUNCE_MS + 50)
    program.settle()
    assert page.note_card.saved.text() == "Saved"
    assert menu.isVisible()
    menu.close()


def test_f7_says_when_nothing_is_marked(program: Driver, page: NotesPage) -> None:
    program.write("She received help with buprenorphine. ")
    page._saver.flush()
    program.settle()
    program.press("F7")
    program.settle()
    assert page.note_card.saved.text() == NOTHING_MARKED


def test_a_word_is_added_to_ones_own_list_and_can_be_undone(program: Driver, page: NotesPage) -> None:
    program.write("Some hygge today. ")
    program.press("F7")
    menu = menu_of(program, page)
    own = next(action for action in menu.actions() if "my" in action.text())
    assert not any("clinic" in action.text() for action in menu.actions()), "that is for those who lead"
    own.trigger()
    program.settle()
    assert response(page).wrong_words() == ()
    assert "hygge" in program.desk.services.words.words()
    undo = program.button("Undo")
    program.click(undo)
    program.settle()
    assert len(response(page).wrong_words()) == 1


def test_names_of_the_group_are_not_marked(program: Driver, page: NotesPage) -> None:
    names = " ".join(row.name for row in page.list_card.view.rows)
    response(page).setPlainText(f"{names} wrongg")
    program.settle()
    assert len(response(page).wrong_words()) == 1


def test_the_list_of_contacts_is_opened_without_a_warning(program: Driver, page: NotesPage) -> None:
    program.press("Ctrl+I")
    program.settle()
    assert program.desk.shell.banner.text() == ""
    assert not page.note_card.isVisible()


def test_what_was_noted_goes_in_by_key_and_only_then(program: Driver, page: NotesPage) -> None:
    assert response(page).toPlainText() == ""
    program.write("Spoke first.")
    program.press("Alt+O", "Return")
    assert response(page).hasFocus()
    assert response(page).toPlainText() == "Spoke first. Observed at 12:00 PM: “Named a trigger.”"
    response(page).undo()
    assert response(page).toPlainText() == "Spoke first."
    program.press("Alt+O")
    program.write("2")
    assert response(page).toPlainText().endswith("Observed at 12:00 PM: “Left ‘for air’.”")
    program.press("Alt+Down")
    program.settle()
    program.press("Alt+O")
    assert not page.note_card.form.prompts.isVisible()


def test_tab_goes_from_the_goal_to_the_texts_and_then_to_what_was_noted(program: Driver, page: NotesPage) -> None:
    page.note_card.form.goal.setFocus()
    form = page.note_card.form
    for following in (response(page), form.fields["plan"], form.prompts):
        program.press("Tab")
        assert program.focus is following


def test_the_context_stands_beside_the_text(program: Driver, page: NotesPage) -> None:
    beside = page.preview_card
    text = beside.context.toPlainText()
    for part in ("Goals of the plan", "Hours this week", "Scores", "Risk in earlier notes", "Last note"):
        assert part in text
    goal = page.note_card.form.goal
    goal.setCurrentIndex(1)
    assert page._view is not None
    assert page._view.goals[0].objective in beside.context.toPlainText()
    program.press("Alt+Down")
    program.settle()
    assert beside.context.toPlainText() != text


def test_keys_show_and_hide_the_third_column(program: Driver, page: NotesPage) -> None:
    beside = page.preview_card
    assert (beside.side, beside.isVisible()) == (CONTEXT, True)
    program.press("Alt+V")
    assert (beside.side, beside.isVisible()) == (RECORD, True)
    program.press("Alt+C")
    assert (beside.side, beside.isVisible()) == (CONTEXT, True)
    program.press("Alt+C")
    assert not beside.isVisible()
    program.press("Alt+V")
    assert (beside.side, beside.isVisible()) == (RECORD, True)


def test_on_a_small_screen_the_list_gives_way_to_the_third_column(program: Driver, page: NotesPage) -> None:
    program.program.window.resize(1093, 614)
    program.settle()
    assert (page.list_card.isVisible(), page.preview_card.isVisible()) == (True, False)
    program.press("Alt+C")
    assert (page.list_card.isVisible(), page.preview_card.isVisible()) == (False, True)
    program.press("Alt+Down")
    program.settle()
    assert page.list_card.view.currentIndex().row() == 1
    program.press("Alt+C")
    assert (page.list_card.isVisible(), page.preview_card.isVisible()) == (True, False)


def test_the_group_part_is_written_with_the_same_help(program: Driver, page: NotesPage) -> None:
    program.press("Ctrl+G")
    dialog = program.dialog(GroupPartDialog)
    dialog.interventions.setFocus()
    dialog.interventions.setPlainText("")
    program.write(";next ")
    assert dialog.interventions.textCursor().selectedText() == "‹skill›"
    dialog.reject()


def phrases_dialog(driver: Driver) -> PhrasesDialog:
    driver.press("Ctrl+Shift+F")
    return driver.dialog(PhrasesDialog)


def shown(dialog: PhrasesDialog) -> list[str]:
    return [row.phrase.abbreviation for row in dialog._model.rows]


def test_a_phrase_is_added_changed_and_taken_away_by_keyboard(program: Driver, page: NotesPage) -> None:
    dialog = phrases_dialog(program)
    program.press("Ctrl+N")
    form = program.dialog(PhraseDialog)
    program.write("walk")
    form.text.setFocus()
    program.write("Walk ")
    program.press("Ctrl+J")
    program.write("minutes")
    program.click(form.ok)
    program.settle()
    assert [row.phrase.text for row in dialog._rows if row.phrase.personal] == ["Walk ‹minutes›"]
    dialog.search.setFocus()
    program.write("walk")
    program.settle()
    assert shown(dialog) == ["walk"]
    program.press("Return", "Return")
    form = program.dialog(PhraseDialog)
    assert form.text.toPlainText() == "Walk ‹minutes›"
    form.text.setPlainText("Walk ‹minutes")
    program.click(form.ok)
    program.settle()
    assert "stop" in form.error.text()
    form.text.setPlainText("Walk for ‹minutes›")
    program.click(form.ok)
    program.settle()
    dialog.table.setFocus()
    program.press("Del")
    program.settle()
    assert shown(dialog) == []
    program.click(dialog.undo)
    program.settle()
    assert [row.phrase.text for row in dialog._rows if row.phrase.personal] == ["Walk for ‹minutes›"]
    dialog.accept()
    response(page).setFocus()
    program.write(";walk ")
    assert response(page).toPlainText() == "Walk for ‹minutes›"


def test_an_added_word_is_taken_out_of_the_list(program: Driver, page: NotesPage) -> None:
    program.desk.services.words.add("hygge", personal=True)
    dialog = phrases_dialog(program)
    program.click(dialog.spelling)
    words = program.dialog(WordsDialog)
    assert [row.word for row in words._model.rows] == ["hygge"]
    program.press("Del")
    program.settle()
    assert [row.word for row in words._model.rows] == []
    assert "hygge" not in program.desk.services.words.words()
    program.click(words.undo)
    program.settle()
    assert [row.word for row in words._model.rows] == ["hygge"]
    words.accept()
    dialog.accept()


def test_the_clinics_phrases_are_only_looked_at(program: Driver, page: NotesPage) -> None:
    dialog = phrases_dialog(program)
    assert shown(dialog)
    dialog.table.setFocus()
    assert not dialog.change.isEnabled()
    assert not dialog.delete.isEnabled()
    assert not dialog.starting.isVisible()
    program.press("Del", "Return")
    program.settle()
    assert QApplication.activeModalWidget() is dialog
    assert len(shown(dialog)) == len(dialog._rows)
    dialog.accept()


def test_who_leads_changes_the_clinics_phrases(program: Driver) -> None:
    program.unlock(program.demo.supervisor)
    program.press("Alt+3")
    program.settle()
    dialog = phrases_dialog(program)
    before = shown(dialog)
    dialog.table.setFocus()
    assert dialog.delete.isEnabled()
    program.press("Del")
    program.settle()
    assert shown(dialog) == before[1:]
    program.click(dialog.starting)
    program.settle()
    assert shown(dialog) == before
    dialog.accept()
