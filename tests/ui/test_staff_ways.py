"""Inviting, accepting and suspending, worked by keyboard on a real vault."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from iop_desktop.models.invitation_code import new_invitation_code
from iop_desktop.rules.suspension import StaffState
from iop_desktop.services.invitations import InvitationService
from iop_desktop.services.passphrases import scored, strength
from iop_desktop.services.staff import StaffService
from iop_desktop.services.suspension import SuspensionService
from iop_desktop.services.unlock_attempts import WrongInvitation
from iop_desktop.services.unlocked import Unlocked
from iop_desktop.ui.invitation_dialog import SIGNING, InvitationDialog
from iop_desktop.ui.invited_dialog import InvitedDialog, InvitedForm
from iop_desktop.ui.staff_dialog import StaffDialog
from iop_desktop.ui.staff_tab import StaffTab
from iop_desktop.ui.staff_ways import StaffWays, SuspensionDialog
from iop_desktop.ui.tasks import Tasks
from iop_desktop.ui.unlock_page import UnlockPage
from tests.factories import ADMINISTRATOR, INTERN, SmallClinic
from tests.services.conftest import AsStaff, as_staff, clinic, clinic_template
from tests.support.audit_log import actions
from tests.support.clock import MovableClock
from tests.ui.conftest import Show
from tests.ui.inspection import in_sight, only
from tests.ui.recorder import RecordedDialogs
from tests.ui.test_staff_tabs import settle, stand_on, today

__all__ = ["as_staff", "clinic", "clinic_template"]
NEW = "velvet copper thunder basket orchid"


@pytest.fixture
def opened(as_staff: AsStaff) -> Unlocked:
    return as_staff(ADMINISTRATOR)


@pytest.fixture
def staff(opened: Unlocked, clock: MovableClock, tasks: Tasks, show: Show, dialogs: RecordedDialogs) -> StaffTab:
    services = InvitationService(opened, clock), SuspensionService(opened, clock)
    ways = StaffWays(*services, tasks, dialogs, clock, opened.zone)
    made = StaffTab(StaffService(opened, clock), opened.actor, tasks, today, ways)
    tasks.changed.connect(lambda _changes: made.refresh())
    show(made, 1366, 640)
    made.refresh()
    settle(tasks)
    return made


def shown(staff: StaffTab) -> list[str]:
    """The row one stands on."""
    model = staff.table.model()
    row = staff.table.currentIndex().row()
    return [str(model.index(row, place).data()) for place in range(model.columnCount())]


def invite(staff: StaffTab, tasks: Tasks) -> InvitationDialog:
    staff.add.setFocus()
    QTest.keyClick(staff.add, Qt.Key.Key_Space)
    settle(tasks)
    dialog = only(staff, StaffDialog)
    assert not dialog.passphrase.isVisible()
    QTest.keyClicks(dialog.name, "Rana Haddad")
    QTest.keyClicks(dialog.login, "rhaddad")
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    settle(tasks)
    return only(staff, InvitationDialog)


def code_on(dialog: InvitationDialog) -> str:
    return "-".join(dialog.code.text().split())


def test_somebody_new_is_invited_and_shown_as_invited(
    staff: StaffTab, tasks: Tasks, clinic: SmallClinic, opened: Unlocked
) -> None:
    dialog = invite(staff, tasks)
    code = code_on(dialog)
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    settle(tasks)
    assert in_sight(staff, InvitationDialog) == []
    stand_on(staff, "rhaddad")
    assert shown(staff)[:3] == ["Rana Haddad", "rhaddad", "invited until Dec 1"]
    assert "has not accepted" in staff.told.text()
    assert not staff.change.isEnabled() and not staff.suspend.isEnabled() and not staff.leave.isEnabled()
    clinic.vault.lock(opened)
    unlocked = clinic.vault.accept("rhaddad", code, NEW, NEW)
    assert unlocked.actor.name == "Rana Haddad"
    clinic.vault.lock(unlocked)


def test_the_slip_says_login_and_code(staff: StaffTab, tasks: Tasks, dialogs: RecordedDialogs, tmp_path: Path) -> None:
    dialog = invite(staff, tasks)
    dialogs.path = tmp_path / "slip.pdf"
    dialog.save.click()
    settle(tasks)
    with pypdfium2.PdfDocument(dialogs.path) as document:
        text = document[0].get_textpage().get_text_bounded()
    assert "rhaddad" in text and "December 1, 2026" in text
    assert code_on(dialog)[:14] in text


def test_a_taken_login_is_said_in_the_form(staff: StaffTab, tasks: Tasks) -> None:
    staff.add.click()
    settle(tasks)
    dialog = only(staff, StaffDialog)
    QTest.keyClicks(dialog.name, "Rana Haddad")
    QTest.keyClicks(dialog.login, INTERN)
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    settle(tasks)
    assert "uses that login" in dialog.error.text()
    dialog.together.click()
    assert dialog.passphrase.isVisible() and dialog.ok.text() == "Add"


def test_an_invitation_is_withdrawn(staff: StaffTab, tasks: Tasks, dialogs: RecordedDialogs) -> None:
    invite(staff, tasks).accept()
    settle(tasks)
    stand_on(staff, "rhaddad")
    first = staff.code.text()
    staff.code.click()
    settle(tasks)
    only(staff, InvitationDialog).accept()
    dialogs.agree = False
    staff.withdraw.click()
    settle(tasks)
    assert "rhaddad" in {row.login for row in staff._model.rows}
    dialogs.agree = True
    stand_on(staff, "rhaddad")
    staff.withdraw.click()
    settle(tasks)
    assert "rhaddad" not in {row.login for row in staff._model.rows}
    assert first == "New code…"
    assert dialogs.asked[-1] == "Withdraw the invitation of Rana Haddad?"


def test_a_forgotten_pass_phrase(staff: StaffTab, tasks: Tasks) -> None:
    stand_on(staff, INTERN)
    staff.code.click()
    settle(tasks)
    dialog = only(staff, InvitationDialog)
    assert SIGNING in {each.text() for each in dialog.findChildren(type(dialog.code))}
    dialog.accept()
    settle(tasks)
    stand_on(staff, INTERN)
    assert (shown(staff)[2], staff.withdraw.isVisible()) == ("new pass phrase", True)


def test_somebody_is_suspended_and_comes_back(staff: StaffTab, tasks: Tasks, opened: Unlocked) -> None:
    stand_on(staff, INTERN)
    staff.suspend.setFocus()
    QTest.keyClick(staff.suspend, Qt.Key.Key_Space)
    dialog = only(staff, SuspensionDialog)
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    settle(tasks)
    assert "Write why" in dialog.error.text()
    QTest.keyClicks(dialog.reason, "Under review.")
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    settle(tasks)
    stand_on(staff, INTERN)
    assert shown(staff)[2] == "suspended Nov 24"
    assert "Under review. 1 group needs another facilitator." in staff.told.text()
    assert staff.leave.isEnabled() and not staff.change.isEnabled()
    staff.suspend.click()
    settle(tasks)
    stand_on(staff, INTERN)
    assert staff.chosen is not None and staff.chosen.state is StaffState.ACTIVE
    assert actions(opened)[-2:] == ["staff.suspended", "staff.suspension_ended"]


def test_nobody_suspends_or_replaces_themselves(staff: StaffTab) -> None:
    stand_on(staff, ADMINISTRATOR)
    assert not staff.suspend.isEnabled() and not staff.code.isEnabled() and not staff.withdraw.isVisible()


def test_who_was_invited_types_login_code_and_pass_phrase(show: Show, tasks: Tasks) -> None:
    page = UnlockPage(["pnair"])
    show(page, 900, 700)
    asked: list[bool] = []
    page.invited_requested.connect(lambda: asked.append(True))
    QTest.keyClick(page, Qt.Key.Key_I, Qt.KeyboardModifier.AltModifier)
    assert asked == [True]
    dialog = InvitedDialog(scored(strength), page)
    dialog.open()
    forms: list[InvitedForm] = []
    dialog.confirmed.connect(forms.append)
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert dialog.login.error() and "six groups" in dialog.code.error()
    QTest.keyClicks(dialog.login.field, "rhaddad")
    QTest.keyClicks(dialog.code.field, "0000-0000-0000-0000-0000-0001")
    assert "typing mistake" in dialog.code.error()
    QTest.keyClick(dialog.code.field, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(dialog.code.field, new_invitation_code().lower())
    assert dialog.code.error() == ""
    for field in (dialog.new.passphrase.field, dialog.new.repeated.field):
        QTest.keyClicks(field, NEW)
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    (form,) = forms
    assert (form.login, form.passphrase) == ("rhaddad", NEW)
    assert NEW not in repr(form)
    dialog.show_failure(WrongInvitation(3.0))
    assert "open nothing" in dialog.error.text() and not dialog.ok.isEnabled()
