"""Verifying all records: an honest vault holds together, and each kind of damage behind the services' back is named."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import IntegrityError

from iop_desktop.models.clinic import Staff
from iop_desktop.models.credentials import Revocation
from iop_desktop.rules.certificates import RevocationReason
from iop_desktop.services import audited_signatures, record_check, signed_thread, under_signature
from iop_desktop.services.certificates import revoke_certificates
from iop_desktop.services.record_check import RecordCheckService
from iop_desktop.services.unlocked import Unlocked
from tests import factories
from tests.factories import SmallClinic
from tests.services.writing import Desk
from tests.support.clock import MovableClock

TRIGGERS = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
UNPROTECTED = "The database's own protection of what may never change is missing or was altered."


@dataclass
class Damaged:
    """A vault without the database's own protection, to be altered: the first three notes are co-signed."""

    desk: Desk
    notes: tuple[UUID, ...]

    def run(self, statement: str) -> None:
        """Alter rows by SQL; ``:note`` is the first note, ``:other`` the second, ``:waiting`` the one not co-signed."""
        ids = {"note": self.notes[0].hex, "other": self.notes[1].hex, "waiting": self.notes[3].hex}
        with self.desk.unlocked.vault.raw_connection() as connection:
            connection.execute("PRAGMA foreign_keys = OFF")
            connection.execute(statement, {name: value for name, value in ids.items() if f":{name}" in statement})
            connection.commit()

    def sentences(self) -> set[str]:
        """What is found besides the missing protection and checkpoints; every sentence is about a note."""
        verdict = RecordCheckService(self.desk.unlocked).verify_all()
        assert not verdict.ok
        found = [
            problem
            for problem in verdict.problems
            if not problem.sentence.startswith(UNPROTECTED) and "the checkpoint" not in problem.sentence
        ]
        assert all(problem.note_id in self.notes for problem in found)
        return {problem.sentence for problem in found}


@pytest.fixture(scope="module")
def finished(clinic_template: SmallClinic, tmp_path_factory: pytest.TempPathFactory) -> SmallClinic:
    """Four notes: one returned and signed again, three of them co-signed, one waiting. Only to be copied."""
    clock, folder = MovableClock(), tmp_path_factory.mktemp("finished") / "clinic"
    shutil.copytree(clinic_template.folder, folder)
    clinic = replace(clinic_template, folder=folder, vault=factories.vault_service(folder, clock))
    with as_person(clinic, factories.INTERN, clock) as author:
        note_ids = author.write_all()
        author.sign(note_ids)
    with as_person(clinic, factories.SUPERVISOR, clock) as supervisor:
        supervisor.cosigning.return_note(supervisor.version_ids(note_ids[0])[0], "Name the coping skill.")
    with as_person(clinic, factories.INTERN, clock) as author:
        view = author.notes.open(note_ids[0])
        draft = replace(view.draft, response="Used box breathing twice.")
        author.notes.mark_shown(note_ids[0], author.notes.save(note_ids[0], view.revision, draft).digest)
        author.sign(note_ids[:1])
    with as_person(clinic, factories.SUPERVISOR, clock) as supervisor:
        versions = [supervisor.version_ids(note_id)[-1] for note_id in note_ids[:3]]
        for version_id in versions:
            supervisor.cosigning.mark_viewed(version_id)
        assert len(supervisor.cosigning.cosign(versions, clinic.passphrase).signed) == 3
    return clinic


@contextlib.contextmanager
def as_person(clinic: SmallClinic, login: str, clock: MovableClock) -> Iterator[Desk]:
    """The services of one person; locked again at the end."""
    unlocked = clinic.vault.unlock(login, clinic.passphrase)
    try:
        yield Desk(clinic, unlocked, clock)
    finally:
        clinic.vault.lock(unlocked)


@pytest.fixture
def desk(finished: SmallClinic, tmp_path: Path, clock: MovableClock) -> Iterator[Desk]:
    """The supervisor before a copy of the finished clinic."""
    folder = tmp_path / "clinic"
    shutil.copytree(finished.folder, folder)
    clinic = replace(finished, folder=folder, vault=factories.vault_service(folder, clock))
    with as_person(clinic, factories.SUPERVISOR, clock) as supervisor:
        yield supervisor


