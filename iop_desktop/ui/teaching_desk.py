"""Teaching as part of the window: the runner, the room's screen, and the cover when the room sees the laptop."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeySequence, QShortcut

from iop_desktop.services.bundle import Services
from iop_desktop.services.room_views import SessionHead
from iop_desktop.ui.group_page import GroupPage
from iop_desktop.ui.group_screen import GroupScreen
from iop_desktop.ui.runner import Runner
from iop_desktop.ui.tasks import Tasks
from iop_desktop.ui.widgets.empty_state import EmptyState
from iop_desktop.ui.window import MainWindow

COVERED = "Slides are shown on this screen, so member pages stay closed. Press Esc on the slides to come back."


class TeachingDesk(QObject):
    """Connects the group page with its runner and the room's screen; dies with the page."""

    def __init__(
        self, page: GroupPage, window: MainWindow, services: Services, tasks: Tasks, clock: Callable[[], datetime]
    ) -> None:
        super().__init__(page)
        self._page, self._window = page, window
        self.screen = GroupScreen(window, self)
        self.runner = Runner(page, page.screen_card, self.screen, services.teaching, services.fidelity, tasks, clock)
        page.runner_made.connect(self.runner.attach)
        page.session_shown.connect(self._show_session)
        self.runner.left.connect(lambda: page.show_runner(False))
        self.screen.covers.connect(self._cover)
        self.screen.told.connect(lambda sentence: window.say(sentence, "warn"))
        toggle = QShortcut(QKeySequence("Shift+F5"), page)
        toggle.setContext(Qt.ShortcutContext.WindowShortcut)
        toggle.activated.connect(self.screen.toggle)

    def _show_session(self, head: SessionHead) -> None:
        self.runner.load(head.session_id)

    def _cover(self, covers: bool) -> None:
        shell = self._window.shell
        if shell is not None and shell.covered is not covers:
            shell.cover(self._sheet() if covers else None)

    def _sheet(self) -> EmptyState:
        sheet = EmptyState("presentation", COVERED, "Close the group screen")
        sheet.acted.connect(self.screen.close)
        return sheet
