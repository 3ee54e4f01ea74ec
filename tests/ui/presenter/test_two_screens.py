"""A laptop and a television, simulated: the room gets slides and the laptop keeps the members, or else neither."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from iop_desktop.services.demo import DemoClinic
from iop_desktop.ui.group_screen import GONE, MEETING, MIRRORED
from tests.support.source import ROOT

LAPTOP = {"name": "laptop", "x": 0, "y": 0, "width": 1366, "height": 768}
ROOM = {"name": "television", "x": 1366, "y": 0, "width": 1920, "height": 1080}
SAME = {"name": "television", "x": 0, "y": 0, "width": 1366, "height": 768}
SCALE = {"logicalDpi": 96, "logicalBaseDpi": 96, "dpr": 1}

Found = dict[str, Any]


def tell(demo: DemoClinic, place: Path, scene: str, second: dict[str, Any]) -> Found:
    """Run a scene on two screens and read what was seen."""
    (place / "screens.json").write_text(json.dumps({"screens": [LAPTOP | SCALE, second | SCALE]}))
    done = subprocess.run(
        [sys.executable, "-m", "tests.ui.presenter.two_screens", str(demo.folder), demo.facilitator, scene],
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": f"offscreen:configfile={place / 'screens.json'}"},
        capture_output=True,
        text=True,
        check=False,
        timeout=100,
    )
    assert done.returncode == 0, done.stderr
    found: Found = json.loads(done.stdout)
    return found


@pytest.mark.slow
def test_the_room_sees_slides_and_the_laptop_keeps_the_members(demo: DemoClinic, tmp_path: Path) -> None:
    found = tell(demo, tmp_path, "two", ROOM)
    opened = found["opened"]
    assert found["before"]["slide"] == -1
    assert (opened["screen"], opened["geometry"]) == ("television", [1366, 0, 1920, 1080])
    assert (opened["laptop"], opened["roster"], opened["covered"], opened["takes keys"]) == (
        "laptop",
        True,
        False,
        False,
    )
    slides = [found[name]["slide"] for name in ("opened", "still blank", "shown", "next", "after locking")]
    assert slides == [0, 0, 1, 2, 2]
    unplugged = found["unplugged"]
    assert (unplugged["slide"], unplugged["roster"], unplugged["said"]) == (-1, True, GONE)
    assert found["left open"] == 0


@pytest.mark.slow
def test_on_mirrored_screens_slides_and_members_never_meet(demo: DemoClinic, tmp_path: Path) -> None:
    found = tell(demo, tmp_path, "mirrored", SAME)
    opened = found["opened"]
    assert (opened["slide"], opened["covered"], opened["roster"], opened["said"]) == (0, True, False, MIRRORED)
    assert found["asked for members"]["covered"]
    assert not found["asked for members"]["roster"]
    assert (found["closed"]["slide"], found["closed"]["covered"], found["closed"]["roster"]) == (-1, False, True)


@pytest.mark.slow
def test_the_laptops_window_does_not_follow_the_slides_to_the_room(demo: DemoClinic, tmp_path: Path) -> None:
    found = tell(demo, tmp_path, "dragged", ROOM)
    assert (found["opened"]["screen"], found["opened"]["slide"]) == ("television", 0)
    assert (found["dragged"]["slide"], found["dragged"]["said"]) == (-1, MEETING)


@pytest.mark.slow
def test_a_laptop_that_dies_goes_on_where_it_was(demo: DemoClinic, tmp_path: Path) -> None:
    before = tell(demo, tmp_path, "killed", ROOM)
    after = tell(demo, tmp_path, "reopened", ROOM)
    assert (after["segment"], after["slide"]) == (before["segment"], before["slide"])
    assert before["slide"] == 2
    minutes = [int(found["left"].split(":")[0]) for found in (before, after)]
    assert minutes[0] - minutes[1] == 7
