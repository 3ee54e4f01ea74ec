"""What the author is to change."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QWidget

from iop_desktop.services.wall_text import count_of
from iop_desktop.ui.layouts import column, row
from iop_desktop.ui.text_field import TextField
from iop_desktop.ui.widgets.buttons import button
from iop_desktop.ui.widgets.form_row import FormRow
from iop_desktop.ui.widgets.text import heading, muted


class ReturnDialog(QDialog):
    """Emits ``confirmed`` with the comment; the caller then calls ``accept`` or ``show_error``.

    ``remarks`` = how many remarks on passages go with it; a comment that points to them is offered to be changed.
    """

    confirmed = Signal(str)

    def __init__(self, author: str, parent: QWidget, *, remarks: int = 0) -> None:
        super().__init__(parent)
        self.setWindowTitle("Return note")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(520, 280)
        self.comment = TextField("Comment", "What is to be changed or added")
        if remarks:
            self.comment.setPlainText(f"See my {count_of(remarks, 'remark')} on the note.")
            self.comment.selectAll()
        self._row = FormRow("Comment", self.comment)
        self._busy = False
        self._send_button = button("Return note", "primary", "undo-2", clicked=self._send)
        self._send_button.setDefault(True)
        body = column(
            heading("Return note", 18),
            muted(
                f"The note goes back to {author} as a new version. The signed version stays readable.", 13, wrap=True
            ),
            self._row,
            row(None, button("Cancel", clicked=self.reject), self._send_button),
            spacing=12,
            margins=(24, 20, 24, 20),
        )
        body.setStretch(2, 1)
        self.setLayout(body)
        self.comment.setFocus()

    def show_error(self, sentence: str) -> None:
        """Say why the note was not returned; the comment stands and can be sent again."""
        self._set_busy(False)
        self._row.set_error(sentence)
        self.comment.setFocus()

    def reject(self) -> None:
        """Close without returning the note, unless the return is on its way."""
        if not self._busy:
            super().reject()

    def _send(self) -> None:
        text = self.comment.toPlainText().strip()
        if self._busy:
            return
        if not text:
            self._row.set_error("Write what the author is to change.")
            return
        self._row.set_error("")
        self._set_busy(True)
        self.confirmed.emit(text)

    def _set_busy(self, busy: bool) -> None:
        self._busy = busy
        self.comment.setReadOnly(busy)
        self._send_button.setEnabled(not busy)
