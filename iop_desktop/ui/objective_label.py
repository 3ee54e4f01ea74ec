"""An objective of the lesson: one line, or two where there is room."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QResizeEvent, QTextLayout

from iop_desktop.ui.painting import draw_text
from iop_desktop.ui.theme import color
from iop_desktop.ui.widgets.elided_label import ElidedLabel

_INK = "text2"


class ObjectiveLabel(ElidedLabel):
    """Wraps into a second line when ``set_roomy`` allows it; what is longer still ends in an ellipsis."""

    def __init__(self) -> None:
        self._roomy = False
        super().__init__("", 12, ink=_INK)

    def set_roomy(self, roomy: bool) -> None:
        """Allow a second line, or take it back."""
        self._roomy = roomy
        self._fit()

    def set_text(self, text: str) -> None:
        super().set_text(text)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def lines(self) -> tuple[str, ...]:
        """The text as it is broken at the present width."""
        if not self._roomy or QFontMetrics(self.font()).horizontalAdvance(self._text) <= self.width():
            return (self._text,)
        layout = QTextLayout(self._text, self.font())
        layout.beginLayout()
        first = layout.createLine()
        first.setLineWidth(self.width())
        layout.endLayout()
        end = first.textLength()
        return tuple(part for part in (self._text[:end].rstrip(), self._text[end:].lstrip()) if part)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        height = QFontMetrics(self.font()).height()
        for number, line in enumerate(self.lines()):
            draw_text(painter, QRectF(0, number * height, self.width(), height), line, self.font(), color(_INK))

    def _fit(self) -> None:
        height = QFontMetrics(self.font()).height() * len(self.lines())
        if height != self.height():
            self.setFixedHeight(height)
            self.update()
