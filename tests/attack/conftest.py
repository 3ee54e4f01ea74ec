"""The small clinic and another one, as everywhere; and a key file in the attacker's hands."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from iop_desktop.models.atomic_file import backup_path
from iop_desktop.models.vault_folder import key_file_path
from tests.factories import ADMINISTRATOR, INTERN, SmallClinic
from tests.services.conftest import as_staff, away_template, clinic, clinic_template, two, unlocked

__all__ = ["as_staff", "away_template", "clinic", "clinic_template", "two", "unlocked"]

Content = dict[str, Any]


@dataclass
class HeldKeyFile:
    """The key file of a locked clinic and its copy, both in the attacker's hands: who wants in is the intern."""

    clinic: SmallClinic

    @property
    def path(self) -> Path:
        """``clinic.vault``."""
        return key_file_path(self.clinic.folder)

    def read(self) -> Content:
        """What stands in it."""
        content: Content = json.loads(self.path.read_bytes())
        return content

    def write(self, content: bytes) -> None:
        """Put this in its place and in that of the copy, so that the program does not help itself."""
        self.path.write_bytes(content)
        backup_path(self.path).write_bytes(content)

    def alter(self, change: Callable[[Content], object]) -> None:
        """Change what stands in it."""
        content = self.read()
        change(content)
        self.write(json.dumps(content).encode())


@pytest.fixture
def held(clinic: SmallClinic) -> HeldKeyFile:
    return HeldKeyFile(clinic)


def slot_of(content: Content, login: str) -> Content:
    """The pass phrase slot of somebody."""
    found: Content
    (found,) = (slot for slot in content["slots"] if slot["kind"] == "passphrase" and slot["login"] == login)
    return found


def intern(content: Content) -> Content:
    """The slot of who is attacked."""
    return slot_of(content, INTERN)


def administrator(content: Content) -> Content:
    """The slot with the most power."""
    return slot_of(content, ADMINISTRATOR)
