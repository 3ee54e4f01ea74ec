"""The clinic's vault from outside: is there one, who may open it, set it up, open it, lock it."""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import select
from sqlalchemy.orm import Session

from iop_desktop.models import migrate
from iop_desktop.models.audit_chain import mac_at
from iop_desktop.models.canonical import Json
from iop_desktop.models.clinic import Clinic, Staff
from iop_desktop.models.database import Vault
from iop_desktop.models.device_secret import KeyStore, system_key_store
from iop_desktop.models.errors import VaultError
from iop_desktop.models.kdf import FLOOR, KdfCost, calibrate
from iop_desktop.models.key_file_record import KeyFileStanding, compare_key_file, remember_key_file
from iop_desktop.models.keyfile import KeyFile
from iop_desktop.models.keyfile_views import Opened
from iop_desktop.models.rekey import open_with_either
from iop_desktop.models.vault_folder import require_vault
from iop_desktop.rules.staffing import StaffFacts, refusals_of_clinic, refusals_of_staff
from iop_desktop.services.acceptance import Acceptance
from iop_desktop.services.actor import Actor
from iop_desktop.services.audit_anchors import keep_anchor
from iop_desktop.services.backup_opening import BackupOpener
from iop_desktop.services.disk_room import clock_notice, room_notice
from iop_desktop.services.doorkeeper import Doorkeeper
from iop_desktop.services.errors import NotAllowed, Refused
from iop_desktop.services.front_door import FrontDoor, VaultState
from iop_desktop.services.new_vault import make_vault
from iop_desktop.services.own_way import require_own_way
from iop_desktop.services.passphrases import require_passphrase
from iop_desktop.services.people_views import ClinicForm
from iop_desktop.services.recovery import Recovered, Recovery, settle_recoveries
from iop_desktop.services.restoring import RestoreService
from iop_desktop.services.salvaging import SalvageService
from iop_desktop.services.second_factor import require_second_factor
from iop_desktop.services.staging import go_on_with_restore, staging
from iop_desktop.services.unlocked import Clock, Unlocked
from iop_desktop.services.vault_key import settle_vault_key
from iop_desktop.services.ways_in import settle_ways_in, why_closed

_KEY_FILE_PUT_BACK = (
    "The key file is older than the records: somebody may have put an old copy back. Nothing is lost; look under "
    "Settings, Staff who can open the records."
)
_RECORDS_PUT_BACK = (
    "These records are older than those last used here: somebody may have put an old copy back. What is here was "
    "kept; ask who did it, or restore the newest backup under Settings, Backups."
)
_SPARE_USED = "You used a recovery code instead of your app. Codes left: {}. Make new ones under Settings, Signing."


@dataclass(frozen=True, slots=True)
class SetUp:
    """A new clinic: the recovery code, shown once and kept nowhere, and the open vault."""

    recovery_code: str = dataclasses.field(repr=False)
    unlocked: Unlocked


