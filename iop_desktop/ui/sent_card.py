"""An author's own notes that wait for a co-signature: which to send to a supervisor at another laptop."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QListWidget, QListWidgetItem, QWidget

from iop_desktop.services.packet_views import PartnerRow, SendableRow
from iop_desktop.services.wall_text import count_of, month_day
from iop_desktop.ui.layouts import row
from iop_desktop.ui.widgets.buttons import button
from iop_desktop.ui.widgets.card import Card
from iop_desktop.ui.widgets.form_row import FormRow
from iop_desktop.ui.widgets.text import label, muted

KEY_ROLE = int(Qt.ItemDataRole.UserRole) + 1
NOBODY = "No supervisor at another clinic is trusted yet. An administrator does that under Settings, Partners."
HINT = "Choose notes with the space bar. They stay here; the packet is a sealed copy for one supervisor."


class SentCard(Card):
    """``send_asked`` carries a partner and the versions chosen; ``open_asked`` asks for an answer's file."""

    send_asked = Signal(UUID, list)
    open_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(padding=1, spacing=8, parent=parent)
        self._count, self._hint = label("", 15, 600), muted(HINT, wrap=True)
        self.notes = QListWidget()
        self.notes.setAccessibleName("Your notes waiting for a co-signature")
        self.notes.setFrameShape(QListWidget.Shape.NoFrame)
        self.notes.itemChanged.connect(lambda _item: self._look())
        self.supervisor = QComboBox()
        self.supervisor.setMinimumWidth(300)
        self._to = FormRow("Supervisor at another clinic", self.supervisor)
        self.send = button("Make packet…", "primary", "save", shortcut="Ctrl+Shift+M", clicked=self.ask_send)
        self.open = button("Open answer…", "", "file-text", shortcut="Ctrl+O", clicked=self.open_asked.emit)
        self.add(row(self._count, None, self.open, margins=(18, 14, 18, 4)))
        self.add(row(self._hint, margins=(18, 0, 18, 0)))
        notes = row(self.notes, margins=(10, 0, 10, 0))
        self.add(notes)
        self.add(row(self._to, None, self.send, margins=(18, 4, 18, 16)))
        self.body.setStretchFactor(notes, 1)

    def show_rows(self, rows: tuple[SendableRow, ...], supervisors: tuple[PartnerRow, ...]) -> None:
        """Show the notes; what was chosen stays chosen, what was not sent yet is chosen at first."""
        before = {self._key(item): item.checkState() for item in self._items()}
        place = max(0, self.notes.currentRow())
        self.notes.blockSignals(True)
        self.notes.clear()
        for one in rows:
            self.notes.addItem(_item(one, before.get(one.version_id)))
        self.notes.setCurrentRow(min(place, len(rows) - 1))
        self.notes.blockSignals(False)
        chosen = self.supervisor.currentData()
        self.supervisor.clear()
        for person in supervisors:
            self.supervisor.addItem(f"{person.signed_name} · {person.clinic_name}", person.partner_id)
        self.supervisor.setCurrentIndex(max(0, self.supervisor.findData(chosen)))
        self._count.setText(f"{count_of(len(rows), 'note')} waiting for a co-signature")
        self._hint.setText(HINT if supervisors else NOBODY)
        self._to.setVisible(bool(supervisors))
        self._look()

    @property
    def chosen(self) -> list[UUID]:
        """The versions that are checked."""
        return [self._key(item) for item in self._items() if item.checkState() is Qt.CheckState.Checked]

    def ask_send(self) -> None:
        """Ask for a packet of what is chosen."""
        if self.send.isEnabled():
            self.send_asked.emit(self.supervisor.currentData(), self.chosen)

    def _items(self) -> list[QListWidgetItem]:
        return [self.notes.item(number) for number in range(self.notes.count())]

    def _key(self, item: QListWidgetItem) -> UUID:
        key: UUID = item.data(KEY_ROLE)
        return key

    def _look(self) -> None:
        self.send.setEnabled(bool(self.chosen) and self.supervisor.count() > 0)
        self.send.setText(f"Make packet of {count_of(len(self.chosen), 'note')}…" if self.chosen else "Make packet…")


def _item(one: SendableRow, before: Qt.CheckState | None) -> QListWidgetItem:
    sent = f"  ·  sent to {one.sent_to}, {month_day(one.sent_at.date())}" if one.sent_at is not None else ""
    made = QListWidgetItem(f"{one.client_name}  ·  {one.group_name}, {month_day(one.session_on)}{sent}")
    made.setData(KEY_ROLE, one.version_id)
    made.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable)
    fresh = Qt.CheckState.Unchecked if one.sent_at is not None else Qt.CheckState.Checked
    made.setCheckState(before if before is not None and one.sent_at is None else fresh)
    return made
