"""The demo clinic in the real window: made once without history, copied for each test, closed cleanly."""

from __future__ import annotations

import dataclasses
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from iop_desktop.app import Program
from iop_desktop.models.kdf import KdfCost
from iop_desktop.services.demo import DEMO_PASSPHRASE, DemoClinic, make_demo
from iop_desktop.services.vault import VaultService
from tests.e2e.driver import Driver
from tests.factories import ZONE
from tests.support.clock import START, MovableClock
from tests.ui.recorder import RecordedDialogs

CHEAP = KdfCost(memory_kib=8192, iterations=1, lanes=1)

OpenProgram = Callable[[Path], Driver]


@pytest.fixture(scope="session")
def demo_template(tmp_path_factory: pytest.TempPathFactory) -> DemoClinic:
    """A closed demo clinic whose session begins at noon, when the clock of the tests starts; only to be copied."""
    folder = tmp_path_factory.mktemp("demo") / "clinic"
    clock = MovableClock()
    demo = make_demo(
        folder, DEMO_PASSPHRASE, clock, kdf_cost=CHEAP, history_weeks=0, session_starts_at=START, zone=ZONE
    )
    VaultService(folder, clock, kdf_cost=CHEAP, keyring=lambda: None).lock(demo.unlocked)
    return demo


@pytest.fixture
def demo(demo_template: DemoClinic, tmp_path: Path) -> DemoClinic:
    """A copy of the demo clinic of this test's own, locked."""
    folder = tmp_path / "clinic"
    shutil.copytree(demo_template.folder, folder)
    return dataclasses.replace(demo_template, folder=folder)


@pytest.fixture
def open_program(
    qapp: QApplication, qtbot: QtBot, demo_template: DemoClinic, clock: MovableClock
) -> Iterator[OpenProgram]:
    """``open_program(folder)`` opens the window on a folder; what is open at the end is closed as by its owner."""
    opened: list[Driver] = []

    def opening(folder: Path) -> Driver:
        dialogs = RecordedDialogs()
        program = Program(qapp, folder, clock, dialogs, kdf_cost=CHEAP, keyring=lambda: None)
        opened.append(Driver(program, clock, dialogs, dataclasses.replace(demo_template, folder=folder)))
        opened[-1].start()
        return opened[-1]

    yield opening
    for driver in opened:
        driver.program.window.close()
        driver.program.tasks.wait_idle()
        driver.program.idle.deleteLater()
        driver.program.window.deleteLater()
        driver.program.tasks.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def program(open_program: OpenProgram, demo: DemoClinic) -> Driver:
    """The window on the demo clinic, locked."""
    return open_program(demo.folder)
