"""Settings, Credentials: what each person holds, with number, state and days."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QWidget

from iop_desktop.rules.day_names import short_date
from iop_desktop.rules.held_credentials import HeldCredential
from iop_desktop.rules.rights import Right
from iop_desktop.services.actor import Actor
from iop_desktop.services.staff_credentials import HeldRow, StaffCredentialService
from iop_desktop.ui.dated_list import DatedList, LastDayDialog
from iop_desktop.ui.day_fields import day_field, day_in
from iop_desktop.ui.form_dialog import FormDialog, run_for
from iop_desktop.ui.layouts import column, holder, row
from iop_desktop.ui.table import Column
from iop_desktop.ui.tasks import Tasks
from iop_desktop.ui.widgets.form_row import FormRow, beside_field
from iop_desktop.ui.widgets.text import heading, muted

NAME = "Credentials of staff"
MEANING = (
    "A credential that is entered here counts through its last day; one that only stands behind a name has no end. "
    "When the last one has ended, notes need a co-signature."
)
DAYS = "Notes of earlier days stay as they were signed."
WIDTHS = (190, 120, 130, 130, 130, 130)


@dataclass(frozen=True, slots=True)
class HeldForm:
    """What a form gives: whose credential it is, and the credential."""

    staff_id: UUID
    held: HeldCredential


COLUMNS = (
    Column[HeldRow]("Person", lambda r: r.name),
    Column[HeldRow]("Credential", lambda r: r.held.credential),
    Column[HeldRow]("Number", lambda r: r.held.number, "none"),
    Column[HeldRow]("State", lambda r: r.held.state, "none"),
    Column[HeldRow]("From", lambda r: short_date(r.held.from_on)),
    Column[HeldRow]("Through", lambda r: short_date(r.held.until_on), "no end"),
    Column[HeldRow]("Signs today", lambda r: (r.alone or "as entered under Staff") if r.good else "ended"),
)
TABLE = (NAME, COLUMNS, WIDTHS, "No credential is entered yet.")


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


class HeldCredentials(DatedList[HeldRow]):
    """Everybody sees the list; an administrator enters credentials and their last days."""

    def __init__(
        self,
        service: StaffCredentialService,
        actor: Actor,
        tasks: Tasks,
        today: Callable[[], date],
        parent: QWidget | None = None,
    ) -> None:
        self._service, self._today = service, today
        verbs, may = ("Enter a credential…", "Last day…"), actor.may(Right.MANAGE_STAFF)
        super().__init__(TABLE, verbs, service.rows, tasks, may=may, parent=parent)
        parts = (heading(NAME, 15), muted(MEANING, wrap=True), row(self.add, self.last, None), self.table)
        self.setLayout(column(*parts, spacing=10, margins=(16, 0, 16, 16)))

    def _is_over(self, found: HeldRow) -> bool:
        return not found.good

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
        if chosen is None:
            return
        title, day = f"{chosen.held.credential} of {chosen.name}", chosen.held.until_on or self._today()
        dialog = LastDayDialog(title, "Last day it is good", day, DAYS, self)
        dialog.confirmed.connect(
            lambda until: run_for(
                dialog, self._tasks, lambda: self._service.end(chosen.credential_id, chosen.revision, until)
            )
        )
        dialog.open()
