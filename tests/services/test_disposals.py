"""A chart is destroyed after its period by two people: nothing of it is left but a tombstone and a certificate."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import event, func, select
from sqlalchemy.orm import Session as Database

from iop_desktop.documents.verification import verify_note
from iop_desktop.models.chart_access import ChartAccess, ChartAccessEnd, ChartAccessReview
from iop_desktop.models.chart_rows import rows_of_chart
from iop_desktop.models.groups import RuleOverride, Session
from iop_desktop.models.notes import Note
from iop_desktop.models.people import Admission, Client
from iop_desktop.models.retention import Disposal
from iop_desktop.models.tables import Base
from iop_desktop.models.triggers import expected_triggers, present_triggers
from iop_desktop.rules.break_glass import GlassKind, GlassVerdict
from iop_desktop.rules.vocabulary import NoteState
from iop_desktop.services.amendment_views import RequestForm
from iop_desktop.services.audit import AuditService
from iop_desktop.services.bundle import services_of
from iop_desktop.services.demo import DemoClinic
from iop_desktop.services.disposals import DisposalService
from iop_desktop.services.errors import NotAllowed, NotFound
from iop_desktop.services.retention import RetentionService
from iop_desktop.services.unlock_attempts import WrongPassphrase
from iop_desktop.services.unlocked import Unlocked
from iop_desktop.services.vault import VaultService
from iop_desktop.services.written_file import NotWritten
from tests.e2e.conftest import demo, demo_template
from tests.e2e.held import hold_session
from tests.factories import CHEAP
from tests.support.clock import MovableClock
from tests.support.refusals import codes_of

__all__ = ["demo", "demo_template"]

ADMINISTRATOR = "plindholm"
As = Callable[[str], Unlocked]


@pytest.fixture
def service(demo: DemoClinic, clock: MovableClock) -> VaultService:
    made = VaultService(demo.folder, clock, kdf_cost=CHEAP, keyring=lambda: None)
    hold_session(made, demo, clock)
    return made


@pytest.fixture
def as_(service: VaultService, demo: DemoClinic):  # type: ignore[no-untyped-def]  # a generator of a function
    opened: list[Unlocked] = []

    def switch(login: str) -> Unlocked:
        for earlier in opened:
            service.lock(earlier)
        opened.append(service.unlock(login, demo.passphrase))
        return opened[-1]

    yield switch
    for unlocked in opened:
        service.lock(unlocked)


@pytest.fixture
def client_id(as_: As, demo: DemoClinic, clock: MovableClock) -> UUID:
    """Somebody with signed notes, a sign-in sheet of the session, and a discharge long ago."""
    unlocked = as_(demo.facilitator)
    services = services_of(unlocked, clock)
    found = services.notes.list(demo.session_id).rows[0]
    services.papers.make_sign_in_sheet(demo.session_id)
    with unlocked.transaction() as db:
        key = services.notes.open(found.note_id).client_id
        admission = db.scalars(select(Admission).where(Admission.client_id == key)).one()
        admission.admitted_on, admission.discharged_on = date(2015, 1, 1), date(2016, 1, 1)
        for note in db.scalars(select(Note).where(Note.client_id == key)):
            note.state = NoteState.COMPLETE
        open_from_outside(db, key, unlocked.actor.staff_id, clock())
    return key


def open_from_outside(db: Database, key: UUID, staff_id: UUID, now: datetime) -> None:
    """Somebody outside the client's groups had the chart open once; rows that hang on it have no id of their own."""
    access = ChartAccess(
        client_id=key, staff_id=staff_id, kind=next(iter(GlassKind)), reason="On call", begun_at=now, until_at=now
    )
    db.add(access)
    db.flush()
    db.add(ChartAccessEnd(access_id=access.id, closed_at=now))
    verdict = next(iter(GlassVerdict))
    db.add(ChartAccessReview(access_id=access.id, reviewed_by=staff_id, reviewed_at=now, verdict=verdict))


def propose(as_: As, clock: MovableClock, client_id: UUID) -> None:
    DisposalService(as_(ADMINISTRATOR), clock).propose(client_id)


def everything(unlocked: Unlocked) -> dict[str, str]:
    """Each table as text."""
    with unlocked.reading() as db:
        connection = db.connection()
        return {
            name: "\n".join(str(tuple(row)) for row in connection.execute(select(table)))
            for name, table in Base.metadata.tables.items()
        }


