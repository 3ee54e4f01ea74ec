"""The dialogs of doors, kits and comings and goings: read, reached in the order of sight, and left by keyboard."""

from __future__ import annotations

from typing import TypeVar

import pytest
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from iop_desktop.rules.vocabulary import Role
from iop_desktop.services.people_views import StaffForm
from iop_desktop.services.second_factors import SpareCodes
from iop_desktop.ui.backup_settings import BackupSettings
from iop_desktop.ui.kit_desk import Kit, KitDesk
from iop_desktop.ui.new_kit_dialog import NewKitDialog
from iop_desktop.ui.passphrase_dialog import PassphraseDialog
from iop_desktop.ui.second_factor_dialogs import EnrolFactorDialog, RemoveFactorDialog, SpareCodesDialog
from iop_desktop.ui.settings_page import SettingsPage
from iop_desktop.ui.settings_parts import CredentialsPart
from iop_desktop.ui.sheets_dialog import SheetsDialog
from iop_desktop.ui.signing_tab import SigningTab
from iop_desktop.ui.staff_tab import StaffTab
from iop_desktop.ui.unlock_page import UnlockPage
from tests.e2e.driver import Driver
from tests.ui.dialog_walk import scenes_in, small, walk
from tests.ui.test_every_dialog import ADMINISTRATOR

__all__ = ["small"]
Part = TypeVar("Part", bound=QWidget)
CODE = "GR9J-112K-2YVP-V3HB-YMGF-MHTT-KS5K-DGHH-SFSR"
INVITED = StaffForm(
    "obright", "Oren Bright", "LPC", "", "Counselor", frozenset({Role.FACILITATOR}), False, None, "", ""
)


def settings(driver: Driver, kind: type[Part]) -> Part:
    driver.unlock(ADMINISTRATOR)
    driver.desk.shell.go("settings")
    driver.settle()
    part = driver.page("settings", SettingsPage).parts.show_part(kind)
    driver.settle()
    return part


def _add_together(driver: Driver) -> None:
    driver.click(settings(driver, StaffTab).add)
    driver.settle()
    driver.press("Shift+Tab")
    dialog = driver.dialog(QDialog)
    dialog.together.setChecked(True)  # type: ignore[attr-defined]  # of StaffDialog
    dialog.confirm()  # type: ignore[attr-defined]  # with everything missing
    driver.settle()


def _suspend(driver: Driver) -> None:
    staff = settings(driver, StaffTab)
    staff.table.go_to(1)
    driver.click(staff.suspend)


def _new_key(driver: Driver) -> None:
    driver.click(settings(driver, StaffTab).new_key)


def _invitation(driver: Driver) -> None:
    staff = settings(driver, StaffTab)
    staff.ways.show(driver.desk.services.invitations.invite(INVITED), staff)


def _held(driver: Driver) -> None:
    settings(driver, CredentialsPart).held.add.click()


def _kit_test(driver: Driver) -> None:
    driver.click(settings(driver, BackupSettings).kit.test)


def _new_kit(driver: Driver) -> None:
    page = settings(driver, BackupSettings)
    dialog = NewKitDialog(KitDesk(driver.program.tasks, driver.dialogs, driver.clock, page), page)
    dialog.show_kit(Kit("Larkmoor Recovery Center", CODE, ("Petra Lindholm",)))
    dialog.open()


def _sheets(driver: Driver) -> None:
    _new_kit(driver)
    driver.dialog(NewKitDialog).sheets_requested.emit()
    driver.dialog(SheetsDialog).confirm()


def _change_passphrase(driver: Driver) -> None:
    driver.click(settings(driver, SigningTab).change)


def _factor(driver: Driver) -> None:
    driver.click(settings(driver, SigningTab).factor.turn_on)
    driver.dialog(PassphraseDialog)
    driver.write(driver.demo.passphrase)
    driver.press("Return")
    driver.until(lambda: isinstance(QApplication.activeModalWidget(), EnrolFactorDialog))
    driver.write("000000")
    driver.press("Return")
    driver.settle()


def _spare_codes(driver: Driver) -> None:
    page = settings(driver, SigningTab)
    codes = SpareCodes("Petra Lindholm", "Larkmoor Recovery Center", driver.clock(), ("5TBDH-KETW1",) * 10)
    SpareCodesDialog(codes, page).open()


def _remove_factor(driver: Driver) -> None:
    RemoveFactorDialog((), settings(driver, SigningTab)).open()


def _invited(driver: Driver) -> None:
    page = driver.program.window.findChild(UnlockPage)
    assert isinstance(page, UnlockPage)
    driver.click(page.invited)


SCENES = scenes_in(globals())


@pytest.mark.parametrize("name", SCENES)
def test_it_is_read_reached_in_order_and_left(small: Driver, name: str) -> None:
    walk(small, SCENES[name])
