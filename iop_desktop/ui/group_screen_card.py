"""What the room sees, in small, with the keys that change it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QToolButton, QWidget

from iop_desktop.rules.slides import Slide
from iop_desktop.ui.group_screen import GroupScreen
from iop_desktop.ui.icons import icon
from iop_desktop.ui.layouts import column, row
from iop_desktop.ui.presenter.slide_view import SlideView
from iop_desktop.ui.widgets.buttons import icon_button
from iop_desktop.ui.widgets.card import Card
from iop_desktop.ui.widgets.chip import Chip
from iop_desktop.ui.widgets.text import label, muted

_SMALL = (112, 63)


class GroupScreenCard(Card):
    """The slide on show with back, next and blank. ``large`` also shows the slide that comes after it."""

    next_asked = Signal()
    back_asked = Signal()
    blank_asked = Signal()
    open_asked = Signal()

    def __init__(self, large: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(padding=14, spacing=8, parent=parent)
        self.now = SlideView("Slide on the group screen")
        self.after: SlideView | None = SlideView("Next slide") if large else None
        self.place, self.state = label("", 12, tabular=True), muted("", wrap=True)
        self.back = icon_button(
            "chevron-left", "Slide before", kind="", shortcut="Page Up", clicked=self.back_asked.emit
        )
        self.next = icon_button(
            "chevron-right", "Next slide", kind="", shortcut="Page Down", clicked=self.next_asked.emit
        )
        self.blank = icon_button("eye-off", "Blank", kind="", shortcut="B", clicked=self.blank_asked.emit)
        self.open = icon_button("monitor-up", "Open", kind="", shortcut="Shift+F5", clicked=self.open_asked.emit)
        self._title = label("Group screen", 13, 600)
        self.add(row(self._title, None, Chip("No names shown", "ok", "shield-check")))
        if large:
            self._fill_large()
        else:
            self._fill_small()

    def _fill_large(self) -> None:
        self.add(self.now)
        self.add(row(self.back, self.next, None, self.blank, self.open, spacing=6))
        self.add(self.place)
        self.add(self.state)
        self.add(label("Next", 12, 600, "muted"))
        if self.after is not None:
            self.add(self.after)
        self.body.addStretch(1)

    def _fill_small(self) -> None:
        self.now.setFixedSize(*_SMALL)
        self.state.setParent(self)  # shown nowhere here; without an owner it would outlive the desk
        self.state.hide()
        buttons = row(self.back, self.next, self.blank, self.open, None, spacing=3)
        self.add(row(self.now, column(None, self.place, buttons, spacing=4), spacing=8))

    def set_compact(self, compact: bool) -> None:
        """On a small screen the promise stands alone above the slide."""
        self._title.setVisible(not compact)

    def set_slides(self, slides: tuple[Slide, ...], heading: str) -> None:
        """Take the slides of a lesson."""
        for view in filter(None, (self.now, self.after)):
            view.set_slides(slides, heading)

    def show_screen(self, screen: GroupScreen, number: int, following: int, count: int) -> None:
        """Show slide ``number`` of ``count``, what comes after it, and whether the room sees it."""
        self.now.show_number(number)
        self.place.setText(f"Slide {number} of {count}" if number else "No slide")
        if self.after is not None:
            self.after.show_number(following)
        hidden = screen.is_open and screen.is_blank
        self.blank.setEnabled(screen.is_open)
        self.blank.setIcon(icon("monitor" if hidden else "eye-off", "text2"))
        _name(self.blank, "Show the slide (B)" if hidden else "Blank the group screen (B)")
        _name(self.open, f"{'Close' if screen.is_open else 'Open'} the group screen (Shift+F5)")
        self.open.setIcon(icon("x" if screen.is_open else "monitor-up", "text2"))
        self.state.setText(_state_words(screen))


def _name(made: QToolButton, words: str) -> None:
    made.setToolTip(words)
    made.setAccessibleName(words)


def _state_words(screen: GroupScreen) -> str:
    if screen.is_open:
        return "Blank: the room sees nothing. B shows the slide." if screen.is_blank else "The room sees this slide."
    plan = screen.plan
    if plan.room is not None:
        return "Shift+F5 opens the second screen, blank at first."
    if plan.mirrored:
        return "The screens are mirrored: the room sees this window."
    return "There is no second screen. Shift+F5 shows the slides here."
