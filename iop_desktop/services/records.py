"""Signed records: every version readable for ever, as rows and as the PDF, and the check that nothing changed."""

from __future__ import annotations

import contextlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from cryptography.hazmat.primitives.serialization import Encoding
from sqlalchemy import func, select
from sqlalchemy.orm import Session as Database
from sqlalchemy.orm import defer

from iop_desktop.models.canonical import Json
from iop_desktop.models.clinic import Clinic, Staff
from iop_desktop.models.errors import VaultError
from iop_desktop.models.notes import Note, NoteVersion, Return, Signature
from iop_desktop.rules.added_notes import needs_second_signature
from iop_desktop.rules.record import Record
from iop_desktop.rules.refusal import Refusal
from iop_desktop.rules.rights import Right
from iop_desktop.rules.vocabulary import Meaning, NoteState
from iop_desktop.services.certificates import revocation_list, revoked_certificates
from iop_desktop.services.cosigning import NO_SUCH_VERSION
from iop_desktop.services.error_notices import ErrorNotice, error_notice
from iop_desktop.services.errors import NotFound, Refused
from iop_desktop.services.export_folder import ExportedNote, write_notes, write_trust
from iop_desktop.services.export_names import export_code
from iop_desktop.services.exported_notes import exported_note, exported_notes
from iop_desktop.services.need_to_know import require_session, require_version, seen_note
from iop_desktop.services.note_sources import source_of
from iop_desktop.services.note_views import SignatureRow, VersionRow
from iop_desktop.services.pdf_pages import pages_of
from iop_desktop.services.printed_notes import printed_note
from iop_desktop.services.record_problems import problems_of_rows
from iop_desktop.services.rights import needs
from iop_desktop.services.session_heads import session_head
from iop_desktop.services.signing_batch import Progress, no_progress
from iop_desktop.services.standings import standing_of
from iop_desktop.services.unlocked import Clock, Unlocked, load_certificate

if TYPE_CHECKING:
    from iop_desktop.documents.page_image import PageImage

_NO_GROUP = "CHART"
_NOT_COMPLETE = Refusal(
    "not-complete", "This note still waits for a signature. It can be saved as a file once it is complete."
)


