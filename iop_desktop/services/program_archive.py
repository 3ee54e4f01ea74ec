"""Archiving the records of a program that closes, as 42 CFR 2.19 asks for."""

from __future__ import annotations

import hashlib
import os
import zipfile
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, BinaryIO
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session as Database

from iop_desktop.models.atomic_file import sync_descriptor
from iop_desktop.models.canonical import Json
from iop_desktop.models.notes import Note
from iop_desktop.models.people import Admission
from iop_desktop.models.recovery_code import new_code, parse_code
from iop_desktop.rules.archive import SUFFIX, ArchiveFacts, label_text, refusals_of_archive
from iop_desktop.rules.day_names import long_date
from iop_desktop.rules.rights import Right
from iop_desktop.rules.vocabulary import NoteState
from iop_desktop.services.archive_contents import (
    ArchivedFile,
    client_files,
    clients_of,
    index_json,
    shared_files,
)
from iop_desktop.services.archive_memory import remember_archive
from iop_desktop.services.archive_views import ArchiveForm, ArchiveOutline, MadeArchive
from iop_desktop.services.clients import program_rows
from iop_desktop.services.errors import Refused
from iop_desktop.services.people_views import ProgramRow
from iop_desktop.services.rights import needs
from iop_desktop.services.unlocked import Clock, Unlocked
from iop_desktop.services.wall_text import count_of, time_text
from iop_desktop.services.written_file import NotWritten, write_file

Step = Callable[[int, int, str], None]
INDEX = "index.json"
_UNFINISHED = (NoteState.DRAFT, NoteState.RETURNED, NoteState.AWAITING_COSIGNATURE)
_WORDS = {"clients": "client", "document": "signed PDF", "paper": "paper of a session"}
_NOT_WRITTEN = (
    "The archive cannot be written there: the folder is missing, full, closed to you, or has it already. Nothing was "
    "left behind."
)


