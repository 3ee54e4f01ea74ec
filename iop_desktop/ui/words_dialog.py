"""The words that were added to the spelling check: looked at, and taken out again."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QWidget

from iop_desktop.services.changes import Changes
from iop_desktop.services.spelling_words import SpellingWordService, WordRow
from iop_desktop.ui.grid_view import GridView
from iop_desktop.ui.layouts import column, row
from iop_desktop.ui.table import Column, RowsModel
from iop_desktop.ui.tasks import Tasks
from iop_desktop.ui.widgets.buttons import button
from iop_desktop.ui.widgets.card import Card
from iop_desktop.ui.widgets.text import heading, muted

COLUMNS = (
    Column[WordRow]("Word", lambda r: r.word),
    Column[WordRow]("Whose", lambda r: "Mine" if r.personal else "The clinic's"),
)
HINT = "Words are added from a note: F7 on a marked word. They are taken out here."
NONE = "No word has been added yet. F7 on a marked word adds it."
CLINICS = "The clinic's words are changed by a supervisor or an administrator."


class WordsDialog(QDialog):
    """Delete takes a word out; it can be undone."""

    def __init__(self, words: SpellingWordService, tasks: Tasks, parent: QWidget) -> None:
        super().__init__(parent)
        self._words, self._tasks, self._last = words, tasks, Changes(frozenset())
        self.setWindowTitle("Words")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(460, 420)
        self._model = RowsModel(COLUMNS, self)
        self.table = GridView("Words", self._model, "", (240,))
        self.delete = button("Take out", "", "x", shortcut="Del", clicked=self._delete)
        self.undo = button("Undo", "link", clicked=self._undo_last)
        self.close_button = button("Done", "primary", clicked=self.accept)
        self.say = muted(HINT, wrap=True)
        self.undo.hide()
        body = column(
            heading("Words", 18),
            Card(self.table, padding=1, spacing=0),
            row(self.say, self.undo),
            row(self.delete, None, self.close_button),
            spacing=12,
            margins=(24, 20, 24, 20),
        )
        body.setStretch(1, 1)
        self.setLayout(body)
        self.table.setFocus()
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._allow())
        QShortcut(QKeySequence("Del"), self).activated.connect(self._delete)
        self._read()

    @property
    def _row(self) -> WordRow | None:
        return self._model.row_at(self.table.currentIndex())

    def _read(self) -> None:
        self._tasks.run(self, self._words.rows, done=self._show)

    def _show(self, rows: tuple[WordRow, ...]) -> None:
        place = self.table.currentIndex().row()
        self._model.set_rows(rows)
        self.table.go_to(max(0, place))
        self._allow()

    def _allow(self) -> None:
        found = self._row
        self.delete.setEnabled(found is not None and found.may_change)
        self.say.setText(NONE if found is None else HINT if found.may_change else CLINICS)

    def _delete(self) -> None:
        found = self._row
        if found is not None and found.may_change:
            self._tasks.run(self, partial(self._words.remove, found.word, found.personal), done=self._done)

    def _done(self, changes: Changes) -> None:
        """The banner of the page lies behind this dialog, so the way back stands here."""
        self._last = changes
        self.undo.setVisible(changes.undo is not None)
        self._read()

    def _undo_last(self) -> None:
        undo = self._last.undo
        self.undo.hide()
        if undo is not None:
            self._tasks.run(self, undo.call, done=lambda _changes: self._read())
