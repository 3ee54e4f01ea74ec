"""What holds for each page: names for screen readers, room for words, the keyboard everywhere, one window."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QLineEdit, QMainWindow, QPlainTextEdit, QWidget

from tests.e2e.driver import Driver
from tests.e2e.held import hold_session
from tests.ui.inspection import SIZES, clipped, tab_stops, too_small, unnamed

PAGES = ("today", "group", "notes", "cosign", "members", "groups", "curriculum", "settings")


@pytest.fixture
def busy(program: Driver) -> Driver:
    """A session was held and signed; the supervisor looks."""
    hold_session(program.program.vault, program.demo, program.clock)
    program.unlock(program.demo.supervisor)
    return program


def go(driver: Driver, key: str) -> QWidget:
    driver.desk.shell.go(key)
    driver.settle()
    return driver.desk.shell.page(key)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("who", ["facilitator", "supervisor"])
def test_everything_has_a_name_and_room(program: Driver, who: str, size: tuple[int, int]) -> None:
    hold_session(program.program.vault, program.demo, program.clock)
    program.unlock(getattr(program.demo, who))
    program.program.window.resize(*size)
    faults = {}
    for key in PAGES:
        page = go(program, key)
        faults[key] = [*unnamed(page), *clipped(page), *too_small(page)]
    assert {key: found for key, found in faults.items() if found} == {}
    assert program.program.window.width() == size[0]


@pytest.mark.parametrize("key", PAGES)
def test_tab_reaches_everything_that_can_be_used(busy: Driver, key: str) -> None:
    page = go(busy, key)
    stops = tab_stops(page.window())
    wanted = [
        widget
        for kind in (QAbstractButton, QLineEdit, QPlainTextEdit)
        for widget in page.findChildren(kind)
        if widget.isVisibleTo(page.window()) and widget.isEnabled() and not widget.objectName().startswith("qt_")
    ]
    missed = [f"{type(widget).__name__} {widget.accessibleName()}" for widget in wanted if not _reached(widget, stops)]
    assert missed == []


def _reached(widget: QWidget, stops: list[QWidget]) -> bool:
    """By Tab, or by arrow keys from a neighbor of the same group, or inside a table or list that Tab reaches."""
    if widget in stops or widget.focusProxy() in stops:
        return True
    if isinstance(widget, QAbstractButton) and widget.group() is not None:
        return any(button in stops for button in widget.group().buttons())
    return any(stop.isAncestorOf(widget) for stop in stops if stop is not widget.window())


class ShownWindows(QObject):
    """Remembers each window that comes up."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        appears = event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow()
        if appears and not isinstance(watched, QMainWindow | QDialog):
            self.found.append(f"{type(watched).__name__} {watched.property('text')}")
        return False


def test_no_part_ever_flashes_up_as_a_window_of_its_own(busy: Driver, qapp: QApplication) -> None:
    watch = ShownWindows()
    qapp.installEventFilter(watch)
    try:
        for key in PAGES:
            go(busy, key)
        busy.program.front.begin_set_up()
        busy.settle()
    finally:
        qapp.removeEventFilter(watch)
    assert watch.found == []
