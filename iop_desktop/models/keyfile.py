"""The key file ``clinic.vault``: who may open the clinic's records, and with what.

Login names are the only words of people in it, chosen by the clinic so that a person can be picked before anything is
unlocked; no name of staff and nothing about a client is there. Changes are made in memory and kept by ``save``.
"""

from __future__ import annotations

import dataclasses
import hashlib
import uuid
from collections.abc import Callable, Mapping
from pathlib import Path

from iop_desktop.models import key_rotation
from iop_desktop.models.anchor import ANCHOR_NAME, Anchor, anchor_from_bytes, anchor_to_bytes
from iop_desktop.models.atomic_file import backup_path, write_atomically
from iop_desktop.models.errors import (
    DeviceNotEnrolled,
    KeyChangePending,
    KeyFileChanged,
    KeyFileDamaged,
    KeyFileMissing,
    LastSlot,
    LoginTaken,
    WrongPassphrase,
    translate,
)
from iop_desktop.models.kdf import FLOOR, KdfCost, refuse_cost
from iop_desktop.models.kept_keys import AUDIT_NAME, seal_kept
from iop_desktop.models.keyfile_document import Document, read_document
from iop_desktop.models.keyfile_opening import opened_keys
from iop_desktop.models.keyfile_views import AddedSlot, Opened, SlotInfo
from iop_desktop.models.keys import VaultKeys
from iop_desktop.models.keyslot import Slot, SlotKind, SlotSecret, device_mark, new_slot, open_private_key
from iop_desktop.models.keyslot import wrap as wrap_slot
from iop_desktop.models.login_names import folded_login, tidy_login
from iop_desktop.models.recovery_code import parse_code
from iop_desktop.models.suspended_logins import is_suspended, suspended_logins, without_slots
from iop_desktop.models.way_in_errors import LoginSuspended

_MOST_BYTES = 1 << 20


