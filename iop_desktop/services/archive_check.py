"""Opening an archive with its code: what it says of itself, whether it is whole, and taking it out again."""

from __future__ import annotations

import contextlib
import hashlib
import json
import shutil
import zipfile
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from iop_desktop.models.errors import RecoveryCodeMistyped
from iop_desktop.models.recovery_code import parse_code
from iop_desktop.services.archive_views import ArchiveFound
from iop_desktop.services.errors import UserError
from iop_desktop.services.program_archive import INDEX
from iop_desktop.services.written_file import NotWritten, write_file

Step = Callable[[int, int, str], None]
_NO_FILE = "There is no such file, or it cannot be read. Nothing was changed."
_CLOSED = (
    "This code does not open this file, or the file is no archive. Nothing was changed: compare it with the key sheet."
)
_MISTYPED = "This code has a typing mistake. Nothing was changed: compare it with the key sheet, group by group."
_FOLDER = "That folder is there already, or cannot be made. Nothing was written: choose another."
_DAMAGED = "This archive is damaged: a part of it is not as it was written. Use another copy of it."


class ArchiveRefused(UserError):
    """The archive stays closed."""


def check_archive(path: Path, code: str, step: Step) -> ArchiveFound:
    """Read every file and compare it with the index. Raises ArchiveRefused."""
    with _opened(path, code) as archive:
        index = json.loads(archive.read(INDEX))
        problems = list(_problems(archive, index, step))
        return _found(index, tuple(problems))


def open_archive(path: Path, code: str, folder: Path, step: Step) -> ArchiveFound:
    """Write every file of a whole archive into a new folder, in clear; all or nothing.

    Raises as ``check_archive``, and NotWritten.
    """
    found = check_archive(path, code, step)
    if not found.ok:
        raise ArchiveRefused(_DAMAGED)
    try:
        folder.mkdir(mode=0o700)
    except OSError:
        raise NotWritten(_FOLDER) from None
    try:
        with _opened(path, code) as archive:
            _take_out(archive, folder)
    except BaseException:
        # Records in clear of which nobody can say whether they are all there must not be left lying about.
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return found


def _take_out(archive: zipfile.ZipFile, folder: Path) -> None:
    for name in archive.namelist():
        target = folder / name
        if not target.resolve().is_relative_to(folder.resolve()):
            raise ArchiveRefused(_DAMAGED)
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_file(target, archive.read(name))


def _problems(archive: zipfile.ZipFile, index: dict[str, Any], step: Step) -> Iterator[str]:
    files, there = index["files"], set(archive.namelist()) - {INDEX}
    for number, file in enumerate(files):
        if number % 100 == 0:
            step(number, len(files), "Checking the files")
        if file["name"] not in there:
            yield f"{file['name']} is missing."
            continue
        content = archive.read(file["name"])
        if len(content) != file["bytes"] or hashlib.sha256(content).hexdigest() != file["sha256"]:
            yield f"{file['name']} is not as the index says."
    for name in sorted(there - {file["name"] for file in files}):
        yield f"{name} is not in the index."
    yield from _counted(index)


def _counted(index: dict[str, Any]) -> Iterator[str]:
    """The counts say the same as the list."""
    names, counts = [file["name"] for file in index["files"]], index["counts"]
    seen = {
        "clients": len(index["clients"]),
        "document": sum(name.startswith("clients/") and name.endswith(".pdf") for name in names),
        "paper": sum(name.startswith("sessions/") for name in names),
    }
    for kind, number in seen.items():
        if counts.get(kind, 0) != number:
            yield f"The index counts {counts.get(kind, 0)} of the kind “{kind}” and lists {number}."


def _found(index: dict[str, Any], problems: tuple[str, ...]) -> ArchiveFound:
    return ArchiveFound(
        label=index["label"],
        clinic=index["clinic"],
        made_at=datetime.fromisoformat(index["made_at"]),
        counts=index["counts"],
        problems=problems,
    )


@contextlib.contextmanager
def _opened(path: Path, code: str) -> Iterator[zipfile.ZipFile]:
    from iop_desktop.documents.archive_file import ArchiveUnreadable, SealedReader

    try:
        secret = parse_code(code)
    except RecoveryCodeMistyped:
        raise ArchiveRefused(_MISTYPED) from None
    try:
        stream = path.open("rb")
    except OSError:
        raise ArchiveRefused(_NO_FILE) from None
    with stream:
        try:
            with zipfile.ZipFile(SealedReader(stream, secret)) as archive:
                yield archive
        except ArchiveUnreadable as error:
            raise ArchiveRefused(_CLOSED if error.closed else _DAMAGED) from None
        except (zipfile.BadZipFile, KeyError, ValueError):
            raise ArchiveRefused(_DAMAGED) from None
