"""Drafts that are not in the vault yet: handed over when they rest, kept until the vault has them."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from uuid import UUID

from PySide6.QtCore import QObject, QTimer, Signal

from iop_desktop.rules.notes import NoteDraft

DEBOUNCE_MS = 800


class SaveState(Enum):
    """Where the drafts stand, the most worrying state first."""

    FAILED = "failed"
    DIRTY = "dirty"
    SAVING = "saving"
    CLEAN = "clean"


class DraftSaver(QObject):
    """Calls ``save(note_id, draft)`` when the drafts rest; ``saved`` or ``failed`` must say what came of it.

    Call ``touch`` on every change and ``flush`` on leaving the page, locking and closing. A draft is kept until the
    vault has it; after a failure the next change of any draft or the next ``flush`` tries again.
    """

    state_changed = Signal(object)

    def __init__(
        self,
        save: Callable[[UUID, NoteDraft], object],
        parent: QObject | None = None,
        debounce_ms: int = DEBOUNCE_MS,
    ) -> None:
        super().__init__(parent)
        self._save = save
        self._drafts: dict[UUID, NoteDraft] = {}
        self._states: dict[UUID, SaveState] = {}
        self._told = SaveState.CLEAN
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(debounce_ms)
        self._timer.timeout.connect(self.flush)

    @property
    def state(self) -> SaveState:
        """The most worrying state of any draft."""
        states = set(self._states.values())
        return next((state for state in SaveState if state in states), SaveState.CLEAN)

    @property
    def unsaved(self) -> frozenset[UUID]:
        """The notes whose last words are not in the vault, as far as is known."""
        return frozenset(self._drafts)

    def draft(self, note_id: UUID) -> NoteDraft | None:
        """What was typed into a note and is not in the vault; None when the vault has all of it."""
        return self._drafts.get(note_id)

    def state_of(self, note_id: UUID) -> SaveState:
        """Where the draft of one note stands."""
        return self._states.get(note_id, SaveState.CLEAN)

    def touch(self, note_id: UUID, draft: NoteDraft) -> None:
        """A draft changed: this is how it reads now."""
        self._drafts[note_id], self._states[note_id] = draft, SaveState.DIRTY
        self._timer.start()
        self._tell()

    def flush(self) -> None:
        """Hand over every draft that is not on its way already."""
        self._timer.stop()
        due = [note_id for note_id, state in self._states.items() if state is not SaveState.SAVING]
        for note_id in due:
            self._states[note_id] = SaveState.SAVING
            self._save(note_id, self._drafts[note_id])
        self._tell()

    def saved(self, note_id: UUID, draft: NoteDraft) -> None:
        """The vault has this draft; words typed since then stay to be saved."""
        if self._drafts.get(note_id) is draft:
            del self._drafts[note_id], self._states[note_id]
        self._tell()

    def failed(self, note_id: UUID, draft: NoteDraft) -> None:
        """The vault does not have this draft; words typed since then stay to be saved anyway."""
        if self._drafts.get(note_id) is draft:
            self._states[note_id] = SaveState.FAILED
        self._tell()

    def _tell(self) -> None:
        state = self.state
        if state is not self._told:
            self._told = state
            self.state_changed.emit(state)
