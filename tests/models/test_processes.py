"""What other processes meet or leave: a vault in use, no room, no permission, and sudden death."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from iop_desktop.models.audit_chain import verify
from iop_desktop.models.clinic import Setting
from tests.support.source import ROOT

from .conftest import Records

pytestmark = pytest.mark.skipif(os.name != "posix", reason="limits, permissions and signals of POSIX")


def in_another_process(action: str, records: Records) -> Any:
    keys = records.keys
    given = {
        "vault_id": keys.vault_id,
        "key_id": keys.key_id,
        "master": keys.master.hex(),
        "audit": keys.audit_key.hex(),
    }
    command = [sys.executable, "-m", "tests.support.vault_child", action, str(records.folder)]
    done = subprocess.run(command, cwd=ROOT, input=json.dumps(given), capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def names(records: Records) -> set[str]:
    with records.open() as vault, vault.transaction(readonly=True) as session:
        assert verify(session).ok
        assert vault.check_integrity().ok
        return set(session.scalars(select(Setting.name)))


def test_a_second_process_never_writes_while_the_vault_is_open(records: Records) -> None:
    with records.open() as vault:
        with vault.transaction() as session:
            session.add(Setting(name="mine", value=""))
        before = {path.name: path.read_bytes() for path in records.folder.iterdir()}
        assert in_another_process("write", records) == "VaultBusy"
        assert {path.name: path.read_bytes() for path in records.folder.iterdir()} == before
    assert names(records) == {"mine"}
    assert in_another_process("write", records) == "written"
    assert names(records) == {"mine", "second process"}


def test_a_full_disk_keeps_everything_before_it(records: Records) -> None:
    outcome = in_another_process("fill", records)
    assert outcome["refusal"] in {"VaultFull", "VaultDisk"}
    assert "everything before it is safe" in outcome["sentence"]
    assert outcome["written"] > 5
    assert names(records) == {f"row-{number}" for number in range(outcome["written"])} | {"after"}


def test_fifty_sudden_deaths_lose_no_acknowledged_row(records: Records) -> None:
    acknowledged = in_another_process("be-killed", records)
    assert {name.partition("-")[0] for name in acknowledged} == {str(number) for number in range(50)}
    kept = names(records)
    assert set(acknowledged) <= kept
    # A row may have been kept in the moment before its acknowledgement.
    assert len(kept - set(acknowledged)) <= 50


@pytest.fixture
def reachable(records: Records) -> Iterator[Records]:
    """The vault where an account without rights could reach it."""
    folder = Path(tempfile.mkdtemp(prefix="iop-records-"))
    folder.chmod(0o755)
    place = folder / "clinic"
    shutil.copytree(records.folder, place)
    yield Records(place, records.keys)
    for path in (place, *place.iterdir()):
        path.chmod(0o700)
    shutil.rmtree(folder)


@pytest.mark.parametrize("read_only", ["folder", "database"])
def test_what_may_not_be_written_is_not_opened(reachable: Records, read_only: str) -> None:
    folder = reachable.folder
    for path in folder.iterdir():
        path.chmod(0o444 if read_only == "folder" or path.name == "clinic.db" else 0o666)
    folder.chmod(0o555 if read_only == "folder" else 0o777)
    kept = (folder / "clinic.db", folder / "clinic.vault")
    before = {path.name: path.read_bytes() for path in kept}
    assert in_another_process("write-as-nobody", reachable) == "VaultReadOnly"
    assert {path.name: path.read_bytes() for path in kept} == before


def test_the_account_without_rights_can_write_what_it_may(reachable: Records) -> None:
    reachable.folder.chmod(0o777)
    for path in reachable.folder.iterdir():
        path.chmod(0o666)
    assert in_another_process("write-as-nobody", reachable) == "written"
