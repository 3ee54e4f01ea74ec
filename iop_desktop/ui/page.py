"""What every page shares: it reads its rows again when a topic it shows has changed."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from iop_desktop.services.changes import Changes, Topic
from iop_desktop.ui.shortcut_group import ShortcutGroup
from iop_desktop.ui.tasks import Tasks

COMPACT_WIDTH = 1120
"""Pages narrower than this leave out what only accompanies the work."""


class Page(QWidget):
    """A page of the window. Hidden pages wait until they are shown to read again."""

    topics: ClassVar[frozenset[Topic]] = frozenset()
    shortcut_groups: ClassVar[tuple[ShortcutGroup, ...]] = ()
    _tasks: Tasks

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self._stale = True
        self._mine: Changes | None = None
        self._compact = False

    @property
    def banner_top(self) -> int:
        """How far below the page's upper edge a message floats: below its title line, above rows and footers."""
        return 62

    def refresh(self) -> None:
        """Read the rows again, on the quick lane."""

    def leave(self) -> None:
        """Called before the page is hidden, the program locks or closes: put drafts into the vault."""

    def focus_first(self) -> None:
        """Give the keyboard to where work begins on this page."""
        self.setFocus()

    def on_changed(self, changes: Changes) -> None:
        """Something changed. Changes this page made and has shown already are passed over."""
        if changes is self._mine or not changes.topics & self.topics:
            return
        if self.isVisible():
            self.refresh()
        else:
            self._stale = True

    def set_compact(self, compact: bool) -> None:
        """Show less beside the work on a small screen, such as 1366x768 at 125 %."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        compact = self.width() < COMPACT_WIDTH
        if compact is not self._compact:
            self._compact = compact
            self.set_compact(compact)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._stale = False
            # A page without work in the lanes has nothing to wait for.
            if hasattr(self, "_tasks"):
                self._tasks.after_paint(self, self.refresh)
            else:
                self.refresh()
