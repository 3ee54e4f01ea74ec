"""The longest time for which the window's thread stood still while a session is run, written, signed and co-signed."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from benchmarks.clinic import BenchClinic, own_copy
from benchmarks.held_session import finish, write_notes
from benchmarks.measuring import report
from benchmarks.window import Driver, leave, running
from iop_desktop.services.demo_calendar import StoryClock
from iop_desktop.ui.cosign_page import CosignPage
from iop_desktop.ui.sign_dialog import SignDialog
from iop_desktop.ui.watchdog import Watchdog

_LIMIT_MS = 50
_BEAT_MS = 10
_KEYS_AT_MOST = 200
_PAGES = ("1", "2", "3", "4", "5", ",")


class _Beat(QObject):
    """The longest time between two beats of a 10 ms timer, and how much of such a time was the window's own work.

    The rest of a stall is the machine being busy with other programs, or another thread holding the interpreter.
    """

    def __init__(self) -> None:
        super().__init__()
        self.longest = self.most = 0.0
        self._seen, self._worked = time.perf_counter(), time.thread_time()
        self._timer = QTimer(self, interval=_BEAT_MS)
        self._timer.timeout.connect(self._beat)
        self._timer.start()

    def _beat(self) -> None:
        now, worked = time.perf_counter(), time.thread_time()
        self.longest = max(self.longest, now - self._seen - _BEAT_MS / 1000)
        self.most = max(self.most, worked - self._worked)
        self._seen, self._worked = now, worked


def main(place: Path) -> None:
    """Tell the story with the watchdog on; every stall it saw goes to standard error."""
    with own_copy(place) as clinic:
        clock = clinic.story_clock()
        with running(clinic, clock) as driver:
            driver.settle()
            watchdog, beat = Watchdog(limit_ms=_LIMIT_MS), _Beat()
            watchdog.start()
            _tell(driver, clinic, clock)
            watchdog.stop()
            for stall in watchdog.stalls:
                places = "\n    ".join(stall.stack)
                sys.stderr.write(f"stood still for {stall.seconds * 1000:.0f} ms\n    {places}\n")
            report("longest stall in the story", beat.longest * 1000, "ms", _LIMIT_MS)
            report("most CPU of the window's thread between two beats", beat.most * 1000, "ms")
    leave()


def _tell(driver: Driver, clinic: BenchClinic, clock: StoryClock) -> None:
    driver.unlock(clinic.facilitator, clinic.passphrase, pause=0.06)
    _leaf_through(driver)
    _mark_twelve(driver, clinic)
    _write_and_sign(driver, clinic, clock)
    _leaf_through(driver)
    driver.program.window.lock("asked")
    driver.rest(0.2)
    driver.unlock(clinic.supervisor, clinic.passphrase)
    _cosign(driver, clinic)
    _leaf_through(driver)


def _window(driver: Driver) -> QWidget:
    return driver.app.focusWidget() or driver.program.window


def _leaf_through(driver: Driver) -> None:
    """Open every page by its keys."""
    for page in _PAGES:
        held = Qt.KeyboardModifier.ControlModifier if page == "," else Qt.KeyboardModifier.AltModifier
        driver.key(_window(driver), page, held)
        driver.rest(0.15)


def _mark_twelve(driver: Driver, clinic: BenchClinic) -> None:
    """Two exceptions, everybody else present, one step back and again."""
    page = driver.open_group(clinic.session_id)
    for letter in "6E11X":
        driver.key(page.roster, letter)
    driver.key(page.roster, "P", Qt.KeyboardModifier.ShiftModifier)
    driver.key(page.roster, "z", Qt.KeyboardModifier.ControlModifier)
    driver.key(page.roster, "P", Qt.KeyboardModifier.ShiftModifier)
    for letter in "1L2P3V4P":
        driver.key(page.roster, letter)


def _write_and_sign(driver: Driver, clinic: BenchClinic, clock: StoryClock) -> None:
    """Type into one note, step through all of them, and sign what is ready."""
    desk = driver.program.desk
    assert desk is not None
    done: list[bool] = []

    def write() -> bool:
        finish(clinic, desk.services, clock)
        write_notes(clinic, desk.services)
        return True

    driver.program.tasks.run(desk, write, done=done.append)
    driver.until(lambda: bool(done))
    desk.open_notes(clinic.session_id)
    driver.settle()
    page = desk.notes_page()
    field = page.note_card.form.fields["response"]
    for letter in " More was said.":
        QTest.keyClicks(field, letter)
        driver.rest(0.02)
    driver.rest(1.0)
    driver.settle()
    for _ in range(12):
        driver.key(_window(driver), Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
        driver.rest(0.05)
    page.sign_all()
    driver.settle()
    _sign(driver, page, clinic.passphrase)


def _cosign(driver: Driver, clinic: BenchClinic) -> None:
    """Read the whole queue and co-sign it."""
    desk = driver.program.desk
    assert desk is not None
    desk.shell.go("cosign")
    driver.settle()
    page = desk.shell.page("cosign")
    assert isinstance(page, CosignPage)
    for _ in range(_KEYS_AT_MOST):
        if all(row.viewed for row in page.queue.rows):
            break
        driver.key(_window(driver), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        driver.settle()
    page.cosign_all()
    driver.settle()
    _sign(driver, page, clinic.passphrase)


def _sign(driver: Driver, page: QWidget, passphrase: str) -> None:
    dialogs = page.findChildren(SignDialog)
    if not dialogs or not dialogs[-1].ready:
        raise RuntimeError("nothing can be signed")
    dialogs[-1].sign_with(passphrase)
    driver.app.processEvents()
    driver.settle()
    # A desktop gives the keys back to the window when a dialog closes; without a screen nobody does.
    driver.program.window.activateWindow()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
