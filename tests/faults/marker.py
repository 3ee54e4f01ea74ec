"""Processes of their own that mark attendance, write notes and say so after each; tests kill them or take their disk.

``python -m tests.faults.marker FOLDER SESSION`` waits for lines ``SEED LIMIT FILE`` and forks a marker for each: with
everything imported already, a marker lives within milliseconds. It answers ``born PID`` and, after its end, ``gone``.
LIMIT is the largest size of a file in bytes, 0 for none; FILE receives what the marker says.
"""

from __future__ import annotations

import itertools
import os
import random
import signal
import sys
from pathlib import Path
from uuid import UUID

from iop_desktop.models.errors import VaultError
from iop_desktop.rules.notes import NoteDraft
from iop_desktop.rules.vocabulary import AttendanceStatus
from iop_desktop.services.attendance import AttendanceService
from iop_desktop.services.notes import NoteService
from tests import factories
from tests.support.clock import MovableClock

STATUSES = (
    AttendanceStatus.PRESENT,
    AttendanceStatus.LATE,
    AttendanceStatus.TELEHEALTH,
    AttendanceStatus.EXCUSED,
    AttendanceStatus.NO_SHOW,
)


def limit_files(largest: int) -> None:
    """Let writing fail as on a full disk once a file would grow beyond this size."""
    import resource  # absent on Windows, where these tests do not run

    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (largest, resource.RLIM_INFINITY))


def mark_until_killed(folder: Path, session_id: UUID, seed: int, largest: int, told: int) -> None:
    """Mark somebody and write a note in turns; ``ok WHOM WHAT`` follows only what the service has returned from.

    WHOM is a client with a status, or a note with the number that stands in its text.
    """

    def say(*words: object) -> None:
        os.write(told, (" ".join(str(word) for word in words) + "\n").encode())

    clock = MovableClock()
    vault = factories.vault_service(folder, clock)
    unlocked = vault.unlock(factories.INTERN, factories.PASSPHRASE)
    attendance = AttendanceService(unlocked, clock)
    clients = [row.client_id for row in attendance.room(session_id).rows]
    desk = NoteService(unlocked, clock)
    notes = [row.note_id for row in desk.list(session_id).rows]
    choose = random.Random(seed)
    if largest:
        limit_files(largest)
    say("ready")
    for number in itertools.count():
        writes = number % 3 == 2
        whom, status = choose.choice(notes if writes else clients), AttendanceStatus(choose.choice(STATUSES))
        what = str(number) if writes else str(status)
        say("try", whom, what)
        try:
            if writes:
                desk.save(whom, desk.open(whom).revision, NoteDraft(response=what))
            else:
                attendance.mark(session_id, whom, status)
        except VaultError as error:
            say("failed", type(error).__name__, error.sentence)
            return
        say("ok", whom, what)


def main(folder: Path, session_id: UUID) -> None:
    """Fork a marker for each line of standard input, one at a time."""
    for line in sys.stdin:
        seed, largest, path = line.split(maxsplit=2)
        child = os.fork()
        if child == 0:
            told = os.open(path.strip(), os.O_WRONLY | os.O_CREAT | os.O_APPEND)
            mark_until_killed(folder, session_id, int(seed), int(largest), told)
            os._exit(0)
        sys.stdout.write(f"born {child}\n")
        sys.stdout.flush()
        os.waitpid(child, 0)
        sys.stdout.write("gone\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]), UUID(sys.argv[2]))