@pytest.fixture
def damaged(desk: Desk) -> Damaged:
    with desk.unlocked.transaction() as db:
        for name in db.scalars(text(TRIGGERS)).all():
            db.connection().exec_driver_sql(f'DROP TRIGGER "{name}"')
    return Damaged(desk, desk.note_ids())


def test_an_honest_vault_holds_together(desk: Desk) -> None:
    seen: list[tuple[int, int]] = []
    verdict = RecordCheckService(desk.unlocked).verify_all(lambda done, whole: seen.append((done, whole)))
    assert (verdict.ok, verdict.notes, verdict.problems) == (True, 4, ())
    assert seen == [(1, 4), (2, 4), (3, 4), (4, 4)]


def test_it_can_be_stopped_and_then_does_not_say_all_is_well(desk: Desk) -> None:
    seen: list[int] = []
    verdict = RecordCheckService(desk.unlocked).verify_all(
        lambda done, _whole: seen.append(done), lambda: len(seen) > 1
    )
    assert (verdict.notes, verdict.left, verdict.ok) == (2, 2, False)


def test_a_clinic_without_notes_holds_together(unlocked: Unlocked) -> None:
    verdict = RecordCheckService(unlocked).verify_all()
    assert (verdict.notes, verdict.ok) == (0, True)


def test_words_that_may_change_do_not_disturb(desk: Desk) -> None:
    with desk.unlocked.transaction() as db:
        for statement in (
            "UPDATE client SET first_name = 'Renamed', preferred_name = 'New'",
            "UPDATE goal SET text = 'Another goal.'",
            "UPDATE clinic SET address = 'Elsewhere'",
            "UPDATE staff SET title = 'Counselor', name = 'Dana Whitfield-Ng' WHERE needs_cosignature",
            "UPDATE treatment_group SET name = 'Evening IOP'",
        ):
            db.execute(text(statement))
    assert RecordCheckService(desk.unlocked).verify_all().ok


def test_missing_protection_is_named(damaged: Damaged) -> None:
    (problem,) = RecordCheckService(damaged.desk.unlocked).verify_all().problems
    assert problem.note_id is None
    assert problem.sentence.startswith(UNPROTECTED)


