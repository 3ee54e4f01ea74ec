"""The phrases: found, added, changed and taken away by keyboard."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QCheckBox, QDialog, QLineEdit, QWidget

from iop_desktop.rules.phrases import LONGEST_ABBREVIATION, SIGN
from iop_desktop.services.changes import Changes
from iop_desktop.services.phrases import PhraseForm, PhraseRow, PhraseService
from iop_desktop.ui.form_dialog import FormDialog
from iop_desktop.ui.grid_view import ENTER, GridView
from iop_desktop.ui.layouts import column, holder, row
from iop_desktop.ui.table import Column, RowsModel
from iop_desktop.ui.tasks import Tasks, sentence_of
from iop_desktop.ui.text_field import TextField
from iop_desktop.ui.widgets.buttons import button
from iop_desktop.ui.widgets.card import Card
from iop_desktop.ui.widgets.form_row import FormRow
from iop_desktop.ui.widgets.search_field import SearchField
from iop_desktop.ui.widgets.text import heading, muted

COLUMNS = (
    Column[PhraseRow]("Type", lambda r: SIGN + r.phrase.abbreviation),
    Column[PhraseRow]("Whose", lambda r: "Mine" if r.phrase.personal else "The clinic's"),
    Column[PhraseRow]("Phrase", lambda r: " ".join(r.phrase.text.split()), tooltip=lambda r: r.phrase.text),
)
HINT = "In a note, type ; and the abbreviation, then Space, Tab or Enter. Stops ‹…› are filled in one by one with Tab."
RULE = "A phrase is a frame for facts and next steps; what a member said or felt is written each time."
CLINICS = "The clinic's phrases are changed by a supervisor or an administrator."


class PhraseDialog(FormDialog):
    """One phrase; emits ``confirmed`` with what is to be kept."""

    confirmed = Signal(object)

    def __init__(self, before: PhraseRow | None, may_change_clinics: bool, parent: QWidget) -> None:
        super().__init__("Change the phrase" if before else "New phrase", "Keep phrase", parent)
        self._before = before
        self.setMinimumWidth(520)
        self.abbreviation = QLineEdit(before.phrase.abbreviation if before else "")
        self.abbreviation.setMaxLength(LONGEST_ABBREVIATION + 1)
        self.text = TextField("Phrase", "Practice ‹skill› ‹times› before ‹day›.")
        self.text.setPlainText(before.phrase.text if before else "")
        self.text.setMinimumHeight(110)
        self.stop = button("Insert a stop", "ghost", "plus", shortcut="Ctrl+J", clicked=self._insert_stop)
        QShortcut(QKeySequence("Ctrl+J"), self).activated.connect(self._insert_stop)
        self.clinic = QCheckBox("For the whole clinic")
        self.clinic.setVisible(may_change_clinics and before is None)
        rule = muted(
            "A phrase is a frame for facts and next steps; what a member said or felt is written each time.", wrap=True
        )
        self.fill(
            FormRow("Abbreviation", self.abbreviation, "Letters, digits and hyphens, such as next"),
            FormRow("Phrase", self.text, "Write each place to fill in as ‹what goes there›"),
            holder(row(self.stop, None)),
            rule,
            self.clinic,
        )

    def confirm(self) -> None:
        before = self._before
        personal = before.phrase.personal if before else not self.clinic.isChecked()
        form = PhraseForm(self.abbreviation.text(), self.text.toPlainText(), personal)
        if before is not None:
            form = PhraseForm(form.abbreviation, form.text, personal, before.phrase_id, before.revision)
        self.confirmed.emit(form)

    def _insert_stop(self) -> None:
        """A stop around what is selected, or an empty one with the cursor in it."""
        cursor = self.text.textCursor()
        inside = cursor.selectedText()
        cursor.insertText(f"‹{inside}›")
        if not inside:
            cursor.movePosition(cursor.MoveOperation.Left)
        self.text.setTextCursor(cursor)
        self.text.setFocus()


class PhrasesDialog(QDialog):
    """All phrases within reach. Enter changes one, Delete takes it away with an undo.

    ``words_asked`` asks for the words that were added to the spelling check.
    """

    words_asked = Signal()

    def __init__(self, phrases: PhraseService, tasks: Tasks, parent: QWidget) -> None:
        super().__init__(parent)
        self._phrases, self._tasks = phrases, tasks
        self._rows: tuple[PhraseRow, ...] = ()
        self.setWindowTitle("Phrases")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(760, 520)
        self.search = SearchField("Find a phrase")
        self.search.setMinimumWidth(260)
        self._model = RowsModel(COLUMNS, self)
        self.table = GridView("Phrases", self._model, "", (110, 110))
        self.add = button("New phrase…", "", "plus", shortcut="Ctrl+N", clicked=self._new)
        self.change = button("Change…", "", "pen-line", shortcut="Enter", clicked=self._change)
        self.delete = button("Delete", "", "x", shortcut="Del", clicked=self._delete)
        self.starting = button("Add the starting phrases", "ghost", clicked=self._add_starting)
        self.spelling = button(
            "Words…", "ghost", clicked=self.words_asked.emit, tip="Words added to the spelling check"
        )
        self.undo = button("Undo", "link", clicked=self._undo_last)
        self.words, self._last = muted(HINT, wrap=True), Changes(frozenset())
        self.close_button = button("Done", "primary", clicked=self.accept)
        self._build()
        self._connect()
        self._read()

    def _build(self) -> None:
        self.undo.hide()
        self.starting.setVisible(self._phrases.may_change_clinics)
        tools = (self.add, self.change, self.delete, self.starting, self.spelling)
        for each in (*tools, self.undo, self.close_button):
            each.setAutoDefault(False)  # Enter belongs to the list and to the field
        body = column(
            row(heading("Phrases", 18), None, self.search),
            Card(self.table, padding=1, spacing=0),
            row(self.words, self.undo),
            row(*tools, None, self.close_button),
            spacing=12,
            margins=(24, 20, 24, 20),
        )
        body.setStretch(1, 1)
        self.setLayout(body)
        self.search.setFocus()

    def _connect(self) -> None:
        self.search.text_changed.connect(lambda _: self._show_found())
        self.search.edit.returnPressed.connect(self.table.setFocus)
        self.table.acted.connect(lambda key: self._change() if key == ENTER else None)
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._allow())
        for key, slot in {"Ctrl+N": self._new, "Ctrl+F": self.search.setFocus}.items():
            QShortcut(QKeySequence(key), self).activated.connect(slot)
        delete = QShortcut(QKeySequence("Del"), self.table)
        delete.setContext(Qt.ShortcutContext.WidgetShortcut)
        delete.activated.connect(self._delete)

    @property
    def _row(self) -> PhraseRow | None:
        return self._model.row_at(self.table.currentIndex())

    def _read(self) -> None:
        self._tasks.run(self, self._phrases.rows, done=self._show)

    def _show(self, rows: tuple[PhraseRow, ...]) -> None:
        self._rows = rows
        self._show_found()

    def _show_found(self) -> None:
        words = self.search.text().strip().removeprefix(SIGN).casefold()
        found = [r for r in self._rows if words in r.phrase.abbreviation or words in r.phrase.text.casefold()]
        place = self.table.currentIndex().row()
        self._model.set_rows(found)
        self.table.go_to(max(0, place))
        self._allow()

    def _allow(self) -> None:
        found = self._row
        for each in (self.change, self.delete):
            each.setEnabled(found is not None and found.may_change)
        self.words.setText(CLINICS if found is not None and not found.may_change else HINT)

    def _new(self) -> None:
        self._ask(None)

    def _change(self) -> None:
        found = self._row
        if found is not None and found.may_change:
            self._ask(found)

    def _ask(self, before: PhraseRow | None) -> None:
        dialog = PhraseDialog(before, self._phrases.may_change_clinics, self)

        def done(changes: Changes) -> None:
            dialog.accept()
            self._done(changes)

        def keep(form: PhraseForm) -> None:
            self._tasks.run(
                dialog,
                lambda: self._phrases.save(form),
                done=done,
                failed=lambda error: dialog.show_error(sentence_of(error)),
            )

        dialog.confirmed.connect(keep)
        dialog.open()

    def _delete(self) -> None:
        found = self._row
        if found is not None and found.may_change:
            self._tasks.run(self, partial(self._phrases.delete, found.phrase_id), done=self._done)

    def _add_starting(self) -> None:
        self._tasks.run(self, self._phrases.add_starting, done=self._done)

    def _done(self, changes: Changes) -> None:
        """Say what happened here: the banner of the page lies behind this dialog."""
        self._last = changes
        self._read()
        self.words.setText(changes.message)
        self.undo.setVisible(changes.undo is not None)

    def _undo_last(self) -> None:
        undo = self._last.undo
        self.undo.hide()
        if undo is not None:
            self._tasks.run(self, undo.call, done=lambda _changes: self._read())
