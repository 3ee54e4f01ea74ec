"""One bit of the records, of the key file or of the log is another: refused with a sentence, or nothing is different.

Only a log has a third way: SQLite takes a frame whose checksum is wrong for the end of the log. Then an earlier moment
is read, whole and with a whole audit chain, and never a mixture.
"""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest

from iop_desktop.models import audit_chain
from iop_desktop.models.errors import VaultDamaged, VaultError
from iop_desktop.rules.vocabulary import AttendanceStatus
from iop_desktop.services.attendance import AttendanceService
from iop_desktop.services.errors import UserError
from tests import factories
from tests.factories import SmallClinic
from tests.faults.counts import times
from tests.services.conftest import AsStaff
from tests.support.clock import MovableClock

FLIPS = times("FLIPS", 20)
State = tuple[str, ...]


def read(clinic: SmallClinic, folder: Path) -> State:
    """Every status of the session, after every page was checked. Raises VaultError and UserError."""
    clock = MovableClock()
    vault = factories.vault_service(folder, clock)
    unlocked = vault.unlock(factories.INTERN, clinic.passphrase)
    try:
        if not unlocked.vault.check_integrity().ok:
            raise VaultDamaged
        with unlocked.reading() as db:
            assert audit_chain.verify(db).ok
        return tuple(str(row.status) for row in AttendanceService(unlocked, clock).room(clinic.session_id).rows)
    finally:
        vault.lock(unlocked)


def outcomes(clinic: SmallClinic, source: Path, names: tuple[str, ...], tmp_path: Path) -> list[State | str]:
    """What is read, or the sentence that is said, with one bit of the first of these files flipped, again and again."""
    dice, found = random.Random(20261124), list[State | str]()
    for number in range(FLIPS):
        folder = tmp_path / f"flipped-{number}"
        shutil.copytree(source, folder)
        content = bytearray((folder / names[0]).read_bytes())
        content[dice.randrange(len(content))] ^= 1 << dice.randrange(8)
        for name in names:
            (folder / name).write_bytes(content)
        files = {name: (folder / name).read_bytes() for name in names}
        try:
            found.append(read(clinic, folder))
        except (VaultError, UserError) as error:
            found.append(error.sentence)
            assert len(error.sentence.split()) > 8
            # Who unlocks is written down, also where a page that nobody asked for is damaged; keys stay as they are.
            assert all((folder / name).read_bytes() == files[name] for name in names if "vault" in name)
        shutil.rmtree(folder)
    return found


def test_in_the_records_a_flipped_bit_is_noticed(clinic: SmallClinic, tmp_path: Path) -> None:
    whole = read(clinic, clinic.folder)
    found = outcomes(clinic, clinic.folder, ("clinic.db",), tmp_path)
    assert {each for each in found if not isinstance(each, str)} <= {whole}
    # The salt at the very beginning is known from the key file, and the log may hold a page anew.
    assert sum(isinstance(each, str) for each in found) > FLIPS * 0.9


def test_in_the_key_file_a_flipped_bit_is_noticed(clinic: SmallClinic, tmp_path: Path) -> None:
    whole = read(clinic, clinic.folder)
    both = ("clinic.vault", "clinic.vault.bak")
    found = outcomes(clinic, clinic.folder, both, tmp_path)
    assert {each for each in found if not isinstance(each, str)} <= {whole}
    assert sum(isinstance(each, str) for each in found) > FLIPS * 0.9


@pytest.fixture
def logged(clinic: SmallClinic, as_staff: AsStaff, clock: MovableClock, tmp_path: Path) -> tuple[Path, list[State]]:
    """A folder as a kill leaves it, with its last marks in the log only, and what stood after each of them."""
    unlocked = as_staff(factories.INTERN)
    attendance = AttendanceService(unlocked, clock)

    def state() -> State:
        return tuple(str(row.status) for row in attendance.room(clinic.session_id).rows)

    states = [state()]
    for row in attendance.room(clinic.session_id).rows:
        attendance.mark(clinic.session_id, row.client_id, AttendanceStatus.PRESENT)
        states.append(state())
    place = tmp_path / "killed"
    shutil.copytree(clinic.folder, place)
    (place / "clinic.db-shm").unlink()
    return place, states


def test_in_the_log_a_flipped_bit_leads_to_an_earlier_moment_at_most(
    clinic: SmallClinic, logged: tuple[Path, list[State]], tmp_path: Path
) -> None:
    place, states = logged
    found = outcomes(clinic, place, ("clinic.db-wal",), tmp_path)
    assert {each for each in found if not isinstance(each, str)} <= set(states)
