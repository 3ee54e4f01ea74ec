"""The waiting list of a group, in order, and those whose waiting is over."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from iop_desktop.rules.day_names import short_date
from iop_desktop.rules.waiting import WaitingOutcome
from iop_desktop.services.people_views import ClientRow
from iop_desktop.services.waiting import WaitingRow
from iop_desktop.services.wall_text import month_day
from iop_desktop.ui.grid_view import DOWN, ENTER, UP, FadingModel, GridView
from iop_desktop.ui.group_forms import AdmitDialog, WaitDialog
from iop_desktop.ui.group_tab import GroupTab, GroupTools
from iop_desktop.ui.layouts import column, row
from iop_desktop.ui.roster_tab import names_of
from iop_desktop.ui.table import Column
from iop_desktop.ui.widgets.buttons import button
from iop_desktop.ui.widgets.text import muted


def _outcome(entry: WaitingRow) -> str:
    return f"{entry.outcome.capitalize()} {month_day(entry.ended_on)}" if entry.ended_on else ""


COLUMNS = (
    Column[WaitingRow]("Place", lambda r: str(r.position) if r.position else "", "no longer waiting"),
    Column[WaitingRow]("Client", lambda r: r.name),
    Column[WaitingRow]("Waits since", lambda r: short_date(r.since)),
    Column[WaitingRow]("Outcome", _outcome, "waits"),
    Column[WaitingRow]("Reason", lambda r: r.reason, tooltip=lambda r: r.reason),
)
WIDTHS = (60, 210, 130, 180)


class WaitingTab(GroupTab):
    """Order is changed by Alt with the arrows."""

    def __init__(self, tools: GroupTools, parent: QWidget | None = None) -> None:
        super().__init__(tools, parent)
        self._wanted: WaitingRow | None = None
        self._model = FadingModel(COLUMNS, lambda entry: not entry.position, parent=self)
        self.table = GridView("Waiting list", self._model, "ADW", WIDTHS)
        self.words = muted("", 13)
        self.up = button("Up", "", shortcut=UP, tip="Further up the list", clicked=lambda: self._step(-1))
        self.down = button("Down", "", shortcut=DOWN, tip="Further down the list", clicked=lambda: self._step(1))
        self.admit = button("Admit…", "", "check", shortcut="Enter", clicked=self._admit)
        self.add = button("Add…", "", "user-plus", shortcut="A", clicked=self._add)
        self.declined = button("Declined", "", clicked=lambda: self._end(WaitingOutcome.DECLINED), shortcut="D")
        self.withdrew = button("Withdrew", "", clicked=lambda: self._end(WaitingOutcome.WITHDREW), shortcut="W")
        acts = row(self.add, self.admit, self.declined, self.withdrew, None, self.up, self.down)
        self.setLayout(column(self.words, self.table, acts, spacing=10, margins=(16, 14, 16, 14)))
        self.table.acted.connect(self._act)
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._enable())

    @property
    def current(self) -> WaitingRow | None:
        """Who one stands on."""
        return self._model.row_at(self.table.currentIndex())

    def focus_first(self) -> None:
        self.table.setFocus()

    def refresh(self) -> None:
        group, waiting = self._group, self._tools.services.waiting
        if group is not None:
            self._tools.tasks.run(self, lambda: waiting.rows(group.group_id), done=self._show)

    def _show(self, rows: tuple[WaitingRow, ...]) -> None:
        place, wanted = self.table.currentIndex().row(), self._wanted
        self._wanted = None
        self._model.set_rows(rows)
        if wanted is not None:
            place = next((n for n, each in enumerate(rows) if each.entry_id == wanted.entry_id), place)
        self.table.go_to(place)
        waiting = sum(bool(each.position) for each in rows)
        self.words.setText(f"{waiting} waiting, in this order" if waiting else "Nobody waits for this group.")
        self._enable()

    def _enable(self) -> None:
        waits = self.current is not None and bool(self.current.position)
        for each in (self.up, self.down, self.admit, self.declined, self.withdrew):
            each.setEnabled(waits)

    def _act(self, action: str) -> None:
        acts: dict[str, tuple[QWidget, Callable[[], None]]] = {
            "A": (self.add, self._add),
            ENTER: (self.admit, self._admit),
            "D": (self.declined, lambda: self._end(WaitingOutcome.DECLINED)),
            "W": (self.withdrew, lambda: self._end(WaitingOutcome.WITHDREW)),
            UP: (self.up, lambda: self._step(-1)),
            DOWN: (self.down, lambda: self._step(1)),
        }
        if action in acts and acts[action][0].isEnabled():
            acts[action][1]()

    def _step(self, steps: int) -> None:
        entry = self.current
        if entry is not None:
            self._wanted = entry
            self._run(lambda: self._tools.services.waiting.move(entry.entry_id, steps))

    def _end(self, outcome: WaitingOutcome) -> None:
        entry = self.current
        if entry is None:
            return
        question = f"Take {entry.name} off the waiting list?"
        if self._tools.dialogs.ask(self, question, f"Kept as: {outcome.value}.", "Take off the list"):
            self._run(lambda: self._tools.services.waiting.end(entry.entry_id, outcome))

    def _admit(self) -> None:
        group, entry, waiting = self._group, self.current, self._tools.services.waiting
        if group is None or entry is None:
            return
        dialog = AdmitDialog(group.name, [(entry.entry_id, entry.name)], self._tools.today(), self)
        dialog.confirmed.connect(
            lambda key, day, reason: self._confirm(dialog, lambda: waiting.admit(key, day, reason))
        )
        dialog.open()

    def _add(self) -> None:
        group, services = self._group, self._tools.services
        if group is None:
            return

        def ask(people: tuple[ClientRow, ...]) -> None:
            listed = {each.client_id for each in self._model.rows if each.position}
            free = tuple(person for person in people if person.client_id not in listed)
            if not free:
                self._tools.dialogs.tell(self, "Nobody else of this program could wait for this group.")
                return
            dialog = WaitDialog(group.name, names_of(free), self)
            dialog.confirmed.connect(
                lambda client, reason: self._confirm(
                    dialog, lambda: services.waiting.add(group.group_id, client, reason)
                )
            )
            dialog.open()

        self._tools.tasks.run(self, lambda: services.groups.candidates(group.group_id), done=ask)
