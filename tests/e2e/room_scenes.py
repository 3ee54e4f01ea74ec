"""Run in a process of its own on two simulated screens: a group held from the keyboard, told as JSON.

The first argument says as JSON which closed demo clinic it is; the second is a scene; the third is how many minutes
after its beginning the session stands.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from PIL import Image, ImageChops
from PySide6.QtGui import QImage, QPainter, QPixmap
from PySide6.QtWidgets import QApplication

from iop_desktop.app import Program, make_application
from iop_desktop.rules.slides import read_slides
from iop_desktop.services.demo import DemoClinic
from iop_desktop.ui.group_part_dialog import GroupPartDialog
from iop_desktop.ui.presenter.presenter_window import PresenterWindow
from iop_desktop.ui.presenter.slide_painter import paint_blank, paint_slide
from iop_desktop.ui.skip_dialog import SkipDialog
from iop_desktop.ui.widgets.text import label
from tests.e2e.conftest import CHEAP
from tests.e2e.driver import Driver
from tests.support.clock import MovableClock
from tests.support.source import ROOT
from tests.ui.recorder import RecordedDialogs

LESSON = ROOT / "resources/curriculum/iop-core/early-recovery/05-cravings-rise-and-fall"
HEADING = "Cravings rise and fall"
TELEVISION = "television"
SOFT = 48


@dataclass
class Room:
    """A facilitator at the laptop; ``seen`` is what stood on the television after each step."""

    driver: Driver
    seen: list[dict[str, Any]] = field(default_factory=list)

    def at(self, hour: int, minute: int) -> None:
        """Let the clock on the clinic's wall go on to this time, and the runner with it."""
        zone = self.driver.unlocked.zone
        day = self.driver.clock().astimezone(zone)
        self.driver.move_clock(day.replace(hour=hour, minute=minute))
        if self.driver.desk.teaching is not None:
            self.driver.desk.teaching.runner._tick()

    def press(self, *keys: str) -> None:
        """Press keys, wait, and look at the television."""
        self.driver.press(*keys)
        self.look()

    def mark(self, keys: str) -> None:
        """Go to the roster beside the lesson, type, and come back to the lesson."""
        self.driver.press("Ctrl+R")
        self.driver.write(keys)
        self.look()
        self.driver.press("Escape")

    def open_television(self) -> None:
        """Open the window for the room; the simulated screens give it the keyboard, which it did not ask for."""
        self.press("Shift+F5")
        self.driver.program.window.activateWindow()
        self.driver.settle()

    def look(self) -> None:
        """Keep what the people in the room can see."""
        self.driver.settle()
        there = [
            each for each in QApplication.topLevelWidgets() if each.isVisible() and each.screen().name() == TELEVISION
        ]
        shown = next((each for each in there if isinstance(each, PresenterWindow)), None)
        self.seen.append(
            {
                "windows": [type(each).__name__ for each in there],
                "slide": shown.number if shown else -1,
                "pure": shown is None or _is_pure(shown),
                "words": [shown.windowTitle(), shown.accessibleName(), shown.toolTip()] if shown else [],
            }
        )

    def lesson(self) -> dict[str, Any]:
        """Where the lesson stands on the laptop."""
        runner = self.driver.group.runner
        assert runner is not None
        clock = runner.clock
        return {
            "segment": clock.title.text(),
            "left": clock.segment.text(),
            "slide": runner.screen_card.now.number,
            "states": [str(each.state) for each in self._taught()],
        }

    def _taught(self) -> tuple[Any, ...]:
        found = self.driver.desk.services.teaching.view(self.driver.demo.session_id)
        assert found is not None
        return found.segments

    def attendance(self) -> dict[str, Any]:
        """Letters in roster order, who was called out, and since when the group has a break."""
        room = self.driver.desk.services.attendance.room(self.driver.demo.session_id)
        return {
            "letters": self.driver.statuses(),
            "out": [(out.name, out.by) for out in room.presence.out],
            "break since": room.break_since.isoformat() if room.break_since else "",
        }

    def records(self) -> list[dict[str, Any]]:
        """What each note says of attendance and of the group, in roster order."""
        notes, found = self.driver.desk.services.notes, []
        for row in notes.list(self.driver.demo.session_id).rows:
            view = notes.open(row.note_id)
            found.append({"attendance": view.attendance_line, "sections": view.record.sections})
        return found


def _is_pure(window: PresenterWindow) -> bool:
    """Whether every dot of the window is that of the slide as it stands in the curriculum, or of nothing."""
    picture = QPixmap(window.size() * window.devicePixelRatioF())
    picture.setDevicePixelRatio(window.devicePixelRatioF())
    painter = QPainter(picture)
    if window.number:
        slides = read_slides((LESSON / "slides.md").read_text(encoding="utf-8"))
        paint_slide(painter, window.rect().toRectF(), slides[window.number - 1], HEADING)
    else:
        paint_blank(painter, window.rect().toRectF())
    painter.end()
    return _is_like(window.grab().toImage(), picture.toImage())


def _is_like(one: QImage, other: QImage) -> bool:
    """Whether two pictures are the same but for the soft edges of letters, which the system sets a little apart."""
    extremes = ImageChops.difference(_dots(one), _dots(other)).getextrema()
    return all(isinstance(each, tuple) and each[1] < SOFT for each in extremes)


def _dots(picture: QImage) -> Image.Image:
    kept = picture.convertToFormat(QImage.Format.Format_RGBA8888)
    return Image.frombytes("RGBA", (kept.width(), kept.height()), bytes(kept.constBits())).convert("RGB")


