"""The clinic's recovery kit: a new one, and the yearly test of the one in the safe."""

from __future__ import annotations

import contextlib
import dataclasses
from dataclasses import dataclass
from datetime import datetime

from iop_desktop.models.errors import VaultError, translate
from iop_desktop.models.key_file_record import remember_key_file
from iop_desktop.models.keyfile import KeyFile
from iop_desktop.models.keyslot import SlotKind
from iop_desktop.models.recovery_code import new_code
from iop_desktop.rules.recovery_kit import drill_is_due
from iop_desktop.rules.refusal import Refusal
from iop_desktop.rules.rights import Right, allows
from iop_desktop.services.changes import Changes, Topic
from iop_desktop.services.errors import Refused
from iop_desktop.services.kit_record import begin_kit, kit_record, remember_put_away, remember_test, settle_kits
from iop_desktop.services.rights import needs
from iop_desktop.services.unlocked import Clock, Unlocked

_REPLACED = (
    "The new recovery kit is valid, and the earlier one no longer opens these records: destroy its page. Backups made "
    "before now still open with the kit of their day."
)
_TESTED = "The kit works. It was not used up, and nothing was opened with it."
_NOT_BEGUN = Refusal("not-begun", "This kit was not made just now. Nothing was changed: begin again.")


@dataclass(frozen=True, slots=True)
class KitOverview:
    """How the kit stands. ``test_due``: neither made nor tested for a year."""

    made_at: datetime
    tested_at: datetime | None
    put_away: bool
    test_due: bool
    may_change: bool


@dataclass(frozen=True, slots=True)
class NewKit:
    """A kit to be printed, not valid yet."""

    clinic_name: str
    code: str = dataclasses.field(repr=False)
    names: tuple[str, ...]


class KitService:
    """Use cases of the kit. A new one is printed first and valid only after that: a cut leaves the earlier one."""

    def __init__(self, unlocked: Unlocked, clock: Clock) -> None:
        self._unlocked, self._clock = unlocked, clock
        self._begun: NewKit | None = None

    @needs(Right.OWN_ACCOUNT)
    def overview(self) -> KitOverview:
        """How the kit stands."""
        with self._unlocked.reading() as db:
            record = kit_record(db)
        due = drill_is_due(record.made_at, record.tested_at, self._clock())
        may_change = allows(self._unlocked.actor.roles, Right.MANAGE_KIT)
        return KitOverview(record.made_at, record.tested_at, record.put_away, due, may_change)

    @needs(Right.MANAGE_KIT)
    def begin(self, passphrase: str) -> NewKit:
        """A new kit to print, for the person's own pass phrase; nothing is changed yet. Takes one Argon2id run.

        Raises WrongPassphrase (counted, and in the audit chain) and TooSoon.
        """
        unlocked = self._unlocked
        unlocked.open_own_slot(passphrase)
        self._begun = NewKit(unlocked.clinic_name, new_code(), (unlocked.actor.name,))
        return self._begun

    @needs(Right.MANAGE_KIT)
    def put_in_use(self, kit: NewKit) -> Changes:
        """From now on the printed kit is the valid one, and the one before opens nothing any more.

        All or nothing, and no other slot is touched. Raises Refused for a kit that ``begin`` did not make last, and
        VaultError when the key file cannot be written; then the earlier kit is still valid.
        """
        if kit is not self._begun:
            raise Refused((_NOT_BEGUN,))
        self._replace(kit.code)
        self._begun = None
        return Changes(frozenset({Topic.CLINIC}), _REPLACED)

    @needs(Right.MANAGE_KIT)
    def test(self, code: str) -> Changes:
        """Try the kit's code on the key file without using it up.

        Raises WrongRecoveryCode (counted, with a growing wait) and TooSoonForKit.
        """
        unlocked = self._unlocked
        _, opened = unlocked.doorkeeper.open_with_kit(code)
        opened.wipe()
        with unlocked.transaction() as db:
            remember_test(db, self._clock())
            unlocked.audit(db, "recovery_kit.tested", "recovery_kit")
        return Changes(frozenset({Topic.CLINIC}), _TESTED)

    def _replace(self, code: str) -> None:
        unlocked, keys = self._unlocked, self._unlocked.vault.keys
        key_file, now = unlocked.doorkeeper.key_file(), self._clock()
        earlier = [slot.slot_id for slot in key_file.slots() if slot.kind is SlotKind.RECOVERY]
        kit = key_file.add_recovery_slot(code, keys)
        for slot_id in earlier:
            key_file.remove_slot(slot_id)
        with unlocked.transaction() as db:
            begin_kit(db, kit, now, unlocked.actor.staff_id, after_use=False)
        try:
            self._save(key_file, kit.slot_id)
        finally:
            # When even this fails, the next opening does it.
            with contextlib.suppress(VaultError), unlocked.transaction() as db:
                written = unlocked.doorkeeper.key_file()
                settle_kits(db, written, now)
                remember_key_file(db, written, at=now)

    def _save(self, key_file: KeyFile, slot_id: str) -> None:
        keys = self._unlocked.vault.keys
        try:
            key_file.save(keys)
        except OSError as error:
            if all(slot.slot_id != slot_id for slot in self._unlocked.doorkeeper.key_file().slots()):
                raise translate(error) or error from None
            return
        # Once more, so that the copy of the file before its last change does not let the earlier kit in either.
        with contextlib.suppress(OSError):
            key_file.save(keys)


def confirm_put_away(unlocked: Unlocked) -> None:
    """The person who was let in by the kit says that the new one is in a safe place."""
    with unlocked.transaction() as db:
        remember_put_away(db)
        unlocked.audit(db, "recovery_kit.put_away", "recovery_kit")
