"""The second screen from the laptop's side: open it, blank it, and keep members off a screen that the room sees."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication, QScreen
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from iop_desktop.rules.slides import Slide
from iop_desktop.ui.presenter.presenter_window import PresenterWindow
from iop_desktop.ui.presenter.screens import ScreenPlan, plan_screens

MIRRORED = (
    "Both screens show the same picture, so the room sees this window too. Member pages stay closed while slides are "
    "shown. To see notes beside the slides, extend the screens in the system's display settings."
)
ALONE = "There is no second screen. Slides are shown on this one; press Esc to come back."
CHANGED = "The screens have changed, so the group screen is blank. Press B to show the slides again."
MEETING = "This window came onto the group screen, so the slides were closed. Move it back and press Shift+F5."
GONE = "The group screen was unplugged and is closed. Press Shift+F5 when the screen is back."
# The room's window outlives the lock, and with it everything that knew of it: somebody has to hold it meanwhile.
_kept: list[PresenterWindow] = []


class GroupScreen(QObject):
    """Owns the presenter window. ``changed`` is sent whenever what the room sees has changed.

    ``covers`` says whether members must not be shown on the laptop's screen; ``told`` carries a sentence.
    """

    changed = Signal()
    covers = Signal(bool)
    told = Signal(str)
    next_asked = Signal()
    back_asked = Signal()

    def __init__(self, main: QWidget, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._main = main
        self._slides: tuple[Slide, ...] = ()
        self._heading = ""
        self._wanted = 0
        self._blank = True
        self._shared = self._watches = False
        self._window: PresenterWindow | None = None
        self._adopt()

    @property
    def is_open(self) -> bool:
        """Whether the room's window is on a screen."""
        return self._window is not None and isValid(self._window) and self._window.isVisible()

    @property
    def is_blank(self) -> bool:
        """Whether the room sees nothing, or has no window."""
        return self._blank or not self.is_open

    @property
    def plan(self) -> ScreenPlan:
        """The screens as they are now."""
        return plan_screens(QGuiApplication.screens(), self._main.screen())

    def set_slides(self, slides: tuple[Slide, ...], heading: str) -> None:
        """Take another lesson; the room sees nothing until it is told to."""
        if (slides, heading) == (self._slides, self._heading):
            return
        self._slides, self._heading, self._blank = slides, heading, True
        if self._window is not None:
            self._window.set_slides(slides, heading)
        self.changed.emit()

    def show_number(self, number: int) -> None:
        """The slide the room should see, at once unless the window is blank."""
        self._wanted = number
        self._apply()

    def toggle_blank(self) -> None:
        """Hide the slide, or show it again."""
        self._blank = self.is_open and not self._blank
        self._apply()

    def toggle(self) -> None:
        """Open the window on the room's screen, blank; close it when it is open."""
        if self.is_open:
            self.close()
        else:
            self._open()

    def close(self) -> None:
        """Take the room's window away."""
        if self.is_open and self._window is not None:
            self._window.close()

    def _open(self) -> None:
        plan, window = self.plan, self._made()
        self._shared, self._blank = plan.room is None, True
        window.setProperty("staysWhileLocked", not self._shared)
        # Members leave the laptop's screen before the room could see it.
        self.covers.emit(self._shared)
        window.set_slides(self._slides, self._heading)
        window.open_on(plan.room or self._main.screen(), takes_keys=self._shared)
        self._watch_main()
        if self._shared:
            self.told.emit(MIRRORED if plan.mirrored else ALONE)
        self.changed.emit()

    def _watch_main(self) -> None:
        """The laptop's window may be dragged to the room's screen as well."""
        handle = self._main.windowHandle()
        if handle is not None and not self._watches:
            handle.screenChanged.connect(self._main_moved)
            self._watches = True

    def _main_moved(self, screen: QScreen) -> None:
        if self.is_open and not self._shared and self._window is not None and self._window.screen() is screen:
            self.close()
            self.told.emit(MEETING)

    def _made(self) -> PresenterWindow:
        if self._window is None or not isValid(self._window):
            self._window = PresenterWindow()
            closing = getattr(self._main, "closing", None)
            if closing is not None:
                closing.connect(self._window.close)
            _kept[:] = [self._window]
            self._connect(self._window)
        return self._window

    def _adopt(self) -> None:
        """A window that stayed open while the program was locked goes on to be this one's."""
        for kept in _kept:
            if isValid(kept) and kept.isVisible():
                self._window, self._blank = kept, kept.number == 0
                self._slides, self._heading, self._wanted = kept.slides, kept.heading, kept.number
                self._connect(kept)
                self._watch_main()

    def _connect(self, window: PresenterWindow) -> None:
        window.next_asked.connect(self.next_asked)
        window.back_asked.connect(self.back_asked)
        window.blank_asked.connect(self.toggle_blank)
        window.close_asked.connect(self.close)
        window.closed.connect(self._closed)
        window.screens_changed.connect(self._screens_changed)

    def _apply(self) -> None:
        if self._window is not None and self.is_open:
            self._window.show_number(0 if self._blank else self._wanted)
        self.changed.emit()

    def _closed(self) -> None:
        self._blank, self._shared = True, False
        self.covers.emit(False)
        self.changed.emit()

    def _screens_changed(self) -> None:
        """The window has gone blank by itself; close it when it would now cover the laptop or be mirrored on it."""
        self._blank = True
        plan = self.plan
        lost = not self._shared and (
            plan.room is None or self._window is None or self._window.screen() is not plan.room
        )
        if lost:
            self.close()
        self.told.emit(GONE if lost else CHANGED)
        self.changed.emit()
