"""A new vault appears whole or not at all, also when the computer stops in the middle."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from iop_desktop.models.errors import NetworkFolder, VaultBusy, VaultExists, VaultFull
from iop_desktop.services.front_door import VaultState
from iop_desktop.services.staging import STAGING_NAME, clear_unfinished, staging
from tests import factories
from tests.support.clock import MovableClock

_KILLS = 8
_KILLED_SET_UPS = """
import os, signal, sys, time
from pathlib import Path
from iop_desktop.services.front_door import VaultState
from tests import factories
from tests.support.clock import MovableClock

clock, top, kills = MovableClock(), Path(sys.argv[1]), int(sys.argv[2])
started = time.monotonic()
factories.vault_service(top / "whole", clock).set_up(factories.clinic_form())
whole = time.monotonic() - started
states = []
for number in range(kills):
    folder = top / str(number)
    child = os.fork()
    if child == 0:
        factories.vault_service(folder, clock).set_up(factories.clinic_form())
        os._exit(0)
    time.sleep(whole * (number + 0.5) / kills * 1.2)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    service = factories.vault_service(folder, clock)
    states.append(service.state())
    if states[-1] is VaultState.ABSENT:
        left = sorted(path.name for path in folder.iterdir()) if folder.exists() else []
        assert left in ([], ["clinic.lock"]), left
        service.lock(service.set_up(factories.clinic_form()).unlocked)
    service.lock(service.unlock(factories.ADMINISTRATOR, factories.PASSPHRASE))
assert VaultState.ABSENT in states
print("ok")
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork to kill many set-ups in little time")
def test_a_set_up_killed_at_any_moment_leaves_nothing_or_a_whole_vault(tmp_path: Path) -> None:
    root = Path(__file__).parents[2]
    outcome = subprocess.run(
        [sys.executable, "-c", _KILLED_SET_UPS, str(tmp_path), str(_KILLS)],
        cwd=root,
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert outcome.stdout.strip() == "ok", outcome.stderr


def test_what_was_half_moved_is_cleared_away(tmp_path: Path, clock: MovableClock) -> None:
    folder = tmp_path / "clinic"
    (folder / STAGING_NAME).mkdir(parents=True)
    (folder / "clinic.db").write_bytes(b"database")
    (folder / STAGING_NAME / "clinic.vault").write_bytes(b"key file")
    assert factories.vault_service(folder, clock).state() is VaultState.ABSENT
    assert [path.name for path in folder.iterdir()] == ["clinic.lock"]


def test_leftovers_beside_a_whole_vault_never_touch_it(tmp_path: Path, clock: MovableClock) -> None:
    folder = tmp_path / "clinic"
    service, made = factories.set_up(folder, clock)
    service.lock(made.unlocked)
    (folder / STAGING_NAME).mkdir()
    (folder / STAGING_NAME / "clinic.vault").write_bytes(b"key file")
    before = (folder / "clinic.db").read_bytes()
    assert service.state() is VaultState.READY
    assert not (folder / STAGING_NAME).exists()
    assert (folder / "clinic.db").read_bytes() == before


def test_a_database_whose_key_file_is_lost_is_kept(tmp_path: Path) -> None:
    (tmp_path / STAGING_NAME).mkdir()
    (tmp_path / "clinic.db").write_bytes(b"database")
    clear_unfinished(tmp_path)
    assert (tmp_path / "clinic.db").read_bytes() == b"database"


def test_leftovers_of_a_set_up_that_still_runs_are_left_alone(tmp_path: Path) -> None:
    folder = tmp_path / "clinic"

    def set_up_while_another_tries() -> None:
        with staging(folder) as place:
            clear_unfinished(folder)
            assert place.is_dir()
            with pytest.raises(VaultBusy), staging(folder):
                pass
            assert place.is_dir()
            raise RuntimeError("enough")

    with pytest.raises(RuntimeError, match="enough"):
        set_up_while_another_tries()
    assert not folder.exists()


def test_a_full_disk_is_said_in_a_sentence_and_leaves_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "clinic"
    with pytest.raises(VaultFull) as caught, staging(folder):
        raise OSError(28, "no space")
    assert "disk is full" in caught.value.sentence
    assert not folder.exists()


def test_a_place_where_records_are_not_safe_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NetworkFolder), staging(tmp_path / "Dropbox" / "clinic"):
        pass
    assert not (tmp_path / "Dropbox").exists()


def test_a_vault_in_the_folder_is_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "clinic.db").write_bytes(b"database")
    with pytest.raises(VaultExists), staging(tmp_path):
        pass
    assert (tmp_path / "clinic.db").read_bytes() == b"database"
