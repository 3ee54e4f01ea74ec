"""One pass phrase for many notes: what is ready, what is not, and a wrong pass phrase."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID, uuid4

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from iop_desktop.rules.refusal import Refusal
from iop_desktop.services.note_views import NotReady, SignOutcome
from iop_desktop.services.pens import SecretAsked
from iop_desktop.ui.note_signing import outcome_words
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


def test_esc_stops_signing_and_closes_nothing_before_the_answer(dialog: SignDialog, qtbot: QtBot) -> None:
    dialog.sign_with("four unrelated words")
    assert dialog.cancel_button.text() == "Stop"
    with qtbot.waitSignal(dialog.stop_asked):
        QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    assert (dialog.cancel_button.text(), dialog.cancel_button.isEnabled()) == ("Stopping…", False)
    dialog.show_error("Stopped.")
    assert (dialog.cancel_button.text(), dialog.cancel_button.isEnabled()) == ("Cancel", True)
    with qtbot.waitSignal(dialog.rejected):
        QTest.keyClick(dialog, Qt.Key.Key_Escape)


def test_what_became_of_a_batch_is_said_in_one_line() -> None:
    missing = NotReady(uuid4(), uuid4(), "Cy", (Refusal("plan", "Write the next step for this member."),))
    assert outcome_words(SignOutcome((uuid4(),), ()), "signed") == "1 note signed."
    outcome = SignOutcome((uuid4(), uuid4()), (missing,), left=9)
    assert outcome_words(outcome, "signed") == (
        "2 notes signed. 1 note could not be signed: Write the next step for this member. "
        "Stopped: 9 notes left as before."
    )


def test_everything_has_a_name_and_room(dialog: SignDialog, qtbot: QtBot) -> None:
    qtbot.wait(1)
    assert (unnamed(dialog), clipped(dialog), too_small(dialog)) == ([], [], [])


def test_who_signs_with_a_token_is_asked_for_its_pin(show: Show) -> None:
    host = QWidget()
    show(host)
    asked = SecretAsked(by_token=True, renewal="Your certificate ends soon.")
    made = SignDialog("Sign notes", "Sign", "Your pass phrase signs each note.", READY, host, asked)
    made.show()
    made.sign_with("")
    assert made._passphrase.accessibleName() == "PIN of your token"
    assert made.field.error() == "Type the PIN of your token: it is your signature."
    words = [each.text() for each in made.findChildren(QLabel)]
    assert "Your token signs each note. Your certificate ends soon." in words
