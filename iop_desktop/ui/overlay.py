"""A panel over everything else in the window."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget

from iop_desktop.ui.theme import color
from iop_desktop.ui.widgets.card import Card

_TOP_SHARE = 8
_TOP_MOST = 90


class Overlay(QWidget):
    """Dims ``host`` and shows ``panel`` on top; Escape or a click beside the panel closes it.

    The keyboard stays inside while it is open and goes back to where it was. A closed overlay deletes itself.
    """

    closed = Signal()

    def __init__(self, host: QWidget, width: int, padding: int = 20, spacing: int = 12) -> None:
        super().__init__(host)
        self._host = host
        self._width = width
        self._focus_before = QApplication.focusWidget()
        self.panel = Card(kind="raised", padding=padding, spacing=spacing, parent=self)
        host.installEventFilter(self)

    def open(self) -> None:
        """Show it over the host."""
        self.fit()
        self.show()
        self.raise_()

    def close_overlay(self) -> None:
        """Take it away and give the keyboard back."""
        if self.isHidden():
            return
        self.hide()
        before = self._focus_before
        self._focus_before = None
        if before is not None and before.isVisible():
            before.setFocus()
        self.closed.emit()
        self.deleteLater()

    def fit(self) -> None:
        """Cover the host and put the panel in its place, as high as its content allows."""
        self.setGeometry(self._host.rect())
        top = min(_TOP_MOST, self.height() // _TOP_SHARE)
        width = min(self._width, self.width() - 32)
        height = min(self.panel.sizeHint().height(), self.height() - 2 * min(top, 32))
        top = min(top, max(16, (self.height() - height) // 2))
        self.panel.setGeometry(QRect((self.width() - width) // 2, top, width, height))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._host and event.type() == QEvent.Type.Resize:
            self.fit()
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_overlay()
        else:
            event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if not self.panel.geometry().contains(event.position().toPoint()):
            self.close_overlay()

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), color("scrim"))

    def focusNextPrevChild(self, next: bool) -> bool:  # noqa: A002  Qt's own name
        focused = QApplication.focusWidget()
        inside = [w for w in self.findChildren(QWidget) if _takes_tab(w)]
        if not inside:
            return True
        at = inside.index(focused) if focused in inside else -1
        inside[(at + (1 if next else -1)) % len(inside)].setFocus(
            Qt.FocusReason.TabFocusReason if next else Qt.FocusReason.BacktabFocusReason
        )
        return True


def _takes_tab(widget: QWidget) -> bool:
    tab = Qt.FocusPolicy.TabFocus
    return widget.isVisible() and widget.isEnabled() and (widget.focusPolicy() & tab) == tab
