"""Settings: the staff of the clinic, their credentials, certificates and comings and goings."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtWidgets import QWidget

from iop_desktop.rules.day_names import long_date, short_date
from iop_desktop.rules.rights import Right
from iop_desktop.rules.suspension import StaffState
from iop_desktop.services.actor import Actor
from iop_desktop.services.people_views import StaffForm, StaffRow
from iop_desktop.services.staff import StaffService
from iop_desktop.services.wall_text import month_day
from iop_desktop.ui.form_dialog import run_for
from iop_desktop.ui.grid_view import ENTER, FadingModel, GridView
from iop_desktop.ui.layouts import column, holder
from iop_desktop.ui.new_key_dialog import NewKeyDialog
from iop_desktop.ui.staff_dialog import StaffDialog
from iop_desktop.ui.staff_edit_dialog import LeavingDialog, StaffEditDialog
from iop_desktop.ui.staff_ways import StaffWays
from iop_desktop.ui.table import Column
from iop_desktop.ui.tasks import Tasks
from iop_desktop.ui.widgets.buttons import button
from iop_desktop.ui.widgets.text import muted
from iop_desktop.ui.widgets.wrapping_row import WrappingRow

NEW_PASSPHRASE, NEW_CODE = "New pass phrase…", "New code…"
SUSPEND, END_SUSPENSION = "Suspend…", "End suspension…"
ONLY = "Only an administrator adds or changes staff."
WIDTHS, LICENSE, ENDS = (200, 88, 152, 160, 80, 138, 108), 4, 6


def _certificate(person: StaffRow) -> str:
    if not person.active:
        return ""
    where = "on a token, " if person.by_token else ""
    return "to be renewed" if person.renewal else f"{where}until {short_date(person.certificate_until)}"


def _state(person: StaffRow) -> str:
    days = {
        StaffState.INVITED: f"invited until {_short(person.invited_until)}",
        StaffState.SUSPENDED: f"suspended {_short(person.suspended_on)}",
        StaffState.LEFT: f"left {short_date(person.left_on)}",
    }
    return days.get(person.state, "new pass phrase" if person.invited_until else "active")


def _short(day: date | None) -> str:
    return month_day(day) if day else ""


COLUMNS = (
    Column[StaffRow]("Name", lambda r: f"{r.name}, {r.credentials}" if r.credentials else r.name),
    Column[StaffRow]("Login", lambda r: r.login),
    Column[StaffRow]("State", _state),
    Column[StaffRow]("Roles", lambda r: r.roles_text),
    Column[StaffRow]("License", lambda r: r.licence, "none"),
    Column[StaffRow]("Co-signature", lambda r: f"by {r.supervisor}" if r.needs_cosignature else "not needed"),
    Column[StaffRow]("Credential ends", lambda r: short_date(r.credential_until), "no day set"),
    Column[StaffRow]("Certificate", _certificate),
)


class StaffTab(QWidget):
    """Administrators add, change and let go; everybody sees who works here. Enter on a row changes it."""

    def __init__(
        self,
        staff: StaffService,
        actor: Actor,
        tasks: Tasks,
        today: Callable[[], date],
        ways: StaffWays,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._staff, self._actor, self._tasks, self._today = staff, actor, tasks, today
        self.ways = ways
        self._may = actor.may(Right.MANAGE_STAFF)
        self._model = FadingModel(COLUMNS, lambda person: not person.active, parent=self)
        self.table = GridView("Staff", self._model, "", WIDTHS, spare=(LICENSE, ENDS))
        self.add = button("Add staff…", "", "user-plus", clicked=self._ask_new)
        self.change = button("Change…", "", "pen-line", clicked=self._ask_change)
        self.renew = button("Renew certificate", "", "shield-check", clicked=self._renew)
        self.code = button(NEW_PASSPHRASE, "", "user-round", clicked=lambda: self._act(ways.invite_again))
        self.suspend = button(SUSPEND, "", "pause", clicked=self._suspend)
        self.withdraw = button("Withdraw code…", "", "x", clicked=lambda: self._act(ways.withdraw))
        self.leave = button("Leaves…", "danger", "log-out", clicked=self._ask_leave)
        self.new_key = button("New vault key…", "", "lock", clicked=self._ask_new_key)
        only = muted(ONLY, wrap=True)
        person = (self.change, self.renew, self.code, self.suspend, self.withdraw, self.leave)
        tools = holder(WrappingRow(self.add, *person, self.new_key))
        (only if self._may else tools).hide()
        self.told = muted("", wrap=True)
        self.setLayout(column(tools, only, self.table, self.told, spacing=10, margins=(16, 16, 16, 16)))
        self.table.acted.connect(lambda key: self._ask_change() if key == ENTER else None)
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._look())
        self._look()

    def refresh(self) -> None:
        """Read the list again."""
        self._tasks.run(self, self._staff.rows, done=self._show)

    def _show(self, rows: tuple[StaffRow, ...]) -> None:
        self._model.set_rows(rows)
        if rows and not self.table.currentIndex().isValid():
            self.table.go_to(0)
        self._look()

    @property
    def chosen(self) -> StaffRow | None:
        """The person of the row one stands on."""
        return self._model.row_at(self.table.currentIndex())

    def _look(self) -> None:
        chosen = self.chosen
        live = self._may and chosen is not None and chosen.active
        state = chosen.state if chosen is not None else None
        other = self._may and chosen is not None and chosen.staff_id != self._actor.staff_id
        invited = chosen is not None and chosen.invited_until is not None
        suspended = state is StaffState.SUSPENDED
        self.code.setEnabled(other and state in (StaffState.ACTIVE, StaffState.INVITED))
        self.code.setText(NEW_CODE if invited else NEW_PASSPHRASE)
        self.suspend.setEnabled(other and state in (StaffState.ACTIVE, StaffState.SUSPENDED))
        self.suspend.setText(END_SUSPENSION if suspended else SUSPEND)
        # A code that nobody has used yet is withdrawn first.
        self.suspend.setVisible(not invited)
        self.withdraw.setVisible(self._may and invited)
        for each in (self.add, self.new_key):
            each.setEnabled(self._may)
        for each in (self.change, self.renew):
            each.setEnabled(live)
        self.leave.setEnabled(other and (live or suspended))
        self.told.setText(_told(chosen) if chosen else "")

    def _ask_new(self) -> None:
        def ask(supervisors: tuple[StaffRow, ...]) -> None:
            dialog = StaffDialog(supervisors, self)
            dialog.confirmed.connect(lambda form: self._add(dialog, form))
            dialog.open()

        self._tasks.run(self, self._staff.supervisors, done=ask)

    def _add(self, dialog: StaffDialog, form: StaffForm) -> None:
        if dialog.together.isChecked():
            run_for(dialog, self._tasks, lambda: self._staff.add(form))
        else:
            self.ways.invite(dialog, form, self)

    def _act(self, act: Callable[[StaffRow, QWidget], None]) -> None:
        chosen = self.chosen
        if chosen is not None:
            act(chosen, self)

    def _suspend(self) -> None:
        chosen = self.chosen
        suspended = chosen is not None and chosen.state is StaffState.SUSPENDED
        self._act(self.ways.end_suspension if suspended else self.ways.suspend)

    def _ask_change(self) -> None:
        chosen = self.chosen
        if chosen is None or not self.change.isEnabled():
            return

        def ask(supervisors: tuple[StaffRow, ...]) -> None:
            dialog = StaffEditDialog(chosen, supervisors, self._today(), self)
            dialog.confirmed.connect(lambda form: run_for(dialog, self._tasks, lambda: self._staff.edit(form)))
            dialog.open()

        self._tasks.run(self, self._staff.supervisors, done=ask)

    def _ask_leave(self) -> None:
        chosen = self.chosen
        if chosen is not None:
            dialog = LeavingDialog(chosen, self)
            dialog.confirmed.connect(
                lambda reason: run_for(dialog, self._tasks, lambda: self._staff.leave(chosen.staff_id, reason))
            )
            # Who left may have kept a copy of the key file: the next thing to do is offered at once.
            dialog.accepted.connect(self._ask_new_key)
            dialog.open()

    def _ask_new_key(self) -> None:
        def ask(needs_code: bool) -> None:
            dialog = NewKeyDialog(needs_code, self)
            dialog.confirmed.connect(lambda code: run_for(dialog, self._tasks, lambda: self._staff.new_vault_key(code)))
            dialog.open()

        self._tasks.run(self, self._staff.needs_kit_code, done=ask)

    def _renew(self) -> None:
        chosen = self.chosen
        if chosen is not None:
            self._tasks.run(self, lambda: self._staff.renew_certificate(chosen.staff_id))


def _told(person: StaffRow) -> str:
    if person.state is StaffState.INVITED:
        return f"{person.name} has not accepted the invitation yet, and cannot open the records or sign."
    if person.state is StaffState.SUSPENDED:
        why = person.suspended_why.rstrip(". ")
        return f"{person.name} is suspended: {why}. {person.uncovered}".strip()
    if not person.active:
        return f"{person.name} left on {long_date(person.left_on)}." if person.left_on else f"{person.name} has left."
    if person.renewal:
        return f"{person.name}: a new certificate for the same key comes with the next signature."
    return f"{person.name} has these roles: {person.roles_text.lower()}." if len(person.roles) > 1 else ""