class RecordService:
    """Use cases of reading and handing out signed notes. Nothing here changes a record."""

    def __init__(self, unlocked: Unlocked, clock: Clock) -> None:
        self._unlocked = unlocked
        self._clock = clock

    @needs(Right.READ_CHARTS)
    def versions(self, note_id: UUID) -> tuple[VersionRow, ...]:
        """Every signed version of a note, oldest first, with its signatures. Raises NotFound."""
        with self._unlocked.reading() as db:
            seen_note(db, self._unlocked, note_id)
            rows = db.execute(
                select(NoteVersion, NoteVersion.record["title"].as_string().label("title"), Return.comment)
                .outerjoin(Return, Return.note_version_id == NoteVersion.id)
                .where(NoteVersion.note_id == note_id)
                .order_by(NoteVersion.number)
                .options(defer(NoteVersion.record))
            ).all()
            signatures = _signatures(db, [version.id for version, _, _ in rows])
        return tuple(
            VersionRow(
                version_id=version.id,
                number=version.number,
                created_at=version.created_at,
                signatures=tuple(_signature_row(signature) for signature in signatures[version.id]),
                returned=comment or "",
                complete=len(signatures[version.id]) == 1 + version.needs_cosignature,
                kind=version.kind,
                title=title,
                late_entry=version.late_entry,
            )
            for version, title, comment in rows
        )

    @needs(Right.READ_CHARTS)
    def record(self, version_id: UUID) -> Record:
        """The record as it was composed when it was signed. Raises NotFound."""
        with self._unlocked.reading() as db:
            require_version(db, self._unlocked, version_id)
            return Record.from_data(_version(db, version_id).record)

    @needs(Right.READ_CHARTS)
    def pdf(self, version_id: UUID) -> bytes:
        """The document as it stood right after the latest signature. Raises NotFound."""
        with self._unlocked.reading() as db:
            require_version(db, self._unlocked, version_id)
            return _latest(_with_pdf(db, version_id)).pdf

    @needs(Right.READ_CHARTS)
    def preview(self, version_id: UUID, scale: float) -> tuple[PageImage, ...]:
        """The signed pages as pictures; ``scale`` 1 is 72 dots an inch."""
        with self._unlocked.reading() as db:
            require_version(db, self._unlocked, version_id)
            pdf, note_id = _latest(_with_pdf(db, version_id)).pdf, _version(db, version_id).note_id
        self._unlocked.opened("note_pdf.opened", note_id)
        return pages_of(pdf, scale)

    @needs(Right.READ_NOTES)
    def draft_preview(self, note_id: UUID, scale: float) -> tuple[PageImage, ...]:
        """The pages as they would be printed now, unsigned and saying so. Raises NotFound."""
        from iop_desktop.documents.note_pdf import render_draft

        now = self._clock().replace(microsecond=0)
        with self._unlocked.reading() as db:
            note = seen_note(db, self._unlocked, note_id)
            source = source_of(db, note, self._unlocked)
            author = db.get_one(Staff, note.author_id)
            alone = standing_of(db, author, now.astimezone(self._unlocked.zone).date()).signs_alone
        self._unlocked.opened("note_pdf.opened", note_id)
        composed = source.compose(note)
        page = printed_note(
            composed.data,
            digest=composed.digest,
            version=0,
            needs_cosignature=needs_second_signature(note.kind, not alone),
            late_entry=False,
        )
        return pages_of(render_draft(page, now), scale)

    @needs(Right.READ_CHARTS)
    def error_notice(self, note_id: UUID) -> ErrorNotice | None:
        """Why a note was entered in error and who signed that; None when it was not."""
        with self._unlocked.reading() as db:
            seen_note(db, self._unlocked, note_id)
            return error_notice(db, note_id)

    @needs(Right.READ_CHARTS)
    def errors_in(self, session_id: UUID) -> int:
        """How many notes of a session were entered in error."""
        with self._unlocked.reading() as db:
            return db.scalars(
                select(func.count()).where(Note.session_id == session_id, Note.state == NoteState.IN_ERROR)
            ).one()

    @needs(Right.EXPORT_RECORDS)
    def export(
        self, session_id: UUID, folder: Path, progress: Progress = no_progress, *, with_errors: bool = False
    ) -> tuple[Path, ...]:
        """Write the complete notes of a session, and what was added to them, as PDF files.

        No file name ties one to a client, and nothing is overwritten. Beside them stand the clinic's root certificate
        and its list of revoked ones. A note entered in error is left out unless ``with_errors``, and then its notice
        goes with it. Raises Refused when a note names another member, and ExportStopped when the folder cannot be
        written; files written before stay.
        """
        with self._unlocked.reading() as db:
            require_session(db, self._unlocked, session_id)
            head = session_head(db, session_id, self._unlocked.actor.staff_id, self._unlocked.zone)
            notes = exported_notes(db, session_id, with_errors=with_errors)
            code = export_code(db, head.group_code, [note.version_id for note in notes], self._unlocked.zone)
        day = head.starts_at.astimezone(self._unlocked.zone).date()
        written = 0

        def count(done: int, total: int) -> None:
            nonlocal written
            written = done
            progress(done, total)

        try:
            paths = write_notes(folder, notes, day, code, count)
            if paths:
                write_trust(folder, self.root_certificate_pem(), self.revocation_list(), len(paths))
        except BaseException:
            # A disk that is full may refuse this entry too; the person still has to read why the export stopped.
            with contextlib.suppress(VaultError):
                done = {"count": written, "stopped": True}
                self._audit_export(session_id, notes[:written], done)
            raise
        self._audit_export(session_id, notes, {"count": written, "stopped": False})
        return paths

    @needs(Right.EXPORT_RECORDS)
    def export_note(self, note_id: UUID, folder: Path) -> Path:
        """Write one complete note as a PDF file that no file name ties to a client.

        Nothing is overwritten. Raises NotFound, Refused while a signature is missing or when another member is named,
        and ExportStopped.
        """
        with self._unlocked.reading() as db:
            note = seen_note(db, self._unlocked, note_id)
            notes = exported_note(db, note_id)
            source = source_of(db, note, self._unlocked)
            code = export_code(db, self._code(db, note), [each.version_id for each in notes], self._unlocked.zone)
        if not notes:
            raise Refused((_NOT_COMPLETE,))
        paths = write_notes(folder, notes, source.day, code, no_progress)
        self._audit_export(note_id, notes, {"count": len(paths), "stopped": False})
        return paths[0]

    def _code(self, db: Database, note: Note) -> str:
        """The group's code for the file name."""
        if note.session_id is None:
            return _NO_GROUP
        return session_head(db, note.session_id, self._unlocked.actor.staff_id, self._unlocked.zone).group_code

    def _audit_export(self, session_id: UUID, notes: Sequence[ExportedNote], detail: Mapping[str, Json]) -> None:
        """Say which versions left the vault."""
        with self._unlocked.transaction() as db:
            versions = [str(note.version_id) for note in notes]
            self._unlocked.audit(db, "notes.exported", session_id, {"versions": versions, **detail})

    @needs(Right.CHECK_RECORDS)
    def root_certificate_pem(self) -> bytes:
        """The clinic's root certificate, for whoever is to verify its notes."""
        with self._unlocked.reading() as db:
            root = db.scalars(select(Clinic.root_certificate)).one()
        return load_certificate(root).public_bytes(Encoding.PEM)

    @needs(Right.CHECK_RECORDS)
    def revocation_list(self) -> bytes:
        """The clinic's list of revoked certificates (DER), for whoever is to verify its notes."""
        with self._unlocked.reading() as db:
            return revocation_list(self._unlocked, db, self._clock())

    @needs(Right.CHECK_RECORDS)
    def verify(self, version_id: UUID) -> tuple[str, ...]:
        """What is wrong with a signed version, in plain sentences; empty when all of it holds together.

        The kept record must have the digest that was signed and that stands in the document, the document must be the
        one that was kept, and its strict check must find exactly the certificates that signed. While a co-signature is
        owed, that is the one problem. Raises NotFound.
        """
        from iop_desktop.documents.verification import verify_note

        with self._unlocked.reading() as db:
            version = _version(db, version_id)
            signatures = _with_pdf(db, version_id)
            root = load_certificate(db.scalars(select(Clinic.root_certificate)).one())
            revoked = revoked_certificates(db)
        latest = _latest(signatures)
        verdict = verify_note(
            latest.pdf,
            [root],
            expected_signers=[signature.certificate_sha256 for signature in signatures],
            expected_sha256=latest.pdf_sha256,
            revoked=revoked,
        )
        return (*problems_of_rows(version, signatures), *verdict.problems)


