"""The lines of a layout: titles and what stands under them, moved and renamed by keyboard."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QListWidget, QListWidgetItem, QWidget

from iop_desktop.rules.layout_edits import Line, is_title, lines_of, moved, renamed, with_line, without_line
from iop_desktop.rules.note_formats import LONGEST_TITLE, Element, NoteLayout
from iop_desktop.ui.fonts import font

NEW_PART = "New part"
INDENT = "        "
_FIXED = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


class LayoutList(QListWidget):
    """``changed`` carries the layout after each change. In use: Alt and arrows, F2, Insert, Delete."""

    changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Parts of the note")
        self.setAccessibleDescription("Alt and arrow keys move a line, F2 renames, Insert adds a part, Delete removes")
        self.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed | QAbstractItemView.EditTrigger.DoubleClicked)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.layout_shown = NoteLayout(())
        self.may_change = False
        self.itemChanged.connect(self._retitled)

    def show_layout(self, layout: NoteLayout, place: int = 0) -> None:
        """Show a layout and stand on one of its lines."""
        self.layout_shown = layout
        blocker = QSignalBlocker(self)
        self.clear()
        for line in lines_of(layout):
            self.addItem(self._item(line))
        blocker.unblock()
        self.setCurrentRow(place)

    def move_line(self, by: int) -> None:
        """Move the line one stands on."""
        if self._on_a_line:
            self._show(*moved(self.layout_shown, self.currentRow(), by))

    def rename(self) -> None:
        """Write another title, in the list itself."""
        rows = [row for row in range(self.currentRow() + 1) if self.item(row).flags() & Qt.ItemFlag.ItemIsEditable]
        # The key that ends the writing of a title comes here as well, after the editor had it.
        if rows and self.may_change and self.state() is not QAbstractItemView.State.EditingState:
            self.setCurrentRow(rows[-1])
            self.editItem(self.item(rows[-1]))

    def add_part(self) -> None:
        """Begin a part below the line one stands on, and write its title."""
        if self._on_a_line:
            self._show(*with_line(self.layout_shown, self.currentRow(), NEW_PART))
            self.rename()

    def add_element(self, element: Element) -> None:
        """Put an element in below the line one stands on."""
        if self._on_a_line:
            self._show(*with_line(self.layout_shown, self.currentRow(), element))

    def remove_line(self) -> None:
        """Take the line away one stands on."""
        if self._on_a_line:
            self._show(*without_line(self.layout_shown, self.currentRow()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        alt = event.modifiers() & Qt.KeyboardModifier.AltModifier
        if alt and event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.move_line(-1 if event.key() == Qt.Key.Key_Up else 1)
        elif event.key() == Qt.Key.Key_Insert:
            self.add_part()
        elif event.key() == Qt.Key.Key_Delete:
            self.remove_line()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2):
            self.rename()
        else:
            super().keyPressEvent(event)

    @property
    def _on_a_line(self) -> bool:
        return self.may_change and self.currentRow() >= 0

    def _item(self, line: Line) -> QListWidgetItem:
        title = is_title(line)
        made = QListWidgetItem(str(line) if title else f"{INDENT}{Element(line).label}")
        made.setFont(font(13, 600 if title else 400))
        made.setFlags(_FIXED | Qt.ItemFlag.ItemIsEditable if title and self.may_change else _FIXED)
        return made

    def _retitled(self, item: QListWidgetItem) -> None:
        self._show(renamed(self.layout_shown, self.row(item), item.text()[: LONGEST_TITLE + 1]), self.row(item))

    def _show(self, layout: NoteLayout, place: int) -> None:
        if layout != self.layout_shown:
            self.show_layout(layout, place)
            self.changed.emit(layout)
