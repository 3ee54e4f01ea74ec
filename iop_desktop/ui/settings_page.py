"""Settings: groups and who is in them, staff with their credentials, signing and papers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from iop_desktop.rules.rights import Right
from iop_desktop.services.actor import Actor
from iop_desktop.services.bundle import Services
from iop_desktop.services.changes import Topic
from iop_desktop.services.people_views import ClientRow, GroupRow
from iop_desktop.services.today_views import NeedKind
from iop_desktop.ui.audit_tab import AuditTab
from iop_desktop.ui.backup_settings import BackupSettings
from iop_desktop.ui.credentials_tab import CredentialsTab
from iop_desktop.ui.decisions_tab import DecisionsTab
from iop_desktop.ui.dialogs import Dialogs
from iop_desktop.ui.fitted_table import FittedTable
from iop_desktop.ui.form_dialog import run_for
from iop_desktop.ui.group_dialog import GroupChoices, GroupDialog
from iop_desktop.ui.held_credentials import HeldCredentials
from iop_desktop.ui.kit_card import KitCard
from iop_desktop.ui.layouts import column, holder, stretched
from iop_desktop.ui.note_formats_tab import NoteFormatsTab
from iop_desktop.ui.page import Page
from iop_desktop.ui.page_keys import SETTINGS_KEYS
from iop_desktop.ui.paper_settings import PaperSettings
from iop_desktop.ui.partners_tab import PartnersTab
from iop_desktop.ui.privacy_tab import PrivacyTab
from iop_desktop.ui.retention_tab import RetentionTab
from iop_desktop.ui.second_factor_card import SecondFactorCard
from iop_desktop.ui.session_dialog import SessionDialog, SessionForm
from iop_desktop.ui.signing_tab import SigningTab
from iop_desktop.ui.staff_tab import StaffTab
from iop_desktop.ui.staff_ways import StaffWays
from iop_desktop.ui.supervision_settings import SupervisionSettings
from iop_desktop.ui.table import Column, RowsModel
from iop_desktop.ui.tasks import Tasks
from iop_desktop.ui.widgets.buttons import button
from iop_desktop.ui.widgets.side_tabs import SideTabs
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
        self._add_staff(services, actor)
        self.papers = PaperSettings(services.papers, tasks, actor.may(Right.CHOOSE_SHEET_NAMES))
        self.decisions: DecisionsTab | None = None
        if actor.may(Right.READ_DECISIONS):
            self.decisions = DecisionsTab(services.gates, tasks, self._today)
        self.supervision = SupervisionSettings(services.supervision, tasks)
        self.partners = PartnersTab(services.partners, actor, tasks, dialogs, self._today)
        self.note_formats = NoteFormatsTab(services.note_layouts, tasks)
        self.audit: AuditTab | None = None
        if services.audit_log.may_read:
            audit = (services.audit_log, services.audit_review, services.break_glass)
            self.audit = AuditTab(*audit, tasks, dialogs, self._today)
        self.retention: RetentionTab | None = None
        if services.retention.may_see:
            self.retention = RetentionTab(services, tasks, dialogs, self._today)
            self.retention.erasure.ended.connect(self.erased)
        zone = services.sessions.zone
        kit = KitCard(services.kits, tasks, dialogs, zone, clock)
        self.backups = BackupSettings(services.backups, kit, tasks, dialogs, zone, clock)
        self.backups.restore_asked.connect(self.restore_asked)
        self.privacy = PrivacyTab(services.privacy, tasks)
        self._lay_out()

    def _lay_out(self) -> None:
        tools = WrappingRow(self.add_group, self.admit, self.schedule)
        groups = holder(column(tools, self.groups, margins=(16, 16, 16, 16)))
        credentials = holder(column(self.credentials, self.held, spacing=0))
        tabs = self.tabs = SideTabs("Parts of the settings")
        formats, keeping = ("Note formats", self.note_formats), ("Retention", self.retention)
        tabs.add_group("Clinic", (("Groups", groups), ("Papers", self.papers), formats, keeping))
        people = ("Staff", self.staff), ("Credentials", credentials), ("Supervision", self.supervision)
        tabs.add_group("People", (*people, ("Partners", self.partners)))
        tabs.add_group("Yourself", (("Signing", self.signing),))
        kept = ("Backups", self.backups), ("Audit", self.audit), ("Decisions", self.decisions)
        tabs.add_group("Records", (*kept, ("Privacy", self.privacy)))
        self._body = stretched(column(heading("Settings"), self.tabs, spacing=12, margins=(24, 18, 24, 18)), 1)
        self.setLayout(self._body)

    def _add_staff(self, services: Services, actor: Actor) -> None:
        """Who works here, what they hold, and how they sign."""
        tasks, dialogs, zone = self._tasks, self._dialogs, services.sessions.zone
        ways = StaffWays(services.invitations, services.suspensions, tasks, dialogs, self._clock, zone)
        self.staff = StaffTab(services.staff, actor, tasks, self._today, ways)
        self.held = HeldCredentials(services.staff_credentials, actor, tasks, self._today)
        self.credentials = CredentialsTab(services.credential_policy, actor, tasks, self._today)
        factor = SecondFactorCard(services.second_factors, tasks, dialogs, zone)
        own = (services.tokens, services.own_passphrase, services.record_check)
        self.signing = SigningTab(*own, factor, tasks, dialogs)

    def set_compact(self, compact: bool) -> None:
        self.tabs.list.set_compact(compact)
        self._body.setContentsMargins(*((16, 14, 16, 14) if compact else (24, 18, 24, 18)))

    def focus_first(self) -> None:
        first = self.groups if self.tabs.currentIndex() == 0 else self.tabs.list
        first.setFocus()

    def refresh(self) -> None:
        tabs = (self.papers, self.staff, self.credentials, self.held, self.signing, self.supervision, self.partners)
        for tab in (*tabs, self.note_formats, self.backups, self.privacy):
            tab.refresh()
        if self.decisions is not None:
            self.decisions.refresh()
        if self.audit is not None:
            self.audit.refresh()
        if self.retention is not None:
            self.retention.refresh()
        self._tasks.run(self, self._services.groups.rows, done=self._show)

    def _show(self, groups: tuple[GroupRow, ...]) -> None:
        self._groups_model.set_rows(groups)
        if not self.groups.currentIndex().isValid() and groups:
            self.groups.selectRow(0)

    def show_part(self, kind: NeedKind) -> None:
        """Open the part where something that is owed is done: backups, the kit, or a review."""
        if kind in (NeedKind.PRIVACY, NeedKind.GLASS) and self.audit is not None:
            self.tabs.setCurrentWidget(self.audit)
            (self.audit.show_review if kind is NeedKind.PRIVACY else self.audit.show_openings)()
        elif kind in (NeedKind.BACKUP, NeedKind.KIT):
            self.tabs.setCurrentWidget(self.backups)

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
