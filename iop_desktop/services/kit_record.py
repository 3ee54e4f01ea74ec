"""What the clinic remembers of its recovery kit: since when it is valid, whether it was put away, when it was tested.

A new kit is in the key file, everything else about it in the rows, and both cannot be written in one step. The row of
a kit that is begun comes first, the key file decides, and ``settle_kits``, called whenever the vault is opened, ends
what a power cut left half done.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session as Database

from iop_desktop.models.audit_chain import AuditEntry, append
from iop_desktop.models.canonical import from_base64, to_base64
from iop_desktop.models.clinic import Clinic, Setting
from iop_desktop.models.keyfile import KeyFile
from iop_desktop.models.keyfile_views import AddedSlot
from iop_desktop.services.kit_keys import remember_kit_key

_RECORD, _BEGUN = "kit/record", "kit/begun/"


@dataclass(frozen=True, slots=True)
class KitRecord:
    """The kit that is valid now; ``put_away``: somebody said that its page is in a safe place."""

    made_at: datetime
    put_away: bool = True
    tested_at: datetime | None = None


def kit_record(db: Database) -> KitRecord:
    """The valid kit; one of which nothing was ever kept is as old as the clinic's records."""
    row = db.get(Setting, _RECORD)
    if row is None:
        return KitRecord(db.scalars(select(Clinic.created_at)).one())
    value = json.loads(row.value)
    tested = value["tested_at"]
    return KitRecord(
        datetime.fromisoformat(value["made_at"]),
        value["put_away"],
        datetime.fromisoformat(tested) if tested else None,
    )


def remember_test(db: Database, now: datetime) -> None:
    """The kit was just seen to work; so it is also at hand."""
    _keep(db, replace(kit_record(db), tested_at=now, put_away=True))


def remember_put_away(db: Database) -> None:
    """Somebody says that the page of the valid kit is in a safe place."""
    _keep(db, replace(kit_record(db), put_away=True))


def begin_kit(db: Database, kit: AddedSlot, now: datetime, actor: UUID, *, after_use: bool) -> None:
    """Write down a kit before the key file knows it. ``after_use``: it takes the place of one that was used."""
    value = {
        "made_at": now.isoformat(),
        "actor": str(actor),
        "public_key": to_base64(kit.public_key),
        "after_use": after_use,
    }
    db.add(Setting(name=f"{_BEGUN}{kit.slot_id}", value=json.dumps(value)))


def settle_kits(db: Database, key_file: KeyFile, now: datetime) -> None:
    """Take over each kit that is in the key file as it is on the disk, and forget those that never came there."""
    present = {slot.slot_id for slot in key_file.slots()}
    for row in db.scalars(select(Setting).where(Setting.name.startswith(_BEGUN))).all():
        slot_id, value = row.name.removeprefix(_BEGUN), json.loads(row.value)
        db.delete(row)
        if slot_id not in present:
            continue
        remember_kit_key(db, slot_id, from_base64(value["public_key"]))
        _keep(db, KitRecord(datetime.fromisoformat(value["made_at"]), put_away=not value["after_use"]))
        if not value["after_use"]:
            append(db, AuditEntry(now, "recovery_kit.replaced", UUID(value["actor"]), "recovery_kit"))


def _keep(db: Database, record: KitRecord) -> None:
    value = {
        "made_at": record.made_at.isoformat(),
        "put_away": record.put_away,
        "tested_at": record.tested_at.isoformat() if record.tested_at else None,
    }
    db.merge(Setting(name=_RECORD, value=json.dumps(value)))
    db.flush()
