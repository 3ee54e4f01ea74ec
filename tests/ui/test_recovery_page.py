"""Using the recovery kit in the window: the page alone, and the whole way from the unlock page into the shell."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from iop_desktop.app import Program
from iop_desktop.models.errors import DeviceNotEnrolled
from iop_desktop.models.recovery_code import format_code, parse_code
from iop_desktop.services.recovery_sheets import sheets_of
from iop_desktop.services.unlock_attempts import WrongPassphrase
from iop_desktop.services.vault import VaultService
from iop_desktop.ui.recovery_page import RecoveryForm, RecoveryPage
from iop_desktop.ui.unlock_page import UnlockPage
from tests import factories
from tests.factories import ADMINISTRATOR, PASSPHRASE
from tests.support.clock import MovableClock
from tests.ui.conftest import Show
from tests.ui.door import Start, settle
from tests.ui.inspection import SIZES, clipped, focused, too_small, type_through, unnamed
from tests.ui.recorder import RecordedDialogs

NEW = "velvet copper thunder basket orchid"
CODE = format_code(bytes(range(20)))
MISTYPED = CODE[:-1] + ("1" if CODE[-1] == "0" else "0")
LOGINS = ("admin", "dana", "jordan")


def _strength(passphrase: str) -> tuple[int, str]:
    return min(4, len(passphrase) // 5), "Measured."


@pytest.fixture
def page(show: Show) -> RecoveryPage:
    made = RecoveryPage(LOGINS, "dana", _strength)
    show(made)
    made.focus_first()
    return made


def _forms(page: RecoveryPage) -> list[RecoveryForm]:
    forms: list[RecoveryForm] = []
    page.submitted.connect(forms.append)
    return forms


def test_the_form_by_keyboard(page: RecoveryPage, qtbot: QtBot) -> None:
    forms = _forms(page)
    typed = CODE.lower().replace("-", " ")
    type_through(typed)
    assert page._title.text() == "Your new pass phrase"
    type_through(NEW, NEW)
    assert forms == [RecoveryForm("dana", typed, NEW, NEW)]
    assert not page.next.isEnabled()
    for secret in (NEW, typed):
        assert secret not in repr(forms)


def test_a_mistyped_code_is_said_at_once(page: RecoveryPage, qtbot: QtBot) -> None:
    QTest.keyClicks(focused(), MISTYPED[:-1])
    assert page.code.code.error() == ""
    QTest.keyClicks(focused(), MISTYPED[-1])
    assert "typing mistake" in page.code.code.error()
    page.next.click()
    assert page._title.text() == "Use the recovery kit"
    QTest.keyClick(focused(), Qt.Key.Key_Backspace)
    assert page.code.code.error() == ""
    QTest.keyClicks(focused(), CODE[-1])
    assert page.code.code.error() == ""
    page.next.click()
    assert page._title.text() == "Your new pass phrase"


def test_half_a_code_goes_no_further(page: RecoveryPage, qtbot: QtBot) -> None:
    type_through(CODE[:12])
    assert page._title.text() == "Use the recovery kit"
    assert "whole code" in page.code.code.error()
    assert focused() is page.code.first_field()


def test_escape_goes_back_a_step(page: RecoveryPage, qtbot: QtBot) -> None:
    left: list[bool] = []
    page.cancelled.connect(lambda: left.append(True))
    type_through(CODE)
    assert page._title.text() == "Your new pass phrase"
    QTest.keyClick(focused(), Qt.Key.Key_Escape)
    assert page._title.text() == "Use the recovery kit"
    assert left == []
    QTest.keyClick(focused(), Qt.Key.Key_Escape)
    assert left == [True]


def test_a_wrong_code_leads_back_and_makes_one_wait(page: RecoveryPage, qtbot: QtBot) -> None:
    forms = _forms(page)
    type_through(CODE)
    type_through(NEW, NEW)
    page.show_code_error("This code does not open the clinic's records.", 1.4)
    assert page._title.text() == "Use the recovery kit"
    assert page.error.text() == "This code does not open the clinic's records."
    QTest.keyClick(focused(), Qt.Key.Key_Return)
    assert page.next.text() == "Try again in 2 s"
    page.next.click()
    assert len(forms) == 1
    for _ in range(2):
        page._countdown.timeout.emit()
    assert page.next.text() == "Open the records"
    page.next.click()
    assert len(forms) == 2


def test_the_new_kit_replaces_what_was_typed(page: RecoveryPage, qtbot: QtBot) -> None:
    type_through(CODE)
    type_through(NEW, NEW)
    page.show_recovery(MISTYPED)
    assert [label.text() for label in page.recovery._groups] == MISTYPED.split("-")
    assert {field.text() for field in page.findChildren(QLineEdit)} == {""}
    assert not page.next.isEnabled()
    page.recovery.kept.setChecked(True)
    with qtbot.waitSignal(page.finished):
        page.next.click()
    assert not any(part in label.text() for label in page.findChildren(QLabel) for part in MISTYPED.split("-"))


def test_two_sheets_instead_of_the_code(page: RecoveryPage, qtbot: QtBot) -> None:
    forms = _forms(page)
    QTest.keyClick(page.code.by_sheets, Qt.Key.Key_Space)
    first, second, _ = sheets_of(CODE)
    assert page.code.code.isHidden()
    assert focused() is page.code.sheets.first.field
    QTest.keyClicks(focused(), first.upper())
    QTest.keyClick(focused(), Qt.Key.Key_Tab)
    QTest.keyClicks(focused(), "acid")
    page.next.click()
    assert page.code.sheets.first.error() == ""
    assert "there are 1" in page.code.sheets.second.error()
    QTest.keyClick(focused(), Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(focused(), second)
    page.next.click()
    assert page._title.text() == "Your new pass phrase"
    type_through(NEW, NEW)
    assert parse_code(forms[0].code) == bytes(range(20))
    page.show_recovery(MISTYPED)
    assert page.code.sheets.typed().strip() == ""


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("by_sheets", [False, True])
def test_everything_fits(page: RecoveryPage, size: tuple[int, int], by_sheets: bool, qtbot: QtBot) -> None:
    page.resize(*size)
    page.code.by_sheets.setChecked(by_sheets)
    for number in range(3):
        page._show(number)
        page._pages[number].problem_shown()
        page.show_error(
            "This code does not open the clinic's records. Nothing is lost: compare it with the newest kit."
        )
        qtbot.wait(1)
        assert page.height() == size[1]
        assert (clipped(page), too_small(page), unnamed(page)) == ([], [], [])


def test_the_unlock_page_offers_the_kit_by_key(show: Show, qtbot: QtBot) -> None:
    unlock = UnlockPage(LOGINS, last_login="dana")
    show(unlock)
    unlock.setFocus()
    with qtbot.waitSignal(unlock.recovery_requested) as asked:
        QTest.keyClick(unlock.passphrase, Qt.Key.Key_R, Qt.KeyboardModifier.AltModifier)
    assert asked.args == ["dana"]
    unlock.set_busy(True)
    with qtbot.assertNotEmitted(unlock.recovery_requested):
        QTest.keyClick(unlock, Qt.Key.Key_R, Qt.KeyboardModifier.AltModifier)


@pytest.fixture
def recovery_code(tmp_path: Path, clock: MovableClock) -> str:
    """A clinic with its administrator; the code of its kit."""
    service, made = factories.set_up(tmp_path / "clinic", clock)
    service.lock(made.unlocked)
    return made.recovery_code


@pytest.fixture
def program(start: Start, tmp_path: Path, recovery_code: str) -> Program:
    """The window on that clinic, at the unlock page."""
    return start(tmp_path / "clinic")


def front(program: Program) -> RecoveryPage:
    program.window.activateWindow()
    settle(program)
    found = program.window.findChild(RecoveryPage)
    assert isinstance(found, RecoveryPage)
    return found


def ask_for_kit(program: Program) -> RecoveryPage:
    program.window.activateWindow()
    settle(program)
    QTest.keyClick(focused(), Qt.Key.Key_R, Qt.KeyboardModifier.AltModifier)
    return front(program)


def opens(program: Program, passphrase: str) -> bool:
    service: VaultService = program.vault
    try:
        service.lock(service.unlock(ADMINISTRATOR, passphrase))
    except WrongPassphrase:
        return False
    return True


def test_the_whole_way_by_keyboard(
    program: Program, recovery_code: str, dialogs: RecordedDialogs, tmp_path: Path
) -> None:
    page = ask_for_kit(program)
    type_through(recovery_code)
    type_through(NEW, NEW)
    settle(program)
    assert page._title.text() == "Your new recovery kit"
    shown = "-".join(label.text() for label in page.recovery._groups)
    assert len(shown) == len(recovery_code)
    assert shown != recovery_code
    dialogs.path = tmp_path / "kit.pdf"
    QTest.keyClick(page.recovery.print, Qt.Key.Key_Tab)
    QTest.keyClick(focused(), Qt.Key.Key_Space)
    settle(program)
    assert dialogs.path.read_bytes().startswith(b"%PDF")
    QTest.keyClick(focused(), Qt.Key.Key_Tab)
    assert focused() is page.recovery.sheets
    QTest.keyClick(focused(), Qt.Key.Key_Tab)
    QTest.keyClick(focused(), Qt.Key.Key_Space)
    assert page.recovery.kept.isChecked()
    page.next.setFocus()
    QTest.keyClick(focused(), Qt.Key.Key_Space)
    settle(program)
    assert program.window.shell is not None
    program.window.lock("test")
    settle(program)
    assert opens(program, NEW)
    assert not opens(program, PASSPHRASE)


def test_a_wrong_code_and_back(program: Program, recovery_code: str) -> None:
    page = ask_for_kit(program)
    type_through(CODE)
    type_through(NEW, NEW)
    settle(program)
    assert "newest printed kit" in page.error.text()
    page.back.click()
    settle(program)
    assert program.window.findChild(UnlockPage) is not None
    assert opens(program, PASSPHRASE)


def test_closing_the_window_at_the_kit_closes_the_records(program: Program, recovery_code: str) -> None:
    ask_for_kit(program)
    type_through(recovery_code)
    type_through(NEW, NEW)
    settle(program)
    unlocked = program.front.unlocked
    assert unlocked is not None
    program.window.close()
    settle(program)
    assert unlocked.is_locked


def test_a_key_store_that_was_reset_leads_to_the_kit(program: Program) -> None:
    page = program.window.findChild(UnlockPage)
    assert isinstance(page, UnlockPage)
    program.window.activateWindow()
    program.front._refuse(page, DeviceNotEnrolled())
    settle(program)
    assert "does not hold the second secret" in page.error.text()
    assert "recovery kit" in page.error.text()
    assert page.recovery.hasFocus()
    QTest.keyClick(page.recovery, Qt.Key.Key_Return)
    assert front(program).form().login == ADMINISTRATOR
