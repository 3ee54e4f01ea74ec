"""What can be known about a folder before anybody unlocks: whether a clinic lives there, and who may be picked.

It is read while the program starts, so neither the database nor the cryptographic library is loaded for it: together
they take most of a second.
"""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

from iop_desktop.models.errors import VaultMissing
from iop_desktop.models.key_file_glance import login_names
from iop_desktop.models.vault_folder import has_vault, key_file_path, require_safe_place, require_vault
from iop_desktop.services.staging import clear_unfinished, go_on_with_restore


class VaultState(StrEnum):
    """Whether a clinic lives in the folder."""

    ABSENT = "absent"
    READY = "ready"


class FrontDoor:
    """The outside of one vault folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def state(self) -> VaultState:
        """READY or ABSENT. Raises KeyFileMissing or DatabaseMissing when only one of the two files is here.

        Raises NetworkFolder or SyncFolder for records in a place where they can be lost.
        """
        clear_unfinished(self.folder)
        go_on_with_restore(self.folder)
        if not has_vault(self.folder):
            return VaultState.ABSENT
        require_vault(self.folder)
        require_safe_place(self.folder)
        return VaultState.READY

    def logins(self) -> tuple[str, ...]:
        """Who may be picked on the unlock page. Raises VaultMissing, KeyFileMissing, KeyFileDamaged, KeyFileNewer."""
        if not has_vault(self.folder):
            raise VaultMissing
        path = key_file_path(self.folder)
        names = login_names(path)
        if names is not None:
            return names
        from iop_desktop.models.keyfile import KeyFile  # says what is wrong, or finds the copy of the key file

        return KeyFile.load(path).logins()
