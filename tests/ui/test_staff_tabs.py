"""Staff, rules for credentials, one's own token and the check of all records, worked by keyboard on a real vault."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot
from sqlalchemy import delete, text

from iop_desktop.models.clinic import Setting
from iop_desktop.models.vault_folder import key_file_path
from iop_desktop.rules.vocabulary import Role
from iop_desktop.services.credential_policy import CredentialPolicyService
from iop_desktop.services.invitations import InvitationService
from iop_desktop.services.own_passphrase import OwnPassphraseService
from iop_desktop.services.record_check import RecordCheckService
from iop_desktop.services.second_factors import SecondFactorService
from iop_desktop.services.staff import StaffService
from iop_desktop.services.suspension import SuspensionService
from iop_desktop.services.tokens import TokenService
from iop_desktop.services.unlocked import Unlocked
from iop_desktop.ui.credentials_tab import CredentialsTab, RuleDialog
from iop_desktop.ui.dated_list import LastDayDialog
from iop_desktop.ui.new_key_dialog import NewKeyDialog
from iop_desktop.ui.new_passphrase_dialog import NewPassphraseDialog
from iop_desktop.ui.passphrase_dialog import PassphraseDialog
from iop_desktop.ui.second_factor_card import SecondFactorCard
from iop_desktop.ui.signing_tab import SigningTab
from iop_desktop.ui.staff_dialog import StaffDialog
from iop_desktop.ui.staff_edit_dialog import LeavingDialog, StaffEditDialog
from iop_desktop.ui.staff_tab import StaffTab
from iop_desktop.ui.staff_ways import StaffWays
from iop_desktop.ui.tasks import Tasks
from iop_desktop.ui.token_dialogs import EnrollDialog
from tests.documents.soft_token import MODULE, PIN, make_soft_token
from tests.factories import ADMINISTRATOR, INTERN, LICENSED, PASSPHRASE, SmallClinic
from tests.services.conftest import AsStaff, as_staff, clinic, clinic_template, unlocked
from tests.services.writing import Desk
from tests.support.clock import MovableClock
from tests.ui.conftest import Show
from tests.ui.inspection import clipped, in_sight, only, too_small, unnamed
from tests.ui.recorder import RecordedDialogs

__all__ = ["as_staff", "clinic", "clinic_template", "unlocked"]
TODAY = date(2026, 11, 24)


def today() -> date:
    return TODAY


def settle(tasks: Tasks) -> None:
    assert tasks.wait_idle(20)


@pytest.fixture
def opened(as_staff: AsStaff) -> Unlocked:
    return as_staff(ADMINISTRATOR)


@pytest.fixture
def staff(opened: Unlocked, clock: MovableClock, tasks: Tasks, show: Show) -> StaffTab:
    return shown_staff(opened, clock, tasks, show)


def shown_staff(opened: Unlocked, clock: MovableClock, tasks: Tasks, show: Show) -> StaffTab:
    ways = StaffWays(
        InvitationService(opened, clock), SuspensionService(opened, clock), tasks, RecordedDialogs(), clock, opened.zone
    )
    made = StaffTab(StaffService(opened, clock), opened.actor, tasks, today, ways)
    tasks.changed.connect(lambda _changes: made.refresh())
    show(made, 1200, 640)
    made.refresh()
    settle(tasks)
    return made


def stand_on(tab: StaffTab, login: str) -> None:
    number = next(place for place, row in enumerate(tab._model.rows) if row.login == login)
    tab.table.go_to(number)
    tab.table.setFocus()


def test_enter_changes_the_words_of_a_person(staff: StaffTab, tasks: Tasks) -> None:
    stand_on(staff, LICENSED)
    QTest.keyClick(staff.table, Qt.Key.Key_Return)
    settle(tasks)
    dialog = only(staff, StaffEditDialog)
    dialog.name.setText("")
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    settle(tasks)
    assert dialog.error.text()
    dialog.name.setText("Jo Ortiz-Lee")
    dialog.ends.setChecked(True)
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    settle(tasks)
    stand_on(staff, LICENSED)
    assert staff.chosen is not None
    assert (staff.chosen.name, staff.chosen.credential_until) == ("Jo Ortiz-Lee", TODAY)
    assert "a new certificate for the same key comes with the next signature" in staff.told.text()
    staff.renew.click()
    settle(tasks)
    assert staff.told.text() == ""


def test_the_form_shows_the_words_on_record(staff: StaffTab, tasks: Tasks) -> None:
    stand_on(staff, INTERN)
    staff.change.click()
    settle(tasks)
    dialog = only(staff, StaffEditDialog)
    assert (dialog.supervisor.currentText(), dialog.needs.isChecked()) == ("Maren Okafor", True)
    assert not dialog.ends.isChecked() and not dialog.until.isEnabled()
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    settle(tasks)
    assert staff.chosen is not None
    assert staff.chosen.supervisor == "Maren Okafor"


def test_roles_are_ticked_and_stand_in_the_list(staff: StaffTab, tasks: Tasks) -> None:
    stand_on(staff, LICENSED)
    QTest.keyClick(staff.table, Qt.Key.Key_Return)
    settle(tasks)
    dialog = only(staff, StaffEditDialog)
    assert dialog.roles.roles == {Role.FACILITATOR}
    assert unnamed(dialog) == clipped(dialog) == too_small(dialog) == []
    for role in (Role.SUPERVISOR, Role.ADMINISTRATOR):
        QTest.keyClick(dialog.roles.boxes[role], Qt.Key.Key_Space)
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    settle(tasks)
    stand_on(staff, LICENSED)
    assert staff.chosen is not None
    assert staff.chosen.roles_text == "Facilitator, supervisor, administrator"
    assert staff.told.text() == "Jo Ortiz has these roles: facilitator, supervisor, administrator."


def test_taking_the_last_role_is_refused_in_the_dialog(staff: StaffTab, tasks: Tasks) -> None:
    stand_on(staff, ADMINISTRATOR)
    QTest.keyClick(staff.table, Qt.Key.Key_Return)
    settle(tasks)
    dialog = only(staff, StaffEditDialog)
    QTest.keyClick(dialog.roles.boxes[Role.ADMINISTRATOR], Qt.Key.Key_Space)
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    settle(tasks)
    assert "at least one role" in dialog.error.text()
    assert dialog.isVisible()


def test_somebody_new_may_have_two_roles(staff: StaffTab, tasks: Tasks) -> None:
    staff.add.click()
    settle(tasks)
    dialog = only(staff, StaffDialog)
    assert unnamed(dialog) == clipped(dialog) == too_small(dialog) == []
    dialog.name.setText("Robin Lee")
    dialog.login.setText("rlee")
    for field in (dialog.passphrase, dialog.repeated):
        field.setText(PASSPHRASE)
    QTest.keyClick(dialog.roles.boxes[Role.ADMINISTRATOR], Qt.Key.Key_Space)
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    settle(tasks)
    stand_on(staff, "rlee")
    assert staff.chosen is not None
    assert staff.chosen.roles == {Role.FACILITATOR, Role.ADMINISTRATOR}


def test_who_leaves_stands_at_the_end(staff: StaffTab, tasks: Tasks) -> None:
    stand_on(staff, INTERN)
    staff.leave.click()
    dialog = only(staff, LeavingDialog)
    QTest.keyClick(dialog.reason, Qt.Key.Key_Return)
    assert dialog.isVisible() and not dialog.error.text(), "Enter in a field lets nobody go"
    dialog.ok.click()
    settle(tasks)
    assert dialog.error.text() == "Write why, in up to 120 characters."
    dialog.reason.setText("Moved away.")
    dialog.ok.click()
    settle(tasks)
    only(staff, NewKeyDialog).reject()
    assert staff._model.rows[-1].login == INTERN
    stand_on(staff, INTERN)
    assert staff.told.text() == "Dana Whitfield left on November 24, 2026."
    assert not staff.change.isEnabled() and not staff.leave.isEnabled()


def test_a_new_vault_key_is_made_with_one_key(staff: StaffTab, tasks: Tasks, clinic: SmallClinic) -> None:
    key_file = key_file_path(clinic.folder)
    before = json.loads(key_file.read_bytes())["active"]
    staff.new_key.click()
    settle(tasks)
    dialog = only(staff, NewKeyDialog)
    assert not dialog.code.isVisible()
    assert not clipped(dialog) and not too_small(dialog) and not unnamed(dialog)
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    settle(tasks)
    assert not in_sight(staff, NewKeyDialog)
    assert json.loads(key_file.read_bytes())["active"] != before


def test_the_code_of_an_older_kit_is_asked_for(staff: StaffTab, tasks: Tasks, opened: Unlocked) -> None:
    with opened.transaction() as db:
        db.execute(delete(Setting).where(Setting.name.startswith("kit_key/")))
    staff.new_key.click()
    settle(tasks)
    dialog = only(staff, NewKeyDialog)
    assert dialog.code.isVisible() and dialog.code.hasFocus()
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    settle(tasks)
    assert dialog.error.text().startswith("Type the recovery code")
    dialog.reject()


def test_an_administrator_does_not_let_themselves_go(staff: StaffTab) -> None:
    stand_on(staff, ADMINISTRATOR)
    assert staff.change.isEnabled()
    assert not staff.leave.isEnabled()


def test_others_only_look(unlocked: Unlocked, clock: MovableClock, tasks: Tasks, show: Show) -> None:
    tab = shown_staff(unlocked, clock, tasks, show)
    assert not any(each.isEnabled() for each in (tab.add, tab.change, tab.renew, tab.leave, tab.new_key))
    QTest.keyClick(tab.table, Qt.Key.Key_Return)
    settle(tasks)
    assert not tab.findChildren(QDialog)


@pytest.fixture
def rules(as_staff: AsStaff, clock: MovableClock, tasks: Tasks, show: Show) -> CredentialsTab:
    opened = as_staff(ADMINISTRATOR)
    made = CredentialsTab(CredentialPolicyService(opened, clock), opened.actor, tasks, today)
    tasks.changed.connect(lambda _changes: made.refresh())
    show(made, 1200, 640)
    made.refresh()
    settle(tasks)
    return made


def test_a_rule_is_added_and_ended_by_keyboard(rules: CredentialsTab, tasks: Tasks) -> None:
    rules.add.click()
    dialog = only(rules, RuleDialog)
    QTest.keyClicks(dialog.credential, "LPC-IT")
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    settle(tasks)
    assert "Name the regulation" in dialog.error.text()
    dialog.source.setText("OAC 450:27-7-44")
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    settle(tasks)
    assert rules.chosen is not None
    assert (rules.chosen.rule.credential, rules.chosen.rule.signs_alone, rules.chosen.in_force) == (
        "LPC-IT",
        False,
        True,
    )
    rules.table.setFocus()
    QTest.keyClick(rules.table, Qt.Key.Key_Return)
    QTest.keyClick(only(rules, LastDayDialog), Qt.Key.Key_Return)
    settle(tasks)
    assert rules.chosen.rule.until_on == TODAY


@pytest.fixture
def author(as_staff: AsStaff, clinic: SmallClinic, clock: MovableClock) -> Desk:
    return Desk(clinic, as_staff(INTERN), clock)


Signing = Callable[[], SigningTab]


@pytest.fixture
def signing(author: Desk, tasks: Tasks, dialogs: RecordedDialogs, show: Show) -> SigningTab:
    service = TokenService(author.unlocked, author.clock)
    factor = SecondFactorCard(SecondFactorService(author.unlocked, author.clock), tasks, dialogs, author.unlocked.zone)
    made = SigningTab(
        service, OwnPassphraseService(author.unlocked), RecordCheckService(author.unlocked), factor, tasks, dialogs
    )
    show(made, 1200, 640)
    made.refresh()
    settle(tasks)
    return made


def test_the_pass_phrase_is_changed(signing: SigningTab, author: Desk, tasks: Tasks) -> None:
    signing.change.click()
    dialog = only(signing, NewPassphraseDialog)
    assert not clipped(dialog) and not too_small(dialog) and not unnamed(dialog)
    assert dialog.focusWidget() is dialog.old
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert dialog.old_row.error()
    for row in (dialog.new.passphrase, dialog.new.repeated):
        QTest.keyClicks(row.field, "walnut harbor seven quilts")
    dialog.old.setText("not this one")
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    settle(tasks)
    assert "do not open" in dialog.error.text() or "not the right" in dialog.error.text()
    dialog.old.setText(PASSPHRASE)
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    settle(tasks)
    assert not in_sight(signing, NewPassphraseDialog)
    assert author.unlocked.reauthenticate("walnut harbor seven quilts").certificate


def test_a_token_is_enrolled_and_given_up(
    signing: SigningTab, author: Desk, tasks: Tasks, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_soft_token(tmp_path / "token", monkeypatch)
    assert signing.how.text().startswith("You sign with your pass phrase.")
    assert not signing.give_up.isVisible()
    signing.enroll.click()
    dialog = only(signing, EnrollDialog)
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert dialog.key_field.error() == "No signing key on P-256 was found on a token that is plugged in."
    dialog.driver.setText(MODULE)
    dialog.look.click()
    settle(tasks)
    assert dialog.key.currentText().startswith("clinician")
    dialog.pin.setText("00000000")
    dialog.passphrase.setText(PASSPHRASE)
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    settle(tasks)
    assert dialog.error.text().startswith("That is not the PIN of this token.")
    assert (dialog.pin.text(), dialog.passphrase.text()) == ("", "")
    dialog.pin.setText(PIN)
    dialog.passphrase.setText(PASSPHRASE)
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    settle(tasks)
    assert signing.how.text().startswith("You sign with the PIN of your token")
    assert author.signing.asked().by_token
    signing.give_up.click()
    again = only(signing, PassphraseDialog)
    QTest.keyClicks(again.passphrase, PASSPHRASE)
    QTest.keyClick(again, Qt.Key.Key_Return)
    settle(tasks)
    assert signing.how.text().startswith("You sign with your pass phrase.")


def test_a_driver_that_is_none_is_said_in_the_dialog(
    signing: SigningTab, tasks: Tasks, dialogs: RecordedDialogs, tmp_path: Path
) -> None:
    dialogs.path = tmp_path / "driver.so"
    signing.enroll.click()
    dialog = only(signing, EnrollDialog)
    dialog.browse.click()
    settle(tasks)
    assert dialog.driver.text() == str(tmp_path / "driver.so")
    assert dialog.key_field.error().startswith("The driver of the token could not be loaded.")


def test_verifying_says_that_all_is_well_or_what_is_not(signing: SigningTab, author: Desk, tasks: Tasks) -> None:
    author.sign(author.write_all())
    signing.verify.click()
    settle(tasks)
    assert signing.result.text() == "4 signed notes verified: all of it holds together."
    assert not signing.problems.isVisible()
    with author.unlocked.transaction() as db:
        db.execute(text("DROP TRIGGER keep_group_part_update"))
        db.execute(text("UPDATE group_part SET topic = 'Another topic'"))
    signing.verify.click()
    settle(tasks)
    assert signing.result.text().startswith("4 signed notes verified: not everything is as it was signed.")
    assert signing.problems.count() == 5
    assert "The group part was changed after this note was signed." in signing.problems.item(1).text()


def test_everything_has_a_name_and_room(
    staff: StaffTab, rules: CredentialsTab, signing: SigningTab, qtbot: QtBot
) -> None:
    qtbot.wait(1)
    for tab in (staff, rules, signing):
        assert (unnamed(tab), clipped(tab), too_small(tab)) == ([], [], [])
