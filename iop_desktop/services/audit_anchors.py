"""The ends of the audit chain that are known outside the database: in the key file and in the clinic's backups."""

from __future__ import annotations

import contextlib
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session as Database

from iop_desktop.models import audit_chain
from iop_desktop.models.anchor import Anchor
from iop_desktop.models.audit_reading import AuditQuery, everything
from iop_desktop.models.backup_file import made_at, read_parts
from iop_desktop.models.backup_restore import open_with_keys
from iop_desktop.models.errors import VaultError
from iop_desktop.models.key_file_record import KeyFileStanding, compare_key_file, remember_key_file
from iop_desktop.rules.day_names import long_date
from iop_desktop.services import backup_settings
from iop_desktop.services.unlocked import Unlocked
from iop_desktop.services.vault_key import keys_of_backup


def keep_anchor(unlocked: Unlocked) -> None:
    """Write the end of the chain into the key file, unless somebody put another key file in its place.

    Raises VaultError and OSError; then the key file is as it was.
    """
    key_file, keys = unlocked.doorkeeper.key_file(), unlocked.vault.keys
    with unlocked.reading() as db:
        end, standing = audit_chain.head(db), compare_key_file(db, key_file)
    # To save a file that was put back would make it the newest there is.
    if end is None or standing is not KeyFileStanding.SAME or key_file.from_backup or key_file.anchor == end:
        return
    key_file.save_anchor(end, keys)
    with unlocked.transaction() as db:
        remember_key_file(db, key_file, at=unlocked.clock())


def known_anchors(unlocked: Unlocked) -> tuple[Anchor, ...]:
    """What the key file and the backups in the clinic's folder know of the chain; a file that cannot be read is left.

    Backups of what a restore has replaced since know another future, and are left too.
    """
    with unlocked.reading() as db:
        folder, restores = backup_settings.folder_of(db), _restores(db)
    found: list[Anchor] = []
    with contextlib.suppress(VaultError, OSError):
        anchor = unlocked.doorkeeper.key_file().anchor
        found += [anchor] if anchor is not None else []
    with contextlib.suppress(OSError):
        for path in sorted(folder.iterdir()) if folder else ():
            made = made_at(path, unlocked.vault.keys.vault_id)
            with contextlib.suppress(VaultError, OSError):
                anchor = anchor_in_backup(unlocked, path) if made is not None else None
                if anchor is not None and made is not None and not _replaced(anchor, made, restores):
                    found.append(anchor)
    return tuple(found)


def anchor_in_backup(unlocked: Unlocked, path: Path) -> Anchor | None:
    """The end of the log as a backup knows it; None for one of other keys. Raises VaultError and OSError."""
    parts = read_parts(path)
    keys = keys_of_backup(unlocked, parts.ways_in.key_id)
    if keys is None:
        return None
    try:
        opened = open_with_keys(parts, keys)
    finally:
        keys.wipe()
    opened.keys.wipe()
    manifest = opened.manifest
    day = long_date(manifest.created.astimezone(unlocked.zone).date())
    mac = bytes.fromhex(manifest.audit_mac)
    return Anchor(manifest.audit_sequence, mac, f"the backup of {day}") if manifest.audit_sequence else None


def _restores(db: Database) -> list[tuple[datetime, int]]:
    """When records were restored, and how many entries they had."""
    found = everything(db, AuditQuery(actions=("vault.restored",)))
    return [(entry.at, int(str(entry.details["entries"]))) for entry in found]


def _replaced(anchor: Anchor, made: datetime, restores: list[tuple[datetime, int]]) -> bool:
    return any(made < at and anchor.sequence > entries for at, entries in restores)
