"""How members are named on paper that lies open in the room."""

from __future__ import annotations

from PySide6.QtWidgets import QComboBox, QWidget

from iop_desktop.rules.sign_in import SheetNames
from iop_desktop.services.session_documents import SessionDocumentService
from iop_desktop.ui.layouts import column
from iop_desktop.ui.tasks import Tasks
from iop_desktop.ui.widgets.form_row import FormRow
from iop_desktop.ui.widgets.text import muted

HINT = "Sign-in sheets lie open in the room. They are kept with the session and never in a chart."
ONLY = "Only an administrator chooses this."


class PaperSettings(QWidget):
    """One choice of the clinic; everybody may see it."""

    def __init__(
        self, papers: SessionDocumentService, tasks: Tasks, may_choose: bool, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._papers, self._tasks = papers, tasks
        self.names = QComboBox()
        for style in SheetNames:
            self.names.addItem(style.label, style)
        self.names.setEnabled(may_choose)
        self.names.setMaximumWidth(320)
        self.names.activated.connect(self._choose)
        field = FormRow("Names on sign-in sheets", self.names, HINT)
        note = muted("" if may_choose else ONLY)
        self.setLayout(column(field, note, None, spacing=10, margins=(16, 16, 16, 16)))

    def refresh(self) -> None:
        """Show what the clinic has chosen."""
        self._tasks.run(self, self._papers.sheet_names, done=self._show)

    def _show(self, style: SheetNames) -> None:
        self.names.setCurrentIndex(self.names.findData(style))

    def _choose(self, _place: int) -> None:
        style = SheetNames(self.names.currentData())
        self._tasks.run(self, lambda: self._papers.choose_sheet_names(style))
