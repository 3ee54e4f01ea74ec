"""What every test gets: an offscreen screen, a home folder of its own, no network, a quiet log, a clock that waits."""

from __future__ import annotations

import itertools
import logging
import os
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

from tests.support.clock import MovableClock
from tests.support.logs import LogWatch
from tests.support.sockets import refuse_network

hypothesis.settings.register_profile("house", deadline=None, max_examples=50)
hypothesis.settings.register_profile("ci", parent=hypothesis.settings.get_profile("house"), derandomize=True)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") else "house")

_HOME_FOLDERS = {
    "HOME": "",
    "USERPROFILE": "",
    "APPDATA": "roaming",
    "LOCALAPPDATA": "local",
    "XDG_DATA_HOME": "share",
    "XDG_CONFIG_HOME": "config",
    "XDG_STATE_HOME": "state",
    "XDG_CACHE_HOME": "cache",
}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--onscreen", action="store_true", help="show the windows of the tests on the real screen")


def pytest_configure(config: pytest.Config) -> None:
    if not config.getoption("--onscreen"):
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    refuse_network()


def _use_home(monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    for variable, folder in _HOME_FOLDERS.items():
        path = home / folder
        path.mkdir(parents=True, exist_ok=True)
        monkeypatch.setenv(variable, str(path))
    # An address of no known kind: neither a keyring nor the desktop of the person who runs the tests is reached.
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "disabled:")


@pytest.fixture(scope="session")
def _homes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("homes")
    return (folder / str(number) for number in itertools.count())


@pytest.fixture(scope="session", autouse=True)
def _home_of_shared_fixtures(_homes: Iterator[Path]) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as monkeypatch:
        _use_home(monkeypatch, next(_homes))
        yield


@pytest.fixture(autouse=True)
def home(_homes: Iterator[Path], monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home folder of this test's own: data, settings and log folders of the program lie in it."""
    folder = next(_homes)
    _use_home(monkeypatch, folder)
    return folder


@pytest.fixture(autouse=True)
def expected_logs() -> Iterator[LogWatch]:
    """Fails the test on a log record of WARNING or above; `expected_logs.allow(logger, words)` expects one."""
    watch = LogWatch()
    root = logging.getLogger()
    root.addHandler(watch)
    try:
        yield watch
    finally:
        root.removeHandler(watch)
    unexpected = watch.unexpected()
    if unexpected:
        pytest.fail("unexpected in the log:\n" + "\n".join(unexpected))


@pytest.fixture
def clock() -> MovableClock:
    """A clock that stands at 2026-11-24T17:00:00Z; `clock.advance(minutes=5)` moves it."""
    return MovableClock()
