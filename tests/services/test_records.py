"""Reading, exporting and checking signed notes."""

from __future__ import annotations

import contextlib
import resource
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from cryptography import x509
from sqlalchemy import select, text

from iop_desktop.models.audit import AuditEvent
from iop_desktop.models.clinic import Clinic
from iop_desktop.models.notes import NoteVersion, Signature
from iop_desktop.rules.record import digest
from iop_desktop.services import export_folder
from iop_desktop.services.errors import NotFound
from iop_desktop.services.export_folder import ExportStopped
from iop_desktop.services.pdf_check import check_files
from iop_desktop.services.unlocked import Unlocked
from tests import factories
from tests.factories import MEMBERS, SmallClinic
from tests.services.conftest import AsStaff
from tests.services.writing import OWED, Desk
from tests.support.clock import MovableClock


@pytest.fixture
def desk(clinic: SmallClinic, unlocked: Unlocked, as_staff: AsStaff, clock: MovableClock) -> Desk:
    """Four notes are signed and three of them co-signed; the supervisor has the vault open."""
    author = Desk(clinic, unlocked, clock)
    author.sign(author.write_all())
    supervisor = Desk(clinic, as_staff(factories.SUPERVISOR), clock)
    ids = [row.version_id for row in supervisor.cosigning.queue()][:3]
    for version_id in ids:
        supervisor.cosigning.mark_viewed(version_id)
    assert len(supervisor.cosigning.cosign(ids, clinic.passphrase).signed) == 3
    return supervisor


