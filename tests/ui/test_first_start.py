"""Welcome page and set-up wizard."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from iop_desktop.ui.set_up_form import SetUpForm
from iop_desktop.ui.setup_wizard import SetupWizard
from iop_desktop.ui.welcome_page import WelcomePage
from tests.ui.conftest import Show
from tests.ui.inspection import SIZES, clipped, focused, too_small, type_through, unnamed

CODE = "MT62-BSRA-S259-D6BG-NV1D-MQ60-DABR-79JV-6T73"
PASSPHRASE = "harbor violin seven mango"


def _strength(passphrase: str) -> tuple[int, str]:
    return min(4, len(passphrase) // 5), "Measured."


@pytest.fixture
def wizard(show: Show) -> SetupWizard:
    made = SetupWizard(_strength)
    show(made)
    made.focus_first()
    return made


def _shown(wizard: SetupWizard) -> str:
    return wizard._title.text()


def test_the_whole_way_by_keyboard(wizard: SetupWizard, qtbot: QtBot) -> None:
    submitted: list[SetUpForm] = []
    wizard.submitted.connect(submitted.append)
    type_through("Riverside Recovery", "12 Mill Road", "Springfield", "IL", "62701")
    assert _shown(wizard) == "The first administrator"
    type_through("Morgan Reyes", "LCSW", "")
    assert _shown(wizard) == "Your pass phrase"
    type_through(PASSPHRASE, PASSPHRASE)
    form = submitted[0]
    assert (form.clinic_name, form.administrator_name, form.login) == ("Riverside Recovery", "Morgan Reyes", "morgan")
    assert form.address == "12 Mill Road, Springfield, IL 62701"
    assert form.passphrase == PASSPHRASE
    assert PASSPHRASE not in repr(form)
    assert not wizard.next.isEnabled()


def test_the_kit_must_be_put_away_first(wizard: SetupWizard, qtbot: QtBot) -> None:
    wizard.show_recovery(CODE)
    assert [label.text() for label in wizard.recovery._groups] == CODE.split("-")
    assert secret_fields(wizard) == ["", ""]
    assert not wizard.next.isEnabled()
    assert not wizard.back.isVisible()
    wizard.recovery.kept.setFocus()
    QTest.keyClick(wizard.recovery.kept, Qt.Key.Key_Space)
    with qtbot.waitSignal(wizard.finished):
        QTest.keyClick(wizard.recovery.kept, Qt.Key.Key_Return)
    assert not any(part in label.text() for label in wizard.findChildren(QLabel) for part in CODE.split("-"))


def secret_fields(wizard: SetupWizard) -> list[str]:
    fields = wizard.passphrase.findChildren(QLineEdit)
    return [field.text() for field in fields]


def test_the_kit_can_be_printed_and_saved(wizard: SetupWizard, qtbot: QtBot) -> None:
    wizard.show_recovery(CODE)
    with qtbot.waitSignal(wizard.print_requested):
        wizard.recovery.print.click()
    with qtbot.waitSignal(wizard.save_requested):
        wizard.recovery.save.click()


def test_what_is_missing_is_said_beside_its_field(wizard: SetupWizard, qtbot: QtBot) -> None:
    wizard.next.click()
    assert _shown(wizard) == "Your clinic"
    assert wizard.clinic.name.error() == "Type the clinic's name."
    assert wizard.clinic.name.field.hasFocus()
    assert wizard.clinic.name.field.accessibleDescription() == "Type the clinic's name."
    QTest.keyClicks(wizard.clinic.name.field, "Riverside")
    wizard.next.click()
    assert wizard.clinic.name.error() == ""
    assert wizard.clinic.street.field.hasFocus()


@pytest.mark.parametrize("login", ["Morgan", "m", "mor gan", "-x"])
def test_a_login_that_cannot_be(wizard: SetupWizard, login: str) -> None:
    page = wizard.administrator
    for row, text in ((page.name, "Morgan"), (page.login, login)):
        assert isinstance(row.field, QLineEdit)
        row.field.setText(text)
    assert page.problem_shown()
    assert "small letters" in page.login.error()


def test_a_login_typed_by_hand_is_not_overwritten(wizard: SetupWizard, qtbot: QtBot) -> None:
    page = wizard.administrator
    wizard._show(1)
    QTest.keyClicks(page.login.field, "boss")
    QTest.keyClicks(page.name.field, "Ana")
    assert isinstance(page.login.field, QLineEdit)
    assert page.login.field.text() == "boss"


@pytest.mark.parametrize(
    ("first", "second", "wrong"),
    [("short", "short", "passphrase"), (PASSPHRASE, "other", "repeated"), ("", "", "passphrase")],
)
def test_a_pass_phrase_that_is_not_taken(
    wizard: SetupWizard, first: str, second: str, wrong: str, qtbot: QtBot
) -> None:
    wizard._show(2)
    rows = {"passphrase": wizard.passphrase.passphrase, "repeated": wizard.passphrase.repeated}
    QTest.keyClicks(rows["passphrase"].field, first)
    QTest.keyClicks(rows["repeated"].field, second)
    wizard.next.click()
    assert _shown(wizard) == "Your pass phrase"
    assert rows[wrong].error()
    assert rows[wrong].field.hasFocus()


def test_the_meter_follows_what_is_typed(wizard: SetupWizard, qtbot: QtBot) -> None:
    wizard._show(2)
    meter = wizard.passphrase.meter
    QTest.keyClicks(wizard.passphrase.passphrase.field, PASSPHRASE)
    qtbot.waitUntil(lambda: meter.accessibleName() == "Strength: Very strong. Measured.")


def test_what_was_typed_survives_back_and_an_error(wizard: SetupWizard, qtbot: QtBot) -> None:
    type_through("Riverside Recovery", "12 Mill Road", "", "", "")
    wizard.back.click()
    assert wizard.form().clinic_name == "Riverside Recovery"
    wizard.set_busy(True)
    wizard.show_error("The disk is full. Nothing was made. Free some space and try again.")
    assert wizard.error.isVisible()
    assert wizard.next.isEnabled()
    with qtbot.waitSignal(wizard.cancelled):
        wizard.back.click()


def test_welcome_by_keyboard(show: Show, qtbot: QtBot) -> None:
    page = WelcomePage()
    show(page)
    page.setFocus()
    with qtbot.waitSignal(page.set_up_requested):
        QTest.keyClick(focused(), Qt.Key.Key_Space)
    QTest.keyClick(page.set_up, Qt.Key.Key_Tab)
    with qtbot.waitSignal(page.demo_requested):
        QTest.keyClick(focused(), Qt.Key.Key_Space)


def test_welcome_is_busy_once(show: Show) -> None:
    page = WelcomePage()
    show(page)
    page.set_busy("Making the demo clinic.")
    page.set_progress(2, 5)
    assert not page.demo.isEnabled()
    assert page.progress.value() == 2
    page.show_error("The disk is full. Nothing was made.")
    assert page.demo.isEnabled()
    assert not page.progress.isVisible()
    assert "disk" in page.message.text()


@pytest.mark.parametrize("size", SIZES)
def test_everything_fits(wizard: SetupWizard, show: Show, size: tuple[int, int], qtbot: QtBot) -> None:
    welcome = WelcomePage()
    show(welcome)
    shown: list[QWidget] = [welcome]
    for number in range(4):
        wizard._show(number)
        wizard._pages[number].problem_shown()
        for widget in (*shown, wizard):
            widget.resize(*size)
            qtbot.wait(1)
            assert widget.height() == size[1]
            assert (clipped(widget), too_small(widget), unnamed(widget)) == ([], [], [])
