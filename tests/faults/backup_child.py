"""Processes of their own that make or restore a backup; the tests kill them or take away their disk.

``python -m tests.faults.backup_child`` waits for lines ``WHAT|CLINIC|PLACE|LIMIT|FILE`` and forks a process for each:
``back-up`` makes backups in the folder PLACE one after another for ever, ``restore`` restores the backup PLACE once.
LIMIT is the largest size of a file in bytes, 0 for none. FILE receives a line for each step. It answers with the
process id, and with ``gone`` after its end.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from iop_desktop.models.errors import VaultError
from iop_desktop.services.backup_opening import BackupOpener
from iop_desktop.services.backups import BackupService
from iop_desktop.services.restoring import RestoreService
from tests import factories
from tests.faults.marker import limit_files
from tests.support.clock import MovableClock


def main(what: str, clinic: Path, place: Path, largest: int, told: int) -> None:
    """Do it and tell each step."""

    def say(*words: object) -> None:
        os.write(told, (" ".join(str(word) for word in words) + "\n").encode())

    clock = MovableClock()
    try:
        if what == "back-up":
            unlocked = factories.vault_service(clinic, clock).unlock(factories.ADMINISTRATOR, factories.PASSPHRASE)
            if largest:
                limit_files(largest)
            while True:
                say("begin")
                BackupService(unlocked, clock).back_up_to(place, lambda done, _whole, _text: say("step", done))
                say("made")
                clock.advance(seconds=1)
        inside = BackupOpener(lambda: None, factories.CHEAP).open(place, factories.ADMINISTRATOR, factories.PASSPHRASE)
        if largest:
            limit_files(largest)
        RestoreService(clinic, clock).restore(inside, lambda done, _whole, _text: say("step", done))
        say("restored")
    except VaultError as error:
        say("failed", type(error).__name__, error.sentence)


def serve() -> None:
    """Fork a process for each line of standard input, one at a time."""
    for line in sys.stdin:
        what, clinic, place, largest, told = line.rstrip("\n").split("|")
        child = os.fork()
        if child == 0:
            descriptor = os.open(told, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
            main(what, Path(clinic), Path(place), int(largest), descriptor)
            os._exit(0)
        for answer in (str(child), "gone"):
            if answer == "gone":
                os.waitpid(child, 0)
            sys.stdout.write(answer + "\n")
            sys.stdout.flush()


if __name__ == "__main__":
    serve()
