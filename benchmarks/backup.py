"""Verified backup, drill and restore of grown records in MB a second, and how long a mark waits meanwhile."""

from __future__ import annotations

import secrets
import statistics
import sys
import tempfile
import threading
import time
from pathlib import Path
from uuid import UUID

from sqlalchemy import insert

from benchmarks.clinic import own_copy
from benchmarks.measuring import percentile, report, seconds_of
from iop_desktop.models.clinic import Setting
from iop_desktop.rules.vocabulary import AttendanceStatus
from iop_desktop.services.attendance import AttendanceService
from iop_desktop.services.backup_opening import BackupOpener
from iop_desktop.services.backups import BackupService
from iop_desktop.services.restoring import RestoreService
from iop_desktop.services.sessions import SessionService
from iop_desktop.services.unlocked import Clock, Unlocked

ROWS, ROW_BYTES, BATCH = 70_000, 1500, 5_000
RUNS = 3
_LEAST = 30.0
_NO_MOST = 1e9
_MEGABYTE = 1e6


def main(place: Path) -> None:
    """Grow a copy of the demo clinic to about 120 MB and measure on it."""
    with own_copy(place) as clinic, tempfile.TemporaryDirectory(dir=place) as out:
        clock = clinic.story_clock()
        with clinic.unlocked(clinic.supervisor, clock) as unlocked:
            _grow(unlocked)
            megabytes = unlocked.vault.path.stat().st_size / _MEGABYTE
            report("records backed up", megabytes, "MB")
            backups = BackupService(unlocked, clock)
            begun = time.process_time()
            seconds = [seconds_of(lambda: backups.back_up_to(Path(out), _no_step)) for _ in range(RUNS)]
            worked = (time.process_time() - begun) / RUNS
            report("verified backup", megabytes / statistics.median(seconds), "MB/s", (_LEAST, _NO_MOST))
            # On a machine that others use as well, this is the figure that stays the same.
            report("verified backup by processor time", megabytes / worked, "MB/s")
        with clinic.unlocked(clinic.facilitator, clock) as unlocked:
            report("mark while a backup is made, p95", _marks(unlocked, clinic.session_id, clock, Path(out)), "ms")
        file = next(Path(out).glob("*.iopbackup"))
        opener = BackupOpener()
        inside = opener.open(file, clinic.supervisor, clinic.passphrase)
        report("backup read and compared", megabytes / seconds_of(lambda: opener.check(inside, _no_step)), "MB/s")
        restoring = RestoreService(Path(out) / "restored", clock)
        report("restore with every proof", megabytes / seconds_of(lambda: restoring.restore(inside, _no_step)), "MB/s")


def _grow(unlocked: Unlocked) -> None:
    for start in range(0, ROWS, BATCH):
        rows = [
            {"name": f"grown/{number}", "value": secrets.token_hex(ROW_BYTES // 2)}
            for number in range(start, start + BATCH)
        ]
        with unlocked.transaction() as db:
            db.execute(insert(Setting), rows)


def _marks(unlocked: Unlocked, session_id: UUID, clock: Clock, out: Path) -> float:
    """The 95th percentile of the time for one mark, while a backup runs in another thread."""
    SessionService(unlocked, clock).start(session_id)
    attendance = AttendanceService(unlocked, clock)
    clients = [row.client_id for row in attendance.room(session_id).rows]
    worker = threading.Thread(target=lambda: BackupService(unlocked, clock).back_up_to(out, _no_step))
    waits, number = [], 0
    worker.start()
    while worker.is_alive():
        client_id = clients[number % len(clients)]
        status = (AttendanceStatus.PRESENT, AttendanceStatus.NO_SHOW)[number // len(clients) % 2]
        begun = time.perf_counter()
        attendance.mark(session_id, client_id, status)
        waits.append((time.perf_counter() - begun) * 1000)
        number += 1
        time.sleep(0.02)
    worker.join()
    return percentile(waits, 0.95)


def _no_step(_done: int, _whole: int, _text: str) -> None:
    """Nobody looks on."""


if __name__ == "__main__":
    main(Path(sys.argv[1]))
