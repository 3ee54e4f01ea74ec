"""A field to look for something."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QWidget

from iop_desktop.ui.fonts import use_font
from iop_desktop.ui.icons import Icon
from iop_desktop.ui.widgets.keycap import KeyCap


class SearchField(QFrame):
    """A line with a magnifier and, at the right, the keys that lead here."""

    text_changed = Signal(str)

    def __init__(self, placeholder: str, *keys: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "search")
        self.setFixedHeight(34)
        self.edit = QLineEdit()
        self.edit.setProperty("kind", "bare")
        self.edit.setPlaceholderText(placeholder)
        self.edit.setAccessibleName(placeholder)
        use_font(self.edit, 13)
        self.edit.textChanged.connect(self.text_changed)
        self.edit.installEventFilter(self)
        self.setFocusProxy(self.edit)
        self._fill(keys)

    def text(self) -> str:
        """What is being looked for."""
        return self.edit.text()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.setProperty("active", event.type() == QEvent.Type.FocusIn)
            self.style().unpolish(self)
            self.style().polish(self)
        return super().eventFilter(watched, event)

    def _fill(self, keys: tuple[str, ...]) -> None:
        layout = QHBoxLayout(self)
        layout.setContentsMargins(10, 0, 6, 0)
        layout.setSpacing(8)
        layout.addWidget(Icon("search"))
        layout.addWidget(self.edit, 1)
        if keys:
            layout.addWidget(KeyCap(*keys))
