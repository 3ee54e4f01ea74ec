"""Remarks a supervisor has prepared for a return, each on a passage of the note."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from iop_desktop.rules.returns import Remark
from iop_desktop.ui.form_dialog import FormDialog
from iop_desktop.ui.layouts import empty, holder, row
from iop_desktop.ui.remark_list import shortened
from iop_desktop.ui.text_field import TextField
from iop_desktop.ui.widgets.buttons import icon_button
from iop_desktop.ui.widgets.elided_label import ElidedLabel
from iop_desktop.ui.widgets.form_row import FormRow
from iop_desktop.ui.widgets.text import label, muted


class RemarkDrafts(QWidget):
    """What is sent with the next return. Each note keeps its own while the page is open."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kept: dict[UUID, tuple[Remark, ...]] = {}
        self._version_id: UUID | None = None
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(2)
        self.hide()

    @property
    def remarks(self) -> tuple[Remark, ...]:
        """The remarks on the note in view."""
        return self._kept.get(self._version_id, ()) if self._version_id else ()

    def start_over(self, version_id: UUID) -> None:
        """Another note is in view; remarks that were prepared for it come back."""
        self._version_id = version_id
        self._show()

    def add(self, remark: Remark) -> None:
        """Prepare one more remark on the note in view."""
        self._keep((*self.remarks, remark))

    def _remove(self, place: int) -> None:
        self._keep(self.remarks[:place] + self.remarks[place + 1 :])

    def _keep(self, remarks: tuple[Remark, ...]) -> None:
        if self._version_id is not None:
            self._kept[self._version_id] = remarks
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        empty(self._rows)
        if self.remarks:
            self._rows.addWidget(label("Remarks that go with the return", 12, 600, "muted"))
        for place, remark in enumerate(self.remarks):
            self._rows.addWidget(self._line(place, remark))
        self.setVisible(bool(self.remarks))

    def _line(self, place: int, remark: Remark) -> QWidget:
        words = ElidedLabel(f"{remark.comment} · on “{shortened(remark.passage)}”", 12, ink="text2")
        remove = icon_button("x", f"Remove remark {place + 1}", size=14, clicked=lambda: self._remove(place))
        line = row(words, remove)
        line.setStretch(0, 1)
        return holder(line)


class RemarkDialog(FormDialog):
    """``confirmed`` carries a ``Remark``; the dialog closes by itself."""

    confirmed = Signal(object)

    def __init__(self, section: str, passage: str, parent: QWidget) -> None:
        super().__init__("Remark on a passage", "Add remark", parent)
        self._section, self._passage = section, passage
        self.comment = TextField("Remark", "What is to be changed here")
        self.comment.setMinimumHeight(80)
        self._field = FormRow("Remark", self.comment)
        self.fill(self._field, muted(f"{section}: “{shortened(passage)}”", wrap=True))

    def confirm(self) -> None:
        """Hand the remark over, or ask for its words."""
        comment = self.comment.toPlainText().strip()
        if not comment:
            self._field.set_error("Write what is to be changed here.")
            return
        self.confirmed.emit(Remark(self._section, self._passage, comment))
        self.accept()
