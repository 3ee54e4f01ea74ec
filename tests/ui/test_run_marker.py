from __future__ import annotations

import logging
import sys
from pathlib import Path

import pytest

from iop_desktop.ui.run_marker import ENDED_SENTENCE, RunMarker


def test_a_run_that_ended_well_leaves_nothing_to_say(tmp_path: Path) -> None:
    first = RunMarker(tmp_path, "clinic")
    assert first.begin() == ""
    assert first.path.exists()
    first.end()
    assert list(tmp_path.iterdir()) == []
    assert RunMarker(tmp_path, "clinic").begin() == ""


def test_a_run_that_did_not_end_is_told_and_logged_once(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    RunMarker(tmp_path, "clinic").begin()
    second = RunMarker(tmp_path, "clinic")
    with caplog.at_level(logging.INFO, "iop_desktop"):
        assert second.begin() == ENDED_SENTENCE
    assert caplog.messages == [ENDED_SENTENCE]
    second.end()
    assert RunMarker(tmp_path, "clinic").begin() == ""


def test_two_vaults_do_not_speak_of_each_other(tmp_path: Path) -> None:
    RunMarker(tmp_path, "clinic").begin()
    assert RunMarker(tmp_path, "demo").begin() == ""


def test_the_marker_holds_nothing(tmp_path: Path) -> None:
    marker = RunMarker(tmp_path, "clinic")
    marker.begin()
    assert marker.path.read_bytes() == b""
    if sys.platform != "win32":
        assert marker.path.stat().st_mode & 0o077 == 0


def test_a_folder_that_is_not_there_does_not_stop_the_program(tmp_path: Path) -> None:
    marker = RunMarker(tmp_path / "absent", "clinic")
    assert marker.begin() == ""
    marker.end()
