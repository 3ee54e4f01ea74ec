"""What the lesson panel asks for: a segment is marked, or another lesson is chosen."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from iop_desktop.rules.vocabulary import SegmentState
from iop_desktop.services.coverage import CoverageService
from iop_desktop.services.lessons import LessonService
from iop_desktop.services.room_views import LessonView
from iop_desktop.ui.dialogs import Dialogs
from iop_desktop.ui.lesson_panel import LessonPanel
from iop_desktop.ui.tasks import Tasks


class LessonMarking(QObject):
    """Between the panel and the vault. ``stale`` asks the page to read again after a refusal."""

    stale = Signal()

    def __init__(
        self,
        panel: LessonPanel,
        lessons: LessonService,
        coverage: CoverageService,
        tasks: Tasks,
        dialogs: Dialogs,
        page: QWidget,
    ) -> None:
        super().__init__(page)
        self._panel, self._page = panel, page
        self._lessons, self._coverage = lessons, coverage
        self._tasks, self._dialogs = tasks, dialogs
        self._session_id: UUID | None = None
        self._waiting = 0
        panel.marked.connect(self._mark)
        panel.choose.connect(self._choose)

    def show_lesson(self, session_id: UUID, lesson: LessonView | None, editable: bool) -> None:
        """Show the lesson of a session as it was read, unless a key is on its way to the vault."""
        self._session_id = session_id
        if not self._waiting:  # what was read before the last key would lead the next key astray
            self._panel.show_lesson(lesson, editable)

    def _mark(self, position: int, state: SegmentState) -> None:
        session_id = self._session_id
        if session_id is None:
            return
        self._waiting += 1
        self._tasks.run(
            self,
            lambda: self._lessons.mark_segment(session_id, position, state),
            done=lambda _changes: self._written(),
            failed=self._not_written,
        )

    def _written(self) -> None:
        self._waiting -= 1

    def _not_written(self, error: BaseException) -> None:
        self._waiting -= 1
        if hasattr(error, "sentence"):
            self._tasks.refused.emit(error)
        self.stale.emit()

    def _choose(self) -> None:
        session_id = self._session_id
        if session_id is not None:
            self._tasks.run(self, lambda: self._coverage.choices(session_id), done=self._ask)

    def _ask(self, lessons: tuple[tuple[UUID, str], ...]) -> None:
        session_id = self._session_id
        chosen = self._dialogs.choose_one(self._page, "Choose the lesson", [title for _, title in lessons])
        if chosen is not None and session_id is not None:
            lesson_id = lessons[chosen][0]
            self._tasks.run(self, lambda: self._lessons.choose(session_id, lesson_id))