class ProgramArchiveService:
    """Use cases of the archive. Making one takes long; the records stay as they are."""

    def __init__(self, unlocked: Unlocked, clock: Clock) -> None:
        self._unlocked = unlocked
        self._clock = clock

    @property
    def clinic_name(self) -> str:
        """What the label proposes."""
        return self._unlocked.clinic_name

    @needs(Right.ARCHIVE_PROGRAM)
    def programs(self) -> tuple[ProgramRow, ...]:
        """Programs of the clinic."""
        with self._unlocked.reading() as db:
            return program_rows(db)

    @needs(Right.ARCHIVE_PROGRAM)
    def outline(self, program_id: UUID | None) -> ArchiveOutline:
        """What would be in it and what is not finished."""
        with self._unlocked.reading() as db:
            keys = [key for key, _ in clients_of(db, program_id)]
            lasting = select(func.count(Admission.client_id.distinct())).where(
                Admission.client_id.in_(keys), Admission.discharged_on.is_(None)
            )
            waiting = select(func.count()).where(Note.client_id.in_(keys), Note.state.in_(_UNFINISHED))
            return ArchiveOutline(len(keys), db.scalar(lasting) or 0, db.scalar(waiting) or 0)

    @needs(Right.ARCHIVE_PROGRAM)
    def make(self, form: ArchiveForm, folder: Path, step: Step) -> MadeArchive:
        """Write the sealed archive and its label into ``folder``; ``step`` may raise to stop.

        Raises Refused with every reason, and NotWritten; then no file is left behind.
        """
        with self._unlocked.reading() as db:
            clients = clients_of(db, form.program_id)
            self._require_fit(form, len(clients))
            code, now = new_code(), self._clock()
            path = folder / f"archive-{now.astimezone(UTC):%Y%m%dT%H%M%SZ}{SUFFIX}"
            with _new_file(path) as stream:
                counts = self._fill(db, stream, parse_code(code), form, clients, now, step)
        sha256 = _digest(path)
        made = self._sheets(form, path, code, counts, sha256, now)
        self._record(form, counts, sha256)
        return made

    def _require_fit(self, form: ArchiveForm, clients: int) -> None:
        facts = ArchiveFacts(form.name, form.authority, form.keeper, form.until, self._today(), clients)
        refusals = refusals_of_archive(facts)
        if refusals:
            raise Refused(refusals)

    def _fill(
        self,
        db: Database,
        stream: BinaryIO,
        secret: bytes,
        form: ArchiveForm,
        clients: tuple[tuple[UUID, str], ...],
        now: datetime,
        step: Step,
    ) -> Mapping[str, int]:
        from iop_desktop.documents.archive_file import SealedWriter

        counts: Counter[str] = Counter(clients=len(clients))
        files: list[dict[str, Any]] = []
        people: list[dict[str, str]] = []
        with SealedWriter(stream, secret) as writer, zipfile.ZipFile(writer, "w") as archive:
            files += [_put(archive, file, counts) for file in shared_files(db, form.program_id)]
            for number, (client_id, record_number) in enumerate(clients, 1):
                step(number - 1, len(clients), "Writing the records")
                people.append({"record_number": record_number, "folder": f"clients/{number:05}"})
                files += [_put(archive, file, counts) for file in client_files(db, client_id, number)]
            head = self._head(form, counts, people, now)
            _write(archive, INDEX, index_json(head, files))
        return dict(counts)

    def _head(
        self, form: ArchiveForm, counts: Counter[str], people: list[dict[str, str]], now: datetime
    ) -> dict[str, Any]:
        return {
            "format": 1,
            "clinic": self._unlocked.clinic_name,
            "label": label_text(form.name, form.authority, form.until),
            "until": form.until.isoformat(),
            "made_at": now.astimezone(UTC).isoformat(),
            "made_by": self._unlocked.actor.signed_name,
            "counts": dict(counts),
            "clients": people,
        }

    def _sheets(
        self, form: ArchiveForm, path: Path, code: str, counts: Mapping[str, int], sha256: str, now: datetime
    ) -> MadeArchive:
        from iop_desktop.documents.archive_sheets import ArchiveSheet, render_key_sheet, render_label_sheet

        zone, actor = self._unlocked.zone, self._unlocked.actor
        day = f"{long_date(now.astimezone(zone).date())}, {time_text(now, zone)}"

        def sheet(shown: str) -> ArchiveSheet:
            return ArchiveSheet(
                clinic=self._unlocked.clinic_name,
                label=label_text(form.name, form.authority, form.until),
                file_name=path.name,
                sha256=sha256,
                contents=contents_words(counts),
                keeper=form.keeper.strip(),
                made_text=f"Made {day} by {actor.signed_name}.",
                made_at=now,
                code=shown,
            )

        label_path = path.with_name(f"{path.stem}-label.pdf")
        try:
            write_file(label_path, render_label_sheet(sheet("")))
        except BaseException:
            path.unlink(missing_ok=True)
            raise
        return MadeArchive(path, label_path, code, render_key_sheet(sheet(code)), counts, sha256)

    def _record(self, form: ArchiveForm, counts: Mapping[str, int], sha256: str) -> None:
        detail: dict[str, Json] = {"until": form.until.isoformat(), "sha256": sha256, "clients": counts["clients"]}
        with self._unlocked.transaction() as db:
            self._unlocked.audit(db, "archive.made", form.program_id or "archive", detail)
            remember_archive(db, self._clock())

    def _today(self) -> date:
        return self._clock().astimezone(self._unlocked.zone).date()


def contents_words(counts: Mapping[str, int]) -> str:
    """Such as "3 clients, 12 signed PDFs."."""
    plurals = {"paper": "papers of sessions"}
    words = [count_of(counts.get(key, 0), word, plurals.get(key, "")) for key, word in _WORDS.items()]
    return ", ".join(words) + "."


def _put(archive: zipfile.ZipFile, file: ArchivedFile, counts: Counter[str]) -> dict[str, Any]:
    _write(archive, file.name, file.content)
    counts[file.kind] += 1
    return {"name": file.name, "bytes": len(file.content), "sha256": hashlib.sha256(file.content).hexdigest()}


def _write(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    # The same moment for all: when something was made stands in it, not in the directory of the file.
    archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)


class _NewFile:
    """A file that is there whole or not at all, and never over another one."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> BinaryIO:
        try:
            descriptor = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
        except OSError:
            raise NotWritten(_NOT_WRITTEN) from None
        self._stream = os.fdopen(descriptor, "wb")
        return self._stream

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: object) -> None:
        try:
            if error is None:
                self._stream.flush()
                sync_descriptor(self._stream.fileno())
            self._stream.close()
        except OSError as failed:
            error = failed
        if error is None:
            return
        self._path.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise NotWritten(_NOT_WRITTEN) from None


def _new_file(path: Path) -> _NewFile:
    return _NewFile(path)


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
