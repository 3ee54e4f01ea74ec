"""What the tabs of the Groups page share: the group they show, and how they ask and change."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from PySide6.QtWidgets import QWidget

from iop_desktop.services.actor import Actor
from iop_desktop.services.bundle import Services
from iop_desktop.services.changes import Changes
from iop_desktop.services.people_views import GroupRow
from iop_desktop.ui.dialogs import Dialogs
from iop_desktop.ui.form_dialog import FormDialog, run_for
from iop_desktop.ui.tasks import Tasks


@dataclass(frozen=True, slots=True)
class GroupTools:
    """What the page hands to each of its tabs."""

    services: Services
    actor: Actor
    tasks: Tasks
    dialogs: Dialogs
    clock: Callable[[], datetime]

    def today(self) -> date:
        """The day on the clinic's calendar."""
        return self.clock().astimezone(self.services.sessions.zone).date()


class GroupTab(QWidget):
    """One tab; it reads when it is shown a group and when it is told that something changed."""

    def __init__(self, tools: GroupTools, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tools = tools
        self._group: GroupRow | None = None

    def show_group(self, group: GroupRow) -> None:
        """Show another group, or the same one again."""
        self._group = group
        self.refresh()

    def refresh(self) -> None:
        """Read the rows of the group again, on the quick lane."""

    def focus_first(self) -> None:
        """Give the keyboard to where work begins."""

    def _run(self, work: Callable[[], Changes]) -> None:
        self._tools.tasks.run(self, work)

    def _confirm(self, dialog: FormDialog, work: Callable[[], Changes]) -> None:
        """Run what a dialog confirmed; a refusal is shown in the dialog and nothing typed is lost."""
        run_for(dialog, self._tools.tasks, work)
