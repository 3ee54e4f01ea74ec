"""Enter presses the button one stands on, as everywhere else people type; Qt by itself knows only the space bar."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QCheckBox, QDialog, QRadioButton

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class EnterClicks(QObject):
    """Watches the whole application; dialogs keep their own default button."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        app.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # Every event of the application passes here: the cheapest question comes first.
        if not isinstance(watched, QAbstractButton) or event.type() != QEvent.Type.KeyPress:
            return False
        if isinstance(
            watched, QCheckBox | QRadioButton
        ):  # on these Enter goes on to the next page, the space bar ticks
            return False
        plain = isinstance(event, QKeyEvent) and event.key() in _ENTER and not event.modifiers() & ~_KEYPAD
        if not plain or isinstance(watched.window(), QDialog) or not watched.isEnabled():
            return False
        watched.click()
        return True


_KEYPAD = Qt.KeyboardModifier.KeypadModifier
