"""A person's key for packets: apart from the signing key, made when it is first needed, opened by the pass phrase."""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from sqlalchemy import select
from sqlalchemy.orm import Session as Database

from iop_desktop.models.errors import WrongPassphrase
from iop_desktop.models.keys import wipe
from iop_desktop.models.packets import ExchangeKey
from iop_desktop.models.personal_seal import open_personal, seal_personal
from iop_desktop.services.unlocked import SigningKey, Unlocked


@dataclass(frozen=True, slots=True)
class OwnKeys:
    """What opens and signs packets: the keys of the person who has just given the pass phrase."""

    signing: SigningKey
    exchange: X25519PrivateKey = field(repr=False)


def own_keys(unlocked: Unlocked, passphrase: str) -> OwnKeys:
    """Open the actor's own keys; takes one Argon2id run. Raises as ``Unlocked.open_own`` does.

    A packet key that was sealed to a slot which is gone (the person came back with the recovery kit) is replaced:
    nobody can open it any more, and those who have the earlier card need a new one.
    """
    signing, slot_key = unlocked.open_own(passphrase)
    with unlocked.transaction() as db:
        row = db.scalars(select(ExchangeKey).where(ExchangeKey.staff_id == unlocked.actor.staff_id)).one_or_none()
        key = _opened(slot_key, row) if row is not None else None
        if key is None:
            key = _made(db, unlocked, slot_key, row)
    return OwnKeys(signing, key)


def _opened(slot_key: X25519PrivateKey, row: ExchangeKey) -> X25519PrivateKey | None:
    try:
        content = open_personal(
            slot_key, row.sealed_private_key, staff_id=row.staff_id, public_hash=sha256(row.public_key).digest()
        )
    except WrongPassphrase:
        return None
    try:
        return X25519PrivateKey.from_private_bytes(content)
    finally:
        wipe(content)


def _made(
    db: Database, unlocked: Unlocked, slot_key: X25519PrivateKey, earlier: ExchangeKey | None
) -> X25519PrivateKey:
    key = X25519PrivateKey.generate()
    public = key.public_key().public_bytes_raw()
    staff_id = unlocked.actor.staff_id
    sealed = seal_personal(slot_key, key.private_bytes_raw(), staff_id=staff_id, public_hash=sha256(public).digest())
    row = earlier or ExchangeKey(staff_id=staff_id)
    row.public_key, row.sealed_private_key, row.created_at = public, sealed, unlocked.clock()
    db.add(row)
    action = "exchange_key.replaced" if earlier is not None else "exchange_key.made"
    unlocked.audit(db, action, staff_id, {"key": sha256(public).hexdigest()})
    return key
