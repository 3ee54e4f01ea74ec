"""Giving a member of staff a way in: a slot in the key file, a certificate, and a signing key only they can open."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding

from iop_desktop.models.clinic import Staff
from iop_desktop.models.keyfile import KeyFile
from iop_desktop.models.keys import VaultKeys
from iop_desktop.models.personal_seal import seal_personal
from iop_desktop.services.people_views import StaffForm
from iop_desktop.services.unlocked import public_key_hash

if TYPE_CHECKING:
    from iop_desktop.documents.pki import SigningRoot


@dataclass(frozen=True, slots=True)
class Slot:
    """The new slot of a person, opened."""

    staff_id: UUID
    slot_id: str
    public_key: bytes
    private_key: X25519PrivateKey = field(repr=False)


@dataclass(frozen=True, slots=True)
class SigningIdentity:
    """A certificate of the clinic (DER) and its key, which only the slot's owner can open."""

    certificate: bytes
    sealed_key: bytes = field(repr=False)


def new_slot(
    key_file: KeyFile, keys: VaultKeys, login: str, staff_id: UUID, passphrase: str, device_secret: bytes | None
) -> Slot:
    """Add a slot to the key file in memory and open it; takes two Argon2id runs. The caller saves the key file."""
    added = key_file.add_passphrase_slot(login, staff_id, passphrase, keys, device_secret, cost=key_file.usual_cost())
    opened = key_file.unlock(login, passphrase, device_secret)
    opened.wipe()
    return Slot(staff_id, added.slot_id, added.public_key, opened.private_key)


def new_identity(
    slot: Slot, root: SigningRoot, now: datetime, *, name: str, credentials: str, licence: str, title: str
) -> SigningIdentity:
    """A fresh signing key and its certificate."""
    from iop_desktop.documents.pki import issue_certificate, private_key_der

    key, certificate = issue_certificate(
        root, name=name, credentials=credentials, licence=licence, role_title=title, email="", now=now
    )
    sealed = seal_personal(
        slot.private_key,
        private_key_der(key),
        staff_id=slot.staff_id,
        public_hash=public_key_hash(certificate),
    )
    return SigningIdentity(certificate.public_bytes(Encoding.DER), sealed)


def identity_of(staff: Staff, slot: Slot, root: SigningRoot, now: datetime) -> SigningIdentity:
    """A fresh signing key for somebody who is on staff, and its certificate."""
    return new_identity(
        slot, root, now, name=staff.name, credentials=staff.credentials, licence=staff.licence, title=staff.title
    )


def new_staff(form: StaffForm, slot: Slot, root: SigningRoot, now: datetime) -> Staff:
    """The row of a member of staff, with a fresh certificate of the clinic."""
    name, credentials, licence, title = (
        text.strip() for text in (form.name, form.credentials, form.licence, form.title)
    )
    identity = new_identity(slot, root, now, name=name, credentials=credentials, licence=licence, title=title)
    return Staff(
        id=slot.staff_id,
        login=form.login,
        name=name,
        credentials=credentials,
        licence=licence,
        title=title,
        roles=form.roles,
        needs_cosignature=form.needs_cosignature,
        supervisor_id=form.supervisor_id,
        slot_id=slot.slot_id,
        slot_public_key=slot.public_key,
        certificate=identity.certificate,
        sealed_signing_key=identity.sealed_key,
    )
