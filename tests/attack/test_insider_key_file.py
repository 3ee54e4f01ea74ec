"""Somebody with the vault open has its keys, and seals a key file of their own making with another program."""

from __future__ import annotations

import dataclasses
import json
from uuid import UUID

import pytest
from sqlalchemy import text

from iop_desktop.models.atomic_file import backup_path
from iop_desktop.models.errors import KeyFileDamaged
from iop_desktop.models.key_file_record import remember_key_file
from iop_desktop.models.keyfile import KeyFile
from iop_desktop.models.keyfile_document import read_document
from iop_desktop.models.keys import VaultKeys
from iop_desktop.models.recovery_code import new_code
from iop_desktop.services.audit import AuditService
from iop_desktop.services.errors import NotAllowed
from iop_desktop.services.staff import StaffService
from iop_desktop.services.unlock_attempts import WrongPassphrase
from iop_desktop.services.unlocked import Unlocked
from tests.attack.conftest import HeldKeyFile, administrator, intern
from tests.factories import ADMINISTRATOR, CHEAP, INTERN, LICENSED, PASSPHRASE, SmallClinic
from tests.services.conftest import AsStaff
from tests.support.clock import MovableClock

OWN = "only the attacker knows this"
UNKNOWN_WAY = "The key file has a way in that the records do not know."


def plant(unlocked: Unlocked, key_file: KeyFile) -> None:
    """Save the key file and make the records remember it, so that nothing looks put back."""
    key_file.save(unlocked.vault.keys)
    backup_path(key_file.path).unlink()
    with unlocked.transaction() as db:
        remember_key_file(db, key_file, at=unlocked.clock())


def slot_in_the_name_of(unlocked: Unlocked, held: HeldKeyFile, login: str, staff_id: UUID) -> None:
    key_file = KeyFile.load(held.path, floor=CHEAP)
    key_file.add_passphrase_slot(login, staff_id, OWN, unlocked.vault.keys, None, cost=CHEAP)
    plant(unlocked, key_file)


def actions(unlocked: Unlocked) -> str:
    with unlocked.reading() as db:
        return "".join(db.scalars(text("SELECT body FROM audit_event")).all())


def test_a_slot_in_another_persons_name_does_not_let_in_and_is_told(
    held: HeldKeyFile, as_staff: AsStaff, clinic: SmallClinic
) -> None:
    unlocked = as_staff(INTERN)
    slot_in_the_name_of(unlocked, held, ADMINISTRATOR, clinic.staff[ADMINISTRATOR])
    assert any(problem.startswith(UNKNOWN_WAY) for problem in AuditService(unlocked).verify().problems)
    clinic.vault.lock(unlocked)
    with pytest.raises(NotAllowed) as caught:
        clinic.vault.unlock(ADMINISTRATOR, OWN)
    assert "opens nothing" in caught.value.sentence
    again = as_staff(ADMINISTRATOR)
    assert '"way_in.dropped"' in actions(again)
    assert AuditService(again).verify().ok


def test_a_slot_in_the_place_of_another_persons_does_not_let_in_either(
    held: HeldKeyFile, as_staff: AsStaff, clinic: SmallClinic
) -> None:
    """The administrator's own goes, so that this one looks like what an older file would hold."""
    unlocked = as_staff(INTERN)
    key_file = KeyFile.load(held.path, floor=CHEAP)
    key_file.remove_slot(administrator(held.read())["slot"])
    key_file.add_passphrase_slot(ADMINISTRATOR, clinic.staff[ADMINISTRATOR], OWN, unlocked.vault.keys, None, cost=CHEAP)
    plant(unlocked, key_file)
    clinic.vault.lock(unlocked)
    with pytest.raises(NotAllowed) as caught:
        clinic.vault.unlock(ADMINISTRATOR, OWN)
    assert "Nothing was opened" in caught.value.sentence
    unlocked = as_staff(INTERN)
    assert '"unlock.unknown_slot"' in actions(unlocked)
    assert any(problem.startswith(UNKNOWN_WAY) for problem in AuditService(unlocked).verify().problems)


def test_a_second_slot_for_oneself_does_not_outlive_the_first(
    held: HeldKeyFile, as_staff: AsStaff, clinic: SmallClinic
) -> None:
    """A way back in for after one has left: under a new name, so that leaving does not take it along."""
    unlocked = as_staff(INTERN)
    slot_in_the_name_of(unlocked, held, "nobody", clinic.staff[LICENSED])
    assert any(problem.startswith(UNKNOWN_WAY) for problem in AuditService(unlocked).verify().problems)
    clinic.vault.lock(as_staff(ADMINISTRATOR))
    with pytest.raises(WrongPassphrase):
        clinic.vault.unlock("nobody", OWN)


def test_a_recovery_kit_of_ones_own_is_told(held: HeldKeyFile, as_staff: AsStaff) -> None:
    unlocked = as_staff(INTERN)
    key_file = KeyFile.load(held.path, floor=CHEAP)
    key_file.add_recovery_slot(new_code(), unlocked.vault.keys)
    plant(unlocked, key_file)
    assert any(problem.startswith(UNKNOWN_WAY) for problem in AuditService(unlocked).verify().problems)


def test_a_cheaper_slot_is_not_opened_even_under_a_good_seal(held: HeldKeyFile, as_staff: AsStaff) -> None:
    """So that one pass phrase can be guessed quickly from a copy of the file."""
    unlocked = as_staff(INTERN)
    seal(held, unlocked.vault.keys, m=8)
    with pytest.raises(KeyFileDamaged):
        held.clinic.vault.unlock(INTERN, PASSPHRASE)


def seal(held: HeldKeyFile, keys: VaultKeys, **cost: int) -> None:
    content = held.read()
    intern(content)["kdf"].update(cost)
    document = read_document(json.dumps(content).encode())
    held.write(dataclasses.replace(document, seal=b"").sealed_with(keys.master).to_bytes())


def test_the_key_file_of_before_somebody_left_is_told_and_lets_nobody_act(
    held: HeldKeyFile, as_staff: AsStaff, clinic: SmallClinic, clock: MovableClock
) -> None:
    before = held.path.read_bytes()
    unlocked = as_staff(ADMINISTRATOR)
    StaffService(unlocked, clock).leave(clinic.staff[INTERN], "Moved to another clinic.")
    clinic.vault.lock(unlocked)
    held.write(before)
    with pytest.raises(NotAllowed) as caught:
        clinic.vault.unlock(INTERN, PASSPHRASE)
    assert "no longer active" in caught.value.sentence
    assert as_staff(ADMINISTRATOR).notice.startswith("The key file is older than the records")
