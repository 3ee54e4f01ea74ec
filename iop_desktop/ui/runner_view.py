"""The lesson in front of the facilitator: clock, what to say, slides, segments and the roster on one page."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from iop_desktop.rules.vocabulary import SegmentState
from iop_desktop.services.room_views import SegmentRow
from iop_desktop.services.teaching_views import TaughtSegment, TeachingView
from iop_desktop.ui.group_screen_card import GroupScreenCard
from iop_desktop.ui.layouts import column, holder, row
from iop_desktop.ui.runner_clock import RunnerClock
from iop_desktop.ui.runner_roster import RunnerRoster
from iop_desktop.ui.runner_wrap_up import RunnerWrapUp
from iop_desktop.ui.script_view import ScriptView, bulleted
from iop_desktop.ui.segment_list import SegmentList
from iop_desktop.ui.widgets.buttons import button
from iop_desktop.ui.widgets.card import Card
from iop_desktop.ui.widgets.elided_label import ElidedLabel
from iop_desktop.ui.widgets.text import label, muted

LEFT, RIGHT = 318, 292
COMPACT_LEFT, COMPACT_RIGHT = 276, 216
# Between the lesson's title and the buttons: a message must not hide the clock.
BANNER_TOP = 8
_SEGMENT_ROW = 30
_NEXT = (Qt.Key.Key_Right, Qt.Key.Key_Space)
_BACK = (Qt.Key.Key_Left,)


class RunnerView(QWidget):
    """Shows a ``TeachingView`` and sends what was asked for; ``marked`` carries how the current segment was given."""

    next_asked = Signal()
    back_asked = Signal()
    blank_asked = Signal()
    pause_asked = Signal()
    screen_asked = Signal()
    left = Signal()
    marked = Signal(object)
    segment_asked = Signal(int)
    shown = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title, self.subtitle = ElidedLabel("", 17, 600), ElidedLabel("", 12, ink="text2")
        self.cautions = button("Cautions", "", "triangle-alert", shortcut="F2", clicked=self.toggle_cautions)
        self.leave = button("Leave", "ghost", "log-out", shortcut="Esc", clicked=self.left.emit)
        self.clock = RunnerClock()
        self.script = ScriptView("What to say")
        self.careful = ScriptView("Cautions of this lesson")
        self.wrap_up = RunnerWrapUp()
        self.middle = QStackedWidget()
        self._hint = muted("Page Down: next slide")
        self.segments = SegmentList()
        self.roster = RunnerRoster()
        self.screen_card = GroupScreenCard(large=True)
        self._buttons = [
            button(text, "", icon, shortcut=keys, clicked=partial(self.marked.emit, state))
            for state, text, icon, keys in (
                (SegmentState.DONE, "Done", "check", "Ctrl+D"),
                (SegmentState.SHORTENED, "Shortened", "timer", "Ctrl+H"),
                (SegmentState.SKIPPED, "Skip…", "skip-forward", "Ctrl+J"),
            )
        ]
        self._fill()
        self._connect()

    def _fill(self) -> None:
        for shown in (self.script, self.careful, self.wrap_up):
            self.middle.addWidget(shown)
        head = row(column(self.title, self.subtitle, spacing=2), self.cautions, self.leave)
        head.setStretch(0, 1)
        words = Card(self.middle, padding=1, spacing=0)
        words.add(row(*self._buttons, None, self._hint, spacing=6, margins=(14, 8, 14, 12)))
        center = column(self.clock, words, spacing=12)
        center.setStretch(1, 1)
        listed = Card(row(label("Segments", 13, 600), margins=(6, 0, 0, 0)), self.segments, padding=8, spacing=2)
        left = column(listed, self.roster, spacing=12)
        left.setStretch(1, 1)
        self._left, self._right = holder(left), holder(column(self.screen_card, spacing=0))
        body = row(self._left, center, self._right, spacing=14)
        body.setStretch(1, 1)
        whole = column(head, body, spacing=10, margins=(20, 12, 20, 14))
        whole.setStretch(1, 1)
        self.setLayout(whole)
        self.set_compact(False)

    def _connect(self) -> None:
        self.segments.marked.connect(lambda _position, state: self.marked.emit(state))
        self.segments.activated.connect(lambda index: self.segment_asked.emit(index.row() + 1))
        self.clock.pause.clicked.connect(self.pause_asked)
        card = self.screen_card
        card.next_asked.connect(self.next_asked)
        card.back_asked.connect(self.back_asked)
        card.blank_asked.connect(self.blank_asked)
        card.open_asked.connect(self.screen_asked)
        keys = {
            "PgDown": self.next_asked.emit,
            "PgUp": self.back_asked.emit,
            "Ctrl+D": lambda: self.marked.emit(SegmentState.DONE),
            "Ctrl+H": lambda: self.marked.emit(SegmentState.SHORTENED),
            "Ctrl+J": lambda: self.marked.emit(SegmentState.SKIPPED),
            "Ctrl+Space": self.pause_asked.emit,
            "Ctrl+R": self.focus_roster,
            "F2": self.toggle_cautions,
        }
        for key, act in keys.items():
            QShortcut(QKeySequence(key), self).activated.connect(act)

    def set_compact(self, compact: bool) -> None:
        """Narrower sides on a small screen."""
        self._left.setFixedWidth(COMPACT_LEFT if compact else LEFT)
        self._right.setFixedWidth(COMPACT_RIGHT if compact else RIGHT)
        self.subtitle.setVisible(not compact)
        self._hint.setVisible(not compact)
        self.screen_card.set_compact(compact)

    def show_view(self, view: TeachingView) -> None:
        """Show where the lesson stands."""
        self.title.set_text(view.title)
        self.subtitle.set_text(f"{view.module_title} · {len(view.segments)} segments")
        self.clock.show_segment(view)
        self.script.show_parts(script_of(view))
        self.careful.show_parts((("Cautions", bulleted(view.cautions)),))
        self.cautions.setVisible(bool(view.cautions))
        if self.middle.currentWidget() is not self.careful:
            self.middle.setCurrentWidget(self.wrap_up if view.finished else self.script)
        self.segments.show_segments(tuple(map(_row, view.segments)))
        self.segments.stand_on(max(1, min(view.place.position, len(view.segments))))
        self.segments.setFixedHeight(min(len(view.segments), 8) * _SEGMENT_ROW + 2)
        for made in self._buttons:
            made.setEnabled(view.editable and not view.signed and view.current is not None)

    def toggle_cautions(self) -> None:
        """Show what not to do in this lesson, or go back to the words."""
        showing = self.middle.currentWidget() is self.careful
        self.middle.setCurrentWidget(self.script if showing else self.careful)
        self.focus_script()

    def focus_roster(self) -> None:
        """Give the keyboard to the roster."""
        table = self.roster.findChild(QWidget, "roster")
        if table is not None:
            table.setFocus()

    def focus_script(self) -> None:
        """Give the keyboard back to the lesson."""
        shown = self.middle.currentWidget()
        if shown is not None:
            shown.setFocus()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.shown.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys that no field, button or table has taken."""
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_Escape:
            self._escape()
        elif event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier or self.roster.has_keyboard():
            super().keyPressEvent(event)
        elif key in _NEXT:
            self.next_asked.emit()
        elif key in _BACK:
            self.back_asked.emit()
        elif key in (Qt.Key.Key_B, Qt.Key.Key_Period):
            self.blank_asked.emit()
        else:
            super().keyPressEvent(event)

    def _escape(self) -> None:
        if self.roster.has_keyboard():
            self.focus_script()
        elif self.middle.currentWidget() is self.careful:
            self.toggle_cautions()
        else:
            self.left.emit()


def script_of(view: TeachingView) -> tuple[tuple[str, str], ...]:
    """What stands in the middle: the words of the segment, or what to have ready before the lesson."""
    current = view.current
    if current is None:
        return (
            ("", "Page Down begins the lesson."),
            ("Have ready", bulleted(view.materials)),
            ("Cautions", bulleted(view.cautions)),
        )
    parts = [("", current.say), ("Ask the room", bulleted(current.ask)), ("What you do", current.do)]
    if current.kind == "discussion":
        parts.append(("More questions", bulleted(view.questions)))
    return tuple(parts)


def _row(segment: TaughtSegment) -> SegmentRow:
    return SegmentRow(segment.position, segment.title, segment.minutes, segment.say, segment.state)
