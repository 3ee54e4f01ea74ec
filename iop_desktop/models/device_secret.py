"""This computer's own 32-byte secret, kept by the operating system for the person who is logged in to it.

Only the key stores named here are used, built explicitly: settings, environment variables and plug-ins of the keyring
library could otherwise choose one that writes the secret to a readable file. A locked store may show a prompt and
wait, so call these functions off the window's thread.
"""

from __future__ import annotations

import contextlib
import enum
import secrets
import sys
from dataclasses import dataclass, field
from typing import Protocol

from iop_desktop.models.canonical import from_base64, to_base64

_ENTRY = "device-1"
_SECRET_BYTES = 32
_ALLOWED = frozenset(
    {
        "keyring.backends.Windows.WinVaultKeyring",
        "keyring.backends.macOS.Keyring",
        "keyring.backends.SecretService.Keyring",
        "keyring.backends.kwallet.DBusKeyring",
    }
)


class KeyStore(Protocol):
    """What is used of a keyring backend."""

    def get_password(self, service: str, username: str) -> str | None:
        """The entry, or None if there is none."""

    def set_password(self, service: str, username: str, password: str) -> None:
        """Keep the entry."""


class DeviceState(enum.StrEnum):
    """What the key store answered."""

    AVAILABLE = "available"
    MISSING = "missing"
    LOCKED = "locked"
    UNAVAILABLE = "unavailable"


_SENTENCES = {
    DeviceState.AVAILABLE: "This computer's key store works and holds this clinic's device key.",
    DeviceState.MISSING: "This computer account has not been enrolled for this clinic yet.",
    DeviceState.LOCKED: (
        "This computer's key store is locked. Unlock it (usually by signing in to the computer again), then try "
        "again, or use the recovery kit."
    ),
    DeviceState.UNAVAILABLE: (
        "This computer has no key store that the program trusts, so pass phrases here work without a device key. "
        "Turn on disk encryption on this computer."
    ),
}
_FORGETFUL = "This computer's key store did not keep the device key, so it is not used. Nothing was lost."


@dataclass(frozen=True, slots=True)
class DeviceAnswer:
    """The state, a sentence for a person, which store it was, and the secret if there is one."""

    state: DeviceState
    sentence: str
    store: str = ""
    secret: bytes | None = field(default=None, repr=False)


def system_key_store() -> KeyStore | None:
    """The operating system's key store, or None where there is none that is trusted."""
    candidates = _candidates()
    for store in candidates:
        if store_name(store) in _ALLOWED:
            return store
    return None


def store_name(store: KeyStore) -> str:
    """Module and class of a key store, as it is recorded."""
    return f"{type(store).__module__}.{type(store).__qualname__}"


def read_device_secret(vault_id: str, store: KeyStore | None) -> DeviceAnswer:
    """The secret of this computer account for one vault."""
    if store is None:
        return _answer(DeviceState.UNAVAILABLE)
    try:
        text = store.get_password(_service(vault_id), _ENTRY)
    except Exception as error:  # noqa: BLE001  # a backend may raise anything, even errors of its D-Bus library
        return _answer(_state_of(error), store)
    if text is None:
        return _answer(DeviceState.MISSING, store)
    return _decoded(text, store)


def create_device_secret(vault_id: str, store: KeyStore | None) -> DeviceAnswer:
    """The secret of this computer account, made if there is none yet, and read back to be sure that it was kept."""
    found = read_device_secret(vault_id, store)
    if found.state is not DeviceState.MISSING or store is None:
        return found
    secret = secrets.token_bytes(_SECRET_BYTES)
    try:
        store.set_password(_service(vault_id), _ENTRY, to_base64(secret))
    except Exception as error:  # noqa: BLE001  # as above: a backend may raise anything
        return _answer(_state_of(error), store)
    kept = read_device_secret(vault_id, store)
    if kept.secret != secret:
        return DeviceAnswer(DeviceState.UNAVAILABLE, _FORGETFUL, store_name(store))
    return kept


def forget_device_secret(vault_id: str, store: KeyStore | None) -> bool:
    """Overwrite this computer account's secret, and remove it where the store can; whether none is left."""
    if store is None:
        return True
    try:
        if store.get_password(_service(vault_id), _ENTRY) is None:
            return True
        store.set_password(_service(vault_id), _ENTRY, to_base64(secrets.token_bytes(_SECRET_BYTES)))
        remove = getattr(store, "delete_password", None)
        if remove is not None:
            remove(_service(vault_id), _ENTRY)
    except Exception:  # noqa: BLE001  # as above: a backend may raise anything
        return False
    return True


def _service(vault_id: str) -> str:
    # One service per vault: on Windows two entries under one service name shuffle each other.
    return f"iop-desktop-vault/{vault_id}"


def _decoded(text: str, store: KeyStore) -> DeviceAnswer:
    secret = b""
    with contextlib.suppress(ValueError):
        secret = from_base64(text)
    if len(secret) != _SECRET_BYTES:
        return _answer(DeviceState.UNAVAILABLE, store)
    return DeviceAnswer(DeviceState.AVAILABLE, _SENTENCES[DeviceState.AVAILABLE], store_name(store), secret)


def _answer(state: DeviceState, store: KeyStore | None = None) -> DeviceAnswer:
    return DeviceAnswer(state, _SENTENCES[state], "" if store is None else store_name(store))


def _state_of(error: Exception) -> DeviceState:
    import keyring.errors

    locked = isinstance(error, keyring.errors.KeyringLocked) or "Locked" in type(error).__name__
    return DeviceState.LOCKED if locked else DeviceState.UNAVAILABLE


def _candidates() -> list[KeyStore]:
    if sys.platform == "win32":
        from keyring.backends import Windows

        vault = Windows.WinVaultKeyring()
        # The default would roam with a domain profile.
        vault.persist = "local machine"
        return [vault]
    if sys.platform == "darwin":
        from keyring.backends import macOS

        return [macOS.Keyring()]
    return _linux_candidates()


def _linux_candidates() -> list[KeyStore]:
    from keyring.backends import SecretService, kwallet

    usable: list[KeyStore] = []
    for backend in (SecretService.Keyring, kwallet.DBusKeyring):
        # Asking whether a store is usable talks to D-Bus, and any failure there means that it is not.
        with contextlib.suppress(Exception):
            if backend.viable:
                usable.append(backend())
    return usable
