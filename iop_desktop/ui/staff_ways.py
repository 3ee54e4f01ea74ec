"""Letting staff in and keeping them out: invitations, forgotten pass phrases and suspensions, beside the staff list."""

from __future__ import annotations

from datetime import tzinfo

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from iop_desktop.rules.suspension import StaffState
from iop_desktop.services.invitations import InvitationService, Invited
from iop_desktop.services.people_views import StaffForm, StaffRow
from iop_desktop.services.suspension import SuspensionService
from iop_desktop.services.unlocked import Clock
from iop_desktop.ui.dialogs import Dialogs
from iop_desktop.ui.form_dialog import FormDialog, run_for
from iop_desktop.ui.invitation_dialog import SIGNING, InvitationDialog
from iop_desktop.ui.tasks import Tasks, sentence_of
from iop_desktop.ui.widgets.form_row import FormRow
from iop_desktop.ui.widgets.text import muted

SUSPENDING = (
    "From now on this person can neither open the records nor sign. Nothing of theirs is lost: their groups and notes "
    "stay as they are, and others may take them over. When you end the suspension, their pass phrase works again. "
    "Backups made before today still open with it, on this computer only."
)


class SuspensionDialog(FormDialog):
    """``confirmed`` carries the reason."""

    confirmed = Signal(str)

    def __init__(self, person: StaffRow, parent: QWidget) -> None:
        super().__init__(f"Suspend {person.name}", "Suspend", parent)
        self.reason = QLineEdit()
        self.fill(FormRow("Reason", self.reason), muted(SUSPENDING, wrap=True))

    def confirm(self) -> None:
        """Hand the reason over; the use case checks it."""
        self.ok.setEnabled(False)
        self.confirmed.emit(self.reason.text())


class StaffWays(QObject):
    """Asks, runs the use case, and shows the code where there is one."""

    def __init__(
        self,
        invitations: InvitationService,
        suspensions: SuspensionService,
        tasks: Tasks,
        dialogs: Dialogs,
        clock: Clock,
        zone: tzinfo,
    ) -> None:
        super().__init__()
        self._invitations, self._suspensions = invitations, suspensions
        self._tasks, self._dialogs, self._clock, self._zone = tasks, dialogs, clock, zone

    def invite(self, dialog: FormDialog, form: StaffForm, owner: QWidget) -> None:
        """Invite somebody new; what is wrong is said in the form."""

        def done(invited: Invited) -> None:
            dialog.accept()
            self.show(invited, owner)

        self._tasks.run(
            dialog,
            lambda: self._invitations.invite(form),
            done=done,
            failed=lambda error: dialog.show_error(sentence_of(error)),
        )

    def invite_again(self, person: StaffRow, owner: QWidget) -> None:
        """A new code for somebody who is invited, or for who forgot the pass phrase, after a question."""
        if person.state is StaffState.INVITED:
            question, detail = f"Make a new code for {person.name}?", "The code they were given opens nothing any more."
        else:
            question, detail = f"Invite {person.name} to set a new pass phrase?", SIGNING
        if self._dialogs.ask(owner, question, detail, "Make a code"):
            self._tasks.run(
                owner,
                lambda: self._invitations.invite_again(person.staff_id),
                done=lambda invited: self.show(invited, owner),
            )

    def withdraw(self, person: StaffRow, owner: QWidget) -> None:
        """End an invitation, after a question."""
        detail = "The code they were given opens nothing any more. You can invite them again."
        if self._dialogs.ask(owner, f"Withdraw the invitation of {person.name}?", detail, "Withdraw it"):
            self._tasks.run(owner, lambda: self._invitations.withdraw(person.staff_id))

    def suspend(self, person: StaffRow, owner: QWidget) -> None:
        """Ask for the reason and suspend."""
        dialog = SuspensionDialog(person, owner)
        dialog.confirmed.connect(
            lambda reason: run_for(dialog, self._tasks, lambda: self._suspensions.suspend(person.staff_id, reason))
        )
        dialog.open()

    def end_suspension(self, person: StaffRow, owner: QWidget) -> None:
        """Let somebody back in, after a question."""
        detail = "They open the records with the pass phrase they had, and sign as before."
        if self._dialogs.ask(owner, f"End the suspension of {person.name}?", detail, "End it"):
            self._tasks.run(owner, lambda: self._suspensions.end(person.staff_id))

    def show(self, invited: Invited, owner: QWidget) -> None:
        """Show the code of somebody who was just invited."""
        self._tasks.changed.emit(invited.changes)
        InvitationDialog(invited, self._zone, self._tasks, self._dialogs, self._clock, owner).open()
