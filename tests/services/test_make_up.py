"""Make-up packets on a real vault: one PDF for each member who was away, of the lesson as it was given."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select

from iop_desktop.models.audit import AuditEvent
from iop_desktop.models.lessons import Lesson
from iop_desktop.rules.sign_in import SheetNames
from iop_desktop.rules.vocabulary import AttendanceStatus
from iop_desktop.services.attendance import AttendanceService
from iop_desktop.services.errors import NotAllowed, NotFound
from iop_desktop.services.handouts import NoPaper
from iop_desktop.services.lessons import LessonService
from iop_desktop.services.make_up import MakeUpService
from iop_desktop.services.session_documents import SessionDocumentService
from iop_desktop.services.unlocked import Unlocked
from iop_desktop.services.written_file import NotWritten
from tests.curricula import lesson
from tests.documents.samples import pages_text
from tests.factories import ADMINISTRATOR, INTERN, SmallClinic
from tests.services.conftest import AsStaff
from tests.support.clock import MovableClock


@pytest.fixture
def given(unlocked: Unlocked, clinic: SmallClinic, clock: MovableClock) -> Unlocked:
    """A lesson with papers is given; the second and third member are away, the first is here."""
    with unlocked.transaction() as db:
        db.get_one(Lesson, clinic.lesson_id).content = lesson(title="Urge surfing")
    LessonService(unlocked, clock).choose(clinic.session_id, clinic.lesson_id)
    attendance = AttendanceService(unlocked, clock)
    statuses = (AttendanceStatus.PRESENT, AttendanceStatus.NO_SHOW, AttendanceStatus.EXCUSED)
    for client_id, status in zip(clinic.client_ids, statuses, strict=False):
        attendance.mark(clinic.session_id, client_id, status)
    return unlocked


def first_page(pdf: bytes) -> str:
    return " ".join(pages_text(pdf)[0].split())


def test_each_member_who_is_away_has_a_packet(given: Unlocked, clinic: SmallClinic, clock: MovableClock) -> None:
    make_up = MakeUpService(given, clock)
    assert make_up.away(clinic.session_id) == 2
    packets = make_up.packets(clinic.session_id)
    assert {packet.client_id for packet in packets} == set(clinic.client_ids[1:3])
    sheets = [first_page(packet.pdf).partition("This packet is for: ")[2].split(". ")[0] for packet in packets]
    assert len(set(sheets)) == 2
    assert all(sheets)
    (only,) = make_up.packets(clinic.session_id, client_id=clinic.client_ids[1], large=True)
    assert only.client_id == clinic.client_ids[1]


def test_a_packet_holds_the_lesson_as_it_was_given(given: Unlocked, clinic: SmallClinic, clock: MovableClock) -> None:
    make_up = MakeUpService(given, clock)
    before = make_up.packets(clinic.session_id)
    with given.transaction() as db:
        db.get_one(Lesson, clinic.lesson_id).content = lesson(handout="# Something else\n")
    assert make_up.packets(clinic.session_id) == before


def test_where_the_clinic_prints_numbers_a_packet_has_a_line(
    given: Unlocked, clinic: SmallClinic, clock: MovableClock, as_staff: AsStaff
) -> None:
    assert given
    SessionDocumentService(as_staff(ADMINISTRATOR), clock).choose_sheet_names(SheetNames.NUMBER)
    packets = MakeUpService(as_staff(INTERN), clock).packets(clinic.session_id)
    assert len({packet.pdf for packet in packets}) == 1


def test_packets_are_saved_beside_what_is_there_under_names_of_nobody(
    given: Unlocked, clinic: SmallClinic, clock: MovableClock, tmp_path: Path
) -> None:
    make_up = MakeUpService(given, clock)
    assert make_up.save(clinic.session_id, tmp_path).message == "2 make-up packets saved."
    one = make_up.save(clinic.session_id, tmp_path, client_id=clinic.client_ids[1])
    assert one.message == "1 make-up packet saved."
    names = sorted(path.name for path in tmp_path.glob("*.pdf"))
    assert [name[-7:] for name in names] == ["-01.pdf", "-02.pdf", "-03.pdf"]
    assert {name[:8] for name in names} == {"make-up-"}
    with pytest.raises(NotWritten):
        make_up.save(clinic.session_id, tmp_path / "nowhere")
    with given.reading() as db:
        entries = [body for body in db.scalars(select(AuditEvent.body)) if "packets.made" in body]
    assert [str(clinic.client_ids[1]) in body for body in entries] == [True] * 3
    assert [str(clinic.client_ids[2]) in body for body in entries] == [True, False, True]


def test_what_has_no_packet(
    given: Unlocked, clinic: SmallClinic, clock: MovableClock, as_staff: AsStaff, tmp_path: Path
) -> None:
    make_up = MakeUpService(given, clock)
    with pytest.raises(NoPaper):
        make_up.packets(clinic.session_id, client_id=clinic.client_ids[0])
    with pytest.raises(NotFound):
        make_up.packets(UUID(int=1))
    with pytest.raises(NotFound):
        make_up.save_for_note(UUID(int=1), tmp_path)
    with pytest.raises(NotAllowed):
        MakeUpService(as_staff(ADMINISTRATOR), clock).packets(clinic.session_id)


def test_without_a_lesson_there_is_no_packet(unlocked: Unlocked, clinic: SmallClinic, clock: MovableClock) -> None:
    AttendanceService(unlocked, clock).mark(clinic.session_id, clinic.client_ids[0], AttendanceStatus.NO_SHOW)
    with pytest.raises(NoPaper):
        MakeUpService(unlocked, clock).packets(clinic.session_id)
