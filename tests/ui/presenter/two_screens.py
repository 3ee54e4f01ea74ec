"""Run in a process of its own on two simulated screens: says as JSON what a facilitator would find.

The first argument is a folder with a closed demo clinic, the second the facilitator's login.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QScreen
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from iop_desktop.app import Program, make_application
from iop_desktop.services.demo import DEMO_PASSPHRASE
from iop_desktop.ui.group_page import GroupPage
from iop_desktop.ui.presenter.presenter_window import PresenterWindow
from tests.e2e.conftest import CHEAP
from tests.support.clock import MovableClock


class Facilitator:
    """Presses keys and looks at both screens."""

    def __init__(self, folder: Path, login: str) -> None:
        self.app = make_application()
        self.program = Program(self.app, folder, MovableClock(), kdf_cost=CHEAP, keyring=lambda: None)
        self.program.start()
        self.settle()
        self.unlock(login)

    def settle(self) -> None:
        for _ in range(6):
            self.app.processEvents()
            self.program.tasks.wait_idle(20)

    def unlock(self, login: str) -> None:
        self.program.front.unlock_as(login, DEMO_PASSPHRASE)
        self.settle()
        assert self.program.desk is not None
        self.desk = self.program.desk
        self.desk.shell.go("group")
        self.settle()

    def press(self, *keys: Qt.Key, shift: bool = False) -> None:
        held = Qt.KeyboardModifier.ShiftModifier if shift else Qt.KeyboardModifier.NoModifier
        self.program.window.activateWindow()
        self.settle()
        for key in keys:
            page = self.desk.shell.page("group")
            assert isinstance(page, GroupPage)
            target = self.program.window.focusWidget() or page
            QTest.keyClick(target, key, held)
            self.settle()

    def sees(self) -> dict[str, Any]:
        """What is on the room's screen and on the laptop's."""
        windows = [
            each for each in QApplication.topLevelWidgets() if isinstance(each, PresenterWindow) and each.isVisible()
        ]
        page = self.desk.shell.page("group")
        seen: dict[str, Any] = {
            "screen": "",
            "slide": -1,
            "covered": self.desk.shell.covered,
            "roster": isinstance(page, GroupPage) and page.roster.isVisible(),
            "laptop": self.program.window.screen().name(),
            "said": self.desk.shell.banner.text(),
        }
        for window in windows:
            rect = window.geometry()
            seen["screen"], seen["slide"] = window.screen().name(), window.number
            seen["geometry"] = [rect.x(), rect.y(), rect.width(), rect.height()]
            seen["takes keys"] = not window.testAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        return seen


def two_screens(who: Facilitator, login: str) -> dict[str, Any]:
    """A lesson with a screen for the room; then locked, and then the screen is unplugged."""
    found = {"before": who.sees()}
    who.press(Qt.Key.Key_F5)
    who.press(Qt.Key.Key_F5, shift=True)
    found["opened"] = who.sees()
    who.press(Qt.Key.Key_PageDown)
    found["still blank"] = who.sees()
    who.press(Qt.Key.Key_B)
    found["shown"] = who.sees()
    who.press(Qt.Key.Key_PageDown)
    found["next"] = who.sees()
    who.program.window.lock("asked")
    who.settle()
    who.unlock(login)
    found["after locking"] = who.sees()
    laptop = who.program.window.screen()
    _without_the_room(laptop, who)
    found["unplugged"] = who.sees()
    return found


def _without_the_room(laptop: QScreen, who: Facilitator) -> None:
    """The system moves windows of a screen that goes to one that stays, and says so."""
    for each in QApplication.topLevelWidgets():
        if isinstance(each, PresenterWindow):
            each.setScreen(laptop)
            each.setGeometry(laptop.geometry())
    gone = next(screen for screen in QGuiApplication.screens() if screen is not laptop)
    who.app.screenRemoved.emit(gone)
    who.settle()


def mirrored(who: Facilitator, _login: str) -> dict[str, Any]:
    """Both screens show the same picture."""
    who.press(Qt.Key.Key_F5, shift=True)
    found = {"opened": who.sees()}
    who.desk.shell.go("members")
    who.settle()
    found["asked for members"] = who.sees()
    windows = [each for each in QApplication.topLevelWidgets() if isinstance(each, PresenterWindow)]
    QTest.keyClick(windows[0], Qt.Key.Key_Escape)
    who.settle()
    found["closed"] = who.sees()
    return found


if __name__ == "__main__":
    person = Facilitator(Path(sys.argv[1]), sys.argv[2])
    scene = {"two": two_screens, "mirrored": mirrored}[sys.argv[3]]
    told = scene(person, sys.argv[2])
    person.program.window.close()
    person.settle()
    left = [each for each in QApplication.topLevelWidgets() if isinstance(each, PresenterWindow) and each.isVisible()]
    sys.stdout.write(json.dumps({**told, "left open": len(left)}))
