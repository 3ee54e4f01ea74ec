"""Settings: groups and who is in them; the other parts are in ``settings_parts``."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from iop_desktop.services.actor import Actor
from iop_desktop.services.bundle import Services
from iop_desktop.services.changes import Topic
from iop_desktop.services.people_views import ClientRow, GroupRow
from iop_desktop.services.today_views import NeedKind
from iop_desktop.ui.dialogs import Dialogs
from iop_desktop.ui.fitted_table import FittedTable
from iop_desktop.ui.form_dialog import run_for
from iop_desktop.ui.group_dialog import GroupChoices, GroupDialog
from iop_desktop.ui.layouts import column, stretched
from iop_desktop.ui.page import Page
from iop_desktop.ui.page_keys import SETTINGS_KEYS
from iop_desktop.ui.session_dialog import SessionDialog, SessionForm
from iop_desktop.ui.settings_parts import GroupsPart, SettingsParts
from iop_desktop.ui.table import Column, RowsModel
from iop_desktop.ui.tasks import Tasks
from iop_desktop.ui.widgets.buttons import button
from iop_desktop.ui.widgets.text import heading
from iop_desktop.ui.widgets.wrapping_row import WrappingRow

GROUP_COLUMNS = (
    Column[GroupRow]("Group", lambda r: r.name),
    Column[GroupRow]("Program", lambda r: r.program),
    Column[GroupRow]("Facilitator", lambda r: r.facilitator),
    Column[GroupRow]("Members", lambda r: f"{r.members} of {r.capacity}"),
    Column[GroupRow]("Place", lambda r: r.place),
    Column[GroupRow]("Next session", lambda r: r.next_session, "none planned"),
)
GROUP_WIDTHS = (220, 170, 190, 90, 90)


class SettingsPage(Page):
    """What an administrator sets up, and what everybody may look at."""

    shortcut_groups = SETTINGS_KEYS
    topics = frozenset({Topic.GROUPS, Topic.STAFF, Topic.CLIENTS, Topic.SESSIONS, Topic.NOTES, Topic.BACKUPS})
    restore_asked = Signal()
    erased = Signal()

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
        self._services, self._tasks, self._dialogs, self._clock = services, tasks, dialogs, clock
        self._groups_model = RowsModel(GROUP_COLUMNS, self)
        self.groups = FittedTable("Groups", self._groups_model, GROUP_WIDTHS)
        self.add_group = button("New group…", "", "plus", clicked=self._new_group)
        self.admit = button("Admit a member…", "", "user-plus", clicked=self._choose_member)
        self.schedule = button("Plan a session…", "", "calendar-days", clicked=self._plan)
        self.parts = SettingsParts(services, actor, tasks, dialogs, clock, self._make_groups)
        self.parts.restore_asked.connect(self.restore_asked)
        self.parts.erased.connect(self.erased)
        self._body = stretched(column(heading("Settings"), self.parts, spacing=12, margins=(24, 18, 24, 18)), 1)
        self.setLayout(self._body)

    def _make_groups(self) -> GroupsPart:
        return GroupsPart(WrappingRow(self.add_group, self.admit, self.schedule), self.groups)

    def set_compact(self, compact: bool) -> None:
        self.parts.list.set_compact(compact)
        self._body.setContentsMargins(*((16, 14, 16, 14) if compact else (24, 18, 24, 18)))

    def focus_first(self) -> None:
        first = self.groups if self.parts.currentIndex() == 0 else self.parts.list
        first.setFocus()

    def refresh(self) -> None:
        self.parts.refresh()
        self._tasks.run(self, self._services.groups.rows, done=self._show)

    def _show(self, groups: tuple[GroupRow, ...]) -> None:
        self._groups_model.set_rows(groups)
        if not self.groups.currentIndex().isValid() and groups:
            self.groups.selectRow(0)

    def show_part(self, kind: NeedKind) -> None:
        """Open the part where something that is owed is done."""
        self.parts.show_owed(kind)

    @property
    def _group(self) -> GroupRow | None:
        return self._groups_model.row_at(self.groups.currentIndex())

    def _new_group(self) -> None:
        def ask(found: GroupChoices) -> None:
            dialog = GroupDialog(found, self._today(), self)
            dialog.confirmed.connect(
                lambda form: run_for(dialog, self._tasks, lambda: self._services.groups.create(form))
            )
            dialog.open()

        services = self._services
        self._tasks.run(
            self,
            lambda: GroupChoices(
                services.clients.programs(), services.staff.facilitators(), services.groups.curricula()
            ),
            done=ask,
        )

    def _choose_member(self) -> None:
        group = self._group
        if group is None:
            return

        def ask(people: tuple[ClientRow, ...]) -> None:
            if not people:
                self._dialogs.tell(
                    self, "Nobody is waiting for this group.", "Import a roster on the Members page first."
                )
                return
            names = [f"{person.name}  ·  {person.record_number}" for person in people]
            chosen = self._dialogs.choose_one(self, f"Admit to {group.name}", names)
            if chosen is not None:
                self._admit(group.group_id, people[chosen].client_id)

        self._tasks.run(self, lambda: self._services.groups.candidates(group.group_id), done=ask)

    def _admit(self, group_id: UUID, client_id: UUID) -> None:
        self._tasks.run(self, lambda: self._services.memberships.admit(group_id, client_id, self._today()))

    def _today(self) -> date:
        return self._clock().astimezone(self._services.sessions.zone).date()

    def _plan(self) -> None:
        group = self._group
        if group is None:
            return

        def ask(lessons: tuple[tuple[UUID, str], ...]) -> None:
            dialog = SessionDialog(group.name, lessons, self._today(), self._services.sessions.zone, self)
            dialog.confirmed.connect(lambda form: self._schedule(dialog, group.group_id, form))
            dialog.open()

        self._tasks.run(self, self._services.lessons.lessons, done=ask)

    def _schedule(self, dialog: SessionDialog, group_id: UUID, form: SessionForm) -> None:
        run_for(
            dialog,
            self._tasks,
            lambda: self._services.sessions.schedule(group_id, form.starts_at, form.ends_at, form.lesson_id),
        )
