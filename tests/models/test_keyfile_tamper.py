"""Every alteration of the key file from outside is refused."""

from __future__ import annotations

import copy
import json
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iop_desktop.models import kdf, keyslot
from iop_desktop.models.errors import (
    DeviceNotEnrolled,
    KeyFileChanged,
    KeyFileDamaged,
    KeyFileNewer,
    VaultError,
    WrongPassphrase,
)
from iop_desktop.models.keyfile_document import read_document

from .conftest import Clinic

Content = dict[str, Any]
DEVICE = b"d" * 32


def _lower_memory(content: Content) -> None:
    content["slots"][1]["kdf"]["m"] -= 1


def _tiny_memory(content: Content) -> None:
    content["slots"][1]["kdf"]["m"] = 8


def _huge_memory(content: Content) -> None:
    content["slots"][1]["kdf"]["m"] = 1 << 40


def _without_device(content: Content) -> None:
    content["slots"][1]["device"] = None


def _other_person(content: Content) -> None:
    content["slots"][1]["user"] = str(uuid.uuid4())


def _swapped(content: Content) -> None:
    first, second = content["slots"][:2]
    first["sk"], second["sk"] = second["sk"], first["sk"]


def _deleted(content: Content) -> None:
    del content["slots"][0]


def _added(content: Content) -> None:
    extra = copy.deepcopy(content["slots"][0])
    extra["slot"] = str(uuid.uuid4())
    content["slots"].append(extra)


def _older_generation(content: Content) -> None:
    content["generation"] -= 1


def _other_kept_key(content: Content) -> None:
    content["kept"] = {"audit-hmac": content["mac"]}


CASES: list[tuple[Callable[[Content], None], type[VaultError]]] = [
    (_lower_memory, WrongPassphrase),
    (_tiny_memory, KeyFileDamaged),
    (_huge_memory, KeyFileDamaged),
    (_without_device, WrongPassphrase),
    (_other_person, WrongPassphrase),
    (_swapped, WrongPassphrase),
    (_deleted, KeyFileChanged),
    (_added, KeyFileChanged),
    (_older_generation, KeyFileChanged),
    (_other_kept_key, KeyFileChanged),
]


@pytest.fixture
def tampered(clinic: Clinic) -> Clinic:
    """The clinic with a second, device-bound person, ready to be altered."""
    key_file = clinic.load()
    roomy = kdf.KdfCost(clinic.cheap.memory_kib * 2, 1, 1)
    key_file.add_passphrase_slot("rosa", uuid.uuid4(), "blue door", clinic.keys, DEVICE, cost=roomy)
    # The person under attack is the second slot, the recovery kit the third.
    document = key_file._document
    first, recovery, second = document.slots
    key_file._document = type(document)(
        document.vault_id, document.generation, document.active, document.kept, (first, second, recovery)
    )
    key_file.save(clinic.keys)
    return clinic


@pytest.mark.parametrize(("alter", "refusal"), CASES)
def test_alteration_is_refused(tampered: Clinic, alter: Callable[[Content], None], refusal: type[VaultError]) -> None:
    content = json.loads(tampered.path.read_bytes())
    alter(content)
    tampered.path.write_text(json.dumps(content))
    with pytest.raises(refusal) as caught:
        tampered.load().unlock("rosa", "blue door", DEVICE)
    assert caught.type is refusal


def test_untouched_file_opens_so_the_matrix_can_fail(tampered: Clinic) -> None:
    assert tampered.load().unlock("rosa", "blue door", DEVICE).login == "rosa"


@pytest.mark.parametrize("alter", [_tiny_memory, _huge_memory])
def test_cost_outside_the_limits_is_refused_before_any_work(
    tampered: Clinic, alter: Callable[[Content], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    content = json.loads(tampered.path.read_bytes())
    alter(content)
    tampered.path.write_text(json.dumps(content))
    worked: list[object] = []
    monkeypatch.setattr(keyslot, "derive_key", lambda *given, **named: worked.append(named))
    with pytest.raises(KeyFileDamaged):
        tampered.load().unlock("rosa", "blue door", DEVICE)
    assert worked == []


def test_device_mark_of_another_computer_is_refused(tampered: Clinic) -> None:
    content = json.loads(tampered.path.read_bytes())
    content["slots"][1]["device"] = keyslot.device_mark(b"e" * 32)
    tampered.path.write_text(json.dumps(content))
    with pytest.raises(DeviceNotEnrolled):
        tampered.load().unlock("rosa", "blue door", DEVICE)
    with pytest.raises(WrongPassphrase):
        tampered.load().unlock("rosa", "blue door", b"e" * 32)


def test_newer_key_file_is_named_as_such(clinic: Clinic) -> None:
    content = json.loads(clinic.path.read_bytes()) | {"version": 3}
    clinic.path.write_text(json.dumps(content))
    with pytest.raises(KeyFileNewer):
        clinic.load()


def test_unknown_field_is_refused_because_no_seal_covers_it(clinic: Clinic) -> None:
    content = json.loads(clinic.path.read_bytes()) | {"note": "hello"}
    with pytest.raises(KeyFileDamaged):
        read_document(json.dumps(content).encode())


@given(st.binary(max_size=300))
def test_any_bytes_are_refused_with_a_sentence(content: bytes) -> None:
    with pytest.raises((KeyFileDamaged, KeyFileNewer)):
        read_document(content)


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@given(st.sampled_from(["vault_id", "generation", "active", "pending", "retired", "kept", "slots", "mac"]), JSON_VALUES)
def test_any_value_in_any_field_never_crashes(field: str, value: object) -> None:
    content: dict[str, object] = {
        "magic": "IOP-DESKTOP-VAULT",
        "version": 1,
        "vault_id": "a",
        "generation": 1,
        "active": "b",
        "pending": None,
        "retired": {},
        "kept": {},
        "slots": [],
        "mac": "A" * 43 + "=",
    }
    content[field] = value
    try:
        read_document(json.dumps(content).encode())
    except (KeyFileDamaged, KeyFileNewer):
        return


@given(st.sampled_from(["slot", "kind", "login", "user", "device", "kdf", "sk", "vmk"]), JSON_VALUES)
def test_any_value_in_a_slot_never_crashes(field: str, value: object) -> None:
    slot: dict[str, object] = {
        "slot": "s",
        "kind": "passphrase",
        "login": "l",
        "user": "u",
        "device": None,
        "kdf": {"alg": "argon2id", "v": 19, "m": 64, "t": 1, "p": 1, "salt": "AAAA"},
        "sk": "AAAA",
        "vmk": {},
    }
    slot[field] = value
    try:
        keyslot.Slot.from_json(slot)
    except (KeyError, TypeError, ValueError):
        return
