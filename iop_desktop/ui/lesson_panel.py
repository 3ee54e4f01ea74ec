"""The lesson of the day beside the roster: objectives, timed segments, one key for each."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from iop_desktop.rules.vocabulary import SegmentState
from iop_desktop.services.room_views import LessonView
from iop_desktop.ui.layouts import row
from iop_desktop.ui.objective_label import ObjectiveLabel
from iop_desktop.ui.segment_list import SegmentList
from iop_desktop.ui.widgets.buttons import button
from iop_desktop.ui.widgets.card import Card
from iop_desktop.ui.widgets.elided_label import ElidedLabel
from iop_desktop.ui.widgets.plain_tip import plain_tip
from iop_desktop.ui.widgets.text import faint, label

SHOWN_OBJECTIVES = 3
# From this height on, three objectives of two lines leave the segments of a lesson in sight.
ROOMY_HEIGHT, LOWEST_WITH_OBJECTIVES = 420, 320
BUTTONS = (
    (SegmentState.DONE, "Done", "check", "Ctrl+D"),
    (SegmentState.SHORTENED, "Shorter", "timer", "Ctrl+H"),
    (SegmentState.SKIPPED, "Skip", "skip-forward", "Ctrl+J"),
)


class LessonPanel(Card):
    """Shows a lesson; ``marked`` carries position and state, ``choose`` asks for another, ``papers_asked`` to print."""

    marked = Signal(int, object)
    choose = Signal()
    papers_asked = Signal(UUID)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(padding=14, spacing=4, parent=parent)
        self._title = ElidedLabel("", 15, 600)
        self._module = faint("")
        self._compact = False
        self._objectives = [ObjectiveLabel() for _ in range(SHOWN_OBJECTIVES)]
        self.segments = SegmentList()
        self.segments.marked.connect(self.marked)
        self.choose_button = button("Choose", "link", clicked=self.choose.emit, tip="Choose another lesson")
        self.papers_button = button("Papers", "link", clicked=self._ask_papers, tip="Print handouts for the group")
        self._lesson_id: UUID | None = None
        self._buttons = [
            button(text, "", shortcut=keys, clicked=partial(self.segments.mark_current, state))
            for state, text, _, keys in BUTTONS
        ]
        self.add(row(label("Lesson", 12, 600, "muted"), None, self.papers_button, self.choose_button, spacing=2))
        for shown in (self._title, self._module, *self._objectives, self.segments):
            self.add(shown)
        self.add(row(*self._buttons, spacing=6))
        self.body.setStretchFactor(self.segments, 1)
        self.body.setContentsMargins(14, 8, 14, 14)

    def _ask_papers(self) -> None:
        if self._lesson_id is not None:
            self.papers_asked.emit(self._lesson_id)

    def set_compact(self, compact: bool) -> None:
        """Leave room for the segments on a small screen; objectives and module stand in the title's tooltip."""
        self._compact = compact
        self._place_objectives()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        for shown in self._objectives:
            shown.set_roomy(self.height() >= ROOMY_HEIGHT)
        self._place_objectives()

    def _place_objectives(self) -> None:
        room = not self._compact and self.height() >= LOWEST_WITH_OBJECTIVES
        for shown in self._objectives:
            shown.setVisible(room and bool(shown.text()))
        self._module.setVisible(room)

    def show_lesson(self, lesson: LessonView | None, editable: bool = True) -> None:
        """Show the lesson, or that none is chosen; ``editable`` says whether this person may mark it."""
        self._title.set_text(lesson.title if lesson else "No lesson chosen")
        self._module.setText(f"{lesson.module_title} · {lesson.minutes} min" if lesson else "")
        objectives = lesson.objectives if lesson else ()
        for number, shown in enumerate(self._objectives):
            shown.set_text(f"• {objectives[number]}" if number < len(objectives) else "")
        self._place_objectives()
        self._title.setToolTip(plain_tip("\n".join((self._module.text(), *objectives))))
        self.segments.show_segments(lesson.segments if lesson else ())
        for made in self._buttons:
            made.setEnabled(editable and bool(lesson))
        self.choose_button.setEnabled(editable)
        self._lesson_id = lesson.lesson_id if lesson else None
        self.papers_button.setEnabled(lesson is not None)
