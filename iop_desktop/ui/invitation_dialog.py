"""The code of an invitation, shown this one time to the administrator who made it."""

from __future__ import annotations

from datetime import tzinfo
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from iop_desktop.rules.day_names import long_date
from iop_desktop.services.invitation_slip import slip_pdf
from iop_desktop.services.invitations import Invited
from iop_desktop.services.unlocked import Clock
from iop_desktop.services.wall_text import time_text
from iop_desktop.ui.dialogs import Dialogs
from iop_desktop.ui.form_dialog import FormDialog
from iop_desktop.ui.layouts import column, row
from iop_desktop.ui.paper import Make, print_paper, save_paper
from iop_desktop.ui.tasks import Tasks
from iop_desktop.ui.widgets.buttons import button
from iop_desktop.ui.widgets.card import Card
from iop_desktop.ui.widgets.text import heading, label, muted

HOW = (
    "Hand it to them or read it out. On this computer they choose “I was invited” on the unlock page, type the login "
    "and the code, and set a pass phrase that only they know. The code is shown only now; whoever has it could come in "
    "as them."
)
SIGNING = (
    "Their earlier pass phrase works until the code is used. From then on they sign with a new key and a new "
    "certificate; what they signed before stays good. Packets they have not opened yet can no longer be opened, and "
    "their partners need their new card."
)


class InvitationDialog(FormDialog):
    """Shows login and code, and prints or saves them; afterwards they are forgotten."""

    def __init__(
        self, invited: Invited, zone: tzinfo, tasks: Tasks, dialogs: Dialogs, clock: Clock, parent: QWidget
    ) -> None:
        super().__init__(f"Invitation for {invited.name}", "Done", parent)
        self._invited, self._tasks, self._dialogs, self._clock = invited, tasks, dialogs, clock
        until = invited.expires_at.astimezone(zone)
        self._until = f"{long_date(until.date())}, {time_text(invited.expires_at, zone)}"
        self.code = label(_two_lines(invited.code), 22, 600, tabular=True)
        self.code.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.code.setAccessibleName(f"Invitation code: {invited.code.replace('-', ' ')}")
        self.code.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.print = button("Print", "", "printer", clicked=self._print)
        self.save = button("Save as PDF", "", "save", clicked=self._save)
        card = Card(kind="flat", padding=18, spacing=8)
        login = label(f"Login  {invited.login}", 15, 500)
        login.setAlignment(Qt.AlignmentFlag.AlignCenter)
        card.add(login)
        card.add(self.code)
        words = [muted(HOW, wrap=True)] if invited.is_new else [muted(HOW, wrap=True), muted(SIGNING, wrap=True)]
        self.setLayout(
            column(
                heading(self.windowTitle(), 18),
                muted(f"It works until {self._until}.", wrap=True),
                card,
                *words,
                self.error,
                row(self.print, self.save, None, self.ok),
                spacing=12,
                margins=(24, 20, 24, 20),
            )
        )
        self.code.setFocus()

    def confirm(self) -> None:
        """The code is in somebody's hands."""
        self.accept()

    def _print(self) -> None:
        print_paper(self._tasks, self, "Invitation", self._paper())

    def _save(self) -> None:
        save_paper(
            self._tasks,
            self._dialogs,
            self,
            "Save the invitation",
            "invitation.pdf",
            self._paper(),
            self.show_error,
        )

    def _paper(self) -> Make:
        return partial(slip_pdf, self._invited, self._until, self._clock())


def _two_lines(code: str) -> str:
    groups = code.split("-")
    return "  ".join(groups[:3]) + "\n" + "  ".join(groups[3:])
