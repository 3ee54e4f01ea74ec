"""Opening a slot of the key file: the wait after wrong pass phrases, this computer's secret, the count of failures."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from iop_desktop.models import errors
from iop_desktop.models.device_secret import (
    DeviceState,
    KeyStore,
    create_device_secret,
    forget_device_secret,
    read_device_secret,
)
from iop_desktop.models.invitation_code import tidy_invitation_code
from iop_desktop.models.kdf import FLOOR, KdfCost
from iop_desktop.models.keyfile import KeyFile
from iop_desktop.models.keyfile_views import Opened
from iop_desktop.models.keyslot import SlotKind
from iop_desktop.models.vault_folder import key_file_path
from iop_desktop.models.way_in_errors import InvitationCodeMistyped, LoginSuspended
from iop_desktop.services.unlock_attempts import (
    INVITATION_CODE,
    RECOVERY_KIT,
    TooSoonForInvitation,
    TooSoonForKit,
    UnlockAttempts,
    WrongInvitation,
    WrongRecoveryCode,
)


class Doorkeeper:
    """Guards one vault folder. ``floor`` is the least Argon2id cost that is accepted (lower only in tests)."""

    def __init__(
        self,
        folder: Path,
        clock: Callable[[], datetime],
        key_store: Callable[[], KeyStore | None],
        floor: KdfCost = FLOOR,
    ) -> None:
        self.folder = folder
        self.attempts = UnlockAttempts(folder, clock)
        self._key_store = key_store
        self._floor = floor

    def key_file(self) -> KeyFile:
        """The key file as it is on the disk now. Raises KeyFileMissing, KeyFileDamaged, KeyFileNewer."""
        return KeyFile.load(key_file_path(self.folder), floor=self._floor)

    def open(self, login: str, passphrase: str, *, reported: bool = False) -> tuple[KeyFile, Opened]:
        """Open a person's slot; takes one Argon2id run.

        Raises WrongPassphrase (counted), TooSoon (not tried), and the key file's and key store's own errors.
        """
        key_file = self.key_file()
        self.attempts.require_waited(login, key_file.logins())
        try:
            opened = key_file.unlock(login, passphrase, self._device_secret(key_file, login))
        except errors.WrongPassphrase:
            raise self.attempts.failed(login, key_file.logins(), reported=reported) from None
        self.attempts.succeeded(login)
        return key_file, opened

    def open_any(self, passphrase: str) -> tuple[KeyFile, Opened]:
        """Open the slot that this pass phrase fits, whoever's it is; takes one Argon2id run for each slot before it.

        A login that waits after wrong pass phrases, or is locked, is not tried: this is no way around it. Raises
        WrongPassphrase (counted once, under no login of the clinic) and TooSoon.
        """
        key_file = self.key_file()
        self.attempts.require_waited("", key_file.logins())
        waiting = {each for each in key_file.logins() if self.attempts.wait_seconds(each, key_file.logins()) > 0}
        for login in (each for each in key_file.logins() if each not in waiting):
            try:
                return key_file, key_file.unlock(login, passphrase, self._device_secret(key_file, login))
            except (errors.WrongPassphrase, errors.DeviceNotEnrolled, errors.KeyringUnavailable, LoginSuspended):
                continue
        raise self.attempts.failed("", key_file.logins())

    def open_with_kit(self, code: str) -> tuple[KeyFile, Opened]:
        """Open the slot of the recovery kit.

        Raises WrongRecoveryCode (counted, also when it is only mistyped), TooSoonForKit (not tried), and the key
        file's own errors.
        """
        key_file = self.key_file()
        seconds = self.attempts.wait_seconds(RECOVERY_KIT, (RECOVERY_KIT,))
        if seconds > 0:
            raise TooSoonForKit(seconds)
        try:
            opened = key_file.unlock_with_recovery(code)
        except (errors.WrongPassphrase, errors.RecoveryCodeMistyped) as error:
            counted = self.attempts.failed(RECOVERY_KIT, (RECOVERY_KIT,))
            raise _refusal_of_code(error, counted.wait_seconds) from None
        self.attempts.succeeded(RECOVERY_KIT)
        return key_file, opened

    def open_with_invitation(self, login: str, code: str) -> tuple[KeyFile, Opened]:
        """Open the slot of an invitation; takes one Argon2id run.

        Raises WrongInvitation (counted, also when it is only mistyped), TooSoonForInvitation (not tried), and the key
        file's and key store's own errors.
        """
        key_file = self.key_file()
        seconds = self.attempts.wait_seconds(INVITATION_CODE, (INVITATION_CODE,))
        if seconds > 0:
            raise TooSoonForInvitation(seconds)
        kind = SlotKind.INVITATION
        try:
            typed = tidy_invitation_code(code)
            opened = key_file.unlock(login, typed, self._device_secret(key_file, login, kind), kind)
        except (errors.WrongPassphrase, InvitationCodeMistyped) as error:
            wait = self.attempts.failed(INVITATION_CODE, (INVITATION_CODE,)).wait_seconds
            mistyped = isinstance(error, InvitationCodeMistyped)
            raise (WrongInvitation(wait, error.sentence) if mistyped else WrongInvitation(wait)) from None
        self.attempts.succeeded(INVITATION_CODE)
        return key_file, opened

    def change_passphrase(self, login: str, old: str, new: str) -> KeyFile:
        """Wrap the slot of ``login`` anew and save, twice, so that the copy of the key file forgets the old one too.

        Takes two Argon2id runs. Raises WrongPassphrase (not counted) and VaultError; then the old one is still valid.
        """
        key_file = self.key_file()
        secret = self._device_secret(key_file, login)
        try:
            opened = key_file.change_passphrase(login, old, new, secret, cost=key_file.usual_cost())
        except OSError as error:
            raise errors.translate(error) or error from None
        with contextlib.suppress(OSError):
            key_file.save(opened.keys)
        opened.wipe()
        return key_file

    def wait_seconds(self, login: str) -> float:
        """Seconds until the next pass phrase of this login is tried."""
        return self.attempts.wait_seconds(login, self.key_file().logins())

    def new_device_secret(self, vault_id: str) -> bytes:
        """This computer's secret, made if there is none. Raises KeyringUnavailable with what the key store answered."""
        answer = create_device_secret(vault_id, self._key_store())
        if answer.secret is None:
            raise errors.KeyringUnavailable(answer.sentence)
        return answer.secret

    def forget_device_secret(self, vault_id: str) -> bool:
        """Destroy this computer account's secret; whether none is left."""
        return forget_device_secret(vault_id, self._key_store())

    def device_secret_of(self, key_file: KeyFile, login: str) -> bytes | None:
        """This computer's secret where the invitation of this login is bound to it; read, never made."""
        return self._device_secret(key_file, login, SlotKind.INVITATION)

    def _device_secret(self, key_file: KeyFile, login: str, kind: SlotKind = SlotKind.PASSPHRASE) -> bytes | None:
        """Asked for only when this login needs it: the key store may show a prompt."""
        if not key_file.needs_device(login, kind):
            return None
        answer = read_device_secret(key_file.vault_id, self._key_store())
        if answer.state is DeviceState.MISSING:
            raise errors.DeviceNotEnrolled
        if answer.state is DeviceState.LOCKED:
            raise errors.KeyringUnavailable(answer.sentence)
        if answer.secret is None:
            raise errors.KeyringUnavailable
        return answer.secret


def _refusal_of_code(error: errors.VaultError, wait_seconds: float) -> WrongRecoveryCode:
    if isinstance(error, errors.RecoveryCodeMistyped):
        return WrongRecoveryCode(wait_seconds, error.sentence)
    return WrongRecoveryCode(wait_seconds)
