"""The window on the room's screen: slides and nothing else, blank at first and whenever the screens change."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QPainter, QPaintEvent, QScreen
from PySide6.QtWidgets import QWidget

from iop_desktop.rules.slides import Slide
from iop_desktop.ui.presenter.screens import ScreenWatch
from iop_desktop.ui.presenter.slide_cache import SlideCache
from iop_desktop.ui.presenter.slide_painter import paint_blank

TITLE = "IOP Desktop"
_NEXT = (Qt.Key.Key_PageDown, Qt.Key.Key_Right, Qt.Key.Key_Space)
_BACK = (Qt.Key.Key_PageUp, Qt.Key.Key_Left)
_BLANK = (Qt.Key.Key_B, Qt.Key.Key_Period)


class PresenterWindow(QWidget):
    """Shows the slide it is told to. Keys that reach it are handed on: it does not know what they do.

    ``screens_changed`` is sent when the window has gone blank because the screens are not as they were.
    """

    next_asked = Signal()
    back_asked = Signal()
    blank_asked = Signal()
    close_asked = Signal()
    closed = Signal()
    screens_changed = Signal()

    def __init__(self) -> None:
        super().__init__(None, Qt.WindowType.Window | Qt.WindowType.FramelessWindowHint)
        self.setWindowTitle(TITLE)
        self.setAccessibleName("Group screen")
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, False)
        self.setCursor(Qt.CursorShape.BlankCursor)
        self._cache = SlideCache(self)
        self._slides: tuple[Slide, ...] = ()
        self._heading = ""
        self._number = 0
        self._watch = ScreenWatch(self)
        self._watch.changed.connect(self._screens_change)

    @property
    def number(self) -> int:
        """The slide on show; 0 while the window is blank."""
        return self._number

    @property
    def slides(self) -> tuple[Slide, ...]:
        """The slides it was given."""
        return self._slides

    @property
    def heading(self) -> str:
        """The title of the lesson."""
        return self._heading

    def set_slides(self, slides: tuple[Slide, ...], heading: str) -> None:
        """Give it other slides; it goes blank unless they are the same."""
        if (slides, heading) != (self._slides, self._heading):
            self._slides, self._heading = slides, heading
            self._cache.set_slides(slides, heading)
            self.blank()

    def show_number(self, number: int) -> None:
        """Show the slide with this number; blank when there is none."""
        self._number = number if 1 <= number <= len(self._slides) else 0
        self.update()

    def blank(self) -> None:
        """Show nothing, at once."""
        self._number = 0
        self.repaint() if self.isVisible() else self.update()

    def open_on(self, screen: QScreen, takes_keys: bool = False) -> None:
        """Fill ``screen``, blank. It takes the keyboard only when it covers the screen one works on."""
        self._number = 0
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating, not takes_keys)
        self.setScreen(screen)
        self.setGeometry(screen.geometry())
        self.showFullScreen()
        if takes_keys:
            self.raise_()
            self.activateWindow()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self._number:
            painter.drawPixmap(0, 0, self._cache.picture(self._number, self.size(), self.devicePixelRatioF()))
        else:
            paint_blank(painter, QRectF(self.rect()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        for keys, asked in ((_NEXT, self.next_asked), (_BACK, self.back_asked), (_BLANK, self.blank_asked)):
            if key in keys:
                asked.emit()
                return
        if key == Qt.Key.Key_Escape:
            self.close_asked.emit()
        else:
            super().keyPressEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if not event.spontaneous():
            self._number = 0
            self.closed.emit()

    def _screens_change(self) -> None:
        if self.isVisible():
            self.blank()
            self.screens_changed.emit()
