"""The power goes while attendance is written: what was acknowledged is there, and nothing half-written is read.

Two ways. Here and everywhere, without any tool, the write-ahead log of real work is cut at the end of each frame and
in the middle, frames that had not been synced are taken out, and a checkpoint is left half done. With ``make faults``,
where there is a C compiler, a process is traced write by write (``trace.c``) and the power is cut at random acts, which
also covers what the first way takes for granted: that the log is synced before a mark is acknowledged.
"""

from __future__ import annotations

import dataclasses
import os
import random
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

from iop_desktop.rules.vocabulary import AttendanceStatus
from iop_desktop.services.attendance import AttendanceService
from tests import factories
from tests.factories import SmallClinic
from tests.faults.conftest import PATIENCE, Markers
from tests.faults.counts import times
from tests.faults.power import compiled, cut_power, read_trace
from tests.faults.test_sudden_death import Marks, acknowledged, marks_in_vault
from tests.services.conftest import AsStaff
from tests.support.clock import MovableClock
from tests.support.source import ROOT

FRAME, LOG_HEAD, PAGE = 4096 + 24, 32, 4096
MARKS = 14
CUTS = times("LOG_CUTS", 25)
LOSSES = times("LOG_LOSSES", 20)
CHECKPOINTS = times("CHECKPOINT_CUTS", 20)
TRACED = times("POWER_CUTS", 0)


@dataclass(frozen=True, slots=True)
class Work:
    """Files before and after some marks; ``ends`` is how long the log was after each, ``marks`` what stood then."""

    before: bytes
    log: bytes
    after: bytes
    ends: tuple[int, ...]
    marks: tuple[Marks, ...]


@pytest.fixture
def work(clinic: SmallClinic, as_staff: AsStaff, clock: MovableClock) -> Work:
    unlocked = as_staff(factories.INTERN)
    database, log = clinic.folder / "clinic.db", clinic.folder / "clinic.db-wal"
    attendance = AttendanceService(unlocked, clock)
    clients = [row.client_id for row in attendance.room(clinic.session_id).rows]
    before, ends, marks, now = database.read_bytes(), [log.stat().st_size], [Marks()], Marks()
    for number in range(MARKS):
        client = clients[number % len(clients)]
        status = (AttendanceStatus.PRESENT, AttendanceStatus.NO_SHOW)[number // len(clients) % 2]
        attendance.mark(clinic.session_id, client, status)
        now = {**now, str(client): str(status)}
        ends.append(log.stat().st_size)
        marks.append(now)
    assert database.read_bytes() == before, "nothing was moved from the log into the database yet"
    content = log.read_bytes()
    with unlocked.vault.raw_connection() as connection:
        assert connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()[0] == 0
    after = database.read_bytes()
    clinic.vault.lock(unlocked)
    return Work(before, content, after, tuple(ends), tuple(marks))


def left_behind(clinic: SmallClinic, place: Path, database: bytes, log: bytes) -> Marks:
    """What is read when the disk holds this."""
    shutil.copytree(clinic.folder, place)
    (place / "clinic.db").write_bytes(database)
    (place / "clinic.db-wal").write_bytes(log)
    (place / "clinic.db-shm").unlink(missing_ok=True)
    found = marks_in_vault(dataclasses.replace(clinic, folder=place))
    shutil.rmtree(place)
    return found


def test_a_log_that_ends_anywhere_holds_what_was_acknowledged_before(
    clinic: SmallClinic, work: Work, tmp_path: Path
) -> None:
    dice = random.Random(20261124)
    frames = range(LOG_HEAD, len(work.log) + 1, FRAME)
    # Ends of frames, and places inside of them.
    places = sorted({*frames, *(end + dice.randrange(1, FRAME) for end in frames[:-1])})
    chosen = dice.sample(places, min(CUTS, len(places)))
    for cut in (*chosen, *work.ends[-3:]):
        known = max((number for number, end in enumerate(work.ends) if end <= cut), default=0)
        found = left_behind(clinic, tmp_path / "cut", work.before, work.log[:cut])
        assert found == work.marks[known], f"cut at {cut}"


def test_frames_that_never_arrived_take_only_the_mark_that_was_under_way(
    clinic: SmallClinic, work: Work, tmp_path: Path
) -> None:
    dice = random.Random(20261124)
    for _ in range(LOSSES):
        last = dice.randrange(1, MARKS + 1)
        start, end = work.ends[last - 1], work.ends[last]
        log = bytearray(work.log[:end])
        frames = range(start, end, FRAME)
        for frame in dice.sample(frames, dice.randrange(1, len(frames) + 1)):
            log[frame : frame + FRAME] = bytes(FRAME)
        assert left_behind(clinic, tmp_path / "lost", work.before, bytes(log)) == work.marks[last - 1]


def test_a_checkpoint_that_was_cut_off_loses_nothing(clinic: SmallClinic, work: Work, tmp_path: Path) -> None:
    dice = random.Random(20261124)
    grown = work.before.ljust(len(work.after), b"\0")
    changed = [at for at in range(0, len(work.after), PAGE) if grown[at : at + PAGE] != work.after[at : at + PAGE]]
    assert changed
    for _ in range(CHECKPOINTS):
        database = bytearray(grown)
        for at in dice.sample(changed, dice.randrange(len(changed) + 1)):
            # The page that was being written when it ended is torn at a sector.
            end = at + dice.choice((PAGE, PAGE, PAGE, 512, 2048))
            database[at:end] = work.after[at:end]
        found = left_behind(clinic, tmp_path / "torn", bytes(database), work.log)
        assert found == work.marks[-1]


if TRACED and sys.platform == "linux":  # the trace is loaded the Linux way

    def test_power_cut_at_any_write(clinic: SmallClinic, tmp_path: Path) -> None:
        library = compiled(tmp_path)
        assert library is not None, "the trace needs a C compiler"
        before, trace = tmp_path / "before", tmp_path / "trace"
        shutil.copytree(clinic.folder, before)
        traced = {"LD_PRELOAD": str(library), "IOP_TRACE_FILE": str(trace), "IOP_TRACE_FOLDER": str(tmp_path)}
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.marker", str(clinic.folder), str(clinic.session_id)],
            cwd=ROOT,
            env={**os.environ, **traced},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        marker = Markers(process, tmp_path)
        try:
            marker.start(1)
            deadline = time.monotonic() + 10 * PATIENCE
            # Long enough for a checkpoint, which comes after a thousand pages in the log.
            while trace.stat().st_size < 9_000_000:
                assert time.monotonic() < deadline
                time.sleep(0.05)
            marker.kill()
        finally:
            process.kill()
            process.communicate()
        acts = read_trace(trace)
        ready = next(at for at, act in enumerate(acts) if act.path == marker.told)
        checkpoints = sum(act.kind == "S" and act.path.name == "clinic.db" for act in acts)
        assert checkpoints
        dice = random.Random(20261124)
        for number in range(TRACED):
            cut = dice.randrange(ready, len(acts))
            told = b"".join(act.data for act in acts[: cut + 1] if act.path == marker.told and act.kind == "W").decode()
            marks, under_way = acknowledged([line.split() for line in told.splitlines()])
            place = tmp_path / f"after-{number}"
            cut_power(before, clinic.folder, acts[: cut + 1], dice, place)
            found = marks_in_vault(dataclasses.replace(clinic, folder=place))
            if under_way is not None and found.get(under_way[0]) == under_way[1]:
                marks[under_way[0]] = under_way[1]
            assert found == marks, f"cut {number}"
            shutil.rmtree(place)
