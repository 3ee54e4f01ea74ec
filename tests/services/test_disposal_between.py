"""What happens between proposing to destroy a chart and confirming it, and to what other charts still need."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from uuid import UUID

from sqlalchemy import select

from iop_desktop.models.base import new_id
from iop_desktop.models.groups import SessionDocument
from iop_desktop.models.notes import Note
from iop_desktop.models.people import Admission
from iop_desktop.rules.retention import ChartStanding
from iop_desktop.services.bundle import services_of
from iop_desktop.services.demo import DemoClinic
from iop_desktop.services.disposals import DisposalService
from iop_desktop.services.retention import RetentionService
from iop_desktop.services.retention_views import RetentionRow
from iop_desktop.services.unlocked import Unlocked
from tests.e2e.conftest import demo, demo_template
from tests.services.test_disposals import ADMINISTRATOR, As, as_, client_id, propose, service
from tests.support.clock import MovableClock
from tests.support.refusals import codes_of

__all__ = ["as_", "client_id", "demo", "demo_template", "service"]


def row_of(unlocked: Unlocked, clock: MovableClock, key: UUID) -> RetentionRow:
    return next(row for row in RetentionService(unlocked, clock).rows() if row.client_id == key)


def test_records_are_whole_after_a_chart_is_gone(
    as_: As, demo: DemoClinic, clock: MovableClock, client_id: UUID, tmp_path: Path
) -> None:
    propose(as_, clock, client_id)
    unlocked = as_(demo.supervisor)
    services = services_of(unlocked, clock)
    before = services.record_check.verify_all()
    services.disposals.confirm(client_id, demo.passphrase, tmp_path / "c.pdf")
    after = services.record_check.verify_all()
    assert set(after.problems) <= set(before.problems)
    assert services.audit.verify().ok


def test_papers_that_a_held_chart_needs_are_not_destroyed_with_another(
    as_: As, demo: DemoClinic, clock: MovableClock, client_id: UUID, tmp_path: Path
) -> None:
    unlocked = as_(ADMINISTRATOR)
    with unlocked.reading() as db:
        session_id = db.scalars(select(Note.session_id).where(Note.client_id == client_id)).first()
        other = db.scalars(
            select(Note.client_id).where(Note.session_id == session_id, Note.client_id != client_id)
        ).first()
        papers = set(db.scalars(select(SessionDocument.id)))
    assert papers and other is not None
    disposals, retention = DisposalService(unlocked, clock), RetentionService(unlocked, clock)
    retention.hold(other, "Subpoena")
    assert codes_of(lambda: disposals.propose(client_id)) == ["held-papers"]
    retention.lift(other, "Settled")
    disposals.propose(client_id)
    retention.hold(other, "Another one")
    again = DisposalService(as_(demo.supervisor), clock)
    path = tmp_path / "c.pdf"
    assert codes_of(lambda: again.confirm(client_id, demo.passphrase, path)) == ["held-papers"]
    with again._unlocked.reading() as db:
        assert set(db.scalars(select(SessionDocument.id))) == papers


def test_a_proposal_of_before_a_hold_does_not_come_back_with_its_end(
    as_: As, demo: DemoClinic, clock: MovableClock, client_id: UUID, tmp_path: Path
) -> None:
    propose(as_, clock, client_id)
    retention = RetentionService(as_(ADMINISTRATOR), clock)
    retention.hold(client_id, "Subpoena")
    clock.advance(days=400)
    retention = RetentionService(as_(ADMINISTRATOR), clock)
    retention.lift(client_id, "Settled")
    assert row_of(retention._unlocked, clock, client_id).standing is ChartStanding.DUE
    again = DisposalService(as_(demo.supervisor), clock)
    assert codes_of(lambda: again.confirm(client_id, demo.passphrase, tmp_path / "c.pdf")) == ["not-proposed"]


def test_a_proposal_of_an_earlier_treatment_counts_for_nothing_after_the_next_one(
    as_: As, demo: DemoClinic, clock: MovableClock, client_id: UUID, tmp_path: Path
) -> None:
    propose(as_, clock, client_id)
    unlocked = as_(ADMINISTRATOR)
    today = clock().date()
    with unlocked.transaction() as db:
        first = db.scalars(select(Admission).where(Admission.client_id == client_id)).one()
        values = {column.name: getattr(first, column.name) for column in Admission.__table__.columns}
        changed = {"id": new_id(), "admitted_on": today, "discharged_on": None}
        db.add(Admission(**(values | changed)))
    confirming = DisposalService(as_(demo.supervisor), clock)
    path = tmp_path / "c.pdf"
    assert codes_of(lambda: confirming.confirm(client_id, demo.passphrase, path)) == ["treated"]
    unlocked = as_(ADMINISTRATOR)
    with unlocked.transaction() as db:
        for admission in db.scalars(select(Admission).where(Admission.client_id == client_id)):
            admission.discharged_on = admission.discharged_on or today + timedelta(days=30)
    clock.advance(days=366 * 7 + 60)
    assert row_of(as_(ADMINISTRATOR), clock, client_id).standing is ChartStanding.DUE
    confirming = DisposalService(as_(demo.supervisor), clock)
    assert codes_of(lambda: confirming.confirm(client_id, demo.passphrase, path)) == ["not-proposed"]
    propose(as_, clock, client_id)
    assert DisposalService(as_(demo.supervisor), clock).confirm(client_id, demo.passphrase, path).message
