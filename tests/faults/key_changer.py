"""Processes of their own that change the vault key again and again; the tests kill them.

``python -m tests.faults.key_changer FOLDER`` waits for lines with the name of a file and forks a changer for each; it
answers ``born PID`` and, after its end, ``gone``. The file receives ``ready``, and ``ok KEY`` after each change.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from iop_desktop.services.vault_key import change_vault_key
from tests import factories
from tests.support.clock import MovableClock


def change_until_killed(folder: Path, told: int) -> None:
    """``ok KEY`` follows only what the service has returned from."""

    unlocked = factories.vault_service(folder, MovableClock()).unlock(factories.ADMINISTRATOR, factories.PASSPHRASE)
    os.write(told, b"ready\n")
    while True:
        change_vault_key(unlocked)
        os.write(told, f"ok {unlocked.vault.keys.key_id}\n".encode())


def say(line: str) -> None:
    """One line on the standard output, at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main() -> None:
    """Fork one changer for each line on the standard input."""
    folder = Path(sys.argv[1])
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            change_until_killed(folder, os.open(line.strip(), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600))
        say(f"born {pid}")
        os.waitpid(pid, 0)
        say("gone")


if __name__ == "__main__":
    main()
