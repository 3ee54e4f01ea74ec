"""One pass phrase for many notes: what is ready, what is not, and a wrong pass phrase."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID, uuid4

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from iop_desktop.ui.sign_dialog import SignDialog, SignItem
from tests.ui.conftest import Show
from tests.ui.inspection import clipped, focused, too_small, unnamed

READY = (SignItem(uuid4(), "Ada", "40 words"), SignItem(uuid4(), "Bo", "12 words"))
BLOCKED = SignItem(uuid4(), "Cy", "", "Write the next step for this member.", "plan")


@pytest.fixture
def dialog(show: Show, qtbot: QtBot) -> Iterator[SignDialog]:
    host = QWidget()
    show(host)
    made = SignDialog("Sign notes", "Sign", "One signature for each.", [*READY, BLOCKED], host)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    yield made
    assert isValid(host)


def test_enter_signs_what_is_ready_and_nothing_else(dialog: SignDialog) -> None:
    asked: list[tuple[list[UUID], str]] = []
    dialog.confirmed.connect(lambda keys, passphrase: asked.append((keys, passphrase)))
    assert dialog.sign_button.text() == "Sign 2 notes"
    QTest.keyClicks(focused(), "four unrelated words")
    QTest.keyClick(focused(), Qt.Key.Key_Return)
    assert asked == [([item.key for item in READY], "four unrelated words")]
    assert dialog._passphrase.text() == ""
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert len(asked) == 1


def test_without_a_pass_phrase_nothing_is_asked(dialog: SignDialog) -> None:
    asked: list[object] = []
    dialog.confirmed.connect(lambda *_: asked.append(1))
    QTest.keyClick(focused(), Qt.Key.Key_Return)
    assert asked == []
    assert dialog.field.error()


def test_a_wrong_pass_phrase_counts_down_and_then_is_asked_again(dialog: SignDialog) -> None:
    dialog.sign_with("wrong")
    dialog.show_error("That pass phrase is not yours.", 2.2)
    assert dialog.field.error() == "That pass phrase is not yours."
    assert not dialog.sign_button.isEnabled()
    texts = [dialog.sign_button.text()]
    for _ in range(3):
        dialog._countdown.timeout.emit()
        texts.append(dialog.sign_button.text())
    assert texts == ["Try again in 3 s", "Try again in 2 s", "Try again in 1 s", "Sign 2 notes"]
    assert dialog.sign_button.isEnabled()
    assert not dialog._countdown.isActive()


def test_enter_does_not_get_round_the_countdown(dialog: SignDialog) -> None:
    asked: list[object] = []
    dialog.confirmed.connect(lambda *_: asked.append(1))
    dialog.show_error("Wait.", 5)
    QTest.keyClicks(focused(), "again")
    QTest.keyClick(focused(), Qt.Key.Key_Return)
    assert asked == []


def test_what_is_not_ready_says_why_and_leads_there(dialog: SignDialog, qtbot: QtBot) -> None:
    assert dialog.blocked_list.item(0).text() == "Cy: Write the next step for this member."
    dialog.blocked_list.setCurrentRow(0)
    dialog.blocked_list.setFocus()
    with qtbot.waitSignal(dialog.jumped) as jumped:
        QTest.keyClick(dialog.blocked_list, Qt.Key.Key_Return)
    assert jumped.args == [BLOCKED.key, "plan"]


def test_everything_has_a_name_and_room(dialog: SignDialog, qtbot: QtBot) -> None:
    qtbot.wait(1)
    assert (unnamed(dialog), clipped(dialog), too_small(dialog)) == ([], [], [])