def _version(db: Database, version_id: UUID) -> NoteVersion:
    version = db.get(NoteVersion, version_id)
    if version is None:
        raise NotFound(NO_SUCH_VERSION)
    return version


def _with_pdf(db: Database, version_id: UUID) -> list[Signature]:
    """The signatures of a version in the order they were made: author, then supervisor."""
    found = list(db.scalars(select(Signature).where(Signature.note_version_id == version_id)))
    return sorted(found, key=_order)


def _order(signature: Signature) -> int:
    # The clock may have been set back between the two, so the meaning tells which came first.
    return list(Meaning).index(signature.meaning)


def _latest(signatures: Sequence[Signature]) -> Signature:
    if not signatures:
        raise NotFound(NO_SUCH_VERSION)
    return signatures[-1]


def _signatures(db: Database, version_ids: Sequence[UUID]) -> defaultdict[UUID, list[Signature]]:
    query = select(Signature).where(Signature.note_version_id.in_(version_ids)).options(defer(Signature.pdf))
    found: defaultdict[UUID, list[Signature]] = defaultdict(list)
    for signature in sorted(db.scalars(query), key=_order):
        found[signature.note_version_id].append(signature)
    return found


def _signature_row(signature: Signature) -> SignatureRow:
    return SignatureRow(signature.meaning, signature.name, signature.credentials, signature.signed_at, signature.zone)
