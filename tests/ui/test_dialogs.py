"""The real message boxes: what each button answers, many in a row, and one that is destroyed while it waits."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from iop_desktop.ui.dialogs import WindowDialogs
from tests.ui.conftest import Show


@pytest.fixture
def page(show: Show) -> QWidget:
    made = QWidget()
    show(made)
    return made


def shown_box() -> QMessageBox:
    box = QApplication.activeModalWidget()
    assert isinstance(box, QMessageBox)
    return box


def click(words: str) -> None:
    next(each for each in shown_box().buttons() if each.text() == words).click()


def press(key: Qt.Key) -> None:
    QTest.keyClick(shown_box(), key)


def ask(page: QWidget, act: Callable[[], None]) -> bool:
    QTimer.singleShot(0, act)
    return WindowDialogs().ask(page, "End the session now?", "Its end is recorded.", "End session", "Keep running")


def boxes_left(page: QWidget) -> list[QMessageBox]:
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    return page.findChildren(QMessageBox)


@pytest.mark.parametrize(
    ("act", "answer"),
    [
        (lambda: click("End session"), True),
        (lambda: click("Keep running"), False),
        (lambda: press(Qt.Key.Key_Return), False),
        (lambda: press(Qt.Key.Key_Escape), False),
    ],
    ids=["yes", "no", "enter", "escape"],
)
def test_what_each_way_out_answers(page: QWidget, act: Callable[[], None], answer: bool) -> None:
    assert ask(page, act) is answer
    assert boxes_left(page) == []


def test_many_questions_in_a_row_leave_no_box(page: QWidget) -> None:
    answers = [ask(page, partial(click, words)) for words in ("End session", "Keep running") * 10]
    assert answers == [True, False] * 10
    assert boxes_left(page) == []


def test_telling_waits_for_the_button(page: QWidget) -> None:
    seen: list[str] = []

    def read() -> None:
        seen.append(shown_box().text())
        press(Qt.Key.Key_Return)

    QTimer.singleShot(0, read)
    WindowDialogs().tell(page, "Every note of this session is signed.")
    assert seen == ["Every note of this session is signed."]
    assert boxes_left(page) == []


def test_a_box_destroyed_while_it_waits_is_no_consent(page: QWidget, qtbot: QtBot) -> None:
    """Locking destroys the page with everything on it."""
    assert ask(page, lambda: shiboken6.delete(shown_box())) is False
    assert ask(page, lambda: shown_box().deleteLater()) is False
    assert boxes_left(page) == []
