"""An error nobody handled is said in the window: once, on its thread, in front of the shell and within it."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QThread
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from iop_desktop import log
from iop_desktop.ui.banner import Banner
from iop_desktop.ui.crash_notice import CrashNotice
from iop_desktop.ui.icons import Icon
from iop_desktop.ui.page import Page
from iop_desktop.ui.page_spec import PageSpec
from iop_desktop.ui.tasks import CRASH_SENTENCE
from iop_desktop.ui.unlock_page import UnlockPage
from iop_desktop.ui.window import MainWindow
from tests.support.logs import LogWatch
from tests.ui.conftest import Show

NAME = "Quillon Ashdown"


class ToldWindow(MainWindow):
    """Remembers what it was asked to say, and on which thread."""

    def __init__(self) -> None:
        super().__init__(lambda: UnlockPage(["dana"], locked_login="dana"))
        self.said: list[tuple[str, bool]] = []
        self.fails = False

    def say(self, sentence: str, tone: str = "ok") -> None:
        self.said.append((sentence, QThread.currentThread() is QApplication.instance().thread()))  # type: ignore[union-attr]  # there is one
        if self.fails:
            raise RuntimeError(NAME)
        super().say(sentence, tone)


@pytest.fixture
def window(
    show: Show, tmp_path: Path, expected_logs: LogWatch, monkeypatch: pytest.MonkeyPatch
) -> Iterator[ToldWindow]:
    expected_logs.allow("iop_desktop.log", "nobody handled")
    opened = log.configure(tmp_path / "log")
    made = ToldWindow()
    opened.when_unhandled(CrashNotice(made).tell)
    made.show_front(UnlockPage(["dana"]))
    show(made)
    yield made
    opened.close()


def fail_with_a_name() -> None:
    raise KeyError(NAME)


def fail_in_a_slot() -> None:
    button = QPushButton()
    button.clicked.connect(fail_with_a_name)
    button.click()


def front_banner(window: MainWindow) -> Banner:
    found = window.findChild(Banner)
    assert isinstance(found, Banner)
    return found


def test_on_a_front_page(window: ToldWindow, qtbot: QtBot) -> None:
    fail_in_a_slot()
    qtbot.waitUntil(lambda: bool(window.said))
    assert front_banner(window).isVisible()
    assert front_banner(window).text() == CRASH_SENTENCE
    window.show_front(UnlockPage(["dana"]))
    assert front_banner(window).text() == ""


def test_in_the_shell(window: ToldWindow, qtbot: QtBot) -> None:
    shell = window.open_shell([PageSpec("today", "Today", "layout-dashboard", "Alt+1", Page)], "DW", "Dana Whitfield")
    fail_in_a_slot()
    qtbot.waitUntil(lambda: shell.banner.text() == CRASH_SENTENCE)
    assert shell.banner.isVisible()
    icon = shell.banner.findChild(Icon)
    assert icon is not None


def test_many_errors_in_one_go_are_said_once(window: ToldWindow, qtbot: QtBot) -> None:
    for _ in range(5):
        fail_in_a_slot()
    qtbot.wait(20)
    assert window.said == [(CRASH_SENTENCE, True)]


def test_an_error_of_a_thread_is_said_on_the_windows_thread(window: ToldWindow, qtbot: QtBot) -> None:
    thread = threading.Thread(target=fail_with_a_name)
    thread.start()
    thread.join()
    assert window.said == []
    qtbot.waitUntil(lambda: window.said == [(CRASH_SENTENCE, True)])


def test_a_sentence_that_cannot_be_shown_is_not_tried_for_ever(window: ToldWindow, qtbot: QtBot) -> None:
    window.fails = True
    fail_in_a_slot()
    qtbot.wait(30)
    assert len(window.said) == 1


def test_a_teller_that_fails_does_not_come_back(tmp_path: Path, expected_logs: LogWatch) -> None:
    expected_logs.allow("iop_desktop.log")
    opened = log.configure(tmp_path / "log")

    def fail() -> None:
        raise RuntimeError(NAME)

    opened.when_unhandled(fail)
    try:
        sys.excepthook(ValueError, ValueError(NAME), None)
    finally:
        opened.close()
    written = opened.path.read_text(encoding="utf-8")
    assert "could not be told" in written
    assert NAME not in written
