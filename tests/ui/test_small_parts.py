"""Banner, draft saver, finding, single instance, and the binding itself."""

from __future__ import annotations

import gc
import sys
from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from iop_desktop.rules.notes import NoteDraft
from iop_desktop.services.changes import Changes, Undo
from iop_desktop.ui.autosave import DraftSaver, SaveState
from iop_desktop.ui.banner import Banner
from iop_desktop.ui.matching import matches
from iop_desktop.ui.single_instance import SingleInstance, instance_name
from tests.ui.conftest import Show

FIRST, SECOND = UUID(int=1), UUID(int=2)


class Emitter(QObject):
    sent = Signal(bool)


class Painted(QWidget):
    def paintEvent(self, event: QPaintEvent) -> None:
        return None


def test_the_binding_keeps_its_reference_counts(show: Show) -> None:
    """PySide6 6.12.0 gives away references to None and True and aborts after some hundred signals."""
    emitter, painted = Emitter(), Painted()
    emitter.sent.connect(lambda _value: None)
    show(painted, 40, 40)
    gc.collect()
    before = sys.getrefcount(None), sys.getrefcount(True)
    for _ in range(1000):
        emitter.sent.emit(True)
        painted.repaint()
    after = sys.getrefcount(None), sys.getrefcount(True)
    assert [abs(now - then) < 200 for now, then in zip(after, before, strict=True)] == [True, True]


class TestBanner:
    @pytest.fixture
    def banner(self, show: Show) -> Banner:
        host = QWidget()
        made = Banner(host)
        self._host = host
        show(host, 900, 500)
        return made

    def test_says_and_clears(self, banner: Banner) -> None:
        banner.say("Saved.")
        assert banner.text() == "Saved."
        assert banner.accessibleName() == "Saved."
        assert banner.isVisible()
        banner.clear()
        assert banner.text() == ""
        assert not banner.isVisible()

    def test_offers_undo_once(self, banner: Banner, qtbot: QtBot) -> None:
        undo = Undo("Undo", lambda: Changes(frozenset()))
        banner.say("Marked absent.", undo=undo)
        with qtbot.waitSignal(banner.undo_requested) as pressed:
            assert banner.undo()
        assert pressed.args == [undo]
        assert not banner.undo()

    def test_the_next_message_takes_the_undo_away(self, banner: Banner) -> None:
        banner.say("Marked absent.", undo=Undo("Undo", lambda: Changes(frozenset())))
        banner.say("Signed.")
        assert not banner.undo()

    def test_good_news_goes_and_bad_news_stays(self, banner: Banner) -> None:
        banner.say("Saved.")
        assert banner._timer.isActive()
        banner.say("The disk is full.", "danger")
        assert not banner._timer.isActive()

    def test_what_can_be_undone_goes_too(self, banner: Banner) -> None:
        banner.say("Marked absent.", undo=Undo("Undo", lambda: Changes(frozenset())))
        assert banner._timer.isActive()

    def test_another_page_takes_good_news_away_only(self, banner: Banner) -> None:
        banner.say("Saved.")
        banner.clear_news()
        assert banner.text() == ""
        banner.say("The disk is full.", "danger")
        banner.clear_news()
        assert banner.text() == "The disk is full."

    @pytest.mark.parametrize("height", [500, 700])
    def test_footers_and_title_buttons_stay_in_sight(self, banner: Banner, height: int) -> None:
        self._host.resize(900, height)
        banner.say("Saved.")
        assert banner.geometry().top() >= 60
        assert banner.geometry().bottom() < 120

    @pytest.mark.parametrize("width", [300, 900])
    def test_long_sentences_have_room(self, banner: Banner, width: int) -> None:
        self._host.resize(width, 400)
        banner.say("A sentence about something that happened, and what to do about it. " * 4, "warn")
        words = banner._words
        assert banner.geometry().right() < width
        assert words.height() >= words.heightForWidth(words.width())


