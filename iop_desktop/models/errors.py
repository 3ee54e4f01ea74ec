"""What can go wrong with a vault, each with a sentence fit for the person in front of the screen.

No error holds a path, a name, a key or any text of a record.
"""

from __future__ import annotations

import errno

_FULL_ERRNOS = frozenset({errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)})
_READ_ONLY_ERRNOS = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})

# Primary result codes: https://www.sqlite.org/rescode.html
_SQLITE_BUSY = 5
_SQLITE_LOCKED = 6
_SQLITE_READONLY = 8
_SQLITE_INTERRUPT = 9
_SQLITE_IOERR = 10
_SQLITE_CORRUPT = 11
_SQLITE_FULL = 13
_SQLITE_CANTOPEN = 14
_SQLITE_NOTADB = 26


class VaultError(Exception):
    """Parent of all vault errors; ``sentence`` is what a person reads."""

    sentence = "The clinic's records could not be opened. Nothing was changed."

    def __init__(self, sentence: str | None = None) -> None:
        super().__init__(type(self).__name__)
        if sentence is not None:
            self.sentence = sentence


class WrongPassphrase(VaultError):
    """The name, pass phrase or recovery code opens no slot."""

    sentence = "That login and pass phrase do not open the clinic's records. Nothing is lost; please try again."


class RecoveryCodeMistyped(VaultError):
    """The check characters of the recovery code do not fit."""

    sentence = "That recovery code has a typing mistake. Please compare it with the printed kit, group by group."


class VaultMissing(VaultError):
    """Neither the database nor the key file is in the folder."""

    sentence = "There are no clinic records in this folder. Set up a clinic, or choose the folder that holds it."


class VaultExists(VaultError):
    """A new clinic was asked for where one already lives."""

    sentence = "This folder already holds a clinic. It was left as it is; choose another folder for a new clinic."


class KeyFileMissing(VaultError):
    """The database is there, its key file is not."""

    sentence = (
        "The clinic's records are here, but the key file clinic.vault is missing, so they cannot be opened. "
        "Nothing is lost: put the key file back from a backup."
    )


class DatabaseMissing(VaultError):
    """The key file is there, its database is not."""

    sentence = (
        "The key file is here, but the clinic's records (clinic.db) are missing. "
        "Put clinic.db back from a backup; nothing else was changed."
    )


class KeyFileDamaged(VaultError):
    """The key file cannot be read as a key file of this program."""

    sentence = (
        "The key file clinic.vault is damaged and cannot be used. The records themselves were not touched: "
        "put the key file back from a backup."
    )


class KeyFileChanged(KeyFileDamaged):
    """The key file's seal does not fit its content."""

    sentence = (
        "The key file clinic.vault was changed outside this program and is not trusted. The records were not "
        "touched: put the key file back from a backup."
    )


class KeyFileNewer(VaultError):
    """The key file was written by a newer version of the program."""

    sentence = "The key file was written by a newer version of IOP Desktop. Nothing was changed; update this program."


class LoginTaken(VaultError):
    """Another person in this clinic already uses the login name."""

    sentence = "Another member of staff already uses that login name. Please choose a different one."


class LastSlot(VaultError):
    """Removing this slot would leave nobody who can open the vault."""

    sentence = "This is the last way into the clinic's records, so it was kept. Add another one first."


class VaultDamaged(VaultError):
    """The database cannot be read: wrong size, damaged pages, or not a database."""

    salvage_helps = True
    sentence = (
        "The clinic's records are damaged and were not opened, so that the damage cannot grow. "
        "Keep the files as they are and restore the last backup."
    )


class VaultEmpty(VaultDamaged):
    """The database file has no content at all."""

    salvage_helps = False
    sentence = (
        "The file with the clinic's records is empty (0 bytes). It was left as it is; restore the last backup over it."
    )


class VaultMismatch(VaultDamaged):
    """The database starts with another salt than the key file says."""

    sentence = (
        "The clinic's records and the key file do not belong together, or the beginning of the records is damaged. "
        "Nothing was changed: put both files back from the same backup."
    )


class VaultNewer(VaultError):
    """The schema is of a later version of the program."""

    sentence = (
        "These records were last used by a newer version of IOP Desktop. Nothing was changed; update this program."
    )


class VaultReadOnly(VaultError):
    """The folder or a file cannot be written."""

    sentence = (
        "The folder with the clinic's records cannot be written to, so they were not opened. "
        "Nothing was changed: ask for permission to write there."
    )