LATEST = "(SELECT id FROM note_version WHERE note_id = :note ORDER BY number DESC LIMIT 1)"
OTHERS = "(SELECT id FROM note_version WHERE note_id = :other)"
OF_LATEST = f"note_version_id IN {LATEST}"
MEMBER = "(SELECT client_id FROM note WHERE id = :note)"
NOBODY = "0" * 64
ALTERED_RECORD = "The record kept in the vault is not the one that was signed."
ALTERED_DOCUMENT = "A document in the vault is not the one that was kept when it was signed."
OTHER_RECORD = "The signed document is of another record than the one kept in the vault."
OTHER_DIGEST = "A signature in the vault belongs to another record."
OTHER_SIGNERS = "The signers are not the ones on record."
NO_NOTE = "This file is not a signed note, or it is damaged."
ANOTHER_PDF = (
    f"(SELECT pdf, pdf_sha256 FROM signature s WHERE s.meaning = 'cosigned' AND s.note_version_id IN {OTHERS})"
)
ANOTHER_PERSON = "(SELECT id FROM staff WHERE login = 'pnair')"
DAMAGE_OF_VERSIONS = [
    (f"UPDATE note_version SET record = json_set(record, '$.minutes', 999) WHERE id IN {LATEST}", ALTERED_RECORD),
    (f"UPDATE note_version SET digest = '{NOBODY}' WHERE id IN {LATEST}", ALTERED_RECORD),
    (f"UPDATE note_version SET record = 'no json' WHERE id IN {LATEST}", record_check._UNREADABLE),
    ("UPDATE note_version SET number = 5 WHERE note_id = :other", signed_thread._GAP),
    ("DELETE FROM note_version WHERE note_id = :other", signed_thread._NO_VERSION),
    ("UPDATE note_version SET needs_cosignature = 0 WHERE note_id = :waiting", signed_thread._STATE),
]
DAMAGE_OF_SIGNATURES = [
    (f"UPDATE signature SET digest = '{NOBODY}' WHERE {OF_LATEST}", OTHER_DIGEST),
    (f"UPDATE signature SET digest = '{NOBODY}' WHERE {OF_LATEST}", audited_signatures._OTHER_DIGEST),
    (f"UPDATE signature SET certificate_sha256 = '{NOBODY}' WHERE {OF_LATEST}", OTHER_SIGNERS),
    (f"UPDATE signature SET staff_id = {ANOTHER_PERSON} WHERE {OF_LATEST}", signed_thread._OTHER_PERSON),
    (f"DELETE FROM signature WHERE meaning = 'cosigned' AND {OF_LATEST}", record_check._SIGNATURE_GONE),
    (f"DELETE FROM signature WHERE meaning = 'cosigned' AND {OF_LATEST}", signed_thread._STATE),
    (f"DELETE FROM signature WHERE meaning = 'author' AND {OF_LATEST}", signed_thread._NO_AUTHOR),
    (
        f"UPDATE signature SET meaning = 'addendum' WHERE meaning = 'cosigned' AND {OF_LATEST}",
        signed_thread._TWO_AUTHORS,
    ),
    (f"UPDATE signature SET pdf_sha256 = '{NOBODY}' WHERE {OF_LATEST}", audited_signatures._NO_ENTRY),
]
DAMAGE_OF_FACTS = [
    ("UPDATE signature SET name = 'Somebody Else'", audited_signatures._OTHER_FACTS),
    ("UPDATE signature SET credentials = 'PhD'", audited_signatures._OTHER_FACTS),
    ("UPDATE signature SET licence = 'X-1'", audited_signatures._OTHER_FACTS),
    ("UPDATE signature SET zone = 'UTC'", audited_signatures._OTHER_FACTS),
    ("UPDATE signature SET signed_at = '2026-11-20T10:00:00.000000Z'", audited_signatures._OTHER_FACTS),
    ("UPDATE signature SET meaning = 'cofacilitator' WHERE meaning = 'author'", audited_signatures._OTHER_FACTS),
    ("UPDATE note_version SET late_entry = 1 - late_entry", audited_signatures._OTHER_FACTS),
    ("UPDATE note_version SET due_on = '2026-11-30'", audited_signatures._OTHER_FACTS),
    ("UPDATE note_version SET created_at = '2026-11-20T10:00:00.000000Z'", audited_signatures._OTHER_FACTS),
    ("UPDATE note_version SET kind = 'individual'", audited_signatures._OTHER_FACTS),
    (f"UPDATE note_version SET needs_cosignature = 0 WHERE id IN {LATEST}", audited_signatures._OTHER_FACTS),
]
DAMAGE_OF_DOCUMENTS = [
    (f"UPDATE signature SET pdf = CAST(pdf || x'0a' AS BLOB) WHERE {OF_LATEST}", ALTERED_DOCUMENT),
    (f"UPDATE signature SET pdf = pdf || x'0a' WHERE {OF_LATEST}", record_check._UNREADABLE),
    (
        f"UPDATE signature SET (pdf, pdf_sha256) = {ANOTHER_PDF} WHERE meaning = 'cosigned' AND {OF_LATEST}",
        OTHER_RECORD,
    ),
    (f"UPDATE signature SET pdf = x'25504446' WHERE {OF_LATEST}", NO_NOTE),
]
DAMAGE_OF_THREADS = [
    ("DELETE FROM note_return", signed_thread._NOT_RETURNED),
    ("UPDATE note SET state = 'awaiting' WHERE id = :note", signed_thread._STATE),
    ("UPDATE note SET state = 'complete' WHERE id = :waiting", signed_thread._STATE),
    ("UPDATE note SET state = 'draft' WHERE id = :other", signed_thread._STATE),
    ("UPDATE note SET state = 'returned' WHERE id = :other", signed_thread._STATE),
    ("UPDATE note SET state = 'in_error' WHERE id = :other", signed_thread._NO_NOTICE),
]
CHANGES_OF_SESSION = (
    "UPDATE group_session SET started_at = '2026-11-23T16:00:00.000000Z'",
    "UPDATE group_session SET ended_at = '2026-11-23T23:00:00.000000Z'",
    "UPDATE group_session SET place = 'Elsewhere'",
    f"INSERT INTO session_break SELECT '{'0' * 32}', id, starts_at, ends_at, facilitator_id, 1 FROM group_session",
)
CHANGES_OF_LESSON = (
    "UPDATE delivery SET title = 'Another lesson'",
    "UPDATE delivered_segment SET minutes = 99",
    "UPDATE delivered_segment SET state = 'skipped'",
    "DELETE FROM delivered_segment",
    "DELETE FROM delivery",
)
REFUSED = (
    *CHANGES_OF_SESSION,
    *CHANGES_OF_LESSON,
    "UPDATE group_session SET number = number + 5",
    "UPDATE group_session SET ended_at = NULL",
    "UPDATE group_session SET starts_at = '2026-11-23T16:00:00.000000Z'",
    f"UPDATE group_session SET facilitator_id = {ANOTHER_PERSON}",
    f"UPDATE group_session SET cofacilitator_id = {ANOTHER_PERSON}",
    "UPDATE note SET state = 'draft' WHERE state = 'awaiting'",
    "DELETE FROM group_session",
)
DAMAGE_UNDER_SIGNATURES = [
    ("UPDATE note SET draft = json_set(draft, '$.response', 'Other words.') WHERE id = :note", under_signature._DRAFT),
    ("UPDATE group_part SET topic = 'Another topic'", under_signature._GROUP_PART),
    (f"UPDATE attendance_event SET status = 'excused' WHERE client_id = {MEMBER}", under_signature._ATTENDANCE),
    (f"DELETE FROM attendance_event WHERE client_id = {MEMBER}", under_signature._ATTENDANCE),
    ("DELETE FROM group_session", record_check._SUBJECT_GONE),
    (f"UPDATE note SET author_id = {ANOTHER_PERSON}", under_signature._AUTHOR),
    *((statement, under_signature._SESSION) for statement in CHANGES_OF_SESSION),
    *((statement, under_signature._LESSON) for statement in CHANGES_OF_LESSON),
]


