"""Writing one file where a person asked for it."""

from __future__ import annotations

from pathlib import Path

from iop_desktop.models.atomic_file import write_atomically
from iop_desktop.services.errors import UserError


class NotWritten(UserError):
    """The file cannot be written there."""


def write_file(path: Path, content: bytes) -> None:
    """Write the file whole or not at all, over one that is there. Raises NotWritten."""
    try:
        if path.exists() and not path.is_file():
            raise OSError  # to replace a device or a pipe by a file would break what others use it for
        write_atomically(path, content)
    except (OSError, ValueError):
        raise NotWritten(
            "That file cannot be written there: the folder is missing, full or closed to you. Nothing was changed."
        ) from None