class VaultFull(VaultError):
    """No room on the disk."""

    sentence = (
        "The disk is full, so the last change could not be kept; everything before it is safe. "
        "Please free some space and try again."
    )


class VaultDisk(VaultError):
    """The disk refused to read or write."""

    sentence = (
        "The disk could not be read or written, so the last change was not kept; everything before it is safe. "
        "Check that the disk is connected and has room, then try again."
    )


class VaultBusy(VaultError):
    """Another window or process holds the vault."""

    sentence = "The clinic's records are already open in another window. Use that window, or close it first."


class KeyChangePending(VaultError):
    """The key file cannot be changed before a change of the vault key that was cut off is finished."""

    sentence = (
        "A change of the vault key is not finished yet. Nothing is lost: lock the program and unlock it again, "
        "which finishes it; then try again."
    )


class VaultInUse(VaultError):
    """Work on the records goes on that cannot be waited for, such as a backup."""

    sentence = "The records are being read at this moment. Nothing was changed: wait until it is done, then try again."


class VaultClosed(VaultError):
    """The vault was locked while the work was going on."""

    sentence = "The clinic's records were locked before this was finished. Unlock them and try again."


class NetworkFolder(VaultError):
    """The folder is on a network drive, in a cloud folder or on a file system without safe writes."""

    sentence = (
        "Records cannot be kept in this folder, because it is shared over a network, copied to a cloud service, or on "
        "a removable disk format that can lose them. Choose a folder on this computer's own disk."
    )


class SyncFolder(NetworkFolder):
    """The folder is copied to other computers while it is in use."""

    sentence = (
        "Records cannot be kept in this folder, because OneDrive, Dropbox, iCloud Drive, Google Drive, Nextcloud, "
        "Syncthing or a similar service copies it while it is in use, and a half-copied database is lost. Choose a "
        "folder outside of it; finished backups may go there."
    )


class KeyringUnavailable(VaultError):
    """The operating system's key store cannot give the device secret."""

    kit_helps = True
    sentence = (
        "This computer's key store is not available, and this pass phrase needs the second secret in it. Nothing is "
        "lost: sign in to the computer as usual and try again, or use the recovery kit."
    )


class DeviceNotEnrolled(KeyringUnavailable):
    """The person has a slot, but not for this computer account."""

    sentence = (
        "This computer's key store does not hold the second secret that this pass phrase needs. Nothing is lost: "
        "use the computer account you usually work in, or the recovery kit."
    )


class DriverUnfit(VaultError):
    """The database library is not the encrypted one, or has a known fault."""

    sentence = "This installation of IOP Desktop is incomplete, so no records were opened. Please install it again."


class MigrationFailed(VaultError):
    """A schema change could not be finished; it was rolled back."""

    sentence = (
        "The records could not be brought to this version of the program. They are unchanged, and a copy was kept. "
        "Keep using the previous version and report this."
    )


_BY_SQLITE_CODE: dict[int, type[VaultError]] = {
    _SQLITE_BUSY: VaultBusy,
    _SQLITE_LOCKED: VaultBusy,
    _SQLITE_READONLY: VaultReadOnly,
    _SQLITE_INTERRUPT: VaultClosed,
    _SQLITE_IOERR: VaultDisk,
    _SQLITE_CORRUPT: VaultDamaged,
    _SQLITE_FULL: VaultFull,
    _SQLITE_CANTOPEN: VaultReadOnly,
    _SQLITE_NOTADB: VaultDamaged,
}


def sqlite_code(exception: BaseException | None) -> int:
    """Primary SQLite result code of a driver error or of the SQLAlchemy error around it; 0 if there is none."""
    original = getattr(exception, "orig", None) or exception
    code = getattr(original, "sqlite_errorcode", 0)
    return int(code or 0) & 0xFF


def translate(exception: BaseException) -> VaultError | None:
    """The vault error behind a driver or operating-system error, or None if it is something else."""
    if isinstance(exception, VaultError):
        return exception
    kind = _BY_SQLITE_CODE.get(sqlite_code(exception))
    if kind is not None:
        return kind()
    if isinstance(exception, OSError):
        return _from_errno(exception)
    if "closed database" in str(getattr(exception, "orig", exception)):
        return VaultClosed()
    return None


def _from_errno(exception: OSError) -> VaultError | None:
    if exception.errno in _FULL_ERRNOS:
        return VaultFull()
    if exception.errno in _READ_ONLY_ERRNOS:
        return VaultReadOnly()
    if exception.errno == errno.EIO:
        return VaultDisk()
    return None
