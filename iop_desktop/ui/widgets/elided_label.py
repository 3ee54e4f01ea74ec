"""A label for text of unknown length."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from iop_desktop.ui.fonts import use_font
from iop_desktop.ui.painting import draw_text
from iop_desktop.ui.theme import color
from iop_desktop.ui.widgets.plain_tip import plain_tip


class ElidedLabel(QWidget):
    """One line that ends in an ellipsis when there is no room; the whole text is its tooltip and accessible name."""

    def __init__(
        self,
        text: str = "",
        px: int = 13,
        weight: int = 400,
        ink: str = "text",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._text = ""
        self._ink = ink
        use_font(self, px, weight)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.set_text(text)

    def text(self) -> str:
        """The whole text."""
        return self._text

    def set_text(self, text: str) -> None:
        """Show another text."""
        if text == self._text:
            return
        self._text = text
        self.setAccessibleName(text)
        self._update_tooltip()
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(self.font())
        return QSize(metrics.horizontalAdvance(self._text) + 2, metrics.height())

    def minimumSizeHint(self) -> QSize:
        return QSize(24, QFontMetrics(self.font()).height())

    def paintEvent(self, event: QPaintEvent) -> None:
        rect = self.rect().toRectF()
        draw_text(QPainter(self), rect, self._text, self.font(), color(self._ink))

    def _update_tooltip(self) -> None:
        self.setToolTip(plain_tip(self._text if len(self._text) > 24 else ""))
