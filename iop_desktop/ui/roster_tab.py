"""The roster of a group on any day, and who joins, leaves and goes elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from iop_desktop.rules.day_names import short_date
from iop_desktop.services.people_views import ClientRow, GroupRow, Roster, RosterRow
from iop_desktop.ui.day_fields import day_field, day_in
from iop_desktop.ui.grid_view import ENTER, FadingModel, GridView
from iop_desktop.ui.group_forms import AdmitDialog, EndDialog, TransferDialog
from iop_desktop.ui.group_tab import GroupTab, GroupTools
from iop_desktop.ui.layouts import column, row
from iop_desktop.ui.table import Column
from iop_desktop.ui.widgets.buttons import button
from iop_desktop.ui.widgets.chip import Chip
from iop_desktop.ui.widgets.text import label, muted


def _way(member: RosterRow) -> str:
    parts = (
        f"from {member.came_from}" if member.came_from else "",
        f"to {member.went_to}" if member.went_to else "",
        member.ended_why,
    )
    return " · ".join(part for part in parts if part)


COLUMNS = (
    Column[RosterRow]("Member", lambda r: r.name),
    Column[RosterRow]("Record", lambda r: r.record_number),
    Column[RosterRow]("First day", lambda r: short_date(r.first_on)),
    Column[RosterRow]("Last day", lambda r: short_date(r.last_on) if r.last_on else "", "stays"),
    Column[RosterRow]("Came from, went to", _way, "nothing", tooltip=_way),
)
UNNAMED = "Members of groups outside yours are counted here and not named."
WIDTHS = (230, 110, 120, 120)


class RosterTab(GroupTab):
    """``member_asked`` carries a client."""

    member_asked = Signal(UUID)

    def __init__(self, tools: GroupTools, parent: QWidget | None = None) -> None:
        super().__init__(tools, parent)
        self._model = FadingModel(COLUMNS, lambda member: member.last_on is not None, parent=self)
        self.table = GridView("Roster", self._model, "AET", WIDTHS)
        self.day = day_field(tools.today())
        self.day.setAccessibleName("Roster as of")
        self.now = button("Today", "ghost", clicked=lambda: self.day.setDate(day_field(tools.today()).date()))
        self.count = Chip("", "neutral")
        self.warning = label("", 13, 500, "error", wrap=True)
        self.unnamed = muted(UNNAMED, 13, wrap=True)
        self.admit = button("Admit…", "", "user-plus", shortcut="A", clicked=self._admit)
        self.end = button("End…", "", "log-out", shortcut="E", clicked=self._end)
        self.transfer = button("Transfer…", "", "arrow-right", shortcut="T", clicked=self._transfer)
        self.chart = button("Open chart", "ghost", "user-round", shortcut="Enter", clicked=self._open)
        top = row(muted("Roster as of", 13), self.day, self.now, None, self.count)
        acts = row(self.admit, self.end, self.transfer, None, self.chart)
        self.setLayout(column(top, self.unnamed, self.warning, self.table, acts, spacing=10, margins=(16, 14, 16, 14)))
        self.warning.hide()
        self.unnamed.hide()
        self.day.dateChanged.connect(lambda _day: self.refresh())
        self.table.acted.connect(self._act)
        self.table.doubleClicked.connect(lambda _index: self._open())
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._enable())

    @property
    def current(self) -> RosterRow | None:
        """The member one stands on."""
        return self._model.row_at(self.table.currentIndex())

    def focus_first(self) -> None:
        self.table.setFocus()

    def refresh(self) -> None:
        group, day = self._group, day_in(self.day)
        if group is not None:
            members = self._tools.services.memberships
            self._tools.tasks.run(self, lambda: members.roster_on(group.group_id, day), done=self._show)

    def _show(self, roster: Roster) -> None:
        if self._group is None or (roster.group_id, roster.day) != (self._group.group_id, day_in(self.day)):
            return
        place = self.table.currentIndex().row()
        self._model.set_rows(roster.rows)
        self.table.go_to(place)
        members = roster.members
        tone = "warn" if members > roster.room else "ok" if members < roster.room else "neutral"
        self.count.set_text(f"{members} of {roster.room}", tone, "users")
        self.unnamed.setVisible(members > len(roster.rows))
        self.warning.setText("\n".join(roster.warnings))
        self.warning.setVisible(bool(roster.warnings))
        self.now.setEnabled(roster.day != self._tools.today())
        self._enable()

    def _enable(self) -> None:
        member = self.current
        stays = member is not None and (member.last_on is None or member.last_on >= self._tools.today())
        self.end.setEnabled(stays)
        self.transfer.setEnabled(stays)
        self.chart.setEnabled(member is not None)

    def _act(self, action: str) -> None:
        acts: dict[str, tuple[QWidget, Callable[[], None]]] = {
            ENTER: (self.chart, self._open),
            "A": (self.admit, self._admit),
            "E": (self.end, self._end),
            "T": (self.transfer, self._transfer),
        }
        if action in acts and acts[action][0].isEnabled():
            acts[action][1]()

    def _open(self) -> None:
        if self.current is not None:
            self.member_asked.emit(self.current.client_id)

    def _admit(self) -> None:
        group, services = self._group, self._tools.services
        if group is None:
            return

        def ask(people: tuple[ClientRow, ...]) -> None:
            if not people:
                sentence = "Nobody else is admitted to the program of this group."
                self._tools.dialogs.tell(self, sentence, "Add clients or import a roster on the Members page first.")
                return
            dialog = AdmitDialog(group.name, names_of(people), self._tools.today(), self)
            dialog.confirmed.connect(
                lambda client, day, reason: self._confirm(
                    dialog, lambda: services.memberships.admit(group.group_id, client, day, reason)
                )
            )
            dialog.open()

        self._tools.tasks.run(self, lambda: services.groups.candidates(group.group_id), done=ask)

    def _end(self) -> None:
        group, member, members = self._group, self.current, self._tools.services.memberships
        if group is None or member is None:
            return
        dialog = EndDialog(member.name, self._tools.today(), self)
        dialog.confirmed.connect(
            lambda day, why: self._confirm(dialog, lambda: members.end(group.group_id, member.client_id, day, why))
        )
        dialog.open()

    def _transfer(self) -> None:
        group, member, services = self._group, self.current, self._tools.services
        if group is None or member is None:
            return

        def ask(groups: tuple[GroupRow, ...]) -> None:
            others = [(each.group_id, each.name) for each in groups if each.group_id != group.group_id]
            dialog = TransferDialog(member.name, others, self._tools.today(), self)
            dialog.confirmed.connect(
                lambda target, day, why, reason: self._confirm(
                    dialog,
                    lambda: services.memberships.transfer(group.group_id, member.client_id, target, day, why, reason),
                )
            )
            dialog.open()

        self._tools.tasks.run(self, services.groups.rows, done=ask)


def names_of(people: tuple[ClientRow, ...]) -> list[tuple[UUID, str]]:
    """Clients as choices; the record number keeps equal names apart."""
    return [(person.client_id, f"{person.name}  ·  {person.record_number}") for person in people]
