"""The public key of the recovery kit's slot: with it a new vault key is sealed to the kit without the paper."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session as Database

from iop_desktop.models.canonical import from_base64, to_base64
from iop_desktop.models.clinic import Setting

_NAME = "kit_key/"


def remember_kit_key(db: Database, slot_id: str, public_key: bytes) -> None:
    """Keep the public key of the kit that is valid now, instead of those before it; inside the records only."""
    for earlier in db.scalars(select(Setting).where(Setting.name.startswith(_NAME))).all():
        db.delete(earlier)
    db.flush()
    db.add(Setting(name=f"{_NAME}{slot_id}", value=to_base64(public_key)))
    db.flush()


def kit_keys(db: Database) -> dict[str, bytes]:
    """Public keys by id of slot; empty in records whose kit was made before they were kept."""
    rows = db.scalars(select(Setting).where(Setting.name.startswith(_NAME))).all()
    return {row.name.removeprefix(_NAME): from_base64(row.value) for row in rows}
