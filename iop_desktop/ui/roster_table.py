"""The roster with attendance: a real table, so that screen readers and tests see one."""

from __future__ import annotations

import time
from collections import deque
from uuid import UUID

from PySide6.QtCore import QEvent, QModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QApplication, QLineEdit, QTableView, QWidget

from iop_desktop.rules.vocabulary import BY_LETTER
from iop_desktop.services.room_views import AttendanceRow, Room
from iop_desktop.ui.roster_delegate import RosterDelegate
from iop_desktop.ui.roster_keys import Act, Command, Edit, Mark, MarkRest, MoveTo, RosterKeys
from iop_desktop.ui.roster_menu import roster_menu
from iop_desktop.ui.roster_model import Columns, RosterModel

WIDTHS = (38, 212, 160, 58, 58, 50, 70, 200)
COMPACT_WIDTHS = (32, 174, 148, 48, 48, 44, 58, 80)
NARROW_COLUMNS = (Columns.NUMBER, Columns.MEMBER, Columns.STATUS)
NARROW_NUMBER, NARROW_STATUS, ROOMY_NARROW = 28, (104, 124), 300
LOWEST_ROW, HIGHEST_ROW = 30, 50
_EDIT_COLUMN = {"note": Columns.NOTE, "out": Columns.NOTE, "time_in": Columns.TIME_IN, "time_out": Columns.TIME_OUT}
_FINDING_KEYS = (Qt.Key.Key_Escape, Qt.Key.Key_Backspace)
_END_KEYS = (Qt.Key.Key_Home, Qt.Key.Key_End)
_COMMAND_KEYS = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier


