"""The real window on a copy of the demo clinic, driven with keys as a person would."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from uuid import UUID

from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from benchmarks.clinic import BenchClinic
from iop_desktop.app import Program, make_application
from iop_desktop.services.unlocked import Clock
from iop_desktop.ui.group_page import GroupPage
from iop_desktop.ui.today_page import TodayPage
from iop_desktop.ui.unlock_page import UnlockPage

PATIENCE_SECONDS = 60.0
_TICK_MS = 10


class Driver:
    """A running program and the few moves a measurement needs."""

    def __init__(self, app: QApplication, program: Program) -> None:
        self.app = app
        self.program = program
        self._tick = QTimer(interval=_TICK_MS)
        self._tick.start()

    def until(self, reached: Callable[[], bool]) -> None:
        """Serve events as the program does until something is so. Raises TimeoutError."""
        last = time.monotonic() + PATIENCE_SECONDS
        while not reached():
            if time.monotonic() > last:
                raise TimeoutError
            # Sleeps until something happens, as the program itself does; the tick lets time pass where nothing does.
            self.app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)

    def rest(self, seconds: float) -> None:
        """A person thinks; the program goes on."""
        last = time.monotonic() + seconds
        self.until(lambda: time.monotonic() >= last)

    def settle(self) -> None:
        """Until nothing is being worked on."""
        self.until(self.program.tasks.idle)

    def unlock_page(self) -> UnlockPage:
        """The unlock page, as soon as it takes keys."""
        self.until(lambda: bool(self.program.window.findChildren(UnlockPage)))
        self.settle()
        return self.program.window.findChildren(UnlockPage)[-1]

    def type_passphrase(self, login: str, passphrase: str, pause: float = 0.06) -> UnlockPage:
        """Choose the name and type the pass phrase, without Enter."""
        page = self.unlock_page()
        page.login.setCurrentText(login)
        for letter in passphrase:
            QTest.keyClicks(page.passphrase, letter)
            self.rest(pause)
        return page

    def unlock(self, login: str, passphrase: str, pause: float = 0.0) -> None:
        """Unlock and wait until Today is filled."""
        page = self.type_passphrase(login, passphrase, pause)
        QTest.keyClick(page.passphrase, Qt.Key.Key_Return)
        self.until(self.today_filled)
        self.settle()

    def open_group(self, session_id: UUID) -> GroupPage:
        """Go to the group room of a session; the page with its roster filled."""
        desk = self.program.desk
        assert desk is not None
        desk.open_session(session_id)
        self.settle()
        page = desk.shell.page("group")
        assert isinstance(page, GroupPage)
        return page

    def today_filled(self) -> bool:
        """Whether Today shows what was read."""
        shell = self.program.window.shell
        page = shell.stack.currentWidget() if shell is not None else None
        return isinstance(page, TodayPage) and bool(page.title.text())

    def key(self, widget: QWidget, key: Qt.Key | str, *modifiers: Qt.KeyboardModifier) -> None:
        """Press a key and wait until what it set off is done."""
        held = Qt.KeyboardModifier.NoModifier
        for modifier in modifiers:
            held |= modifier
        if isinstance(key, str):
            QTest.keyClicks(widget, key, held)
        else:
            QTest.keyClick(widget, key, held)
        self.app.processEvents()
        self.settle()


@contextmanager
def running(clinic: BenchClinic, clock: Clock) -> Iterator[Driver]:
    """The program on a clinic's folder, on screen."""
    app = make_application()
    program = Program(app, clinic.folder, clock)
    driver = Driver(app, program)
    program.start()
    program.window.activateWindow()
    try:
        yield driver
    finally:
        program.window.close()


def leave() -> None:
    """End the process without waiting for Qt to take its widgets apart; nothing of that is measured."""
    os._exit(0)
