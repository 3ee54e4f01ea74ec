"""From a slot's private key to the keys of the vault."""

from __future__ import annotations

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from iop_desktop.models.errors import KeyFileChanged
from iop_desktop.models.kept_keys import AUDIT_NAME, open_kept
from iop_desktop.models.keyfile_document import Document
from iop_desktop.models.keys import VaultKeys, wipe
from iop_desktop.models.keyslot import Slot, open_master


def opened_keys(
    document: Document, sealed: Document | None, slot: Slot, private: X25519PrivateKey
) -> tuple[VaultKeys, VaultKeys | None]:
    """The keys in use, and those of a change that was cut off.

    ``sealed`` is the document as it stands on the disk, if it does. Raises KeyFileChanged when its seal does not fit,
    and KeyFileDamaged.
    """
    keys = _active(document, sealed, slot, private)
    if document.pending is None:
        return keys, None
    master = open_master(document.vault_id, slot, document.pending, private)
    return keys, VaultKeys(document.vault_id, document.pending, master, bytearray(keys.audit_key))


def _active(document: Document, sealed: Document | None, slot: Slot, private: X25519PrivateKey) -> VaultKeys:
    master = open_master(document.vault_id, slot, document.active, private)
    if sealed is not None and not sealed.fits_seal(master):
        wipe(master)
        raise KeyFileChanged
    keys = VaultKeys(document.vault_id, document.active, master, bytearray(32))
    audit = open_kept(keys.derive("kept"), AUDIT_NAME, document.kept)
    return VaultKeys(document.vault_id, document.active, master, audit)
