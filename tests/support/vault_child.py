"""What another process does with a vault, so that tests can watch, limit and kill it.

Usage: python -m tests.support.vault_child ACTION FOLDER; the keys come as JSON on standard input.
"""

from __future__ import annotations

import json
import os
import random
import resource
import select
import signal
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from iop_desktop.models.audit_chain import AuditEntry, append
from iop_desktop.models.clinic import Setting
from iop_desktop.models.database import Vault
from iop_desktop.models.errors import VaultError
from iop_desktop.models.keys import VaultKeys

NOBODY = 65534
ROUNDS = 50
ROOM = 200_000
_SEED = 20261124


def say(answer: object) -> None:
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


def try_to_write(folder: Path, keys: VaultKeys) -> None:
    """One row; says what came of it."""
    try:
        with Vault.open(folder, keys) as vault, vault.transaction() as session:
            session.add(Setting(name="second process", value=""))
    except VaultError as error:
        say(type(error).__name__)
    else:
        say("written")


def write_as_nobody(folder: Path, keys: VaultKeys) -> None:
    """The same without the rights of an administrator, for whom permissions do not count."""
    if os.geteuid() == 0:
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)
    try_to_write(folder, keys)


def fill(folder: Path, keys: VaultKeys) -> None:
    """Write until files may not grow; says how many rows were acknowledged and what the refusal was."""
    with Vault.open(folder, keys) as vault:
        size = vault.path.stat().st_size
        resource.setrlimit(resource.RLIMIT_FSIZE, (size + ROOM, resource.RLIM_INFINITY))
        written = 0
        try:
            for number in range(1000):
                with vault.transaction() as session:
                    session.add(Setting(name=f"row-{number}", value="x" * 5000))
                    append(session, AuditEntry(datetime.now(UTC), "row.added"))
                written += 1
        except VaultError as error:
            say({"written": written, "refusal": type(error).__name__, "sentence": error.sentence})
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        with vault.transaction() as session:
            session.add(Setting(name="after", value="there is room again"))


def be_killed(folder: Path, keys: VaultKeys) -> None:
    """Fifty processes write one after another, and each is killed at a moment it does not choose."""
    chance = random.Random(_SEED)
    acknowledged: list[str] = []
    for round_number in range(ROUNDS):
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reading)
            _write_for_ever(folder, keys, round_number, writing)
        os.close(writing)
        select.select([reading], [], [], 10)
        time.sleep(chance.uniform(0, 0.02))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        with os.fdopen(reading) as stream:
            acknowledged += [line.strip() for line in stream if line.endswith("\n")]
    say(acknowledged)


def _write_for_ever(folder: Path, keys: VaultKeys, round_number: int, writing: int) -> None:
    try:
        with Vault.open(folder, keys) as vault:
            for number in range(100_000):
                name = f"{round_number}-{number}"
                with vault.transaction() as session:
                    session.add(Setting(name=name, value=""))
                    append(session, AuditEntry(datetime.now(UTC), "row.added"))
                os.write(writing, f"{name}\n".encode())
    finally:
        os._exit(1)


ACTIONS = {"write": try_to_write, "write-as-nobody": write_as_nobody, "fill": fill, "be-killed": be_killed}

if __name__ == "__main__":
    given = json.load(sys.stdin)
    opened = VaultKeys(
        given["vault_id"], given["key_id"], bytearray.fromhex(given["master"]), bytearray.fromhex(given["audit"])
    )
    ACTIONS[sys.argv[1]](Path(sys.argv[2]), opened)
