"""Writing signed notes into a folder the person chose."""

from __future__ import annotations

import errno
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

from iop_desktop.documents.export_name import export_name
from iop_desktop.models.atomic_file import sync_descriptor, write_atomically
from iop_desktop.rules.vocabulary import NoteKind
from iop_desktop.services.errors import UserError
from iop_desktop.services.signing_batch import Progress

ROOT_NAME, REVOKED_NAME = "clinic-root.pem", "clinic-revoked.crl"
_FULL = frozenset({errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)})


class ExportStopped(UserError):
    """The folder cannot be written, or its disk is full."""


@dataclass(frozen=True, slots=True)
class ExportedNote:
    """A complete signed note on its way out."""

    version_id: UUID
    note_id: UUID
    kind: NoteKind
    pdf: bytes = field(repr=False)


def write_notes(
    folder: Path, notes: Sequence[ExportedNote], day: date, group_code: str, progress: Progress
) -> tuple[Path, ...]:
    """Write each note to a file that did not exist before. Raises ExportStopped; whole files written before stay."""
    paths: list[Path] = []
    for note in notes:
        name = export_name(day, group_code, str(note.note_id), str(note.kind))
        try:
            folder.mkdir(parents=True, exist_ok=True)
            paths.append(_write_new(folder / name, note.pdf))
        except OSError as error:
            raise ExportStopped(_sentence(error, len(paths), len(notes))) from None
        progress(len(paths), len(notes))
    return tuple(paths)


def write_trust(folder: Path, root_pem: bytes, revoked_der: bytes, written: int) -> None:
    """Write what others need to verify the notes; both files say how things stand now, so earlier ones are replaced.

    Raises ExportStopped; the ``written`` notes stay.
    """
    try:
        write_atomically(folder / ROOT_NAME, root_pem)
        write_atomically(folder / REVOKED_NAME, revoked_der)
    except OSError as error:
        raise ExportStopped(_sentence(error, written, written)) from None


def _write_new(wanted: Path, content: bytes) -> Path:
    path, stream = _new_file(wanted)
    try:
        with stream:
            stream.write(content)
            stream.flush()
            sync_descriptor(stream.fileno())
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return path


def _new_file(wanted: Path) -> tuple[Path, BinaryIO]:
    """The wanted file, or the same with the first number that is free."""
    path, number = wanted, 1
    while True:
        try:
            return path, path.open("xb")
        except FileExistsError:
            number += 1
            path = wanted.with_stem(f"{wanted.stem}-{number}")


def _sentence(error: OSError, done: int, total: int) -> str:
    kept = f"{done} of {total} files were written and are complete. Nothing in the records changed."
    if error.errno in _FULL:
        return f"The disk of that folder is full. {kept} Free some space or choose another folder."
    return f"That folder cannot be written to. {kept} Choose another folder."
