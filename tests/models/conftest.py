"""Cheap keys and a fresh vault for tests of the models."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from iop_desktop.models.database import Vault
from iop_desktop.models.kdf import KdfCost
from iop_desktop.models.keyfile import KeyFile
from iop_desktop.models.keys import VaultKeys
from iop_desktop.models.recovery_code import new_code
from iop_desktop.models.vault_folder import key_file_path

NOW = datetime.datetime(2026, 11, 24, 17, 0, tzinfo=datetime.UTC)


@dataclass
class Clinic:
    """A saved key file with one person and a recovery kit, and what opens it."""

    path: Path
    cheap: KdfCost
    code: str
    staff_id: uuid.UUID
    keys: VaultKeys
    login: str = "dwhitfield"
    passphrase: str = "three green herons"

    def load(self) -> KeyFile:
        return KeyFile.load(self.path, floor=self.cheap)

    def unlock_keys(self) -> VaultKeys:
        return self.load().unlock(self.login, self.passphrase).keys


@pytest.fixture
def now() -> datetime.datetime:
    return NOW


@pytest.fixture
def cheap() -> KdfCost:
    return KdfCost(memory_kib=64, iterations=1, lanes=1)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "clinic"


@pytest.fixture
def clinic(folder: Path, cheap: KdfCost) -> Clinic:
    folder.mkdir()
    path = key_file_path(folder)
    key_file, keys = KeyFile.create(path, floor=cheap)
    made = Clinic(path, cheap, new_code(), uuid.uuid4(), keys)
    key_file.add_passphrase_slot(made.login, made.staff_id, made.passphrase, keys, None, cost=cheap)
    key_file.add_recovery_slot(made.code, keys)
    key_file.save(keys)
    return made


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    """An empty vault without a key file."""
    made = Vault.create(tmp_path / "vault", VaultKeys.generate(str(uuid.uuid4())))
    yield made
    made.close()
