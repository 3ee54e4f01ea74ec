"""The author's signature on a real vault with real keys."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from uuid import UUID, uuid4

import pypdfium2
import pytest
from sqlalchemy import select, text

from iop_desktop.models import audit_chain
from iop_desktop.models.audit import AuditEvent
from iop_desktop.models.errors import VaultClosed
from iop_desktop.models.notes import NoteVersion, Signature
from iop_desktop.rules.record import Record, digest
from iop_desktop.rules.vocabulary import AttendanceStatus, Meaning, NoteFormat, NoteKind, NoteState
from iop_desktop.services.errors import Refused
from iop_desktop.services.signing_batch import SigningStopped
from iop_desktop.services.unlock_attempts import WrongPassphrase
from iop_desktop.services.unlocked import Unlocked
from tests import factories
from tests.factories import SmallClinic
from tests.services.conftest import AsStaff
from tests.services.writing import OWED, PROGRESS_DRAFT, Desk
from tests.support.clock import MovableClock
from tests.support.statements import statements_of


@pytest.fixture
def desk(clinic: SmallClinic, unlocked: Unlocked, clock: MovableClock) -> Desk:
    return Desk(clinic, unlocked, clock)


def signed_rows(desk: Desk) -> int:
    with desk.unlocked.reading() as db:
        return len(db.scalars(select(Signature.id)).all())


def test_one_pass_phrase_signs_all(desk: Desk) -> None:
    note_ids = desk.write_all()
    seen: list[tuple[int, int]] = []
    outcome = desk.signing.sign(note_ids, desk.clinic.passphrase, lambda done, total: seen.append((done, total)))
    assert (outcome.signed, outcome.not_ready) == (note_ids, ())
    assert seen == [(1, 4), (2, 4), (3, 4), (4, 4)]
    listed = desk.notes.list(desk.session_id)
    assert listed.done == 4
    assert {row.state for row in listed.rows} == {NoteState.AWAITING_COSIGNATURE}
    assert not any(row.ready or row.missing for row in listed.rows)


def test_what_was_shown_is_what_is_signed(desk: Desk) -> None:
    note_id = desk.write_all()[0]
    shown = desk.notes.open(note_id)
    desk.clock.advance(minutes=5)
    desk.sign([note_id])
    with desk.unlocked.reading() as db:
        version = db.scalars(select(NoteVersion).where(NoteVersion.note_id == note_id)).one()
        signature = db.scalars(select(Signature)).one()
    assert digest(version.record) == version.digest == signature.digest == shown.digest
    assert Record.from_data(version.record) == shown.record
    assert (version.number, version.kind, version.needs_cosignature) == (1, NoteKind.PROGRESS, True)
    assert (signature.meaning, signature.name, signature.signed_at) == (Meaning.AUTHOR, "Dana Whitfield", desk.clock())
    assert (signature.zone, signature.pdf_sha256) == (factories.ZONE, sha256(signature.pdf).hexdigest())
    assert desk.records.verify(version.id) == OWED


def test_a_licensed_author_needs_nobody_else(desk: Desk, as_staff: AsStaff) -> None:
    with desk.unlocked.transaction() as db:
        licensed = desk.clinic.staff[factories.LICENSED]
        db.execute(text("UPDATE group_session SET facilitator_id = :staff"), {"staff": licensed.hex})
    other = Desk(desk.clinic, as_staff(factories.LICENSED), desk.clock)
    other.sign(other.write_all())
    assert {row.state for row in other.notes.list(desk.session_id).rows} == {NoteState.COMPLETE}
    version = other.records.versions(other.note_ids()[0])[0]
    assert version.complete
    assert other.records.verify(version.version_id) == ()


def test_what_is_not_ready_is_listed_and_the_rest_is_signed(desk: Desk) -> None:
    desk.hold_session()
    first, second, third, fourth = desk.note_ids()
    desk.write(first)
    view = desk.notes.open(second)
    desk.notes.save(second, view.revision, desk.progress_draft(view))
    desk.write(fourth)
    outcome = desk.sign([first, second, third, fourth, first])
    assert outcome.signed == (first, fourth)
    reasons = {refused.note_id: [reason.code for reason in refused.reasons] for refused in outcome.not_ready}
    assert reasons[second] == ["goal", "not-shown"]
    assert "response" in reasons[third]
    assert [refused.name for refused in outcome.not_ready] == ["Pepe Núñez", "Siobhán O'Hara"]


def test_a_signed_note_is_not_signed_twice(desk: Desk) -> None:
    note_id = desk.write_all()[0]
    desk.sign([note_id])
    outcome = desk.sign([note_id])
    assert [reason.code for reason in outcome.not_ready[0].reasons] == ["signed"]
    assert signed_rows(desk) == 1


def test_a_returned_note_is_changed_before_it_is_signed_again(desk: Desk, as_staff: AsStaff) -> None:
    note_id = desk.write_all()[0]
    desk.sign([note_id])
    supervisor = Desk(desk.clinic, as_staff(factories.SUPERVISOR), desk.clock)
    supervisor.cosigning.return_note(supervisor.version_ids(note_id)[0], "Name the coping skill.")
    author = Desk(desk.clinic, as_staff(factories.INTERN), desk.clock)
    view = author.notes.open(note_id)
    author.notes.mark_shown(note_id, view.digest)
    (refused,) = author.sign([note_id]).not_ready
    assert [(reason.code, reason.field) for reason in refused.reasons] == [("unchanged", "response")]
    saved = author.notes.save(note_id, view.revision, replace(view.draft, response="Used box breathing twice."))
    author.notes.mark_shown(note_id, saved.digest)
    assert author.sign([note_id]).signed == (note_id,)


def test_a_wrong_pass_phrase_signs_nothing(desk: Desk) -> None:
    note_ids = desk.write_all()
    with pytest.raises(WrongPassphrase):
        desk.signing.sign(note_ids, "otter lantern quiet maple stream")
    assert signed_rows(desk) == 0
    assert desk.notes.list(desk.session_id).done == 0


def test_only_the_author_signs(desk: Desk, as_staff: AsStaff) -> None:
    note_ids = desk.write_all()
    other = Desk(desk.clinic, as_staff(factories.LICENSED), desk.clock)
    outcome = other.sign(note_ids[:1])
    assert "not-author" in [reason.code for reason in outcome.not_ready[0].reasons]
    assert other.signing.check(desk.session_id) == ()


def test_check_shows_what_each_note_lacks(desk: Desk) -> None:
    desk.hold_session()
    first = desk.note_ids()[0]
    desk.write(first)
    ready = {row.note_id: row.ready for row in desk.signing.check(desk.session_id)}
    assert ready[first]
    assert sum(ready.values()) == 1


def test_nothing_under_a_signature_changes(desk: Desk) -> None:
    note_ids = desk.write_all()
    desk.sign(note_ids)
    view = desk.notes.open(note_ids[0])
    assert not view.editable
    assert view.missing == ()
    with pytest.raises(Refused):
        desk.notes.save(note_ids[0], view.revision, PROGRESS_DRAFT)
    with pytest.raises(Refused):
        desk.notes.save_group_part(desk.session_id, 0, "Other", "", NoteFormat.DAP)
    with pytest.raises(Refused):
        desk.attendance.mark(desk.session_id, desk.clinic.client_ids[0], AttendanceStatus.NO_SHOW)


def test_a_failure_in_the_middle_keeps_what_is_signed(desk: Desk) -> None:
    note_ids = desk.write_all()

    def lock_after_two(done: int, _total: int) -> None:
        if done == 2:
            desk.clinic.vault.lock(desk.unlocked)

    with pytest.raises(SigningStopped) as stopped:
        desk.signing.sign(note_ids, desk.clinic.passphrase, lock_after_two)
    assert stopped.value.outcome.signed == note_ids[:2]
    assert stopped.value.sentence.startswith("2 of 4 notes are signed and kept; the others are unchanged.")
    assert isinstance(stopped.value.__cause__, VaultClosed)
    reopened = Desk(desk.clinic, desk.clinic.vault.unlock(factories.INTERN, desk.clinic.passphrase), desk.clock)
    try:
        assert reopened.notes.list(desk.session_id).done == 2
        assert reopened.sign(note_ids[2:]).signed == note_ids[2:]
    finally:
        desk.clinic.vault.lock(reopened.unlocked)


def test_what_notes_share_is_read_once_for_a_batch(desk: Desk) -> None:
    note_ids = desk.write_all()
    with statements_of(desk.unlocked) as statements:
        assert desk.sign(note_ids).signed == note_ids
    assert sum("FROM group_part" in statement for statement in statements) == 1


def test_a_change_between_two_notes_of_a_batch_is_seen(desk: Desk) -> None:
    note_ids = desk.write_all()

    def change(done: int, _total: int) -> None:
        if done == 1:
            desk.attendance.mark(desk.session_id, desk.clinic.client_ids[1], AttendanceStatus.TELEHEALTH)

    outcome = desk.signing.sign(note_ids[:2], desk.clinic.passphrase, change)
    assert outcome.signed == note_ids[:1]
    assert "not-shown" in [reason.code for reason in outcome.not_ready[0].reasons]


def test_a_person_may_stop_between_two_notes(desk: Desk) -> None:
    note_ids = desk.write_all()
    seen: list[int] = []
    outcome = desk.signing.sign(
        note_ids, desk.clinic.passphrase, lambda done, _total: seen.append(done), lambda: len(seen) == 2
    )
    assert (outcome.signed, outcome.not_ready, outcome.left) == (note_ids[:2], (), 2)
    assert desk.notes.list(desk.session_id).done == 2
    assert desk.sign(note_ids[2:]).signed == note_ids[2:]


def test_a_full_disk_in_the_middle_keeps_what_is_signed(desk: Desk) -> None:
    note_ids = desk.write_all()
    with desk.unlocked.reading() as db:
        pages = db.scalar(text("PRAGMA page_count"))

    def fill(done: int, _total: int) -> None:
        if done == 1:
            for _ in range(3):
                with desk.unlocked.reading() as db:
                    db.execute(text(f"PRAGMA max_page_count = {pages}"))

    with pytest.raises(SigningStopped) as stopped:
        desk.signing.sign(note_ids, desk.clinic.passphrase, fill)
    assert stopped.value.outcome.signed == note_ids[:1]
    assert "disk is full" in stopped.value.sentence
    assert desk.notes.list(desk.session_id).done == 1
    assert signed_rows(desk) == 1


def test_an_unexpected_error_says_so_without_a_name(desk: Desk) -> None:
    note_ids = desk.write_all()
    with pytest.raises(SigningStopped) as stopped:
        desk.sign([note_ids[0], uuid4(), note_ids[1]])
    assert stopped.value.outcome.signed == note_ids[:1]
    assert "Okonkwo" not in str(stopped.value) + stopped.value.sentence


def test_every_signature_leaves_an_audit_entry_and_the_chain_holds(desk: Desk) -> None:
    note_ids = desk.write_all()
    desk.sign(note_ids)
    with desk.unlocked.reading() as db:
        bodies = list(db.scalars(select(AuditEvent.body)))
        verdict = audit_chain.verify(db)
    assert verdict.ok
    assert sum('"note.signed"' in body for body in bodies) == 4
    names = ("Okonkwo", "Whitfield", "payday", desk.clinic.passphrase)
    assert not [body for body in bodies for name in names if name in body]


def test_a_late_entry_says_so(desk: Desk) -> None:
    note_ids = desk.write_all()
    desk.sign(note_ids[:1])
    desk.clock.advance(days=6)
    desk.sign(note_ids[1:2])
    late = [pdf_text(desk, note_id).count("Late entry") for note_id in note_ids[:2]]
    assert late[0] == 0
    assert late[1] >= 1


def test_the_database_itself_refuses_to_change_a_signed_version(desk: Desk) -> None:
    desk.sign(desk.write_all()[:1])
    for statement in (
        "UPDATE note_version SET digest = ''",
        "DELETE FROM note_version",
        "UPDATE signature SET pdf = x''",
        "DELETE FROM signature",
    ):
        with pytest.raises(Exception, match="kept for ever"), desk.unlocked.transaction() as db:
            db.execute(text(statement))
    assert desk.records.verify(desk.version_ids(desk.note_ids()[0])[0]) == OWED


def pdf_text(desk: Desk, note_id: UUID) -> str:
    with desk.unlocked.reading() as db:
        query = select(NoteVersion.id).where(NoteVersion.note_id == note_id)
        version_id = db.scalars(query).one()
    with pypdfium2.PdfDocument(desk.records.pdf(version_id)) as document:
        return "\n".join(page.get_textpage().get_text_range() for page in document)
