"""What the small forms share: title, fields, an error sentence, two buttons."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QWidget

from iop_desktop.services.changes import Changes
from iop_desktop.ui.announce import announce
from iop_desktop.ui.layouts import column, row
from iop_desktop.ui.tasks import Tasks, sentence_of
from iop_desktop.ui.widgets.buttons import button
from iop_desktop.ui.widgets.form_row import FormRow
from iop_desktop.ui.widgets.text import heading, label


class FormDialog(QDialog):
    """``confirm`` is called by the first button; ``show_error`` keeps everything typed.

    ``way_out`` is what the second button says; where it is empty there is none, and Escape still closes.
    """

    way_out = "Cancel"

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
        buttons = row(None, self.ok)
        if self.way_out:
            leave = button(self.way_out, clicked=self.reject)
            # Enter in a field must not mean Cancel either, where a form has no button for Enter.
            leave.setAutoDefault(self.ok.isDefault())
            buttons.insertWidget(1, leave)
        self.setLayout(
            column(heading(self._title, 18), *fields, self.error, buttons, spacing=12, margins=(24, 20, 24, 20))
        )
        first = fields[0] if isinstance(fields[0], FormRow) else fields[0].findChild(FormRow)
        (first or fields[0]).setFocus()

    def showEvent(self, event: QShowEvent) -> None:
        """Qt measures sentences before they wrap: as it opens, a form takes the height that its fields really need."""
        super().showEvent(event)
        sized = self.testAttribute(Qt.WidgetAttribute.WA_Resized)
        self._fit(lambda height: height > self.height() or (height < self.height() and not sized))

    def event(self, event: QEvent) -> bool:
        """A sentence that comes later, such as an error, makes the form higher instead of covering its fields."""
        handled = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest and self.isVisible():
            self._fit(lambda height: height > self.height())
        return handled

    def _fit(self, is_needed: Callable[[int], bool]) -> None:
        """Fields never cover each other: a form may be higher than the window below it, but not than the screen."""
        body = self.layout()
        if body is None:
            return
        screen = self.screen().availableSize()
        width = min(max(self.width(), body.totalMinimumSize().width()), screen.width())
        height = min(body.totalHeightForWidth(width), screen.height())
        if width > self.width() or (height > 0 and is_needed(height)):
            self.resize(width, height if height > 0 else self.height())

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
