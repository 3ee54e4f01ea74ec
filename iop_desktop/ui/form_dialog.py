"""What the small forms share: title, fields, an error sentence, two buttons."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QWidget

from iop_desktop.services.changes import Changes
from iop_desktop.ui.announce import announce
from iop_desktop.ui.dialog_size import open_at
from iop_desktop.ui.layouts import column, row
from iop_desktop.ui.tasks import Tasks, sentence_of
from iop_desktop.ui.widgets.buttons import button
from iop_desktop.ui.widgets.form_row import FormRow
from iop_desktop.ui.widgets.text import heading, label


class FormDialog(QDialog):
    """``confirm`` is called by the first button; ``show_error`` keeps everything typed."""

    def __init__(self, title: str, verb: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(460)
        self._title = title
        self.error = label("", 13, 500, "error", wrap=True)
        self.error.hide()
        self.ok = button(verb, "primary", clicked=self.confirm)
        self.ok.setDefault(True)

    def fill(self, *fields: QWidget) -> None:
        """Put the fields in; the first one gets the keyboard."""
        cancel = button("Cancel", clicked=self.reject)
        # Enter in a field must not mean Cancel either, where a form has no button for Enter.
        cancel.setAutoDefault(self.ok.isDefault())
        buttons = row(None, cancel, self.ok)
        self.setLayout(
            column(heading(self._title, 18), *fields, self.error, buttons, spacing=12, margins=(24, 20, 24, 20))
        )
        first = fields[0] if isinstance(fields[0], FormRow) else fields[0].findChild(FormRow)
        (first or fields[0]).setFocus()

    def showEvent(self, event: QShowEvent) -> None:
        """Qt opens a dialog at two thirds of a small screen at most, even where its fields then overlap."""
        super().showEvent(event)
        body = self.layout()
        wanted = body.totalHeightForWidth(self.width()) if body is not None else 0
        if self.height() < wanted:
            open_at(self, self.width(), wanted)

    def cannot_be_undone(self) -> None:
        """Before ``fill``: the first button is red, and Enter in a field does not press it."""
        self.ok.setProperty("kind", "danger")
        self.ok.setDefault(False)
        self.ok.setAutoDefault(False)

    def confirm(self) -> None:
        """Check what was typed and hand it over; each form does it in its own way."""

    def show_error(self, sentence: str) -> None:
        """Say why it did not work."""
        self.ok.setEnabled(True)
        self.error.setText(sentence)
        self.error.setVisible(bool(sentence))
        announce(self.error, sentence, urgent=True)


def run_for(dialog: FormDialog, tasks: Tasks, work: Callable[[], Changes]) -> None:
    """Run a use case for a form: it closes when that is done; a refusal is shown in it and nothing typed is lost."""
    tasks.run(
        dialog,
        work,
        done=lambda _: dialog.accept(),
        failed=lambda error: dialog.show_error(sentence_of(error)),
    )