class VaultService:
    """One vault folder. ``kdf_cost`` lowers Argon2id's cost and its limit for tests; otherwise it is measured here."""

    def __init__(
        self,
        folder: Path,
        clock: Clock,
        *,
        kdf_cost: KdfCost | None = None,
        keyring: Callable[[], KeyStore | None] = system_key_store,
    ) -> None:
        self.folder = folder
        self._clock = clock
        self._cost = kdf_cost
        self._keyring = keyring
        self._doorkeeper = Doorkeeper(folder, clock, keyring, _lower(FLOOR, kdf_cost))

    def state(self) -> VaultState:
        """READY or ABSENT. Raises KeyFileMissing or DatabaseMissing when only one of the two files is here."""
        return FrontDoor(self.folder).state()

    def logins(self) -> tuple[str, ...]:
        """Who may be picked on the unlock page. Raises KeyFileMissing, KeyFileDamaged, KeyFileNewer."""
        return self._doorkeeper.key_file().logins()

    def wait_seconds(self, login: str) -> float:
        """Seconds until the next pass phrase of this login is tried."""
        return self._doorkeeper.wait_seconds(login)

    def set_up(self, form: ClinicForm) -> SetUp:
        """Make a clinic with its first administrator and open it; takes about two Argon2id runs and their calibration.

        All or nothing: after any error nothing is left. Raises Refused, VaultExists, NetworkFolder, VaultReadOnly,
        VaultFull, VaultBusy, and KeyringUnavailable (then ask, and call again with ``without_device_secret``).
        """
        form = _checked(form)
        with staging(self.folder) as place:
            made = make_vault(place, form, self._doorkeeper, self._cost or calibrate(), self._clock())
        unlocked = self._enter(self._doorkeeper.key_file(), made.opened)
        return SetUp(made.recovery_code, unlocked)

    def unlock(self, login: str, passphrase: str, code: str = "") -> Unlocked:
        """Open the vault; takes one Argon2id run. ``code`` is that of the second factor, for who has one.

        Raises WrongPassphrase (its ``wait_seconds`` says when the next try is taken), SecondFactorNeeded, NotAllowed,
        and VaultError.
        """
        go_on_with_restore(self.folder)
        require_vault(self.folder)
        key_file, opened = self._doorkeeper.open(login, passphrase)
        return self._enter(key_file, opened, code)

    def unlock_any(self, passphrase: str, code: str = "") -> Unlocked:
        """Open the vault as whoever has this pass phrase, for a command that asks for nothing else.

        Raises WrongPassphrase, SecondFactorNeeded, NotAllowed, and VaultError.
        """
        require_vault(self.folder)
        key_file, opened = self._doorkeeper.open_any(passphrase)
        return self._enter(key_file, opened, code)

    def recover(self, login: str, code: str, passphrase: str, repeated: str) -> Recovered:
        """Let active staff in with the recovery kit: new pass phrase, signing key, certificate and kit.

        The earlier pass phrase and the used kit no longer work. Takes two Argon2id runs. All or nothing: after any
        error, and after a power cut before the end, what opened the records before still does. Raises
        WrongRecoveryCode (its ``wait_seconds`` says when the next code is taken), NotAllowed, Refused, and VaultError.
        """
        require_vault(self.folder)
        key_file, opened = self._doorkeeper.open_with_kit(code)
        with self._opening(key_file, opened) as vault:
            recovery = Recovery(vault, key_file, self._doorkeeper, self._clock)
            return recovery.run(login, passphrase, repeated, lambda staff_id: self._welcome(vault, key_file, staff_id))

    def accept(self, login: str, code: str, passphrase: str, repeated: str) -> Unlocked:
        """Let somebody in who was invited, with the pass phrase they choose, which replaces a forgotten one.

        Takes three Argon2id runs. All or nothing: after any error, and after a power cut before the end, the
        invitation still works. Raises WrongInvitation (its ``wait_seconds`` says when the next code is taken),
        NotAllowed for an invitation that is over, Refused, and VaultError; SecondFactorNeeded after the pass phrase was
        set, for who has a second factor, which stays: ``unlock`` with the new pass phrase takes its code.
        """
        require_vault(self.folder)
        key_file, opened = self._doorkeeper.open_with_invitation(login, code)
        with self._opening(key_file, opened) as vault:
            settle_recoveries(vault, key_file, self._clock())
            acceptance = Acceptance(vault, key_file, self._doorkeeper, self._clock)
            return acceptance.run(
                opened, passphrase, repeated, lambda staff_id: self._welcome(vault, key_file, staff_id)
            )

    def opener(self) -> BackupOpener:
        """Opens backups with this computer's key store."""
        return BackupOpener(self._keyring, _lower(FLOOR, self._cost))

    def restoring(self) -> RestoreService:
        """Restores into this folder, while it is locked."""
        return RestoreService(self.folder, self._clock)

    def salvaging(self) -> SalvageService:
        """Reads what can be read of this folder into another, while it is locked."""
        return SalvageService(self._doorkeeper, self._clock)

    def lock(self, unlocked: Unlocked) -> None:
        """Close the database and drop the keys, whatever happens; safe to call twice."""
        if unlocked.is_locked:
            return
        try:
            # Locking must work on a full disk as well; then the entry is missing, and unlocking still shows.
            with contextlib.suppress(VaultError, OSError):
                with unlocked.transaction() as session:
                    unlocked.audit(session, "vault.locked")
                keep_anchor(unlocked)
        finally:
            unlocked.vault.close()

    def _enter(self, key_file: KeyFile, opened: Opened, code: str = "") -> Unlocked:
        with self._opening(key_file, opened) as vault:
            settle_recoveries(vault, key_file, self._clock())
            staff_id = UUID(opened.staff_id)
            if opened.slot_id in settle_ways_in(vault, key_file, self._clock()):
                with vault.transaction(readonly=True) as session:
                    raise NotAllowed(why_closed(session, staff_id))
            require_own_way(vault, opened, self._clock())
            return self._welcome(vault, key_file, staff_id, code)

    @contextlib.contextmanager
    def _opening(self, key_file: KeyFile, opened: Opened) -> Iterator[Vault]:
        """The database, of this version; closed again, and the keys forgotten, if anything fails."""
        try:
            vault = open_with_either(self.folder, opened)
        except BaseException:
            opened.wipe()
            raise
        try:
            migrate.prepare(vault, now=self._clock())
            settle_vault_key(vault, key_file, opened, self._clock())
            yield vault
        except BaseException:
            vault.close()
            opened.wipe()
            raise

    def _welcome(self, vault: Vault, key_file: KeyFile, staff_id: UUID, code: str = "") -> Unlocked:
        """Who this is; what happened while the vault was closed goes into the audit chain."""
        with vault.transaction() as session:
            staff = session.get(Staff, staff_id)
            if staff is None or not staff.active:
                raise NotAllowed(why_closed(session, staff_id))
            spares = require_second_factor(session, staff, code, self._doorkeeper.attempts, self._clock())
            clinic = session.scalars(select(Clinic)).one()
            unlocked = Unlocked(
                vault,
                self._doorkeeper,
                self._clock,
                actor=actor_of(staff),
                clinic_name=clinic.name,
                zone=ZoneInfo(clinic.zone),
            )
            unlocked.notice = clock_notice(session, self._clock()) or room_notice(self.folder)
            self._record_entry(session, unlocked, key_file)
            if spares is not None:
                unlocked.notice = unlocked.notice or _SPARE_USED.format(spares)
                unlocked.audit(session, "second_factor.spare_used", staff_id, {"left": spares})
        self._doorkeeper.attempts.reported()
        return unlocked

    def _record_entry(self, session: Session, unlocked: Unlocked, key_file: KeyFile) -> None:
        for failures in self._doorkeeper.attempts.unreported():
            times = [moment.isoformat() for moment in failures.times]
            detail: dict[str, Json] = {"login": failures.login, "count": failures.unreported, "times": times}
            unlocked.audit(session, "unlock.failed", detail=detail)
        standing = compare_key_file(session, key_file)
        if standing in (KeyFileStanding.OLDER, KeyFileStanding.DIFFERENT):
            unlocked.notice = _KEY_FILE_PUT_BACK
            unlocked.audit(session, "vault.key_file_put_back", detail={"standing": standing.value})
        anchor = key_file.anchor
        if anchor is not None and mac_at(session, anchor.sequence) != anchor.mac:
            unlocked.notice = _RECORDS_PUT_BACK
            unlocked.audit(session, "vault.put_back", detail={"entries": anchor.sequence})
        if standing is not KeyFileStanding.SAME:
            remember_key_file(session, key_file, at=self._clock())
        unlocked.audit(session, "vault.unlocked", unlocked.actor.staff_id)


def actor_of(staff: Staff) -> Actor:
    """A member of staff as who is at the keyboard."""
    return Actor(staff.id, staff.login, staff.name, staff.credentials, staff.roles, staff.needs_cosignature)


def _checked(form: ClinicForm) -> ClinicForm:
    """The form with tidy words. Raises Refused with everything that is wrong."""
    person = dataclasses.replace(form.administrator, login=form.administrator.login.strip().lower(), supervisor_id=None)
    facts = StaffFacts(person.login, person.name, person.roles, person.needs_cosignature, frozenset())
    refusals = (
        *refusals_of_clinic(form.clinic_name, form.program_name, _zone_is_known(form.zone)),
        *refusals_of_staff(facts),
    )
    if refusals:
        raise Refused(refusals)
    require_passphrase(person.passphrase, person.repeated, (person.login, person.name, form.clinic_name))
    return dataclasses.replace(form, administrator=person, clinic_name=form.clinic_name.strip())


def _zone_is_known(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def _lower(floor: KdfCost, cost: KdfCost | None) -> KdfCost:
    if cost is None:
        return floor
    return KdfCost(
        min(floor.memory_kib, cost.memory_kib), min(floor.iterations, cost.iterations), min(floor.lanes, cost.lanes)
    )
