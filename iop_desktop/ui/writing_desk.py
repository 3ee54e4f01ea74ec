"""Brings what helps with writing to the pages: dictionary, phrases, names, and the context of the note on screen."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from uuid import UUID

from PySide6.QtCore import QObject
from PySide6.QtGui import QKeySequence, QShortcut

from iop_desktop.rules.phrases import Phrase
from iop_desktop.services.bundle import Services
from iop_desktop.services.changes import Changes, Topic
from iop_desktop.services.note_context_views import NoteContext
from iop_desktop.ui.beside_card import CONTEXT, RECORD
from iop_desktop.ui.note_shelves import CONTACTS
from iop_desktop.ui.notes_page import NotesPage
from iop_desktop.ui.phrases_dialog import PhrasesDialog
from iop_desktop.ui.spelling_guide import NOTHING_MARKED, guide_spelling
from iop_desktop.ui.tasks import Tasks
from iop_desktop.ui.words_dialog import WordsDialog
from iop_desktop.ui.writing_aids import WritingAids


class WritingDesk(QObject):
    """Holds the aids of the person who unlocked; dies with the desk."""

    def __init__(self, services: Services, tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self._services, self._tasks = services, tasks
        self._loaded = False
        self._note_id: UUID | None = None
        self.aids = WritingAids(tasks, self)
        self.aids.may_add_for_clinic = services.words.may_change_clinics
        self.aids.word_asked.connect(self._add_word)
        tasks.changed.connect(self._changed)

    def load(self) -> None:
        """Read the dictionary and the phrases, once; takes about a tenth of a second of the long lane."""
        if not self._loaded:
            self._loaded = True
            self._tasks.run(self, self._services.words.speller, done=self.aids.use_speller, lane="long")
            self._read_phrases()

    def attend(self, page: NotesPage) -> None:
        """Help on the notes page."""
        beside = page.preview_card
        guide = guide_spelling(page, lambda: page.note_card.form.writing_fields, self.aids)
        guide.nothing_found.connect(partial(page.note_card.saved.setText, NOTHING_MARKED))
        page.session_shown.connect(self._read_names)
        page.note_shown.connect(partial(self._read_context, page))
        page.note_card.form.goal_shown.connect(beside.context.show_goal)
        keys: dict[str, Callable[[], object]] = {
            "Alt+C": partial(beside.toggle, CONTEXT),
            "Alt+V": partial(beside.toggle, RECORD),
            "Alt+L": beside.whole.toggle,
            "Alt+O": page.note_card.form.focus_prompts,
            "Ctrl+Shift+F": partial(self.edit_phrases, page),
        }
        for key, slot in keys.items():
            QShortcut(QKeySequence(key), page).activated.connect(slot)

    def edit_phrases(self, page: NotesPage) -> None:
        """Open the list of phrases."""
        dialog = PhrasesDialog(self._services.phrases, self._tasks, page)
        dialog.words_asked.connect(lambda: WordsDialog(self._services.words, self._tasks, dialog).open())
        dialog.open()

    def _read_context(self, page: NotesPage, note_id: UUID) -> None:
        self.load()
        if note_id != self._note_id:
            self._note_id = note_id
            page.preview_card.show_context(None)

        def show(context: NoteContext) -> None:
            if context.note_id == self._note_id:
                page.preview_card.show_context(context)

        self._tasks.run(page, lambda: self._services.note_context.read(note_id), done=show)

    def _read_names(self, place: UUID) -> None:
        words = self._services.words
        read = words.names_of_contacts if place == CONTACTS else partial(words.names, place)
        self._tasks.run(self, read, done=self.aids.use_names)

    def _read_phrases(self) -> None:
        def show(phrases: tuple[Phrase, ...]) -> None:
            self.aids.phrases = phrases

        self._tasks.run(self, self._services.phrases.phrases, done=show)

    def _add_word(self, word: str, personal: bool) -> None:
        self._tasks.run(self, lambda: self._services.words.add(word, personal=personal))

    def _changed(self, changes: Changes) -> None:
        if Topic.WRITING in changes.topics and self._loaded:
            self._read_phrases()
            self._tasks.run(self, self._services.words.words, done=self.aids.use_words)
