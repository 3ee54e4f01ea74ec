"""What can be known about a folder before anybody unlocks: whether a clinic lives there, and who may be picked.

It is read while the program starts, so nothing here loads the database library, which takes most of a second.
"""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

from iop_desktop.models.keyfile import KeyFile
from iop_desktop.models.vault_folder import has_vault, key_file_path, require_vault
from iop_desktop.services.staging import clear_unfinished


class VaultState(StrEnum):
    """Whether a clinic lives in the folder."""

    ABSENT = "absent"
    READY = "ready"


class FrontDoor:
    """The outside of one vault folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def state(self) -> VaultState:
        """READY or ABSENT. Raises KeyFileMissing or DatabaseMissing when only one of the two files is here."""
        clear_unfinished(self.folder)
        if not has_vault(self.folder):
            return VaultState.ABSENT
        require_vault(self.folder)
        return VaultState.READY

    def logins(self) -> tuple[str, ...]:
        """Who may be picked on the unlock page. Raises KeyFileMissing, KeyFileDamaged, KeyFileNewer."""
        return KeyFile.load(key_file_path(self.folder)).logins()
