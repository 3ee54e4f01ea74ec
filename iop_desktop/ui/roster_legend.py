"""The keys of the roster printed under it; while a name is being typed, the name."""

from __future__ import annotations

from PySide6.QtWidgets import QStackedWidget, QWidget

from iop_desktop.rules.vocabulary import BY_LETTER
from iop_desktop.ui.layouts import holder, row
from iop_desktop.ui.widgets.keycap import KeyCap
from iop_desktop.ui.widgets.text import label, muted

HEIGHT = 40


class RosterLegend(QStackedWidget):
    """One line of keys."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(HEIGHT)
        self._rows_key = KeyCap("1")
        marks: list[QWidget | int | None] = []
        for letter, status in BY_LETTER.items():
            marks += [KeyCap(letter), muted(status.label), 4]
        self._more = holder(
            row(
                self._rows_key,
                muted("row"),
                4,
                KeyCap("/"),
                muted("find"),
                4,
                KeyCap("Enter"),
                muted("note"),
                spacing=6,
            )
        )
        self._finding = label("", 13, 600)
        self.addWidget(holder(row(*marks, None, self._more, spacing=6, margins=(14, 0, 14, 0))))
        hint = muted("Enter or Esc ends the search")
        self.addWidget(holder(row(label("Find:", 13, 500, "muted"), self._finding, None, hint, margins=(14, 0, 14, 0))))

    def set_compact(self, compact: bool) -> None:
        """Only the marks on a small screen; the other keys stand under ``?``."""
        self._more.setVisible(not compact)

    def show_rows(self, count: int) -> None:
        """Say which numbers are rows."""
        self._rows_key.set_keys(f"1–{count}" if count > 1 else "1")

    def show_finding(self, text: str | None) -> None:
        """Show the letters of a search by name, or the keys again."""
        self.setCurrentIndex(0 if text is None else 1)
        self._finding.setText(f"{text or ''}▏")
