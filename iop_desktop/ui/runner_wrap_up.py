"""The end of a lesson: what was given, what nobody ticked, and the facilitator's own rating, which may be left out."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from iop_desktop.rules.vocabulary import SegmentState
from iop_desktop.services.fidelity import FidelityRecord, SegmentGiven
from iop_desktop.ui.fidelity_panel import FidelityPanel, count_words
from iop_desktop.ui.layouts import column, holder, row
from iop_desktop.ui.widgets.buttons import button
from iop_desktop.ui.widgets.text import heading, label, muted

_STATES = {
    SegmentState.PLANNED: "not marked",
    SegmentState.DONE: "done",
    SegmentState.SHORTENED: "shortened",
    SegmentState.SKIPPED: "skipped",
}


class RunnerWrapUp(QScrollArea):
    """``rated`` carries five scores; ``taught`` asks to mark done what took time and was not marked."""

    rated = Signal(tuple)
    taught = Signal()
    history_asked = Signal()
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._known: tuple[UUID, tuple[int, ...]] | None = None
        self._count = muted("", 13, wrap=True)
        self._segments = label("", 13, wrap=True)
        self.mark_taught = button("", "", "check-check", clicked=self.taught.emit)
        self.panel = FidelityPanel()
        self.panel.changed.connect(self._look)
        self.save = button("Save rating", "primary", "check", clicked=self._save)
        self.later = button("Leave without rating", "ghost", clicked=self.left.emit)
        self.history = button("Over time…", "link", "trending-up", clicked=self.history_asked.emit)
        body = column(
            heading("How it went", 20),
            self._count,
            self._segments,
            row(self.mark_taught, None),
            label("Your own rating, 0 to 4", 15, 600),
            muted(
                "0 not done · 1 a little · 2 in part · 3 mostly · 4 fully. Only you and your supervisor see it.",
                wrap=True,
            ),
            self.panel,
            row(self.save, self.later, None, self.history),
            None,
            spacing=10,
            margins=(20, 16, 20, 16),
        )
        self._sheet = holder(body)
        self._sheet.setAutoFillBackground(False)
        self.setWidget(self._sheet)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAutoFillBackground(False)
        self.setFocusProxy(self.panel.ratings[0])

    def show_record(self, record: FidelityRecord | None) -> None:
        """Show the lesson as it was given."""
        self._sheet.setEnabled(record is not None)
        if record is None:
            return
        self._count.setText(count_words(record.count))
        self._segments.setText("\n".join(_words(segment) for segment in record.segments))
        open_ones = sum(1 for each in record.segments if each.state is SegmentState.PLANNED and each.spent)
        self.mark_taught.setVisible(bool(open_ones))
        self.mark_taught.setText(f"Mark {open_ones} taught segment{'s' if open_ones > 1 else ''} done")
        self.mark_taught.setAccessibleName(self.mark_taught.text())
        known = (record.session_id, record.own_scores)
        if known != self._known:  # what has been typed and not saved yet stays
            self._known = known
            self.panel.show_items(record.items, record.own_scores, record.may_rate_own)
            self.panel.focus_first()
        self._look()

    def _look(self) -> None:
        self.save.setEnabled(self.panel.scores is not None)

    def _save(self) -> None:
        if self.panel.scores is not None:
            self.rated.emit(self.panel.scores)


def _words(segment: SegmentGiven) -> str:
    reason = f": {segment.reason}" if segment.reason else ""
    return f"{segment.title} – {_STATES[segment.state]}{reason}, {segment.spent} of {segment.minutes} min"