@contextlib.contextmanager
def limited_file_size(size: int) -> Iterator[None]:
    """No file of this process may grow beyond ``size`` bytes, as on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, ignored)


def complete_versions(desk: Desk) -> list[UUID]:
    rows = [row for note_id in desk.note_ids() for row in desk.records.versions(note_id)]
    return [row.version_id for row in rows if row.complete]


def test_only_complete_notes_are_exported(desk: Desk, tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    paths = desk.records.export(desk.session_id, tmp_path / "out" / "notes", lambda *step: seen.append(step))
    assert len(set(paths)) == 3
    assert seen == [(1, 3), (2, 3), (3, 3)]
    assert sorted(path.read_bytes() for path in paths) == sorted(
        desk.records.pdf(version_id) for version_id in complete_versions(desk)
    )
    with desk.unlocked.reading() as db:
        assert sum('"notes.exported"' in body for body in db.scalars(select(AuditEvent.body))) == 1


def test_file_names_carry_no_name_of_a_client(desk: Desk, tmp_path: Path) -> None:
    names = " ".join(path.name for path in desk.records.export(desk.session_id, tmp_path)).lower()
    words = [word.lower() for member in MEMBERS for word in member[:4] if word]
    assert not [word for word in words if word in names]
    assert "2026-11-24" in names


def test_root_and_list_of_revoked_certificates_go_along(desk: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    paths = desk.records.export(desk.session_id, folder)
    assert {path.name for path in folder.iterdir() if path not in paths} == {"clinic-root.pem", "clinic-revoked.crl"}
    root, revoked = folder / "clinic-root.pem", folder / "clinic-revoked.crl"
    assert all(found.ok for found in check_files(paths, root, revoked))
    desk.clock.advance(days=1)
    before = revoked.read_bytes()
    desk.records.export(desk.session_id, folder)
    assert revoked.read_bytes() != before


def test_nothing_is_overwritten(desk: Desk, tmp_path: Path) -> None:
    first = desk.records.export(desk.session_id, tmp_path)
    before = {path: path.read_bytes() for path in first}
    second = desk.records.export(desk.session_id, tmp_path)
    assert not set(first) & set(second)
    assert {path: path.read_bytes() for path in first} == before
    assert len(list(tmp_path.glob("*.pdf"))) == 6


def test_a_folder_that_is_a_file_is_refused_with_a_sentence(desk: Desk, tmp_path: Path) -> None:
    target = tmp_path / "taken"
    target.write_bytes(b"")
    with pytest.raises(ExportStopped) as stopped:
        desk.records.export(desk.session_id, target)
    assert stopped.value.sentence.startswith("That folder cannot be written to. 0 of 3 files")


def test_a_full_disk_leaves_no_half_file(desk: Desk, tmp_path: Path) -> None:
    with limited_file_size(2_000), pytest.raises(ExportStopped) as stopped:
        desk.records.export(desk.session_id, tmp_path / "out")
    assert "is full" in stopped.value.sentence
    assert list((tmp_path / "out").glob("*")) == []


def test_a_failure_in_the_middle_keeps_whole_files(desk: Desk, tmp_path: Path) -> None:
    def block_the_rest(done: int, _total: int) -> None:
        if done == 1:
            moved = tmp_path / "moved"
            (tmp_path / "out").rename(moved)
            (tmp_path / "out").write_bytes(b"")

    with pytest.raises(ExportStopped) as stopped:
        desk.records.export(desk.session_id, tmp_path / "out", block_the_rest)
    assert "1 of 3 files were written" in stopped.value.sentence
    with desk.unlocked.reading() as db:
        (body,) = [body for body in db.scalars(select(AuditEvent.body)) if '"notes.exported"' in body]
    assert '"count":1' in body.replace(" ", "")
    assert '"stopped":true' in body.replace(" ", "")
    assert len(list((tmp_path / "moved").glob("*.pdf"))) == 1


def test_previews_are_pictures_of_the_pages(desk: Desk) -> None:
    version_id = complete_versions(desk)[0]
    pages = desk.records.preview(version_id, 0.5)
    assert pages
    assert all(len(page.pixels) == page.stride * page.height for page in pages)
    waiting = next(row.note_id for row in desk.notes.list(desk.session_id).rows)
    assert desk.records.draft_preview(waiting, 0.5)


def test_the_root_certificate_is_the_clinics(desk: Desk) -> None:
    root = x509.load_pem_x509_certificate(desk.records.root_certificate_pem())
    assert root.issuer == root.subject
    assert root.extensions.get_extension_for_class(x509.BasicConstraints).value.ca


def test_verify_finds_nothing_wrong_in_an_honest_vault(desk: Desk) -> None:
    with desk.unlocked.reading() as db:
        versions = list(db.scalars(select(NoteVersion.id)))
    assert len(versions) == 4
    found = {version_id: desk.records.verify(version_id) for version_id in versions}
    assert {found.pop(version_id) for version_id in complete_versions(desk)} == {()}
    assert list(found.values()) == [OWED]


def altered_record(desk: Desk, version_id: UUID) -> None:
    with desk.unlocked.transaction() as db:
        version = db.get_one(NoteVersion, version_id)
        version.record = version.record | {"minutes": 999}


def altered_record_with_matching_digests(desk: Desk, version_id: UUID) -> None:
    with desk.unlocked.transaction() as db:
        version = db.get_one(NoteVersion, version_id)
        version.record = version.record | {"minutes": 999}
        version.digest = digest(version.record)
        for signature in signatures(desk, version_id):
            db.get_one(Signature, signature.id).digest = version.digest


def swapped_document(desk: Desk, version_id: UUID) -> None:
    other = next(other for other in complete_versions(desk) if other != version_id)
    mine, theirs = signatures(desk, version_id)[-1], signatures(desk, other)[-1]
    with desk.unlocked.transaction() as db:
        signature = db.get_one(Signature, mine.id)
        signature.pdf, signature.pdf_sha256 = theirs.pdf, theirs.pdf_sha256


def dropped_cosignature(desk: Desk, version_id: UUID) -> None:
    with desk.unlocked.transaction() as db:
        db.delete(db.get_one(Signature, signatures(desk, version_id)[-1].id))


def altered_document(desk: Desk, version_id: UUID) -> None:
    with desk.unlocked.transaction() as db:
        signature = db.get_one(Signature, signatures(desk, version_id)[-1].id)
        signature.pdf = signature.pdf + b"\n"


def signatures(desk: Desk, version_id: UUID) -> list[Signature]:
    with desk.unlocked.reading() as db:
        found = db.scalars(select(Signature).where(Signature.note_version_id == version_id))
        return sorted(found, key=lambda signature: signature.meaning)


@pytest.mark.parametrize(
    "alter",
    [
        altered_record,
        altered_record_with_matching_digests,
        swapped_document,
        dropped_cosignature,
        altered_document,
    ],
)
def test_verify_finds_what_was_altered(desk: Desk, alter: Callable[[Desk, UUID], None]) -> None:
    version_id = complete_versions(desk)[0]
    with desk.unlocked.transaction() as db:
        for table in ("note_version", "signature"):
            for change in ("update", "delete"):
                db.connection().exec_driver_sql(f"DROP TRIGGER keep_{table}_{change}")
    alter(desk, version_id)
    assert desk.records.verify(version_id)


def test_another_clinics_root_is_not_trusted(desk: Desk, tmp_path: Path, clock: MovableClock) -> None:
    version_id = complete_versions(desk)[0]
    service, made = factories.set_up(tmp_path / "other", clock)
    with made.unlocked.reading() as db:
        foreign = db.scalars(select(Clinic.root_certificate)).one()
    service.lock(made.unlocked)
    with desk.unlocked.transaction() as db:
        db.execute(text("UPDATE clinic SET root_certificate = :root"), {"root": foreign})
    assert desk.records.verify(version_id)


def test_unknown_versions(desk: Desk) -> None:
    for unknown in (desk.records.record, desk.records.pdf, desk.records.verify):
        with pytest.raises(NotFound):
            unknown(uuid4())
    with pytest.raises(NotFound):
        desk.records.export(uuid4(), Path("nowhere"))


def test_the_sentence_tells_a_full_disk_from_a_forbidden_folder() -> None:
    full = export_folder._sentence(OSError(28, ""), 2, 5)
    forbidden = export_folder._sentence(PermissionError(13, ""), 2, 5)
    assert full.startswith("The disk of that folder is full. 2 of 5 files")
    assert forbidden.startswith("That folder cannot be written to. 2 of 5 files")
