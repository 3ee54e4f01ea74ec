"""Changing the vault master key in the key file's document, in two phases and without anybody's pass phrase.

First every slot gets the new key beside the old one (``begun``); then the database is given its new key; then the old
key leaves the slots and is kept among the retired ones, for old backups (``finished``). ``undone`` takes the new key
out again, when the database was not given it.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey

from iop_desktop.models.anchor import ANCHOR_NAME
from iop_desktop.models.errors import KeyFileDamaged
from iop_desktop.models.kept_keys import open_kept, seal_kept
from iop_desktop.models.keyfile_document import SUSPENDED_NAME, Document
from iop_desktop.models.keys import VaultKeys, wipe
from iop_desktop.models.keyslot import Slot, seal_master

_RETIRED = "retired"


def begun(document: Document, new: VaultKeys, publics: Mapping[str, bytes]) -> Document:
    """The new key sealed to every slot. ``publics`` are the slots' public keys by id; a slot without one goes."""
    if document.pending is not None:
        raise ValueError("a change of the key is under way")
    slots = tuple(
        _with_master(document.vault_id, slot, new, publics[slot.slot_id])
        for slot in document.slots
        if slot.slot_id in publics
    )
    if not slots:
        raise ValueError("nobody could open the records with the new key")
    return dataclasses.replace(document, pending=new.key_id, slots=slots)


def finished(document: Document, old: VaultKeys, new: VaultKeys) -> Document:
    """The new key alone opens the records; the old one and those before it are retired, sealed under the new one."""
    if (document.active, document.pending) != (old.key_id, new.key_id):
        raise ValueError("these keys are not those of the change that is under way")
    retired = _resealed(document.retired, _RETIRED, old, new)
    retired[old.key_id] = seal_kept(new.derive(_RETIRED), old.key_id, old.master)
    return dataclasses.replace(
        document,
        active=new.key_id,
        pending=None,
        retired=retired,
        kept={**document.kept, **_resealed(_sealed(document.kept), "kept", old, new)},
        slots=tuple(_with_only(slot, new.key_id) for slot in document.slots),
    )


def undone(document: Document) -> Document:
    """As before the change, but for slots that it left out."""
    slots = tuple(_with_only(slot, document.active) for slot in document.slots)
    return dataclasses.replace(document, pending=None, slots=slots)


def fits(document: Document, keys: VaultKeys) -> bool:
    """Whether ``keys`` seal this document, and everyone in it gets in whichever key the database has."""
    pending = document.pending
    return document.active == keys.key_id and all(pending in (None, *slot.masters) for slot in document.slots)


def retired_keys(document: Document, keys: VaultKeys, key_id: str) -> VaultKeys | None:
    """The keys ``key_id`` that were in use before ``keys``, for a backup of that time; None if there were none."""
    if key_id not in document.retired:
        return None
    try:
        master = open_kept(keys.derive(_RETIRED), key_id, document.retired)
    except KeyFileDamaged:
        return None
    return VaultKeys(keys.vault_id, key_id, master, bytearray(keys.audit_key))


def _sealed(kept: Mapping[str, bytes]) -> dict[str, bytes]:
    """What is kept under the master key; anchor and suspended logins are no secret and stand as they are."""
    return {name: content for name, content in kept.items() if name not in (ANCHOR_NAME, SUSPENDED_NAME)}


def _resealed(sealed: Mapping[str, bytes], label: str, old: VaultKeys, new: VaultKeys) -> dict[str, bytes]:
    made = {}
    for name in sealed:
        content = open_kept(old.derive(label), name, sealed)
        made[name] = seal_kept(new.derive(label), name, content)
        wipe(content)
    return made


def _with_master(vault_id: str, slot: Slot, new: VaultKeys, public: bytes) -> Slot:
    sealed = seal_master(vault_id, slot.slot_id, new.key_id, new.master, X25519PublicKey.from_public_bytes(public))
    return dataclasses.replace(slot, masters={**slot.masters, new.key_id: sealed})


def _with_only(slot: Slot, key_id: str) -> Slot:
    return dataclasses.replace(slot, masters={key_id: slot.masters[key_id]})
