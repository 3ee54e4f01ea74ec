"""The clock of the runner: what is left of the segment, what is left until the break, and whether time runs short."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from iop_desktop.rules.teaching import MINUTE, ON_TIME, TimeLeft, clock_words, pace_words
from iop_desktop.services.teaching_views import TeachingView
from iop_desktop.ui.layouts import column, row
from iop_desktop.ui.widgets.bar import Bar
from iop_desktop.ui.widgets.buttons import button
from iop_desktop.ui.widgets.card import Card
from iop_desktop.ui.widgets.chip import Chip
from iop_desktop.ui.widgets.elided_label import ElidedLabel
from iop_desktop.ui.widgets.text import label, muted

_HURRY = 5 * MINUTE


class RunnerClock(Card):
    """Segment, its time, the block's time and the pace."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(padding=16, spacing=6, parent=parent)
        self.title = ElidedLabel("", 22, 600)
        self._place = muted("")
        self.pace = Chip("")
        self.segment = label("", 39, 700, display=True, tabular=True)
        self.segment_words = muted("")
        self.block = label("", 26, 600, display=True, tabular=True)
        self.block_words = muted("")
        self.pause = button("Pause", "", "pause", shortcut="Ctrl+Space")
        self._bar = Bar(0, 1, "Time of the segment")
        head = row(self.title, self.pace, spacing=10)
        head.setStretch(0, 1)
        self.add(head)
        left = column(self.segment, self.segment_words, spacing=0)
        right = column(None, self.block, self.block_words, spacing=0)
        side = column(None, self._place, self.pause, spacing=6)
        side.setAlignment(self._place, Qt.AlignmentFlag.AlignRight)
        self.add(row(left, 12, right, None, side, spacing=4))
        self.add(self._bar)

    def show_segment(self, view: TeachingView) -> None:
        """Show which segment is being given."""
        current = view.current
        title = current.title if current else ("The lesson is over" if view.finished else "Before the lesson")
        self.title.set_text(title)
        self._place.setText(f"{current.position} of {len(view.segments)} · {current.minutes} min" if current else "")
        self.pause.setText("Go on" if view.paused_at else "Pause")
        self.pause.setAccessibleName("Let the clock go on" if view.paused_at else "Pause the clock")
        self.pause.setVisible(current is not None and view.editable)

    def show_time(self, left: TimeLeft, whole: int, paused: bool, in_break: bool) -> None:
        """Show the clock; ``whole`` is the planned time of the segment in seconds."""
        self.segment.setText(clock_words(left.segment))
        over = left.segment < 0
        self.segment_words.setText("paused" if paused else "over the time" if over else "left in this segment")
        self.segment.setAccessibleName(f"{clock_words(left.segment)} {self.segment_words.text()}")
        self.block.setText(clock_words(left.block))
        until = "left in the break" if in_break else "left in this block"
        self.block_words.setText("over the block" if left.block < 0 else until)
        tone = "ok" if abs(left.behind) < ON_TIME else "warn" if left.behind >= _HURRY else "neutral"
        self.pace.set_text(pace_words(left.behind), tone, "clock")
        self._bar.set_value(whole - left.segment, whole)

    def show_still(self, minutes: int, words: str) -> None:
        """No clock runs: say how long the lesson is."""
        self.segment.setText(f"{minutes} min")
        self.segment_words.setText(words)
        self.segment.setAccessibleName(f"{minutes} minutes {words}")
        self.block.setText("")
        self.block_words.setText("")
        self.pace.set_text("Not running", "neutral", "clock")
        self._bar.set_value(0, 1)
