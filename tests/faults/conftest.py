"""The small clinic, and processes of their own that work in it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.e2e.conftest import demo, demo_template, open_program
from tests.factories import SmallClinic
from tests.services.conftest import as_staff, clinic, clinic_template
from tests.support.source import ROOT

__all__ = ["as_staff", "clinic", "clinic_template", "demo", "demo_template", "open_program"]

PATIENCE = 30.0


@dataclass
class Markers:
    """Starts markers one after another, kills them, and reads what they said."""

    process: subprocess.Popen[str]
    folder: Path
    count: int = 0
    pid: int = 0

    @property
    def told(self) -> Path:
        """What the present marker has said so far."""
        return self.folder / f"told-{self.count}"

    def start(self, seed: int, largest: int = 0) -> None:
        """Start one and wait until its vault is open."""
        self.count += 1
        assert self.process.stdin is not None
        self.process.stdin.write(f"{seed} {largest} {self.told}\n")
        self.process.stdin.flush()
        self.pid = int(self._answer().removeprefix("born "))
        deadline = time.monotonic() + PATIENCE
        while not (self.told.exists() and self.told.read_bytes().startswith(b"ready\n")):
            assert time.monotonic() < deadline
            time.sleep(0.001)

    def kill(self) -> list[list[str]]:
        """Pull the plug; the lines it said."""
        os.kill(self.pid, signal.SIGKILL)
        return self.lines()

    def lines(self) -> list[list[str]]:
        """Wait for its end; the lines it said, without one that was cut."""
        assert self._answer() == "gone"
        said = self.told.read_text()
        return [line.split() for line in said[: said.rfind("\n") + 1].splitlines()]

    def _answer(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()


@pytest.fixture
def markers(clinic: SmallClinic, tmp_path: Path) -> Iterator[Markers]:
    """Markers in the small clinic; what still runs at the end is ended."""
    if not hasattr(os, "fork"):
        pytest.skip("a process is forked and killed the POSIX way")
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.faults.marker", str(clinic.folder), str(clinic.session_id)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    made = Markers(process, tmp_path)
    yield made
    process.kill()
    process.communicate()
    if made.pid and Path(f"/proc/{made.pid}").exists():
        os.kill(made.pid, signal.SIGKILL)
