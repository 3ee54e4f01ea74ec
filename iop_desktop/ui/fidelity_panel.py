"""Five items rated from 0 to 4: a digit rates the current one and goes on to the next."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from iop_desktop.rules.fidelity import HIGHEST, ITEMS, SCALE, FidelityCount
from iop_desktop.ui.layouts import column
from iop_desktop.ui.widgets.segmented import Segmented
from iop_desktop.ui.widgets.text import label


def count_words(count: FidelityCount) -> str:
    """``4 of 6 segments done, 1 shortened, 1 skipped · 165 of 180 min``."""
    others = ((count.shortened, "shortened"), (count.skipped, "skipped"), (count.open, "not marked"))
    told = "".join(f", {number} {words}" for number, words in others if number)
    minutes = f"{count.minutes_spent} of {count.minutes_planned} min" if count.minutes_spent else "not timed"
    return f"{count.done} of {count.planned} segments done{told} · {minutes}"


class ItemRating(Segmented):
    """The scale from 0 to 4 for one item; the digit is the score."""

    rated = Signal()

    def __init__(self, name: str) -> None:
        super().__init__([(str(score), str(score)) for score in range(HIGHEST + 1)], name)
        for score, made in enumerate(self._group.buttons()):
            made.setToolTip(f"{score}: {SCALE[score]}")
            made.setAccessibleName(f"{name}: {score}, {SCALE[score]}")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        digit = event.text()
        if not (digit.isascii() and digit.isdigit()):
            super().keyPressEvent(event)
        elif int(digit) <= HIGHEST and self.choose(int(digit) + 1):
            self.rated.emit()


class FidelityPanel(QWidget):
    """Emits ``changed`` when a score was given; ``scores`` is None until all five are."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = [label("", 13, 500, wrap=True) for _ in range(ITEMS)]
        self.ratings = [ItemRating(f"Item {number}") for number in range(1, ITEMS + 1)]
        parts = [column(words, rating, spacing=4) for words, rating in zip(self._words, self.ratings, strict=True)]
        self.setLayout(column(*parts, spacing=10))
        for number, rating in enumerate(self.ratings):
            rating.chosen.connect(lambda _value: self.changed.emit())
            rating.rated.connect(lambda at=number: self._go_on(at))

    def show_items(self, items: Sequence[str], scores: Sequence[int], editable: bool) -> None:
        """Show the items with the scores that were given, if any."""
        for number, (words, rating) in enumerate(zip(self._words, self.ratings, strict=True)):
            words.setText(items[number])
            rating.set_value(str(scores[number]) if number < len(scores) else None)
            rating.setEnabled(editable)

    @property
    def scores(self) -> tuple[int, ...] | None:
        """The five scores, or None while one is missing."""
        given = [rating.value() for rating in self.ratings]
        return tuple(int(value) for value in given if value is not None) if None not in given else None

    def focus_first(self) -> None:
        """Give the keyboard to the first item that has no score."""
        open_ones = [rating for rating in self.ratings if rating.value() is None]
        (open_ones or self.ratings)[0].setFocus()

    def _go_on(self, number: int) -> None:
        if number + 1 < len(self.ratings):
            self.ratings[number + 1].setFocus()