class RosterTable(QTableView):
    """Emits what was asked for; the page runs the use case and calls ``show_room`` and ``release``.

    While a mark is being written, further keys wait in order, so that each is handled only after the mark
    before it is in the vault. ``line_asked`` carries a field that has no place in the narrow table, and its text.
    """

    marked = Signal(UUID, object)
    rest_marked = Signal()
    edited = Signal(UUID, str, str)
    picked = Signal(UUID, str, int)
    acted = Signal(object, str)
    undo_asked = Signal()
    finding = Signal(object)
    line_asked = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._keys = RosterKeys()
        self._waiting: deque[tuple[int, str, Qt.KeyboardModifier]] = deque()
        self._held = False
        self._narrow = False
        self._model = RosterModel()
        self.setModel(self._model)
        self._delegate = RosterDelegate(self)
        self._asks = False
        self._wanted: UUID | None = None
        self.setItemDelegate(self._delegate)
        self._model.edited.connect(self._edited)
        self._model.picked.connect(self._picked)
        self._set_up()

    def _set_up(self) -> None:
        self.setObjectName("roster")
        self.setAccessibleName("Roster and attendance")
        self.setAccessibleDescription(
            f"{', '.join(f'{letter} {status.label.lower()}' for letter, status in BY_LETTER.items())}. "
            "O called out, R back in the room, B break of the group, H what was recorded, plus adds a walk-in. "
            "A number goes to that row. Slash finds a name. Shift P marks everyone else present. Shift E marks excused "
            "and asks for the reason. Enter writes an observation or a reason."
        )
        self.verticalHeader().hide()
        self.setShowGrid(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.DoubleClicked)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsClickable(False)
        header.setFixedHeight(34)
        header.setMinimumSectionSize(30)
        for column, width in enumerate(WIDTHS):
            header.resizeSection(column, width)
        header.setStretchLastSection(True)
        self.selectionModel().currentRowChanged.connect(self._repaint_rows)

    def set_compact(self, compact: bool) -> None:
        """Narrower columns on a small screen."""
        if self._narrow:
            return
        for column, width in enumerate(COMPACT_WIDTHS if compact else WIDTHS):
            self.horizontalHeader().resizeSection(column, width)

    def set_narrow(self, narrow: bool) -> None:
        """Only number, name and status, as beside a lesson; what is written about a member is then asked elsewhere."""
        self._narrow = narrow
        for number in Columns:
            self.setColumnHidden(number, narrow and number not in NARROW_COLUMNS)
        self.horizontalHeader().setVisible(not narrow)
        for place, width in enumerate(WIDTHS):
            self.horizontalHeader().resizeSection(place, width)
        self._fit_rows()

    @property
    def current_row(self) -> AttendanceRow | None:
        """The row the keys act on."""
        row = self.currentIndex().row()
        return self._model.rows[row] if 0 <= row < len(self._model.rows) else None

    def show_room(self, room: Room) -> None:
        """Show the roster as it is in the vault now."""
        self._model.show(room)
        if self._wanted is not None and self._go_to_client(self._wanted):
            self._wanted = None
        if not self.currentIndex().isValid() and room.rows:
            self.setCurrentIndex(self._model.index(0, Columns.STATUS))
        self._fit_rows()

    def go_to_client_when_shown(self, client_id: UUID) -> None:
        """Stand on this member as soon as the roster has them."""
        self._wanted = client_id

    def _go_to_client(self, client_id: UUID) -> bool:
        for number, row in enumerate(self._model.rows):
            if row.client_id == client_id:
                self.setCurrentIndex(self._model.index(number, Columns.STATUS))
                return True
        return False

    def hold(self) -> None:
        """A use case is running: keys wait."""
        self._held = True

    def forget_waiting(self) -> None:
        """Keys that were typed ahead count for nothing: a question comes first."""
        self._waiting.clear()

    def release(self) -> None:
        """The use case is in the vault (or was refused): handle the keys that waited, until the next one holds."""
        self._held = self._asks = False
        self._handle_waiting()

    def _handle_waiting(self) -> None:
        while self._waiting and not self._held:
            key, text, modifiers = self._waiting.popleft()
            field = self._open_field()
            if field is None:
                self._handle(key, text, modifiers)
                continue
            # Typed ahead into the field that has just opened.
            QApplication.sendEvent(field, QKeyEvent(QEvent.Type.KeyPress, key, modifiers, text))
            if key == Qt.Key.Key_Return or self._open_field() is None:
                QTimer.singleShot(0, self, self._handle_waiting)  # the field closes first
                return

    def _open_field(self) -> QWidget | None:
        """The field in which something is being typed, here or over the page, if there is one."""
        if self.state() == QAbstractItemView.State.EditingState:
            return self.viewport().findChild(QLineEdit)
        focused = QApplication.focusWidget()
        return focused if isinstance(focused, QLineEdit) and focused.window() is self.window() else None

    def advance(self) -> None:
        """Go to the next member, or ask for the reason of the one just marked."""
        if self._asks:
            self._asks = False
            self._edit("note")
            return
        row = min(self.currentIndex().row() + 1, len(self._model.rows) - 1)
        self.setCurrentIndex(self._model.index(row, Columns.STATUS))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.state() == QAbstractItemView.State.EditingState:
            # The editor passes on the Enter that ends it: here it must not open the next one.
            super().keyPressEvent(event)
        elif event.matches(QKeySequence.StandardKey.Undo):
            self._handle_or_wait(Qt.Key.Key_Undo, "", event.modifiers())
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._handle_or_wait(Qt.Key.Key_Return, "", event.modifiers())
        elif event.key() in (*_END_KEYS, *(_FINDING_KEYS if self._keys.finding is not None else ())):
            self._handle_or_wait(event.key(), "", event.modifiers())
        elif self._takes(event.text()) and not event.modifiers() & _COMMAND_KEYS:
            self._handle_or_wait(event.key(), event.text(), event.modifiers())
        else:
            super().keyPressEvent(event)

    def _takes(self, text: str) -> bool:
        """Printable characters; a space only where it belongs to a name or to what is typed ahead."""
        in_words = self._keys.finding is not None or self._held or bool(self._waiting)
        return text.isprintable() and bool(text if in_words else text.strip())

    def _handle_or_wait(self, key: int, text: str, modifiers: Qt.KeyboardModifier) -> None:
        if self._held or self._waiting:
            self._waiting.append((key, text, modifiers))
        else:
            self._handle(key, text, modifiers)

    def _handle(self, key: int, text: str, modifiers: Qt.KeyboardModifier) -> None:
        names = [row.name for row in self._model.rows]
        if key == Qt.Key.Key_Undo:
            self.undo_asked.emit()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Escape):
            if not self._keys.stop_finding() and key == Qt.Key.Key_Return:
                self._edit("note")
        elif key == Qt.Key.Key_Backspace:
            self._do(self._keys.erase(names))
        elif key in _END_KEYS:
            self._keys.stop_finding()
            self._do(MoveTo(0 if key == Qt.Key.Key_Home else len(names) - 1))
        else:
            shift = bool(modifiers & Qt.KeyboardModifier.ShiftModifier)
            self._do(self._keys.read(text, shift, names, time.monotonic()))
        self.finding.emit(self._keys.finding)

    def _do(self, command: Command | None) -> None:
        row = self.current_row
        match command:
            case MoveTo():
                self.setCurrentIndex(self._model.index(command.row, Columns.STATUS))
            case Act():
                self.acted.emit(row.client_id if row else None, command.name)
            case Mark() if row is not None:
                self._asks = command.ask
                self.marked.emit(row.client_id, command.status)
            case MarkRest():
                self.rest_marked.emit()
            case Edit():
                self._edit(command.field)

    def _edit(self, field: str) -> None:
        index = self._model.index(self.currentIndex().row(), _EDIT_COLUMN[field])
        if not index.isValid():
            return
        self._keys.forget_number()
        if self._narrow:
            self.line_asked.emit(field, "" if field == "out" else index.data(Qt.ItemDataRole.EditRole))
        else:
            self._delegate.asking = "out" if field == "out" else "note"
            self.setCurrentIndex(index)
            self.edit(index)

    def _picked(self, row: int, field: str, place: int) -> None:
        self.picked.emit(self._model.rows[row].client_id, field, place)

    def _edited(self, row: int, field: str, text: str) -> None:
        self.edited.emit(self._model.rows[row].client_id, field, text)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """What the keys do to the row under the mouse, while no key is being written."""
        index = self.indexAt(event.pos())
        if not index.isValid() or self._held:
            return
        self.setCurrentIndex(self._model.index(index.row(), Columns.STATUS))
        menu = roster_menu(self._do, self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(event.globalPos())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_rows()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if self._keys.stop_finding():
            self.finding.emit(None)

    def _repaint_rows(self, *rows: QModelIndex) -> None:
        """Paint the row that became the current one, and the one that was."""
        for index in rows:
            if index.isValid():
                top, height = self.rowViewportPosition(index.row()), self.rowHeight(index.row())
                self.viewport().update(0, top, self.viewport().width(), height)

    def _fit_rows(self) -> None:
        """Share the height among the rows: up to 14 members never scroll at 1366x768."""
        count = max(1, self._model.rowCount())
        height = max(LOWEST_ROW, min(HIGHEST_ROW, self.viewport().height() // count))
        if height != self.verticalHeader().defaultSectionSize():
            # Even the same height again paints every row, and each key would wait for that.
            self.verticalHeader().setDefaultSectionSize(height)
        if self._narrow:
            self._fit_narrow_columns()

    def _fit_narrow_columns(self) -> None:
        """The name takes what number and status leave."""
        whole = self.viewport().width()
        status = NARROW_STATUS[whole >= ROOMY_NARROW]
        widths = (NARROW_NUMBER, max(60, whole - NARROW_NUMBER - status), status)
        for number, width in zip(NARROW_COLUMNS, widths, strict=True):
            self.horizontalHeader().resizeSection(number, width)
