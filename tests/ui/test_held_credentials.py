"""The list of credentials of staff, worked by keyboard on a real vault."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtTest import QTest

from iop_desktop.services.staff_credentials import StaffCredentialService
from iop_desktop.services.unlocked import Unlocked
from iop_desktop.ui.dated_list import LastDayDialog
from iop_desktop.ui.held_credentials import HeldCredentials, HeldDialog
from iop_desktop.ui.tasks import Tasks
from tests.factories import ADMINISTRATOR, INTERN
from tests.services.conftest import AsStaff, as_staff, clinic, clinic_template
from tests.support.clock import MovableClock
from tests.ui.conftest import Show
from tests.ui.inspection import only
from tests.ui.test_staff_tabs import settle, today

__all__ = ["as_staff", "clinic", "clinic_template"]


def shown(unlocked: Unlocked, clock: MovableClock, tasks: Tasks, show: Show) -> HeldCredentials:
    made = HeldCredentials(StaffCredentialService(unlocked, clock), unlocked.actor, tasks, today)
    tasks.changed.connect(lambda _changes: made.refresh())
    show(made, 1100, 500)
    made.refresh()
    settle(tasks)
    return made


@pytest.fixture
def held(as_staff: AsStaff, clock: MovableClock, tasks: Tasks, show: Show) -> HeldCredentials:
    return shown(as_staff(ADMINISTRATOR), clock, tasks, show)


def test_a_credential_is_entered_and_dated(held: HeldCredentials, tasks: Tasks) -> None:
    held.add.setFocus()
    QTest.keyClick(held.add, Qt.Key.Key_Space)
    settle(tasks)
    dialog = only(held, HeldDialog)
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    settle(tasks)
    assert "Write one credential" in dialog.error.text()
    QTest.keyClicks(dialog.credential, "LCSW")
    QTest.keyClicks(dialog.number, "LC-1")
    QTest.keyClicks(dialog.state, "Ohio")
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    settle(tasks)
    assert held.chosen is not None
    assert (held.chosen.held.number, held.chosen.held.state, held.chosen.held.until_on) == ("LC-1", "Ohio", None)
    held.table.setFocus()
    QTest.keyClick(held.table, Qt.Key.Key_Return)
    last = only(held, LastDayDialog)
    last.until.setDate(QDate(2027, 6, 30))
    QTest.keyClick(last, Qt.Key.Key_Return)
    settle(tasks)
    model = held.table.model()
    assert model.index(0, 5).data() == "Jun 30, 2027"
    assert model.index(0, 6).data() == "as entered under Staff"


def test_others_only_look(as_staff: AsStaff, clock: MovableClock, tasks: Tasks, show: Show) -> None:
    held = shown(as_staff(INTERN), clock, tasks, show)
    assert not held.add.isEnabled() and not held.last.isEnabled()
