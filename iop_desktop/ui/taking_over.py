"""A line over a note that another facilitator has begun, and the button that makes it one's own."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtCore import QObject
from PySide6.QtGui import QKeySequence, QShortcut

from iop_desktop.services.changes import Changes
from iop_desktop.services.note_authors import AuthorView, NoteAuthorService
from iop_desktop.ui.icons import Icon
from iop_desktop.ui.layouts import holder, row, stretched
from iop_desktop.ui.notes_page import NotesPage
from iop_desktop.ui.tasks import Tasks
from iop_desktop.ui.widgets.buttons import button
from iop_desktop.ui.widgets.elided_label import ElidedLabel

KEY = "Ctrl+Shift+T"


class TakingOver(QObject):
    """Lives with a notes page and speaks only of notes whose author is somebody else."""

    def __init__(self, authors: NoteAuthorService, tasks: Tasks, page: NotesPage) -> None:
        super().__init__(page)
        self._authors, self._tasks, self._page = authors, tasks, page
        self._note_id: UUID | None = None
        self.words = ElidedLabel("", 12, ink="text2")
        self.take = button(
            "Take over", "link", shortcut=KEY, tip="Become the author of this note", clicked=self.take_over
        )
        self.line = holder(
            stretched(row(Icon("user-round", "text2"), self.words, self.take, margins=(18, 6, 18, 6)), 1)
        )
        self.line.hide()
        page.note_card.body.insertWidget(1, self.line)
        page.note_shown.connect(self._look)
        QShortcut(QKeySequence(KEY), page).activated.connect(self.take_over)

    def _look(self, note_id: UUID) -> None:
        self._note_id = note_id
        self._tasks.run(self._page, lambda: self._authors.author_of(note_id), done=lambda v: self._show(note_id, v))

    def _show(self, note_id: UUID, view: AuthorView) -> None:
        if note_id == self._note_id:
            self.words.set_text(f"The author of this note is {view.name}.")
            self.take.setVisible(view.may_take_over)
            self.line.setVisible(not view.is_mine)

    def take_over(self) -> None:
        """Become the author; what was typed last is saved first, because the lane keeps the order."""
        note_id = self._note_id
        if note_id is None or not self.line.isVisibleTo(self._page) or not self.take.isVisibleTo(self.line):
            return
        self._page.leave()

        def work() -> Changes:
            return self._authors.take_over(note_id, self._authors.author_of(note_id).revision)

        self._tasks.run(self._page, work)
