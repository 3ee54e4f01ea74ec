"""Giving a member of staff a way in: a slot in the key file, a certificate, and a signing key only they can open."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding

from iop_desktop.models.clinic import Staff
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


def new_staff(form: StaffForm, slot: Slot, root: SigningRoot, now: datetime) -> Staff:
    """The row of a member of staff, with a fresh certificate of the clinic."""
    from iop_desktop.documents.pki import issue_certificate, private_key_der

    key, certificate = issue_certificate(
        root,
        name=form.name.strip(),
        credentials=form.credentials.strip(),
        licence=form.licence.strip(),
        role_title=form.title.strip(),
        email="",
        now=now,
    )
    sealed = seal_personal(
        slot.private_key,
        private_key_der(key),
        staff_id=slot.staff_id,
        public_hash=public_key_hash(certificate),
    )
    return Staff(
        id=slot.staff_id,
        login=form.login,
        name=form.name.strip(),
        credentials=form.credentials.strip(),
        licence=form.licence.strip(),
        title=form.title.strip(),
        role=form.role,
        needs_cosignature=form.needs_cosignature,
        supervisor_id=form.supervisor_id,
        slot_id=slot.slot_id,
        slot_public_key=slot.public_key,
        certificate=certificate.public_bytes(Encoding.DER),
        sealed_signing_key=sealed,
    )
