"""The keys of the roster printed under it; while a name is being typed, the name."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtWidgets import QStackedWidget, QWidget

from iop_desktop.rules.vocabulary import BY_LETTER, AttendanceStatus
from iop_desktop.ui.layouts import Item, column, holder, row
from iop_desktop.ui.widgets.keycap import KeyCap
from iop_desktop.ui.widgets.text import label, muted

HEIGHT = 62
# On a small screen so many marks stand in the first line.
_FIRST_LINE = 6
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
COMPACT_OTHERS = ((("+",), "walk-in"), (("?",), "all keys"))


class RosterLegend(QStackedWidget):
    """Two lines of keys: the marks, and everything else; on a small screen the marks, and the way to all keys."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(HEIGHT)
        self._rows_key = KeyCap("1")
        self._finding = label("", 13, 600)
        self._compact = False
        self.addWidget(_lines(_marks(BY_LETTER), [self._rows_key, muted("row"), 6, *_keys(OTHERS)]))
        rest = [*_marks(list(BY_LETTER)[_FIRST_LINE:]), 4, *_keys(COMPACT_OTHERS)]
        self.addWidget(_lines(_marks(list(BY_LETTER)[:_FIRST_LINE]), rest))
        hint = muted("Enter or Esc ends the search")
        self.addWidget(holder(row(label("Find:", 13, 500, "muted"), self._finding, None, hint, margins=(14, 0, 14, 0))))

    def set_compact(self, compact: bool) -> None:
        """On a small screen the marks; all keys stand under ``?``."""
        self._compact = compact
        self.show_finding(None)

    def show_rows(self, count: int) -> None:
        """Say which numbers are rows."""
        self._rows_key.set_keys(f"1–{count}" if count > 1 else "1")

    def show_finding(self, text: str | None) -> None:
        """Show the letters of a search by name, or the keys again."""
        self.setCurrentIndex(2 if text is not None else int(self._compact))
        self._finding.setText(f"{text or ''}▏")


def _lines(first: list[Item], second: list[Item]) -> QWidget:
    return holder(column(row(*first, None, spacing=5), row(*second, None, spacing=6), spacing=6, margins=_MARGINS))


def _marks(letters: Iterable[str]) -> list[Item]:
    """Key and word of each status; the two ways of cancelling share their words."""
    found: list[Item] = []
    for letter in letters:
        status = BY_LETTER[letter]
        if status is AttendanceStatus.CANCELLED_BY_CLIENT:
            found += [KeyCap(letter), KeyCap(AttendanceStatus.CANCELLED_BY_PROGRAM.letter), muted(CANCELLED), 2]
        elif status is not AttendanceStatus.CANCELLED_BY_PROGRAM:
            found += [KeyCap(letter), muted(status.short_label), 2]
    return found


def _keys(keys_and_words: Iterable[tuple[tuple[str, ...], str]]) -> list[Item]:
    return [item for keys, words in keys_and_words for item in (KeyCap(*keys), muted(words), 6)]