class KeyFile:
    """One key file, in memory until ``save``."""

    def __init__(self, path: Path, document: Document, *, saved: bytes = b"", floor: KdfCost = FLOOR) -> None:
        self.path = path
        self.from_backup = False
        self._document = document
        self._saved = saved
        # The seal was made over the content on the disk, not over changes that wait for ``save``.
        self._sealed = document if saved else None
        self._floor = floor

    @classmethod
    def create(cls, path: Path, *, floor: KdfCost = FLOOR) -> tuple[KeyFile, VaultKeys]:
        """A key file without slots for a new vault, not yet on the disk, and the vault's fresh keys."""
        keys = VaultKeys.generate(str(uuid.uuid4()))
        kept = {AUDIT_NAME: seal_kept(keys.derive("kept"), AUDIT_NAME, keys.audit_key)}
        return cls(path, Document(keys.vault_id, 0, keys.key_id, kept), floor=floor), keys

    @classmethod
    def load(cls, path: Path, *, floor: KdfCost = FLOOR) -> KeyFile:
        """Read the key file, or its ``.bak`` when the file itself is gone or unreadable (``from_backup`` says so).

        Raises KeyFileMissing, KeyFileDamaged, KeyFileNewer, VaultReadOnly, VaultDisk. Opening a slot checks the seal.
        """
        try:
            return cls._read(path, path, floor)
        except (KeyFileMissing, KeyFileDamaged) as first:
            try:
                loaded = cls._read(path, backup_path(path), floor)
            except (KeyFileMissing, KeyFileDamaged):
                raise first from None
        loaded.from_backup = True
        return loaded

    @classmethod
    def _read(cls, path: Path, source: Path, floor: KdfCost) -> KeyFile:
        try:
            with source.open("rb") as stream:
                content = stream.read(_MOST_BYTES + 1)
        except FileNotFoundError:
            raise KeyFileMissing from None
        except OSError as error:
            raise translate(error) or KeyFileDamaged() from None
        if len(content) > _MOST_BYTES:
            raise KeyFileDamaged
        return cls(path, read_document(content), saved=content, floor=floor)

    @property
    def vault_id(self) -> str:
        """Identity of the vault; names its entry in the operating system's key store."""
        return self._document.vault_id

    @property
    def generation(self) -> int:
        """Grows by one with each save; the database remembers the last one to notice an older file put back."""
        return self._document.generation

    def fingerprint(self) -> str:
        """SHA-256 of the file as it was last read or written, in hex."""
        return hashlib.sha256(self._saved).hexdigest()

    def logins(self) -> tuple[str, ...]:
        """Login names in the order they were added, each once, suspended ones at the end."""
        names = (slot.login for slot in self._document.slots if slot.kind is SlotKind.PASSPHRASE)
        return tuple(dict.fromkeys((*names, *suspended_logins(self._document.kept))))

    def slots(self) -> tuple[SlotInfo, ...]:
        """All slots without their secrets."""
        return tuple(
            SlotInfo(slot.slot_id, slot.kind, slot.login, slot.staff_id, slot.device, slot.cost)
            for slot in self._document.slots
        )

    def needs_device(self, login: str, kind: SlotKind = SlotKind.PASSPHRASE) -> bool:
        """Whether this login can only be unlocked with this computer's secret."""
        slots = self._of_login(login, kind)
        return bool(slots) and all(slot.device is not None for slot in slots)

    def usual_cost(self) -> KdfCost:
        """The highest cost in use, which was measured on this clinic's computer."""
        costs = [slot.cost for slot in self._document.slots if slot.cost is not None]
        return max(costs, key=lambda cost: cost.memory_kib * cost.iterations, default=KdfCost())

    def add_passphrase_slot(
        self,
        login: str,
        staff_id: uuid.UUID,
        passphrase: str,
        keys: VaultKeys,
        device_secret: bytes | None,
        *,
        cost: KdfCost | None = None,
        kind: SlotKind = SlotKind.PASSPHRASE,
    ) -> AddedSlot:
        """Let one person in on this computer account; without a device secret the pass phrase alone is enough.

        For an invitation ``passphrase`` is its code. Raises LoginTaken when the login belongs to somebody else and
        ValueError for an empty or overlong login.
        """
        name = tidy_login(login)
        if any(slot.staff_id != str(staff_id) for slot in self._of_login(name, *SlotKind)):
            raise LoginTaken
        wanted = cost or KdfCost()
        refuse_cost(wanted, self._floor)
        secret = SlotSecret(passphrase=passphrase, device_secret=device_secret, kind=kind)
        return self._add(name, str(staff_id), secret, wanted, keys)

    def add_recovery_slot(self, code: str, keys: VaultKeys) -> AddedSlot:
        """Let the printed recovery code in. Raises RecoveryCodeMistyped."""
        return self._add("", "", SlotSecret(recovery=parse_code(code)), KdfCost(), keys)

    def unlock(
        self, login: str, passphrase: str, device_secret: bytes | None = None, kind: SlotKind = SlotKind.PASSPHRASE
    ) -> Opened:
        """Open the vault's keys with a pass phrase, or an invitation's code; takes one Argon2id run (0.3-0.6 s).

        Raises LoginSuspended, WrongPassphrase, DeviceNotEnrolled, KeyFileDamaged, KeyFileChanged.
        """
        mark = device_mark(device_secret)
        if is_suspended(self._document, login):
            raise LoginSuspended
        mine = self._of_login(login, kind)
        fitting = [slot for slot in mine if slot.device is None or slot.device == mark]
        if mine and not fitting:
            raise DeviceNotEnrolled
        secret = SlotSecret(passphrase=passphrase, device_secret=device_secret)
        # The slot of this computer first: it is the one that is used every day.
        return self._open_first(sorted(fitting, key=lambda slot: slot.device is None), secret)

    def unlock_with_recovery(self, code: str) -> Opened:
        """Open the vault's keys with the recovery code. Raises as ``unlock``, RecoveryCodeMistyped."""
        slots = [slot for slot in self._document.slots if slot.kind is SlotKind.RECOVERY]
        return self._open_first(slots, SlotSecret(recovery=parse_code(code)))

    def change_passphrase(
        self, login: str, old: str, new: str, device_secret: bytes | None = None, *, cost: KdfCost | None = None
    ) -> Opened:
        """Give the slot a new pass phrase and save; the person's key pair and everything sealed to it stay.

        Raises WrongPassphrase for a wrong old pass phrase, and OSError with the old one still valid.
        """
        wanted = cost or KdfCost()
        refuse_cost(wanted, self._floor)
        opened = self.unlock(login, old, device_secret)
        slot = self._slot(opened.slot_id)
        bound = device_secret if slot.device is not None else None
        secret = SlotSecret(passphrase=new, device_secret=bound)
        wrapped = wrap_slot(self.vault_id, slot, opened.private_key, secret, wanted)
        slots = tuple(wrapped if other.slot_id == slot.slot_id else other for other in self._document.slots)
        self._document = dataclasses.replace(self._document, slots=slots)
        self.save(opened.keys)
        return opened

    def remove_slot(self, slot_id: str) -> None:
        """Take one way in away. Raises LastSlot for the only slot and KeyError for an unknown one.

        Someone who kept an old copy of both files and of the device secret can still read that old copy.
        """
        self._slot(slot_id)
        self.edit(lambda document: without_slots(document, {slot_id}))

    @property
    def document(self) -> Document:
        """The content as it is in memory."""
        return self._document

    def edit(self, change: Callable[[Document], Document]) -> None:
        """Change the content in memory, as ``models.suspended_logins`` does. Raises LastSlot when nobody gets in."""
        changed = change(self._document)
        if self._document.slots and not changed.slots:
            raise LastSlot
        self._document = changed

    @property
    def anchor(self) -> Anchor | None:
        """The end of the audit chain when the records were last locked; the seal covers it."""
        return anchor_from_bytes(self._document.kept.get(ANCHOR_NAME))

    def save_anchor(self, anchor: Anchor, keys: VaultKeys) -> None:
        """Keep the end of the audit chain and save. Raises KeyFileChanged for what these keys did not seal, OSError."""
        if not self._document.fits_seal(keys.master):
            raise KeyFileChanged
        kept = {**self._document.kept, ANCHOR_NAME: anchor_to_bytes(anchor)}
        self._document = dataclasses.replace(self._document, kept=kept)
        self.save(keys)

    def begin_new_key(self, new: VaultKeys, publics: Mapping[str, bytes]) -> None:
        """First phase of a change of the vault key; ``publics`` are the public keys of the slots that stay, by id."""
        self._document = key_rotation.begun(self._document, new, publics)

    def finish_new_key(self, old: VaultKeys, new: VaultKeys) -> None:
        """Last phase: from the next ``save``, made with ``new``, only the new key opens the records."""
        self._document = key_rotation.finished(self._document, old, new)

    def undo_new_key(self) -> None:
        """Go back to before ``begin_new_key``."""
        self._document = key_rotation.undone(self._document)

    def retired_keys(self, keys: VaultKeys, key_id: str) -> VaultKeys | None:
        """The keys of an old backup of this vault, or None if it never had them; the caller wipes them."""
        return key_rotation.retired_keys(self._document, keys, key_id)

    def save(self, keys: VaultKeys) -> None:
        """Write the file atomically and keep the one before as ``.bak``.

        Raises OSError (for example a full disk); then the file on disk and this object are as before the changes.
        Raises KeyChangePending rather than write a file that a key of the change under way does not open.
        """
        self._require_fit(keys)
        document = dataclasses.replace(self._document, generation=self.generation + 1).sealed_with(keys.master)
        content = document.to_bytes()
        try:
            if self._saved:
                write_atomically(backup_path(self.path), self._saved)
            write_atomically(self.path, content)
        except OSError:
            self._document = self._sealed or self._document
            raise
        self._document = self._sealed = document
        self._saved, self.from_backup = content, False

    def _require_fit(self, keys: VaultKeys) -> None:
        if not key_rotation.fits(self._document, keys):
            raise KeyChangePending

    def _of_login(self, login: str, *kinds: SlotKind) -> list[Slot]:
        named = (slot for slot in self._document.slots if slot.kind in (kinds or (SlotKind.PASSPHRASE,)))
        return [slot for slot in named if folded_login(slot.login) == folded_login(login)]

    def _slot(self, slot_id: str) -> Slot:
        return {slot.slot_id: slot for slot in self._document.slots}[slot_id]

    def _add(self, login: str, staff_id: str, secret: SlotSecret, cost: KdfCost, keys: VaultKeys) -> AddedSlot:
        self._require_fit(keys)
        masters = {keys.key_id: keys.master}
        slot, public_key = new_slot(
            self.vault_id, login=login, staff_id=staff_id, secret=secret, cost=cost, masters=masters
        )
        self._document = dataclasses.replace(self._document, slots=(*self._document.slots, slot))
        return AddedSlot(slot.slot_id, public_key)

    def _open_first(self, slots: list[Slot], secret: SlotSecret) -> Opened:
        for slot in slots:
            try:
                private = open_private_key(self.vault_id, slot, secret, self._floor)
            except WrongPassphrase:
                continue
            keys, pending = opened_keys(self._document, self._sealed, slot, private)
            return Opened(keys, slot.slot_id, slot.login, slot.staff_id, private, pending)
        raise WrongPassphrase
