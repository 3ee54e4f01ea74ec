"""Backups of the open vault: made, verified, turned over, tried out; on the long lane, on connections of their own."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterator
from pathlib import Path

from iop_desktop.models import ballast
from iop_desktop.models.backup import WHOLE, MadeBackup, make_backup
from iop_desktop.models.backup_errors import BackupUnwritable, RestoreFull
from iop_desktop.models.backup_file import Step, made_at, read_parts
from iop_desktop.models.backup_restore import check_backup, open_with_keys, restore_into
from iop_desktop.models.canonical import Json
from iop_desktop.models.database import Vault
from iop_desktop.models.errors import VaultDamaged, VaultError, VaultFull, translate
from iop_desktop.models.vault_folder import require_writable
from iop_desktop.rules.backup_rotation import kept
from iop_desktop.rules.backups import is_due_today, is_overdue, is_short_of_room, stick_is_due
from iop_desktop.rules.refusal import Refusal
from iop_desktop.rules.rights import Right
from iop_desktop.services import backup_settings
from iop_desktop.services.backup_opening import counted
from iop_desktop.services.backup_views import BackupOverview, BackupRow, House, LastBackup, Made
from iop_desktop.services.changes import Changes, Topic
from iop_desktop.services.disk_room import keep_reserve
from iop_desktop.services.errors import Refused, UserError
from iop_desktop.services.pens import SecretAsked, open_pen, secret_asked
from iop_desktop.services.restoring import prove_chain
from iop_desktop.services.rights import needs
from iop_desktop.services.unlocked import Clock, Unlocked
from iop_desktop.services.vault_key import keys_of_backup
from iop_desktop.services.wall_text import count_of, month_day

DRILL_NAME = "restore-drill"
_NO_FOLDER = "No folder for backups is chosen yet. An administrator chooses it under Settings, Backups."
_NO_BACKUP = "There is no backup in the clinic's folder to try out. Make one first."
_EARLIER_KEYS = "The newest backup was made before the keys were changed. Make a new one, then try that."
_STICK = "It is time to copy a backup to the USB stick that is kept elsewhere: Settings, Backups."
_BESIDE = Refusal(
    "beside",
    "That folder is inside the folder of the records: whatever befalls them befalls the backups too. Choose another.",
    "folder",
)


class BackupService:
    """Use cases around the backups of one unlocked vault. ``step(done, whole, text)`` may raise to stop."""

    def __init__(self, unlocked: Unlocked, clock: Clock) -> None:
        self._unlocked, self._clock = unlocked, clock

    @needs(Right.MAKE_BACKUPS)
    def overview(self) -> BackupOverview:
        """How things stand; looks into the clinic's folder, so on the long lane."""
        now, home = self._clock(), self._unlocked.vault.folder
        with self._unlocked.reading() as db:
            folder, last = backup_settings.folder_of(db), backup_settings.last_of(db)
            stick, drill = backup_settings.stick_at(db), backup_settings.drill_at(db)
        found = folder is not None and folder.is_dir()
        size, free = ballast.vault_bytes(home), ballast.free_bytes(home)
        return BackupOverview(
            folder=folder,
            found=found,
            same_disk=found and folder is not None and folder.stat().st_dev == home.stat().st_dev,
            last=last,
            overdue=is_overdue(last.at if last else None, now),
            stick_at=stick,
            stick_due=stick_is_due(stick, now),
            drill_at=drill,
            rows=self._rows(folder) if folder else (),
            vault_bytes=size,
            free_bytes=free,
            short_of_room=is_short_of_room(free, size),
            may_choose=self._unlocked.actor.may(Right.CHOOSE_BACKUP_FOLDER),
        )

    @needs(Right.CHOOSE_BACKUP_FOLDER)
    def choose_folder(self, folder: Path) -> Changes:
        """Keep the clinic's backups in ``folder``; a network or sync folder is welcome, backups there are finished.

        Raises NotAllowed, Refused, VaultReadOnly, VaultFull.
        """
        chosen, home = folder.absolute(), self._unlocked.vault.folder.absolute()
        if chosen == home or home in chosen.parents:
            raise Refused((_BESIDE,))
        require_writable(chosen)
        with self._unlocked.transaction() as db:
            backup_settings.set_folder(db, chosen)
            self._unlocked.audit(db, "backup.folder_chosen")
        return Changes(frozenset({Topic.BACKUPS}), "Backups go to that folder from now on.")

    @needs(Right.MAKE_BACKUPS)
    def back_up(self, step: Step) -> Made:
        """Make a verified backup in the clinic's folder, then remove those that rotation does not keep.

        Raises UserError without a folder, and the errors of ``make_backup``.
        """
        with self._unlocked.reading() as db:
            folder = backup_settings.folder_of(db)
        if folder is None:
            raise UserError(_NO_FOLDER)
        if not folder.is_dir():
            # Made anew, it would lie on this computer's disk in the place where another disk belongs.
            raise BackupUnwritable
        return self._make(folder, step, rotate=True)

    @needs(Right.MAKE_BACKUPS)
    def asked(self) -> SecretAsked:
        """What this person is asked for before ``vouch``."""
        return secret_asked(self._unlocked)

    @needs(Right.MAKE_BACKUPS)
    def vouch(self, secret: str) -> None:
        """Sign a checkpoint of the audit log, so that a backup made next holds it. Raises what ``open_pen`` raises."""
        with open_pen(self._unlocked, secret) as pen, self._unlocked.transaction() as db:
            pen.voucher.added(db)

    @needs(Right.MAKE_BACKUPS)
    def back_up_to(self, folder: Path, step: Step) -> Made:
        """Make a verified backup in another folder, such as a USB stick; nothing there is removed."""
        return self._make(folder, step, rotate=False)

    @needs(Right.MAKE_BACKUPS)
    def keep_house(self, step: Step) -> House:
        """What is due without anybody asking: the reserve on the disk, the daily backup, the word about the stick."""
        keep_reserve(self._unlocked.vault.folder)
        made = self.back_up_if_due(step)
        with self._unlocked.reading() as db:
            asks = backup_settings.folder_of(db) is not None
            due = stick_is_due(backup_settings.stick_at(db), self._clock())
        administrator = self._unlocked.actor.may(Right.CHOOSE_BACKUP_FOLDER)
        return House(made is not None, _STICK if asks and due and administrator else "")

    @needs(Right.MAKE_BACKUPS)
    def back_up_if_due(self, step: Step) -> Made | None:
        """The daily backup, when it is missing, something changed, and the clinic's folder can be reached."""
        with self._unlocked.reading() as db:
            folder, last = backup_settings.folder_of(db), backup_settings.last_of(db)
            changed = backup_settings.has_changed(db)
        due = is_due_today(last.at if last else None, self._clock(), self._unlocked.zone)
        return self.back_up(step) if folder and folder.is_dir() and changed and due else None

    @needs(Right.MAKE_BACKUPS)
    def back_up_on_close(self, step: Step) -> Made | None:
        """The backup when the program is closed: when anything changed since the last one."""
        with self._unlocked.reading() as db:
            folder, changed = backup_settings.folder_of(db), backup_settings.has_changed(db)
        return self.back_up(step) if folder and folder.is_dir() and changed else None

    @needs(Right.MAKE_BACKUPS)
    def drill(self, step: Step) -> Changes:
        """Restore the newest backup into a temporary folder beside the records, verify it, and remove it.

        Raises UserError without a backup, BackupDamaged, RestoreFull, VaultDamaged for a chain that does not hold.
        """
        with self._unlocked.reading() as db:
            folder = backup_settings.folder_of(db)
        rows = self._rows(folder) if folder else ()
        if not rows:
            raise UserError(_NO_BACKUP)
        entries = self._try_out(rows[0].path, step)
        with self._unlocked.transaction() as db:
            backup_settings.set_drill(db, self._clock())
            self._unlocked.audit(db, "backup.drilled", detail={"file": rows[0].path.name, "entries": entries})
        day = month_day(rows[0].made_at.astimezone(self._unlocked.zone).date())
        message = f"Drill passed: the backup of {day} was restored aside, verified and removed again."
        return Changes(frozenset({Topic.BACKUPS}), message)

    def _make(self, folder: Path, step: Step, *, rotate: bool) -> Made:
        unlocked, now = self._unlocked, self._clock()
        with unlocked.reading() as db:
            drafts = backup_settings.drafts_mark(db)
        made = make_backup(unlocked.vault, folder, clinic=unlocked.clinic_name, now=now, step=step)
        with unlocked.transaction() as db:
            last = LastBackup(now, made.path.name, made.manifest.audit_sequence, drafts)
            backup_settings.set_last(db, last)
            if folder != backup_settings.folder_of(db):
                backup_settings.set_stick(db, now)
            detail: dict[str, Json] = {
                "file": made.path.name,
                "entries": last.head,
                "bytes": made.file_bytes,
                "elsewhere": not rotate,
            }
            unlocked.audit(db, "backup.made", detail=detail)
        return _told(made, self._turn_over(folder, made.path) if rotate else 0)

    def _turn_over(self, folder: Path, newest: Path) -> int:
        """Remove what rotation does not keep; how many. A file that is not a whole backup of this vault is left."""
        rows = self._rows(folder)
        stay = kept((row.made_at for row in rows), self._unlocked.zone)
        removed = 0
        for row in rows:
            if row.made_at in stay or row.path == newest:
                continue
            with contextlib.suppress(VaultError, OSError):
                if read_parts(row.path).ways_in.vault_id == self._unlocked.vault.keys.vault_id:
                    row.path.unlink()
                    removed += 1
        return removed

    def _rows(self, folder: Path) -> tuple[BackupRow, ...]:
        """The backups of this vault in a folder by their names, newest first."""
        vault_id = self._unlocked.vault.keys.vault_id
        found = []
        with contextlib.suppress(OSError):
            for path in folder.iterdir():
                moment = made_at(path, vault_id)
                if moment is not None:
                    found.append(BackupRow(moment, path, path.stat().st_size))
        return tuple(sorted(found, key=lambda row: row.made_at, reverse=True))

    def _try_out(self, path: Path, step: Step) -> int:
        vault, parts = self._unlocked.vault, read_parts(path)
        keys = keys_of_backup(self._unlocked, parts.ways_in.key_id)
        if keys is None:
            raise UserError(_EARLIER_KEYS)
        try:
            opened = open_with_keys(parts, keys)
        finally:
            keys.wipe()
        try:
            with _room_for_drill(vault.folder / DRILL_NAME) as place:
                check_backup(opened, step)
                restore_into(opened, place, step)
                step(90, WHOLE, "Checking the audit log")
                with Vault.open(place, opened.keys.copy()) as tried:
                    if not prove_chain(opened, tried):
                        raise VaultDamaged
        finally:
            opened.keys.wipe()
        return opened.manifest.audit_sequence


