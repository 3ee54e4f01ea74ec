"""Settings: which credential signs alone and which may supervise, each from a day on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget

from iop_desktop.rules.credentials import CredentialRule
from iop_desktop.rules.day_names import short_date
from iop_desktop.rules.rights import Right
from iop_desktop.services.actor import Actor
from iop_desktop.services.credential_policy import CredentialPolicyService, PolicyRow
from iop_desktop.ui.dated_list import DatedList, LastDayDialog
from iop_desktop.ui.day_fields import day_field, day_in
from iop_desktop.ui.form_dialog import FormDialog, run_for
from iop_desktop.ui.layouts import column, holder, row
from iop_desktop.ui.table import Column
from iop_desktop.ui.tasks import Tasks
from iop_desktop.ui.widgets.form_row import FormRow
from iop_desktop.ui.widgets.text import muted

ONLY = "Only an administrator changes these rules."
MEANING = (
    "Whether a note needs a co-signature follows the rules in force on the day it is signed. The best of a person's "
    "credentials counts; where no rule names any of them, what is entered for the person under Staff counts."
)
SOURCE_HINT = "The regulation, payer or policy this comes from."
ENDING = "From the day after, what is entered under Staff counts, unless a newer rule has begun."
WIDTHS = (150, 110, 120, 130, 130)


COLUMNS = (
    Column[PolicyRow]("Credential", lambda r: r.rule.credential),
    Column[PolicyRow]("Signs alone", lambda r: "yes" if r.rule.signs_alone else "no"),
    Column[PolicyRow]("Supervises", lambda r: "may" if r.rule.may_supervise else "no"),
    Column[PolicyRow]("From", lambda r: short_date(r.rule.from_on)),
    Column[PolicyRow]("Through", lambda r: short_date(r.rule.until_on), "no end"),
    Column[PolicyRow]("Source", lambda r: r.rule.source, tooltip=lambda r: r.rule.source),
)
TABLE = (
    "Rules for credentials",
    COLUMNS,
    WIDTHS,
    "No rule yet: what is entered for each person under Staff decides.",
)


class RuleDialog(FormDialog):
    """A new rule; ``confirmed`` carries a CredentialRule."""

    confirmed = Signal(object)

    def __init__(self, today: date, parent: QWidget) -> None:
        super().__init__("Rule for a credential", "Add", parent)
        self.credential, self.source = QLineEdit(), QLineEdit()
        self.from_on = day_field(today)
        self.alone = QCheckBox("Notes signed with it need no co-signature")
        self.supervises = QCheckBox("A supervisor with it may co-sign")
        self.fill(
            holder(row(FormRow("Credential", self.credential), FormRow("From", self.from_on))),
            self.alone,
            self.supervises,
            FormRow("Source", self.source, SOURCE_HINT),
        )

    def confirm(self) -> None:
        """Hand the rule over; the use case checks it."""
        self.ok.setEnabled(False)
        self.confirmed.emit(
            CredentialRule(
                credential=self.credential.text(),
                signs_alone=self.alone.isChecked(),
                may_supervise=self.supervises.isChecked(),
                from_on=day_in(self.from_on),
                source=self.source.text(),
            )
        )


class CredentialsTab(DatedList[PolicyRow]):
    """Everybody sees the rules; an administrator adds and ends them."""

    def __init__(
        self,
        policy: CredentialPolicyService,
        actor: Actor,
        tasks: Tasks,
        today: Callable[[], date],
        parent: QWidget | None = None,
    ) -> None:
        self._policy, self._today = policy, today
        may = actor.may(Right.MANAGE_CREDENTIALS)
        super().__init__(TABLE, ("Add rule…", "End rule…"), policy.rows, tasks, may=may, parent=parent)
        tools = row(self.add, self.last, muted("" if may else ONLY), None)
        self.setLayout(column(muted(MEANING, wrap=True), tools, self.table, spacing=10, margins=(16, 16, 16, 16)))

    def _is_over(self, found: PolicyRow) -> bool:
        return not found.in_force

    def _may_end(self, found: PolicyRow) -> bool:
        return found.rule.until_on is None or found.rule.until_on >= self._today()

    def _ask_new(self) -> None:
        dialog = RuleDialog(self._today(), self)
        dialog.confirmed.connect(lambda rule: run_for(dialog, self._tasks, lambda: self._policy.add(rule)))
        dialog.open()

    def _ask_last(self) -> None:
        chosen = self.chosen
        if chosen is None:
            return
        title = f"End the rule for {chosen.rule.credential}"
        dialog = LastDayDialog(title, "Last day", self._today(), ENDING, self)
        dialog.confirmed.connect(
            lambda until: run_for(
                dialog, self._tasks, lambda: self._policy.end(chosen.policy_id, chosen.revision, until)
            )
        )
        dialog.open()
