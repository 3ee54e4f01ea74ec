"""The disk is full at every write of a session, one after the other: said in a sentence, and all before is there."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from tests.factories import SmallClinic
from tests.faults.conftest import Markers
from tests.faults.counts import times
from tests.faults.test_sudden_death import acknowledged, marks_in_vault
from tests.support.source import ROOT

FRAME = 4096 + 24
WRITES = times("FULL_DISKS", 8)
DISKS = times("SMALL_DISKS", 0)
_MEGABYTE = 1 << 20


def require_refused(lines: list[list[str]]) -> None:
    """The last that was said is the sentence of a full disk."""
    kind, name, *sentence = lines[-1]
    assert kind == "failed"
    # A file that may not grow is told as a full disk by some systems, as a failed write by others.
    assert name in ("VaultFull", "VaultDisk")
    assert "everything before it is safe" in " ".join(sentence)


def test_full_at_each_write_of_the_log(clinic: SmallClinic, markers: Markers) -> None:
    expected: dict[str, str] = {}
    for number in range(WRITES):
        # Half a frame more each time: at its beginning, and in its middle.
        markers.start(number, 20 * FRAME + number * FRAME // 2)
        lines = markers.lines()
        require_refused(lines)
        marks, _ = acknowledged(lines)
        expected |= marks
        assert marks_in_vault(clinic) == expected
    assert expected


@contextmanager
def small_disk(place: Path, size: int) -> Iterator[Path]:
    """A disk in memory of that size."""
    place.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(place)], check=True)
    try:
        yield place
    finally:
        subprocess.run(["umount", "--lazy", str(place)], check=True)


if DISKS and sys.platform == "linux" and os.geteuid() == 0:  # only root makes a small disk

    def test_a_small_disk_that_is_really_full(clinic: SmallClinic, tmp_path: Path) -> None:
        size = sum(path.stat().st_size for path in clinic.folder.iterdir()) + _MEGABYTE
        for number in range(DISKS):
            with small_disk(tmp_path / f"disk-{number}", size + number * 4096) as disk:
                folder = disk / "clinic"
                shutil.copytree(clinic.folder, folder)
                command = [sys.executable, "-m", "tests.faults.marker", str(folder), str(clinic.session_id)]
                pipe = subprocess.PIPE
                with subprocess.Popen(command, cwd=ROOT, text=True, stdin=pipe, stdout=pipe) as process:
                    marker = Markers(process, tmp_path, count=100 * number)
                    marker.start(number)
                    lines = marker.lines()
                    assert process.stdin is not None
                    process.stdin.close()
                require_refused(lines)
                marks, _ = acknowledged(lines)
                assert marks
                away = tmp_path / f"moved-{number}"
                shutil.copytree(folder, away)
                assert marks_in_vault(replace(clinic, folder=away)) == marks
