"""Parts of a page that are chosen from a list at its left, grouped under small headings."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QStackedWidget, QWidget

from iop_desktop.ui.fonts import font, use_font
from iop_desktop.ui.layouts import row, stretched
from iop_desktop.ui.widgets.card import Card

ROW_HEIGHT, HEADING_HEIGHT, ROOM = 32, 34, 44
COMPACT = 6
_FULL = Qt.ItemDataRole.UserRole
Maker = Callable[[], QWidget]
NEXT, BEFORE = ("Ctrl+Tab", "Ctrl+PgDown"), ("Ctrl+Shift+Tab", "Ctrl+PgUp")


class PartsList(QListWidget):
    """The names of the parts; the headings among them cannot be chosen."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("parts")
        use_font(self, 13, 500)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def add_heading(self, text: str) -> None:
        """A small heading above the parts that follow."""
        item = self._add(text, HEADING_HEIGHT)
        item.setFlags(Qt.ItemFlag.NoItemFlags)
        item.setFont(font(11, 600))
        item.setTextAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom)

    def add_part(self, text: str) -> int:
        """The row of a new part."""
        self._add(text, ROW_HEIGHT)
        self.setFixedWidth(self.sizeHintForColumn(0) + ROOM)
        return self.count() - 1

    def _add(self, text: str, height: int) -> QListWidgetItem:
        item = QListWidgetItem(text, self)
        wide = self.fontMetrics().horizontalAdvance(text)
        item.setData(_FULL, max(height, self.fontMetrics().height() + 12))
        item.setSizeHint(QSize(wide, item.data(_FULL)))
        return item

    def set_compact(self, compact: bool) -> None:
        """Closer together, so that all parts are in sight on a small screen."""
        for item in map(self.item, range(self.count())):
            item.setSizeHint(QSize(item.sizeHint().width(), item.data(_FULL) - (COMPACT if compact else 0)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        ends = {Qt.Key.Key_Home: range(self.count()), Qt.Key.Key_End: range(self.count() - 1, -1, -1)}
        rows = ends.get(Qt.Key(event.key()))
        if rows is None:
            super().keyPressEvent(event)
        else:
            self.setCurrentRow(next(each for each in rows if self.item(each).flags() & Qt.ItemFlag.ItemIsEnabled))


class SideTabs(QWidget):
    """Parts in the order they are added; ``currentChanged`` carries the number of the part that is shown.

    A part is made when it is first shown or asked for: a page of many parts would stand still while all are made. It
    answers as a QTabWidget does. Ctrl+Tab and Ctrl+PgDn go to the next part from anywhere inside.
    """

    currentChanged = Signal(int)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.list, self._pages = PartsList(), QStackedWidget()
        self.list.setAccessibleName(name)
        self._makers: list[Maker] = []
        self._made: dict[int, QWidget] = {}
        self._rows: list[int] = []
        card = Card(self._pages, padding=1)
        self.setLayout(stretched(row(self.list, card, spacing=12), 1))
        self.list.currentRowChanged.connect(self._show_row)
        for step, keys in ((1, NEXT), (-1, BEFORE)):
            for key in keys:
                made = QShortcut(QKeySequence(key), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
                made.activated.connect(lambda by=step: self._go_on(by))

    def add_group(self, text: str, parts: tuple[tuple[str, Maker | None], ...]) -> None:
        """Parts under a heading; those that this person has not are None, and a heading without parts is left out."""
        there = [(name, make) for name, make in parts if make is not None]
        if there:
            self.list.add_heading(text)
        for name, make in there:
            self._pages.addWidget(QWidget())
            self._makers.append(make)
            self._rows.append(self.list.add_part(name))
        if there and self.list.currentRow() not in self._rows:
            self.setCurrentIndex(0)

    def count(self) -> int:
        """How many parts there are."""
        return len(self._rows)

    def tabText(self, index: int) -> str:
        """The name of a part."""
        return self.list.item(self._rows[index]).text()

    def widget(self, index: int) -> QWidget:
        """A part by its number."""
        if index not in self._made:
            made = self._made[index] = self._makers[index]()
            empty = self._pages.widget(index)
            assert empty is not None
            self._pages.insertWidget(index, made)
            self._pages.removeWidget(empty)
            empty.deleteLater()
        return self._made[index]

    def made(self) -> Iterator[QWidget]:
        """The parts that were shown or asked for so far."""
        return iter(tuple(self._made.values()))

    def currentIndex(self) -> int:
        """The number of the part that is shown."""
        return self._pages.currentIndex()

    def currentWidget(self) -> QWidget:
        """The part that is shown."""
        return self.widget(self.currentIndex())

    def setCurrentIndex(self, index: int) -> None:
        """Show a part by its number."""
        self.list.setCurrentRow(self._rows[index])

    def setCurrentWidget(self, widget: QWidget) -> None:
        """Show a part; it may also be a widget within one."""
        for number, part in self._made.items():
            if part is widget or part.isAncestorOf(widget):
                self.setCurrentIndex(number)

    def _show_row(self, chosen: int) -> None:
        if chosen in self._rows:
            self._pages.setCurrentWidget(self.widget(self._rows.index(chosen)))
            self.currentChanged.emit(self.currentIndex())

    def _go_on(self, step: int) -> None:
        self.setCurrentIndex((self.currentIndex() + step) % self.count())
