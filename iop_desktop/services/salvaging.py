"""Salvage: damaged records are read as far as they can be into a new folder; the damaged ones stay as they are."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session as Database

from iop_desktop.models.audit import AuditEvent, AuditHead
from iop_desktop.models.audit_chain import AuditEntry, append, verify
from iop_desktop.models.backup_file import Step
from iop_desktop.models.canonical import Json
from iop_desktop.models.cipher import use_write_ahead_log
from iop_desktop.models.database import Vault
from iop_desktop.models.key_file_record import remember_key_file
from iop_desktop.models.keyfile import KeyFile
from iop_desktop.models.keyfile_views import Opened
from iop_desktop.models.keys import VaultKeys
from iop_desktop.models.rekey import fitting_keys
from iop_desktop.models.salvage import SalvagedTable, salvage_into
from iop_desktop.models.vault_folder import database_files, database_path, key_file_path, require_vault
from iop_desktop.services.doorkeeper import Doorkeeper
from iop_desktop.services.errors import UserError
from iop_desktop.services.staging import only_one, staging
from iop_desktop.services.unlocked import Clock

__all__ = ["SalvageService", "Salvaged"]
_SAME_FOLDER = "Salvage writes into another folder than that of the damaged records. Nothing was changed."


@dataclass(frozen=True, slots=True)
class Salvaged:
    """What came out. ``tables`` names tables and counts only; ``chain_whole`` speaks of the audit chain."""

    folder: Path
    tables: tuple[SalvagedTable, ...]
    chain_whole: bool

    @property
    def kept(self) -> int:
        """Rows in the new records."""
        return sum(table.kept for table in self.tables)

    @property
    def touched(self) -> tuple[SalvagedTable, ...]:
        """The tables that are not complete."""
        return tuple(table for table in self.tables if table.lost != 0 or table.orphaned)


class SalvageService:
    """Salvages one vault folder that nobody has open."""

    def __init__(self, doorkeeper: Doorkeeper, clock: Clock) -> None:
        self._doorkeeper, self._clock = doorkeeper, clock

    def salvage(self, target: Path, login: str, passphrase: str, step: Step) -> Salvaged:
        """Open the key file with a person's pass phrase and read what can be read into ``target``.

        The damaged records are copied first and not touched. Raises WrongPassphrase, VaultExists for a folder that
        holds records, NotSalvageable, NetworkFolder, VaultFull, VaultBusy, and the key file's own errors.
        """
        source = self._doorkeeper.folder
        require_vault(source)
        if target.absolute() == source.absolute():
            raise UserError(_SAME_FOLDER)
        _, opened = self._doorkeeper.open(login, passphrase, reported=True)
        try:
            with staging(target) as place:
                tables, whole = self._salvage(place, opened, step)
        finally:
            opened.wipe()
        return Salvaged(target, tables, whole)

    def _salvage(self, place: Path, opened: Opened, step: Step) -> tuple[tuple[SalvagedTable, ...], bool]:
        source = self._doorkeeper.folder
        damaged = place / "damaged"
        damaged.mkdir(mode=0o700)
        step(0, 1, "Copying the damaged records")
        with only_one(source):
            for path in database_files(source):
                # The index of the log is made anew from it.
                if path.exists() and not path.name.endswith("-shm"):
                    shutil.copyfile(path, damaged / path.name)
            shutil.copyfile(_key_file(source), key_file_path(place))
        copy = database_path(damaged)
        keys = fitting_keys(copy, opened)
        found = salvage_into(copy, database_path(place), keys, lambda done, whole: step(done, whole, "Reading tables"))
        shutil.rmtree(damaged)
        return found, self._write_down(place, opened, keys, found)

    def _write_down(self, place: Path, opened: Opened, keys: VaultKeys, found: tuple[SalvagedTable, ...]) -> bool:
        """Say in the audit chain of the new records what was lost; whether the chain itself is whole."""
        now = self._clock()
        with Vault.open(place, keys.copy()) as vault:
            with vault.raw_connection() as connection:
                use_write_ahead_log(connection)
            with vault.transaction() as session:
                _mend_head(session)
                whole = verify(session).ok
                details: dict[str, Json] = {
                    "kept": sum(table.kept for table in found),
                    "not_whole": {
                        table.name: {"lost": table.lost, "left_out": table.orphaned}
                        for table in found
                        if table.lost != 0 or table.orphaned
                    },
                }
                append(session, AuditEntry(now, "vault.salvaged", UUID(opened.staff_id), "vault", None, details))
                remember_key_file(session, KeyFile.load(key_file_path(place)), at=now)
        return whole


def _mend_head(session: Database) -> None:
    """The chain goes on after the last entry that could be read, when the row that says where it ends is lost."""
    if session.scalar(select(AuditHead.sequence)) is not None:
        return
    last = session.scalars(select(AuditEvent).order_by(AuditEvent.sequence.desc()).limit(1)).first()
    if last is not None:
        session.add(AuditHead(id=1, sequence=last.sequence, mac=last.mac))
        session.flush()


def _key_file(folder: Path) -> Path:
    from iop_desktop.models.atomic_file import backup_path

    path = key_file_path(folder)
    return path if path.is_file() else backup_path(path)
