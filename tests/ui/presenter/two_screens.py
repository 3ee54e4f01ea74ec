"""Run in a process of its own on two simulated screens: says as JSON what a facilitator would find.

The first argument is a folder with a closed demo clinic, the second the facilitator's login.
"""

from __future__ import annotations

import json
import os
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
        self.clock = MovableClock()
        self.program = Program(self.app, folder, self.clock, kdf_cost=CHEAP, keyring=lambda: None)
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

    def lesson(self) -> dict[str, Any]:
        """Where the lesson stands on the runner."""
        page = self.desk.shell.page("group")
        assert isinstance(page, GroupPage)
        assert page.runner is not None
        clock = page.runner.clock
        return {
            "segment": clock.title.text(),
            "left": clock.segment.text(),
            "slide": page.runner.screen_card.now.number,
        }

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


def dragged(who: Facilitator, _login: str) -> dict[str, Any]:
    """The laptop's window is moved to the room's screen while slides are shown there."""
    who.press(Qt.Key.Key_F5, shift=True)
    opened = who.sees()
    who.program.window.showNormal()
    who.settle()
    who.program.window.setGeometry(1500, 100, 1200, 700)
    who.settle()
    return {"opened": opened, "dragged": who.sees()}


def killed(who: Facilitator, _login: str) -> dict[str, Any]:
    """The laptop dies in the middle of the second segment."""
    who.press(Qt.Key.Key_F5)
    who.press(Qt.Key.Key_PageDown, Qt.Key.Key_PageDown)
    sys.stdout.write(json.dumps(who.lesson()))
    sys.stdout.flush()
    os._exit(0)


def reopened(who: Facilitator, _login: str) -> dict[str, Any]:
    """Seven minutes later somebody has started it again."""
    who.clock.advance(minutes=7)
    who.press(Qt.Key.Key_F5)
    return who.lesson()


SCENES = {"two": two_screens, "mirrored": mirrored, "dragged": dragged, "killed": killed, "reopened": reopened}

if __name__ == "__main__":
    person = Facilitator(Path(sys.argv[1]), sys.argv[2])
    told = SCENES[sys.argv[3]](person, sys.argv[2])
    person.program.window.close()
    person.settle()
    left = [each for each in QApplication.topLevelWidgets() if isinstance(each, PresenterWindow) and each.isVisible()]
    sys.stdout.write(json.dumps({**told, "left open": len(left)}))
