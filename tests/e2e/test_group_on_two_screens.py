"""A whole group from the keyboard with a television in the room, and a laptop that is killed in the middle of it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from iop_desktop.rules.slides import read_slides
from iop_desktop.services.demo import DemoClinic
from iop_desktop.services.demo_content import read_demo_content
from tests.e2e.room_scenes import HEADING, LESSON
from tests.support.source import ROOT

LAPTOP = {"name": "laptop", "x": 0, "y": 0, "width": 1366, "height": 768}
TELEVISION = {"name": "television", "x": 1366, "y": 0, "width": 1920, "height": 1080}
SCALE = {"logicalDpi": 96, "logicalBaseDpi": 96, "dpr": 1}
BREAK = "break 12:55 PM to 1:15 PM"

Found = dict[str, Any]


def child(demo: DemoClinic, place: Path, scene: str, minutes: int = 0) -> subprocess.Popen[str]:
    """The scene in a process of its own, ``minutes`` after the session was to begin."""
    (place / "screens.json").write_text(json.dumps({"screens": [LAPTOP | SCALE, TELEVISION | SCALE]}))
    told = {
        "folder": str(demo.folder),
        "passphrase": demo.passphrase,
        "facilitator": demo.facilitator,
        "session_id": str(demo.session_id),
        "starts_at": demo.starts_at.isoformat(),
    }
    return subprocess.Popen(
        [sys.executable, "-m", "tests.e2e.room_scenes", json.dumps(told), scene, str(minutes)],
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": f"offscreen:configfile={place / 'screens.json'}"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def tell(demo: DemoClinic, place: Path, scene: str, minutes: int = 0) -> Found:
    """Run a scene to its end and read what was seen."""
    process = child(demo, place, scene, minutes)
    try:
        said, wrong = process.communicate(timeout=100)
    finally:
        process.kill()
    assert process.returncode == 0, wrong
    found: Found = json.loads(said)
    return found


def kill_in(demo: DemoClinic, place: Path, scene: str) -> Found:
    """Run a scene until it has told what was on screen, then kill it without a word."""
    process = child(demo, place, scene)
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line.startswith("{"), process.communicate()[1]
    finally:
        process.kill()
        process.communicate()
    found: Found = json.loads(line)
    return found


def names() -> set[str]:
    """Every word of the names of the group's members."""
    members = next(group for group in read_demo_content().groups if group.code == "MIOP").members
    told = " ".join(f"{each.first} {each.last} {each.preferred}" for each in members)
    return set(told.split())


def words_of_the_room(seen: list[Found]) -> set[str]:
    """Every word on the television: the slides as the curriculum has them, and what the window is called."""
    slides = read_slides((LESSON / "slides.md").read_text(encoding="utf-8"))
    said = " ".join([HEADING, *map(repr, slides), *(word for each in seen for word in each["words"])])
    return set(re.findall(r"\w+", said))


def given(record: Found) -> list[str]:
    """What one note says of the group."""
    (part,) = (texts for title, texts in record["sections"] if title == "Data: the group")
    return [str(text) for text in part]


@pytest.mark.slow
def test_a_whole_group_from_the_keyboard_with_a_television(demo: DemoClinic, tmp_path: Path) -> None:
    found = tell(demo, tmp_path, "whole")
    check_the_television(found["seen"])
    assert found["in break"]["letters"] == list("PPPPPPPPPPXL")
    assert (found["in break"]["segment"], found["in break"]["left"]) == ("Break", "15:00")
    assert found["in break"]["break since"] == "2026-11-24T17:55:00+00:00"
    assert found["attendance"]["letters"] == list("PTPPPPPPPPXL")
    assert found["attendance"]["break since"] == ""
    check_the_notes(found)
    assert found["fidelity"] == [
        ["Check-in", "shortened", 20, 25, ""],
        ["The shape of a craving", "done", 35, 35, ""],
        ["Riding the wave", "skipped", 0, 30, "The group needed something else"],
        ["Break", "done", 20, 15, ""],
        ["The first twenty minutes", "done", 80, 50, ""],
        ["Close", "done", 22, 25, ""],
    ]
    assert found["scores"] == [4, 4, 3, 3, 2]
    assert found["asked"] == []


