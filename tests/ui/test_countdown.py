"""The wait is counted down in seconds, a lock-out in minutes."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from iop_desktop.ui.countdown import Countdown


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, ""), (0.2, "Try again in 1 s"), (300, "Try again in 300 s"), (1800, "Try again in 30 min")],
)
def test_words_of_the_wait(qtbot: QtBot, seconds: float, words: str) -> None:
    countdown = Countdown()
    countdown.begin(seconds)
    assert countdown.words == words
    countdown.stop()
