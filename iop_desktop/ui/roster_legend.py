"""The keys of the roster printed under it; while a name is being typed, the name."""

from __future__ import annotations

from PySide6.QtWidgets import QStackedWidget, QWidget

from iop_desktop.rules.vocabulary import BY_LETTER, AttendanceStatus
from iop_desktop.ui.layouts import column, holder, row
from iop_desktop.ui.widgets.keycap import KeyCap
from iop_desktop.ui.widgets.text import label, muted

HEIGHT = 62
_MARGINS = (14, 6, 14, 6)
CANCELLED = "client / program cancelled"
OTHERS = (
    (("Shift", "E"), "excused, why"),
    (("O",), "called out"),
    (("R",), "back"),
    (("B",), "break"),
    (("H",), "log"),
    (("+",), "walk-in"),
    (("/",), "find"),
    (("Enter",), "note"),
)


class RosterLegend(QStackedWidget):
    """Two lines of keys: the marks, and everything else."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(HEIGHT)
        self._rows_key = KeyCap("1")
        marks: list[QWidget | int | None] = []
        for letter, status in BY_LETTER.items():
            if status is AttendanceStatus.CANCELLED_BY_CLIENT:
                marks += [KeyCap(letter), KeyCap(AttendanceStatus.CANCELLED_BY_PROGRAM.letter), muted(CANCELLED), 4]
            elif status is not AttendanceStatus.CANCELLED_BY_PROGRAM:
                marks += [KeyCap(letter), muted(status.short_label), 4]
        others: list[QWidget | int | None] = [self._rows_key, muted("row"), 6]
        self._spare: list[QWidget] = []
        for keys, words in OTHERS:
            pair = [KeyCap(*keys), muted(words)]
            others += [*pair, 6]
            self._spare += pair if words in ("excused, why", "log") else []
        lines = column(row(*marks, None, spacing=5), row(*others, None, spacing=6), spacing=6, margins=_MARGINS)
        self.addWidget(holder(lines))
        self._finding = label("", 13, 600)
        hint = muted("Enter or Esc ends the search")
        self.addWidget(holder(row(label("Find:", 13, 500, "muted"), self._finding, None, hint, margins=(14, 0, 14, 0))))

    def set_compact(self, compact: bool) -> None:
        """Fewer words on a small screen; all keys stand under ``?``."""
        for shown in self._spare:
            shown.setVisible(not compact)

    def show_rows(self, count: int) -> None:
        """Say which numbers are rows."""
        self._rows_key.set_keys(f"1–{count}" if count > 1 else "1")

    def show_finding(self, text: str | None) -> None:
        """Show the letters of a search by name, or the keys again."""
        self.setCurrentIndex(0 if text is None else 1)
        self._finding.setText(f"{text or ''}▏")
