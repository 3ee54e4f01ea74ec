"""Settings, Credentials: what each person holds, with number, state and days."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QWidget

from iop_desktop.rules.held_credentials import HeldCredential
from iop_desktop.rules.rights import Right
from iop_desktop.services.actor import Actor
from iop_desktop.services.staff_credentials import HeldRow, StaffCredentialService
from iop_desktop.services.wall_text import month_day
from iop_desktop.ui.day_fields import day_field, day_in
from iop_desktop.ui.empty_table import say_when_empty
from iop_desktop.ui.form_dialog import FormDialog, run_for
from iop_desktop.ui.grid_view import ENTER, FadingModel, GridView
from iop_desktop.ui.layouts import column, holder, row
from iop_desktop.ui.table import Column
from iop_desktop.ui.tasks import Tasks
from iop_desktop.ui.widgets.buttons import button
from iop_desktop.ui.widgets.form_row import FormRow, beside_field
from iop_desktop.ui.widgets.text import heading, muted

MEANING = (
    "A credential behind a name that is entered here counts through its last day; one that is not entered counts "
    "without an end. After the last one has ended, notes need a co-signature."
)
DAYS = "Notes of earlier days stay as they were signed."
WIDTHS = (190, 120, 130, 130, 130, 130)


@dataclass(frozen=True, slots=True)
class HeldForm:
    """What a form gives: whose credential it is, and the credential."""

    staff_id: UUID
    held: HeldCredential


def _day(day: date | None) -> str:
    return f"{month_day(day)}, {day.year}" if day else ""


COLUMNS = (
    Column[HeldRow]("Person", lambda r: r.name),
    Column[HeldRow]("Credential", lambda r: r.held.credential),
    Column[HeldRow]("Number", lambda r: r.held.number, "none"),
    Column[HeldRow]("State", lambda r: r.held.state, "none"),
    Column[HeldRow]("From", lambda r: _day(r.held.from_on)),
    Column[HeldRow]("Through", lambda r: _day(r.held.until_on), "no end"),
    Column[HeldRow]("Signs today", lambda r: (r.alone or "as entered under Staff") if r.good else "ended"),
)


class HeldDialog(FormDialog):
    """A credential of somebody; ``confirmed`` carries a HeldForm."""

    confirmed = Signal(object)

    def __init__(self, people: tuple[tuple[UUID, str], ...], today: date, parent: QWidget) -> None:
        super().__init__("Enter a credential", "Enter", parent)
        self.person = QComboBox()
        for staff_id, name in people:
            self.person.addItem(name, staff_id)
        self.credential, self.number, self.state = QLineEdit(), QLineEdit(), QLineEdit()
        self.from_on, self.until = day_field(today), day_field(today)
        self.ends = QCheckBox("It ends")
        self.until.setEnabled(False)
        self.ends.toggled.connect(self.until.setEnabled)
        self.fill(
            FormRow("Person", self.person),
            FormRow("Credential", self.credential, "As it stands behind the name, such as LPC."),
            holder(row(FormRow("Number", self.number), FormRow("State", self.state))),
            FormRow("Good from", self.from_on),
            holder(row(beside_field(self.ends), FormRow("Last day", self.until), spacing=14)),
        )

    def confirm(self) -> None:
        """Hand the credential over; the use case checks it."""
        self.ok.setEnabled(False)
        until = day_in(self.until) if self.ends.isChecked() else None
        texts = (self.credential.text(), self.number.text(), self.state.text())
        self.confirmed.emit(HeldForm(self.person.currentData(), HeldCredential(*texts, day_in(self.from_on), until)))


class LastDayDialog(FormDialog):
    """The last day of a credential; ``confirmed`` carries it."""

    confirmed = Signal(object)

    def __init__(self, chosen: HeldRow, today: date, parent: QWidget) -> None:
        super().__init__(f"{chosen.held.credential} of {chosen.name}", "Save", parent)
        self.until = day_field(chosen.held.until_on or today)
        self.fill(FormRow("Last day it is good", self.until), muted(DAYS, wrap=True))

    def confirm(self) -> None:
        """Hand the day over; the use case checks it."""
        self.ok.setEnabled(False)
        self.confirmed.emit(day_in(self.until))


class HeldCredentials(QWidget):
    """Everybody sees the list; an administrator enters credentials and their last days. Enter on a row changes it."""

    def __init__(
        self,
        service: StaffCredentialService,
        actor: Actor,
        tasks: Tasks,
        today: Callable[[], date],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._service, self._tasks, self._today = service, tasks, today
        self._may = actor.may(Right.MANAGE_STAFF)
        self._model = FadingModel(COLUMNS, lambda held: not held.good, parent=self)
        self.table = GridView("Credentials of staff", self._model, "", WIDTHS)
        say_when_empty(self.table, "No credential is entered yet.")
        self.add = button("Enter a credential…", "", "plus", clicked=self._ask_new)
        self.last = button("Last day…", "", "calendar-days", clicked=self._ask_last)
        self.add.setEnabled(self._may)
        tools = row(self.add, self.last, None)
        parts = (heading("Credentials of staff", 15), muted(MEANING, wrap=True), tools, self.table)
        self.setLayout(column(*parts, spacing=10, margins=(16, 0, 16, 16)))
        self.table.acted.connect(lambda key: self._ask_last() if key == ENTER else None)
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._look())
        self._look()

    def refresh(self) -> None:
        """Read the list again."""
        self._tasks.run(self, self._service.rows, done=self._show)

    def _show(self, rows: tuple[HeldRow, ...]) -> None:
        self._model.set_rows(rows)
        if rows and not self.table.currentIndex().isValid():
            self.table.go_to(0)
        self._look()

    @property
    def chosen(self) -> HeldRow | None:
        """The credential one stands on."""
        return self._model.row_at(self.table.currentIndex())

    def _look(self) -> None:
        self.last.setEnabled(self._may and self.chosen is not None)

    def _ask_new(self) -> None:
        def ask(people: tuple[tuple[UUID, str], ...]) -> None:
            dialog = HeldDialog(people, self._today(), self)
            dialog.confirmed.connect(
                lambda form: run_for(dialog, self._tasks, lambda: self._service.enter(form.staff_id, form.held))
            )
            dialog.open()

        self._tasks.run(self, self._service.people, done=ask)

    def _ask_last(self) -> None:
        chosen = self.chosen
        if chosen is None or not self.last.isEnabled():
            return
        dialog = LastDayDialog(chosen, self._today(), self)
        dialog.confirmed.connect(
            lambda until: run_for(
                dialog, self._tasks, lambda: self._service.end(chosen.credential_id, chosen.revision, until)
            )
        )
        dialog.open()
