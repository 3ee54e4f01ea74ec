"""The schedule of a group: what is planned, skipped, moved, held and recorded late."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from iop_desktop.rules.recurrence import wall_time
from iop_desktop.services.schedule_views import ClosureRow, PlanRow, PlanState, Schedule
from iop_desktop.services.wall_text import long_day, short_day, time_text
from iop_desktop.ui.grid_view import ENTER, FadingModel, GridView
from iop_desktop.ui.group_forms import MoveDialog, PastDialog, ReasonDialog, usual_past
from iop_desktop.ui.group_tab import GroupTab, GroupTools
from iop_desktop.ui.layouts import column, row
from iop_desktop.ui.session_dialog import SessionDialog, SessionForm
from iop_desktop.ui.table import Column
from iop_desktop.ui.widgets.buttons import button
from iop_desktop.ui.widgets.elided_label import ElidedLabel

STATES = {
    PlanState.PLANNED: "Planned",
    PlanState.MOVED: "Planned, moved",
    PlanState.SKIPPED: "Skipped",
    PlanState.RUNNING: "Running",
    PlanState.HELD: "Held",
    PlanState.LATE_ENTRY: "Late entry",
    PlanState.NOT_RECORDED: "Not recorded",
}
COLUMNS = (
    Column[PlanRow]("Day", lambda r: short_day(r.starts_at.astimezone(r.zone).date())),
    Column[PlanRow]("Time", lambda r: f"{time_text(r.starts_at, r.zone)} – {time_text(r.ends_at, r.zone)}"),
    Column[PlanRow]("No.", lambda r: str(r.number)),
    Column[PlanRow]("State", lambda r: STATES[r.state]),
    Column[PlanRow]("Led by", lambda r: r.facilitator),
    Column[PlanRow](
        "Lesson or reason",
        lambda r: r.detail or r.lesson,
        tooltip=lambda r: " · ".join(part for part in (r.lesson, r.detail) if part),
    ),
)
WIDTHS, LED_BY = (112, 158, 48, 124, 128), 4
USUAL_MINUTES = 180


class ScheduleTab(GroupTab):
    """``session_asked`` carries a session to open in the group room."""

    session_asked = Signal(UUID)

    def __init__(self, tools: GroupTools, parent: QWidget | None = None) -> None:
        super().__init__(tools, parent)
        self._schedule: Schedule | None = None
        self._model = FadingModel(COLUMNS, _is_over, lambda plan: plan.state is PlanState.SKIPPED, self)
        self.table = GridView("Sessions", self._model, "SMR", WIDTHS, spare=(LED_BY,))
        self.words = ElidedLabel("", 13, ink="text2")
        self.open = button("Open", "", "door-open", shortcut="Enter", clicked=self._open)
        self.skip = button("Skip…", "", "skip-forward", shortcut="S", clicked=self._skip)
        self.restore = button("Restore", "", "undo-2", shortcut="R", clicked=self._restore)
        self.move_button = button("Move…", "", "clock", shortcut="M", clicked=self._move)
        self.plan = button("Plan a session…", "", "plus", clicked=self._plan)
        self.past = button("Record a past session…", "", "history", clicked=self._record_past)
        top = row(self.words, self.plan, self.past)
        top.setStretch(0, 1)
        acts = row(self.open, self.skip, self.restore, self.move_button, None)
        self.setLayout(column(top, self.table, acts, spacing=10, margins=(16, 14, 16, 14)))
        self.table.acted.connect(self._act)
        self.table.doubleClicked.connect(lambda _index: self._open())
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._enable())

    @property
    def current(self) -> PlanRow | None:
        """The session one stands on."""
        return self._model.row_at(self.table.currentIndex())

    def focus_first(self) -> None:
        self.table.setFocus()

    def refresh(self) -> None:
        group = self._group
        if group is not None:
            schedule = self._tools.services.schedule
            self._tools.tasks.run(self, lambda: schedule.view(group.group_id), done=self._show)

    def _show(self, schedule: Schedule) -> None:
        if self._group is None or schedule.group_id != self._group.group_id:
            return
        same = self._schedule is not None and self._schedule.group_id == schedule.group_id
        before = self.current if same else None
        self._schedule = schedule
        rows = tuple(reversed(schedule.rows))
        self._model.set_rows(rows)
        closed = ", ".join(f"{each.reason} from {long_day(each.first_on)}" for each in self._coming(schedule))
        self.words.set_text(schedule.words + (f"  ·  Clinic closed: {closed}" if closed else ""))
        place = next((n for n, each in enumerate(rows) if before and each.session_id == before.session_id), None)
        self.table.go_to(self._next(rows) if place is None else place, centered=place is None)
        self._enable()

    def _coming(self, schedule: Schedule) -> list[ClosureRow]:
        today = self._tools.today()
        return [closure for closure in schedule.closures if closure.last_on >= today]

    def _next(self, rows: tuple[PlanRow, ...]) -> int:
        now = self._tools.clock()
        ahead = (n for n, each in enumerate(rows) if each.ends_at > now and each.state is not PlanState.SKIPPED)
        return next(ahead, len(rows) - 1)

    def _enable(self) -> None:
        plan, may = self.current, self._schedule is not None and self._schedule.may_change
        changeable = may and plan is not None and plan.can_change
        skipped = plan is not None and plan.state is PlanState.SKIPPED
        to_come = skipped and plan is not None and plan.starts_at > self._tools.clock()
        self.open.setEnabled(plan is not None and not skipped)
        self.skip.setEnabled(changeable)
        self.move_button.setEnabled(changeable)
        self.restore.setEnabled(may and to_come)
        for each in (self.plan, self.past):
            each.setEnabled(may)

    def _act(self, action: str) -> None:
        acts: dict[str, tuple[QWidget, Callable[[], None]]] = {
            ENTER: (self.open, self._open),
            "S": (self.skip, self._skip),
            "M": (self.move_button, self._move),
            "R": (self.restore, self._restore),
        }
        if action in acts and acts[action][0].isEnabled():
            acts[action][1]()

    def _open(self) -> None:
        if self.current is not None and self.open.isEnabled():
            self.session_asked.emit(self.current.session_id)

    def _skip(self) -> None:
        plan = self.current
        if plan is None:
            return
        day = long_day(plan.starts_at.astimezone(plan.zone).date())
        detail = "The session stays on the schedule, crossed out, with this reason."
        dialog = ReasonDialog(f"Skip {day}", "Skip session", "Reason", detail, self)
        schedule = self._tools.services.schedule
        dialog.confirmed.connect(lambda reason: self._confirm(dialog, lambda: schedule.skip(plan.session_id, reason)))
        dialog.open()

    def _restore(self) -> None:
        plan = self.current
        if plan is not None:
            self._run(lambda: self._tools.services.schedule.restore(plan.session_id))

    def _move(self) -> None:
        plan = self.current
        if plan is None:
            return
        dialog, schedule = MoveDialog(plan, self), self._tools.services.schedule
        dialog.confirmed.connect(
            lambda begins, ends: self._confirm(dialog, lambda: schedule.move(plan.session_id, begins, ends))
        )
        dialog.open()

    def _plan(self) -> None:
        group, services = self._group, self._tools.services
        if group is None:
            return

        def ask(lessons: tuple[tuple[UUID, str], ...]) -> None:
            dialog = SessionDialog(group.name, lessons, self._tools.today(), services.sessions.zone, self)
            dialog.confirmed.connect(lambda form: self._schedule_one(dialog, group.group_id, form))
            dialog.open()

        self._tools.tasks.run(self, services.lessons.lessons, done=ask)

    def _schedule_one(self, dialog: SessionDialog, group_id: UUID, form: SessionForm) -> None:
        sessions = self._tools.services.sessions
        self._confirm(dialog, lambda: sessions.schedule(group_id, form.starts_at, form.ends_at, form.lesson_id))

    def _record_past(self) -> None:
        group, found = self._group, self._schedule
        if group is None or found is None:
            return
        services, timetable = self._tools.services, found.timetable
        begins = wall_time(timetable.meets_at if timetable else "09:00")
        minutes = timetable.minutes if timetable else USUAL_MINUTES
        yesterday = self._tools.today() - timedelta(days=1)
        zone = services.sessions.zone
        forgotten = self.current
        held = usual_past(yesterday, begins, minutes, zone)
        if forgotten is not None and forgotten.state is PlanState.NOT_RECORDED:
            held = (forgotten.starts_at, forgotten.ends_at)
        dialog = PastDialog(group.name, held, zone, self)
        dialog.confirmed.connect(
            lambda past: self._confirm(dialog, lambda: services.schedule.record_past(group.group_id, past))
        )
        dialog.open()


def _is_over(plan: PlanRow) -> bool:
    return plan.state in (PlanState.SKIPPED, PlanState.HELD, PlanState.LATE_ENTRY)
