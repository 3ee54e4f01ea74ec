"""Today: groups, what is owed, members to watch, hours this week."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from iop_desktop.services.changes import Topic
from iop_desktop.services.today import TodayService
from iop_desktop.services.today_views import Need, NeedKind, Today
from iop_desktop.services.wall_text import count_of
from iop_desktop.ui.layouts import column, empty, holder, row
from iop_desktop.ui.page import Page
from iop_desktop.ui.page_keys import TODAY_KEYS
from iop_desktop.ui.tasks import Tasks
from iop_desktop.ui.today_group_card import TodayGroupCard
from iop_desktop.ui.warm_up import PAUSE_MS
from iop_desktop.ui.widgets.buttons import button
from iop_desktop.ui.widgets.card import Card
from iop_desktop.ui.widgets.chip import Chip
from iop_desktop.ui.widgets.hours_chart import HoursBar, HoursChart
from iop_desktop.ui.widgets.task_row import TaskRow
from iop_desktop.ui.widgets.text import heading, muted, section

SIDE_WIDTH, COMPACT_SIDE_WIDTH = 336, 288
NEED_LOOKS = {
    NeedKind.NOTES: ("notebook-pen", "accent_text"),
    NeedKind.SIGN: ("signature", "info"),
    NeedKind.RETURNED: ("undo-2", "warn"),
    NeedKind.COSIGN: ("signature", "accent_text"),
    NeedKind.REVIEW: ("clipboard-check", "accent_text"),
    NeedKind.OUTREACH: ("phone", "danger"),
    NeedKind.ABSENT: ("triangle-alert", "danger"),
    NeedKind.ADDENDA: ("file-pen-line", "accent_text"),
    NeedKind.AMENDMENT: ("message-square", "warn"),
    NeedKind.BACKUP: ("hard-drive", "warn"),
    NeedKind.PRIVACY: ("clipboard-check", "warn"),
    NeedKind.GLASS: ("shield-check", "danger"),
    NeedKind.KIT: ("lock", "warn"),
    NeedKind.NOTICE: ("triangle-alert", "danger"),
    NeedKind.UNCOVERED: ("notebook-pen", "warn"),
    NeedKind.LEADERLESS: ("users", "danger"),
}
WATCH_LOOKS = {
    "craving": ("trending-up", "warn"),
    "score": ("activity", "warn"),
    "new": ("sparkles", "ok"),
    "call": ("phone", "danger"),
    "review": ("clipboard-check", "info"),
}


class TodayPage(Page):
    """The first page after unlocking. Signals lead to where the work is."""

    topics = frozenset(Topic)
    shortcut_groups = TODAY_KEYS
    session_asked = Signal(UUID)
    need_asked = Signal(object)
    member_asked = Signal(UUID)
    contact_asked = Signal()

    def __init__(self, today: TodayService, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._today, self._tasks = today, tasks
        # Sessions of the coming weeks are made when the page has been painted: nobody waits for them.
        self._planning = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._planning.timeout.connect(lambda: self._tasks.run(self, self._today.plan_ahead))
        self.title, self.summary = heading(""), muted("", 13)
        self._groups, self._needs, self._watch = QVBoxLayout(), QVBoxLayout(), QVBoxLayout()
        for layout, spacing in ((self._groups, 12), (self._needs, 2), (self._watch, 2)):
            layout.setSpacing(spacing)
        self.hours_title, self.hours_below = muted(""), Chip("", "warn", "triangle-alert")
        self.chart = HoursChart()
        self.hours_card = Card(row(section("Hours this week"), self.hours_title, None, self.hours_below), self.chart)
        self.hours_card.body.setStretch(1, 1)
        self.hours_card.setMinimumHeight(210)
        left = column(column(self.title, self.summary, spacing=4), self._groups, self.hours_card, spacing=14)
        left.setStretch(2, 1)
        left.addStretch(0)  # takes the room while there are no hours to show
        self.new_note = button(
            "New note",
            "link",
            "plus",
            shortcut="Ctrl+N",
            tip="New individual or contact note",
            clicked=self.contact_asked.emit,
        )
        QShortcut(QKeySequence("Ctrl+N"), self).activated.connect(self.contact_asked)
        self._needs_card = Card(row(section("Needs you"), None, self.new_note), self._needs, spacing=6)
        self._watch_card = Card(row(section("Watch"), muted("changed since last group"), None), self._watch, spacing=6)
        self._side = side = holder(column(self._needs_card, self._watch_card, None, spacing=12))
        side.setFixedWidth(SIDE_WIDTH)
        content = row(holder(left), side, spacing=20, margins=(24, 18, 24, 18))
        content.setStretch(0, 1)
        area = QScrollArea()
        area.setAccessibleName("Today")
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(holder(content))
        self.setLayout(column(area))

    def set_compact(self, compact: bool) -> None:
        self._side.setFixedWidth(COMPACT_SIDE_WIDTH if compact else SIDE_WIDTH)

    def focus_first(self) -> None:
        first = self._groups.itemAt(0)
        card = first.widget() if first else None
        (card or self).setFocus()

    def refresh(self) -> None:
        self._tasks.run(self, self._today.view, done=self.show_today)

    def show_today(self, today: Today) -> None:
        """Show the page."""
        self.title.setText(today.greeting)
        self.summary.setText(today.summary)
        had_focus = self.isAncestorOf(self.focusWidget()) if self.focusWidget() else False
        empty(self._groups)
        for group in today.groups:
            card = TodayGroupCard(group)
            card.asked.connect(self.session_asked)
            self._groups.addWidget(card)
        if not today.groups:
            self._groups.addWidget(Card(muted("No group meets today.", 13)))
        self._fill(self._needs, [self._need_row(need) for need in today.needs], "Nothing is owed.")
        self._fill(
            self._watch, [self._watch_row(*row) for row in _watch_rows(today)], "No change that calls for attention."
        )
        self._show_hours(today)
        if had_focus:
            self.focus_first()
        self._planning.start()

    def _show_hours(self, today: Today) -> None:
        hours = today.hours
        self.hours_card.setVisible(hours is not None)
        if hours is None:
            return
        self.hours_title.setText(f"{hours.group_name} · minimum {hours.minimum:g} h a week")
        members = count_of(hours.below, "member")
        if hours.urgent:
            self.hours_below.set_text(f"{members} under {hours.minimum:g} h", "warn", "triangle-alert")
        else:
            self.hours_below.set_text(f"{members} under {hours.minimum:g} h so far", "neutral", "clock")
        self.hours_below.setVisible(hours.below > 0)
        bars = [HoursBar(member.name, member.name, member.hours) for member in hours.members]
        self.chart.set_bars(bars, hours.minimum)

    def _need_row(self, need: Need) -> QWidget:
        made = TaskRow(*NEED_LOOKS[need.kind], need.title, need.detail, need.count)
        made.clicked.connect(lambda: self.need_asked.emit(need))
        return made

    def _watch_row(self, client_id: UUID, name: str, kind: str, detail: str) -> QWidget:
        made = TaskRow(*WATCH_LOOKS[kind], name, detail)
        made.clicked.connect(lambda: self.member_asked.emit(client_id))
        return made

    @staticmethod
    def _fill(layout: QVBoxLayout, rows: list[QWidget], nothing: str) -> None:
        empty(layout)
        for made in rows or [muted(nothing, 13)]:
            layout.addWidget(made)


def _watch_rows(today: Today) -> list[tuple[UUID, str, str, str]]:
    return [(watch.client_id, watch.name, watch.kind, watch.detail) for watch in today.watch[:6]]