def check_the_television(seen: list[Found]) -> None:
    """Blank until asked, then the slides in their order, dot by dot; no other window, and no name of a member."""
    slides = [each["slide"] for each in seen]
    assert [slide for n, slide in enumerate(slides) if n == 0 or slides[n - 1] != slide] == [
        *(-1, 0, 1, 3, 4, 5, 6, 7, 8, 9, 0, -1)
    ]
    assert all(each["pure"] for each in seen)
    assert all(each["windows"] in ([], ["PresenterWindow"]) for each in seen)
    assert len(names()) > 20
    assert not names() & words_of_the_room(seen)


def check_the_notes(found: Found) -> None:
    """The minutes of the break are nobody's, and what was ticked stands in the group part of each note."""
    lines = [record["attendance"] for record in found["records"]]
    assert lines[1] == f"Left early, 12:00 PM to 2:30 PM, 130 minutes; {BREAK}"
    assert lines[2] == (
        f"Present, 12:00 PM to 2:57 PM, 142 minutes; out of the room 12:25 PM to 12:40 PM (called by nurse); {BREAK}"
    )
    assert lines[10:] == ["No-show", f"Late, 12:14 PM to 2:57 PM, 143 minutes; {BREAK}"]
    others = [line for number, line in enumerate(lines) if number not in (1, 2, 10, 11)]
    assert others == [f"Present, 12:00 PM to 2:57 PM, 157 minutes; {BREAK}"] * 8
    ticked = (
        "Check-in (shortened, 20 of 25 min); The shape of a craving (35 min); Break (20 min); "
        "The first twenty minutes (80 min); Close (22 min)."
    )
    assert found["part"]["topic"] == HEADING
    assert found["part"]["facts"] == f"11 present. Segments delivered: {ticked.replace(';', ',')}"
    for number, record in enumerate(found["records"]):
        if number != 10:
            assert given(record)[1:3] == [
                f"Segments delivered: {ticked}",
                "Segments skipped: Riding the wave (The group needed something else).",
            ]


@pytest.mark.slow
def test_a_laptop_killed_in_the_break_goes_on_where_it_was(demo: DemoClinic, tmp_path: Path) -> None:
    before = kill_in(demo, tmp_path, "killed")
    assert before["lesson"]["segment"] == "Break"
    assert before["attendance"]["letters"] == list("PPPPPPPPPPXL")
    assert [by for _, by in before["attendance"]["out"]] == ["nurse"]
    assert before["attendance"]["break since"] == "2026-11-24T17:30:00+00:00"
    after = tell(demo, tmp_path, "reopened", 40)
    assert after["attendance"] == before["attendance"]
    assert (before["lesson"]["left"], after["lesson"]["left"]) == ("12:00", "5:00")
    assert after["lesson"] == before["lesson"] | {"left": "5:00"}
    assert [each["slide"] for each in after["seen"]] == [-1, 0, 6, 7, 7, 7]
    assert before["seen"][-1]["slide"] == 6
    assert all(each["pure"] for each in (*before["seen"], *after["seen"]))
    assert (after["after"]["out"], after["after"]["break since"]) == ([], "")
    lines = [record["attendance"] for record in after["records"]]
    rest = "break 12:30 PM to 12:45 PM"
    assert lines[0] == f"Present, 12:00 PM to 2:55 PM, 160 minutes; {rest}"
    assert lines[3] == (
        f"Present, 12:00 PM to 2:55 PM, 160 minutes; out of the room 12:30 PM to 12:45 PM (called by nurse); {rest}"
    )
    assert lines[11] == f"Late, 12:14 PM to 2:55 PM, 146 minutes; {rest}"
