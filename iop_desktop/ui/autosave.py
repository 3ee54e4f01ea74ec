"""Saves a draft shortly after the last key, and at once when it might be lost."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

DEBOUNCE_MS = 800


class DraftSaver(QObject):
    """Calls ``save`` when the draft rests; touches no file itself.

    Call ``touch`` on every change and ``flush`` on leaving the page, locking and closing.
    ``dirty_changed`` feeds the "Saved" chip.
    """

    dirty_changed = Signal(bool)

    def __init__(
        self, save: Callable[[], object], parent: QObject | None = None, debounce_ms: int = DEBOUNCE_MS
    ) -> None:
        super().__init__(parent)
        self._save = save
        self._dirty = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(debounce_ms)
        self._timer.timeout.connect(self.flush)

    @property
    def dirty(self) -> bool:
        """Whether there is something that was not handed to ``save`` yet."""
        return self._dirty

    def touch(self) -> None:
        """The draft changed."""
        self._set_dirty(True)
        self._timer.start()

    def flush(self) -> None:
        """Save now if there is something to save. An error of ``save`` passes on and the draft stays dirty."""
        self._timer.stop()
        if self._dirty:
            self._save()
            self._set_dirty(False)

    def forget(self) -> None:
        """Drop what was not saved, for example after the note was signed."""
        self._timer.stop()
        self._set_dirty(False)

    def _set_dirty(self, dirty: bool) -> None:
        if dirty != self._dirty:
            self._dirty = dirty
            self.dirty_changed.emit(dirty)
