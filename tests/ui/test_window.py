"""The window: pages, palette, overlay of keys, regions, and the lock."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import shiboken6
from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from iop_desktop.services.changes import Changes, Topic, Undo
from iop_desktop.ui.page import Page
from iop_desktop.ui.page_spec import PageSpec
from iop_desktop.ui.palette import Command, Deliver, Palette
from iop_desktop.ui.shell import Shell
from iop_desktop.ui.shortcut_group import ShortcutGroup
from iop_desktop.ui.shortcuts import ShortcutsOverlay
from iop_desktop.ui.unlock_page import UnlockPage
from iop_desktop.ui.widgets.text import label
from iop_desktop.ui.window import MainWindow
from tests.ui.conftest import Show
from tests.ui.inspection import SIZES, clipped, focused, tab_stops, too_small, unnamed

NAME = "Quillon Ashdown"
KEYS = (("today", "layout-dashboard"), ("group", "users"), ("notes", "notebook-pen"), ("cosign", "signature"))


class NamePage(Page):
    """A page that shows somebody's name and remembers what it was asked."""

    topics = frozenset({Topic.NOTES})
    shortcut_groups = (ShortcutGroup("Here", ((("Ctrl", "Enter"), "Ready, next member"),)),)

    def __init__(self, fails: bool = False) -> None:
        super().__init__()
        self.edit = QLineEdit(NAME)
        self.edit.setAccessibleName("Name")
        self.refreshed = self.left = 0
        self._fails = fails
        layout = QVBoxLayout(self)
        layout.addWidget(label(NAME))
        layout.addWidget(self.edit)

    def refresh(self) -> None:
        self.refreshed += 1

    def leave(self) -> None:
        self.left += 1
        if self._fails:
            raise RuntimeError

    def focus_first(self) -> None:
        self.edit.setFocus()


class Desk:
    """A window at work, with what was built and what was run."""

    def __init__(self, show: Show) -> None:
        self.built: list[str] = []
        self.run: list[str] = []
        self.fails = False
        self.window = MainWindow(lambda: UnlockPage(["dana"], locked_login="dana"))
        show(self.window)
        self.shell = self.open()

    def open(self) -> Shell:
        specs = [
            PageSpec(key, key.title(), icon, f"Alt+{number}", self._factory(key))
            for number, (key, icon) in enumerate(KEYS, 1)
        ]
        specs.append(PageSpec("settings", "Settings", "settings", "Ctrl+,", self._factory("settings"), at_bottom=True))
        self.shell = self.window.open_shell(specs, "DW", "Dana Whitfield", self._commands)
        return self.shell

    def page(self, key: str) -> NamePage:
        page = self.shell.page(key)
        assert isinstance(page, NamePage)
        return page

    def palette(self) -> Palette:
        found = self.shell.findChild(Palette)
        assert isinstance(found, Palette)
        return found

    def _factory(self, key: str) -> Callable[[], Page]:
        def build() -> Page:
            self.built.append(key)
            return NamePage(self.fails)

        return build

    def _commands(self, deliver: Deliver) -> None:
        deliver([Command(NAME, "Member 20417", "user-round", lambda: self.run.append("member"))])


@pytest.fixture
def desk(show: Show) -> Desk:
    return Desk(show)


def _names_anywhere() -> list[str]:
    found = []
    for widget in QApplication.allWidgets():
        texts = (widget.accessibleName(), widget.toolTip(), widget.windowTitle(), str(widget.property("text") or ""))
        if any(NAME in text for text in texts):
            found.append(f"{type(widget).__name__}")
    return found


def test_pages_are_built_when_first_opened(desk: Desk, qtbot: QtBot) -> None:
    assert desk.built == ["today"]
    QTest.keyClick(desk.window, Qt.Key.Key_3, Qt.KeyboardModifier.AltModifier)
    assert desk.shell.current_key == "notes"
    QTest.mouseClick(desk.shell.rail.buttons["today"], Qt.MouseButton.LeftButton)
    assert desk.shell.current_key == "today"
    desk.shell.go("notes")
    assert desk.built == ["today", "notes"]
    assert desk.page("today").left == 2
    assert desk.page("notes").edit.hasFocus()
    assert [key for key, button in desk.shell.rail.buttons.items() if button.isChecked()] == ["notes"]


