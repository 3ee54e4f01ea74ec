"""Writing in a field: phrases and stops by keyboard, marks under misspelled words, undo for each member."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from iop_desktop.rules.phrases import Phrase
from iop_desktop.rules.spelling import name_words
from iop_desktop.services.spelling import Engine, Speller, clinical_words, load_engine
from iop_desktop.ui.layouts import column
from iop_desktop.ui.note_texts import NoteTexts
from iop_desktop.ui.tasks import Tasks
from iop_desktop.ui.writing_aids import WritingAids
from iop_desktop.ui.writing_field import WritingField

A, B = UUID(int=1), UUID(int=2)
NEXT = Phrase("next", "Practice ‹skill› before ‹day›.")
HOME = Phrase("home", "Home practice was given.", personal=False)
NEST = Phrase("nest", "Nested.")
Key = Qt.Key


class Desk(QWidget):
    """A field between two others, writing in the documents of two members."""

    def __init__(self, tasks: Tasks) -> None:
        super().__init__()
        self.aids = WritingAids(tasks, self)
        self.aids.phrases = (NEXT, HOME, NEST)
        self.texts = NoteTexts(self.aids, self)
        self.before, self.after = QLineEdit(), QLineEdit()
        self.field = WritingField("Response", "", self.aids)
        self.setLayout(column(self.before, self.field, self.after))
        self.changes = 0
        self.texts.show(self.field, A, "response", "")
        self.field.edited.connect(self._count)
        self.field.setFocus()

    def _count(self) -> None:
        self.changes += 1

    def press(self, *keys: Qt.Key) -> None:
        for key in keys:
            QTest.keyClick(self.field, key)

    def write(self, text: str) -> None:
        QTest.keyClicks(self.field, text)

    @property
    def text(self) -> str:
        return self.field.toPlainText()

    @property
    def selected(self) -> str:
        return self.field.textCursor().selectedText()

    @property
    def marked(self) -> list[str]:
        """The words that are underlined."""
        document = self.field.document()
        blocks = [document.findBlockByNumber(number) for number in range(document.blockCount())]
        return [
            block.text()[each.start : each.start + each.length] for block in blocks for each in block.layout().formats()
        ]


@pytest.fixture(scope="module")
def engine() -> Engine:
    return load_engine()


@pytest.fixture
def desk(tasks: Tasks, show: Callable[..., None]) -> Desk:
    made = Desk(tasks)
    show(made, 500, 300)
    made.field.setFocus()
    return made


@pytest.mark.parametrize(("key", "after"), [(Key.Key_Space, " "), (Key.Key_Return, ""), (Key.Key_Tab, "")])
def test_an_abbreviation_is_written_out(desk: Desk, key: Qt.Key, after: str) -> None:
    desk.write(";home")
    desk.press(key)
    assert desk.text == HOME.text + after
    assert desk.field.hasFocus()


@pytest.mark.parametrize("key", [Key.Key_Space, Key.Key_Return, Key.Key_Tab])
def test_writing_out_is_one_step_of_undo_and_selects_the_first_stop(desk: Desk, key: Qt.Key) -> None:
    desk.write("Plan: ;next")
    desk.press(key)
    assert desk.text == "Plan: " + NEXT.text
    assert desk.selected == "‹skill›"
    desk.field.undo()
    assert desk.text == "Plan: ;next"


def test_tab_goes_from_stop_to_stop_and_then_out(desk: Desk) -> None:
    desk.write(";next ")
    desk.write("urge surfing")
    desk.press(Key.Key_Tab)
    assert desk.selected == "‹day›"
    desk.press(Key.Key_Backtab)
    assert not desk.field.hasFocus(), "nothing is left to fill in before this stop"
    desk.field.setFocus()
    desk.write("Friday")
    assert desk.text == "Practice urge surfing before Friday."
    desk.press(Key.Key_Tab)
    assert desk.after.hasFocus()


def test_shift_tab_goes_back_to_the_stop_before(desk: Desk) -> None:
    desk.write(";next ")
    desk.press(Key.Key_Tab)
    assert desk.selected == "‹day›"
    desk.press(Key.Key_Backtab)
    assert desk.selected == "‹skill›"
    desk.press(Key.Key_Tab, Key.Key_Tab)
    assert desk.after.hasFocus(), "stops do not keep the keyboard"


def test_what_is_no_abbreviation_stays(desk: Desk) -> None:
    desk.write("first; next word;next ;unknown ")
    assert desk.text == "first; next word;next ;unknown "
    desk.press(Key.Key_Return)
    assert desk.text.endswith("\n")


def test_a_list_opens_on_the_sign(desk: Desk) -> None:
    desk.write(";")
    assert desk.field.popup.shown
    assert desk.field.popup.completionModel().rowCount() == 3
    desk.write("ne")
    assert desk.field.popup.completionModel().rowCount() == 2
    assert desk.field.popup.current == NEST
    QTest.keyClick(desk.field.popup.view, Key.Key_Down)
    assert desk.field.popup.current == NEXT
    QTest.keyClick(desk.field.popup.view, Key.Key_Return)
    assert desk.text == NEXT.text
    assert not desk.field.popup.shown


def test_escape_closes_the_list_until_the_next_sign(desk: Desk) -> None:
    desk.write(";n")
    desk.press(Key.Key_Escape)
    assert not desk.field.popup.shown
    desk.write("ext")
    assert not desk.field.popup.shown
    assert desk.text == ";next"
    desk.press(Key.Key_Space)
    assert desk.selected == "‹skill›"
    desk.write("a ;h")
    assert desk.field.popup.shown


def test_the_list_stays_open_when_the_same_text_is_shown_again(desk: Desk) -> None:
    desk.write(";n")
    desk.texts.show(desk.field, A, "response", ";n")
    assert desk.field.popup.shown
    desk.texts.show(desk.field, B, "response", "")
    assert not desk.field.popup.shown


def test_a_click_in_the_list_writes_the_phrase_out(desk: Desk) -> None:
    desk.write(";h")
    view = desk.field.popup.view
    place = view.visualRect(desk.field.popup.completionModel().index(0, 0)).center()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert desk.text == HOME.text


def test_stops_behind_an_emoji_are_selected_whole(desk: Desk) -> None:
    desk.field.setPlainText("🙂 ‹skill› 🙂 ‹day›")
    desk.press(Key.Key_Tab)
    assert desk.selected == "‹skill›"
    desk.press(Key.Key_Tab)
    assert desk.selected == "‹day›"


def test_a_signed_note_takes_no_phrase(desk: Desk) -> None:
    desk.field.setPlainText("‹skill›")
    desk.field.setReadOnly(True)
    desk.press(Key.Key_Tab)
    assert not desk.field.hasFocus()


def test_undo_survives_moving_between_members(desk: Desk) -> None:
    desk.write("Spoke first. ")
    desk.texts.show(desk.field, B, "response", "")
    desk.write("Came late.")
    desk.texts.show(desk.field, A, "response", "Spoke first.")
    assert desk.text == "Spoke first. ", "what was trimmed on saving is no other text"
    desk.field.undo()
    assert desk.text == ""
    desk.texts.show(desk.field, B, "response", "Came late.")
    desk.field.undo()
    assert desk.text == ""


def test_a_text_that_is_dropped_stays_as_long_as_it_is_shown(desk: Desk) -> None:
    desk.write("Spoke first.")
    document = desk.field.document()
    desk.texts.forget()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    QApplication.processEvents()
    assert desk.text == "Spoke first."
    desk.field.hide()
    gone = QSignalSpy(document.destroyed)
    desk.texts.show(desk.field, B, "response", "")
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert gone.count() == 1
    desk.texts.show(desk.field, A, "response", "")
    assert desk.text == ""


def test_another_text_of_the_vault_can_be_undone(desk: Desk) -> None:
    desk.write("Mine.")
    desk.texts.show(desk.field, A, "response", "Theirs.")
    assert desk.text == "Theirs."
    desk.field.undo()
    assert desk.text == "Mine."


def test_a_misspelled_word_is_marked_once_it_is_typed(desk: Desk, engine: Engine) -> None:
    desk.aids.use_speller(Speller(engine, clinical_words()))
    desk.write("Discussed ideation, recieved")
    assert desk.marked == []
    desk.write(" ")
    assert desk.marked == ["recieved"]
    desk.write("beleive")
    desk.press(Key.Key_Home)
    assert desk.marked == ["recieved", "beleive"]


def test_leaving_the_field_marks_the_last_word(desk: Desk, engine: Engine) -> None:
    desk.aids.use_speller(Speller(engine))
    desk.write("recieved")
    assert desk.marked == []
    desk.press(Key.Key_Tab)
    assert desk.marked == ["recieved"]


def test_names_are_not_marked(desk: Desk, engine: Engine) -> None:
    desk.field.setPlainText("Anneliese told Okonkwo-Brandt's story 🙂 wrongg")
    desk.aids.use_speller(Speller(engine))
    assert "Okonkwo" in desk.marked
    desk.aids.use_names(name_words(["Anneliese Okonkwo-Brandt"]))
    (only,) = desk.field.wrong_words()
    desk.field.select(only)
    assert desk.selected == "wrongg"


def test_marks_do_not_count_as_typing(desk: Desk, engine: Engine) -> None:
    desk.field.setPlainText("recieved")
    before = desk.changes
    desk.aids.use_speller(Speller(engine))
    QApplication.processEvents()
    desk.texts.show(desk.field, B, "response", "recieved\nbeleive")
    QApplication.processEvents()
    desk.press(Key.Key_Down, Key.Key_End, Key.Key_Home)
    assert desk.marked == ["recieved", "beleive"]
    assert desk.changes == before
    assert not desk.field.document().isUndoAvailable()


def test_suggestions_are_found_off_the_windows_thread(desk: Desk, engine: Engine, tasks: Tasks) -> None:
    desk.aids.use_speller(Speller(engine))
    found: list[tuple[str, ...]] = []
    desk.aids.suggest(desk, "recieved", found.append)
    assert found == []
    assert tasks.wait_idle()
    assert "received" in found[0]


def test_before_the_dictionary_is_read_nothing_is_marked(desk: Desk, tasks: Tasks) -> None:
    desk.field.setPlainText("recieved")
    assert desk.field.wrong_words() == ()
    found: list[object] = []
    desk.aids.suggest(desk, "recieved", found.append)
    assert tasks.idle()
    assert found == []


def test_the_caret_comes_back_to_where_it_was(desk: Desk) -> None:
    desk.texts.show(desk.field, B, "response", "Stayed calm.")
    assert desk.field.textCursor().atEnd(), "one goes on behind the last word"
    desk.field.moveCursor(QTextCursor.MoveOperation.PreviousWord)
    desk.field.moveCursor(QTextCursor.MoveOperation.PreviousWord)
    place = desk.field.textCursor().position()
    desk.texts.show(desk.field, A, "response", "")
    desk.texts.show(desk.field, B, "response", "Stayed calm.")
    assert 0 < place == desk.field.textCursor().position()
