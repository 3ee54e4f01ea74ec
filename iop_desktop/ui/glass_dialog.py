"""Asking why a chart outside one's groups is opened, and for whom where nobody was chosen."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from iop_desktop.rules.break_glass import LONGEST_REASON, OPEN_FOR, SHORTEST_REASON, GlassKind
from iop_desktop.services.glass_views import GlassForm
from iop_desktop.ui.form_dialog import FormDialog
from iop_desktop.ui.text_field import TextField
from iop_desktop.ui.widgets.form_row import FormRow
from iop_desktop.ui.widgets.text import muted

TITLE = "Open a chart outside your groups"
WHAT_FOLLOWS = (
    f"The chart opens for {int(OPEN_FOR.total_seconds()) // 60} minutes, to be read. It is on the record, the client's "
    "supervisor is told, and somebody else reviews your reason."
)
_WHO = "Record number, or full name exactly as it is in the records"
_CHOOSE = "Choose why you open this chart."
_WHOM = "Write the record number or the full name."


class GlassDialog(FormDialog):
    """``confirmed`` carries a ``GlassForm``. With ``by_name`` it asks for whom; nothing is suggested while typing."""

    confirmed = Signal(object)

    def __init__(self, parent: QWidget, *, by_name: bool) -> None:
        super().__init__(TITLE, "Open the chart", parent)
        self._by_name = by_name
        self.who, self.kind = QLineEdit(), QComboBox()
        self.kind.addItem("Choose…", None)
        for kind in GlassKind:
            self.kind.addItem(kind.label, kind)
        self.reason = TextField("Reason")
        self.reason.setMinimumHeight(84)
        why = FormRow("Why", self.kind)
        hint = f"{SHORTEST_REASON} to {LONGEST_REASON} characters. Do not write here what belongs in the chart."
        reason, follows = FormRow("Reason", self.reason, hint), muted(WHAT_FOLLOWS, wrap=True)
        if by_name:
            self.fill(FormRow(_WHO, self.who), why, reason, follows)
        else:
            self.fill(why, reason, follows)

    def confirm(self) -> None:
        """Hand over what was typed."""
        kind = self.kind.currentData()
        if self._by_name and not self.who.text().strip():
            self.show_error(_WHOM)
        elif kind is None:
            self.show_error(_CHOOSE)
        else:
            self.ok.setEnabled(False)
            self.confirmed.emit(GlassForm(GlassKind(kind), self.reason.toPlainText(), self.who.text()))
