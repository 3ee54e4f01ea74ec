"""The program as a process: started twice, without a screen, and killed while somebody writes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from iop_desktop.services.demo import DemoClinic
from iop_desktop.services.notes import NoteService
from iop_desktop.services.vault import VaultService
from iop_desktop.ui.autosave import DEBOUNCE_MS
from tests.e2e.conftest import CHEAP
from tests.support.clock import MovableClock
from tests.support.source import ROOT

PATIENCE = 30.0


def start(*arguments: str, **environment: str) -> subprocess.Popen[str]:
    """Another process with the environment of this one and some variables more."""
    return subprocess.Popen(
        [sys.executable, *arguments],
        cwd=ROOT,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def wait_for(path: Path) -> str:
    """What stands in a file, as soon as there is something."""
    deadline = time.monotonic() + PATIENCE
    while not path.exists() or not path.read_text():
        assert time.monotonic() < deadline
        time.sleep(0.01)
    return path.read_text()


@pytest.fixture
def first(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """A running program that writes into a file when it is asked to come forward."""
    process = start("-m", "tests.faults.window", "first", str(tmp_path))
    wait_for(tmp_path / "shown")
    yield process
    process.kill()
    process.communicate()


def test_a_second_start_brings_the_first_window_forward_and_ends(first: subprocess.Popen[str], tmp_path: Path) -> None:
    second = start("-m", "tests.faults.window", "second", str(tmp_path))
    said, complained = second.communicate(timeout=PATIENCE)
    assert (second.returncode, said, complained) == (0, "", "")
    assert wait_for(tmp_path / "forward") == "yes"
    assert first.poll() is None


def test_without_a_display_it_says_so(tmp_path: Path) -> None:
    environment = {"QT_QPA_PLATFORM": "", "DISPLAY": "", "WAYLAND_DISPLAY": ""}
    process = start("-m", "iop_desktop", "--data-dir", str(tmp_path / "clinic"), **environment)
    said, complained = process.communicate(timeout=PATIENCE)
    assert (process.returncode, said) == (1, "")
    assert "There is no screen to open a window on." in complained
    assert "Traceback" not in complained
    assert not (tmp_path / "clinic").exists()


def test_a_kill_while_writing_loses_no_more_than_the_last_moment(demo: DemoClinic, tmp_path: Path) -> None:
    """Words typed longer ago than the pause of the saver are in the vault, whatever happens."""
    process = start("-m", "tests.faults.window", "writer", str(tmp_path), str(demo.folder), str(demo.session_id))
    wait_for(tmp_path / "typed")
    time.sleep(DEBOUNCE_MS / 1000 + 1.0)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    clock = MovableClock()
    vault = VaultService(demo.folder, clock, kdf_cost=CHEAP, keyring=lambda: None)
    unlocked = vault.unlock(demo.facilitator, demo.passphrase)
    notes = NoteService(unlocked, clock)
    first_note = notes.open(notes.list(demo.session_id).rows[0].note_id)
    vault.lock(unlocked)
    assert first_note.draft.response == "These words were typed before the power went."
