"""What can go wrong with a backup, a restore or a salvage, each with a sentence for the person."""

from __future__ import annotations

from iop_desktop.models.errors import (
    VaultClosed,
    VaultDamaged,
    VaultDisk,
    VaultError,
    VaultFull,
    VaultReadOnly,
    translate,
)


class NotABackup(VaultError):
    """The file is no backup of this program, or its end is missing."""

    sentence = "This file is not a whole backup of IOP Desktop. Nothing was changed; choose another file."


class BackupNewer(VaultError):
    """The backup was written by a later version of the program."""

    sentence = "This backup was made by a newer version of IOP Desktop. Nothing was changed; update this program."


class BackupDamaged(VaultError):
    """Some byte of the backup is not what was written."""

    sentence = "This backup is damaged and was not used. Nothing was changed; choose another backup."


class BackupSourceDamaged(VaultDamaged):
    """The records themselves have damaged pages."""

    sentence = (
        "The clinic's records have damaged pages, so no new backup was made. The earlier backups were all kept: "
        "restore the last one, or salvage what can still be read."
    )


class BackupFull(VaultFull):
    """No room for the backup, here or in its folder."""

    sentence = (
        "There is not enough room on the disk for a backup. Nothing in the records changed, and the earlier backups "
        "were kept. Free some space or choose another folder."
    )


class BackupUnwritable(VaultReadOnly):
    """The folder for backups is gone or closed to us."""

    sentence = (
        "The folder for backups cannot be written to, or its disk is not connected. Nothing in the records changed, "
        "and the earlier backups were kept. Connect it or choose another folder."
    )


class RestoreFull(VaultFull):
    """No room to restore beside what is there."""

    sentence = (
        "There is not enough room on the disk to restore this backup beside the present records. Nothing was changed: "
        "free some space and try again."
    )


class OtherClinic(VaultError):
    """The folder holds the records of another clinic than the backup."""

    sentence = (
        "This is the backup of another clinic than the one in this folder, so it was not restored. Nothing was "
        "changed: restore it into an empty folder."
    )


class UnknownClinic(VaultError):
    """The folder holds a database of which nobody can say whose it is."""

    sentence = (
        "This folder holds records without a key file that can be read, so it cannot be told whether they are of the "
        "same clinic. Nothing was changed: restore into an empty folder."
    )


class NotSalvageable(VaultDamaged):
    """Not even the list of tables can be read."""

    sentence = (
        "The beginning of these records is damaged so far that nothing can be read from them. They were left as they "
        "are: restore the last backup."
    )


def backup_problem(error: BaseException) -> VaultError | None:
    """The error to raise for something that happened while a backup was written; None if it is none of ours."""
    problem = translate(error)
    if isinstance(problem, VaultClosed) or type(problem).__module__ == __name__:
        return problem
    if isinstance(problem, VaultDamaged):
        return BackupSourceDamaged()
    if isinstance(problem, VaultFull):
        return BackupFull()
    if isinstance(problem, VaultReadOnly | VaultDisk) or (problem is None and isinstance(error, OSError)):
        return BackupUnwritable()
    return problem
