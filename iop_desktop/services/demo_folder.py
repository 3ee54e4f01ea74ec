"""The folder of a demo clinic: of its own, and as it was before if the demo is not finished."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterator
from pathlib import Path

from iop_desktop.models.vault_folder import LOCK_NAME
from iop_desktop.services.errors import UserError


class FolderInUse(UserError):
    """The demo is only made in a folder of its own."""

    def __init__(self) -> None:
        super().__init__("The folder for the demo clinic is not empty. Nothing was changed; choose a new folder.")


class NoPlace(UserError):
    """The path leads through something that is no folder."""

    def __init__(self) -> None:
        super().__init__(
            "The folder for the demo clinic cannot be made there. Nothing was changed; choose another one."
        )


@contextlib.contextmanager
def whole_or_nothing(folder: Path) -> Iterator[None]:
    """Refuse a folder that holds anything; take away all that was made in it when the block is left by an error.

    Raises FolderInUse, NoPlace.
    """
    nearest = next((parent for parent in folder.parents if parent.exists()), None)
    if nearest is None or not nearest.is_dir():
        raise NoPlace
    existed = folder.exists()
    if existed and not folder.is_dir():
        raise FolderInUse
    before = {path.name for path in folder.iterdir()} if existed else set()
    if before - {LOCK_NAME}:
        raise FolderInUse
    try:
        yield
    except BaseException:
        _remove(folder, before if existed else None)
        raise


def _remove(folder: Path, before: set[str] | None) -> None:
    """Remove the folder, or what is new in a folder that was there."""
    if before is None:
        shutil.rmtree(folder, ignore_errors=True)
        return
    for path in folder.iterdir():
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        elif path.name not in before:
            path.unlink(missing_ok=True)
