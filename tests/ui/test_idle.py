from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from iop_desktop.rules.lock_causes import LockCause
from iop_desktop.ui.idle import IdleLock


@dataclass
class Clocks:
    """Two clocks that a test moves."""

    monotonic: float = 100.0
    wall: float = 1_000_000.0

    def advance(self, seconds: float) -> None:
        self.monotonic += seconds
        self.wall += seconds


class Watched:
    """An idle lock on fake time, with what it sent and a widget to act on."""

    def __init__(self, app: QApplication, widget: QWidget) -> None:
        self.clocks = Clocks()
        self.widget = widget
        self.sent: list[str] = []
        self.idle = IdleLock(app, 600, lambda: self.clocks.monotonic, lambda: self.clocks.wall)
        self.idle.lock_due.connect(self.sent.append)
        self.idle.start()

    def pass_seconds(self, seconds: int) -> None:
        for _ in range(seconds):
            self.clocks.advance(1)
            self.idle.tick()

    def move_pointer(self, x: float) -> None:
        at = QPointF(x, 5)
        none = Qt.MouseButton.NoButton
        event = QMouseEvent(QEvent.Type.MouseMove, at, at, none, none, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(self.widget.windowHandle(), event)


@pytest.fixture
def watched(qapp: QApplication, qtbot: QtBot) -> Iterator[Watched]:
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.show()
    made = Watched(qapp, widget)
    yield made
    made.idle.stop()


def test_locks_after_ten_minutes_and_not_before(watched: Watched) -> None:
    watched.pass_seconds(599)
    assert watched.sent == []
    watched.pass_seconds(1)
    assert watched.sent == ["idle"]


def test_a_key_starts_the_time_again(watched: Watched) -> None:
    watched.pass_seconds(590)
    key = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_A, Qt.KeyboardModifier.NoModifier, "a")
    QApplication.sendEvent(watched.widget.windowHandle(), key)
    watched.pass_seconds(590)
    assert watched.sent == []


def test_a_moved_pointer_counts_and_a_resting_one_does_not(watched: Watched) -> None:
    watched.move_pointer(10)
    watched.pass_seconds(300)
    watched.move_pointer(10)  # sent again because a window came up under it
    watched.pass_seconds(300)
    assert watched.sent == ["idle"]
    watched.sent.clear()
    watched.move_pointer(40)
    watched.pass_seconds(599)
    assert watched.sent == []


@pytest.mark.parametrize("jump", [45.0, -3600.0])
def test_a_jump_of_the_wall_clock_locks(watched: Watched, jump: float) -> None:
    watched.clocks.wall += jump
    watched.pass_seconds(1)
    assert watched.sent == ["resumed"]


def test_a_short_hiccup_does_not_lock(watched: Watched) -> None:
    watched.clocks.advance(20)
    watched.pass_seconds(1)
    assert watched.sent == []


def test_a_sign_of_the_system_locks_at_once(watched: Watched) -> None:
    watched.idle.tell(LockCause.SWITCH)
    assert watched.sent == [LockCause.SWITCH]


@pytest.mark.parametrize(
    ("key", "held", "sent"),
    [
        (Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier, ["asked"]),
        (Qt.Key.Key_L, Qt.KeyboardModifier.NoModifier, []),
        (Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier, []),
        (Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier, []),
    ],
)
def test_control_l_locks_from_any_window(
    watched: Watched, key: Qt.Key, held: Qt.KeyboardModifier, sent: list[str]
) -> None:
    QApplication.sendEvent(watched.widget.windowHandle(), QKeyEvent(QEvent.Type.KeyPress, key, held))
    assert watched.sent == []
    QApplication.processEvents()
    assert watched.sent == sent


def test_nothing_is_sent_while_locked(watched: Watched) -> None:
    watched.idle.stop()
    watched.pass_seconds(700)
    watched.idle.tell(LockCause.SCREEN)
    assert watched.sent == []