def test_changes_reach_the_page_in_sight_and_the_banner(desk: Desk) -> None:
    undo = Undo("Undo", lambda: Changes(frozenset()))
    desk.page("notes")
    desk.shell.on_changed(Changes(frozenset({Topic.NOTES}), "Saved.", undo))
    assert desk.page("today").refreshed == 2  # once when shown
    assert desk.page("notes").refreshed == 0
    assert desk.shell.banner.text() == "Saved."
    desk.shell.go("notes")
    assert desk.page("notes").refreshed == 1


class TestLock:
    def test_no_name_and_no_page_is_left(self, desk: Desk, qtbot: QtBot) -> None:
        dialog = QDialog(desk.window)
        dialog.setWindowTitle(NAME)
        dialog.show()
        desk.shell.open_palette()
        desk.shell.banner.say(f"{NAME} was marked.")
        QGuiApplication.clipboard().setText(NAME)
        pages: list[QObject] = [*desk.shell.pages(), desk.shell, dialog]
        assert _names_anywhere()
        with qtbot.waitSignal(desk.window.locked) as locked:
            QTest.keyClick(desk.palette().edit, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
        assert locked.args == ["asked"]
        assert desk.window.shell is None
        qtbot.waitUntil(lambda: not any(shiboken6.isValid(page) for page in pages))
        assert _names_anywhere() == []
        assert QGuiApplication.clipboard().text() == ""
        assert NAME not in desk.window.windowTitle()

    def test_the_lock_page_is_up_at_once_and_has_the_keyboard(self, desk: Desk) -> None:
        page = desk.page("today")
        desk.window.lock("idle")
        assert page.left == 1
        assert not page.isVisible()
        assert focused().accessibleName() == "Pass phrase"

    def test_locking_twice_is_locking_once(self, desk: Desk, qtbot: QtBot) -> None:
        reasons: list[str] = []
        desk.window.locked.connect(reasons.append)
        desk.window.lock("idle")
        desk.window.lock("sleep")
        assert reasons == ["idle"]

    def test_a_page_that_fails_does_not_keep_it_open(self, desk: Desk) -> None:
        desk.fails = True
        failing = desk.page("notes")
        other = desk.page("today")
        with pytest.raises(RuntimeError):
            desk.window.lock("idle")
        assert desk.window.shell is None
        assert (failing.left, other.left) == (1, 1)

    def test_unlocking_again(self, desk: Desk) -> None:
        desk.window.lock("idle")
        desk.open()
        assert desk.shell.current_key == "today"
        assert desk.page("today").edit.hasFocus()


class TestPalette:
    def test_filter_and_run_by_keyboard(self, desk: Desk, qtbot: QtBot) -> None:
        QTest.keyClick(desk.window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
        palette = desk.palette()
        assert palette.edit.hasFocus()
        QTest.keyClicks(palette.edit, "ash 204")
        assert [command.title for command in palette.model.rows] == [NAME]
        QTest.keyClick(palette.edit, Qt.Key.Key_Return)
        assert desk.run == ["member"]
        assert desk.page("today").edit.hasFocus()

    def test_arrows_choose(self, desk: Desk, qtbot: QtBot) -> None:
        desk.shell.open_palette()
        edit = desk.palette().edit
        for key in (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Down):
            QTest.keyClick(edit, key)
        QTest.keyClick(edit, Qt.Key.Key_Enter)
        assert desk.shell.current_key == "notes"

    def test_escape_closes_and_nothing_found_is_said(self, desk: Desk, qtbot: QtBot) -> None:
        desk.shell.open_palette()
        palette = desk.palette()
        QTest.keyClicks(palette.edit, "zzz")
        assert palette.model.rowCount() == 0
        assert palette._nothing.isVisible()
        QTest.keyClick(palette.edit, Qt.Key.Key_Return)
        assert palette.isVisible()
        QTest.keyClick(palette.edit, Qt.Key.Key_Escape)
        qtbot.waitUntil(lambda: desk.shell.findChild(Palette) is None)

    def test_the_search_button_and_a_click_beside(self, desk: Desk, qtbot: QtBot) -> None:
        QTest.mouseClick(desk.shell.top_bar.search, Qt.MouseButton.LeftButton)
        palette = desk.palette()
        QTest.mouseClick(palette, Qt.MouseButton.LeftButton, pos=palette.rect().bottomLeft())
        qtbot.waitUntil(lambda: desk.shell.findChild(Palette) is None)

    def test_late_commands_of_a_closed_palette_are_dropped(self, desk: Desk, qtbot: QtBot) -> None:
        delivered: list[Deliver] = []
        desk.shell._commands = delivered.append
        desk.shell.open_palette()
        desk.shell.close_overlay()
        qtbot.waitUntil(lambda: desk.shell.findChild(Palette) is None)
        delivered[0]([Command("Late", "", "x", lambda: None)])


@pytest.mark.parametrize("key", [Qt.Key.Key_Question, Qt.Key.Key_F1])
def test_the_keys_of_the_page_are_listed(desk: Desk, key: Qt.Key, qtbot: QtBot) -> None:
    desk.shell.rail.lock.setFocus()
    QTest.keyClick(desk.shell.rail.lock, key)
    overlay = desk.shell.findChild(ShortcutsOverlay)
    assert isinstance(overlay, ShortcutsOverlay)
    words = [part.text() for part in overlay.findChildren(QLabel)]
    assert "Ready, next member" in words
    assert "Lock" in words
    QTest.keyClick(overlay, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: desk.shell.findChild(ShortcutsOverlay) is None)


def test_a_question_mark_can_be_typed(desk: Desk, qtbot: QtBot) -> None:
    edit = desk.page("today").edit
    edit.clear()
    QTest.keyClicks(edit, "?")
    assert edit.text() == "?"
    assert desk.shell.findChild(ShortcutsOverlay) is None


def test_f6_goes_round_the_regions(desk: Desk, qtbot: QtBot) -> None:
    def region() -> QWidget:
        shell = desk.shell
        return next(part for part in (shell.stack, shell.rail, shell.top_bar) if part.isAncestorOf(focused()))

    shell = desk.shell
    seen = []
    for _ in range(3):
        QTest.keyClick(focused(), Qt.Key.Key_F6)
        seen.append(region())
    assert seen == [shell.rail, shell.top_bar, shell.stack]
    QTest.keyClick(focused(), Qt.Key.Key_F6, Qt.KeyboardModifier.ShiftModifier)
    assert region() is shell.top_bar


def test_tab_reaches_every_button(desk: Desk) -> None:
    shell = desk.shell
    stops = tab_stops(desk.window)
    wanted = [
        *shell.rail.buttons.values(),
        shell.rail.lock,
        shell.top_bar.search,
        shell.top_bar.keys,
        shell.top_bar.theme,
    ]
    assert [button.accessibleName() for button in wanted if button not in stops] == []


def test_the_theme_button_switches_and_tells(desk: Desk, qtbot: QtBot) -> None:
    with qtbot.waitSignal(desk.window.theme_changed) as changed:
        desk.shell.top_bar.theme.click()
    assert changed.args == ["dark"]
    assert desk.shell.top_bar.theme.accessibleName() == "Light theme"


def test_badges_say_how_many(desk: Desk) -> None:
    desk.shell.rail.set_badge("notes", 7)
    assert desk.shell.rail.buttons["notes"].accessibleName() == "Notes, 7 waiting"
    desk.shell.rail.set_badge("absent", 1)


def test_closing_puts_drafts_away(desk: Desk, qtbot: QtBot) -> None:
    page = desk.page("today")
    with qtbot.waitSignal(desk.window.closing):
        desk.window.close()
    assert page.left == 1


@pytest.mark.parametrize("size", SIZES)
def test_everything_fits(desk: Desk, size: tuple[int, int], qtbot: QtBot) -> None:
    desk.window.resize(*size)
    desk.shell.top_bar.set_session("Relapse Prevention  1:47:12")
    desk.shell.top_bar.set_saved(True)
    desk.shell.banner.say("Marked absent.", undo=Undo("Undo", lambda: Changes(frozenset())))
    for open_it in (desk.shell.close_overlay, desk.shell.open_palette, desk.shell.open_shortcuts):
        open_it()
        qtbot.wait(1)
        assert (clipped(desk.window), too_small(desk.window), unnamed(desk.window)) == ([], [], [])
    assert desk.window.width() == size[0]
