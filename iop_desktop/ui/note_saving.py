"""From the note form into the vault: every draft is kept here until the vault has it."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from iop_desktop.rules.notes import NoteDraft
from iop_desktop.services.changes import Changes
from iop_desktop.services.errors import Stale, UserError
from iop_desktop.services.note_views import NoteView, Saved
from iop_desktop.services.notes import NoteService
from iop_desktop.ui.autosave import DraftSaver, SaveState
from iop_desktop.ui.dialogs import Dialogs
from iop_desktop.ui.tasks import Tasks

SAYS = {
    SaveState.CLEAN: "Saved",
    SaveState.SAVING: "Saving…",
    SaveState.DIRTY: "Not saved yet",
    SaveState.FAILED: "Not saved",
}
NOT_ALL_SAVED = "Something you wrote is not saved yet, so nothing was signed. It stays on screen; try again."
SAVED_AFTER_ALL = "What you wrote is saved now."


class NoteSaver(DraftSaver):
    """Saves drafts through the quick lane and says in words what became of them.

    ``stored`` carries what a save returned, ``refused`` the note whose save failed, and ``all_saved`` whether the vault
    has everything. ``other_text`` carries a note that was saved somewhere else in between.
    """

    stored = Signal(object)
    refused = Signal(UUID)
    all_saved = Signal(bool)
    other_text = Signal(object)

    def __init__(self, notes: NoteService, tasks: Tasks, dialogs: Dialogs, page: QWidget) -> None:
        super().__init__(self._put, page)
        self._notes, self._tasks, self._dialogs, self._page = notes, tasks, dialogs, page
        self._revisions: dict[UUID, int] = {}
        self._failed_before = False
        self.state_changed.connect(self._show_state)

    def seen(self, view: NoteView) -> None:
        """Later saves build on this view of the note."""
        self._revisions[view.note_id] = max(view.revision, self._revisions.get(view.note_id, 0))

    def words(self, note_id: UUID) -> str:
        """What to say beside the note."""
        return SAYS[self.state_of(note_id)]

    def may_sign(self) -> bool:
        """Whether the vault has everything that was typed; says so when it has not: what is read must be signed."""
        if self.unsaved:
            self._tasks.refused.emit(UserError(NOT_ALL_SAVED))
        return not self.unsaved

    def _put(self, note_id: UUID, draft: NoteDraft) -> None:
        def work() -> Saved:
            # Two saves of a note may wait in the lane at once: the second builds on what the first has left.
            saved = self._notes.save(note_id, self._revisions[note_id], draft)
            self._revisions[note_id] = saved.revision
            return saved

        self._tasks.run(
            self,
            work,
            done=lambda saved: self._came_back(saved, draft),
            failed=lambda error: self._did_not(note_id, draft, error),
        )

    def _came_back(self, saved: Saved, draft: NoteDraft) -> None:
        self.saved(saved.note_id, draft)
        self.stored.emit(saved)

    def _did_not(self, note_id: UUID, draft: NoteDraft, error: BaseException) -> None:
        """The draft stays here and on screen; an error without a sentence is told by the lanes themselves."""
        self.failed(note_id, draft)
        self.refused.emit(note_id)
        if isinstance(error, Stale) and self._in_sight():
            self._read_other_text(note_id)
            self._dialogs.tell(self._page, error.sentence)
        elif hasattr(error, "sentence"):
            self._tasks.refused.emit(error)

    def _in_sight(self) -> bool:
        """Whether what surrounds the page is on screen: after locking nothing may be shown any more."""
        around = self._page.parentWidget()
        return around is None or around.isVisible()

    def _read_other_text(self, note_id: UUID) -> None:
        """Another save came first: saving again builds on it once it was shown."""

        def compare(view: NoteView) -> None:
            self.seen(view)
            self.other_text.emit(view)

        self._tasks.run(self, lambda: self._notes.open(note_id), done=compare)

    def _show_state(self, state: SaveState) -> None:
        self._failed_before = self._failed_before or state is SaveState.FAILED
        self.all_saved.emit(state is SaveState.CLEAN)
        if state is SaveState.CLEAN and self._failed_before:
            self._failed_before = False
            self._tasks.changed.emit(Changes(frozenset(), SAVED_AFTER_ALL))
