"""Plain text over several lines."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from iop_desktop.ui.fonts import use_font


class TextField(QPlainTextEdit):
    """Plain text in which Tab leaves the field."""

    def __init__(self, name: str, placeholder: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setPlaceholderText(placeholder)
        self.setTabChangesFocus(True)
        use_font(self, 14)

    def sizeHint(self) -> QSize:
        return QSize(240, 56)
