"""How hard a pass phrase is to guess."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from iop_desktop.ui.layouts import column
from iop_desktop.ui.painting import fill_rounded, smooth
from iop_desktop.ui.theme import color
from iop_desktop.ui.widgets.text import muted

_TONES = ("danger", "danger", "warn", "ok", "ok")
_WORDS = ("Very weak", "Weak", "Not strong enough", "Strong", "Very strong")
_GAP = 4


class StrengthMeter(QWidget):
    """Four segments and a sentence; says the same in words for who cannot see the colors."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._segments = _Segments()
        self._sentence = muted(" ", wrap=True)
        self.setLayout(column(self._segments, self._sentence, spacing=4))

    def set_strength(self, score: int, sentence: str) -> None:
        """Show a score from 0 to 4 and a sentence about it; a score below 0 clears the meter."""
        self._segments.set_score(score)
        words = "" if score < 0 else _WORDS[score]
        said = ". ".join(part for part in (words, sentence) if part)
        self._sentence.setText(said or " ")
        self.setAccessibleName(f"Strength: {said}" if said else "Strength")


class _Segments(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self._score = -1
        self.setFixedHeight(6)

    def set_score(self, score: int) -> None:
        self._score = score
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = smooth(QPainter(self))
        width = (self.width() - 3 * _GAP) / 4
        # The lowest score still shows one segment: typing was noticed.
        filled = 0 if self._score < 0 else max(1, self._score)
        for number in range(4):
            tone = _TONES[self._score] if number < filled else "grid"
            box = QRectF(number * (width + _GAP), 0, width, 6)
            fill_rounded(painter, box, color(tone), 3)
