"""Sign-in sheets kept with a session."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from iop_desktop.models.groups import SessionDocument
from iop_desktop.rules.sign_in import SheetNames
from iop_desktop.services.errors import NotAllowed, NotFound
from iop_desktop.services.records import RecordService
from iop_desktop.services.session_documents import SessionDocumentService
from iop_desktop.services.unlocked import Unlocked
from tests import factories
from tests.documents.samples import text_of
from tests.factories import SmallClinic
from tests.services.conftest import AsStaff
from tests.support.clock import MovableClock


@pytest.fixture
def papers(unlocked: Unlocked, clock: MovableClock) -> SessionDocumentService:
    return SessionDocumentService(unlocked, clock)


def pdf_of(unlocked: Unlocked) -> bytes:
    with unlocked.reading() as db:
        return db.scalars(select(SessionDocument.pdf).order_by(SessionDocument.made_at.desc())).first() or b""


def test_the_sheet_is_kept_with_the_session_and_in_no_chart(
    papers: SessionDocumentService, clinic: SmallClinic, unlocked: Unlocked, clock: MovableClock
) -> None:
    paper_id = papers.make_sign_in_sheet(clinic.session_id)
    (kept,) = papers.papers(clinic.session_id)
    assert (kept.paper_id, kept.kind, kept.made_by) == (paper_id, "sign_in", "Dana Whitfield")
    (page,) = papers.preview(paper_id, 0.5)
    assert (page.width, page.height) == (306, 396)
    text = text_of(pdf_of(unlocked))
    assert "José N." in text
    assert "Okonkwo" not in text
    assert "MR-1001" not in text
    clock.advance(minutes=5)
    assert papers.make_sign_in_sheet(clinic.session_id) == paper_id
    assert len(papers.papers(clinic.session_id)) == 1
    assert not hasattr(RecordService, "papers")


def test_a_sheet_of_another_roster_is_a_paper_of_its_own(
    papers: SessionDocumentService, clinic: SmallClinic, unlocked: Unlocked, clock: MovableClock
) -> None:
    first = papers.make_sign_in_sheet(clinic.session_id)
    clock.advance(minutes=5)
    with unlocked.transaction() as db:
        day = clock().date()
        newcomer = factories.add_client(db, clinic.adult_program, day, "MR-1009", "Noor", "Haddad")
        factories.add_membership(db, clinic.group_id, newcomer, day)
    second = papers.make_sign_in_sheet(clinic.session_id)
    assert [paper.paper_id for paper in papers.papers(clinic.session_id)] == [second, first]


@pytest.mark.parametrize(
    ("style", "there", "not_there"),
    [
        (SheetNames.INITIAL, "José N.", "Pepe"),
        (SheetNames.PREFERRED, "Pepe", "José"),
        (SheetNames.NUMBER, "Time in", "Siobhán"),
    ],
)
def test_the_clinic_chooses_how_members_are_named(
    clinic: SmallClinic, as_staff: AsStaff, clock: MovableClock, style: SheetNames, there: str, not_there: str
) -> None:
    office = SessionDocumentService(as_staff(factories.ADMINISTRATOR), clock)
    assert office.sheet_names() is SheetNames.INITIAL
    for choice in (SheetNames.NUMBER, style):
        office.choose_sheet_names(choice)
    facilitator = as_staff(factories.INTERN)
    papers = SessionDocumentService(facilitator, clock)
    assert papers.sheet_names() is style
    papers.make_sign_in_sheet(clinic.session_id)
    text = text_of(pdf_of(facilitator))
    assert there in text
    assert not_there not in text


def test_rights(papers: SessionDocumentService, clinic: SmallClinic, as_staff: AsStaff, clock: MovableClock) -> None:
    with pytest.raises(NotAllowed):
        papers.choose_sheet_names(SheetNames.NUMBER)
    with pytest.raises(NotFound):
        papers.preview(clinic.session_id, 1)
    office = SessionDocumentService(as_staff(factories.ADMINISTRATOR), clock)
    with pytest.raises(NotAllowed):
        office.make_sign_in_sheet(clinic.session_id)
    assert office.papers(clinic.session_id) == ()