@pytest.mark.parametrize(
    ("statement", "sentence"),
    [
        *DAMAGE_OF_VERSIONS,
        *DAMAGE_OF_SIGNATURES,
        *DAMAGE_OF_FACTS,
        *DAMAGE_OF_DOCUMENTS,
        *DAMAGE_OF_THREADS,
        *DAMAGE_UNDER_SIGNATURES,
    ],
)
def test_each_kind_of_damage_is_named(damaged: Damaged, statement: str, sentence: str) -> None:
    damaged.run(statement)
    assert sentence in damaged.sentences()


def test_the_database_itself_refuses_to_change_what_was_signed(desk: Desk) -> None:
    for statement in REFUSED:
        with pytest.raises(IntegrityError, match="kept for ever"), desk.unlocked.transaction() as db:
            db.execute(text(statement))


ADDED = "UPDATE note SET session_id = NULL, kind = 'addendum', parent_id = {} WHERE id = :note"


@pytest.mark.parametrize(
    ("statements", "sentence"),
    [
        ((ADDED.format(f"'{'0' * 32}'"),), signed_thread._ORPHAN),
        ((ADDED.format(":waiting"),), signed_thread._OTHER_CLIENT),
        (
            (
                "DELETE FROM note_version WHERE note_id = :waiting",
                f"UPDATE note SET client_id = {MEMBER}, state = 'draft' WHERE id = :waiting",
                ADDED.format(":waiting"),
            ),
            signed_thread._UNSIGNED_PARENT,
        ),
    ],
)
def test_what_a_note_was_added_to_is_looked_at(damaged: Damaged, statements: tuple[str, ...], sentence: str) -> None:
    # Two notes of one client may not stand in one session, so the rule about that goes first.
    damaged.run("DROP INDEX uq_note_session")
    for statement in statements:
        damaged.run(statement)
    assert sentence in damaged.sentences()


def test_a_certificate_that_ended_before_the_signature_is_named(damaged: Damaged) -> None:
    unlocked = damaged.desk.unlocked
    with unlocked.transaction() as db:
        author = db.scalars(select(Staff).where(Staff.login == factories.INTERN)).one()
        earlier = unlocked.clock() - timedelta(days=2)
        revoke_certificates(db, author, RevocationReason.LEFT, earlier, author.id)
        db.execute(update(Revocation).values(revoked_at=earlier))
    assert damaged.sentences() == {"Signature 1 was made after the certificate of its signer was revoked."}
