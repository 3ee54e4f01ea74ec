"""Which screen is the room's, and whether two screens show the same picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication, QScreen


@dataclass(frozen=True, slots=True)
class ScreenPlan:
    """What may be done with the screens there are. ``room`` is None when there is no screen of its own for the room."""

    room: QScreen | None
    mirrored: bool


def plan_screens(screens: Sequence[QScreen], own: QScreen | None) -> ScreenPlan:
    """Choose the room's screen beside ``own``, the laptop's; the largest one when there are several.

    Screens that overlap show the same picture: then nothing is the room's alone.
    """
    mirrored = any(
        first.geometry().intersects(second.geometry())
        for place, first in enumerate(screens)
        for second in screens[place + 1 :]
    )
    others = [] if mirrored else [screen for screen in screens if screen is not own]
    room = max(others, key=lambda screen: screen.geometry().width() * screen.geometry().height(), default=None)
    return ScreenPlan(room, mirrored)


class ScreenWatch(QObject):
    """Sends ``changed`` at once when a screen comes, goes, moves, or another one becomes the first."""

    changed = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        app = QGuiApplication.instance()
        assert isinstance(app, QGuiApplication)
        app.screenAdded.connect(self._added)
        app.screenRemoved.connect(self._say)
        app.primaryScreenChanged.connect(self._say)
        for screen in QGuiApplication.screens():
            screen.geometryChanged.connect(self._say)

    def _added(self, screen: QScreen) -> None:
        screen.geometryChanged.connect(self._say)
        self.changed.emit()

    def _say(self, _what: object = None) -> None:
        self.changed.emit()
