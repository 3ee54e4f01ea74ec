"""Groups: when they meet, who belongs to them, who waits, and which rules bind them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QTabWidget, QWidget

from iop_desktop.rules.rights import Right
from iop_desktop.rules.vocabulary import MeetingMode
from iop_desktop.services.actor import Actor
from iop_desktop.services.bundle import Services
from iop_desktop.services.changes import Topic
from iop_desktop.services.people_views import GroupEdit, GroupForm, GroupRow
from iop_desktop.ui.closures_dialog import ClosuresDialog
from iop_desktop.ui.dialogs import Dialogs
from iop_desktop.ui.form_dialog import run_for
from iop_desktop.ui.group_dialog import KINDS, MODES, GroupChoices, GroupDialog
from iop_desktop.ui.group_tab import GroupTab, GroupTools
from iop_desktop.ui.handoff_dialog import HandoffDialog
from iop_desktop.ui.layouts import column, holder, row
from iop_desktop.ui.page import Page
from iop_desktop.ui.page_keys import GROUPS_KEYS
from iop_desktop.ui.person_list import PersonItem, PersonListView
from iop_desktop.ui.roster_tab import RosterTab
from iop_desktop.ui.rules_tab import RulesTab
from iop_desktop.ui.schedule_tab import ScheduleTab
from iop_desktop.ui.tasks import Tasks
from iop_desktop.ui.waiting_tab import WaitingTab
from iop_desktop.ui.widgets.buttons import button
from iop_desktop.ui.widgets.card import Card
from iop_desktop.ui.widgets.chip import Chip
from iop_desktop.ui.widgets.elided_label import ElidedLabel
from iop_desktop.ui.widgets.empty_state import EmptyState
from iop_desktop.ui.widgets.text import muted, section

LIST_WIDTH, COMPACT_LIST_WIDTH = 328, 288


class GroupsPage(Page):
    """``session_asked`` carries a session, ``member_asked`` a client."""

    topics = frozenset({Topic.GROUPS, Topic.SESSIONS, Topic.CLIENTS, Topic.CLINIC, Topic.STAFF})
    shortcut_groups = GROUPS_KEYS
    session_asked = Signal(UUID)
    member_asked = Signal(UUID)

    def __init__(
        self,
        services: Services,
        actor: Actor,
        tasks: Tasks,
        dialogs: Dialogs,
        clock: Callable[[], datetime],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._services, self._tasks, self._dialogs = services, tasks, dialogs
        self._tools = GroupTools(services, actor, tasks, dialogs, clock)
        self._rows: tuple[GroupRow, ...] = ()
        self._wanted: UUID | None = None
        self._may_make = actor.may(Right.MANAGE_GROUPS)
        self._may_close = actor.may(Right.CLOSE_DAYS)
        self._may_hand_off = actor.may(Right.HAND_OFF)
        self._build()
        self._connect()

    def _build(self) -> None:
        self.groups, self._count = PersonListView("Groups"), muted("")
        self.new = button("New group…", "", "plus", clicked=self._make)
        self.closures = button("Closures…", "", "calendar-days", clicked=self._ask_closures)
        self.list_card = Card(
            row(section("Groups"), None, self._count, margins=(16, 14, 16, 0)),
            self.groups,
            row(self.new, self.closures, margins=(12, 4, 12, 12)),
            padding=1,
            spacing=8,
        )
        self.list_card.setFixedWidth(LIST_WIDTH)
        self.list_card.body.setStretchFactor(self.groups, 1)
        self.title, self.line = ElidedLabel("", 20, 600), ElidedLabel("", 12, ink="text2")
        self.kind, self.open_chip, self.mode = Chip("", "accent"), Chip("", "neutral"), Chip("", "info", "video")
        self.edit = button("Edit…", "", "pen-line", shortcut="Ctrl+E", clicked=self._change)
        self.handoff = button("Hand-off", "ghost", "clipboard-list", shortcut="Ctrl+H", clicked=self._ask_handoff)
        self.schedule, self.roster = ScheduleTab(self._tools), RosterTab(self._tools)
        self.waiting, self.rules = WaitingTab(self._tools), RulesTab(self._tools)
        self.tabs = QTabWidget()
        self.tabs.setAccessibleName("About the group")
        for tab, words in (
            (self.schedule, "Schedule"),
            (self.roster, "Roster"),
            (self.waiting, "Waiting list"),
            (self.rules, "Rules"),
        ):
            self.tabs.addTab(tab, words)
        chips = row(self.kind, self.open_chip, self.mode, None, spacing=6)
        first = row(self.title, self.handoff, self.edit)
        first.setStretch(0, 1)
        head = column(first, self.line, chips, spacing=3)
        right = column(head, self.tabs, spacing=10)
        right.setStretch(1, 1)
        self._right = holder(right)
        self.empty = EmptyState("users", "No group has been made yet.", "New group…" if self._may_make else "")
        body = row(self.list_card, self._right, self.empty, spacing=16, margins=(20, 16, 20, 16))
        body.setStretch(1, 1)
        self.setLayout(body)
        self.empty.hide()
        self.new.setEnabled(self._may_make)
        self.edit.setEnabled(self._may_make)
        self.handoff.setVisible(self._may_hand_off)

    def _connect(self) -> None:
        self.groups.opened.connect(self._open)
        self.tabs.currentChanged.connect(lambda _number: self._show_tab())
        self.schedule.session_asked.connect(self.session_asked)
        self.roster.member_asked.connect(self.member_asked)
        self.empty.acted.connect(self._make)
        for number in range(self.tabs.count()):
            shortcut = QShortcut(QKeySequence(f"Ctrl+{number + 1}"), self)
            shortcut.activated.connect(lambda chosen=number: self._go_to_tab(chosen))
        for keys, act in (("Ctrl+N", self._make), ("Ctrl+E", self._change), ("Ctrl+H", self._ask_handoff)):
            QShortcut(QKeySequence(keys), self).activated.connect(act)

    @property
    def current(self) -> GroupRow | None:
        """The group on show."""
        place = self.groups.currentIndex().row()
        return self._rows[place] if 0 <= place < len(self._rows) else None

    @property
    def tab(self) -> GroupTab:
        """The tab on show."""
        shown = self.tabs.currentWidget()
        assert isinstance(shown, GroupTab)
        return shown

    def open_group(self, group_id: UUID) -> None:
        """Show a group."""
        self._wanted = group_id
        if not self.groups.select(group_id):
            self.refresh()

    def set_compact(self, compact: bool) -> None:
        self.list_card.setFixedWidth(COMPACT_LIST_WIDTH if compact else LIST_WIDTH)

    def focus_first(self) -> None:
        self.groups.setFocus()

    def refresh(self) -> None:
        self._tasks.run(self, self._read, done=self._show)

    def _read(self) -> tuple[GroupRow, ...]:
        self._services.schedule.plan_ahead()
        return self._services.groups.rows()

    def _show(self, rows: tuple[GroupRow, ...]) -> None:
        before = self.current
        self._rows = rows
        self._count.setText(str(len(rows)))
        self._right.setVisible(bool(rows))
        self.empty.setVisible(not rows)
        self.groups.show_items([_item(each) for each in rows])
        wanted, self._wanted = self._wanted or (before.group_id if before else None), None
        if wanted is None or not self.groups.select(wanted):
            self.groups.go_to(next((n for n, row in enumerate(rows) if row.is_mine), 0))
        self._show_head()
        self._show_tab()

    def _open(self, _group_id: UUID) -> None:
        self._show_head()
        self._show_tab()

    def _show_head(self) -> None:
        group = self.current
        if group is None:
            return
        self.title.set_text(group.name)
        parts = (group.words or "No fixed days", group.place, group.facilitator, group.program)
        self.line.set_text(" · ".join(part for part in parts if part))
        self.kind.set_text(KINDS[group.kind])
        self.open_chip.set_text("Open" if group.is_open else "Closed", "neutral", "" if group.is_open else "lock")
        self.mode.set_text(MODES[group.mode])
        self.mode.setVisible(group.mode is not MeetingMode.IN_PERSON)
        self.tabs.setTabText(2, f"Waiting list ({group.waiting})" if group.waiting else "Waiting list")

    def _show_tab(self) -> None:
        if self.current is not None:
            self.tab.show_group(self.current)

    def _go_to_tab(self, number: int) -> None:
        self.tabs.setCurrentIndex(number)
        self.tab.focus_first()

    def _make(self) -> None:
        if self._may_make:
            self._tasks.run(self, self._choices, done=self._ask_new)

    def _choices(self) -> GroupChoices:
        services = self._services
        return GroupChoices(services.clients.programs(), services.staff.facilitators(), services.groups.curricula())

    def _ask_new(self, choices: GroupChoices) -> None:
        dialog = GroupDialog(choices, self._tools.today(), self)
        dialog.confirmed.connect(lambda form: run_for(dialog, self._tasks, lambda: self._services.groups.create(form)))
        dialog.open()

    def _change(self) -> None:
        group = self.current
        if group is None or not self._may_make:
            return
        self._tasks.run(
            self, lambda: (self._choices(), self._services.groups.open(group.group_id)), done=self._ask_change
        )

    def _ask_change(self, found: tuple[GroupChoices, GroupEdit]) -> None:
        choices, group = found
        dialog = GroupDialog(choices, self._tools.today(), self, group.form)

        def keep(form: GroupForm) -> None:
            run_for(dialog, self._tasks, lambda: self._services.groups.change(group.group_id, group.revision, form))

        dialog.confirmed.connect(keep)
        dialog.open()

    def _ask_closures(self) -> None:
        ClosuresDialog(self._tools, self._may_close, self).open()

    def _ask_handoff(self) -> None:
        group = self.current
        if group is not None and self._may_hand_off:
            HandoffDialog(group.group_id, self._services.handoff, self._tasks, self._dialogs, self).open()


def _item(group: GroupRow) -> PersonItem:
    full = group.members > group.capacity
    line = f"{group.members} of {group.capacity}"
    if group.waiting:
        line += f" · {group.waiting} waiting"
    if group.next_session:
        line += f" · {group.next_session}"
    icon, tone = ("triangle-alert", "warn") if full else ("chevron-right", "text3")
    return PersonItem(group.group_id, group.name, group.code[:2], line, icon, tone)
