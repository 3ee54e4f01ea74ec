"""A run that ended without closing, as when the display is lost, is told in the log of the next one."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from iop_desktop import log, paths
from iop_desktop.ui.run_marker import ENDED_SENTENCE
from tests.support.source import ROOT

PATIENCE = 30.0
OPEN_AND_CLOSE = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from iop_desktop import app as program
app = program.make_application()
QTimer.singleShot(300, app.closeAllWindows)
sys.exit(program.open_window(Path(sys.argv[1])))
"""


def start(folder: Path) -> subprocess.Popen[bytes]:
    """The window on a folder without a clinic, on screen."""
    shown = folder / "shown"
    shown.unlink(missing_ok=True)
    command = [sys.executable, "-m", "tests.faults.window", "first", str(folder)]
    process = subprocess.Popen(command, cwd=ROOT, env=dict(os.environ))
    deadline = time.monotonic() + PATIENCE
    while not shown.exists():
        assert time.monotonic() < deadline
        assert process.poll() is None
        time.sleep(0.01)
    return process


def logged() -> int:
    """How often the log tells it."""
    path = paths.log_dir() / log.LOG_NAME
    return path.read_text(encoding="utf-8").count(ENDED_SENTENCE) if path.exists() else 0


@pytest.mark.skipif(sys.platform == "win32", reason="signals are a matter of POSIX")
def test_after_a_kill_the_next_start_logs_it_once(tmp_path: Path) -> None:
    first = start(tmp_path)
    assert len(list(paths.log_dir().glob("*.running"))) == 1
    first.send_signal(signal.SIGKILL)
    first.wait(PATIENCE)
    assert logged() == 0
    second = start(tmp_path)
    second.kill()
    second.wait(PATIENCE)
    assert logged() == 1


def test_a_run_that_was_closed_leaves_no_marker(tmp_path: Path) -> None:
    for _ in range(2):
        command = [sys.executable, "-c", OPEN_AND_CLOSE, str(tmp_path / "clinic")]
        done = subprocess.run(command, cwd=ROOT, env=dict(os.environ), timeout=PATIENCE, check=False)
        assert done.returncode == 0
        assert list(paths.log_dir().glob("*.running")) == []
    assert logged() == 0