def teach(room: Room) -> None:
    """From Today to the first slide on the television."""
    driver = room.driver
    driver.press("Return")
    driver.settle()
    assert driver.desk.shell.current_key == "group"
    room.press("Ctrl+B")
    room.press("F5")
    room.open_television()
    room.press("PgDown")
    room.press("B")


def whole(room: Room) -> dict[str, Any]:
    """A group from its first minute to its last."""
    driver = room.driver
    teach(room)
    room.mark("1PPPPPPPPPPX")
    room.at(12, 14)
    room.mark("12L")
    room.at(12, 20)
    room.press("Ctrl+H")
    room.at(12, 25)
    room.mark("3o2")
    room.at(12, 40)
    room.mark("3r")
    room.at(12, 55)
    room.press("PgDown")
    room.press("PgDown")
    room.press("Ctrl+J")
    driver.dialog(SkipDialog)
    driver.write("2")
    room.look()
    in_break = room.attendance() | room.lesson()
    room.at(13, 15)
    room.press("Ctrl+D")
    room.press("PgDown")
    room.at(14, 30)
    room.mark("2T")
    room.at(14, 35)
    room.press("Ctrl+D")
    room.at(14, 57)
    room.press("Ctrl+D")
    wrap_up(room)
    room.press("Ctrl+E")
    room.press("Shift+F5")
    room.press("Alt+3")
    part = save_group_part(driver)
    record = driver.desk.services.fidelity.record(driver.demo.session_id)
    assert record is not None
    return {
        "in break": in_break,
        "attendance": room.attendance(),
        "part": part,
        "records": room.records(),
        "fidelity": [(each.title, str(each.state), each.spent, each.minutes, each.reason) for each in record.segments],
        "scores": record.own_scores,
        "asked": driver.dialogs.asked,
    }


def wrap_up(room: Room) -> None:
    """What nobody marked was done; five digits rate the lesson."""
    driver = room.driver
    driver.tab_to("Mark 1 taught segment done", backward=True)
    room.press("Space")
    runner = driver.group.runner
    assert runner is not None
    runner.wrap_up.setFocus()
    driver.write("44332")
    driver.tab_to("Save rating")
    room.press("Space")
    assert not driver.group.teaching


def save_group_part(driver: Driver) -> dict[str, str]:
    """Read and save what the lesson suggests for all notes; what was proposed, and what it says of the segments."""
    driver.press("Ctrl+G")
    dialog = driver.dialog(GroupPartDialog)
    words = [each.text() for each in dialog.findChildren(type(label(""))) if each.text().endswith(".")]
    found = {"topic": dialog.topic.text(), "facts": words[-1]}
    driver.press("Return")
    driver.settle()
    return found


def killed(room: Room) -> dict[str, Any]:
    """The group has a break, one member is out of the room; then this process waits to be killed."""
    teach(room)
    room.mark("1PPPPPPPPPPX")
    room.at(12, 14)
    room.mark("12L")
    room.press("Ctrl+D")
    room.press("Ctrl+D")
    room.at(12, 30)
    room.press("Ctrl+H")
    room.mark("4o2")
    room.at(12, 33)
    found = {"attendance": room.attendance(), "lesson": room.lesson(), "seen": room.seen}
    sys.stdout.write(json.dumps(found) + "\n")
    sys.stdout.flush()
    sys.stdin.readline()
    raise AssertionError("nobody killed this process")


def reopened(room: Room) -> dict[str, Any]:
    """Somebody has started the laptop again; the lesson is taken up, the break ends, the group ends."""
    driver = room.driver
    driver.press("Return")
    driver.settle()
    assert driver.desk.shell.current_key == "group"
    attendance = room.attendance()
    room.press("F5")
    room.at(12, 40)
    lesson = room.lesson()
    room.open_television()
    room.press("B")
    room.at(12, 45)
    room.press("PgDown")
    room.mark("4r")
    after = room.attendance()
    room.at(14, 55)
    room.press("Ctrl+E")
    return {"attendance": attendance, "lesson": lesson, "after": after, "records": room.records()}


SCENES = {"whole": whole, "killed": killed, "reopened": reopened}


def clinic_of(told: dict[str, str]) -> DemoClinic:
    """The demo clinic of another process."""
    return DemoClinic(
        folder=Path(told["folder"]),
        unlocked=None,  # type: ignore[arg-type]  # it was closed; the window opens it anew
        clinic_name="",
        passphrase=told["passphrase"],
        recovery_code="",
        logins=(),
        facilitator=told["facilitator"],
        supervisor="",
        session_id=UUID(told["session_id"]),
        starts_at=datetime.fromisoformat(told["starts_at"]),
    )


if __name__ == "__main__":
    demo = clinic_of(json.loads(sys.argv[1]))
    clock = MovableClock(demo.starts_at)
    clock.advance(minutes=int(sys.argv[3]))
    dialogs = RecordedDialogs()
    program = Program(make_application(), demo.folder, clock, dialogs, kdf_cost=CHEAP, keyring=lambda: None)
    person = Room(Driver(program, clock, dialogs, demo))
    person.driver.start()
    person.driver.unlock(demo.facilitator)
    answer = SCENES[sys.argv[2]](person)
    sys.stdout.write(json.dumps({**answer, "seen": person.seen}))
    program.window.close()
    program.tasks.wait_idle()