def test_nothing_of_the_chart_is_left(
    as_: As, demo: DemoClinic, clock: MovableClock, client_id: UUID, tmp_path: Path
) -> None:
    propose(as_, clock, client_id)
    unlocked = as_(demo.supervisor)
    with unlocked.reading() as db:
        client = db.get_one(Client, client_id)
        number, last_name = client.record_number, client.last_name
        rows = rows_of_chart(db.connection(), client_id)
        others = db.scalar(select(func.count()).select_from(Client)) or 0
    assert {"signature", "note_version", "attendance_event", "goal", "session_document"} <= rows.keys()
    assert "chart_access_review" in rows
    path = tmp_path / "certificate.pdf"
    changes = DisposalService(unlocked, clock).confirm(client_id, demo.passphrase, path)
    assert changes.message == "The chart is destroyed and the certificate is saved."
    left = everything(unlocked)
    keys = {str(key) for found in rows.values() for key in found}
    for table, text in left.items():
        assert number not in text and last_name not in text, table
        if table != "audit_event":
            assert not [key for key in keys if key in text or f"'{key}'" in text], table
    with unlocked.reading() as db:
        connection = db.connection()
        assert db.scalar(select(func.count()).select_from(Client)) == others - 1
        assert connection.exec_driver_sql("PRAGMA foreign_key_check").first() is None
        assert present_triggers(connection) == expected_triggers(connection)
        disposal = db.scalars(select(Disposal)).one()
    assert disposal.destroyed == {table: len(found) for table, found in rows.items()}
    assert disposal.certificate_sha256 == sha256(path.read_bytes()).hexdigest()
    assert AuditService(unlocked).verify().ok
    assert unlocked.vault.check_integrity().ok


def test_the_certificate_is_signed_and_names_nobody(
    as_: As, demo: DemoClinic, clock: MovableClock, client_id: UUID, tmp_path: Path
) -> None:
    from iop_desktop.models.clinic import Clinic
    from iop_desktop.services.unlocked import load_certificate

    propose(as_, clock, client_id)
    unlocked = as_(demo.supervisor)
    with unlocked.reading() as db:
        client = db.get_one(Client, client_id)
        number, last_name = client.record_number, client.last_name
        root = load_certificate(db.scalars(select(Clinic.root_certificate)).one())
    path = tmp_path / "certificate.pdf"
    DisposalService(unlocked, clock).confirm(client_id, demo.passphrase, path)
    verdict = verify_note(path.read_bytes(), [root])
    assert verdict.ok, verdict.problems
    assert verdict.signers[0].meaning == "Confirms the destruction of this record"
    text = pdf_text(path)
    assert f"Record number {number} of" in text and last_name not in text
    assert "Signed documents:" in text and "7 years" in text and "Backups in the clinic" in text


def pdf_text(path: Path) -> str:
    import pypdfium2

    document = pypdfium2.PdfDocument(path)
    return " ".join(
        "".join(document[number].get_textpage().get_text_bounded()).replace("\r\n", " ")
        for number in range(len(document))
    )


def test_the_record_number_still_gets_an_answer(
    as_: As, demo: DemoClinic, clock: MovableClock, client_id: UUID, tmp_path: Path
) -> None:
    propose(as_, clock, client_id)
    unlocked = as_(demo.supervisor)
    disposals = DisposalService(unlocked, clock)
    with unlocked.reading() as db:
        number = db.get_one(Client, client_id).record_number
    assert disposals.find(number) == ()
    disposals.confirm(client_id, demo.passphrase, tmp_path / "c.pdf")
    (row,) = disposals.find(f" {number.lower()} ")
    assert row.on == date(2026, 11, 24) and row.proposed_by != row.confirmed_by
    assert disposals.find("MR-0") == ()


def test_two_people_are_needed_and_each_has_to_be_allowed(
    as_: As, demo: DemoClinic, clock: MovableClock, client_id: UUID, tmp_path: Path
) -> None:
    path = tmp_path / "c.pdf"
    supervisor = DisposalService(as_(demo.supervisor), clock)
    with pytest.raises(NotAllowed):
        supervisor.propose(client_id)
    assert codes_of(lambda: supervisor.outline(client_id)) == ["not-proposed"]
    administrator = DisposalService(as_(ADMINISTRATOR), clock)
    administrator.propose(client_id)
    assert codes_of(lambda: administrator.propose(client_id)) == ["proposed"]
    assert codes_of(lambda: administrator.confirm(client_id, demo.passphrase, path)) == ["same"]
    facilitator = DisposalService(as_(demo.facilitator), clock)
    with pytest.raises(NotAllowed):
        facilitator.confirm(client_id, demo.passphrase, path)
    assert not path.exists()


def test_it_can_be_withdrawn_and_held_until_the_last_moment(
    as_: As, demo: DemoClinic, clock: MovableClock, client_id: UUID, tmp_path: Path
) -> None:
    propose(as_, clock, client_id)
    unlocked = as_(ADMINISTRATOR)
    retention = RetentionService(unlocked, clock)
    retention.hold(client_id, "Subpoena")
    supervisor = as_(demo.supervisor)
    disposals = DisposalService(supervisor, clock)
    path = tmp_path / "c.pdf"
    assert codes_of(lambda: disposals.confirm(client_id, demo.passphrase, path)) == ["held"]
    RetentionService(as_(ADMINISTRATOR), clock).lift(client_id, "Settled")
    propose(as_, clock, client_id)
    supervisor = as_(demo.supervisor)
    disposals = DisposalService(supervisor, clock)
    row = next(row for row in RetentionService(supervisor, clock).rows() if row.client_id == client_id)
    assert row.proposal is not None and not row.proposal.is_mine
    disposals.withdraw(row.proposal.proposal_id)
    with pytest.raises(NotFound):
        disposals.withdraw(row.proposal.proposal_id)
    again = DisposalService(as_(demo.supervisor), clock)
    assert codes_of(lambda: again.confirm(client_id, demo.passphrase, path)) == ["not-proposed"]


