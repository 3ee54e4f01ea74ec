"""The room's screen from the laptop's side, on one screen: members leave it before slides are shown on it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from iop_desktop.ui.group_screen import ALONE, GroupScreen
from iop_desktop.ui.presenter.presenter_window import PresenterWindow
from iop_desktop.ui.teaching_desk import COVERED
from tests.e2e.driver import Driver


@pytest.fixture
def room(program: Driver) -> Iterator[Driver]:
    """The facilitator stands in the group room."""
    program.unlock(program.demo.facilitator)
    program.press("Alt+2")
    program.settle()
    yield program
    for window in presenters():
        window.close()


def presenters() -> list[PresenterWindow]:
    return [each for each in QApplication.topLevelWidgets() if isinstance(each, PresenterWindow) and each.isVisible()]


def screen_of(driver: Driver) -> GroupScreen:
    assert driver.desk.teaching is not None
    return driver.desk.teaching.screen


def names_in_sight(driver: Driver) -> bool:
    return driver.group.roster.isVisible() or any(
        label.isVisible() and label.text() == driver.group.heading.title.text()
        for label in driver.program.window.findChildren(QLabel)
    )


def test_slides_on_this_screen_close_member_pages(room: Driver) -> None:
    room.press("Shift+F5")
    (window,) = presenters()
    shell = room.desk.shell
    assert (window.number, shell.covered, names_in_sight(room)) == (0, True, False)
    assert COVERED in {label.text() for label in room.program.window.findChildren(QLabel)}
    assert shell.banner.text() == ALONE
    shell.go("members")
    shell.open_palette()
    assert not shell.rail.isEnabled()
    assert shell.current_key == ""
    assert shell._overlay is None


def test_keys_on_the_slides_turn_them_and_come_back(room: Driver) -> None:
    room.press("Shift+F5")
    (window,) = presenters()
    for key in (Qt.Key.Key_PageDown, Qt.Key.Key_B):
        QTest.keyClick(window, key)
        room.settle()
    assert (window.number, screen_of(room).is_blank) == (1, False)
    QTest.keyClick(window, Qt.Key.Key_PageDown)
    room.settle()
    assert window.number == 2
    QTest.keyClick(window, Qt.Key.Key_B)
    assert window.number == 0
    QTest.keyClick(window, Qt.Key.Key_Escape)
    room.settle()
    assert not presenters()
    assert not room.desk.shell.covered
    assert room.group.isVisible()
    assert room.group.roster.isVisible()


def test_the_cover_itself_can_close_the_slides(room: Driver) -> None:
    room.press("Shift+F5")
    room.click(room.button("Close the group screen"))
    assert not presenters()
    assert room.group.isVisible()


def test_a_change_of_screens_blanks_and_asks(room: Driver) -> None:
    room.press("Shift+F5")
    (window,) = presenters()
    for key in (Qt.Key.Key_PageDown, Qt.Key.Key_B):
        QTest.keyClick(window, key)
        room.settle()
    app = QGuiApplication.instance()
    assert isinstance(app, QGuiApplication)
    app.primaryScreenChanged.emit(QGuiApplication.primaryScreen())
    assert (window.number, screen_of(room).is_blank) == (0, True)
    QTest.keyClick(window, Qt.Key.Key_B)
    assert window.number == 1


def test_locking_takes_slides_off_the_laptops_own_screen(room: Driver) -> None:
    room.press("Shift+F5")
    room.desk.shell.lock_asked.emit()
    room.settle()
    assert not presenters()


def test_another_lesson_makes_the_room_blank(room: Driver) -> None:
    room.press("Shift+F5")
    (window,) = presenters()
    for key in (Qt.Key.Key_PageDown, Qt.Key.Key_B):
        QTest.keyClick(window, key)
        room.settle()
    assert window.number == 1
    screen_of(room).set_slides(window.slides[:1], "Another")
    assert (window.number, screen_of(room).is_blank) == (0, True)
