from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from iop_desktop.ui.unlock_page import UnlockPage
from tests.ui.conftest import Show
from tests.ui.inspection import SIZES, clipped, too_small, unnamed

LOGINS = ("admin", "dana", "jordan")


@pytest.fixture
def page(show: Show) -> UnlockPage:
    made = UnlockPage(LOGINS, last_login="dana")
    show(made)
    made.setFocus()
    return made


@pytest.fixture
def lock(show: Show) -> UnlockPage:
    made = UnlockPage(LOGINS, locked_login="jordan")
    show(made)
    made.setFocus()
    return made


def _asked(page: UnlockPage) -> list[tuple[str, str]]:
    asked: list[tuple[str, str]] = []
    page.unlock_requested.connect(lambda login, passphrase: asked.append((login, passphrase)))
    return asked


def test_by_keyboard_alone(page: UnlockPage, qtbot: QtBot) -> None:
    asked = _asked(page)
    assert page.passphrase.hasFocus()
    QTest.keyClicks(page.passphrase, "four unrelated words")
    QTest.keyClick(page.passphrase, Qt.Key.Key_Return)
    assert asked == [("dana", "four unrelated words")]
    assert page.passphrase.text() == ""


def test_choosing_another_name_by_keyboard(page: UnlockPage, qtbot: QtBot) -> None:
    asked = _asked(page)
    QTest.keyClick(page.passphrase, Qt.Key.Key_Tab, Qt.KeyboardModifier.ShiftModifier)
    assert page.login.hasFocus()
    QTest.keyClicks(page.login, "j")
    page.passphrase.setFocus()
    QTest.keyClicks(page.passphrase, "x")
    QTest.keyClick(page.passphrase, Qt.Key.Key_Enter)
    assert asked == [("jordan", "x")]


def test_what_is_typed_is_never_shown(page: UnlockPage) -> None:
    assert page.passphrase.echoMode() == QLineEdit.EchoMode.Password


def test_nothing_typed_is_said_and_not_tried(page: UnlockPage, qtbot: QtBot) -> None:
    asked = _asked(page)
    QTest.mouseClick(page.unlock, Qt.MouseButton.LeftButton)
    assert asked == []
    assert "Type your pass phrase" in page.error.text()


def test_an_error_stands_below_until_one_types(page: UnlockPage, qtbot: QtBot) -> None:
    page.set_busy(True)
    page.show_error("That does not open it. Please try again.")
    assert page.error.isVisible()
    assert page.passphrase.hasFocus()
    assert page.unlock.isEnabled()
    QTest.keyClicks(page.passphrase, "a")
    assert not page.error.isVisible()


def test_the_delay_counts_down_and_nothing_is_tried_meanwhile(page: UnlockPage, qtbot: QtBot) -> None:
    asked = _asked(page)
    page.set_delay(1.4)
    assert page.unlock.text() == "Try again in 2 s"
    assert not page.unlock.isEnabled()
    QTest.keyClicks(page.passphrase, "secret")
    QTest.keyClick(page.passphrase, Qt.Key.Key_Return)
    assert asked == []
    page._countdown.timeout.emit()
    assert page.unlock.text() == "Try again in 1 s"
    page._countdown.timeout.emit()
    assert page.unlock.text() == "Unlock"
    QTest.keyClick(page.passphrase, Qt.Key.Key_Return)
    assert asked == [("dana", "secret")]


def test_busy_takes_one_try_at_a_time(page: UnlockPage, qtbot: QtBot) -> None:
    asked = _asked(page)
    QTest.keyClicks(page.passphrase, "secret")
    for _ in range(3):
        QTest.keyClick(page.passphrase, Qt.Key.Key_Return)
    assert len(asked) == 1
    assert page.unlock.text() == "Unlocking…"


def test_the_lock_page_is_its_persons_until_they_switch(lock: UnlockPage, qtbot: QtBot) -> None:
    assert not lock.login.isVisible()
    assert lock.chosen_login() == "jordan"
    QTest.keyClick(lock, Qt.Key.Key_U, Qt.KeyboardModifier.AltModifier)
    assert lock.login.isVisible()
    assert lock.login.hasFocus()
    assert not lock.switch.isVisible()


def test_the_lock_page_says_when_a_draft_was_not_saved(lock: UnlockPage) -> None:
    assert lock._subtitle.text() == "jordan · drafts are saved"
    lock.set_notice("one draft could not be saved")
    assert lock._subtitle.text() == "jordan · one draft could not be saved"


@pytest.mark.parametrize("size", SIZES)
def test_fits(lock: UnlockPage, page: UnlockPage, size: tuple[int, int], qtbot: QtBot) -> None:
    page.show_error("That login and pass phrase do not open the clinic's records. Nothing is lost; please try again.")
    for shown in (page, lock):
        shown.resize(*size)
        qtbot.wait(1)
        assert (clipped(shown), too_small(shown), unnamed(shown)) == ([], [], [])