def test_before_its_day_and_with_an_open_request_nothing_is_proposed(
    as_: As, demo: DemoClinic, clock: MovableClock, client_id: UUID
) -> None:
    services_of(as_(demo.facilitator), clock).amendments.log(
        RequestForm(client_id, "A word is wrong.", date(2026, 11, 20))
    )
    unlocked = as_(ADMINISTRATOR)
    disposals = DisposalService(unlocked, clock)
    assert codes_of(lambda: disposals.propose(client_id)) == ["request"]
    with unlocked.transaction() as db:
        db.scalars(select(Admission).where(Admission.client_id == client_id)).one().discharged_on = date(2024, 1, 1)
    assert codes_of(lambda: disposals.propose(client_id)) == ["early", "request"]


def test_a_wrong_pass_phrase_and_a_file_that_cannot_be_written_leave_the_chart(
    as_: As, demo: DemoClinic, clock: MovableClock, client_id: UUID, tmp_path: Path
) -> None:
    propose(as_, clock, client_id)
    unlocked = as_(demo.supervisor)
    disposals, before = DisposalService(unlocked, clock), everything(unlocked)
    with pytest.raises(WrongPassphrase):
        disposals.confirm(client_id, "wrong", tmp_path / "c.pdf")
    with pytest.raises(NotWritten):
        disposals.confirm(client_id, demo.passphrase, tmp_path / "missing" / "c.pdf")
    after = everything(unlocked)
    changed = {table for table in before if before[table] != after[table]}
    assert changed == {"audit_event", "audit_head"}


def test_whatever_fails_on_the_way_rolls_back_with_the_triggers(
    as_: As, demo: DemoClinic, clock: MovableClock, client_id: UUID, tmp_path: Path
) -> None:
    propose(as_, clock, client_id)
    unlocked = as_(demo.supervisor)
    disposals, before = DisposalService(unlocked, clock), everything(unlocked)

    class Cut(Exception):
        pass

    def fail(_c: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.startswith("INSERT INTO disposal "):
            raise Cut

    engine = unlocked.engine
    event.listen(engine, "before_cursor_execute", fail)
    try:
        with pytest.raises(Cut):
            disposals.confirm(client_id, demo.passphrase, tmp_path / "c.pdf")
    finally:
        event.remove(engine, "before_cursor_execute", fail)
    assert everything(unlocked) == before
    assert not (tmp_path / "c.pdf").exists()
    with unlocked.reading() as db:
        assert present_triggers(db.connection()) == expected_triggers(db.connection())


def test_what_is_to_be_destroyed_is_seen_before_without_its_content(
    as_: As, demo: DemoClinic, clock: MovableClock, client_id: UUID
) -> None:
    propose(as_, clock, client_id)
    unlocked = as_(demo.supervisor)
    outline = DisposalService(unlocked, clock).outline(client_id)
    assert outline.lines[0] == "Charts: 1" and not outline.by_token
    assert any("November 30, 2027" in sentence for sentence in outline.remains)
    with unlocked.reading() as db:
        assert db.get_one(Client, client_id).last_name not in json.dumps(outline.lines + outline.remains)


def test_texts_about_groups_that_may_name_the_client_are_told_by_place_and_counted(
    as_: As, demo: DemoClinic, clock: MovableClock, client_id: UUID, tmp_path: Path
) -> None:
    propose(as_, clock, client_id)
    unlocked = as_(demo.supervisor)
    service = DisposalService(unlocked, clock)
    before = service.outline(client_id).named
    with unlocked.transaction() as db:
        last_name, session = db.get_one(Client, client_id).last_name, db.get_one(Session, demo.session_id)
        db.add(
            RuleOverride(
                group_id=session.group_id,
                session_id=session.id,
                rule="size",
                allowed=12,
                actual=13,
                reason=f"{last_name} had nowhere to go",
                staff_id=unlocked.actor.staff_id,
                decided_at=clock(),
            )
        )
    outline = service.outline(client_id)
    (place,) = set(outline.named) - set(before)
    assert place.startswith("reason for going against a rule, ") and last_name not in place
    path = tmp_path / "certificate.pdf"
    service.confirm(client_id, demo.passphrase, path)
    assert "about whole groups" in pdf_text(path) and place not in pdf_text(path)
