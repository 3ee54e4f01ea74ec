"""From the key that leads to the group room to its roster of sixteen painted, with eight weeks of history.

Meanwhile a mark was recorded elsewhere, so that the page is right only when what was read anew is painted.
"""

from __future__ import annotations

import statistics
import sys
import time
from datetime import timedelta
from pathlib import Path

from PySide6.QtCore import QEvent, QObject
from sqlalchemy import select

from benchmarks.clinic import BenchClinic, own_copy
from benchmarks.measuring import percentile, report
from benchmarks.window import Driver, leave, running
from iop_desktop.models.groups import Group, Membership, Session
from iop_desktop.rules.vocabulary import AttendanceStatus
from iop_desktop.ui.group_page import GroupPage
from iop_desktop.ui.table import ROW_ROLE

MEMBERS = 16
RUNS = 40
HISTORY = timedelta(weeks=8)
_LIMIT_MS = 50


class _Painted(QObject):
    """When the roster was painted last."""

    def __init__(self, page: GroupPage) -> None:
        super().__init__(page)
        self.at = 0.0
        page.roster.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            self.at = time.perf_counter()
        return super().eventFilter(watched, event)


def main(place: Path) -> None:
    """Leave for Today and come back by key, many times; the page is read anew each time."""
    with own_copy(place) as clinic:
        _fill(clinic)
        with running(clinic, clinic.story_clock()) as driver:
            driver.unlock(clinic.facilitator, clinic.passphrase)
            page = driver.open_group(clinic.session_id)
            # Nobody reads Today in less; meanwhile the program builds its pages and loads what it will need.
            driver.rest(5.0)
            times = [_open(driver, page, clinic) for _ in range(RUNS)]
            assert page.roster.model().rowCount() == MEMBERS
            report("open the group of 16, median", statistics.median(times) * 1000, "ms")
            report("open the group of 16, 95 of 100", percentile(times, 0.95) * 1000, "ms", _LIMIT_MS)
    leave()


def _open(driver: Driver, page: GroupPage, clinic: BenchClinic) -> float:
    desk = driver.program.desk
    assert desk is not None
    desk.shell.go("today")
    driver.settle()
    driver.rest(0.05)
    _record_elsewhere(driver, page, clinic)
    shown: list[float] = []
    connection = page.session_shown.connect(lambda _head: shown.append(time.perf_counter()))
    painted = _Painted(page)
    begun = time.perf_counter()
    desk.open_session(clinic.session_id)
    driver.until(lambda: bool(shown) and painted.at > shown[0])
    page.session_shown.disconnect(connection)
    page.roster.viewport().removeEventFilter(painted)
    driver.settle()
    return painted.at - begun


def _record_elsewhere(driver: Driver, page: GroupPage, clinic: BenchClinic) -> None:
    """The first member is marked otherwise, and no page is told; somebody away begins no session."""
    desk = driver.program.desk
    assert desk is not None
    model = page.roster.model()
    first = model.data(model.index(0, 0), ROW_ROLE)
    status = AttendanceStatus.NO_SHOW if first.status is AttendanceStatus.EXCUSED else AttendanceStatus.EXCUSED
    desk.services.attendance.mark(clinic.session_id, first.client_id, status)


def _fill(clinic: BenchClinic) -> None:
    """Bring the group to sixteen with members of the other groups, who have a history of their own."""
    clock = clinic.story_clock()
    with clinic.unlocked(clinic.facilitator, clock) as unlocked, unlocked.transaction() as db:
        session = db.get_one(Session, clinic.session_id)
        group = db.get_one(Group, session.group_id)
        group.capacity = MEMBERS
        members = set(db.scalars(select(Membership.client_id).where(Membership.group_id == group.id)))
        others = db.scalars(select(Membership.client_id).where(Membership.group_id != group.id).order_by(Membership.id))
        first_on = (clinic.starts_at - HISTORY).date()
        for client_id in [each for each in others if each not in members][: MEMBERS - len(members)]:
            db.add(Membership(group_id=group.id, client_id=client_id, first_on=first_on, last_on=None))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
