"""Which of one's signed notes go to which supervisor at another laptop."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QListWidget, QListWidgetItem, QWidget

from iop_desktop.services.packet_views import PartnerRow, SendableRow
from iop_desktop.services.wall_text import count_of, month_day
from iop_desktop.ui.form_dialog import FormDialog
from iop_desktop.ui.widgets.form_row import FormRow
from iop_desktop.ui.widgets.text import label, muted

KEY_ROLE = int(Qt.ItemDataRole.UserRole) + 1
LIST_HEIGHT = 276
NOBODY = "No supervisor at another clinic is trusted yet. An administrator does that under Settings, Partners."
NOTHING = "None of your notes waits for a co-signature."
HINT = "The notes stay here. The packet is a sealed copy that only the supervisor you choose can open."


class SendDialog(FormDialog):
    """``confirmed`` carries a partner and the versions chosen. What was sent already is not chosen at first."""

    confirmed = Signal(UUID, list)

    def __init__(self, rows: tuple[SendableRow, ...], supervisors: tuple[PartnerRow, ...], parent: QWidget) -> None:
        super().__init__("Send to a supervisor", "Make packet…", parent)
        self.setMinimumWidth(600)
        self.notes, self.supervisor = QListWidget(), QComboBox()
        self.notes.setAccessibleName("Your notes waiting for a co-signature")
        self.notes.setFixedHeight(LIST_HEIGHT)
        self.notes.setSpacing(3)
        for one in rows:
            self.notes.addItem(_item(one))
        self.notes.setCurrentRow(0)
        for person in supervisors:
            self.supervisor.addItem(f"{person.signed_name} · {person.clinic_name}", person.partner_id)
        if not supervisors:
            self.supervisor.addItem("Nobody is trusted yet", None)
            self.supervisor.setEnabled(False)
        self._may_send = bool(supervisors)
        self.count = label("", 13, 500)
        self.fill(
            FormRow("Supervisor at another clinic", self.supervisor),
            self.count,
            self.notes,
            muted(HINT if supervisors and rows else NOBODY if rows else NOTHING, wrap=True),
        )
        self.notes.itemChanged.connect(lambda _item: self._look())
        self.notes.setFocus()
        self._look()

    @property
    def chosen(self) -> list[UUID]:
        """The versions that are checked."""
        items = [self.notes.item(number) for number in range(self.notes.count())]
        return [item.data(KEY_ROLE) for item in items if item.checkState() is Qt.CheckState.Checked]

    def confirm(self) -> None:
        """Hand over what was chosen."""
        self.confirmed.emit(self.supervisor.currentData(), self.chosen)

    def _look(self) -> None:
        chosen = len(self.chosen)
        self.count.setText(f"{count_of(chosen, 'note')} of {self.notes.count()} chosen")
        self.ok.setEnabled(chosen > 0 and self._may_send)


def _item(one: SendableRow) -> QListWidgetItem:
    sent = f"  ·  sent to {one.sent_to}, {month_day(one.sent_at.date())}" if one.sent_at is not None else ""
    made = QListWidgetItem(f"{one.client_name}  ·  {one.group_name}, {month_day(one.session_on)}{sent}")
    made.setData(KEY_ROLE, one.version_id)
    made.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable)
    made.setCheckState(Qt.CheckState.Unchecked if one.sent_at is not None else Qt.CheckState.Checked)
    return made
