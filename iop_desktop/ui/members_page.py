"""Members: everybody with a chart, one of them in view; rosters come in here."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QPushButton, QWidget

from iop_desktop.services.bundle import Services
from iop_desktop.services.cases import Case
from iop_desktop.services.changes import Changes, Topic
from iop_desktop.services.client_views import ClientChart
from iop_desktop.services.errors import NotAllowed
from iop_desktop.services.people_views import ClientRow, ImportOutcome, ProgramRow
from iop_desktop.ui.counselor_dialog import CounselorDialog
from iop_desktop.ui.dialogs import Dialogs
from iop_desktop.ui.discharge_desk import DischargeDesk
from iop_desktop.ui.form_dialog import run_for
from iop_desktop.ui.glass_desk import GlassDesk
from iop_desktop.ui.import_dialog import ImportDialog
from iop_desktop.ui.layouts import column, row
from iop_desktop.ui.member_chart import MemberChart
from iop_desktop.ui.nicknames_dialog import NicknamesDialog
from iop_desktop.ui.page import Page
from iop_desktop.ui.page_keys import MEMBER_KEYS
from iop_desktop.ui.person_list import PersonItem, PersonListView
from iop_desktop.ui.tasks import Tasks
from iop_desktop.ui.widgets.buttons import button
from iop_desktop.ui.widgets.card import Card
from iop_desktop.ui.widgets.empty_state import EmptyState
from iop_desktop.ui.widgets.search_field import SearchField
from iop_desktop.ui.widgets.text import muted, section

LIST_WIDTH = 300
NOBODY = "Nobody of your groups and cases is on record yet. Import a roster of another system to begin."
ROSTERS = "Rosters (*.csv *.tsv *.txt *.xlsx);;All files (*)"


class MembersPage(Page):
    """``pdf_asked`` and ``thread_asked`` carry a note, ``request_asked`` a request, ``log_asked`` a client.

    ``contact_asked`` carries a client and the name to be written about.
    """

    topics = frozenset({Topic.CLIENTS, Topic.GROUPS, Topic.ATTENDANCE, Topic.SIGNATURES, Topic.NOTES})
    shortcut_groups = MEMBER_KEYS
    pdf_asked = Signal(UUID)
    thread_asked = Signal(UUID)
    request_asked = Signal(UUID)
    log_asked = Signal(UUID)
    session_asked = Signal(UUID)
    contact_asked = Signal(UUID, str)

    def __init__(
        self,
        services: Services,
        tasks: Tasks,
        dialogs: Dialogs,
        clock: Callable[[], datetime],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._services, self._tasks, self._dialogs, self._clock = services, tasks, dialogs, clock
        self._wanted: UUID | None = None
        self._in_view: ClientRow | None = None
        self._nicknames = ""
        self.search = SearchField("Find by name or number")
        self.people = PersonListView("Members")
        self._count = muted("")
        self.glass = GlassDesk(services.break_glass, tasks, clock, self)
        self.import_button = button("Import roster…", "", "user-plus", shortcut="Ctrl+I", clicked=self._choose_file)
        self.counselor = self._counselor_button()
        card = Card(
            row(section("Members"), None, self._count, margins=(16, 14, 16, 0)),
            row(self.search, margins=(12, 0, 12, 0)),
            self.people,
            row(self.glass.find, None, margins=(12, 2, 12, 0)),
            row(self.import_button, self.counselor, margins=(12, 4, 12, 12)),
            padding=1,
            spacing=8,
        )
        card.setFixedWidth(LIST_WIDTH)
        card.body.setStretchFactor(self.people, 1)
        self.chart = MemberChart()
        self.chart.new_note.setHidden(not services.contacts.may_write)
        self.empty = EmptyState(
            "user-round", "Nobody of your groups is on record yet. Import a roster of another system to begin."
        )
        tip = "Enter the discharge without opening the chart"
        words = ("Discharge without opening…", "link")
        self.discharge = button(*words, shortcut="Ctrl+Shift+D", tip=tip, clicked=self._ask_discharge)
        self.discharge.hide()
        self.glass.closed.add(self.discharge)
        banner = row(self.glass.banner, margins=(4, 0, 18, 0))
        right = column(banner, self.chart, self.glass.closed, spacing=12)
        right.setStretch(1, 1)
        body = row(card, right, self.empty, spacing=16, margins=(20, 16, 20, 16))
        body.setStretch(1, 1)
        self.setLayout(body)
        self.empty.hide()
        self.discharges = DischargeDesk(services.discharges, tasks, dialogs, self._today, self)
        self._connect()

    def _connect(self) -> None:
        self.glass.over.connect(self._read_again)
        self.glass.closed_now.connect(self.refresh)
        self.glass.found.connect(self._found)
        self.search.text_changed.connect(lambda _text: self.refresh())
        self.people.opened.connect(self._open)
        self.chart.note_asked.connect(self.pdf_asked)
        self.chart.new_note.clicked.connect(self._ask_contact)
        QShortcut(QKeySequence("Ctrl+N"), self).activated.connect(self._ask_contact)
        self.chart.also_called.clicked.connect(self._ask_nicknames)
        self.chart.discharge.clicked.connect(self._ask_discharge)
        QShortcut(QKeySequence("Ctrl+Shift+D"), self).activated.connect(self._ask_discharge)
        QShortcut(QKeySequence("Ctrl+Shift+N"), self).activated.connect(self._ask_nicknames)
        self.chart.thread_asked.connect(self.thread_asked)
        self.chart.request_asked.connect(self.request_asked)
        self.chart.log_asked.connect(self.log_asked)
        QShortcut(QKeySequence("Ctrl+Shift+R"), self).activated.connect(self.chart.ask_log)
        QShortcut(QKeySequence("Ctrl+Shift+O"), self).activated.connect(self._ask_counselor)
        QShortcut(QKeySequence("Ctrl+I"), self).activated.connect(self._choose_file)
        QShortcut(QKeySequence("Ctrl+F"), self).activated.connect(self.search.setFocus)

    def _counselor_button(self) -> QPushButton:
        made = button("Counselor…", shortcut="Ctrl+Shift+O", clicked=self._ask_counselor)
        if not self._services.cases.may_name:  # only hidden: a widget that is shown without a parent is a window
            made.hide()
        return made

    def focus_first(self) -> None:
        self.people.setFocus()

    def open_client(self, client_id: UUID) -> None:
        """Show a member."""
        self._wanted = client_id
        if not self.people.select(client_id):
            self.refresh()

    def refresh(self) -> None:
        text = self.search.text()
        self._tasks.run(self, lambda: self._services.clients.rows(text), done=self._show)

    def _show(self, rows: tuple[ClientRow, ...]) -> None:
        self._count.setText(str(len(rows)))
        nobody = not rows and not self.search.text()
        self.empty.setVisible(nobody)
        self.chart.setVisible(not nobody and self.glass.shut_out_of is None)
        items = [
            PersonItem(r.client_id, r.name, r.initials, r.groups or "Not in a group", "chevron-right", "text3")
            for r in rows
        ]
        self.people.show_items(items)
        wanted, self._wanted = self._wanted, None
        if wanted is None or not self.people.select(wanted):
            current = self.people.currentIndex().row()
            self.people.go_to(current if 0 <= current < len(rows) else 0)

    def on_changed(self, changes: Changes) -> None:
        """A change of notes or requests shows in the chart that is open."""
        super().on_changed(changes)
        if changes.topics & {Topic.CLIENTS, Topic.SIGNATURES} and self.isVisible():
            self._read_again()

    def _open(self, client_id: UUID) -> None:
        self._tasks.run(
            self,
            lambda: self._services.clients.chart(client_id),
            done=self._show_chart,
            failed=lambda error: self._not_opened(client_id, error),
        )

    def _show_chart(self, chart: ClientChart) -> None:
        self._in_view, self._nicknames = chart.head.client, chart.head.nicknames
        self.chart.show_chart(chart)
        self.discharge.hide()
        self.glass.show_open(chart.head.client.client_id, chart.outside)
        self.chart.show()

    def _not_opened(self, client_id: UUID, error: BaseException) -> None:
        """A chart outside the circle gives way to the question for a reason; nothing of the last one stays on show."""
        if not isinstance(error, NotAllowed):
            self._tasks.refused.emit(error)
            return
        self._in_view, self.chart.client_id = None, None
        self.chart.hide()
        self.glass.show_closed(client_id)
        self.discharge.setVisible(self._services.discharges.without_chart)

    def _read_again(self) -> None:
        shown = self.chart.client_id or self.glass.shut_out_of
        if shown is not None:
            self._open(shown)

    def _found(self, client_id: UUID) -> None:
        self.search.edit.clear()
        self.open_client(client_id)

    def _ask_contact(self) -> None:
        if self._in_view is not None and self._services.contacts.may_write:
            self.contact_asked.emit(self._in_view.client_id, self._in_view.name)

    def _ask_discharge(self) -> None:
        if self._in_view is not None:
            self.discharges.ask(self._in_view.client_id, self._in_view.name)
        elif self.discharge.isVisibleTo(self) and (member := self._chosen) is not None:
            self.discharges.ask(member.key, member.name)

    def _today(self) -> date:
        return self._clock().astimezone(self._services.sessions.zone).date()

    def _ask_nicknames(self) -> None:
        client = self._in_view
        if client is None:
            return
        dialog = NicknamesDialog(client.name, self._nicknames, self)
        dialog.confirmed.connect(
            lambda names: run_for(
                dialog, self._tasks, lambda: self._services.clients.call_also(client.client_id, names)
            )
        )
        dialog.open()

    def _ask_counselor(self) -> None:
        member, cases = self._chosen, self._services.cases
        if not cases.may_name or member is None:
            return

        def ask(case: Case) -> None:
            dialog = CounselorDialog(member.name, case, self)
            dialog.confirmed.connect(
                lambda chosen: run_for(dialog, self._tasks, lambda: cases.name(member.key, chosen))
            )
            dialog.open()

        self._tasks.run(self, lambda: cases.case(member.key), done=ask)

    @property
    def _chosen(self) -> PersonItem | None:
        """Who is chosen in the list, also when their chart is closed."""
        place = self.people.currentIndex().row()
        return self.people.items[place] if 0 <= place < len(self.people.items) else None

    def _choose_file(self) -> None:
        path = self._dialogs.choose_file(self, "Import a roster", ROSTERS)
        if path is None:
            return

        def opened(programs: tuple[ProgramRow, ...]) -> None:
            dialog = ImportDialog(path, programs, self._services.rosters, self._tasks, self._today(), self)
            dialog.imported.connect(self._imported)
            dialog.open()

        self._tasks.run(self, self._services.rosters.programs, done=opened)

    def _imported(self, outcome: ImportOutcome) -> None:
        message = f"{outcome.added} clients added, {outcome.refused} rows left out. Admit them on the Groups page."
        self._tasks.changed.emit(Changes(frozenset({Topic.CLIENTS}), message))
