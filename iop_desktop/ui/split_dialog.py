"""Splitting a group: who leads the second part and who goes along."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QComboBox, QListWidget, QListWidgetItem, QWidget

from iop_desktop.services.split import SplitProposal
from iop_desktop.services.wall_text import count_of
from iop_desktop.ui.form_dialog import FormDialog
from iop_desktop.ui.widgets.form_row import FormRow
from iop_desktop.ui.widgets.text import label, muted

KEY_ROLE = int(Qt.ItemDataRole.UserRole) + 1
ROW_HEIGHT, WIDTH, HEIGHT = 24, 480, 600


class SplitDialog(FormDialog):
    """``confirmed`` carries the second facilitator and the members who go along. Space changes where a member goes."""

    confirmed = Signal(object, object)

    def __init__(self, proposal: SplitProposal, parent: QWidget) -> None:
        super().__init__("Split the group", "Split the group", parent)
        self.facilitator, self.members = QComboBox(), QListWidget()
        for staff_id, name in proposal.facilitators:
            self.facilitator.addItem(name, staff_id)
        for each in proposal.members:
            item = QListWidgetItem(each.name)
            item.setData(KEY_ROLE, each.client_id)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if each.moves else Qt.CheckState.Unchecked)
            item.setSizeHint(QSize(0, ROW_HEIGHT))
            self.members.addItem(item)
        self.members.setCurrentRow(0)
        self.setMinimumSize(WIDTH, HEIGHT)
        self.count = label("", 13, 600)
        told = f"{len(proposal.members)} are on the roster, and one room holds {proposal.room}."
        self.fill(
            FormRow("Second facilitator", self.facilitator),
            FormRow("Who goes with the second facilitator", self.members, "Space takes a member along or leaves them."),
            self.count,
            muted(f"{told} Lesson and attendance so far go along; both parts name each other.", wrap=True),
        )
        self.members.itemChanged.connect(lambda _item: self._tell())
        self._tell()

    def moved(self) -> list[object]:
        """Who goes along."""
        items = [self.members.item(number) for number in range(self.members.count())]
        return [item.data(KEY_ROLE) for item in items if item.checkState() is Qt.CheckState.Checked]

    def confirm(self) -> None:
        """Hand it over; the use case checks it."""
        self.confirmed.emit(self.facilitator.currentData(), self.moved())

    def _tell(self) -> None:
        going = len(self.moved())
        self.count.setText(f"{count_of(self.members.count() - going, 'member')} here, {going} in the second room")
