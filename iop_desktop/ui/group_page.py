"""The group room: roster with attendance, session timer, lesson of the day, tally."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QWidget

from iop_desktop.rules.vocabulary import AttendanceStatus
from iop_desktop.services.bundle import Services
from iop_desktop.services.changes import Changes, Topic
from iop_desktop.services.room_views import LessonView, Room, SessionHead
from iop_desktop.ui.dialogs import Dialogs
from iop_desktop.ui.group_heading import GroupHeading
from iop_desktop.ui.group_screen_card import GroupScreenCard
from iop_desktop.ui.layouts import column, row
from iop_desktop.ui.lesson_marking import LessonMarking
from iop_desktop.ui.lesson_panel import BUTTONS, LessonPanel
from iop_desktop.ui.page import Page
from iop_desktop.ui.page_keys import GROUP_KEYS
from iop_desktop.ui.roster_legend import RosterLegend
from iop_desktop.ui.roster_table import RosterTable
from iop_desktop.ui.roster_writing import RosterWriting
from iop_desktop.ui.runner_view import BANNER_TOP as RUNNER_BANNER_TOP
from iop_desktop.ui.runner_view import RunnerView
from iop_desktop.ui.session_starter import SessionStarter
from iop_desktop.ui.session_timer import SessionTimer
from iop_desktop.ui.session_times_dialog import ask_times
from iop_desktop.ui.sheet_printing import show_sign_in_sheet
from iop_desktop.ui.size_notice import SizeNotice
from iop_desktop.ui.tally_card import TallyCard
from iop_desktop.ui.tasks import Tasks
from iop_desktop.ui.widgets.buttons import button, icon_button
from iop_desktop.ui.widgets.card import Card
from iop_desktop.ui.widgets.empty_state import EmptyState
from iop_desktop.ui.widgets.plain_tip import plain_tip

REST, REST_SHORT = "Everyone else present", "Others present"
EARLY = timedelta(minutes=10)
SIDE_WIDTH, COMPACT_SIDE_WIDTH = 292, 262


class GroupPage(Page):
    """Attendance and the lesson of one session. ``notes_asked`` leads to its notes."""

    topics = frozenset({Topic.ATTENDANCE, Topic.SESSIONS, Topic.LESSONS, Topic.SIGNATURES, Topic.GROUPS})
    shortcut_groups = GROUP_KEYS
    notes_asked = Signal(UUID)
    session_shown = Signal(object)
    runner_made = Signal(object)

    def __init__(
        self,
        services: Services,
        tasks: Tasks,
        dialogs: Dialogs,
        clock: Callable[[], datetime],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._sessions, self._attendance, self._lessons = services.sessions, services.attendance, services.lessons
        self._papers = services.papers
        self._tasks, self._dialogs = tasks, dialogs
        self._session_id: UUID | None = None
        self._room: Room | None = None
        self._head: SessionHead | None = None
        self._clock, self._writes = clock, True
        self.starter = SessionStarter(services.sessions, services.split, tasks, dialogs, self)
        self.notice = SizeNotice(services.sessions, services.split, self.starter, tasks)
        self._build(clock)
        self._marking = LessonMarking(self.lesson, services.lessons, services.coverage, tasks, dialogs, self)
        self._marking.stale.connect(self.refresh)
        self.writing = RosterWriting(services, self.roster, tasks, self)
        self._connect()

    def _build(self, clock: Callable[[], datetime]) -> None:
        self.heading = GroupHeading()
        self.rest_button = button(REST, "", "check-check", shortcut="Shift+P", clicked=self._mark_rest)
        self.walk_in_button = icon_button("user-plus", "Walk-in", kind="", shortcut="+", clicked=self._ask_walk_in)
        self.break_button = icon_button("coffee", "Begin a break", kind="", shortcut="B", clicked=self._break)
        self.sheet_button = icon_button("printer", "Print sheet", kind="", shortcut="Ctrl+P", clicked=self._print_sheet)
        self.teach_button = button("Teach", "", "presentation", shortcut="F5", clicked=self.toggle_runner)
        self.notes_button = button("Write notes", "ghost", "notebook-pen", shortcut="Alt+3", clicked=self._ask_notes)
        self.roster = RosterTable()
        self.legend = RosterLegend()
        self._table = Card(self.roster, self.legend, padding=1, spacing=0)
        self._table.body.setStretchFactor(self.roster, 1)
        self.timer = SessionTimer(clock)
        self.lesson = LessonPanel()
        self.screen_card = GroupScreenCard()
        self.runner: RunnerView | None = None
        self.tally = TallyCard()
        self.empty = EmptyState("users", "No session is planned for you. Plan one on the Groups page.")
        tools = (self.walk_in_button, self.break_button, self.sheet_button)
        head = row(self.heading, *tools, self.rest_button, self.teach_button, self.notes_button)
        head.setStretch(0, 1)
        left = column(head, self.notice, self._table, spacing=10)
        left.setStretch(2, 1)
        side = column(self.timer, self.lesson, self.screen_card, self.tally, spacing=10)
        side.setStretch(1, 1)
        # From the outside in: whatever changes its parent is styled again with all that is in it.
        self._stack = QStackedWidget(self)
        self._room_side = QWidget(self._stack)
        self._left, self._side = QWidget(self._room_side), QWidget(self._room_side)
        self._left.setLayout(left)
        self._side.setLayout(side)
        self._side.setFixedWidth(SIDE_WIDTH)
        body = row(self._left, self._side, self.empty, spacing=16, margins=(20, 16, 20, 14))
        body.setStretch(0, 1)
        self._room_side.setLayout(body)
        self._stack.addWidget(self._room_side)
        self.setLayout(column(self._stack, spacing=0))
        self._show_empty(True)

    def _connect(self) -> None:
        self.writing.room_read.connect(self._show_room)
        self.writing.written.connect(self._tell)
        self.writing.failed.connect(self.refresh)
        self.writing.crowded.connect(self.starter.ask_split)
        self.writing.start_asked.connect(lambda session_id, then: self.starter.begin(session_id, then=then))
        self.roster.finding.connect(self.legend.show_finding)
        self.timer.start_asked.connect(self._begin)
        self.timer.end_asked.connect(self._end)
        self.timer.times_asked.connect(self._ask_times)
        keys = {"Ctrl+B": self._begin, "Ctrl+E": self._end, "Ctrl+P": self._print_sheet, "F5": self.toggle_runner}
        for key, act in keys.items():
            QShortcut(QKeySequence(key), self).activated.connect(act)
        for state, _, _, key in BUTTONS:
            shortcut = QShortcut(QKeySequence(key), self._room_side)
            shortcut.activated.connect(lambda chosen=state: self.lesson.segments.mark_current(chosen))

    @property
    def session_id(self) -> UUID | None:
        """The session on show."""
        return self._session_id

    @property
    def teaching(self) -> bool:
        """Whether the lesson is in front, not the room."""
        return self.runner is not None and self._stack.currentWidget() is self.runner

    @property
    def banner_top(self) -> int:
        return RUNNER_BANNER_TOP if self.teaching else super().banner_top

    def toggle_runner(self) -> None:
        """Go from the room to the lesson that is given in it, or back."""
        self.show_runner(not self.teaching)

    def show_runner(self, shown: bool) -> None:
        """Bring the lesson or the room to the front; the roster goes along."""
        if shown is self.teaching or (shown and self._session_id is None):
            return
        runner = self.runner or self._made_runner()
        if shown:
            runner.roster.borrow(self.roster)
        else:
            runner.roster.give_back()
            self._table.body.insertWidget(0, self.roster, 1)
            self.roster.set_compact(self._compact)
        self._stack.setCurrentWidget(runner if shown else self._room_side)
        self.focus_first()

    def _made_runner(self) -> RunnerView:
        """The lesson's side, made when it is first asked for: opening the room does not wait for it."""
        self.runner = made = RunnerView()
        made.set_compact(self._compact)
        self._stack.addWidget(made)
        self.runner_made.emit(made)
        return made

    def set_writes(self, writes: bool) -> None:
        """Whether the way to the notes is offered."""
        self._writes = writes
        self.notes_button.setVisible(writes)

    def set_compact(self, compact: bool) -> None:
        self._side.setFixedWidth(COMPACT_SIDE_WIDTH if compact else SIDE_WIDTH)
        self.roster.set_compact(compact)
        self.legend.set_compact(compact)
        self.lesson.set_compact(compact)
        self.tally.set_compact(compact)
        if self.runner is not None:
            self.runner.set_compact(compact)
        self.notes_button.setVisible(self._writes and not compact)
        self.rest_button.setText(REST_SHORT if compact else REST)
        self.screen_card.setVisible(not compact)

    def open_session(self, session_id: UUID) -> None:
        """Show another session."""
        self._session_id = session_id
        self.refresh()

    def focus_first(self) -> None:
        if self.runner is not None and self.teaching:
            self.runner.focus_script()
        else:
            self.roster.setFocus()

    def refresh(self) -> None:
        self._tasks.run(self, self._read, done=self._show)

    def _read(self) -> tuple[Room, LessonView | None] | None:
        session_id = self._session_id or self._sessions.current()
        if session_id is None:
            return None
        self._session_id = session_id
        return self._attendance.room(session_id), self._lessons.view(session_id)

    def _show_empty(self, empty: bool) -> None:
        self.empty.setVisible(empty)
        self._left.setVisible(not empty)
        self._side.setVisible(not empty)

    def _show(self, found: tuple[Room, LessonView | None] | None) -> None:
        self._show_empty(found is None)
        if found is None:
            return
        room, lesson = found
        self._show_room(room)
        self._marking.show_lesson(room.head.session_id, lesson, room.editable)
        self.session_shown.emit(room.head)

    def _show_room(self, room: Room) -> None:
        self._room = self.writing.room = room
        self._head = head = room.head
        self.heading.show_room(room)
        self.notice.show_room(room)
        self.roster.show_room(room)
        self.legend.show_rows(len(room.rows))
        self.tally.show_room(room)
        self.rest_button.setEnabled(room.editable and bool(room.tally.get(AttendanceStatus.UNMARKED)))
        for made in (self.walk_in_button, self.sheet_button):
            made.setEnabled(room.editable)
        running = head.started_at is not None and head.ended_at is None
        self.break_button.setEnabled(room.editable and running)
        words = "End the break" if room.break_since else "Begin a break"
        self.break_button.setAccessibleName(words)
        self.break_button.setToolTip(plain_tip(f"{words} (B)"))
        self.timer.show_head(head, room.editable)

    def _mark_rest(self) -> None:
        self.writing.mark_rest()

    def _print_sheet(self) -> None:
        if self._session_id is not None and self.sheet_button.isEnabled():
            show_sign_in_sheet(self._papers, self._session_id, self._tasks, self)

    def _break(self) -> None:
        self.writing.act(None, "break")

    def _ask_walk_in(self) -> None:
        self.writing.act(None, "walk_in")

    def _tell(self, changes: Changes) -> None:
        """What this page wrote is on screen already; the other pages hear of it."""
        self._mine = changes
        self._tasks.changed.emit(changes)

    def _change(self, use_case: Callable[[UUID], Changes]) -> None:
        session_id = self._session_id
        if session_id is not None:
            self._tasks.run(self, lambda: use_case(session_id))

    def _begin(self) -> None:
        if self._session_id is not None:
            self.starter.begin(self._session_id)

    def _end(self) -> None:
        """Ask before a session is ended well before its time: the key may have been hit by mistake."""
        head = self._head
        runs = head is not None and head.started_at is not None and head.ended_at is None
        may = self._room is not None and self._room.editable
        early = runs and may and head is not None and self._clock() < head.ends_at - EARLY
        question, detail = "End the session now?", "Its actual end is recorded, and notes can be signed."
        if not early or self._dialogs.ask(self, question, detail, "End session", "Keep running"):
            self._change(self._sessions.end)

    def _ask_times(self) -> None:
        if self._head is not None:
            ask_times(self._head, self._sessions, self._tasks, self)

    def _ask_notes(self) -> None:
        if self._session_id is not None:
            self.notes_asked.emit(self._session_id)
