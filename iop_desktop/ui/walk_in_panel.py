"""The field for a person who walks in: a few letters of the name, Enter."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QListWidget, QListWidgetItem, QWidget

from iop_desktop.rules.day_names import short_date
from iop_desktop.services.room_views import WalkInCandidate
from iop_desktop.ui.announce import announce
from iop_desktop.ui.fonts import use_font
from iop_desktop.ui.form_dialog import FormDialog
from iop_desktop.ui.icons import Icon
from iop_desktop.ui.layouts import holder, row
from iop_desktop.ui.matching import matches
from iop_desktop.ui.overlay import Overlay
from iop_desktop.ui.widgets.form_row import FormRow
from iop_desktop.ui.widgets.keycap import KeyCap
from iop_desktop.ui.widgets.rule_line import RuleLine
from iop_desktop.ui.widgets.text import muted

_MOST_ROWS, _ROW, _FRAME = 7, 34, 10
_CLIENT = Qt.ItemDataRole.UserRole
_MOVES = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}


class WalkInPanel(Overlay):
    """``chosen`` carries the client, ``new_asked`` the letters typed for somebody who has no chart yet."""

    chosen = Signal(UUID)
    new_asked = Signal(str)

    def __init__(self, host: QWidget) -> None:
        super().__init__(host, width=520, padding=1, spacing=0)
        self._candidates: tuple[WalkInCandidate, ...] | None = None
        self._entered = False
        self.edit = QLineEdit()
        self.edit.setProperty("kind", "bare")
        self.edit.setPlaceholderText("Who walked in? First letters of a name")
        self.edit.setAccessibleName("Walk-in")
        use_font(self.edit, 15)
        self.edit.textChanged.connect(self._filter)
        self.edit.installEventFilter(self)
        self.list = QListWidget()
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setAccessibleName("Clients found")
        self.list.setProperty("kind", "plain")
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.itemClicked.connect(lambda _: self._enter())
        self._fill()

    def show_candidates(self, candidates: tuple[WalkInCandidate, ...]) -> None:
        """Offer the clients; an Enter that came before them counts now."""
        self._candidates = candidates
        self._filter()
        if self._entered:
            self._enter()

    def open(self) -> None:
        """Show it and put the keyboard into its field."""
        super().open()
        self.edit.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.edit and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._key(Qt.Key(event.key()))
        return super().eventFilter(watched, event)

    def _fill(self) -> None:
        line = holder(row(Icon("user-plus", "text3", 18), self.edit, KeyCap("Esc"), spacing=12, margins=(16, 0, 14, 0)))
        line.setFixedHeight(50)
        foot = muted("Enter adds the person to the group from today and marks them present.")
        foot.setContentsMargins(16, 6, 16, 6)
        for item in (line, RuleLine(), 6, self.list, foot, 6):
            self.panel.add(item)
        self._filter()

    def _key(self, key: Qt.Key) -> bool:
        if key in _MOVES:
            last = self.list.count() - 1
            self.list.setCurrentRow(max(0, min(last, self.list.currentRow() + _MOVES[key])))
            announce(self.list, self.list.currentItem().text())
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._enter()
        elif key == Qt.Key.Key_Escape:
            self.close_overlay()
        else:
            return False
        return True

    def _filter(self) -> None:
        typed = self.edit.text()
        self.list.clear()
        for candidate in self._candidates or ():
            if typed.strip() and matches(typed, candidate.name, candidate.record_number):
                self.list.addItem(_item(candidate))
        self.list.addItem(_line("New person…"))
        self.list.setCurrentRow(0)
        self.list.setFixedHeight(_ROW * min(_MOST_ROWS, self.list.count()) + _FRAME)
        self.panel.body.activate()
        self.fit()

    def _enter(self) -> None:
        if self._candidates is None:
            self._entered = True
            return
        item = self.list.currentItem()
        client: WalkInCandidate | None = item.data(_CLIENT) if item else None
        typed = self.edit.text().strip()
        self.close_overlay()
        if client is None:
            self.new_asked.emit(typed)
        else:
            self.chosen.emit(client.client_id)


class NewPersonDialog(FormDialog):
    """The least that makes a chart; ``confirmed`` carries first name, last name and date of birth as typed."""

    confirmed = Signal(str, str, str)

    def __init__(self, typed: str, parent: QWidget) -> None:
        super().__init__("New person in the group", "Add, present", parent)
        first, _, last = typed.partition(" ")
        self.first, self.last, self.born = QLineEdit(first), QLineEdit(last), QLineEdit()
        self.born.setPlaceholderText("Such as 3/14/1988")
        self.fill(
            FormRow("First name", self.first),
            FormRow("Last name", self.last),
            FormRow("Date of birth", self.born),
            muted("The chart begins with a provisional record number. Complete it on the Members page.", wrap=True),
        )

    def confirm(self) -> None:
        """Hand over what was typed; the service reads and checks it."""
        self.ok.setEnabled(False)
        self.confirmed.emit(self.first.text(), self.last.text(), self.born.text())


def _item(candidate: WalkInCandidate) -> QListWidgetItem:
    born = f"born {short_date(candidate.date_of_birth)}" if candidate.date_of_birth else ""
    detail = " · ".join(part for part in (candidate.record_number, born, candidate.program or "no program") if part)
    made = _line(f"{candidate.name}   {detail}")
    made.setData(_CLIENT, candidate)
    return made


def _line(text: str) -> QListWidgetItem:
    made = QListWidgetItem(text)
    made.setSizeHint(QSize(0, _ROW))
    return made
