"""From a key on the laptop to the new slide painted on the room's screen of 1920x1080."""

from __future__ import annotations

import statistics
import sys
import time
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtTest import QTest
from sqlalchemy import select

from benchmarks.clinic import own_copy
from benchmarks.measuring import percentile, report
from benchmarks.window import Driver, leave, running
from iop_desktop.models.lessons import Lesson
from iop_desktop.paths import resource
from iop_desktop.ui.group_page import GroupPage
from iop_desktop.ui.presenter.presenter_window import PresenterWindow

ROUNDS = 6
_LESSON = "curriculum/iop-core/early-recovery/05-cravings-rise-and-fall/slides.md"
_ROOM = (0, 0, 1920, 1080)
_LIMIT_MS = 50
_LOOK_SECONDS = 0.4


class _Painted(QObject):
    """Remembers which slide the room's window was last asked to paint."""

    def __init__(self, window: PresenterWindow) -> None:
        super().__init__(window)
        self.number = -1
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Paint and isinstance(watched, PresenterWindow):
            self.number = watched.number
        return False


def main(place: Path) -> None:
    """Turn the slides of one lesson forward and back, as a facilitator does, with time to look at each."""
    with own_copy(place) as clinic, running(clinic, clinic.story_clock()) as driver:
        driver.unlock(clinic.facilitator, clinic.passphrase)
        desk, unlocked = driver.program.desk, driver.program.front.unlocked
        assert desk is not None
        assert unlocked is not None
        with unlocked.transaction() as db:
            slides = resource(_LESSON).read_text(encoding="utf-8")
            count = slides.count("\n---\n") + 1
            for lesson in db.scalars(select(Lesson)):
                segments = lesson.content["segments"]
                numbered = [{**segment, "slides": []} for segment in segments[1:]]
                first = {**segments[0], "slides": list(range(1, count + 1))}
                lesson.content = {**lesson.content, "slides": slides, "segments": [first, *numbered]}
        desk.open_session(clinic.session_id)
        driver.settle()
        page = desk.shell.page("group")
        assert isinstance(page, GroupPage)
        page.show_runner(True)
        driver.rest(1.0)
        times = _turn(driver, page, count)
        report("slide change to paint, median", statistics.median(times) * 1000, "ms")
        report("slide change to paint, 95 of 100", percentile(times, 0.95) * 1000, "ms", _LIMIT_MS)
    leave()


def _turn(driver: Driver, page: GroupPage, count: int) -> list[float]:
    desk = driver.program.desk
    assert desk is not None
    assert desk.teaching is not None
    screen, runner = desk.teaching.screen, page.runner
    assert runner is not None
    driver.key(runner, Qt.Key.Key_PageDown)
    screen.toggle()
    window = next(each for each in driver.app.topLevelWidgets() if isinstance(each, PresenterWindow))
    window.setGeometry(*_ROOM)
    screen.toggle_blank()
    painted = _Painted(window)
    driver.rest(1.0)
    times = []
    for _ in range(ROUNDS):
        for key, step in ((Qt.Key.Key_PageDown, 1), (Qt.Key.Key_PageUp, -1)):
            for _ in range(count - 1):
                wanted = window.number + step
                begun = time.perf_counter()
                QTest.keyClick(window, key)
                driver.until(lambda number=wanted: painted.number == number)  # type: ignore[misc]  # bound now
                times.append(time.perf_counter() - begun)
                driver.rest(_LOOK_SECONDS)
    return times


if __name__ == "__main__":
    main(Path(sys.argv[1]))
