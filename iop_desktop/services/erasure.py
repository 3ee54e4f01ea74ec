"""Erasing all records of a clinic for good: the certificate first, then the keys, then the files."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.orm import Session as Database

from iop_desktop.models.erasure import erase_vault
from iop_desktop.models.people import Client
from iop_desktop.rules.day_names import long_date
from iop_desktop.rules.erasure import INSIDE, ErasureFacts, has_fresh_copy, refusals_to_erase
from iop_desktop.rules.retention import ChartStanding
from iop_desktop.rules.rights import Right
from iop_desktop.services import backup_settings
from iop_desktop.services.archive_memory import last_archive
from iop_desktop.services.chart_days import chart_rows
from iop_desktop.services.end_certificates import signed_certificate
from iop_desktop.services.erasure_views import ErasureForm, ErasureOutline
from iop_desktop.services.errors import Refused, UserError
from iop_desktop.services.pens import open_pen, secret_asked
from iop_desktop.services.rights import needs
from iop_desktop.services.unlocked import Clock, Unlocked
from iop_desktop.services.wall_text import count_of, time_text
from iop_desktop.services.written_file import write_file

if TYPE_CHECKING:
    from iop_desktop.documents.end_certificate import EndCertificate

MEANING = "Erased all records of this clinic"
_TITLE = "Certificate of erasure"
_KEYS_STAY = (
    "The key file could not be overwritten, so nothing was erased. The records are as they were: unlock them again and "
    "see whether the disk is full or closed to you. The certificate was removed."
)
_DONE = "The keys are destroyed and the records are gone. The certificate is saved."
_LEFT = " {count} of the files could not be removed; without the keys nobody can read them. Delete them by hand."
_HOW = (
    "Every key file was overwritten and removed, with the ways in of all staff and of the recovery kit, and the secret "
    "of this computer account was destroyed. The encrypted database and the copies beside it were removed after that."
)
_DISK = (
    "Overwriting does not reach what a solid-state disk or a journal keeps aside. Sanitize or destroy the disk as your "
    "policy asks (42 CFR 2.16); an encrypted disk makes that simple."
)
_STICKS = "Copies on USB sticks, exports, packets and paper."


class ErasureService:
    """Use cases of the end of all records. ``erase`` closes the vault; nothing works with it afterwards."""

    def __init__(self, unlocked: Unlocked, clock: Clock) -> None:
        self._unlocked = unlocked
        self._clock = clock

    @property
    def is_over(self) -> bool:
        """Whether the vault was closed on the way, whatever came of it."""
        return self._unlocked.is_locked

    @needs(Right.ERASE_RECORDS)
    def outline(self) -> ErasureOutline:
        """What would be erased, what must still be kept, and where copies are."""
        with self._unlocked.reading() as db:
            rows = chart_rows(db, self._unlocked.zone, self._today(), self._unlocked.actor.staff_id)
            standings = [row.standing for row in rows]
            backup_at, archive_at = _copies(db)
            has_copy = has_fresh_copy(backup_at, archive_at, self._clock())
            return ErasureOutline(
                clinic_name=self._unlocked.clinic_name,
                clients=len(rows),
                in_treatment=standings.count(ChartStanding.IN_TREATMENT),
                must_be_kept=standings.count(ChartStanding.KEPT),
                held=standings.count(ChartStanding.HELD),
                has_copy=has_copy,
                copy=self._copy_words(backup_at, archive_at),
                elsewhere=self._elsewhere(db),
                by_token=secret_asked(self._unlocked).by_token,
            )

    @needs(Right.ERASE_RECORDS)
    def erase(self, form: ErasureForm, secret: str, path: Path) -> str:
        """Save the signed certificate at ``path``, destroy the keys, remove the files; the sentence to say of it.

        Raises Refused with every reason, NotWritten, and what ``open_pen`` raises; then nothing was erased. Afterwards
        the vault is closed in every case but these.
        """
        unlocked = self._unlocked
        if unlocked.vault.folder.resolve() in path.resolve().parents:
            raise Refused((INSIDE,))
        with open_pen(unlocked, secret) as pen:
            with unlocked.transaction() as db:
                self._require_fit(db, form)
                certificate = self._certificate(db, form)
                pdf = signed_certificate(db, unlocked, pen, certificate, MEANING, self._clock())
                unlocked.audit(db, "vault.erasing", detail={"declined": form.declined})
            write_file(path, pdf)
        folder, vault_id = unlocked.vault.folder, unlocked.vault.keys.vault_id
        unlocked.vault.close()
        try:
            left = erase_vault(folder)
        except OSError:
            path.unlink(missing_ok=True)
            raise UserError(_KEYS_STAY) from None
        unlocked.doorkeeper.forget_device_secret(vault_id)
        return _DONE + (_LEFT.format(count=len(left)) if left else "")

    def _require_fit(self, db: Database, form: ErasureForm) -> None:
        rows = chart_rows(db, self._unlocked.zone, self._today(), self._unlocked.actor.staff_id)
        backup_at, archive_at = _copies(db)
        refusals = refusals_to_erase(
            ErasureFacts(
                typed_name=form.typed_name,
                clinic_name=self._unlocked.clinic_name,
                held_charts=sum(row.standing is ChartStanding.HELD for row in rows),
                backup_at=backup_at,
                archive_at=archive_at,
                declined=form.declined,
                now=self._clock(),
            )
        )
        if refusals:
            raise Refused(refusals)

    def _certificate(self, db: Database, form: ErasureForm) -> EndCertificate:
        from iop_desktop.documents.end_certificate import EndCertificate

        clients = db.scalar(select(func.count()).select_from(Client)) or 0
        now, zone = self._clock(), self._unlocked.zone
        when = f"{long_date(now.astimezone(zone).date())}, {time_text(now, zone)}"
        copy = "No backup or archive was wanted." if form.declined else self._copy_words(*_copies(db))
        sections = (
            ("The records", (f"All records of {self._unlocked.clinic_name}: {count_of(clients, 'client')}.",)),
            ("The decision", (f"Erased by {self._unlocked.actor.signed_name}, {when}.", copy)),
            ("How", (_HOW, _DISK)),
            ("What this does not reach, and has to be destroyed by hand", self._elsewhere(db)),
        )
        footer = f"Vault {self._unlocked.vault.keys.vault_id}"
        return EndCertificate(self._unlocked.clinic_name, _TITLE, sections, footer)

    def _elsewhere(self, db: Database) -> tuple[str, ...]:
        folder = backup_settings.folder_of(db)
        if folder is None:
            return (_STICKS,)
        backups = f"Backups in {folder}: they open with the pass phrases and the recovery kit of their day."
        return (backups, _STICKS)

    def _copy_words(self, backup_at: datetime | None, archive_at: datetime | None) -> str:
        found = [
            f"{kind} {long_date(moment.astimezone(self._unlocked.zone).date())}"
            for kind, moment in (("last verified backup:", backup_at), ("last archive:", archive_at))
            if moment is not None
        ]
        words = "; ".join(found) or "no verified backup and no archive is known"
        return f"{words[0].upper()}{words[1:]}."

    def _today(self) -> date:
        return self._clock().astimezone(self._unlocked.zone).date()


def _copies(db: Database) -> tuple[datetime | None, datetime | None]:
    backup = backup_settings.last_of(db)
    return backup.at if backup else None, last_archive(db)
