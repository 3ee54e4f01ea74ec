"""What tests of windows share: the theme, a window on screen, recorded dialogs, a lane for work."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from iop_desktop.ui.tasks import Tasks
from iop_desktop.ui.theme import Theme
from tests.e2e.conftest import demo, demo_template, open_program, program
from tests.support.clock import MovableClock
from tests.ui.door import Start, at_the_door
from tests.ui.recorder import RecordedDialogs

__all__ = ["demo", "demo_template", "open_program", "program"]

Show = Callable[..., None]


@pytest.fixture(autouse=True)
def theme(qapp: QApplication) -> Theme:
    """The light theme at 100 %."""
    return Theme.apply(qapp, "light", 1.0)


@pytest.fixture
def dialogs() -> RecordedDialogs:
    """Answers without opening anything."""
    return RecordedDialogs()


@pytest.fixture
def start(qapp: QApplication, clock: MovableClock, dialogs: RecordedDialogs) -> Iterator[Start]:
    """``start(folder)`` opens the window on a folder; closed at the end."""
    with contextlib.ExitStack() as opened:
        yield lambda folder: opened.enter_context(at_the_door(qapp, folder, clock, dialogs))


@pytest.fixture
def tasks(qtbot: QtBot) -> Iterator[Tasks]:
    """Both lanes; what is still running at the end is waited for."""
    made = Tasks()
    yield made
    made.shutdown(wait=True)
    made.wait_idle()


@pytest.fixture
def show(qtbot: QtBot) -> Show:
    """Show a widget as the active window: ``show(widget, width, height)``."""

    def shown(widget: QWidget, width: int = 1366, height: int = 768) -> None:
        qtbot.addWidget(widget)
        widget.resize(width, height)
        widget.show()
        widget.activateWindow()
        qtbot.waitUntil(widget.isActiveWindow)

    return shown
