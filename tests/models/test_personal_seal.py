"""A sealed signing key opens for its owner, in its own place, and for nobody else."""

from __future__ import annotations

import hashlib
import uuid

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from iop_desktop.models.errors import WrongPassphrase
from iop_desktop.models.personal_seal import open_personal, seal_personal

from .conftest import Clinic

CONTENT = b"a PKCS#8 key"
STAFF = uuid.uuid4()
PUBLIC = hashlib.sha256(b"its public key").digest()


def test_round_trip_through_the_pass_phrase(clinic: Clinic) -> None:
    first = clinic.load().unlock(clinic.login, clinic.passphrase).private_key
    sealed = seal_personal(first, CONTENT, staff_id=STAFF, public_hash=PUBLIC)
    assert CONTENT not in sealed
    clinic.load().change_passphrase(clinic.login, clinic.passphrase, "another phrase", cost=clinic.cheap)
    again = clinic.load().unlock(clinic.login, "another phrase").private_key
    assert open_personal(again, sealed, staff_id=STAFF, public_hash=PUBLIC) == CONTENT


@pytest.fixture
def owner() -> X25519PrivateKey:
    return X25519PrivateKey.generate()


@pytest.fixture
def sealed(owner: X25519PrivateKey) -> bytes:
    return seal_personal(owner, CONTENT, staff_id=STAFF, public_hash=PUBLIC)


def test_another_person_is_refused(sealed: bytes) -> None:
    with pytest.raises(WrongPassphrase):
        open_personal(X25519PrivateKey.generate(), sealed, staff_id=STAFF, public_hash=PUBLIC)


def test_another_place_is_refused(owner: X25519PrivateKey, sealed: bytes) -> None:
    with pytest.raises(WrongPassphrase):
        open_personal(owner, sealed, staff_id=uuid.uuid4(), public_hash=PUBLIC)
    with pytest.raises(WrongPassphrase):
        open_personal(owner, sealed, staff_id=STAFF, public_hash=bytes(32))


def test_any_change_is_refused(owner: X25519PrivateKey, sealed: bytes) -> None:
    for place in range(len(sealed)):
        changed = sealed[:place] + bytes([sealed[place] ^ 1]) + sealed[place + 1 :]
        with pytest.raises(WrongPassphrase):
            open_personal(owner, changed, staff_id=STAFF, public_hash=PUBLIC)
    with pytest.raises(WrongPassphrase):
        open_personal(owner, sealed[:20], staff_id=STAFF, public_hash=PUBLIC)


def test_public_hash_must_be_one(owner: X25519PrivateKey) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        seal_personal(owner, CONTENT, staff_id=STAFF, public_hash=b"")
