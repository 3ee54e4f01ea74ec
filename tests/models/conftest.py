"""Cheap keys and a fresh vault for tests of the models."""

from __future__ import annotations

import datetime
import shutil
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from iop_desktop.models import migrate
from iop_desktop.models.clinic import Setting
from iop_desktop.models.database import Vault
from iop_desktop.models.kdf import KdfCost
from iop_desktop.models.keyfile import KeyFile
from iop_desktop.models.keys import VaultKeys
from iop_desktop.models.recovery_code import new_code
from iop_desktop.models.vault_folder import database_path, key_file_path

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


@dataclass
class Records:
    """A closed vault with the whole schema and no rows, and what opens it."""

    folder: Path
    keys: VaultKeys

    @property
    def database(self) -> Path:
        return database_path(self.folder)

    def open(self) -> Vault:
        return Vault.open(self.folder, self.keys.copy())

    def add_settings(self, values: dict[str, str]) -> None:
        """Rows for a test to find again."""
        with self.open() as vault, vault.transaction() as session:
            session.add_all(Setting(name=name, value=value) for name, value in values.items())


@pytest.fixture(scope="session")
def records_template(tmp_path_factory: pytest.TempPathFactory) -> Records:
    """Made once; only to be copied."""
    folder = tmp_path_factory.mktemp("records") / "clinic"
    folder.mkdir()
    key_file, keys = KeyFile.create(key_file_path(folder))
    with Vault.create(folder, keys.copy()) as made:
        migrate.prepare(made, now=NOW)
    key_file.save(keys)
    return Records(folder, keys)


@pytest.fixture
def records(records_template: Records, tmp_path: Path) -> Records:
    """A copy of the closed vault for this test alone."""
    folder = tmp_path / "records"
    shutil.copytree(records_template.folder, folder)
    return Records(folder, records_template.keys)
