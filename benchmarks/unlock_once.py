"""One unlock in a process of its own; prints the seconds to Today painted and the seconds of Argon2id alone."""

from __future__ import annotations

import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtTest import QTest

from benchmarks.clinic import own_copy
from benchmarks.keys import cost_of, seconds_of_argon2
from benchmarks.window import Driver, leave, running


class _TodayPainted(QObject):
    """Takes the time of the first paint with what was read from the vault."""

    def __init__(self, driver: Driver) -> None:
        super().__init__()
        self._driver = driver
        self.at = 0.0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        painted = event.type() is QEvent.Type.Paint and type(watched).__name__ == "TodayGroupCard"
        if painted and not self.at and self._driver.today_filled():
            self.at = time.perf_counter()
        return False


def main(place: Path) -> None:
    """Type the pass phrase at the speed of a quick typist and press Enter."""
    with own_copy(place) as clinic, running(clinic, lambda: datetime.now(UTC)) as driver:
        watcher = _TodayPainted(driver)
        # Watching every event makes PySide load all its types, which the program itself does not ask for: not below.
        driver.app.installEventFilter(watcher)
        page = driver.type_passphrase(clinic.facilitator, clinic.passphrase)
        begun = time.perf_counter()
        QTest.keyClick(page.passphrase, Qt.Key.Key_Return)
        driver.until(lambda: watcher.at > 0)
        driver.app.processEvents()
        total = time.perf_counter() - begun
        driver.app.removeEventFilter(watcher)
        driver.settle()
        cost = cost_of(clinic.folder, clinic.facilitator)
        print(total, min(seconds_of_argon2(cost) for _ in range(3)), flush=True)
    leave()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
