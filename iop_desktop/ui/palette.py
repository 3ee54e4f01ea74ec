"""The command palette: go to a member, a group or a command by typing a few letters."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from iop_desktop.ui.announce import announce
from iop_desktop.ui.fonts import font, use_font
from iop_desktop.ui.icons import Icon, draw_icon
from iop_desktop.ui.layouts import holder, row
from iop_desktop.ui.matching import matches
from iop_desktop.ui.overlay import Overlay
from iop_desktop.ui.painting import draw_text, smooth, text_width
from iop_desktop.ui.table import ROW_ROLE, Column, RowsModel
from iop_desktop.ui.theme import color
from iop_desktop.ui.widgets.keycap import KeyCap, draw_keycaps, keycaps_width
from iop_desktop.ui.widgets.rule_line import RuleLine
from iop_desktop.ui.widgets.text import muted

_ROW = 44
_MOST_ROWS = 8
_MOVES = {
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_PageDown: _MOST_ROWS,
    Qt.Key.Key_PageUp: -_MOST_ROWS,
}


@dataclass(frozen=True, slots=True)
class Command:
    """One line of the palette and what Enter does with it."""

    title: str
    detail: str
    icon: str
    run: Callable[[], object]
    keys: tuple[str, ...] = ()


Deliver = Callable[[Sequence[Command]], None]
CommandProvider = Callable[[Deliver], None]


class Palette(Overlay):
    """Filters as one types; arrows move, Enter runs, Escape closes.

    Commands may arrive late: ``add_commands`` may be called several times.
    """

    def __init__(self, host: QWidget) -> None:
        super().__init__(host, width=620, padding=1, spacing=0)
        self._commands: list[Command] = []
        self.edit = QLineEdit()
        self.edit.setProperty("kind", "bare")
        self.edit.setPlaceholderText("Go to a member, group or command")
        self.edit.setAccessibleName("Command palette")
        use_font(self.edit, 15)
        self.edit.textChanged.connect(self._filter)
        self.edit.installEventFilter(self)
        self.model = RowsModel[Command]([Column("Command", lambda command: f"{command.title}. {command.detail}")], self)
        self.list = self._make_list()
        self._nothing = muted("Nothing has that name. Try the beginning of another word.")
        self._fill()

    def add_commands(self, commands: Sequence[Command]) -> None:
        """Offer more commands, below those offered already."""
        self._commands.extend(commands)
        self._filter()

    def open(self) -> None:
        """Show it and put the keyboard into its field."""
        super().open()
        self.edit.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.edit and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._key(event)
        return super().eventFilter(watched, event)

    def _make_list(self) -> QListView:
        made = QListView()
        made.setModel(self.model)
        made.setItemDelegate(_CommandDelegate(made))
        made.setUniformItemSizes(True)
        made.setFrameShape(QFrame.Shape.NoFrame)
        made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        made.setMouseTracking(True)
        made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        made.setAccessibleName("Commands found")
        made.setProperty("kind", "plain")
        made.entered.connect(made.setCurrentIndex)
        made.clicked.connect(self._run)
        return made

    def _fill(self) -> None:
        line = holder(row(Icon("search", "text3", 18), self.edit, KeyCap("Esc"), spacing=12, margins=(16, 0, 14, 0)))
        line.setFixedHeight(50)
        self._nothing.setContentsMargins(16, 12, 16, 12)
        self._nothing.hide()
        for item in (line, RuleLine(), 6, self.list, self._nothing, 8):
            self.panel.add(item)
        self._filter()

    def _key(self, event: QKeyEvent) -> bool:
        key = Qt.Key(event.key())
        if key in _MOVES:
            self._move(_MOVES[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._run(self.list.currentIndex())
        elif key == Qt.Key.Key_Escape:
            self.close_overlay()
        else:
            return False
        return True

    def _move(self, step: int) -> None:
        last = self.model.rowCount() - 1
        at = max(0, min(last, self.list.currentIndex().row() + step))
        self.list.setCurrentIndex(self.model.index(at, 0))
        if last >= 0:
            announce(self.list, self.model.rows[at].title)

    def _filter(self) -> None:
        typed = self.edit.text()
        self.model.set_rows([c for c in self._commands if matches(typed, c.title, c.detail)])
        found = self.model.rowCount()
        self.list.setCurrentIndex(self.model.index(0, 0))
        self.list.setFixedHeight(_ROW * min(_MOST_ROWS, found))
        self._nothing.setVisible(found == 0 and bool(typed))
        self.panel.body.activate()
        self.fit()

    def _run(self, index: QModelIndex) -> None:
        command = self.model.row_at(index)
        if command is not None:
            self.close_overlay()
            command.run()


class _CommandDelegate(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(200, _ROW)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        command: Command = index.data(ROW_ROLE)
        rect = QRectF(option.rect)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        smooth(painter)
        if chosen:
            painter.fillRect(rect, color("selection"))
        icon = QRectF(rect.left() + 17, rect.center().y() - 8, 17, 17)
        draw_icon(painter, command.icon, "accent_text" if chosen else "text2", icon)
        keys = keycaps_width(command.keys) if command.keys else 0
        self._draw_words(painter, rect.adjusted(46, 0, -keys - 28, 0), command, chosen)
        if command.keys:
            draw_keycaps(painter, rect.right() - keys - 17, rect.center().y(), command.keys)
        painter.restore()

    def _draw_words(self, painter: QPainter, rect: QRectF, command: Command, chosen: bool) -> None:
        made = font(13, 600 if chosen else 500)
        draw_text(painter, rect, command.title, made, color("text"))
        detail = rect.adjusted(text_width(command.title, made) + 11, 0, 0, 0)
        if detail.width() > 30:
            draw_text(painter, detail, command.detail, font(12), color("text3"))
