"""The two files of a new vault: key file with the administrator's and the recovery slot, database with first rows."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography.hazmat.primitives.serialization import Encoding

from iop_desktop.models import migrate
from iop_desktop.models.audit_chain import AuditEntry, append
from iop_desktop.models.base import new_id
from iop_desktop.models.canonical import Json
from iop_desktop.models.clinic import Clinic, Staff
from iop_desktop.models.database import Vault
from iop_desktop.models.errors import VaultDamaged
from iop_desktop.models.kdf import KdfCost
from iop_desktop.models.key_file_record import remember_key_file
from iop_desktop.models.keyfile import KeyFile
from iop_desktop.models.keyfile_views import AddedSlot, Opened
from iop_desktop.models.keys import VaultKeys
from iop_desktop.models.recovery_code import new_code
from iop_desktop.models.vault_folder import key_file_path
from iop_desktop.services.certificates import remember_certificate
from iop_desktop.services.clinic_root import seal_root
from iop_desktop.services.doorkeeper import Doorkeeper
from iop_desktop.services.enrollment import Slot, new_staff
from iop_desktop.services.kit_keys import remember_kit_key
from iop_desktop.services.people_views import ClinicForm
from iop_desktop.services.program_defaults import new_program
from iop_desktop.services.signing_words import signing_words


@dataclass(frozen=True, slots=True)
class MadeVault:
    """What was made, not yet in use: the recovery code and the administrator's opened slot."""

    recovery_code: str = dataclasses.field(repr=False)
    opened: Opened


def make_vault(place: Path, form: ClinicForm, doorkeeper: Doorkeeper, cost: KdfCost, now: datetime) -> MadeVault:
    """Make both files in ``place`` and close them; the caller moves them and opens them with ``opened.keys``."""
    key_file, keys = KeyFile.create(key_file_path(place), floor=cost)
    try:
        device_secret = None if form.without_device_secret else doorkeeper.new_device_secret(key_file.vault_id)
        staff_id, person = new_id(), form.administrator
        added = key_file.add_passphrase_slot(person.login, staff_id, person.passphrase, keys, device_secret, cost=cost)
        code = new_code()
        kit = key_file.add_recovery_slot(code, keys)
        opened = key_file.unlock(person.login, person.passphrase, device_secret)
        slot = Slot(staff_id, added.slot_id, added.public_key, opened.private_key)
        _make_database(place, keys, key_file, form, slot, kit, now)
    finally:
        keys.wipe()
    return MadeVault(code, opened)


def _make_database(
    place: Path, keys: VaultKeys, key_file: KeyFile, form: ClinicForm, slot: Slot, kit: AddedSlot, now: datetime
) -> None:
    with Vault.create(place, keys.copy()) as vault:
        migrate.prepare(vault, now=now)
        key_file.save(keys)
        with vault.transaction() as session:
            clinic, administrator = _first_rows(vault.keys, form, slot, now)
            program = new_program(form.program_name, form.population)
            session.add_all([clinic, administrator, program])
            session.flush()
            remember_certificate(session, administrator.id, administrator.certificate, now)
            remember_kit_key(session, kit.slot_id, kit.public_key)
            remember_key_file(session, key_file, at=now)
            details: dict[str, Json] = {"without_device_secret": form.without_device_secret, "kit": kit.slot_id}
            signs: dict[str, Json] = {"signs": signing_words(administrator)}
            for action, subject, more in (
                ("clinic.created", clinic.id, {}),
                ("staff.added", administrator.id, signs),
                ("program.added", program.id, {}),
            ):
                noun = action.split(".", maxsplit=1)[0]
                append(session, AuditEntry(now, action, administrator.id, noun, subject, {**details, **more}))
        # Everything has to be in the one file that is moved, and readable.
        if not vault.check_integrity().ok:
            raise VaultDamaged


def _first_rows(keys: VaultKeys, form: ClinicForm, slot: Slot, now: datetime) -> tuple[Clinic, Staff]:
    from iop_desktop.documents.pki import new_root

    root = new_root(form.clinic_name, now)
    clinic = Clinic(
        name=form.clinic_name,
        address=form.address.strip(),
        zone=form.zone,
        root_certificate=root.certificate.public_bytes(Encoding.DER),
        sealed_root_key=seal_root(keys, root),
        created_at=now,
    )
    return clinic, new_staff(form.administrator, slot, root, now)
