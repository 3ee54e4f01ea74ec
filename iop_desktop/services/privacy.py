"""When this computer locks by itself: an administrator chooses, and the audit log knows."""

from __future__ import annotations

from iop_desktop.rules.disk_encryption import DiskState
from iop_desktop.rules.rights import Right, allows
from iop_desktop.services.changes import Changes, Topic
from iop_desktop.services.disk_encryption import disk_state
from iop_desktop.services.rights import needs
from iop_desktop.services.unlocked import Unlocked

SETTING = "privacy_of_computer"


class PrivacyService:
    """Use cases of what the program does for privacy on this computer."""

    def __init__(self, unlocked: Unlocked) -> None:
        self._unlocked = unlocked

    @property
    def may_set(self) -> bool:
        """Whether this person chooses."""
        return allows(self._unlocked.actor.roles, Right.SET_PRIVACY)

    @needs(Right.OWN_ACCOUNT)
    def disk(self) -> DiskState:
        """Whether the disk with the records is encrypted; asks the operating system, so not on the quick lane."""
        return disk_state(self._unlocked.vault.folder)

    @needs(Right.SET_PRIVACY)
    def chosen(self, idle_minutes: int, *, hides_from_capture: bool) -> Changes:
        """Say in the audit log what is chosen for this computer; the choice itself stands in its settings file.

        Raises NotAllowed.
        """
        detail = {"idle_minutes": idle_minutes, "hides_from_capture": hides_from_capture}
        with self._unlocked.transaction() as db:
            self._unlocked.audit(db, "setting.chosen", SETTING, detail)
        return Changes(frozenset({Topic.CLINIC}), "The settings of this computer are saved.")
