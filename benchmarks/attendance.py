"""From a key on the roster to the new status painted, with the mark in the vault."""

from __future__ import annotations

import statistics
import sys
import time
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import QModelIndex, QPersistentModelIndex
from PySide6.QtGui import QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QStyleOptionViewItem

from benchmarks.clinic import own_copy
from benchmarks.measuring import percentile, report
from benchmarks.window import Driver, leave, running
from iop_desktop.rules.vocabulary import BY_LETTER, AttendanceStatus
from iop_desktop.services.room_views import AttendanceRow
from iop_desktop.ui.group_page import GroupPage
from iop_desktop.ui.roster_delegate import RosterDelegate
from iop_desktop.ui.roster_model import Columns
from iop_desktop.ui.table import ROW_ROLE

ROUNDS = ("L", "P", "X", "E", "V", "P")
_LIMIT_MS = 30


class _Witness(RosterDelegate):
    """Paints as usual and remembers which status stood in which row, and since when."""

    def __init__(self, parent: GroupPage) -> None:
        super().__init__(parent)
        self.painted: dict[UUID, tuple[AttendanceStatus, float]] = {}

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().paint(painter, option, index)
        row: AttendanceRow = index.data(ROW_ROLE)
        known = self.painted.get(row.client_id)
        if Columns(index.column()) is Columns.STATUS and (known is None or known[0] is not row.status):
            self.painted[row.client_id] = (row.status, time.perf_counter())


def main(place: Path) -> None:
    """Mark every member six times over, which is more than a session ever sees, each time with another letter."""
    with own_copy(place) as clinic, running(clinic, clinic.story_clock()) as driver:
        driver.unlock(clinic.facilitator, clinic.passphrase)
        page = driver.open_group(clinic.session_id)
        # The page begins to count badges a moment after it is opened.
        driver.rest(1.0)
        times = _mark(driver, page)
        report("attendance key to paint, median", statistics.median(times) * 1000, "ms")
        report("attendance key to paint, 95 of 100", percentile(times, 0.95) * 1000, "ms", _LIMIT_MS)
        desk = driver.program.desk
        assert desk is not None
        stored = desk.services.attendance.room(clinic.session_id).rows
        assert all(row.status is BY_LETTER[ROUNDS[-1]] for row in stored)
    leave()


def _mark(driver: Driver, page: GroupPage) -> list[float]:
    witness = _Witness(page)
    page.roster.setItemDelegate(witness)
    model = page.roster.model()
    times = []
    for letter in ROUNDS:
        for row in range(model.rowCount()):
            page.roster.setCurrentIndex(model.index(row, Columns.STATUS))
            driver.app.processEvents()
            member = page.roster.current_row
            assert member is not None
            times.append(_press(driver, page, witness, member.client_id, letter))
            # A fast hand on a keyboard; what follows a mark is done before the next key.
            driver.rest(0.03)
            driver.settle()
    return times


def _press(driver: Driver, page: GroupPage, witness: _Witness, member: UUID, letter: str) -> float:
    wanted = BY_LETTER[letter]
    begun = time.perf_counter()
    QTest.keyClicks(page.roster, letter)
    driver.until(lambda: witness.painted[member][0] is wanted)
    return witness.painted[member][1] - begun


if __name__ == "__main__":
    main(Path(sys.argv[1]))
