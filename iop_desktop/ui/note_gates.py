"""Passing the gates from the notes page: a reason, a word that is no name, answers that are left over."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from PySide6.QtCore import QObject
from PySide6.QtGui import QKeySequence, QShortcut, QTextCursor

from iop_desktop.rules.contradictions import TAKING_PART_TEXTS
from iop_desktop.services.changes import Changes
from iop_desktop.services.concerns import NamedOther
from iop_desktop.services.gates import GateService
from iop_desktop.ui.notes_page import NotesPage
from iop_desktop.ui.tasks import Tasks


class NoteGates(QObject):
    """Connects the panel below the note with the use cases; what is typed goes to the vault first."""

    def __init__(self, gates: GateService, tasks: Tasks, page: NotesPage) -> None:
        super().__init__(page)
        self._gates, self._tasks, self._page = gates, tasks, page
        panel = page.note_card.concerns
        panel.go_to.connect(self._go_to)
        panel.not_a_name.connect(lambda word: self._run(lambda note_id: gates.not_a_name(note_id, word)))
        panel.keep.connect(lambda reason: self._run(lambda note_id: gates.keep_words(note_id, reason)))
        panel.clear.connect(self._clear_taking_part)
        QShortcut(QKeySequence("Alt+W"), page).activated.connect(panel.focus_first)

    def _run(self, work: Callable[[UUID], Changes]) -> None:
        note_id = self._page.note_card.concerns.note_id
        if note_id is not None:
            self._page.leave()
            self._tasks.run(self._page, lambda: work(note_id))

    def _clear_taking_part(self) -> None:
        """Empty what speaks of taking part: the member was away. The text can be undone."""
        form = self._page.note_card.form
        for name in TAKING_PART_TEXTS:
            cursor = QTextCursor(form.fields[name].document())
            cursor.select(QTextCursor.SelectionType.Document)
            cursor.removeSelectedText()
        form.clear_choices("participation", "affect", "progress")

    def _go_to(self, hit: NamedOther) -> None:
        form = self._page.note_card.form
        form.focus_field(hit.field)
        field = form.fields.get(hit.field)
        if field is None:
            return
        # The place counts letters of the text as it was saved; what was typed since may have moved the word.
        found = field.document().find(hit.word, max(0, hit.start - 1))
        if found.isNull():
            found = field.document().find(hit.word)
        if not found.isNull():
            field.setTextCursor(found)
