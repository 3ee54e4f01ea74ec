"""Every state of the operating system's key store is a typed answer with a sentence."""

from __future__ import annotations

import sys
from types import SimpleNamespace

import keyring.errors
import pytest

from iop_desktop.models import device_secret
from iop_desktop.models.canonical import to_base64
from iop_desktop.models.device_secret import DeviceState, create_device_secret, read_device_secret, system_key_store
from tests.support.key_store import KeyStore

VAULT_ID = "5c0f8a3e"


class Forgetful(KeyStore):
    """Says yes and keeps nothing."""

    def set_password(self, service: str, username: str, password: str) -> None:
        return


class Failing(KeyStore):
    """Raises what it was given."""

    def __init__(self, error: Exception, *, only_writing: bool = False) -> None:
        super().__init__()
        self.error = error
        self.only_writing = only_writing

    def get_password(self, service: str, username: str) -> str | None:
        if self.only_writing:
            return None
        raise self.error

    def set_password(self, service: str, username: str, password: str) -> None:
        raise self.error


def test_secret_is_made_once_and_read_again() -> None:
    store = KeyStore()
    assert read_device_secret(VAULT_ID, store).state is DeviceState.MISSING
    made = create_device_secret(VAULT_ID, store)
    assert made.state is DeviceState.AVAILABLE
    assert made.secret is not None and len(made.secret) == 32
    assert create_device_secret(VAULT_ID, store).secret == made.secret
    assert read_device_secret(VAULT_ID, store).secret == made.secret
    assert read_device_secret("another", store).state is DeviceState.MISSING


def test_no_key_store_is_an_answer_with_a_way_on() -> None:
    answer = create_device_secret(VAULT_ID, None)
    assert answer.state is DeviceState.UNAVAILABLE
    assert answer.secret is None
    assert "disk encryption" in answer.sentence


@pytest.mark.parametrize("only_writing", [False, True])
@pytest.mark.parametrize(
    ("error", "state"),
    [
        (keyring.errors.KeyringLocked("prompt dismissed"), DeviceState.LOCKED),
        (keyring.errors.InitError("no collection"), DeviceState.UNAVAILABLE),
        (keyring.errors.PasswordSetError("1783"), DeviceState.UNAVAILABLE),
        (OSError("no bus"), DeviceState.UNAVAILABLE),
    ],
)
def test_failures_are_answers(error: Exception, state: DeviceState, only_writing: bool) -> None:
    answer = create_device_secret(VAULT_ID, Failing(error, only_writing=only_writing))
    assert answer.state is state
    assert str(error) not in answer.sentence
    assert answer.sentence.endswith(".")


def test_a_store_that_forgets_is_not_used() -> None:
    answer = create_device_secret(VAULT_ID, Forgetful())
    assert answer.state is DeviceState.UNAVAILABLE
    assert answer.secret is None
    assert "did not keep" in answer.sentence


@pytest.mark.parametrize("content", ["", "not base 64 !", to_base64(b"short")])
def test_an_entry_that_is_no_secret_is_not_used(content: str) -> None:
    store = KeyStore()
    create_device_secret(VAULT_ID, store)
    (entry,) = store.entries
    store.entries[entry] = content
    assert create_device_secret(VAULT_ID, store).state is DeviceState.UNAVAILABLE
    assert store.entries[entry] == content


def test_secret_is_not_shown() -> None:
    answer = create_device_secret(VAULT_ID, KeyStore())
    assert answer.secret is not None
    assert repr(answer.secret) not in repr(answer)


def test_only_named_stores_are_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(device_secret, "_candidates", lambda: [KeyStore()])
    assert system_key_store() is None


@pytest.mark.skipif(sys.platform != "linux", reason="speaks of the Linux backends")
def test_a_store_on_linux_counts_only_if_it_is_usable(monkeypatch: pytest.MonkeyPatch) -> None:
    from keyring.backends import SecretService, kwallet

    class Broken(type):
        @property
        def viable(cls) -> bool:
            raise RuntimeError("no bus")

    monkeypatch.setattr(SecretService, "Keyring", Broken("Keyring", (), {}))
    usable = type("DBusKeyring", (KeyStore,), {"viable": True, "__module__": "keyring.backends.kwallet"})
    monkeypatch.setattr(kwallet, "DBusKeyring", usable)
    store = system_key_store()
    assert store is not None
    assert device_secret.store_name(store) == "keyring.backends.kwallet.DBusKeyring"
    monkeypatch.setattr(kwallet, "DBusKeyring", SimpleNamespace(viable=False))
    assert system_key_store() is None


def test_settings_of_the_keyring_library_are_ignored(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    store = system_key_store()
    assert store is None or device_secret.store_name(store) != "keyring.backends.null.Keyring"
