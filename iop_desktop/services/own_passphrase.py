"""One's own pass phrase is changed: the slot's key is wrapped anew, and nothing else changes."""

from __future__ import annotations

from iop_desktop.models.key_file_record import remember_key_file
from iop_desktop.rules.refusal import Refusal
from iop_desktop.rules.rights import Right
from iop_desktop.services.changes import Changes
from iop_desktop.services.errors import Refused
from iop_desktop.services.passphrases import Strength, require_passphrase, strength
from iop_desktop.services.rights import needs
from iop_desktop.services.unlocked import Unlocked

_SAME = Refusal("same", "That is the pass phrase you have now. Choose another one.", "passphrase")
_CHANGED = (
    "Your pass phrase is changed. Backups made before now open with the earlier one, or with the recovery kit of their "
    "day."
)


class OwnPassphraseService:
    """The pass phrase of the person at the keyboard; nobody changes that of somebody else."""

    def __init__(self, unlocked: Unlocked) -> None:
        self._unlocked = unlocked

    @needs(Right.OWN_ACCOUNT)
    def strength(self, typed: str) -> Strength:
        """How hard it is to guess for who knows the person and the clinic."""
        actor = self._unlocked.actor
        return strength(typed, (actor.login, actor.name, self._unlocked.clinic_name))

    @needs(Right.OWN_ACCOUNT)
    def change(self, old: str, new: str, repeated: str) -> Changes:
        """Wrap the actor's slot under a new pass phrase; takes three Argon2id runs.

        Signing key, packet key, everybody else's slot and the recovery kit stay. Raises WrongPassphrase for the old one
        (counted, and in the audit chain), TooSoon, Refused, and VaultError when the key file cannot be written; then
        the old one is still valid.
        """
        unlocked, actor = self._unlocked, self._unlocked.actor
        require_passphrase(new, repeated, (actor.login, actor.name, unlocked.clinic_name))
        unlocked.open_own_slot(old)
        if new == old:
            raise Refused((_SAME,))
        key_file = unlocked.doorkeeper.change_passphrase(actor.login, old, new)
        with unlocked.transaction() as db:
            remember_key_file(db, key_file, at=unlocked.clock())
            unlocked.audit(db, "passphrase.changed", actor.staff_id)
        return Changes(frozenset(), _CHANGED)
