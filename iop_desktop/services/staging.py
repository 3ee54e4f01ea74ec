"""Making a vault where nobody can mistake it for one until it is whole.

A new vault is made in a folder beside its place and moved there at the end, the key file last: without its key file
a database was never in use. Whatever a power cut leaves of that is cleared away at the next start.
"""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterator
from pathlib import Path

from iop_desktop.models.atomic_file import sync_folder
from iop_desktop.models.errors import VaultBusy, translate
from iop_desktop.models.vault_folder import (
    LOCK_NAME,
    database_files,
    database_path,
    key_file_path,
    require_no_vault,
    require_safe_place,
    require_writable,
)
from iop_desktop.models.vault_swap import finish_swap, waiting_place
from iop_desktop.services.errors import UserError

STAGING_NAME = "setting-up"
_NO_PLACE = "This folder cannot be made, because a file is in its way. Nothing was changed; choose another folder."


class NoPlace(UserError):
    """The path of a folder is that of a file, or leads through one."""

    def __init__(self) -> None:
        super().__init__(_NO_PLACE)


@contextlib.contextmanager
def staging(folder: Path) -> Iterator[Path]:
    """A folder to make a new vault in; at the end of the block its two files are moved to ``folder``.

    On any error nothing of it stays, and ``folder`` is removed if it was made for this. Raises VaultExists,
    NetworkFolder, VaultReadOnly, VaultFull, VaultBusy.
    """
    require_safe_place(folder)
    made = _make(folder)
    place = folder / STAGING_NAME
    try:
        clear_unfinished(folder)
        require_no_vault(folder)
        require_writable(folder)
        with only_one(folder), _temporary(place):
            yield place
            _settle(place, folder)
    except BaseException as error:
        if made:
            _remove_if_empty(folder)
        problem = translate(error) if isinstance(error, OSError) else None
        if problem is not None:
            raise problem from error
        raise


def clear_unfinished(folder: Path) -> None:
    """Remove what an interrupted set-up left. It never held a record, because nobody was let in yet."""
    place = folder / STAGING_NAME
    if not place.is_dir():
        return
    with contextlib.suppress(VaultBusy), only_one(folder):
        half_moved = key_file_path(place).is_file() and not database_path(place).exists()
        if half_moved and not key_file_path(folder).exists():
            for path in database_files(folder):
                path.unlink(missing_ok=True)
        shutil.rmtree(place, ignore_errors=True)


def go_on_with_restore(folder: Path) -> None:
    """Finish a restore whose last step was interrupted; one that was not ready is removed."""
    if waiting_place(folder).is_dir():
        with contextlib.suppress(VaultBusy), only_one(folder):
            finish_swap(folder)


@contextlib.contextmanager
def _temporary(place: Path) -> Iterator[None]:
    try:
        _make(place)
        yield
    finally:
        shutil.rmtree(place, ignore_errors=True)


def make_folder(folder: Path) -> None:
    """Make a folder for its owner alone. Raises NoPlace, VaultReadOnly, VaultFull."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        in_the_way = NoPlace() if isinstance(error, (FileExistsError, NotADirectoryError)) else error
        raise translate(error) or in_the_way from None


def _make(folder: Path) -> bool:
    """Make the folder if it is missing; whether it was."""
    missing = not folder.exists()
    make_folder(folder)
    return missing


@contextlib.contextmanager
def only_one(folder: Path) -> Iterator[None]:
    """Hold the vault's lock, so that two programs never set up the same folder."""
    # Hardly ever needed, and it loads more than the whole start of the program has time for.
    from filelock import FileLock, Timeout

    lock = FileLock(folder / LOCK_NAME, timeout=0, mode=0o600, thread_local=False, preserve_lock_file=True)
    try:
        lock.acquire()
    except Timeout:
        raise VaultBusy from None
    try:
        yield
    finally:
        lock.release()


def _settle(place: Path, folder: Path) -> None:
    """Move the database, then the key file; with the key file in place the vault exists."""
    database_path(place).replace(database_path(folder))
    sync_folder(folder)
    try:
        key_file_path(place).replace(key_file_path(folder))
    except BaseException:
        database_path(folder).unlink(missing_ok=True)
        raise
    sync_folder(folder)


def _remove_if_empty(folder: Path) -> None:
    with contextlib.suppress(OSError):
        (folder / LOCK_NAME).unlink(missing_ok=True)
        folder.rmdir()
