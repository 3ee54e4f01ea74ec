"""Drives the real window the way a person does: keys to whatever has the keyboard, clicks on what is in sight."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QWidget

from iop_desktop.app import Program
from iop_desktop.services.demo import DemoClinic
from iop_desktop.services.unlocked import Unlocked
from iop_desktop.ui.desk import Desk
from iop_desktop.ui.group_page import GroupPage
from iop_desktop.ui.page import Page
from iop_desktop.ui.table import ROW_ROLE
from iop_desktop.ui.trouble_page import TroublePage
from iop_desktop.ui.unlock_page import UnlockPage
from iop_desktop.ui.welcome_page import WelcomePage
from tests.support.clock import MovableClock
from tests.ui.recorder import RecordedDialogs

PATIENCE = 20.0
W = TypeVar("W", bound=QWidget)
P = TypeVar("P", bound=Page)


@dataclass
class Driver:
    """The program with its clock and its dialogs; ``demo`` is the clinic in its folder."""

    program: Program
    clock: MovableClock
    dialogs: RecordedDialogs
    demo: DemoClinic
    crashes: list[BaseException] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.program.tasks.crashed.connect(self.crashes.append)

    def settle(self) -> None:
        """Serve events until nothing is waiting, running or about to be shown. Raises what crashed meanwhile."""
        deadline = time.monotonic() + PATIENCE
        calm = 0
        while calm < 3:
            assert time.monotonic() < deadline, "the program did not come to rest"
            QApplication.processEvents()
            calm = calm + 1 if self.program.tasks.idle() else 0
            self.program.tasks.wait_idle(PATIENCE)
        for crash in self.crashes:
            raise crash

    def until(self, holds: Callable[[], object]) -> None:
        """Serve events until something holds; fails when it does not within seconds."""
        deadline = time.monotonic() + PATIENCE
        while not holds():
            for crash in self.crashes:
                raise crash
            assert time.monotonic() < deadline, "waited in vain"
            QTest.qWait(5)

    @property
    def focus(self) -> QWidget:
        """Where the next key goes."""
        if QApplication.activeWindow() is None:
            # Without a screen nobody hands the keyboard back when a dialog closes.
            (QApplication.activeModalWidget() or self.program.window).activateWindow()
            QApplication.processEvents()
        return QApplication.focusWidget() or QApplication.activeWindow() or self.program.window

    def press(self, *keys: str) -> None:
        """Press keys one after another, each written as ``Ctrl+Shift+A``; events are served in between."""
        for key in keys:
            QTest.keySequence(self.focus, QKeySequence(key))
            QApplication.processEvents()

    def write(self, text: str) -> None:
        """Type characters of any script to whatever has the keyboard at that moment."""
        for character in text:
            if character.isascii():
                QTest.keyClicks(self.focus, character)
            else:
                _send(self.focus, character)
            QApplication.processEvents()

    def tab_to(self, name: str, backward: bool = False) -> None:
        """Press Tab until the widget of this accessible name has the keyboard; fails if Tab never leads there."""
        key = "Shift+Tab" if backward else "Tab"
        passed = []
        for _ in range(80):
            passed.append(self.focus.accessibleName())
            if passed[-1] == name:
                return
            self.press(key)
        raise AssertionError(f"Tab does not lead to {name!r} but to {sorted(set(passed))}")

    def click(self, target: QWidget, at: QPoint | None = None) -> None:
        """Click with the left button, in the middle unless told where."""
        assert target.isVisible()
        assert target.isEnabled()
        QTest.mouseClick(target, Qt.MouseButton.LeftButton, pos=at or target.rect().center())
        QApplication.processEvents()

    def choose(self, box: QComboBox, text: str) -> None:
        """Choose an entry of a list by its first words, by keyboard."""
        assert self.focus is box
        place = next(number for number in range(box.count()) if box.itemText(number).startswith(text))
        steps = place - box.currentIndex()
        self.press(*(["Down"] * steps if steps > 0 else ["Up"] * -steps))
        assert box.currentIndex() == place

    def button(self, words: str, within: QWidget | None = None) -> QAbstractButton:
        """The button in sight whose words begin so."""
        found = [
            each
            for each in (within or self.program.window).findChildren(QAbstractButton)
            if each.isVisible() and (each.text().startswith(words) or each.accessibleName().startswith(words))
        ]
        assert found, f"no button {words!r} in sight"
        return found[0]

    def dialog(self, kind: type[W]) -> W:
        """The open dialog, which must be of this kind."""
        self.settle()
        shown = QApplication.activeModalWidget()
        assert isinstance(shown, kind)
        return shown

    @property
    def desk(self) -> Desk:
        """The pages of the person who unlocked."""
        assert self.program.desk is not None
        return self.program.desk

    @property
    def unlocked(self) -> Unlocked:
        """The open vault."""
        assert self.program.front.unlocked is not None
        return self.program.front.unlocked

    def page(self, key: str, kind: type[P]) -> P:
        """A page of the shell."""
        found = self.desk.shell.page(key)
        assert isinstance(found, kind)
        return found

    @property
    def group(self) -> GroupPage:
        """The group page."""
        return self.page("group", GroupPage)

    def start(self) -> None:
        """Open the window and wait for its first page."""
        window = self.program.window
        self.program.start()
        window.showNormal()
        window.resize(1366, 768)
        self.until(self._in_front)
        self.until(lambda: any(window.findChildren(kind) for kind in (UnlockPage, WelcomePage, TroublePage)))
        self.settle()

    def _in_front(self) -> bool:
        self.program.window.activateWindow()
        return self.program.window.isActiveWindow()

    def unlock(self, login: str, passphrase: str = "") -> None:
        """Choose the name and type the pass phrase, by keyboard; ends on Today or on the refusal."""
        page = self.program.window.findChild(UnlockPage)
        assert isinstance(page, UnlockPage)
        if page.switch.isVisible() and page.chosen_login() != login:
            self.press("Alt+U")
        if page.login.isVisible():
            page.login.setFocus()
            self.choose(page.login, login)
        self.tab_to("Pass phrase")
        self.write(passphrase or self.demo.passphrase)
        self.press("Return")
        self.settle()

    def lock(self) -> None:
        """Lock by key and wait until the vault is closed."""
        self.press("Ctrl+L")
        self.settle()

    def statuses(self) -> list[str]:
        """The letters of the roster on screen, in order."""
        model = self.group.roster.model()
        return [model.index(row, 0).data(ROW_ROLE).status.letter for row in range(model.rowCount())]

    def move_clock(self, moment: datetime) -> None:
        """Set the clock of the clinic."""
        self.clock.set(moment)


def _send(target: QWidget, character: str) -> None:
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        QApplication.sendEvent(target, QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, character))