class Shelf:
    """Keeps what a saver hands over; the test says what came of it."""

    def __init__(self, debounce_ms: int = 800) -> None:
        self.handed: list[tuple[UUID, NoteDraft]] = []
        self.saver = DraftSaver(lambda note_id, draft: self.handed.append((note_id, draft)), debounce_ms=debounce_ms)

    def touch(self, note_id: UUID, words: str) -> None:
        self.saver.touch(note_id, NoteDraft(response=words))

    def words(self) -> list[str]:
        return [draft.response for _, draft in self.handed]


class TestDraftSaver:
    def test_hands_over_once_when_the_draft_rests(self, qtbot: QtBot) -> None:
        shelf = Shelf(debounce_ms=30)
        for number in range(5):
            shelf.touch(FIRST, f"{number}")
        assert shelf.saver.state is SaveState.DIRTY
        qtbot.waitUntil(lambda: shelf.words() == ["4"])
        qtbot.wait(60)
        assert shelf.words() == ["4"]

    def test_stays_unsaved_until_the_save_came_back(self, qtbot: QtBot) -> None:
        shelf = Shelf()
        shelf.touch(FIRST, "one")
        shelf.saver.flush()
        shelf.saver.flush()
        assert shelf.words() == ["one"]
        assert (shelf.saver.state, shelf.saver.unsaved) == (SaveState.SAVING, frozenset({FIRST}))
        shelf.saver.saved(*shelf.handed[0])
        assert (shelf.saver.state, shelf.saver.draft(FIRST)) == (SaveState.CLEAN, None)
        shelf.saver.flush()
        assert shelf.words() == ["one"]

    def test_words_typed_while_saving_are_saved_too(self, qtbot: QtBot) -> None:
        shelf = Shelf()
        shelf.touch(FIRST, "one")
        shelf.saver.flush()
        shelf.touch(FIRST, "one two")
        shelf.saver.saved(*shelf.handed[0])
        assert shelf.saver.state is SaveState.DIRTY
        shelf.saver.flush()
        assert shelf.words() == ["one", "one two"]

    def test_a_failed_draft_is_kept_and_tried_again(self, qtbot: QtBot) -> None:
        shelf = Shelf()
        shelf.touch(FIRST, "one")
        shelf.saver.flush()
        shelf.saver.failed(*shelf.handed[0])
        shelf.touch(SECOND, "two")
        assert (shelf.saver.state, shelf.saver.state_of(SECOND)) == (SaveState.FAILED, SaveState.DIRTY)
        kept = shelf.saver.draft(FIRST)
        assert kept is not None
        assert kept.response == "one"
        shelf.saver.flush()
        assert shelf.words() == ["one", "one", "two"]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("", True),
        ("no", True),
        ("NOT iop", True),
        ("oe", False),
        ("zoe", True),
        ("iop write zoë", True),
        ("zo x", False),
    ],
)
def test_matching(typed: str, found: bool) -> None:
    assert matches(typed, "Write notes for Zoë", "Morning IOP") is found


class TestSingleInstance:
    def test_the_second_start_brings_the_first_forward(self, qtbot: QtBot, tmp_path: Path) -> None:
        name = instance_name(tmp_path)
        first, second = SingleInstance(name), SingleInstance(name)
        assert first.claim()
        with qtbot.waitSignal(first.raised):
            assert not second.claim()
        first.release()
        assert second.claim()
        second.release()

    def test_vaults_do_not_disturb_each_other(self, qtbot: QtBot, tmp_path: Path) -> None:
        first = SingleInstance(instance_name(tmp_path / "a"))
        other = SingleInstance(instance_name(tmp_path / "b"))
        assert first.claim()
        assert other.claim()
        first.release()
        other.release()

    def test_the_name_reveals_no_folder(self, tmp_path: Path) -> None:
        assert tmp_path.name not in instance_name(tmp_path)
