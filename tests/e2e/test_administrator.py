"""A new clinic from nothing: wizard, recovery kit, staff, group, roster, admission, first session; by keyboard."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from PySide6.QtWidgets import QComboBox

from iop_desktop.ui.group_dialog import GroupDialog
from iop_desktop.ui.import_dialog import ImportDialog
from iop_desktop.ui.members_page import MembersPage
from iop_desktop.ui.session_dialog import SessionDialog
from iop_desktop.ui.settings_page import SettingsPage
from iop_desktop.ui.setup_wizard import SetupWizard
from iop_desktop.ui.staff_dialog import StaffDialog
from iop_desktop.ui.staff_tab import StaffTab
from iop_desktop.ui.welcome_page import WelcomePage
from tests.e2e.conftest import OpenProgram
from tests.e2e.driver import Driver
from tests.support.source import ROOT

PASSPHRASE = "harbor violin seven mango"
ROSTER = ROOT / "tests" / "data" / "roster-synthea-semicolon.csv"


def fill(driver: Driver, *texts: str) -> None:
    """Type into one field after the other, Tab between them."""
    for number, text in enumerate(texts):
        if number:
            driver.press("Tab")
        driver.write(text)


def set_up(driver: Driver) -> str:
    """The whole wizard by keyboard; the recovery code that was shown."""
    assert driver.program.window.findChild(WelcomePage) is not None
    driver.press("Space")
    driver.settle()
    wizard = driver.program.window.findChild(SetupWizard)
    assert isinstance(wizard, SetupWizard)
    fill(driver, "Riverside Recovery", "12 Mill Road", "Springfield", "IL", "62701")
    driver.press("Return")
    fill(driver, "Morgan Reyes", "LCSW", "")
    driver.press("Return")
    fill(driver, PASSPHRASE, PASSPHRASE)
    driver.press("Return")
    driver.settle()
    code = "-".join(label.text() for label in wizard.recovery._groups)
    assert not wizard.next.isEnabled()
    driver.tab_to("I have put it in a safe place")
    driver.press("Space", "Return")
    driver.settle()
    return code


def add_staff(driver: Driver) -> None:
    driver.press("Ctrl+,")
    driver.settle()
    page = driver.page("settings", SettingsPage)
    page.parts.list.setFocus()
    driver.press("S")
    assert page.parts.currentWidget() is page.parts.part(StaffTab)
    driver.tab_to("Add staff…")
    driver.press("Space")
    dialog = driver.dialog(StaffDialog)
    fill(driver, "Dana Whitfield", "dana")
    dialog.together.click()
    dialog.passphrase.setFocus()
    fill(driver, "maple otter lantern quiet", "maple otter lantern quiet")
    driver.press("Return")
    driver.settle()
    assert {row.roles_text for row in driver.desk.services.staff.rows()} == {"Administrator", "Facilitator"}
    page.parts.list.setFocus()
    driver.press("Home")


def add_group(driver: Driver) -> None:
    driver.tab_to("New group…")
    driver.press("Space")
    dialog = driver.dialog(GroupDialog)
    fill(driver, "Morning IOP", "AM", "Room 2")
    dialog.facilitator.setFocus()
    driver.choose(dialog.facilitator, "Dana")
    driver.press("Return")
    driver.settle()
    assert [(row.name, row.members) for row in driver.desk.services.groups.rows()] == [("Morning IOP", 0)]


def import_roster(driver: Driver) -> int:
    driver.dialogs.path = ROSTER
    driver.press("Alt+5")
    driver.settle()
    driver.press("Ctrl+I")
    dialog = driver.dialog(ImportDialog)
    driver.settle()
    assert isinstance(dialog.delimiter, QComboBox)
    assert dialog.delimiter.currentData() == ";"
    added = dialog._accepted_model.rowCount()
    assert added > 20
    assert dialog._refused_model.rowCount() > 0
    dialog.run_button.setFocus()
    driver.press("Return")
    driver.settle()
    assert driver.desk.shell.banner.text().startswith(f"{added} clients added")
    assert len(driver.page("members", MembersPage).people.items) == added
    return added


def admit_and_plan(driver: Driver) -> None:
    driver.press("Ctrl+,")
    driver.settle()
    driver.tab_to("Admit a member…")
    driver.dialogs.choice = 2
    driver.press("Space")
    driver.settle()
    assert driver.desk.services.groups.rows()[0].members == 1
    driver.tab_to("Plan a session…")
    driver.press("Space")
    dialog = driver.dialog(SessionDialog)
    assert dialog.day.date().toPython() == driver.clock().astimezone().date()
    driver.press("Up", "Return")
    driver.settle()
    assert driver.desk.services.groups.rows()[0].next_session


def test_from_nothing_to_the_first_planned_session(open_program: OpenProgram, tmp_path: Path) -> None:
    driver = open_program(tmp_path / "clinic")
    code = set_up(driver)
    assert driver.unlocked.actor.name == "Morgan Reyes"
    assert driver.unlocked.clinic_name == "Riverside Recovery"
    assert driver.desk.shell.current_key == "today"
    assert driver.program.vault._doorkeeper.key_file().unlock_with_recovery(code).staff_id == ""
    add_staff(driver)
    add_group(driver)
    import_roster(driver)
    admit_and_plan(driver)
    driver.lock()
    driver.unlock("dana", "maple otter lantern quiet")
    assert driver.unlocked.actor.name == "Dana Whitfield"


def test_a_refused_staff_form_keeps_what_was_typed(program: Driver) -> None:
    program.unlock("plindholm")
    program.press("Ctrl+,")
    program.settle()
    page = program.page("settings", SettingsPage)
    page.parts.show_part(StaffTab)
    page.parts.part(StaffTab).add.setFocus()
    program.press("Space")
    dialog = program.dialog(StaffDialog)
    fill(program, "Sam Field", "dwhitfield")
    program.press("Return")
    program.settle()
    assert dialog.isVisible()
    assert dialog.error.text()
    assert (dialog.name.text(), dialog.login.text()) == ("Sam Field", "dwhitfield")
    program.press("Escape")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (bytes(range(256)) * 40, ""),
        (b"%PDF-1.7 nothing like a table", ""),
    ],
    ids=["empty", "binary", "no table"],
)
def test_a_file_that_is_no_roster_is_a_sentence(program: Driver, tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "roster.csv"
    path.write_bytes(content)
    before = len(members(program))
    program.dialogs.path = path
    program.press("Ctrl+I")
    dialog = program.dialog(ImportDialog)
    program.settle()
    assert dialog.error.isVisible()
    assert words in dialog.error.text()
    assert not dialog.run_button.isEnabled()
    program.press("Escape")
    program.settle()
    assert len(program.desk.services.clients.rows()) == before


def members(driver: Driver) -> tuple[object, ...]:
    driver.unlock("plindholm")
    driver.press("Alt+5")
    driver.settle()
    return driver.page("members", MembersPage).people.items


def test_the_file_on_disk_is_never_changed(program: Driver, tmp_path: Path) -> None:
    path = tmp_path / "roster.csv"
    shutil.copy(ROSTER, path)
    before = path.read_bytes()
    members(program)
    program.dialogs.path = path
    program.press("Ctrl+I")
    dialog = program.dialog(ImportDialog)
    program.settle()
    dialog.run_button.setFocus()
    program.press("Return")
    program.settle()
    assert path.read_bytes() == before
