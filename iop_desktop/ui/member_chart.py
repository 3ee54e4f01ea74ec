"""One member: attendance by week, scores, goals, notes."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QGridLayout, QScrollArea, QVBoxLayout, QWidget

from iop_desktop.rules.day_names import short_date
from iop_desktop.rules.vocabulary import NoteState
from iop_desktop.services.amendment_views import RequestRow
from iop_desktop.services.client_views import ChartNote, ClientChart, ScoreSeries
from iop_desktop.services.wall_text import count_of, month_day
from iop_desktop.ui.amendment_dialogs import clock_chip
from iop_desktop.ui.layouts import column, empty, holder, row, stretched
from iop_desktop.ui.widgets.avatar import Avatar
from iop_desktop.ui.widgets.buttons import button
from iop_desktop.ui.widgets.card import Card
from iop_desktop.ui.widgets.chip import Chip
from iop_desktop.ui.widgets.hours_chart import HoursBar, HoursChart
from iop_desktop.ui.widgets.line_chart import LineChart, LinePoint
from iop_desktop.ui.widgets.task_row import TaskRow
from iop_desktop.ui.widgets.text import heading, label, muted, section
from iop_desktop.ui.widgets.wrapping_row import WrappingRow

NARROW = 760
HIGHEST = {"PHQ-9": 27.0, "GAD-7": 21.0}
SUBJECTS = {"PHQ-9": "depression, 0 to 27", "GAD-7": "anxiety, 0 to 21", "Craving": "self-rated, 0 to 10"}
SERIES = ("series2", "series3", "series1")
STATE_WORDS = {
    NoteState.DRAFT: ("Draft", "pen-line", "info"),
    NoteState.RETURNED: ("Returned", "undo-2", "warn"),
    NoteState.AWAITING_COSIGNATURE: ("To be co-signed", "clock", "accent_text"),
    NoteState.COMPLETE: ("Signed", "check-check", "ok"),
    NoteState.IN_ERROR: ("Entered in error", "triangle-alert", "danger"),
}


class MemberChart(QScrollArea):
    """``note_asked`` carries a draft to look at, ``thread_asked`` a signed note, ``request_asked`` a request."""

    note_asked = Signal(UUID)
    thread_asked = Signal(UUID)
    request_asked = Signal(UUID)
    log_asked = Signal(UUID)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setAccessibleName("Member")
        self._narrow = False
        self._avatar, self._name, self._pronouns = Avatar("", 0, 48), heading(""), label("", 12, role="faint")
        self._line, self._review = muted("", wrap=True), Chip("", "warn", "clipboard-check")
        self.new_note = button("New note…", "", "plus", shortcut="Ctrl+N", tip="New individual or contact note")
        self._over = Chip("", "neutral", "log-out")
        self.discharge = button(
            "Discharge…", "link", shortcut="Ctrl+Shift+D", tip="Discharge this member, or put today's discharge right"
        )
        self.also_called = button("Also called…", "link", shortcut="Ctrl+Shift+N", tip="Nicknames of this member")
        names = WrappingRow(self._name, self._pronouns, self._review, self._over, spacing=10)
        who = stretched(row(self._avatar, column(names, self._line, spacing=3), spacing=14), 1)
        tools = row(self.discharge, self.also_called, self.new_note, None, spacing=14)
        self._head = stretched(row(who, tools, spacing=14), 0)
        self._attendance = HoursChart()
        self._attendance.setMinimumHeight(150)
        self._low = Chip("", "warn", "triangle-alert")
        self._attendance_card = Card(
            row(section("Attendance"), muted("hours per week"), None, self._low), self._attendance, spacing=6
        )
        self._scores = QGridLayout()
        self._scores.setSpacing(14)
        self._goals, self._notes = QVBoxLayout(), QVBoxLayout()
        self._goals.setSpacing(8)
        self._notes.setSpacing(2)
        goals, notes = Card(section("Goals"), self._goals, None), Card(section("Notes"), self._notes, None)
        self.client_id: UUID | None = None
        self.log_request = button("Log a request…", "link", shortcut="Ctrl+Shift+R", clicked=self.ask_log)
        self._requests = QVBoxLayout()
        self._requests.setSpacing(2)
        requests = Card(row(section("Amendment requests"), None, self.log_request), self._requests, spacing=8)
        left = column(goals, requests, spacing=14)
        left.setStretch(0, 1)
        self._lower = row(holder(left), notes, spacing=14)
        self._lower.setStretch(0, 1)
        self._lower.setStretch(1, 1)
        body = (self._head, self._attendance_card, self._scores, self._lower, None)
        self.setWidget(holder(column(*body, spacing=14, margins=(4, 4, 8, 12))))

    def show_chart(self, chart: ClientChart) -> None:
        """Show a member."""
        head = chart.head
        self._avatar.set_person(head.client.initials, 0, "")
        self._name.setText(head.client.name)
        self._pronouns.setText(head.client.pronouns)
        age = f"{head.age} years" if head.age is not None else ""
        admitted = f"admitted {short_date(head.admitted_on)}" if head.admitted_on else ""
        parts = (
            f"Record {head.client.record_number}",
            age,
            head.client.program,
            head.client.groups,
            admitted,
            head.phone,
        )
        called = f"also called {head.nicknames}" if head.nicknames else ""
        self._line.setText(" · ".join(part for part in (*parts, called) if part))
        over, due = head.discharged_on, head.review_due_on
        self._over.setVisible(over is not None)
        if over is not None:
            self._over.set_text(f"Discharged {short_date(over)}")
        self._review.setVisible(due is not None and over is None)
        if due is not None:
            self._review.set_text(f"Plan review {month_day(due)}", "info")
        self._attendance_card.setVisible(bool(chart.visits))
        self._show_weeks(chart)
        self._show_scores(chart.scores)
        self._show_goals(chart)
        self._show_notes(chart.notes)
        self.client_id = head.client.client_id
        self._show_requests(chart.requests)

    def _show_weeks(self, chart: ClientChart) -> None:
        bars = [HoursBar(month_day(w.first_day), f"week of {month_day(w.first_day)}", w.hours) for w in chart.weeks]
        minimum = chart.weeks[-1].minimum if chart.weeks else 0.0
        low = sum(week.hours < week.minimum for week in chart.weeks)
        self._attendance.set_bars(bars, minimum)
        self._low.setVisible(low > 0)
        self._low.set_text(f"{low} {'week' if low == 1 else 'weeks'} under {minimum:g} h")

    def _show_scores(self, scores: tuple[ScoreSeries, ...]) -> None:
        empty(self._scores)
        for number, series in enumerate(scores[:3]):
            chart = LineChart(series.instrument, HIGHEST.get(series.instrument, 10.0), SERIES[number % len(SERIES)])
            chart.set_points([LinePoint(month_day(p.on), p.score) for p in series.points])
            subject = SUBJECTS.get(series.instrument, "")
            card = Card(row(section(series.instrument), muted(subject), None), chart, spacing=4)
            self._scores.addWidget(card, *self._place_of(number))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.viewport().width() < NARROW
        if narrow is not self._narrow:
            self._narrow = narrow
            self._reflow()

    def _reflow(self) -> None:
        """Below each other what has no room side by side."""
        beside, below = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        for layout in (self._head, self._lower):
            layout.setDirection(below if self._narrow else beside)
        items = [self._scores.takeAt(0) for _ in range(self._scores.count())]
        cards = [item.widget() for item in items if item is not None]
        for number, card in enumerate(each for each in cards if each is not None):
            self._scores.addWidget(card, *self._place_of(number))

    def _place_of(self, number: int) -> tuple[int, int]:
        return divmod(number, 2) if self._narrow else (0, number)

    def _show_goals(self, chart: ClientChart) -> None:
        empty(self._goals)
        for goal in chart.goals:
            title = label(f"{goal.label}  {goal.text}", 13, 600, wrap=True)
            lines = [muted(f"• {objective}", wrap=True) for objective in goal.objectives]
            self._goals.addWidget(holder(column(title, *lines, spacing=2)))
        if not chart.goals:
            self._goals.addWidget(muted("No treatment plan on file yet.", 13))

    def _show_notes(self, notes: tuple[ChartNote, ...]) -> None:
        empty(self._notes)
        for note in notes[:12]:
            words, icon, tone = STATE_WORDS[note.state]
            added = f" · {count_of(note.added, 'addition')}" if note.added else ""
            struck = note.state is NoteState.IN_ERROR
            detail = f"{note.kind.label} · {words}{added} · {note.author}"
            made = TaskRow(icon, tone, f"{month_day(note.on)} · {note.group_name}", detail, struck=struck)
            made.clicked.connect(lambda _=False, asked=note: self._ask_note(asked))
            self._notes.addWidget(made)
        if not notes:
            self._notes.addWidget(muted("No notes yet.", 13))

    def _ask_note(self, note: ChartNote) -> None:
        (self.note_asked if note.state is NoteState.DRAFT else self.thread_asked).emit(note.note_id)

    def _show_requests(self, requests: tuple[RequestRow, ...]) -> None:
        empty(self._requests)
        for request in requests:
            words, tone, icon = clock_chip(request.standing)
            last = f" · {request.steps[-1].words}" if request.steps else ""
            title = f"{month_day(request.received_on)} · {words}{last}"
            made = TaskRow(icon, tone, title, request.asked)
            made.clicked.connect(lambda _=False, key=request.request_id: self.request_asked.emit(key))
            self._requests.addWidget(made)
        if not requests:
            self._requests.addWidget(muted("None. A request is answered within 60 days.", 13))

    def ask_log(self) -> None:
        """Log a request of the member in view."""
        if self.client_id is not None:
            self.log_asked.emit(self.client_id)
