"""What the author is to change."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QWidget

from iop_desktop.ui.layouts import column, row
from iop_desktop.ui.note_texts import TextField
from iop_desktop.ui.widgets.buttons import button
from iop_desktop.ui.widgets.form_row import FormRow
from iop_desktop.ui.widgets.text import heading, muted


class ReturnDialog(QDialog):
    """Emits ``confirmed`` with the comment."""

    confirmed = Signal(str)

    def __init__(self, author: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("Return note")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(520, 280)
        self.comment = TextField("Comment", "What is to be changed or added")
        self._row = FormRow("Comment", self.comment)
        send = button("Return note", "primary", "undo-2", clicked=self._send)
        send.setDefault(True)
        body = column(
            heading("Return note", 18),
            muted(
                f"The note goes back to {author} as a new version. The signed version stays readable.", 13, wrap=True
            ),
            self._row,
            row(None, button("Cancel", clicked=self.reject), send),
            spacing=12,
            margins=(24, 20, 24, 20),
        )
        body.setStretch(2, 1)
        self.setLayout(body)
        self.comment.setFocus()

    def _send(self) -> None:
        text = self.comment.toPlainText().strip()
        if not text:
            self._row.set_error("Write what the author is to change.")
            return
        self.confirmed.emit(text)
        self.accept()