@contextlib.contextmanager
def _room_for_drill(place: Path) -> Iterator[Path]:
    shutil.rmtree(place, ignore_errors=True)
    try:
        place.mkdir(mode=0o700)
        yield place
    except Exception as error:
        problem = translate(error)
        if isinstance(problem, VaultFull):
            raise RestoreFull from error
        raise
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _told(made: MadeBackup, removed: int) -> Made:
    manifest = made.manifest
    return Made(
        path=made.path,
        made_at=manifest.created,
        file_bytes=made.file_bytes,
        counts=counted(manifest),
        tables=len(manifest.counts),
        rows=sum(manifest.counts.values()),
        audit_entries=manifest.audit_sequence,
        audit_mac=manifest.audit_mac,
        sha256=manifest.sha256,
        removed=removed,
    )


def sentence_of_backup(made: Made) -> str:
    """What is said of a finished backup."""
    removed = f" {count_of(made.removed, 'older backup')} no longer kept." if made.removed else ""
    size = f"{made.file_bytes / 1e6:.1f} MB"
    return (
        f"Backup made and verified: {size}, {count_of(made.rows, 'row')} in {count_of(made.tables, 'table')}.{removed}"
    )


def back_up_before_closing(unlocked: Unlocked) -> None:
    """The backup when the program is closed; whatever hinders it does not hinder closing, and Today tells it later."""
    with contextlib.suppress(VaultError, UserError, OSError):
        BackupService(unlocked, unlocked.clock).back_up_on_close(lambda _done, _whole, _text: None)
