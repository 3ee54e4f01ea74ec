"""Settings: which credential signs alone and which may supervise, each from a day on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget

from iop_desktop.rules.credentials import CredentialRule
from iop_desktop.rules.rights import Right
from iop_desktop.services.actor import Actor
from iop_desktop.services.credential_policy import CredentialPolicyService, PolicyRow
from iop_desktop.services.wall_text import month_day
from iop_desktop.ui.day_fields import day_field, day_in
from iop_desktop.ui.empty_table import say_when_empty
from iop_desktop.ui.form_dialog import FormDialog, run_for
from iop_desktop.ui.grid_view import ENTER, FadingModel, GridView
from iop_desktop.ui.layouts import column, holder, row
from iop_desktop.ui.table import Column
from iop_desktop.ui.tasks import Tasks
from iop_desktop.ui.widgets.buttons import button
from iop_desktop.ui.widgets.form_row import FormRow
from iop_desktop.ui.widgets.text import muted

ONLY = "Only an administrator changes these rules."
MEANING = (
    "The rule of the day of signing decides. The best of a person's credentials counts; where no rule names any of "
    "them, the person's own entry under Staff decides."
)
SOURCE_HINT = "The regulation, payer or policy this comes from."
ENDING = "From the day after, the person's own entry under Staff decides, unless a newer rule has begun."
WIDTHS = (150, 110, 120, 130, 130)


def _day(day: date | None) -> str:
    return f"{month_day(day)}, {day.year}" if day else ""


COLUMNS = (
    Column[PolicyRow]("Credential", lambda r: r.rule.credential),
    Column[PolicyRow]("Signs alone", lambda r: "yes" if r.rule.signs_alone else "no"),
    Column[PolicyRow]("Supervises", lambda r: "may" if r.rule.may_supervise else "no"),
    Column[PolicyRow]("From", lambda r: _day(r.rule.from_on)),
    Column[PolicyRow]("Through", lambda r: _day(r.rule.until_on), "no end"),
    Column[PolicyRow]("Source", lambda r: r.rule.source, tooltip=lambda r: r.rule.source),
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


class EndDialog(FormDialog):
    """The last day of a rule; ``confirmed`` carries it."""

    confirmed = Signal(object)

    def __init__(self, rule: CredentialRule, today: date, parent: QWidget) -> None:
        super().__init__(f"End the rule for {rule.credential}", "End it", parent)
        self.until = day_field(today)
        self.fill(FormRow("Last day", self.until), muted(ENDING, wrap=True))

    def confirm(self) -> None:
        """Hand the day over; the use case checks it."""
        self.ok.setEnabled(False)
        self.confirmed.emit(day_in(self.until))


class CredentialsTab(QWidget):
    """Everybody sees the rules; an administrator adds and ends them. Enter on a row ends it."""

    def __init__(
        self,
        policy: CredentialPolicyService,
        actor: Actor,
        tasks: Tasks,
        today: Callable[[], date],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._policy, self._tasks, self._today = policy, tasks, today
        self._may = actor.may(Right.MANAGE_CREDENTIALS)
        self._model = FadingModel(COLUMNS, lambda found: not found.in_force, parent=self)
        self.table = GridView("Rules for credentials", self._model, "", WIDTHS)
        say_when_empty(self.table, "No rule yet: what is entered for each person under Staff decides.")
        self.add = button("Add rule…", "", "plus", clicked=self._ask_new)
        self.end = button("End rule…", "", "x", clicked=self._ask_end)
        self.add.setEnabled(self._may)
        only = muted("" if self._may else ONLY)
        tools = row(self.add, self.end, only, None)
        self.setLayout(column(muted(MEANING, wrap=True), tools, self.table, spacing=10, margins=(16, 16, 16, 16)))
        self.table.acted.connect(lambda key: self._ask_end() if key == ENTER else None)
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._look())
        self._look()

    def refresh(self) -> None:
        """Read the rules again."""
        self._tasks.run(self, self._policy.rows, done=self._show)

    def _show(self, rows: tuple[PolicyRow, ...]) -> None:
        self._model.set_rows(rows)
        if rows and not self.table.currentIndex().isValid():
            self.table.go_to(0)
        self._look()

    @property
    def chosen(self) -> PolicyRow | None:
        """The rule one stands on."""
        return self._model.row_at(self.table.currentIndex())

    def _look(self) -> None:
        chosen = self.chosen
        open_end = chosen is not None and (chosen.rule.until_on is None or chosen.rule.until_on >= self._today())
        self.end.setEnabled(self._may and open_end)

    def _ask_new(self) -> None:
        dialog = RuleDialog(self._today(), self)
        dialog.confirmed.connect(lambda rule: run_for(dialog, self._tasks, lambda: self._policy.add(rule)))
        dialog.open()

    def _ask_end(self) -> None:
        chosen = self.chosen
        if chosen is None or not self.end.isEnabled():
            return
        dialog = EndDialog(chosen.rule, self._today(), self)
        dialog.confirmed.connect(
            lambda until: run_for(
                dialog, self._tasks, lambda: self._policy.end(chosen.policy_id, chosen.revision, until)
            )
        )
        dialog.open()
