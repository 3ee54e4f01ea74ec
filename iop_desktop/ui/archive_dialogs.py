"""What an archive is made from, and its key, which is shown once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from iop_desktop.rules.archive import LONGEST
from iop_desktop.services.archive_views import ArchiveForm, ArchiveOutline, MadeArchive
from iop_desktop.services.people_views import ProgramRow
from iop_desktop.services.program_archive import contents_words
from iop_desktop.services.wall_text import count_of
from iop_desktop.ui.day_fields import day_field, day_in
from iop_desktop.ui.form_dialog import FormDialog
from iop_desktop.ui.layouts import holder, row
from iop_desktop.ui.progress_row import ProgressRow
from iop_desktop.ui.widgets.buttons import button
from iop_desktop.ui.widgets.form_row import FormRow
from iop_desktop.ui.widgets.text import label, muted

EVERY = "Every program"
AUTHORITY_HINT = "The statute, regulation or court order that asks for the records. It stands on the label."
WHAT = (
    "Signed PDFs, charts, attendance and plans go into one sealed file. The records here stay as they are; once the "
    "archive is checked, erase them on this page within a year."
)
ONCE = (
    "The program keeps neither this code nor the sheet. Without it nobody can read the archive; with it, anybody can. "
    "Print or save the key sheet now, and not beside the archive."
)
NOT_KEPT = "Print or save the key sheet first: the code is shown only now."
WIDTH = 620


class ArchiveDialog(FormDialog):
    """``confirmed`` carries an ArchiveForm, ``program_chosen`` a program's id or None."""

    confirmed = Signal(object)
    program_chosen = Signal(object)

    def __init__(self, clinic: str, programs: Sequence[ProgramRow], until: date, parent: QWidget) -> None:
        super().__init__("Archive a program", "Make archive…", parent)
        self.setMinimumWidth(WIDTH)
        self._clinic, self._programs = clinic, tuple(programs)
        self.program = QComboBox()
        self.program.addItem(EVERY)
        for each in self._programs:
            self.program.addItem(each.name)
        self.name, self.authority, self.keeper = _line(clinic), _line(), _line()
        self.until = day_field(until)
        self.outline = muted("", wrap=True)
        self.progress = ProgressRow()
        self.fill(
            FormRow("Program", self.program),
            FormRow("Name on the label", self.name),
            FormRow("Kept because of", self.authority, AUTHORITY_HINT),
            holder(row(FormRow("Kept until", self.until), FormRow("Key is kept by", self.keeper), spacing=14)),
            self.outline,
            muted(WHAT, wrap=True),
            self.progress,
        )
        self.progress.hide()
        self.program.currentIndexChanged.connect(lambda _number: self._choose())

    @property
    def program_id(self) -> UUID | None:
        """The chosen program's id, or None for all."""
        chosen = self.program.currentIndex() - 1
        return self._programs[chosen].program_id if chosen >= 0 else None

    def show_outline(self, found: ArchiveOutline) -> None:
        """Say what is in it and what is not finished."""
        parts = [f"{count_of(found.clients, 'client')}."]
        if found.in_treatment:
            parts.append(f"{found.in_treatment} of them are still in treatment.")
        if found.unsigned_notes:
            many = count_of(found.unsigned_notes, "note waits", "notes wait")
            parts.append(f"{many} for a signature and would stand in it unsigned, without a PDF.")
        self.outline.setText(" ".join(parts))

    def confirm(self) -> None:
        """Hand it over; the use case checks it."""
        self.ok.setEnabled(False)
        texts = (self.name.text(), self.authority.text())
        self.confirmed.emit(ArchiveForm(self.program_id, *texts, day_in(self.until), self.keeper.text()))

    def show_error(self, sentence: str) -> None:
        """Say why it did not work."""
        self.progress.hide()
        super().show_error(sentence)

    def _choose(self) -> None:
        chosen = self.program.currentIndex() - 1
        self.name.setText(f"{self._clinic}, {self._programs[chosen].name}" if chosen >= 0 else self._clinic)
        self.program_chosen.emit(self.program_id)


class KeyDialog(FormDialog):
    """The code, shown until it was printed or saved; ``print_asked`` and ``save_asked``."""

    print_asked = Signal()
    save_asked = Signal()
    way_out = ""

    def __init__(self, made: MadeArchive, parent: QWidget) -> None:
        super().__init__("The key of the archive", "Done", parent)
        self.setMinimumWidth(WIDTH)
        groups = made.code.split("-")
        code = label("-".join(groups[:5]) + "\n" + "-".join(groups[5:]), 18, 600)
        code.setAccessibleName(f"Code {made.code}")
        self.print_button = button("Print key sheet…", "primary", "file-text", clicked=self.print_asked.emit)
        self.save_button = button("Save key sheet…", "", "save", clicked=self.save_asked.emit)
        self.said = label("", 13, 500, wrap=True)
        self.said.hide()
        self.fill(
            code,
            muted(f"{made.path.name}: {contents_words(made.counts)} Its label lies beside it.", wrap=True),
            muted(ONCE, 13, wrap=True),
            holder(row(self.print_button, self.save_button, None)),
            self.said,
        )
        self.ok.setEnabled(False)
        self._kept = False
        self.print_button.setFocus()

    def show_kept(self, sentence: str) -> None:
        """The sheet is out; the dialog may be closed."""
        self.said.setText(sentence)
        self.said.show()
        self.show_error("")
        self._kept = True

    def reject(self) -> None:
        """Escape closes only when the code is on paper or in a file."""
        if self._kept:
            super().reject()
        else:
            self.show_error(NOT_KEPT)

    def show_error(self, sentence: str) -> None:
        """Say what is missing; the last button waits for the sheet."""
        super().show_error(sentence)
        self.ok.setEnabled(not sentence)

    def confirm(self) -> None:
        """The code is forgotten."""
        self.accept()


def _line(text: str = "") -> QLineEdit:
    made = QLineEdit(text)
    made.setMaxLength(LONGEST)
    return made
