from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from iop_desktop.ui.watchdog import Watchdog


@pytest.fixture
def watchdog(qtbot: QtBot) -> Iterator[Watchdog]:
    made = Watchdog(limit_ms=50)
    made.start()
    yield made
    made.stop()


def _planted_stall() -> None:
    time.sleep(0.16)


def test_a_planted_stall_is_caught_with_its_place(watchdog: Watchdog, qtbot: QtBot) -> None:
    with qtbot.waitSignal(watchdog.stalled, timeout=3000):
        QTimer.singleShot(30, _planted_stall)
    worst = max(watchdog.stalls, key=lambda stall: stall.seconds)
    assert 0.1 < worst.seconds < 1
    assert any("_planted_stall" in place for place in worst.stack)
    assert not any("0.16" in place for place in worst.stack)


def test_a_stall_that_lasts_until_the_end_counts(qtbot: QtBot) -> None:
    made = Watchdog(limit_ms=20)
    made.start()
    time.sleep(0.08)
    made.stop()
    assert len(made.stalls) == 1


def test_time_is_measured_with_the_given_clock(qtbot: QtBot) -> None:
    now = [0.0]
    made = Watchdog(limit_ms=50, clock=lambda: now[0])
    made._tick()
    now[0] = 0.055
    made._tick()
    assert list(made.stalls) == []
    now[0] = 0.155
    made._tick()
    assert [round(stall.seconds, 3) for stall in made.stalls] == [0.09]
