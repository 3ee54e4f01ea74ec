"""The house rules of the tests themselves: each of them can fail."""

from __future__ import annotations

import logging
import os
import socket
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from iop_desktop import paths
from tests.support.clock import MovableClock
from tests.support.logs import LogWatch
from tests.support.sockets import NetworkRefused

HOME_OF_PERSON = Path(os.environ.get("HOME", "/"))


def test_the_network_is_refused() -> None:
    with pytest.raises(NetworkRefused):
        socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    with pytest.raises(NetworkRefused):
        socket.getaddrinfo("localhost", 80)


def test_local_sockets_work() -> None:
    left, right = socket.socketpair()
    with left, right:
        left.sendall(b"hello")
        assert right.recv(5) == b"hello"


def test_every_folder_of_the_program_lies_in_the_home_of_the_test(home: Path) -> None:
    assert home != HOME_OF_PERSON
    for folder in (paths.data_dir(), paths.log_dir(), paths.settings_file(), Path.home()):
        assert folder.is_relative_to(home)


def test_an_unexpected_warning_is_found() -> None:
    watch = LogWatch()
    watch.allow("iop_desktop.models", "retry")
    for name, message in [("iop_desktop.models.database", "retry"), ("iop_desktop.models", "lost"), ("other", "retry")]:
        watch.emit(logging.LogRecord(name, logging.WARNING, "x.py", 1, message, None, None))
    assert watch.unexpected() == ["iop_desktop.models: lost", "other: retry"]


def test_a_warning_reaches_the_watch(expected_logs: LogWatch) -> None:
    logging.getLogger("some.library").warning("look")
    assert expected_logs.unexpected() == ["some.library: look"]
    expected_logs.allow("some")


def test_the_clock_stands_still_until_it_is_moved(clock: MovableClock) -> None:
    assert clock() == clock() == datetime(2026, 11, 24, 17, 0, tzinfo=UTC)
    assert clock.advance(minutes=5) == clock()
    clock.advance(days=-1)
    assert clock() == datetime(2026, 11, 23, 17, 5, tzinfo=UTC)
    clock.set(clock() + timedelta(hours=1))
    with pytest.raises(ValueError, match="aware"):
        clock.set(datetime(2026, 1, 1))


def test_windows_stay_off_the_screen(qtbot: QtBot, request: pytest.FixtureRequest) -> None:
    if not request.config.getoption("--onscreen"):
        assert QGuiApplication.platformName() == "offscreen"
