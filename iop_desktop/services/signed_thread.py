"""A signed note with all its versions, signatures and returns, and whether they fit together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from cryptography.x509 import Certificate
from sqlalchemy import select
from sqlalchemy.orm import Session as Database

from iop_desktop.models.clinic import Clinic
from iop_desktop.models.credentials import StaffCertificate
from iop_desktop.models.notes import Note, NoteVersion, Return, Signature
from iop_desktop.rules.signing import COSIGNATURE_MISSING
from iop_desktop.rules.vocabulary import AUTHORING, Meaning, NoteKind, NoteState
from iop_desktop.services.certificates import revoked_certificates
from iop_desktop.services.record_facts import note_of
from iop_desktop.services.record_problems import problems_of_rows
from iop_desktop.services.unlocked import load_certificate

_GAP = "A version of this note is missing."
_NO_VERSION = "This note says that it is signed, but there is no signed version of it."
_NOT_RETURNED = "A version of this note was followed by another without having been returned."
_NO_AUTHOR = "A version of this note has no signature of its author."
_TWO_AUTHORS = "A version of this note has more than one signature of an author."
_STATE = "The state of this note does not fit its signatures."
_ORPHAN = "The note that this one was added to is not in these records."
_OTHER_CLIENT = "This note was added to a note about another client."
_UNSIGNED_PARENT = "The note that this one was added to was never signed."
_NO_NOTICE = "This note is struck through, but no signed notice says that it was entered in error."
_OTHER_PERSON = "A signature on this note was made with the certificate of another person."


@dataclass(frozen=True, slots=True)
class SignedVersion:
    """One version, its signatures in the order they were made, and whether it was returned."""

    row: NoteVersion
    signatures: tuple[Signature, ...]
    returned: bool


@dataclass(frozen=True, slots=True)
class SignedThread:
    """A note with its versions, oldest first. ``parent`` is the note it was added to; ``parent_is_signed`` tells of it.

    ``has_notice`` when a complete notice says that this note was entered in error.
    """

    note: Note
    versions: tuple[SignedVersion, ...]
    parent: Note | None
    parent_is_signed: bool
    has_notice: bool


@dataclass(frozen=True, slots=True)
class Trust:
    """What signatures are judged by: the clinic's root, ended certificates, and whose a known certificate is."""

    root: Certificate
    revoked: Mapping[int, datetime]
    owners: Mapping[str, UUID]


def trust_of(db: Database) -> Trust:
    """Read it once for many notes."""
    root = load_certificate(db.scalars(select(Clinic.root_certificate)).one())
    query = select(StaffCertificate.sha256, StaffCertificate.staff_id)
    owners: dict[str, UUID] = {row.sha256: row.staff_id for row in db.execute(query)}
    return Trust(root, revoked_certificates(db), owners)


def thread_of(db: Database, note_id: UUID) -> SignedThread:
    """A note with everything that was signed of it. Raises NotFound."""
    note = note_of(db, note_id)
    rows = db.execute(
        select(NoteVersion, Return.id)
        .outerjoin(Return, Return.note_version_id == NoteVersion.id)
        .where(NoteVersion.note_id == note_id)
        .order_by(NoteVersion.number)
    ).all()
    signatures = _signatures(db, [version.id for version, _ in rows])
    notice = select(Note.id).where(
        Note.parent_id == note_id, Note.kind == NoteKind.ERROR, Note.state == NoteState.COMPLETE
    )
    return SignedThread(
        note=note,
        versions=tuple(
            SignedVersion(version, tuple(signatures[version.id]), return_id is not None) for version, return_id in rows
        ),
        parent=db.get(Note, note.parent_id) if note.parent_id else None,
        parent_is_signed=db.scalar(select(NoteVersion.id).where(NoteVersion.note_id == note.parent_id).limit(1))
        is not None,
        has_notice=db.scalar(notice.limit(1)) is not None,
    )


def _signatures(db: Database, version_ids: Sequence[UUID]) -> defaultdict[UUID, list[Signature]]:
    found: defaultdict[UUID, list[Signature]] = defaultdict(list)
    for signature in db.scalars(select(Signature).where(Signature.note_version_id.in_(version_ids))):
        found[signature.note_version_id].append(signature)
    for of_version in found.values():
        # The clock may have been set back between the two, so the meaning tells which came first.
        of_version.sort(key=lambda signature: signature.meaning is Meaning.COSIGNED)
    return found


def problems_of_thread(thread: SignedThread) -> Iterator[str]:
    """Versions without gaps, each return in its place, the state and what the note was added to."""
    numbers = [version.row.number for version in thread.versions]
    if numbers != list(range(1, len(numbers) + 1)):
        yield _GAP
    if not all(version.returned for version in thread.versions[:-1]):
        yield _NOT_RETURNED
    yield from _problems_of_state(thread)
    if thread.note.parent_id is not None:
        yield from _problems_of_parent(thread)


def _problems_of_state(thread: SignedThread) -> Iterator[str]:
    if not thread.versions:
        yield _NO_VERSION
        return
    last, state = thread.versions[-1], thread.note.state
    complete = _is_complete(last)
    fits = {
        NoteState.DRAFT: False,
        NoteState.RETURNED: last.returned,
        NoteState.AWAITING_COSIGNATURE: not last.returned and not complete,
        NoteState.COMPLETE: not last.returned and complete,
        # A note on the wrong member is struck wherever it stands: waiting, returned or finished.
        NoteState.IN_ERROR: True,
    }
    if not fits[state]:
        yield _STATE
    if state is NoteState.IN_ERROR and not thread.has_notice:
        yield _NO_NOTICE


def _is_complete(version: SignedVersion) -> bool:
    return len(version.signatures) >= 1 + version.row.needs_cosignature


def _problems_of_parent(thread: SignedThread) -> Iterator[str]:
    if thread.parent is None:
        yield _ORPHAN
    elif thread.parent.client_id != thread.note.client_id:
        yield _OTHER_CLIENT
    elif not thread.parent_is_signed:
        yield _UNSIGNED_PARENT


def problems_of_versions(thread: SignedThread, trust: Trust) -> Iterator[str]:
    """Each version's rows against its document, and the document against everything a document may suffer."""
    for version in thread.versions:
        authors = sum(signature.meaning in AUTHORING for signature in version.signatures)
        if authors != 1:
            yield _TWO_AUTHORS if authors else _NO_AUTHOR
        if version.signatures:
            yield from problems_of_rows(version.row, version.signatures)
            yield from _problems_of_document(thread, version, trust)
        for signature in version.signatures:
            if trust.owners.get(signature.certificate_sha256, signature.staff_id) != signature.staff_id:
                yield _OTHER_PERSON


def _problems_of_document(thread: SignedThread, version: SignedVersion, trust: Trust) -> Iterator[str]:
    from iop_desktop.documents.verification import verify_note

    latest = version.signatures[-1]
    verdict = verify_note(
        latest.pdf,
        [trust.root],
        expected_signers=[signature.certificate_sha256 for signature in version.signatures],
        expected_sha256=latest.pdf_sha256,
        revoked=trust.revoked,
    )
    waiting = (NoteState.AWAITING_COSIGNATURE, NoteState.IN_ERROR)
    waits = version is thread.versions[-1] and thread.note.state in waiting
    owed = not _is_complete(version) and (version.returned or waits)
    for problem in verdict.problems:
        if not (owed and problem == COSIGNATURE_MISSING):
            yield problem
