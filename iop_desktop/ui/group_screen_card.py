"""What the room sees, in small, with the keys that change it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from iop_desktop.ui.group_screen import GroupScreen
from iop_desktop.ui.icons import icon
from iop_desktop.ui.layouts import row
from iop_desktop.ui.presenter.slide_view import SlideView
from iop_desktop.ui.widgets.buttons import button, icon_button
from iop_desktop.ui.widgets.card import Card
from iop_desktop.ui.widgets.chip import Chip
from iop_desktop.ui.widgets.text import label, muted


class GroupScreenCard(Card):
    """The slide on show with back, next and blank; with ``next_view`` the slide that comes after it as well."""

    next_asked = Signal()
    back_asked = Signal()
    blank_asked = Signal()
    open_asked = Signal()

    def __init__(self, next_view: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(padding=14, spacing=8, parent=parent)
        self._chip = Chip("No names shown", "ok", "shield-check")
        self.now = SlideView("Slide on the group screen")
        self.place = label("", 12, tabular=True)
        self.back = icon_button(
            "chevron-left", "Slide before", kind="", shortcut="Page Up", clicked=self.back_asked.emit
        )
        self.next = icon_button(
            "chevron-right", "Next slide", kind="", shortcut="Page Down", clicked=self.next_asked.emit
        )
        self.blank = button("Blank", "", "eye-off", shortcut="B", clicked=self.blank_asked.emit)
        self.open = button("Open group screen", "", "monitor-up", shortcut="Shift+F5", clicked=self.open_asked.emit)
        self.state = muted("", wrap=True)
        self.after: SlideView | None = SlideView("Next slide") if next_view else None
        self.add(row(label("Group screen", 13, 600), None, self._chip))
        self.add(self.now)
        self.add(row(self.back, self.place, self.next, None, self.blank, spacing=6))
        self.add(self.state)
        self.add(self.open)
        if self.after is not None:
            self.add(label("Next", 12, 600, "muted"))
            self.add(self.after)
        self.body.addStretch(1)

    def show_screen(self, screen: GroupScreen, number: int, following: int, count: int) -> None:
        """Show slide ``number`` of ``count``, what comes after it, and whether the room sees it."""
        self.now.show_number(number)
        self.place.setText(f"Slide {number} of {count}" if number else "No slide")
        if self.after is not None:
            self.after.show_number(following)
        self.blank.setEnabled(screen.is_open)
        self.blank.setText("Show" if screen.is_open and screen.is_blank else "Blank")
        self.blank.setIcon(icon("monitor" if screen.is_open and screen.is_blank else "eye-off", "text2"))
        self.blank.setAccessibleName(
            "Show the slide" if screen.is_open and screen.is_blank else "Blank the group screen"
        )
        self.open.setText("Close group screen" if screen.is_open else "Open group screen")
        self.open.setAccessibleName(self.open.text())
        self.state.setText(_state_words(screen))


def _state_words(screen: GroupScreen) -> str:
    if not screen.is_open:
        plan = screen.plan
        where = "Screens are mirrored: the room would see this window." if plan.mirrored else "No second screen."
        return "Ready on the second screen." if plan.room is not None else where
    return "Blank: the room sees nothing." if screen.is_blank else "The room sees this slide."
