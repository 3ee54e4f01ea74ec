"""Settings: groups and who is in them, staff of the clinic."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from uuid import UUID

from PySide6.QtWidgets import QTableView, QTabWidget, QWidget

from iop_desktop.rules.vocabulary import Role
from iop_desktop.services.actor import Actor
from iop_desktop.services.bundle import Services
from iop_desktop.services.changes import Changes, Topic
from iop_desktop.services.people_views import ClientRow, GroupForm, GroupRow, StaffForm, StaffRow
from iop_desktop.ui.decisions_tab import DecisionsTab
from iop_desktop.ui.dialogs import Dialogs
from iop_desktop.ui.group_dialog import GroupChoices, GroupDialog
from iop_desktop.ui.layouts import column, holder, row
from iop_desktop.ui.page import Page
from iop_desktop.ui.paper_settings import PaperSettings
from iop_desktop.ui.partners_tab import PartnersTab
from iop_desktop.ui.session_dialog import SessionDialog, SessionForm
from iop_desktop.ui.staff_dialog import StaffDialog
from iop_desktop.ui.supervision_settings import SupervisionSettings
from iop_desktop.ui.table import Column, RowsModel
from iop_desktop.ui.tasks import Tasks, sentence_of
from iop_desktop.ui.widgets.buttons import button
from iop_desktop.ui.widgets.text import heading, muted

GROUP_COLUMNS = (
    Column[GroupRow]("Group", lambda r: r.name),
    Column[GroupRow]("Program", lambda r: r.program),
    Column[GroupRow]("Facilitator", lambda r: r.facilitator),
    Column[GroupRow]("Members", lambda r: f"{r.members} of {r.capacity}"),
    Column[GroupRow]("Place", lambda r: r.place),
    Column[GroupRow]("Next session", lambda r: r.next_session, "none planned"),
)
STAFF_COLUMNS = (
    Column[StaffRow]("Name", lambda r: f"{r.name}, {r.credentials}" if r.credentials else r.name),
    Column[StaffRow]("Login", lambda r: r.login),
    Column[StaffRow]("Role", lambda r: r.role.value.capitalize()),
    Column[StaffRow]("License", lambda r: r.licence, "none"),
    Column[StaffRow]("Co-signature", lambda r: f"by {r.supervisor}" if r.needs_cosignature else "not needed"),
)
Read = tuple[tuple[GroupRow, ...], tuple[StaffRow, ...]]


class SettingsPage(Page):
    """What an administrator sets up, and what everybody may look at."""

    topics = frozenset({Topic.GROUPS, Topic.STAFF, Topic.CLIENTS, Topic.SESSIONS, Topic.NOTES})

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
        self._groups_model, self._staff_model = RowsModel(GROUP_COLUMNS, self), RowsModel(STAFF_COLUMNS, self)
        self.groups, self.staff = _table("Groups", self._groups_model), _table("Staff", self._staff_model)
        self.add_group = button("New group…", "", "plus", clicked=self._new_group)
        self.admit = button("Admit a member…", "", "user-plus", clicked=self._choose_member)
        self.schedule = button("Plan a session…", "", "calendar-days", clicked=self._plan)
        self.add_staff = button("Add staff…", "", "user-plus", clicked=self._new_staff)
        self.add_staff.setEnabled(actor.role is Role.ADMINISTRATOR)
        self.tabs = QTabWidget()
        self.tabs.setAccessibleName("Groups and staff")
        groups = column(row(self.add_group, self.admit, self.schedule, None), self.groups, margins=(16, 16, 16, 16))
        only = muted("Only an administrator adds staff." if actor.role is not Role.ADMINISTRATOR else "")
        staff = column(row(self.add_staff, only, None), self.staff, margins=(16, 16, 16, 16))
        self.tabs.addTab(holder(groups), "Groups")
        self.tabs.addTab(holder(staff), "Staff")
        self.papers = PaperSettings(services.papers, tasks, actor.role is Role.ADMINISTRATOR)
        self.tabs.addTab(self.papers, "Papers")
        self.decisions: DecisionsTab | None = None
        if actor.role is not Role.FACILITATOR:
            self.decisions = DecisionsTab(services.gates, tasks, self._today)
            self.tabs.addTab(self.decisions, "Decisions")
        self.supervision = SupervisionSettings(services.supervision, tasks)
        self.tabs.addTab(self.supervision, "Supervision")
        self.partners = PartnersTab(services.partners, actor, tasks, dialogs, self._today)
        self.tabs.addTab(self.partners, "Partners")
        body = column(heading("Settings"), self.tabs, spacing=12, margins=(24, 18, 24, 18))
        body.setStretch(1, 1)
        self.setLayout(body)

    def focus_first(self) -> None:
        self.groups.setFocus()

    def refresh(self) -> None:
        self.papers.refresh()
        if self.decisions is not None:
            self.decisions.refresh()
        self.supervision.refresh()
        self.partners.refresh()
        self._tasks.run(self, lambda: (self._services.groups.rows(), self._services.staff.rows()), done=self._show)

    def _show(self, found: Read) -> None:
        self._groups_model.set_rows(found[0])
        self._staff_model.set_rows(found[1])
        if not self.groups.currentIndex().isValid() and found[0]:
            self.groups.selectRow(0)

    @property
    def _group(self) -> GroupRow | None:
        return self._groups_model.row_at(self.groups.currentIndex())

    def _new_group(self) -> None:
        def ask(found: GroupChoices) -> None:
            dialog = GroupDialog(found, self._today(), self)
            dialog.confirmed.connect(lambda form: self._make_group(dialog, form))
            dialog.open()

        services = self._services
        self._tasks.run(
            self,
            lambda: GroupChoices(
                services.clients.programs(), services.staff.facilitators(), services.groups.curricula()
            ),
            done=ask,
        )

    def _make_group(self, dialog: GroupDialog, form: GroupForm) -> None:
        self._make(dialog, lambda: self._services.groups.create(form))

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
        self._make(
            dialog, lambda: self._services.sessions.schedule(group_id, form.starts_at, form.ends_at, form.lesson_id)
        )

    def _new_staff(self) -> None:
        def ask(supervisors: tuple[StaffRow, ...]) -> None:
            dialog = StaffDialog(supervisors, self)
            dialog.confirmed.connect(lambda form: self._make_staff(dialog, form))
            dialog.open()

        self._tasks.run(self, self._services.staff.supervisors, done=ask)

    def _make_staff(self, dialog: StaffDialog, form: StaffForm) -> None:
        self._make(dialog, lambda: self._services.staff.add(form))

    def _make(self, dialog: GroupDialog | StaffDialog | SessionDialog, work: object) -> None:
        """Run what a dialog confirmed; a refusal is shown in the dialog and nothing typed is lost."""

        def done(changes: Changes) -> None:
            dialog.accept()

        self._tasks.run(dialog, work, done=done, failed=lambda error: dialog.show_error(sentence_of(error)))  # type: ignore[arg-type]  # a use case without arguments


def _table(name: str, model: RowsModel[object] | RowsModel[GroupRow] | RowsModel[StaffRow]) -> QTableView:
    made = QTableView()
    made.setModel(model)
    made.setAccessibleName(name)
    made.verticalHeader().hide()
    made.setShowGrid(False)
    made.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
    made.setSelectionMode(QTableView.SelectionMode.SingleSelection)
    made.setTabKeyNavigation(False)
    header = made.horizontalHeader()
    header.setHighlightSections(False)
    header.setStretchLastSection(True)
    for number, width in enumerate((220, 170, 190, 90, 90)[: model.columnCount() - 1]):
        made.setColumnWidth(number, width)
    return made
